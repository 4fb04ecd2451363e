package worlds_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"

	"selter/api"
	"selter/workflow"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// An inquirer makes up questions about a plot: for every route of the server, with
// identifiers that are there, that are behind a wall and that are nowhere.
type inquirer struct {
	*rand.Rand
	plot   *plot
	events map[string][]string // by procedure
	hashes []string            // of policy packs
	asked  int
	sharp  bool // ask about what the secret is about
	focus  focus
}

// A focus is where a secret lies.
type focus struct {
	cases   []workflow.CaseID
	persons []string
}

func (i *inquirer) pick(words ...string) string { return words[i.IntN(len(words))] }

// nowhere is an identifier that nothing has.
func (i *inquirer) nowhere() string {
	return fmt.Sprintf("01900000-%04x-7%03x-8%03x-%012x", i.IntN(1<<16), i.IntN(1<<12), i.IntN(1<<12), i.Int64N(1<<48))
}

func (i *inquirer) id(procedure string) string {
	p := i.plot
	var ids []workflow.CaseID
	switch procedure {
	case openselection.RoundName:
		ids = []workflow.CaseID{p.Round, p.Foreign, p.Scored}
	case openselection.SelectionName:
		ids = []workflow.CaseID{p.Scored, p.Rival, p.Late, p.Theirs, p.Round}
	case mandate.Name:
		ids = []workflow.CaseID{
			p.Mandates["ganda"], p.Mandates["ppk"], p.Mandates["pelamar"], p.Mandates["asesor-lain"], p.Mandates["pengawas"], p.Files["warga"],
		}
	}
	if i.sharp && len(i.focus.cases) > 0 && i.IntN(2) == 0 {
		return i.focus.cases[i.IntN(len(i.focus.cases))].String()
	}
	if len(ids) == 0 || i.IntN(8) == 0 {
		return i.nowhere()
	}
	return ids[i.IntN(len(ids))].String()
}

func (i *inquirer) person() string {
	if i.sharp && len(i.focus.persons) > 0 && i.IntN(4) > 0 {
		return i.focus.persons[i.IntN(len(i.focus.persons))]
	}
	return i.pick(append([]string{"ppk", "ketua", "siapa-pun", "ppk-lain", "anggota-1"}, files...)...)
}

// about fills a route's path and query for one caller.
func (i *inquirer) about(route api.Route, as string) question {
	i.asked++
	q := question{
		route: route.Path, method: route.Method, as: as,
		// Each asks from a network of its own: the bounds on guesses count by the real clock.
		address: fmt.Sprintf("[2001:db8:%x:%x::1]:443", i.asked>>16, i.asked&0xffff),
	}
	event := i.event(route.Policy.Procedure)
	q.path = strings.NewReplacer(
		"{id}", i.id(route.Policy.Procedure), "{event}", event, "{person}", i.person(), "{hash}", i.pick(i.hashes...),
		"{name}", i.pick("round", "selection", "mandate", "person", "nothing"), "{asset}", i.pick("start.js", "none.css"),
		"{code}", i.pick("guarded", "not_found", "none"),
	).Replace(route.Path)
	if query := i.query(route.Query); query != "" {
		q.path += "?" + query
	}
	if route.Keyed {
		q.key = fmt.Sprintf("tanya-%d", i.asked)
		if i.IntN(10) == 0 {
			q.key = fmt.Sprintf("dunia-%d", 1+i.IntN(30)) // a key that others have used
		}
	}
	if route.Conditional {
		q.match = i.pick("*", `"1"`, `"2"`, `"7"`, `"99"`, `W/"1"`, "*")
	}
	if route.Method == http.MethodGet && i.IntN(4) == 0 {
		q.header = map[string]string{"If-None-Match": i.pick(`"1"`, `"5"`, "*"), "Accept": "application/json"}
	}
	if route.Body != api.NoBody {
		q.body = i.body(route, event)
	}
	return q
}

func (i *inquirer) event(procedure string) string {
	events := i.events[procedure]
	if len(events) == 0 || i.IntN(12) == 0 {
		return "nothing_of_the_kind"
	}
	return i.pick(events...)
}

func (i *inquirer) query(known []string) string {
	values := make(url.Values)
	for _, name := range known {
		if i.IntN(5) > 0 && i.IntN(len(known)) > 1 {
			continue
		}
		switch name {
		case "agency", "province":
			values.Set(name, i.pick(here, elsewhere, elsewhere, workflow.Nation, "99"))
		case "state":
			values.Set(name, i.pick("announced", "competency_assessed", "cancelled", "field_tested,interviewed", "applications_closed", "nonsense"))
		case "after":
			values.Set(name, i.pick(i.plot.Foreign.String(), i.plot.Theirs.String(), i.plot.Round.String(), i.nowhere(), "1", "3", "-1"))
		case "limit":
			values.Set(name, i.pick("1", "2", "3", "100", "0", "1000"))
		case "round":
			values.Set(name, i.pick(i.plot.Round.String(), i.plot.Foreign.String(), i.nowhere()))
		case "person":
			values.Set(name, i.person())
		case "fields":
			values.Set(name, i.pick("nik", "full_name,email", "health_result", "address,phone", "nothing", "wealth_report"))
		case "base":
			values.Set(name, i.pick("seed", "permenpanrb-15-2019", "none"))
		case "profile":
			values.Set(name, i.pick("kasn", "bkn", "none"))
		case "date":
			values.Set(name, i.pick("2024-05-06", "2024-05-22", "2025-01-31", "later"))
		default:
			values.Set(name, "x")
		}
	}
	return values.Encode()
}

