package worlds_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"selter/api"
	"selter/pkg/oversight"
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
	on      map[string][]workflow.CaseID // by collection; of these there is asked first
	persons []string
}

func (i *inquirer) pick(words ...string) string { return words[i.IntN(len(words))] }

// nowhere is an identifier that nothing has.
func (i *inquirer) nowhere() string {
	return fmt.Sprintf("01900000-%04x-7%03x-8%03x-%012x", i.IntN(1<<16), i.IntN(1<<12), i.IntN(1<<12), i.Int64N(1<<48))
}

// id is an identifier of something in a collection, more often than not.
func (i *inquirer) id(collection string) string {
	p := i.plot
	var ids []workflow.CaseID
	switch collection {
	case "rounds":
		ids = []workflow.CaseID{p.Round, p.Foreign, p.Fresh, p.Plan, p.Scored}
	case "selections":
		ids = []workflow.CaseID{p.Scored, p.Rival, p.Late, p.Theirs, p.Open, p.Coming, p.Round}
	case "applications":
		ids = []workflow.CaseID{p.Applications["pelamar"], p.Applications["saingan"], p.Applications["pelamar-2"], p.Drafts["pelamar"], p.Drafts["saingan"], p.Under["application"]}
	case "sheets":
		ids = []workflow.CaseID{p.Sheets["anggota-3"], p.Sheets["anggota-4"], p.Under["sheet"]}
	case "papers":
		ids = []workflow.CaseID{p.Papers["pelamar"], p.Papers["pelamar-2"], p.Under["paper"]}
	case "mandates":
		ids = []workflow.CaseID{
			p.Mandates["ganda"], p.Mandates["ppk"], p.Mandates["sekretaris"], p.Mandates["asesor-lain"], p.Mandates["pengawas"], p.Files["warga"],
		}
	}
	if at := i.focus.on[collection]; i.sharp && len(at) > 0 && i.IntN(4) > 0 {
		return at[i.IntN(len(at))].String()
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
		"{id}", i.id(collection(route)), "{event}", event, "{person}", i.person(), "{hash}", i.pick(i.hashes...),
		"{name}", i.pick("round", "selection", "application", "sheet", "paper", "mandate", "person", "nothing"), "{asset}", i.pick("start.js", "none.css"),
		"/problems/{code}", "/problems/"+i.pick("guarded", "not_found", "none"), "{code}", i.pick(append(slices.Clone(i.plot.Codes), "7k3mq9td")...),
		"{kind}", i.pick("curriculum_vitae", integrityPact, "photograph", "none"), "{token}", i.pick("AAAA", strings.Repeat("A", 80)), "{ticket}", strings.Repeat("A", 80),
		"{table}", i.pick(oversight.BoardTables()...), "{region}", i.pick(here, elsewhere), "{link}", "bm9uZQ.ics",
		"{agency}", i.pick(here, elsewhere, "99"), "{file}", i.pick("score_recap.pdf", "score_recap.xlsx", "score_announcement.pdf", "screening_result.pdf", "final_announcement.pdf", "none.pdf"),
	).Replace(route.Path)
	query := i.query(route.Query)
	if strings.HasSuffix(route.Path, "/documents/{file}") {
		query = "stage=" + i.pick("paper", "assessment", "screening")
	}
	if query != "" {
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
	if route.Body == api.NeedsFile {
		q.media = "application/pdf"
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
			values.Set(name, i.pick("drafted", "submitted", "sheet_opened", "sheet_submitted", "paper_sealed", "announced", "competency_assessed", "cancelled", "field_tested,interviewed", "applications_closed", "nonsense"))
		case "after":
			values.Set(name, i.pick(i.plot.Foreign.String(), i.plot.Theirs.String(), i.plot.Round.String(), i.nowhere(), "1", "3", "-1"))
		case "limit":
			values.Set(name, i.pick("1", "2", "3", "100", "0", "1000"))
		case "round":
			values.Set(name, i.pick(i.plot.Round.String(), i.plot.Foreign.String(), i.nowhere()))
		case "person":
			values.Set(name, i.person())
		case "selection":
			values.Set(name, i.id("selections"))
		case "stage":
			values.Set(name, i.pick("paper", "assessment", "screening"))
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
	if i.IntN(8) == 0 && route.Body != api.NeedsFile {
		return i.pick("{}", "{", `{"role":"admin"}`, `[]`, `{"a":1,"a":2}`, `null`)
	}
	if route.Body == api.NeedsFile {
		return i.pick("%PDF-1.4", string(goodPage))
	}
	switch route.Path {
	case "/v1/selections/{id}/applications":
		return i.pick(
			`{"event":"invite","person":"`+i.person()+`","body":{"recommendation":{"number":"800/1","date":"2099-05-22"}}}`,
			`{"event":"withdraw","body":{}}`, `{"event":"apply","person":"ketua","body":{}}`)
	case "/v1/receipts/verify":
		return `{"receipt":{},"key":"x","signature":"y"}`
	case "/v1/rounds":
		return `{"agency":{"code":"` + i.pick(here, elsewhere) + `"},"zone":"WITA","plan":` + i.pick(`{}`, `{"title":"Rencana","posts":[]}`) + `}`
	case "/v1/rounds/{id}/selections/events/{event}":
		items := []string{fmt.Sprintf(`{"selection":%q,"body":%s}`, i.id("selections"), i.eventBody(openselection.SelectionName, event))}
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
	case "/v1/webhooks":
		return `{"agency":"` + i.pick(here, elsewhere, "nasional") + `","label":"Portal","url":"https://portal.contoh.go.id/"}`
	case "/v1/me/preferences":
		return `{"items":[{"carrier":"` + i.pick("mail", "merpati") + `","event":"` + i.pick("*", "announce", "tidak_ada") + `","off":true}]}`
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
	switch workflow.Event(event) {
	case openselection.CorrectScore: // of marks that nobody has seen yet, too
		component, by := "assessment", "asesor"
		if i.IntN(2) == 0 {
			component, by = "paper", i.pick("anggota-3", "anggota-4")
		}
		return fmt.Sprintf(`{"component":%q,"candidate":"01","by":%q,"points":50,"reason":"keliru","second":"anggota-1"}`, component, by)
	case openselection.EnterScores:
		return marks(i.plot.Codes, 50, 51, 52, 53)
	case openselection.FillProfile:
		return profile("Biro Organisasi", "iv_c", 12)
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
		terms["selection"] = i.id("selections")
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
