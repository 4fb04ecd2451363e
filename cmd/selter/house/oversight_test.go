package house_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/api/apitest"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/pkg/story"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// A kept score is everything that is kept of one selection.
type keptScore struct {
	Kept     oversight.Kept
	Standing compliance.Standing
	Changes  []oversight.Change
}

// keptScores are the scores of all selections of a house.
func keptScores(t *testing.T, h *house.House) map[workflow.CaseID]keptScore {
	t.Helper()
	var ids []workflow.CaseID
	err := h.EachCase(t.Context(), func(record casework.Record) error {
		if record.Procedure == openselection.SelectionName {
			ids = append(ids, record.ID)
		}
		return nil
	})
	kept, more := h.Store.Kept(t.Context(), ids)
	standings, evenMore := h.Store.Standings(t.Context(), ids)
	if err := errors.Join(err, more, evenMore); err != nil {
		t.Fatal(err)
	}
	scores := make(map[workflow.CaseID]keptScore)
	for _, standing := range standings {
		changes, err := h.Keeper.Changes(t.Context(), casework.Everywhere(), standing.Selection, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		one := keptScore{kept[standing.Selection], standing, changes}
		one.Kept.At = one.Kept.At.Truncate(0)
		scores[standing.Selection] = one
	}
	if len(scores) != len(ids) || len(kept) != len(ids) {
		t.Errorf("%d selections, %d scores, %d standings", len(ids), len(kept), len(scores))
	}
	return scores
}

// scoresAreMeasuredAlike holds what each entry left against what a batch finds from the raw rows, in every letter; and
// that each change tells which entries caused it.
func scoresAreMeasuredAlike(t *testing.T, h *house.House) {
	t.Helper()
	before := keptScores(t, h)
	batch, err := h.Keeper.Begin(t.Context(), true)
	for err == nil && batch.Ended.IsZero() {
		batch, _, err = h.Keeper.Step(t.Context(), batch.ID)
	}
	if err != nil || batch.Moved != 0 || batch.Done != int64(len(before)) {
		t.Fatalf("the batch found %d of %d scores changed, %v", batch.Moved, batch.Done, err)
	}
	after := keptScores(t, h)
	for id, score := range after {
		score.Kept.At = before[id].Kept.At // it has been measured since
		after[id] = score
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	for id, score := range before {
		for _, change := range score.Changes {
			if len(change.Causes) == 0 || len(change.Rows) == 0 && change.Before != nil && change.Before.Status == change.After.Status && change.Before.Total == change.After.Total {
				t.Errorf("change %d of %s: %+v", change.Position, id, change)
			}
		}
		sealed := score.Kept.Status != compliance.Final || slices.ContainsFunc(sealsOf(t, h, id), func(digest string) bool { return digest == digestOf(t, h, id) })
		if !sealed {
			t.Errorf("the journal of %s has no seal of its score", id)
		}
	}
}

func sealsOf(t *testing.T, h *house.House, id workflow.CaseID) (digests []string) {
	t.Helper()
	files, err := h.Store.Files(t.Context(), []workflow.CaseID{id})
	if err != nil {
		t.Fatal(err)
	}
	records, err := files[0].Records()
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range records[0].Selection.Facts.Sealed {
		digests = append(digests, sealed.Digest)
	}
	return digests
}

func digestOf(t *testing.T, h *house.House, id workflow.CaseID) string {
	t.Helper()
	reading, err := h.Keeper.Score(t.Context(), casework.Everywhere(), id)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := oversight.Digest(reading.Result)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

// Everything is measured anew as tasks of the queue, on every kind of house.
func TestRemeasure(t *testing.T) {
	t.Parallel()
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			s, err := story.Load(openselection.Stories, "testdata/story/regency-two-letters.yaml")
			if err != nil {
				t.Fatal(err)
			}
			s.Steps = s.Steps[:slices.IndexFunc(s.Steps, func(step story.Step) bool { return step.Event == openselection.Announce })+1]
			c := settings(t)
			c.DevIdentity, c.Clock, c.Log = true, house.NewClock(s.Begins()), slog.New(slog.DiscardHandler)
			h, err := house.Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = h.Close() })
			server := httptest.NewServer(apitest.Validating(t, h.Handler))
			defer server.Close()
			if _, err := (story.Player{Target: story.Target{Base: server.URL}}).Play(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Remeasure(t.Context(), house.Remeasuring{Resume: true}); !errors.Is(err, oversight.ErrNoBatch) {
				t.Errorf("nothing was begun: %v", err)
			}
			begun, err := h.Keeper.Begin(t.Context(), true) // and ended before its first step
			if err != nil {
				t.Fatal(err)
			}
			var seen, total int
			resumed, err := h.Remeasure(t.Context(), house.Remeasuring{Resume: true, Progress: func(done, all int) { seen, total = done, all }})
			if err != nil || resumed.ID != begun.ID || resumed.Ended.IsZero() || resumed.Done != begun.Total || begun.Total == 0 {
				t.Errorf("resumed %+v of %+v, %v", resumed, begun, err)
			}
			if seen != total || int64(total) != begun.Total {
				t.Errorf("progress ended at %d of %d", seen, total)
			}
			scoresAreMeasuredAlike(t, h)
		})
	}
}
