package worlds_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"selter/api"
	"selter/api/apitest"
	"selter/workflow/catalog"
)

// sensitive are names that somebody would try to slip in, with a value that would do harm.
var sensitive = map[string]string{
	"role": `"admin"`, "roles": `["admin"]`, "duty": `"admin"`, "duties": `["admin"]`, "is_admin": `true`, "admin": `true`, "person": `"ketua"`,
	"person_id": `"ketua"`, "actor": `"ketua"`, "by": `"ketua"`, "user": `"ketua"`, "owner": `"ketua"`, "tenant": `"31"`, "agency": `"31"`,
	"case": `"01900000-0000-7000-8000-000000000000"`, "id": `"01900000-0000-7000-8000-000000000000"`, "parent": `"01900000-0000-7000-8000-000000000000"`,
	"ref": `"lain"`, "state": `"inaugurated"`, "from_state": `"planned"`, "resumes": `"planned"`, "revision": `1`, "seq": `1`, "expect": `0`,
	"pack": `"` + zeroHash + `"`, "policy": `{"base":"seed"}`, "procedure": `"mandate"`, "version": `"9"`, "head": `"` + zeroHash + `"`,
	"hash": `"` + zeroHash + `"`, "previous": `"` + zeroHash + `"`, "scopes": `["people:act"]`, "factors": `2`, "second_factor": `"given"`, "kind": `"session"`,
	"credential": `"x"`, "expires": `"2099-01-01T00:00:00Z"`, "created_at": `"2000-01-01T00:00:00Z"`, "opened_at": `"2000-01-01T00:00:00Z"`,
	"at": `"2000-01-01T00:00:00Z"`, "now": `"2000-01-01T00:00:00Z"`, "password_hash": `"x"`, "totp": `"x"`, "totp_secret": `"x"`, "confirmed": `true`,
	"disabled": `false`, "verified": `true`, "zone": `"WIT"`, "facts": `{}`, "effects": `[]`, "given": `{"person":"ketua"}`, "ended": `null`, "sealed": `false`,
	"total": `100`, "rank": `1`, "__proto__": `{"admin":true}`, "constructor": `{}`, "_method": `"DELETE"`, "access_token": `"x"`,
}

// raceStep is how many names lie between two that are tried with the race detector.
const raceStep = 6

const zeroHash = "0000000000000000000000000000000000000000000000000000000000000000"

// otherCase is the name as a careless decoder would take it for the same.
func otherCase(name string) string {
	if upper := strings.ToUpper(name); upper != name {
		return upper
	}
	return strings.ToLower(name)
}

// An attempt is a request with one name too many.
type attempt struct {
	question
	name, where string // where: path, query, body or nested
}

// Sixty sensitive names, as they are and in other letters, in the path, in the query, in the
// body and in what the body holds, on every route: each is refused by its name, and nothing
// is written. The same request without it is accepted.
func TestNamesThatNobodyAskedFor_are_refused_everywhere(t *testing.T) {
	t.Parallel()
	g := goodsOf(t)
	contract := apitest.Contract(t)
	reached, counts := make(map[string]bool), make(map[string]int)
	for _, one := range g.list {
		route := routeOf(t, one.route)
		reached[one.route] = true
		before := g.w.file(t)
		attempts := attemptsOn(t, contract, route, one)
		for _, a := range attempts {
			told := a.of(t.Context(), g.w.handler)
			counts[a.where]++
			if problem := a.accepted(told, one.ask()); problem != "" {
				t.Errorf("%s in the %s of %s: %s\n%s\n%s", a.name, a.where, one.route, problem, a.question, told)
			}
		}
		if after := g.w.file(t); after != before {
			t.Errorf("%s: something was written", one.route)
		}
		if t.Failed() {
			return
		}
	}
	for _, route := range api.Routes() {
		if !reached[route.Method+" "+route.Path] {
			t.Errorf("nothing was tried on %s %s", route.Method, route.Path)
		}
	}
	for _, one := range g.list {
		told := one.ask().of(t.Context(), g.w.handler)
		if told.status >= http.StatusBadRequest || strings.Contains(told.body, `"problem":`) {
			t.Fatalf("%s is not good as it stands: %s\n%s", one.route, one.ask(), told)
		}
		if one.then != nil {
			one.then(t, told)
		}
	}
	names := len(sensitive)
	if raced {
		names = (names + raceStep - 1) / raceStep
		t.Log("with the race detector every sixth name is tried")
	}
	t.Logf("%d names x 2 spellings x %d routes: %v attempts, 0 accepted", names, len(g.list), counts)
	if len(sensitive) < 40 {
		t.Error("there are too few names")
	}
}

