package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

type bulkAnswer struct {
	Items []struct {
		Selection string
		Status    int
		Replayed  bool
		Answer    struct{ State string }
		Problem   problem
	}
}

const cancelling = `{"basis":{"number":"800/2","date":"2024-05-08"},"reason":"jabatan dihapus"}`

func TestBulk(t *testing.T) {
	t.Parallel()
	const officer = "Bearer test:ppk:appointing_officer"

	t.Run("answers_for_each_selection", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		round := h.round(t)
		ids := h.selections(t, round)
		body := fmt.Sprintf(`{"items":[{"selection":%q,"body":%s},{"selection":%q},{"selection":%q,"body":%s},{"selection":%q,"expect":9,"body":%s}]}`,
			noCase, cancelling, round, ids[0], cancelling, ids[1], cancelling)
		c := call{method: http.MethodPost, path: "/v1/rounds/" + round + "/selections/events/cancel", body: body, as: officer}
		var first, again bulkAnswer
		w := h.do(t, c)
		read(t, w, &first)
		if w.Code != http.StatusOK || len(first.Items) != 4 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if first.Items[0].Status != 404 || first.Items[0].Problem.Code != "not_found" || first.Items[1].Status != 404 {
			t.Errorf("what is not a selection of the round: %+v", first.Items[:2])
		}
		if first.Items[2].Status != 200 || first.Items[2].Answer.State != "cancelled" || first.Items[2].Selection != ids[0] {
			t.Errorf("the good one: %+v", first.Items[2])
		}
		if first.Items[3].Status != 412 || first.Items[3].Problem.Revision != 1 {
			t.Errorf("the stale one: %+v", first.Items[3])
		}
		before := h.written(t)
		read(t, h.do(t, c), &again)
		if !again.Items[2].Replayed || again.Items[2].Answer.State != "cancelled" || before != h.written(t) {
			t.Errorf("repeated: %+v", again.Items[2])
		}
		c.body = strings.Replace(body, "jabatan dihapus", "lain", 2)
		read(t, h.do(t, c), &again)
		if again.Items[2].Problem.Code != "key_reused" || before != h.written(t) {
			t.Errorf("another command with the same key: %+v", again.Items[2])
		}
	})

	t.Run("takes_no_selection_of_another_round", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		mine := h.round(t)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: "another"})
		others := h.selections(t, field(t, w, "case").(string))
		before := h.written(t)
		body := fmt.Sprintf(`{"items":[{"selection":%q,"body":%s}]}`, others[0], cancelling)
		var answer bulkAnswer
		read(t, h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + mine + "/selections/events/cancel", body: body, as: officer}), &answer)
		if answer.Items[0].Status != 404 || before != h.written(t) {
			t.Errorf("%+v", answer)
		}
	})
}
