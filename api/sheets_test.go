package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/api"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// The people of a scoring, each with the duty of their part in the agency.
const (
	scorer  = "Bearer test:p2:committee_member@53"
	peer    = "Bearer test:p3:committee_member@53"
	chair   = "Bearer test:ketua:committee_chair@53"
	watcher = "Bearer test:asisten:supervisor"
	author  = "Bearer test:siti:applicant@53"
)

// A studio is a house with one selection in which papers are handed in and marked.
type studio struct {
	*house
	scene     *scene
	desk      api.Desk
	selection workflow.CaseID
}

func openStudio(t *testing.T, changes ...func(*api.Config)) *studio {
	t.Helper()
	s := new(studio)
	s.house, s.scene = staged(t, append([]func(*api.Config){whole(t)}, changes...)...)
	s.desk = s.scene.desk
	id, err := workflow.ParseCaseID(s.selections(t, s.round(t))[0])
	if err != nil {
		t.Fatal(err)
	}
	s.selection = id
	s.takesPapers(t)
	return s
}

// says lets the selection say that one candidate competes and one member has signed.
func (s *studio) says(t *testing.T, more func(*openselection.SelectionFacts)) {
	t.Helper()
	planned, err := s.store.Within(casework.Everywhere()).Case(t.Context(), s.selection)
	if err != nil {
		t.Fatal(err)
	}
	var facts openselection.SelectionFacts
	if err := json.Unmarshal(planned.Record.Facts, &facts); err != nil {
		t.Fatal(err)
	}
	facts.Files = []openselection.File{{Candidate: "01", Registration: openselection.RegistrationRef(s.selection, "siti"), Verifier: "a", Second: "b", Passed: true}}
	facts.Terms = openselection.Terms{
		Weights: openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 35},
		Members: []openselection.Member{{Person: "p2"}, {Person: "p3"}, {Person: "ketua", Chair: true}},
	}
	facts.Statements = []openselection.Statement{{Member: "p2", CodeOfEthics: true, On: calendar.MustDate("2024-05-08")}}
	more(&facts)
	text, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	value := jsontext.Value(text)
	s.scene.facts.Store(&value)
	s.scene.at.Store(&access.Place{Procedure: openselection.SelectionName, State: openselection.CompetencyAssessed})
}

func (s *studio) takesPapers(t *testing.T) {
	t.Helper()
	s.says(t, func(*openselection.SelectionFacts) {})
}

func (s *studio) marksPapers(t *testing.T) {
	t.Helper()
	s.says(t, func(f *openselection.SelectionFacts) {
		f.Turns = []openselection.Component{openselection.Paper}
		f.Scoring = &openselection.Scoring{Component: openselection.Paper, Turn: 1, Scorers: []openselection.Scorer{{Person: "p2", Candidates: []string{"01"}}}, Until: calendar.MustDate("2024-06-30")}
	})
}

// sheet hands a sheet out to the scorer, as the selection does.
func (s *studio) sheet(t *testing.T, candidate string) string {
	t.Helper()
	opened, err := s.desk.Open(t.Context(), casework.Opening{
		Request: casework.OfHouse("test", openselection.SheetName, openselection.OpenSheet,
			[]byte(`{"component":"paper","turn":1,"candidates":["`+candidate+`"],"criteria":[{"code":"nilai","title":"Nilai","percent":100}],"closes":"2024-06-30"}`)),
		Parent: s.selection, Ref: openselection.SheetRef(openselection.Paper, "p2", 1), Subject: "p2",
	})
	if err != nil {
		t.Fatal(err)
	}
	return opened.Case.String()
}

