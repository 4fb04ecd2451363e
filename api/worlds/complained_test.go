package worlds_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/oversight"
)

// This file lets something be complained of in one world and in the other not.

// receivers know of a complaint that has only come in.
var receivers = append([]string{"pengawas", "pemeriksa"}, custodians...)

// complains lets somebody without a name file a complaint in the first world alone.
func (c *court) complains(t *testing.T) {
	t.Helper()
	q := question{
		method: http.MethodPost, path: "/v1/selections/" + c.plot.Scored.String() + "/complaints", key: "acak-0123456789abcdef",
		body: `{"category":"intervention","text":"Hasil diatur."}`,
	}
	if a := q.of(t.Context(), c.worlds[0].handler); a.status != http.StatusCreated {
		t.Fatalf("complaining: %s", a)
	}
	for _, w := range c.worlds {
		_, err := w.Sweep.Once(t.Context()) // whoever is told and whatever is measured by it, is now
		must(t, err)
	}
}

// around asks whatever everybody but the receivers could read: each route in turn, and what is about the
// selection by name.
func (c *court) around(t *testing.T) {
	t.Helper()
	scored := "/v1/selections/" + c.plot.Scored.String()
	paths := []string{
		scored, scored + "/journal", scored + "/notices", scored + "/deadlines", scored + "/compliance", scored + "/compliance/changes",
		"/v1/complaints", "/v1/deadlines", "/v1/me/notices", "/v1/webhooks?agency=" + here,
	}
	for _, table := range oversight.BoardTables() {
		paths = append(paths, "/v1/board/"+table)
	}
	asks := &inquirer{Rand: rand.New(rand.NewPCG(*seed, 21)), plot: c.plot, hashes: []string{strings.Repeat("0", 64)}} //nolint:gosec // the same questions each time
	for _, as := range c.callers {
		for _, path := range paths {
			c.compare(t, twice{}, question{method: http.MethodGet, path: path, as: as})
		}
		for _, route := range api.Routes() {
			if route.Method == http.MethodGet && !slow(route) {
				c.compare(t, twice{}, asks.about(route, as))
			}
		}
	}
}

// Until the supervisor has examined a complaint nobody else learns that there is one: not who is complained
// of, not who keeps the file, not who asks how many there are.
func TestComplaint_that_has_only_come_in_shows_to_its_receivers_alone(t *testing.T) {
	t.Parallel()
	c := newCourt(t)
	c.callers = slices.DeleteFunc(c.callers, func(as string) bool { return slices.Contains(receivers, as) })
	c.told = func(q question, a, b answer) {
		t.Errorf("%s\nis answered where somebody complained\n%s\nand elsewhere\n%s", q, a, b)
	}
	c.complains(t)
	c.around(t)
	t.Logf("%d questions to each world", c.asked)

	// Who receives it sees it, so that there is something to be seen.
	differ := 0
	c.told, c.callers = func(question, answer, answer) { differ++ }, []string{"pengawas"}
	c.around(t)
	if differ == 0 {
		t.Error("the supervisor does not see it either")
	}
}

// A comparison that finds nothing proves something only if it can find: a board that counts what has come in.
func TestComplaint_that_a_board_counts_is_found(t *testing.T) {
	t.Parallel()
	c := newCourt(t)
	c.complains(t)
	for n, w := range c.worlds {
		inner := w.handler
		w.handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			inner.ServeHTTP(answer, r)
			if strings.HasPrefix(r.URL.Path, "/v1/board/") {
				fmt.Fprint(answer.Body, 1-n)
			}
			for name, values := range answer.Header() {
				out.Header()[name] = slices.Clone(values)
			}
			out.WriteHeader(answer.Code)
			_, _ = out.Write(answer.Body.Bytes())
		})
	}
	found := 0
	c.told, c.callers = func(question, answer, answer) { found++ }, []string{"ppk"}
	c.around(t)
	if found == 0 {
		t.Errorf("not found in %d questions", c.asked)
	}
}