// body is one that comes to nothing, or to the same in both worlds. A case that is opened
// has a name that nobody else has, so nothing is opened here.
func (i *inquirer) body(route api.Route, event string) string {
	if i.IntN(8) == 0 {
		return i.pick("{}", "{", `{"role":"admin"}`, `[]`, `{"a":1,"a":2}`, `null`)
	}
	switch route.Path {
	case "/v1/rounds":
		return `{"agency":{"code":"` + i.pick(here, elsewhere) + `"},"zone":"WITA","plan":` + i.pick(`{}`, `{"title":"Rencana","posts":[]}`) + `}`
	case "/v1/rounds/{id}/selections/events/{event}":
		items := []string{fmt.Sprintf(`{"selection":%q,"body":%s}`, i.id(openselection.SelectionName), i.eventBody(openselection.SelectionName, event))}
		for range i.IntN(3) {
			items = append(items, fmt.Sprintf(`{"selection":%q,"expect":%d}`, i.nowhere(), 1+i.IntN(9)))
		}
		return `{"items":[` + strings.Join(items, ",") + `]}`
	case "/v1/persons":
		return `{"login":"baru@contoh.go.id","particulars":{"nik":"` + i.pick("1", "3171011508750001x") + `"}}`
	case "/v1/persons/lookup":
		return i.pick(`{"nik":"3171011508759999"}`, `{"nip":"197508152000031099"}`, `{"nik":"1"}`)
	case "/v1/persons/{person}/particulars":
		return i.pick(`{"values":{"nik":"1"}}`, `{"values":{"birth_date":"yesterday"}}`, `{"values":{"shoe":"42"}}`)
	case "/v1/mandates":
		return i.mandate(event)
	case "/v1/session":
		return `{"login":"` + i.pick("", strings.Repeat("x", 300)) + `","password":"x"}`
	case "/v1/demo/clock":
		return `{"now":"2024-01-01T00:00:00Z"}`
	case "/v1/demo/cast":
		return `{"agency":"` + i.pick("", "-", "53/1") + `","cast":[]}`
	case "/v1/invitations/accept":
		return `{"invitation":"x","password":"kata-sandi-yang-panjang"}`
	case "/v1/session/totp":
		return `{"code":"000000"}`
	case "/v1/tokens":
		return `{"label":"program","scopes":["cases:read"],"days":1}`
	}
	if route.Policy.Procedure != "" {
		return i.eventBody(route.Policy.Procedure, event)
	}
	return `{"code":"123456"}`
}

func (i *inquirer) eventBody(procedure, event string) string {
	switch procedure {
	case mandate.Name:
		return i.terms(event)
	case person.Name:
		return i.pick(`{}`, `{"reason":"tidak ada alasan"}`, `{"particulars":[]}`)
	}
	if i.IntN(3) == 0 {
		return "{}"
	}
	if event == string(openselection.CorrectScore) {
		return `{"component":"assessment","candidate":"01","points":50,"reason":"keliru","second":"anggota-1"}`
	}
	return scripted(workflow.Event(event))
}

// terms are of a duty, for every event of a mandate at once; what is too much is refused.
func (i *inquirer) terms(event string) string {
	terms := map[string]any{"ref": i.pick("awal", "baru", fmt.Sprintf("baru-%d", i.asked))}
	switch workflow.Event(event) {
	case mandate.GrantDuty, mandate.ProposeDuty:
		terms["duty"], terms["from"] = i.pick("tracer", "assessor", "secretariat", "committee_member", "applicant", "auditor"), "2024-05-22"
		i.place(terms)
	case mandate.EndDuty, mandate.RefuseDuty:
		terms["ref"], terms["reason"] = "tidak-ada", "selesai"
	}
	text, err := json.Marshal(terms)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (i *inquirer) place(terms map[string]any) {
	if i.IntN(2) == 0 {
		terms["round"] = i.pick(i.plot.Round.String(), i.plot.Foreign.String(), i.nowhere())
	}
	if i.IntN(3) == 0 {
		terms["selection"] = i.id(openselection.SelectionName)
	}
}

// mandate acts on a mandate by the person's name; where the asker could open one there
// is one already.
func (i *inquirer) mandate(event string) string {
	agency, who := here, i.pick("ganda", "pelamar", "saingan", "penelusur-1", "anggota-1")
	if i.IntN(3) == 0 {
		agency, who = elsewhere, i.person()
	}
	return fmt.Sprintf(`{"agency":{"code":%q},"zone":"WITA","person":%q,"event":%q,"body":%s}`, agency, who, event, i.terms(event))
}
