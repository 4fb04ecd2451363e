package api_test

import (
	"net/http"
	"strings"
	"testing"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/person"
)

// The day of birth of somebody in a story is kept where everybody's is, once, and comes
// back to nobody from the cast.
func TestDemoCast_keeps_days_of_birth_in_the_vault(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	cast := func(body string) call {
		return call{method: http.MethodPut, path: "/v1/demo/cast", body: `{"agency":"53","zone":"WITA","cast":[` + body + `]}`}
	}
	entries := func() int64 {
		t.Helper()
		file, found, err := casework.FileOf(t.Context(), h.store.Within(casework.Everywhere()), person.Name, workflow.Nation, "siti")
		if err != nil || !found {
			t.Fatalf("no file: %v", err)
		}
		return file.Revision
	}
	for range 2 { // the second time there is nothing left to record
		expect(t, h.do(t, cast(`{"person":"siti","born":"1975-03-04"},{"person":"ketua","duties":["committee_chair"]}`)), http.StatusOK, "")
		if n := entries(); n != 2 {
			t.Errorf("%d entries", n)
		}
	}
	if w := h.do(t, call{path: "/v1/persons/siti/particulars", as: as("siti", "")}); !strings.Contains(w.Body.String(), `"birth_date":"1975-03-04"`) {
		t.Errorf("siti reads %s", w.Body)
	}
	// Another one is refused: the file takes what identifies somebody once.
	expect(t, h.do(t, cast(`{"person":"siti","born":"1975-03-05"}`)), http.StatusUnprocessableEntity, "guarded")
	for _, wrong := range []string{"2999-01-01", "1975-02-30", "kemarin"} {
		w := h.do(t, cast(`{"person":"siti","born":"`+wrong+`"}`))
		var p problem
		if read(t, w, &p); w.Code != http.StatusUnprocessableEntity || !p.names("/cast/0/born") || strings.Contains(w.Body.String(), wrong) {
			t.Errorf("%s: %d %s", wrong, w.Code, w.Body)
		}
	}
}
