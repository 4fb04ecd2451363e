package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"selter/api"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A scene shows every selection in one place, so that a test need not play its way there.
type scene struct {
	casework.Store
	casework.Shelves
	desk  *casework.Desk
	at    atomic.Pointer[access.Place]
	facts atomic.Pointer[jsontext.Value] // what the selection says there; nil: what it does say
	file  atomic.Pointer[file]           // every application, where it is set
}

// A file is an application as a test wants it.
type file struct {
	state   workflow.State
	facts   jsontext.Value
	journal []audit.Sealed
}

func (s *scene) set(record *casework.Record) {
	if place := s.at.Load(); place != nil && record.Procedure == openselection.SelectionName {
		record.State, record.Resumes = place.State, place.Resumes
		if facts := s.facts.Load(); facts != nil {
			record.Facts = *facts
		}
	}
	if file := s.file.Load(); file != nil && record.Procedure == openselection.ApplicationName {
		record.State, record.Facts = file.state, file.facts
	}
}

func (s *scene) Load(ctx context.Context, wall casework.Wall, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	loaded, err := s.Store.Load(ctx, wall, id, key)
	s.set(&loaded.Record)
	return loaded, err
}

func (s *scene) Within(wall casework.Wall) casework.Library { return shown{s.Shelves.Within(wall), s} }

type shown struct {
	casework.Library
	in *scene
}

func (l shown) Journal(ctx context.Context, id workflow.CaseID, after int64, limit int) ([]audit.Sealed, error) {
	entries, err := l.Library.Journal(ctx, id, after, limit)
	if file := l.in.file.Load(); file != nil && len(entries) > 0 && entries[0].Procedure == openselection.ApplicationName {
		entries = file.journal
	}
	return entries, err
}

func (l shown) Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	loaded, err := l.Library.Case(ctx, id)
	l.in.set(&loaded.Record)
	return loaded, err
}

func (l shown) Cases(ctx context.Context, query casework.Query) ([]casework.Record, error) {
	records, err := l.Library.Cases(ctx, query)
	for i := range records {
		l.in.set(&records[i])
	}
	return records, err
}