// seen is all that somebody can see of a sheet: headers and bodies, of reads, of lists and
// of refusals, whatever revision they say that they expect.
func (s *studio) seen(t *testing.T, as, sheet string) string {
	t.Helper()
	var all strings.Builder
	note := func(name string, w *httptest.ResponseRecorder) {
		all.WriteString(name + " " + http.StatusText(w.Code) + " " + w.Header().Get("ETag") + " " + w.Header().Get("Link") + " " + w.Header().Get("Last-Modified") + " " + w.Body.String() + "\n")
	}
	same := map[string]string{"X-Request-Id": "permintaan-1"}
	for _, path := range []string{
		"/v1/sheets/" + sheet, "/v1/sheets/" + sheet + "/events", "/v1/sheets/" + sheet + "/journal",
		"/v1/selections/" + s.selection.String() + "/sheets", "/v1/selections/" + s.selection.String() + "/sheets?limit=1",
		"/v1/selections/" + s.selection.String() + "/sheets?state=sheet_opened",
	} {
		note(path, s.do(t, call{path: path, as: as, header: same}))
	}
	for _, match := range []string{`"1"`, `"2"`, `"3"`, `"99"`} {
		w := s.do(t, call{method: http.MethodPost, path: "/v1/sheets/" + sheet + "/events/submit_scores", as: as, match: match, body: `{}`, header: same})
		if w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("%s at %s: %d %s", as, match, w.Code, w.Body)
		}
		note("submit", w)
	}
	return all.String()
}

const entered = `{"marks":[{"candidate":"7k3mq9td","criteria":[{"code":"nilai","points":87.25}]}]}`

