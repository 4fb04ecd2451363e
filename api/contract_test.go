package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"selter/api"
	"selter/api/apitest"
)

// The marker stands above what cmd/derive writes into the contract.
const marker = "\n    # ---- derived: everything below this line is rewritten by cmd/derive; do not edit ----\n"

func TestContract(t *testing.T) {
	t.Parallel()
	document := apitest.Contract(t)

	t.Run("has_exactly_the_routes_of_the_table", func(t *testing.T) {
		t.Parallel()
		var documented, routed []string
		for path, item := range document.Paths.Map() {
			for method := range item.Operations() {
				documented = append(documented, method+" "+path)
			}
		}
		for _, route := range api.Routes() {
			routed = append(routed, route.Method+" "+route.Path)
		}
		sort.Strings(documented)
		sort.Strings(routed)
		if diff := cmp.Diff(documented, routed); diff != "" {
			t.Errorf("contract and table differ (-contract +table):\n%s", diff)
		}
	})

	t.Run("demands_what_the_table_demands", func(t *testing.T) {
		t.Parallel()
		for _, route := range api.Routes() {
			operation := document.Paths.Value(route.Path).GetOperation(route.Method)
			var query []string
			keyed, conditional := false, false
			for _, ref := range operation.Parameters {
				switch p := ref.Value; p.In {
				case "query":
					query = append(query, p.Name)
				case "header":
					keyed = keyed || p.Name == "Idempotency-Key" && p.Required
					conditional = conditional || p.Name == "If-Match" && p.Required
				}
			}
			want := slices.Clone(route.Query)
			sort.Strings(want)
			sort.Strings(query)
			if diff := cmp.Diff(want, query); diff != "" {
				t.Errorf("%s %s: query parameters (-table +contract):\n%s", route.Method, route.Path, diff)
			}
			if keyed != route.Keyed || conditional != route.Conditional {
				t.Errorf("%s %s: key %t, If-Match %t in the contract", route.Method, route.Path, keyed, conditional)
			}
			open := operation.Security != nil && len(*operation.Security) == 0
			if open != (route.Policy.Rule == api.Anyone) {
				t.Errorf("%s %s: open to everybody is %t in the contract", route.Method, route.Path, open)
			}
			body := api.NoBody
			if operation.RequestBody != nil {
				body = api.MayHaveBody
				if operation.RequestBody.Value.Required {
					body = api.NeedsBody
				}
				if operation.RequestBody.Value.Content.Get("application/json") == nil {
					body = api.NeedsFile
				}
			}
			if body != route.Body {
				t.Errorf("%s %s: body rule %d in the contract, %d in the table", route.Method, route.Path, body, route.Body)
			}
			acts := (route.Policy.Rule == api.Act || route.Policy.Rule == api.Anyone && route.Policy.Procedure != "") && route.Method != http.MethodGet
			if acts != route.Keyed || acts != (keyed && route.Policy.Procedure != "") {
				t.Errorf("%s %s: whatever writes cases needs a key, and nothing else", route.Method, route.Path)
			}
		}
	})

	t.Run("answers_on_every_route", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t))
		for _, route := range api.Routes() {
			if route.Path == "/metrics" {
				continue // needs something to show; see TestMetrics
			}
			path := strings.NewReplacer("{region}", "53", "{id}", noCase, "{event}", "announce", "{name}", "round", "{hash}", strings.Repeat("0", 64),
				"{asset}", "start.js", "/papers/{code}", "/papers/7k3mq9td", "{ticket}/{code}", strings.Repeat("A", 64)+"/AAAA-AAAA-AAAA-AAAA", "{code}", "guarded", "{person}", "sek", "{kind}", "cv", "{ticket}/{code}", strings.Repeat("A", 64)+"/AAAA-AAAA-AAAA-AAAA", "{token}", strings.Repeat("A", 64), "{file}", "score_recap.pdf", "{agency}", "53").Replace(route.Path)
			c := call{method: route.Method, path: path}
			switch route.Path {
			case "/v1/rounds":
				c.body = opening()
			case "/v1/demo/clock":
				c.body = `{"now":"2024-05-09T00:00:00Z"}`
			case "/v1/demo/cast":
				c.body = `{"agency":"53","cast":[{"person":"ketua","duties":["committee_chair"]}]}`
			case "/v1/rounds/{id}/selections/events/{event}":
				c.body = `{"items":[{"selection":"` + noCase + `"}]}`
			}
			if route.Body == api.NoBody || route.Method == http.MethodGet {
				c.body = ""
			}
			w := h.do(t, c)
			if w.Code == http.StatusMethodNotAllowed || w.Code >= 500 {
				t.Errorf("%s %s answered %d", route.Method, path, w.Code)
			}
			var p problem
			if w.Code == http.StatusNotFound {
				read(t, w, &p)
			}
			if p.Code == "not_found" && !strings.ContainsAny(route.Path, "{") {
				t.Errorf("%s %s is not there", route.Method, path)
			}
		}
	})

	t.Run("has_one_marker_for_what_is_derived_and_nothing_by_hand_below", func(t *testing.T) {
		t.Parallel()
		text := string(api.Contract())
		if strings.Count(text, marker) != 1 {
			t.Fatalf("%d markers", strings.Count(text, marker))
		}
		_, derived, _ := strings.Cut(text, marker)
		for line := range strings.SplitSeq(strings.TrimRight(derived, "\n"), "\n") {
			if !strings.HasPrefix(line, "    ") {
				t.Fatalf("below the marker stand only schemas, not %q", line)
			}
		}
		for _, name := range []string{"State", "Event", "Role", "Guard", "RoundEventBody", "SelectionEventBody", "round.draft_plan"} {
			if !strings.Contains(derived, "    "+name+":\n") {
				t.Errorf("%s is not derived", name)
			}
		}
	})

	t.Run("lists_every_kind_of_problem_and_each_has_its_page", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		for _, code := range document.Components.Schemas["ProblemCode"].Value.Enum {
			w := h.do(t, call{path: "/problems/" + code.(string), as: "-"})
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), code.(string)+" (HTTP ") {
				t.Errorf("%s: %d %s", code, w.Code, w.Body)
			}
		}
	})

	t.Run("describes_the_bodies_that_the_tables_take", func(t *testing.T) {
		t.Parallel()
		for name, test := range map[string]struct {
			schema, body string
			good         bool
		}{
			"opening":          {"RoundOpening", opening(), true},
			"unknown_member":   {"RoundOpening", opening(`"tried":true`, `"tried":true,"by":1`), false},
			"missing_member":   {"RoundOpening", opening(`"internal_route":{"tried":true},`, ``), false},
			"plan":             {"RoundEventBody", plan, true},
			"proposal":         {"RoundEventBody", proposal, true},
			"nobody_says_this": {"RoundEventBody", `{"become":"president"}`, false},
			"cancelling":       {"SelectionEventBody", cancelling, true},
		} {
			var body any
			if err := json.Unmarshal([]byte(test.body), &body); err != nil {
				t.Fatal(err)
			}
			err := document.Components.Schemas[test.schema].Value.VisitJSON(body, openapi3.EnableJSONSchema2020())
			if (err == nil) != test.good {
				t.Errorf("%s: %v", name, err)
			}
		}
	})

	t.Run("has_a_3_0_copy_that_validates_and_says_the_same", func(t *testing.T) {
		t.Parallel()
		text, err := api.Contract30()
		if err != nil {
			t.Fatal(err)
		}
		old, err := openapi3.NewLoader().LoadFromData(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := old.Validate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if old.OpenAPI != "3.0.3" {
			t.Errorf("it calls itself %s", old.OpenAPI)
		}
		if diff := cmp.Diff(document.Paths.InMatchingOrder(), old.Paths.InMatchingOrder()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(len(document.Components.Schemas), len(old.Components.Schemas)); diff != "" {
			t.Error(diff)
		}
		for _, word := range []string{"const:", "examples:", "unevaluatedProperties:", "exclusiveMinimum: 0", "- \"null\"", "- 'null'"} {
			if strings.Contains(string(text), " "+word) {
				t.Errorf("%q is not a word of 3.0", word)
			}
		}
	})

	t.Run("is_served_as_it_is", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		if w := h.do(t, call{path: "/openapi.yaml", as: "-"}); w.Body.String() != string(api.Contract()) {
			t.Error("another document")
		}
		if w := h.do(t, call{path: "/openapi-3.0.yaml", as: "-"}); !strings.HasPrefix(w.Body.String(), "openapi: 3.0.3\n") {
			t.Errorf("%.40s", w.Body)
		}
	})
}