func staged(t *testing.T, changes ...func(*api.Config)) (*house, *scene) {
	t.Helper()
	s := new(scene)
	h := open(t, append(changes, func(c *api.Config) {
		policies, err := policy.Load(nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Shelves, s.Store = c.Shelves, c.Shelves.(casework.Store)
		desk := casework.NewDesk(casework.Config{Store: s, Policies: policies, Catalog: catalog.New(), Holidays: calendar.National()})
		c.Desk, c.Shelves, s.desk = desk, s, desk
	})...)
	return h, s
}

// scenes are the places in which a selection can stand, with one held state for each
// state in which it can be held.
func scenes(t *testing.T) []access.Place {
	t.Helper()
	policies, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := policies.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	procedure, err := catalog.New().Procedure(openselection.SelectionName, pack)
	if err != nil {
		t.Fatal(err)
	}
	var list []access.Place
	for _, state := range procedure.Table().States {
		if state.Standing == workflow.Held {
			continue
		}
		list = append(list, access.Place{Procedure: openselection.SelectionName, State: state.Name})
		if state.Standing == workflow.Active {
			list = append(list, access.Place{Procedure: openselection.SelectionName, State: openselection.HeldForComplaint, Resumes: state.Name})
		}
	}
	return list
}

// What the table of reads says, and nothing else, is what a caller gets: for every duty, in
// every state, on every path that reads a selection.
func TestReads_are_those_of_the_table(t *testing.T) {
	t.Parallel()
	h, scene := staged(t)
	id := h.selections(t, h.round(t))[0]
	parts := map[string]access.Resource{"/events": access.Offers, "/journal": access.Journal, "/deadlines": access.Deadlines, "/notices": access.Notices}
	cells := 0
	for _, place := range scenes(t) {
		scene.at.Store(&place)
		for _, role := range append(workflow.Duties(), workflow.Public, "") {
			reads := func(what access.Resource) bool {
				if role == workflow.Public {
					return false // what everybody may know is not for who gives a name
				}
				_, may := access.MayRead(what, place, []workflow.Role{role})
				return may
			}
			as := "Bearer test:seseorang:" + string(role) + "@53"
			if role == "" {
				as = "Bearer test:seseorang:"
			}
			tell := func(format string, args ...any) {
				t.Helper()
				t.Errorf("%s in %+v: "+format, append([]any{role, place}, args...)...)
			}

			w := h.do(t, call{path: "/v1/selections/" + id, as: as})
			cells++
			if (w.Code == http.StatusOK) != reads(access.Status) || w.Code != http.StatusOK && w.Code != http.StatusNotFound {
				tell("the case answered %d", w.Code)
			}
			for member, what := range map[string]access.Resource{`"facts":`: access.Facts, `"head":`: access.Bodies, `"available_events":[{`: access.Offers} {
				// A case that has ended has no events to offer.
				ended := what == access.Offers && !strings.Contains(w.Body.String(), member) && w.Code == http.StatusOK
				if !ended && strings.Contains(w.Body.String(), member) != reads(what) {
					tell("%s stands there: %t", member, !reads(what))
				}
			}
			for path, what := range parts {
				w, cells = h.do(t, call{path: "/v1/selections/" + id + path, as: as}), cells+1
				want, code := http.StatusOK, ""
				switch {
				case !reads(access.Status):
					want, code = http.StatusNotFound, "not_found"
				case !reads(what):
					want, code = http.StatusForbidden, "not_for_you"
				}
				if w.Code != want || code != "" && field(t, w, "code") != code {
					tell("%s answered %d: %s", path, w.Code, w.Body)
				}
				if path == "/journal" && want == http.StatusOK {
					for _, member := range []string{`"body":`, `"hash":`, `"previous":`} {
						if strings.Contains(w.Body.String(), member) != reads(access.Bodies) {
							tell("the journal has %s: %t", member, !reads(access.Bodies))
						}
					}
				}
			}
			w, cells = h.do(t, call{path: "/v1/selections", as: as}), cells+1
			if strings.Contains(w.Body.String(), id) != reads(access.Status) {
				tell("the list shows it: %t", !reads(access.Status))
			}
		}
	}
	if cells < 2000 {
		t.Errorf("only %d cells", cells)
	}
}

// What lies outside the caller's walls, what may not be known, what is of another procedure
// and what was never there: one answer, to the last byte, for reads and for acts.
func TestNothing_is_told_of_what_may_not_be_known(t *testing.T) {
	t.Parallel()
	h := open(t)
	round := h.round(t)
	selection := h.selections(t, round)[0]
	// Somebody of the same agency moved the cases with keys that a stranger may guess.
	h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + round + "/events/revise_plan", body: plan, key: "kunci", as: "Bearer test:orang:secretariat@53"})
	before := h.written(t)

	type place struct{ as, kind, id string }
	places := []place{
		{"Bearer test:orang:secretariat@54", "rounds", round},              // another agency
		{"Bearer test:orang:secretariat@54", "selections", selection},      //
		{"Bearer test:orang:", "rounds", round},                            // no duties any more
		{"Bearer test:orang:public@53", "rounds", round},                   // within the wall, and no part that may know
		{"Bearer test:orang:public@53", "selections", selection},           //
		{"Bearer test:orang:applicant@53,secretariat@53", "rounds", round}, // parts that exclude each other
		{"Bearer test:orang:secretariat@53", "rounds", selection},          // the other procedure
		{"Bearer test:orang:secretariat@53", "selections", round},          //
		{"Bearer test:orang:supervisor", "selections", round},              //
	}
	asks := []call{
		{path: ""},
		{path: "/events"},
		{path: "/journal"},
		{path: "/journal?limit=1"},
		{path: "/deadlines"},
		{path: "/notices"},
		{method: http.MethodPost, path: "/events/submit_plan", body: proposal},
		{method: http.MethodPost, path: "/events/submit_plan", body: proposal, match: `"7"`},
		{method: http.MethodPost, path: "/events/submit_plan", body: proposal, key: "kunci"},
		{method: http.MethodPost, path: "/events/submit_plan", body: `{"x":1}`},
		{method: http.MethodPost, path: "/events/become_president", body: "{}"},
		{method: http.MethodPost, path: "/events/submit_plan", body: `{`},
		{method: http.MethodPost, path: "/events/submit_plan", body: proposal, match: "7"},
		{method: http.MethodPost, path: "/events/submit_plan", body: proposal, key: "-"},
		{method: http.MethodPut, path: ""},
	}
	for _, p := range places {
		for _, ask := range asks {
			answer := func(id string) *httptest.ResponseRecorder {
				c := ask
				c.path, c.as = "/v1/"+p.kind+"/"+id+ask.path, p.as
				c.header = map[string]string{"X-Request-Id": "permintaan-0001"}
				return h.do(t, c)
			}
			there, nowhere := answer(p.id), answer(noCase)
			if diff := cmp.Diff(nowhere.Body.String(), there.Body.String()); diff != "" || there.Code != nowhere.Code {
				t.Errorf("%s %s %s as %s: %d, and %d for what is not there\n%s", ask.method, p.kind, ask.path, p.as, there.Code, nowhere.Code, diff)
			}
			if diff := cmp.Diff(nowhere.Header(), there.Header()); diff != "" {
				t.Errorf("%s %s %s as %s: other headers\n%s", ask.method, p.kind, ask.path, p.as, diff)
			}
			if there.Code < 400 {
				t.Errorf("%s %s %s as %s: %d", ask.method, p.kind, ask.path, p.as, there.Code)
			}
		}
	}
	bulk := func(id, as string) string {
		body := `{"items":[{"selection":"` + selection + `","body":` + cancelling + `}]}`
		return h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/selections/events/cancel", body: body, as: as, key: "massal", header: map[string]string{"X-Request-Id": "permintaan-0001"}}).Body.String()
	}
	for _, as := range []string{"Bearer test:orang:appointing_officer@54", "Bearer test:orang:public@53"} {
		if diff := cmp.Diff(bulk(noCase, as), bulk(round, as)); diff != "" {
			t.Errorf("many selections as %s:\n%s", as, diff)
		}
	}
	if before != h.written(t) {
		t.Error("something was written")
	}
}