// However often a sheet is saved, whoever may not read it sees what they saw before.
func TestSheets_tell_nobody_else_how_often_they_were_saved(t *testing.T) {
	t.Parallel()
	s := openStudio(t)
	s.marksPapers(t)
	sheet := s.sheet(t, "7k3mq9td")
	others := []string{peer, chair, "Bearer test:sek:secretariat@53", watcher, "Bearer test:audit:auditor", "Bearer test:gub:appointing_officer@53", author, "Bearer test:orang:"}
	before := make(map[string]string)
	for _, as := range others {
		before[as] = s.seen(t, as, sheet)
	}
	for i, key := range []string{"a", "b", "c"} {
		save := call{method: http.MethodPost, path: "/v1/sheets/" + sheet + "/events/enter_scores", as: scorer, key: key, match: `"` + string(rune('1'+i)) + `"`, body: entered}
		expect(t, s.do(t, save), http.StatusOK, "")
	}
	for _, as := range others {
		if after := s.seen(t, as, sheet); after != before[as] {
			t.Errorf("%s sees a difference:\n%s\n%s", as, before[as], after)
		}
	}
	for as, knows := range map[string]bool{chair: true, watcher: true, peer: true, author: false} {
		w := s.do(t, call{path: "/v1/sheets/" + sheet, as: as})
		if (w.Code == http.StatusOK) != knows {
			t.Errorf("%s: %d", as, w.Code)
		}
		for _, hidden := range []string{`"revision"`, `"last"`, `"facts"`, `"head"`, "87.25"} {
			if strings.Contains(w.Body.String(), hidden) {
				t.Errorf("%s sees %s: %s", as, hidden, w.Body)
			}
		}
	}
	own := s.do(t, call{path: "/v1/sheets/" + sheet, as: scorer})
	if own.Header().Get("ETag") != `"4"` || !strings.Contains(own.Body.String(), "87.25") {
		t.Errorf("the scorer sees %s %s", own.Header().Get("ETag"), own.Body)
	}
	stale := call{method: http.MethodPost, path: "/v1/sheets/" + sheet + "/events/enter_scores", as: scorer, key: "d", match: `"1"`, body: entered}
	expect(t, s.do(t, stale), http.StatusPreconditionFailed, "stale_revision")
	expect(t, s.do(t, call{method: http.MethodPost, path: "/v1/sheets/" + sheet + "/events/submit_scores", as: scorer, body: `{}`}), http.StatusOK, "")
	w := s.do(t, call{path: "/v1/sheets/" + sheet, as: chair})
	if !strings.Contains(w.Body.String(), `"state":"sheet_submitted"`) || strings.Contains(w.Body.String(), `"revision"`) || w.Header().Get("ETag") != "" {
		t.Errorf("submitted, and the chair sees %s", w.Body)
	}
	id, err := workflow.ParseCaseID(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.Handle(t.Context(), id, casework.OfHouse("test", openselection.SheetName, openselection.RevealSheet, nil)); err != nil {
		t.Fatal(err)
	}
	if w := s.do(t, call{path: "/v1/sheets/" + sheet, as: chair}); !strings.Contains(w.Body.String(), "87.25") || w.Header().Get("ETag") == "" {
		t.Errorf("revealed, and the chair sees %s", w.Body)
	}
}

// A paper is its author's, and its marker's by the code; nobody else knows of it.
func TestPapers_are_read_by_their_code_alone(t *testing.T) {
	t.Parallel()
	s := openStudio(t)
	papers := "/v1/selections/" + s.selection.String() + "/papers"
	hand := func(as, key, content string) *httptest.ResponseRecorder {
		return s.do(t, call{method: http.MethodPost, path: papers, as: as, key: key, body: content, header: map[string]string{"Content-Type": "application/pdf"}})
	}
	first := hand(author, "one", "makalah pertama")
	expect(t, first, http.StatusCreated, "")
	paper := first.Header().Get("Location")
	if again := hand(author, "one", "makalah pertama"); again.Code != http.StatusCreated || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("repeated: %d %s", again.Code, again.Body)
	}
	if second := hand(author, "two", "makalah kedua"); second.Code != http.StatusOK || second.Header().Get("Location") != paper {
		t.Errorf("another in its place: %d %s", second.Code, second.Body)
	}
	expect(t, hand("Bearer test:orang:", "three", "x"), http.StatusNotFound, "not_found")
	expect(t, hand("Bearer test:budi:applicant@53", "four", "x"), http.StatusUnprocessableEntity, "guarded")

	own := s.do(t, call{path: paper, as: author})
	expect(t, own, http.StatusOK, "")
	code := field(t, own, "case").(map[string]any)["ref"].(string)
	if !openselection.IsPaperCode(code) {
		t.Errorf("the code is %q", code)
	}
	for _, as := range []string{chair, peer, watcher, "Bearer test:sek:secretariat@53", "Bearer test:audit:auditor"} {
		expect(t, s.do(t, call{path: paper, as: as}), http.StatusNotFound, "not_found")
		expect(t, s.do(t, call{path: paper + "/journal", as: as}), http.StatusNotFound, "not_found")
		expect(t, s.do(t, call{path: papers + "/" + code + "/link", as: as}), http.StatusNotFound, "not_found")
		if w := s.do(t, call{path: papers, as: as}); w.Body.String() != `{"items":[]}` {
			t.Errorf("%s lists %s", as, w.Body)
		}
	}
	if w := s.do(t, call{path: papers, as: author}); strings.Count(w.Body.String(), `"id"`) != 1 {
		t.Errorf("the author lists %s", w.Body)
	}

	sheet := s.sheet(t, code)
	link := s.do(t, call{path: papers + "/" + code + "/link", as: scorer})
	expect(t, link, http.StatusOK, "")
	url := field(t, link, "url").(string)
	if w := s.do(t, call{path: url, as: scorer}); w.Code != http.StatusOK || w.Body.String() != "makalah kedua" || strings.Contains(w.Header().Get("Content-Disposition"), "siti") {
		t.Errorf("the marker reads %d %s %v", w.Code, w.Body, w.Header())
	}
	for _, as := range []string{peer, chair, author} {
		expect(t, s.do(t, call{path: url, as: as}), http.StatusNotFound, "not_found")
	}
	expect(t, s.do(t, call{path: papers + "/00000000/link", as: scorer}), http.StatusNotFound, "not_found")
	expect(t, hand(author, "five", "makalah ketiga"), http.StatusOK, "")
	expect(t, s.do(t, call{path: url, as: scorer}), http.StatusNotFound, "not_found") // it led to the one before
	if w := s.do(t, call{path: "/v1/sheets/" + sheet, as: scorer}); strings.Contains(w.Body.String(), "siti") {
		t.Errorf("a sheet names an author: %s", w.Body)
	}
}
