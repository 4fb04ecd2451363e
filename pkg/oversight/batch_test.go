package oversight_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
)

type (
	policyPack = policy.Pack
	holidays   = calendar.Holidays
	caseID     = workflow.CaseID
	batchID    = uuid.UUID
)

// stride is how many rounds the steps of these tests take.
const stride = 2

var errKilled = errors.New("killed")

// toTheEnd goes on with a batch as often as it is killed, each time with a keeper that knows nothing of the one before.
func toTheEnd(t interface{ Fatal(...any) }, a *archive, law oversight.Law, id batchID, killed func() bool) oversight.Batch {
	a.before = func(string) error {
		if killed() {
			return errKilled
		}
		return nil
	}
	defer func() { a.before = func(string) error { return nil } }()
	k := keeper(a, law).WithStride(stride)
	for {
		after, _, err := k.Step(context.Background(), id)
		switch {
		case errors.Is(err, errKilled):
			k = keeper(a, law).WithStride(stride)
		case err != nil:
			t.Fatal(err)
		case !after.Ended.IsZero():
			return after
		}
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	t.Run("killed_at_any_moment_it_goes_on_and_finds_what_each_entry_found", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			incremental, batched := newArchive(3*stride+1, 1), newArchive(0, 0)
			*batched = archive{
				rounds: incremental.rounds, under: incremental.under, trails: incremental.trails, parents: incremental.parents, counts: incremental.counts,
				kept: map[caseID]oversight.Kept{}, lines: map[caseID]compliance.Standing{}, changes: map[caseID][]oversight.Change{}, batches: map[batchID]oversight.Batch{}, before: incremental.before,
			}
			for _, round := range incremental.rounds {
				for range rapid.IntRange(0, 2).Draw(t, "publications") {
					incremental.happen(incremental.under[round][0], "publish")
				}
			}
			each := keeper(incremental, toy("1"))
			for _, round := range incremental.rounds {
				if err := each.Rescore(context.Background(), round); err != nil {
					t.Fatal(err)
				}
			}
			begun, err := keeper(batched, toy("1")).Begin(context.Background(), false)
			if err != nil {
				t.Fatal(err)
			}
			deaths := rapid.SliceOfN(rapid.IntRange(1, 12), 0, 4).Draw(t, "deaths")
			ended := toTheEnd(t, batched, toy("1"), begun.ID, func() bool {
				if len(deaths) == 0 {
					return false
				}
				if deaths[0]--; deaths[0] > 0 {
					return false
				}
				deaths = deaths[1:]
				return true
			})
			if ended.Done != begun.Total || ended.Total != int64(len(incremental.rounds)) {
				t.Fatalf("%d of %d done", ended.Done, begun.Total)
			}
			if diff := cmp.Diff(incremental.kept, batched.kept); diff != "" {
				t.Fatal(diff)
			}
			if diff := cmp.Diff(incremental.changes, batched.changes); diff != "" {
				t.Fatal(diff)
			}
		})
	})

	t.Run("counts_whose_score_has_changed", func(t *testing.T) {
		t.Parallel()
		a := newArchive(3, 2)
		for _, want := range []int64{6, 0} {
			begun, err := keeper(a, toy("1")).Begin(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			if ended := toTheEnd(t, a, toy("1"), begun.ID, never); ended.Moved != want || ended.Done != 6 {
				t.Errorf("moved %d, want %d: %+v", ended.Moved, want, ended)
			}
		}
	})

	t.Run("leaves_what_is_up_to_date_unless_everyone_is_asked_for_and_what_is_final_even_then", func(t *testing.T) {
		t.Parallel()
		a := newArchive(2, 1)
		stale, closed := a.under[a.rounds[0]][0], a.under[a.rounds[1]][0]
		a.happen(closed, "close")
		first, err := keeper(a, toy("1")).Begin(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		toTheEnd(t, a, toy("1"), first.ID, never)
		for _, c := range []struct {
			rubric   string
			everyone bool
			want     int64
		}{{"1", false, 0}, {"1", true, 1}, {"2", false, 1}, {"2", false, 0}, {"2", true, 1}} {
			law, count := counting(toy(c.rubric))
			begun, err := keeper(a, law).Begin(t.Context(), c.everyone)
			if err != nil {
				t.Fatal(err)
			}
			toTheEnd(t, a, law, begun.ID, never)
			if count.Load() != c.want {
				t.Errorf("rubric %s, everyone %t: %d measured, want %d", c.rubric, c.everyone, count.Load(), c.want)
			}
		}
		if a.kept[stale].Rubric != "2" || a.kept[closed].Rubric != "1" || len(a.changes[closed]) != 1 {
			t.Errorf("kept %+v and %+v", a.kept[stale], a.kept[closed])
		}
	})

	t.Run("seals_nothing", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		a.happen(a.under[a.rounds[0]][0], "close")
		k := keeper(a, toy("1"))
		begun, err := k.Begin(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		for {
			after, _, err := k.Step(t.Context(), begun.ID)
			if err != nil {
				t.Fatal(err)
			}
			if !after.Ended.IsZero() {
				break
			}
		}
		if seals := k.Desk.(*sealer).seals; len(seals) != 0 {
			t.Errorf("%d seals", len(seals))
		}
	})

	t.Run("of_two_at_the_same_rounds_one_goes_on", func(t *testing.T) {
		t.Parallel()
		a := newArchive(stride+1, 1)
		one, two := keeper(a, toy("1")).WithStride(stride), keeper(a, toy("1")).WithStride(stride)
		begun, err := one.Begin(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		a.before = func(what string) error {
			if what == "advance" {
				a.before = func(string) error { return nil }
				if _, mine, err := two.Step(t.Context(), begun.ID); err != nil || !mine {
					t.Errorf("the faster one: %t, %v", mine, err)
				}
			}
			return nil
		}
		if after, mine, err := one.Step(t.Context(), begun.ID); err != nil || mine || after.Done != stride {
			t.Errorf("the slower one: %+v, %t, %v", after, mine, err)
		}
		if stands := a.batches[begun.ID]; stands.Done != stride {
			t.Errorf("stands at %+v", stands)
		}
	})

	t.Run("that_nobody_began_is_not_gone_on_with", func(t *testing.T) {
		t.Parallel()
		if _, _, err := keeper(newArchive(0, 0), toy("1")).Step(t.Context(), batchID{}); !errors.Is(err, oversight.ErrNoBatch) {
			t.Errorf("got %v", err)
		}
	})
}

func never() bool { return false }
