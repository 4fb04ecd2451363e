package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/pkg/oversight"
	"selter/workflow"
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
		"/v1/board/legs?tier=top", "/v1/board/legs?format=pdf", "/v1/board/legs?state=CLOSED", "/v1/board/legs?profile=a%20b", "/v1/board/legs?agency=a,b", "/v1/board/legs?limit=0",
		"/v1/board/legs?limit=101", "/v1/board/legs?after=x", "/v1/board/legs?region=32",
	} {
		if w := h.do(t, call{path: path, as: supervisor}); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
