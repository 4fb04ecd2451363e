package worlds_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// This file has the leaks of what is sealed under a selection.

// sheetOf is the sheet of a marker, as the store has it.
func (w *world) sheetOf(r *http.Request, p *plot, who string) (casework.Record, openselection.SheetFacts, bool) {
	loaded, err := w.Store.Case(r.Context(), p.Sheets[who])
	if err != nil {
		return casework.Record{}, openselection.SheetFacts{}, false
	}
	facts, err := decode[openselection.SheetFacts](loaded.Record.Facts)
	return loaded.Record, facts, err == nil
}

// tellingList lists sheets with how often each was saved.
func tellingList(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if !strings.HasSuffix(r.URL.Path, "/sheets") || answer.Code != http.StatusOK {
			return
		}
		for _, who := range markers {
			if record, _, is := w.sheetOf(r, p, who); is {
				fmt.Fprintf(answer.Body, `{"revision":%d}`, record.Revision)
			}
		}
	})(t)
}

// countingTag tags the selection with what lies under it.
func countingTag(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if answer.Header().Get("ETag") == "" || !strings.HasPrefix(r.URL.Path, "/v1/selections/") {
			return
		}
		var saved int64
		for _, who := range markers {
			record, _, _ := w.sheetOf(r, p, who)
			saved += record.Revision
		}
		answer.Header().Set("ETag", fmt.Sprintf(`"%d"`, saved))
	})(t)
}

// orderByPoints names the papers in the order of what was entered for them.
func orderByPoints(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if !strings.HasSuffix(r.URL.Path, "/papers") || answer.Code != http.StatusOK {
			return
		}
		codes := slices.Clone(p.Codes)
		for _, who := range markers {
			if _, facts, _ := w.sheetOf(r, p, who); len(facts.Marks) > 0 {
				slices.SortFunc(codes, func(a, b string) int { return int(pointsOf(facts, b) - pointsOf(facts, a)) })
			}
		}
		fmt.Fprint(answer.Body, codes)
	})(t)
}

func pointsOf(facts openselection.SheetFacts, code string) int64 {
	for _, mark := range facts.Marks {
		if mark.Candidate == code {
			return int64(mark.Criteria[0].Points)
		}
	}
	return 0
}

// numberedRefusal refuses to reveal with the points that were entered so far.
func numberedRefusal(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if r.Method != http.MethodPost || answer.Code < http.StatusBadRequest || !strings.HasPrefix(r.URL.Path, "/v1/selections/") {
			return
		}
		for _, who := range markers {
			_, facts, _ := w.sheetOf(r, p, who)
			for _, code := range p.Codes {
				fmt.Fprint(answer.Body, pointsOf(facts, code))
			}
		}
	})(t)
}

// metricsOfSheets shows everybody how many entries each sheet has.
func metricsOfSheets(*testing.T) func(*world, *plot) http.Handler {
	return func(w *world, p *plot) http.Handler {
		inner := w.handler
		return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/metrics" {
				inner.ServeHTTP(out, r)
				return
			}
			for _, who := range markers {
				record, _, _ := w.sheetOf(r, p, who)
				_, _ = fmt.Fprintf(out, "sheet_entries{sheet=%q} %d\n", record.Ref, record.Revision)
			}
		})
	}
}

// namedPapers tells of each paper under a selection whose it is.
func namedPapers(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		children, err := w.Store.Children(r.Context(), p.Rival)
		if err != nil || answer.Code != http.StatusOK || !strings.Contains(r.URL.Path, p.Rival.String()) {
			return
		}
		children = slices.DeleteFunc(children, func(c workflow.Relative) bool { return c.Procedure != openselection.PaperName })
		slices.SortFunc(children, func(a, b workflow.Relative) int { return strings.Compare(a.Ref, b.Ref) })
		for _, paper := range children {
			fmt.Fprint(answer.Body, paper.Ref, paper.Subject)
		}
	})(t)
}

// countedDraft tells whoever reads a selection how often those who apply have saved.
func countedDraft(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if draft, err := w.Store.Case(r.Context(), p.Drafts["pelamar"]); err == nil && strings.Contains(r.URL.Path, p.Open.String()) {
			answer.Header().Set("X-Saved", fmt.Sprint(draft.Record.Revision))
		}
	})(t)
}