func TestDemoClock_is_not_there_outside_demo_mode(t *testing.T) {
	t.Parallel()
	w := open(t).do(t, call{method: http.MethodPut, path: "/v1/demo/clock", body: `{"now":"2024-05-09T00:00:00Z"}`})
	if w.Code != http.StatusNotFound {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestDemoClock_moves_the_clock_before_it_answers(t *testing.T) {
	t.Parallel()
	var h *house
	h = open(t, func(c *api.Config) {
		c.SetClock = func(_ context.Context, to time.Time) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.now = to
			return nil
		}
	})
	w := h.do(t, call{method: http.MethodPut, path: "/v1/demo/clock", body: `{"now":"2024-05-09T08:00:00+08:00"}`})
	if w.Code != http.StatusOK || field(t, w, "now") != "2024-05-09T00:00:00Z" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, body := range []string{`{"now":"2024-05-08T00:00:00Z"}`, `{"now":"tomorrow"}`, `{"now":"2024-05-10"}`, `{}`} {
		w := h.do(t, call{method: http.MethodPut, path: "/v1/demo/clock", body: body})
		var p problem
		read(t, w, &p)
		if w.Code != http.StatusUnprocessableEntity || !p.names("/now") {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}

func TestDocs_need_nothing_from_outside(t *testing.T) {
	t.Parallel()
	h := open(t)
	w := h.do(t, call{path: "/docs", as: "-"})
	page, policy := w.Body.String(), w.Header().Get("Content-Security-Policy")
	for _, outside := range []string{"http://", "https://", `="//`, "style=", "<style", "onload", "onclick", "javascript:", "<script>"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page has %q in it", outside)
		}
	}
	for _, loose := range []string{"unsafe-inline", "unsafe-eval", "*", "http:", "https:"} {
		if strings.Contains(policy, loose) {
			t.Errorf("the policy allows %s", loose)
		}
	}
	if !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	assets := 0
	for quoted := range strings.SplitSeq(page, `"`) {
		if name, ok := strings.CutPrefix(quoted, "docs/"); ok {
			assets++
			w := h.do(t, call{path: "/docs/" + name, as: "-"})
			if w.Code != http.StatusOK || w.Body.Len() == 0 || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
	}
	if assets != 4 {
		t.Errorf("the page uses %d files of this server", assets)
	}
	if start := h.do(t, call{path: "/docs/start.js", as: "-"}).Body.String(); !strings.Contains(start, "validatorUrl: null") || strings.Contains(start, "http") {
		t.Errorf("the page asks somebody outside: %s", start)
	}
}
