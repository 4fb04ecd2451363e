package worlds_test

import (
	"testing"

	"github.com/google/uuid"
)

// told has the routes of what somebody was told.
func (g *goods) told(t *testing.T) {
	t.Helper()
	items, err := g.w.Store.Mailroom().Items(t.Context(), "pengawas", true, uuid.Nil, 1)
	must(t, err)
	if len(items) == 0 {
		t.Fatal("the supervisor was told nothing")
	}
	g.add("POST /v1/me/notices/{id}/read", "pengawas", "/v1/me/notices/"+items[0].Notice.ID.String()+"/read", "", nil)
}