// Neither the length of a page nor its end tells of cases that may not be known.
func TestLists_pass_over_what_may_not_be_known(t *testing.T) {
	t.Parallel()
	h := open(t)
	const mine = "Bearer test:orang:public@53,supervisor@54"
	local := func(code, key string) string {
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(`"code":"53"`, `"code":"`+code+`"`), key: key})
		return field(t, w, "case").(string)
	}
	var known []string
	for i, code := range []string{"53", "53", "54", "53", "54", "53", "53"} {
		id := local(code, "k"+string(rune('a'+i)))
		if code == "54" {
			known = append(known, id)
		}
	}
	var seen []string
	path := "/v1/rounds?limit=1"
	for pages := 0; path != ""; pages++ {
		if pages > 3 {
			t.Fatal("the pages do not end")
		}
		w := h.do(t, call{path: path, as: mine})
		var page struct {
			Items []struct{ ID string }
			Next  string
		}
		read(t, w, &page)
		for _, item := range page.Items {
			seen = append(seen, item.ID)
		}
		if page.Next != "" && page.Next != seen[len(seen)-1] {
			t.Errorf("the end of the page names %s, which was not shown", page.Next)
		}
		path = next(w.Header().Get("Link"))
	}
	if diff := cmp.Diff(known, seen); diff != "" {
		t.Error(diff)
	}
	if w := h.do(t, call{path: "/v1/rounds?agency=53", as: mine}); w.Body.String() != `{"items":[]}` {
		t.Errorf("%s", w.Body)
	}
}

// The same of people: of whom a file is kept and who has duties where.
func TestNothing_is_told_of_people_who_may_not_be_known(t *testing.T) {
	t.Parallel()
	h := open(t, people(t))
	known, _ := h.enrol(t, "ani")
	h.install(t, known, "53", installed)
	const unknown = "bukan-siapa-siapa"
	same := func(as string, c call, id, other string) {
		t.Helper()
		answer := func(id string) *httptest.ResponseRecorder {
			asked := c
			asked.as, asked.path, asked.body = as, strings.ReplaceAll(c.path, "ORANG", id), strings.ReplaceAll(c.body, "ORANG", id)
			asked.header = map[string]string{"X-Request-Id": "permintaan-0001", "If-Match": "*"}
			asked.key = "kunci"
			return h.do(t, asked)
		}
		there, nowhere := answer(id), answer(other)
		if diff := cmp.Diff(nowhere.Body.String(), there.Body.String()); diff != "" || there.Code != nowhere.Code || there.Code < 400 {
			t.Errorf("%s %s as %s: %d, and %d of nobody\n%s", c.method, c.path, as, there.Code, nowhere.Code, diff)
		}
		if diff := cmp.Diff(nowhere.Header(), there.Header()); diff != "" {
			t.Errorf("%s %s as %s: other headers\n%s", c.method, c.path, as, diff)
		}
	}
	grant := `{"person":"ORANG","agency":{"code":"53"},"zone":"WITA","event":"end_duty","body":{}}`
	for _, as := range []string{
		"Bearer test:orang:", "Bearer test:orang:public", "Bearer test:orang:committee_member@53", "Bearer test:orang:admin@54", "Bearer test:orang:applicant,admin",
	} {
		for _, c := range []call{
			{path: "/v1/persons/ORANG"},
			{path: "/v1/persons/ORANG/events"},
			{path: "/v1/persons/ORANG/journal"},
			{path: "/v1/persons/ORANG/readings"},
			{path: "/v1/persons/ORANG/export"},
			{path: "/v1/persons/ORANG/particulars"},
			{path: "/v1/persons/ORANG/particulars?fields=nik"},
			{method: http.MethodPost, path: "/v1/persons/ORANG/events/record_particulars", body: "{}"},
			{method: http.MethodPost, path: "/v1/persons/ORANG/events/request_erasure", body: "{}"},
			{method: http.MethodPut, path: "/v1/persons/ORANG/particulars", body: `{"values":{"email":"ani@contoh.example"}}`, header: map[string]string{}},
			{method: http.MethodPost, path: "/v1/mandates", body: grant},
		} {
			same(as, c, known, unknown)
		}
		if w := h.do(t, call{path: "/v1/mandates?person=" + known, as: as}); w.Body.String() != `{"items":[]}` {
			t.Errorf("as %s: %s", as, w.Body)
		}
	}
}

// installed are the terms of a duty that the house gives.
const installed = `{"ref":"d1","duty":"assessor","from":"2024-05-01"}`
