package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommand(t *testing.T) {
	t.Parallel()

	t.Run("opens_a_round_and_its_selections", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()})
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		id := field(t, w, "case").(string)
		if got := w.Header().Get("Location"); got != "/v1/rounds/"+id {
			t.Errorf("Location %q", got)
		}
		if got := w.Header().Get("ETag"); got != `"1"` {
			t.Errorf("ETag %q", got)
		}
		if got := len(h.selections(t, id)); got != 2 {
			t.Errorf("%d selections for 2 posts", got)
		}
	})

	t.Run("repeated_gives_the_first_answer_byte_for_byte", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		first := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: "same"})
		before := h.written(t)
		// The same command in another spelling: blanks and the order of members do not count.
		again := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: "  " + opening(`"tried":true`, `"tried" : true`), key: "same"})
		if diff := cmp.Diff(first.Body.String(), again.Body.String()); diff != "" {
			t.Errorf("another answer:\n%s", diff)
		}
		if first.Header().Get("Idempotency-Replayed") != "" || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Error("a replay must say that it is one, and nothing else may")
		}
		if again.Code != first.Code || again.Header().Get("ETag") != first.Header().Get("ETag") {
			t.Errorf("status %d and ETag %s, first %d and %s", again.Code, again.Header().Get("ETag"), first.Code, first.Header().Get("ETag"))
		}
		if before != h.written(t) {
			t.Error("the repetition wrote something")
		}
	})

	t.Run("repeated_after_the_case_moved_still_gives_the_first_answer", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		events := "/v1/rounds/" + h.round(t) + "/events/"
		revise := call{method: http.MethodPost, path: events + "revise_plan", body: plan, match: `"1"`, key: "revise"}
		first := h.do(t, revise)
		submit := h.do(t, call{method: http.MethodPost, path: events + "submit_plan", body: proposal, match: `"2"`, as: authorised})
		again := h.do(t, revise)
		if first.Code != 200 || submit.Code != 200 || again.Code != 200 || first.Body.String() != again.Body.String() {
			t.Errorf("%d %d %d\n%s\n%s", first.Code, submit.Code, again.Code, first.Body, again.Body)
		}
	})

	t.Run("keys_of_different_people_are_different_keys", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		one := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: "k"})
		two := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: "k", as: "Bearer test:other:secretariat"})
		if one.Code != 201 || two.Code != 201 || field(t, one, "case") == field(t, two, "case") {
			t.Errorf("%d %d", one.Code, two.Code)
		}
	})

	t.Run("refused_with_all_reasons_their_sentences_and_citations", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		bad := opening(`"paper":20`, `"paper":10`, `"no_conflict":true,"no_party":true}],`, `"no_conflict":false,"no_party":true}],`)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: bad})
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		id := field(t, w, "case").(string)
		w = h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/submit_plan", body: proposal, as: authorised})
		var p problem
		read(t, w, &p)
		if w.Code != http.StatusUnprocessableEntity || p.Code != "guarded" || p.Type != "/problems/guarded" || p.State != "plan_drafted" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		for _, code := range []string{"weights_sum_to_100", "committee_declared_no_conflict"} {
			reason, ok := p.reason(code)
			if !ok {
				t.Errorf("no reason %s in %s", code, w.Body)
				continue
			}
			if len(reason.Citations) == 0 || reason.Citations[0].Certainty == "" || reason.Says != "kalimat "+code || len(reason.Evidence) == 0 {
				t.Errorf("%s comes without sentence, evidence or citation: %+v", code, reason)
			}
		}
	})

	t.Run("moves_a_round_and_tells_clocks_and_what_is_open", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.round(t)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/submit_plan", body: proposal, match: `"1"`, as: authorised})
		if w.Code != 200 || field(t, w, "state") != "plan_submitted" || w.Header().Get("ETag") != `"2"` {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if !strings.Contains(w.Body.String(), `"kind":"plan_recommendation_due"`) {
			t.Errorf("no clock in %s", w.Body)
		}
	})

	t.Run("a_selection_is_not_reached_by_the_path_of_rounds", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.selections(t, h.round(t))[0]
		before := h.written(t)
		for _, path := range []string{"", "/events", "/journal", "/deadlines", "/notices"} {
			if w := h.do(t, call{path: "/v1/rounds/" + id + path}); w.Code != http.StatusNotFound {
				t.Errorf("%s answered %d", path, w.Code)
			}
		}
		if w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/cancel"}); w.Code != http.StatusNotFound {
			t.Errorf("event answered %d", w.Code)
		}
		if before != h.written(t) {
			t.Error("something was written")
		}
	})
}

// A problem is what tests read of a problem document.
type problem struct {
	Type, Title, Code, Detail, Instance, Event, State string
	Status                                            int
	Revision                                          int64
	Reasons                                           []reason
}

type reason struct {
	Code, Field, Detail, Says string
	Evidence                  []struct{ Name string }
	Citations                 []struct{ Instrument, Certainty string }
}

func (p problem) reason(code string) (reason, bool) {
	for _, r := range p.Reasons {
		if r.Code == code {
			return r, true
		}
	}
	return reason{}, false
}