func routeOf(t *testing.T, name string) api.Route {
	t.Helper()
	for _, route := range api.Routes() {
		if route.Method+" "+route.Path == name {
			return route
		}
	}
	t.Fatalf("there is no route %s", name)
	return api.Route{}
}

// accepted tells what is wrong with the answer to an attempt; "" when it was refused by
// name. base is the request without it.
func (a attempt) accepted(told answer, base question) string {
	named := func(reasons []reason) bool {
		return slices.ContainsFunc(reasons, func(r reason) bool {
			return strings.HasSuffix(r.Field, "/"+a.name) || r.Field == "query:"+a.name || a.where == "path" && strings.HasPrefix(r.Field, "path") ||
				base.body == "" && r.Field == "body" ||
				// Names of particulars are not repeated: a value may have been taken for one.
				r.Code == "particular_is_well_formed" && (r.Field == "/particulars" || r.Field == "/values")
		})
	}
	problem, err := decode[refusal]([]byte(told.body))
	switch {
	case err != nil:
		return "is not answered with a problem"
	case told.status == http.StatusOK && len(problem.Items) > 0: // each item has an answer of its own
		if !slices.ContainsFunc(problem.Items, func(item refusal) bool { return item.Problem != nil && named(item.Problem.Reasons) }) {
			return "is not refused in its item"
		}
		return ""
	case told.status < http.StatusBadRequest || told.status >= http.StatusInternalServerError:
		return "is not refused"
	case a.where == "path": // such a path is none of the contract's, or names nothing
		return ""
	case !named(problem.Reasons):
		return "is not named"
	}
	return ""
}

type refusal struct {
	Reasons []reason
	Problem *refusal
	Items   []refusal
}

type reason struct{ Code, Field string }

// attemptsOn are all attempts on a route.
func attemptsOn(t *testing.T, contract *openapi3.T, route api.Route, one good) []attempt {
	t.Helper()
	base := one.ask()
	var all []attempt
	for n, name := range slices.Sorted(maps.Keys(sensitive)) {
		if raced && n%raceStep != 0 {
			continue
		}
		for _, spelt := range []string{name, otherCase(name)} {
			value := sensitive[name]
			path, query, _ := strings.Cut(base.path, "?")
			if query != "" {
				query = "?" + query
			}
			for _, at := range []string{path + "/" + spelt + query, path + ";" + spelt + "=admin" + query, path + "/" + spelt + "/admin" + query} {
				if spelt != name {
					break // how a path is spelt is tried elsewhere
				}
				if route.Path == "/v1/procedures" && slices.Contains(catalog.Names(), strings.TrimPrefix(at, path+"/")) {
					continue // which is a path of the contract
				}
				q := base
				q.path = at
				all = append(all, attempt{q, spelt, "path"})
			}
			if !slices.Contains(route.Query, spelt) {
				q := base
				q.path = path + "?" + strings.TrimPrefix(query, "?") + map[bool]string{true: "&"}[query != ""] + spelt + "=admin"
				all = append(all, attempt{q, spelt, "query"})
			}
			if route.Body == api.NeedsFile {
				continue // a file has no members
			}
			if base.body == "" {
				q := base
				q.body = fmt.Sprintf(`{%q:%s}`, spelt, value)
				all = append(all, attempt{q, spelt, "body"})
				continue
			}
			for _, place := range objectsIn(t, contract, one.schema, base.body) {
				if slices.Contains(place.members, spelt) {
					continue
				}
				q := base
				q.body = place.with(spelt, value)
				all = append(all, attempt{q, spelt, map[bool]string{true: "body", false: "nested"}[place.depth == 0]})
			}
		}
	}
	return all
}
