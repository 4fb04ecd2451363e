package matrix_test

import (
	"slices"
	"strings"
	"testing"

	"selter/pkg/identity"
)

// What a list shows somebody is what the single reads show them, case by case, without any
// expectation between the two; the list is read to its end, in short pages.
func TestLists_show_what_single_reads_show(t *testing.T) {
	t.Parallel()
	h := open(t)
	grid := newGrid(h, expected(t))
	lists := map[string]struct{ path, query string }{
		"round": {path: "/v1/rounds"}, "selection": {path: "/v1/selections"}, "mandate": {path: "/v1/mandates"},
		"application": {"/v1/applications", "agency=" + ourAgency}, "complaint": {path: "/v1/complaints"},
	}
	for procedure, list := range lists {
		t.Run(procedure, func(t *testing.T) {
			t.Parallel()
			first := slices.IndexFunc(h.world.targets, func(c target) bool { return c.procedure == procedure })
			shown, hidden := 0, 0
			for i, who := range callersFor(h.world.targets[first], grid.duties) {
				if raced && i%5 != 0 {
					continue
				}
				as := h.register.secret(identity.TokenKind, who)
				listed := pages(t, h, question{method: "GET", path: list.path, query: list.query, as: as, kind: identity.TokenKind})
				var single []string
				for _, c := range h.world.targets {
					if c.procedure != procedure {
						continue
					}
					if h.ask(t.Context(), question{method: "GET", path: list.path + "/" + c.id, as: as, kind: identity.TokenKind}).code() == "ok" {
						single = append(single, c.id)
						shown++
					} else {
						hidden++
					}
				}
				if !slices.Equal(listed, single) {
					t.Errorf("%+v is shown %d in the list and %d one by one", who, len(listed), len(single))
				}
			}
			if shown == 0 || hidden == 0 {
				t.Errorf("%d shown and %d hidden: nothing was told apart", shown, hidden)
			}
		})
	}
}

// pages reads a list to its end.
func pages(t *testing.T, h *house, q question) []string {
	t.Helper()
	var all []string
	base := q.query
	for {
		q.query = base + "&limit=7"
		if len(all) > 0 {
			q.query += "&after=" + all[len(all)-1]
		}
		said := strings.Fields(hearList(h.ask(t.Context(), q)))
		if said[0] != "ok" {
			t.Fatalf("the list answers %s", said[0])
		}
		if all = append(all, said[1:]...); len(said) < 8 {
			return all
		}
	}
}
