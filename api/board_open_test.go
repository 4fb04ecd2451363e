package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A pocket is a store of the board with one selection of the agency 53, in any state.
type pocket struct {
	pigeonhole

	state, resumes workflow.State
	filter         oversight.Filter
}

func (d *pocket) standing() compliance.Standing {
	published := true
	return compliance.Standing{
		Agency: "53", Year: 2024, State: d.state, Resumes: d.resumes, Status: compliance.Live, Total: 41_25, Index: 2_50, Deducted: scoring.Points(10_00), Label: "poor",
		Findings: 3, Published: &published,
	}
}

func (d *pocket) Folios(_ context.Context, _ oversight.Reach, _ int, use func(oversight.Folio) error) error {
	return use(oversight.Folio{Spine: oversight.Spine{Agency: "53", Year: 2024, Stamp: 1}, Sheet: oversight.Pack([]compliance.Standing{d.standing()})})
}

func (d *pocket) Lines(_ context.Context, _ oversight.Reach, filter oversight.Filter, _ workflow.CaseID, _ int) ([]compliance.Standing, error) {
	d.filter = filter
	return []compliance.Standing{d.standing()}, nil
}

// Who chooses knows the score of a selection from the board no earlier than from its compliance score; who watches or
// keeps its papers always does.
func TestBoardOfSealedScores(t *testing.T) {
	t.Parallel()
	scored := []string{"score", "deducted", "index", "label", "findings", "published"}
	for _, c := range []struct {
		who            string
		state, resumes workflow.State
		told           bool
	}{
		{supervisor, openselection.Interviewed, "", true},
		{as("sek", "secretariat@53"), openselection.Interviewed, "", true},
		{as("ppk", "appointing_officer@53"), openselection.Interviewed, "", false},
		{as("pyb", "authorised_officer@53"), openselection.Screened, "", false},
		{as("ppk", "appointing_officer@53"), openselection.HeldForComplaint, openselection.FieldTested, false},
		{as("ppk", "appointing_officer@53"), openselection.HeldForComplaint, openselection.ResultReported, true},
		{as("ppk", "appointing_officer@53"), openselection.ResultDetermined, "", true},
		{as("ppk", "appointing_officer@53,secretariat@54"), openselection.Interviewed, "", false},
	} {
		store := &pocket{state: c.state, resumes: c.resumes}
		h := open(t, whole(t), func(to *api.Config) { to.Board = shownBoard{oversight.NewBoard(store, oversight.Agencies{})} })
		cells := func(query string) (map[string]any, int) {
			var shown struct {
				Columns []struct{ Key string }
				Rows    [][]any
			}
			w := h.do(t, call{path: "/v1/board/" + query, as: c.who})
			if err := json.Unmarshal(w.Body.Bytes(), &shown); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", c.who, w.Code, w.Body)
			}
			found := make(map[string]any)
			for _, row := range shown.Rows {
				for i, column := range shown.Columns {
					found[column.Key] = row[i]
				}
			}
			return found, len(shown.Rows)
		}
		line, _ := cells("selections")
		for _, key := range scored {
			if value, there := line[key]; !there || (value != nil) != c.told {
				t.Errorf("%s in %s (%s): %s is %v", c.who, c.state, c.resumes, key, value)
			}
		}
		always := c.who == supervisor || strings.Contains(c.who, "secretariat@53")
		for _, table := range []string{oversight.StatesTable, oversight.AgenciesTable} {
			figures, rows := cells(table)
			if _, there := figures["findings"]; there != always || rows != 1 {
				t.Errorf("%s: %s has findings: %t, %d rows", c.who, table, there, rows)
			}
			if _, rows := cells(table + "?label=poor"); (rows == 1) != always {
				t.Errorf("%s: %s by a label has %d rows", c.who, table, rows)
			}
		}
		if cells("selections?label=poor"); store.filter.Ended == always {
			t.Errorf("%s: by a label only those that have ended: %t", c.who, store.filter.Ended)
		}
	}
}

// A rack is a store of the board with many selections.
type rack struct {
	pigeonhole

	selections int
}

func (r rack) Lines(_ context.Context, _ oversight.Reach, _ oversight.Filter, after workflow.CaseID, limit int) ([]compliance.Standing, error) {
	var list []compliance.Standing
	for i := int(after[14])<<8 + int(after[15]) + 1; i <= r.selections && len(list) < limit; i++ {
		one := r.standing()
		one.Selection = workflow.CaseID(uuid.UUID{6: 0x70, 8: 0x80, 14: byte(i >> 8), 15: byte(i)})
		list = append(list, one)
	}
	return list, nil
}

// A countedBoard writes how much a file holds.
type countedBoard struct{ *oversight.Board }

func (countedBoard) Sheet(table oversight.Table, _ string) ([]byte, error) {
	firsts := make(map[oversight.Cell]bool)
	for _, row := range table.Rows {
		firsts[row[0]] = true
	}
	return fmt.Appendf(nil, "%d rows, %d selections, cut %t", len(table.Rows), len(firsts), slices.ContainsFunc(table.Notes, func(note string) bool { return strings.Contains(note, "dipotong") })), nil
}

// The list of selections is whole as a file, whatever the length of a page; beyond the bound it says that it is cut.
func TestBoardFile_holds_all_pages(t *testing.T) {
	t.Parallel()
	for selections, want := range map[int]string{
		3: "3 rows, 3 selections, cut false", 250: "250 rows, 250 selections, cut false", 10_000: "10000 rows, 10000 selections, cut false", 10_001: "10000 rows, 10000 selections, cut true",
	} {
		h := open(t, whole(t), func(to *api.Config) {
			to.Board = countedBoard{oversight.NewBoard(rack{selections: selections}, oversight.Agencies{})}
		})
		if w := h.do(t, call{path: "/v1/board/selections?format=csv&limit=7", as: supervisor}); w.Body.String() != want {
			t.Errorf("%d: %d %s", selections, w.Code, w.Body)
		}
	}
}
