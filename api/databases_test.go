package api_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"selter/pkg/peers"
)

func TestMain(m *testing.M) { peers.Main(m) }

// A person's whole way through the house, on each database with its own walls.
func TestPeople_on_both_databases(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "selter.db") },
		"postgres": func(t *testing.T) string { t.Helper(); return peers.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database(t), whole(t), credentialed)
			person := h.known(t, "siti")
			w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "m", body: command(person, "grant_duty", grant("t", "tracer", ""))})
			expect(t, w, http.StatusCreated, "")
			mandate := field(t, w, "case").(string)
			again := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "n", body: command(person, "grant_duty", grant("a", "assessor", ""))})
			expect(t, again, http.StatusOK, "")

			expect(t, h.do(t, call{path: "/v1/persons/" + person + "/particulars", as: local}), http.StatusOK, "")
			expect(t, h.do(t, call{path: "/v1/persons/" + person + "/particulars", as: as("x", "admin@64")}), http.StatusNotFound, "not_found")
			expect(t, h.do(t, call{path: "/v1/mandates/" + mandate, as: as("x", "admin@64")}), http.StatusNotFound, "not_found")
			self := as(person, "") // no duty is needed for one's own files, wherever they stand
			expect(t, h.do(t, call{path: "/v1/mandates/" + mandate, as: self}), http.StatusOK, "")
			export := h.do(t, call{path: "/v1/persons/" + person + "/export", as: self})
			for _, part := range []string{nik, `"reader":"adm53"`, `"grant_duty"`, `"enrol_person"`} {
				if !strings.Contains(export.Body.String(), part) {
					t.Errorf("the export lacks %s: %d", part, export.Code)
				}
			}
			events := "/v1/persons/" + person + "/events/"
			expect(t, h.do(t, call{method: http.MethodPost, path: events + "request_erasure", as: self}), http.StatusOK, "")
			expect(t, h.do(t, call{method: http.MethodPost, path: events + "confirm_erasure", as: admin, key: "c1", body: `{}`}), http.StatusUnprocessableEntity, "guarded")
			for _, ref := range []string{"t", "a"} {
				end := call{method: http.MethodPost, path: "/v1/mandates/" + mandate + "/events/end_duty", as: local, key: "end-" + ref, body: `{"ref":"` + ref + `","reason":"selesai"}`}
				expect(t, h.do(t, end), http.StatusOK, "")
			}
			expect(t, h.do(t, call{method: http.MethodPost, path: events + "confirm_erasure", as: admin, key: "c2", body: `{}`}), http.StatusOK, "")
			expect(t, h.do(t, call{path: "/v1/persons/" + person + "/particulars", as: self}), http.StatusNotFound, "not_found")
		})
	}
}
