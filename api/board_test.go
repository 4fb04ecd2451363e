package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// An easel is a board with one table, which remembers what it was asked.
type easel struct {
	reach  oversight.Reach
	filter oversight.Filter
	page   oversight.Page
}

func (e *easel) Table(_ context.Context, reach oversight.Reach, name string, filter oversight.Filter, page oversight.Page) (oversight.Table, error) {
	e.reach, e.filter, e.page = reach, filter, page
	return oversight.Table{
		Name: name, AsOf: time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC), Next: page.After.String(),
		Columns: []oversight.Column{{Key: "agency", Title: "Kode instansi", Unit: oversight.AsText}, {Key: "score", Title: "Rata-rata skor", Unit: oversight.InPoints}},
		Rows:    [][]oversight.Cell{{"53", scoring.Points(83_50)}, {"54", nil}},
	}, nil
}

func (*easel) Sheet(table oversight.Table, form string) ([]byte, error) {
	return []byte(form + " of " + table.Name), nil
}

func TestBoard(t *testing.T) {
	t.Parallel()
	asked := new(easel)
	h := open(t, whole(t), func(c *api.Config) { c.Board = asked })

	w := h.do(t, call{path: "/v1/board/agencies?year=2024&kind=city&state=closed&label=poor&tier=madya&profile=kasn&agency=53&limit=7&after=" + noCase, as: supervisor})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"rows":[["53",83.5],["54",null]]`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := oversight.Filter{Year: 2024, Agency: "53", Kind: oversight.City, State: "closed", Label: "poor", Tier: "madya", Profile: "kasn"}
	if asked.filter != want || asked.page.Limit != 7 || asked.page.After.String() != noCase || !asked.reach.Everywhere {
		t.Errorf("asked for %+v, %+v, everywhere %t", asked.filter, asked.page, asked.reach.Everywhere)
	}

	for form, media := range map[string]string{"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		w := h.do(t, call{path: "/v1/board/legs?format=" + form, as: supervisor})
		if w.Body.String() != form+" of legs" || !strings.HasPrefix(w.Header().Get("Content-Type"), media) || !strings.Contains(w.Header().Get("Content-Disposition"), "legs."+form) {
			t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
	}

	for who, agencies := range map[string][]string{
		as("ppk", "appointing_officer@53"):                       {"53"},
		as("ppk", "appointing_officer@53,authorised_officer@54"): {"53", "54"},
		as("sek", "secretariat@53"):                              {"53"},
		as("ketua", "committee_chair@53"):                        nil,
		as("ketua", "committee_chair@53,secretariat@54"):         {"54"},
		as("warga", ""): nil,
	} {
		asked.reach = oversight.Reach{}
		w := h.do(t, call{path: "/v1/board/ranking", as: who})
		slices.Sort(asked.reach.Agencies)
		if got := w.Code == http.StatusOK; got != (agencies != nil) || !slices.Equal(asked.reach.Agencies, agencies) || asked.reach.Everywhere {
			t.Errorf("%s: %d, reaches %v", who, w.Code, asked.reach.Agencies)
		}
		for _, agency := range agencies {
			if !slices.ContainsFunc(asked.reach.Wall.Scopes(), func(s workflow.Scope) bool { return s.Agency == agency }) {
				t.Errorf("%s: the wall does not show %s", who, agency)
			}
		}
	}
	w = h.do(t, call{path: "/v1/board/ranking", as: as("auditor", "auditor@"+workflow.Nation)})
	if w.Code != http.StatusOK || !asked.reach.Everywhere {
		t.Errorf("an auditor: %d, everywhere %t", w.Code, asked.reach.Everywhere)
	}

	for _, path := range []string{
		"/v1/board/everything", "/v1/board/legs?year=24", "/v1/board/legs?year=twenty", "/v1/board/legs?year=0024", "/v1/board/legs?kind=planet", "/v1/board/legs?label=baik",
		"/v1/board/legs?tier=top", "/v1/board/legs?format=pdf", "/v1/board/legs?state=CLOSED", "/v1/board/legs?state=closedd", "/v1/board/legs?state=closed,announced", "/v1/board/legs?profile=xyz", "/v1/board/legs?profile=a%20b", "/v1/board/legs?agency=a,b", "/v1/board/legs?limit=0",
		"/v1/board/legs?limit=101", "/v1/board/legs?after=x", "/v1/board/legs?region=32",
	} {
		if w := h.do(t, call{path: path, as: supervisor}); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// A pigeonhole is a store of the board with one selection, about which three have complained, one of them rightly so far.
type pigeonhole struct{}

func (pigeonhole) standing() compliance.Standing {
	return compliance.Standing{Agency: "53", Year: 2024, State: openselection.Closed, Status: compliance.Final, Total: 83_50, Label: "good", Complaints: 3, Proven: 1}
}

func (pigeonhole) Spines(context.Context, oversight.Reach, int) ([]oversight.Spine, error) {
	return []oversight.Spine{{Agency: "53", Year: 2024, Stamp: 1}}, nil
}

func (d pigeonhole) Folios(_ context.Context, _ oversight.Reach, _ int, use func(oversight.Folio) error) error {
	return use(oversight.Folio{Spine: oversight.Spine{Agency: "53", Year: 2024, Stamp: 1}, Sheet: oversight.Pack([]compliance.Standing{d.standing()})})
}

func (d pigeonhole) Lines(context.Context, oversight.Reach, oversight.Filter, workflow.CaseID, int) ([]compliance.Standing, error) {
	return []compliance.Standing{d.standing()}, nil
}

func (pigeonhole) Ready(context.Context) (time.Time, error) { return time.Unix(1e9, 0), nil }

// A shownBoard is a board whose tables have no other form.
type shownBoard struct{ *oversight.Board }

func (shownBoard) Sheet(oversight.Table, string) ([]byte, error) {
	return nil, errors.New("not asked for")
}

// An agency's own people are not told of complaints on which nobody has found yet, in no table: neither how many there
// are, nor in a share. Who may read complaints is.
func TestBoardOfUnheardComplaints(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t), func(c *api.Config) { c.Board = shownBoard{oversight.NewBoard(pigeonhole{}, oversight.Agencies{})} })
	for who, told := range map[string]bool{
		supervisor: true,
		as("auditor", "auditor@"+workflow.Nation): true,
		as("auditor", "auditor@53"):               true,
		as("ppk", "appointing_officer@53"):        false,
		as("pyb", "authorised_officer@53"):        false,
		as("sek", "secretariat@53"):               false,
		as("sek", "secretariat@53,auditor@54"):    false,
	} {
		for _, table := range oversight.BoardTables() {
			w := h.do(t, call{path: "/v1/board/" + table, as: who})
			if w.Code != http.StatusOK {
				t.Fatalf("%s, %s: %d %s", who, table, w.Code, w.Body)
			}
			var shown struct {
				Columns []struct{ Key string }
				Rows    [][]any
			}
			if err := json.Unmarshal(w.Body.Bytes(), &shown); err != nil {
				t.Fatal(err)
			}
			cells := make(map[string]any)
			for _, row := range shown.Rows {
				if len(row) != len(shown.Columns) {
					t.Fatalf("%s, %s: %d cells under %d columns", who, table, len(row), len(shown.Columns))
				}
				for i, column := range shown.Columns {
					cells[column.Key] = row[i]
				}
			}
			complaints, there := cells["complaints"]
			proven, counts := cells["proven"]
			switch {
			case there != (told && counts):
				t.Errorf("%s, %s: complaints %v", who, table, complaints)
			case there && complaints != 3.0 && complaints != 300.0: // 300 on a hundred posts
				t.Errorf("%s, %s: %v complaints", who, table, complaints)
			case counts && proven != 1.0:
				t.Errorf("%s, %s: %v proven", who, table, proven)
			}
		}
	}
}
