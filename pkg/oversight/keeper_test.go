package oversight_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/wire"
)

func keeper(a *archive, law oversight.Law) *oversight.Keeper {
	return oversight.NewKeeper(oversight.Config{Store: a, Batches: a, Law: law, Desk: &sealer{archive: a}})
}

// counting counts how often a law measures.
func counting(law oversight.Law) (oversight.Law, *atomic.Int64) {
	var count atomic.Int64
	measure := law.Measure
	law.Measure = func(p *policyPack, h *holidays, r compliance.Record) (compliance.Result, compliance.Standing, error) {
		count.Add(1)
		return measure(p, h, r)
	}
	return law, &count
}

func rescored(t *testing.T, k *oversight.Keeper, id workflow.CaseID) {
	t.Helper()
	if err := k.Rescore(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

func totalOf(t *testing.T, k *oversight.Keeper, id workflow.CaseID) compliance.Result {
	t.Helper()
	reading, err := k.Score(t.Context(), casework.Everywhere(), id)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Result
}

func TestKeeper(t *testing.T) {
	t.Parallel()
	t.Run("measures_what_an_entry_touches", func(t *testing.T) {
		t.Parallel()
		a := newArchive(2, 3)
		law, count := counting(toy("1"))
		k := keeper(a, law)
		round, selection := a.rounds[0], a.under[a.rounds[0]][1]
		rescored(t, k, round)
		if count.Load() != 3 || len(a.kept) != 3 {
			t.Fatalf("a round with three selections: %d measured, %d kept", count.Load(), len(a.kept))
		}
		a.happen(selection, "publish")
		rescored(t, k, selection)
		if kept := a.kept[selection]; count.Load() != 4 || kept.Basis != (oversight.Basis{Round: 1, Selection: 2}) || !kept.At.Equal(now) {
			t.Errorf("one selection: %d measured, kept %+v", count.Load(), kept)
		}
		if kept := len(a.kept); kept != 3 {
			t.Errorf("those of another round are nothing of it: %d kept", kept)
		}
	})

	t.Run("measures_nothing_for_a_message_that_comes_after_the_work", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		law, count := counting(toy("1"))
		k := keeper(a, law)
		selection := a.under[a.rounds[0]][0]
		for range 5 {
			a.happen(selection, "publish")
		}
		for range 6 { // one for each entry
			rescored(t, k, selection)
		}
		if count.Load() != 1 || a.kept[selection].Basis.Selection != 6 {
			t.Errorf("%d measured, kept %+v", count.Load(), a.kept[selection].Basis)
		}
	})

	t.Run("loses_no_entry_while_messages_pile_up", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 4)
		law, count := counting(toy("1"))
		first, second := keeper(a, law), keeper(a, law)
		const each = 50
		var group sync.WaitGroup
		for _, selection := range a.under[a.rounds[0]] {
			for i := range each {
				group.Go(func() {
					a.happen(selection, "publish")
					if err := []*oversight.Keeper{first, second}[i%2].Rescore(t.Context(), selection); err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		for _, selection := range a.under[a.rounds[0]] {
			if kept := a.kept[selection].Basis; kept != a.basis(selection) {
				t.Errorf("kept %+v of %+v", kept, a.basis(selection))
			}
		}
		t.Logf("%d entries, %d measurings", 4*each, count.Load())
	})

	t.Run("measures_again_when_another_keeper_was_faster", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		k, other := keeper(a, toy("1")), keeper(a, toy("1"))
		selection := a.under[a.rounds[0]][0]
		rescored(t, k, selection)
		a.happen(selection, "publish")
		once := sync.OnceFunc(func() {
			a.happen(selection, "spoil")
			rescored(t, other, selection)
		})
		a.before = func(what string) error {
			if what == "keep" {
				before := a.before
				a.before = func(string) error { return nil }
				once()
				a.before = before
			}
			return nil
		}
		rescored(t, k, selection)
		if kept := a.kept[selection]; kept.Basis.Selection != 3 || kept.Position != 1 {
			t.Errorf("kept %+v: what is older has taken the place of what is newer", kept)
		}
	})

	t.Run("leaves_the_message_when_others_are_always_faster", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		selection := a.under[a.rounds[0]][0]
		k := keeper(a, toy("1"))
		a.before = func(what string) error {
			if what == "keep" { // another score, on less: behind for ever
				kept := a.kept[selection]
				kept.Position++
				a.kept[selection] = kept
			}
			return nil
		}
		if err := k.Rescore(t.Context(), selection); err == nil {
			t.Error("nothing was kept, and nobody was told")
		}
	})

	t.Run("tells_which_entries_moved_a_score", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		k := keeper(a, toy("1"))
		round, selection := a.rounds[0], a.under[a.rounds[0]][0]
		rescored(t, k, selection)
		a.happen(selection, "comment")
		rescored(t, k, selection)
		a.happen(round, "announce")
		a.happen(selection, "publish")
		rescored(t, k, round)
		a.happen(selection, "comment")
		a.happen(selection, "spoil")
		rescored(t, k, selection)
		changes, err := k.Changes(t.Context(), casework.Everywhere(), selection, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		zero, all := oversight.Figure{Status: compliance.Live}, oversight.Figure{Status: compliance.Live, Total: 100_00, Raw: 100_00}
		less := oversight.Figure{Status: compliance.Live, Total: 50_00, Raw: 50_00}
		want := []oversight.Change{
			{
				Position: 1, At: now, After: zero, Rows: []oversight.MovedRow{{ID: "announced", After: compliance.NotMet}, {ID: "published", After: compliance.NotMet}},
				Causes: []compliance.Evidence{{Case: round, Seq: 1, Event: "open"}, {Case: selection, Seq: 1, Event: "open"}},
			},
			{
				Position: 2, At: now, Before: &zero, After: all,
				Rows:   []oversight.MovedRow{{ID: "announced", Before: compliance.NotMet, After: compliance.Met}, {ID: "published", Before: compliance.NotMet, After: compliance.Met}},
				Causes: []compliance.Evidence{{Case: round, Seq: 2, Event: "announce"}, {Case: selection, Seq: 3, Event: "publish"}},
			},
			{
				Position: 3, At: now, Before: &all, After: less,
				Rows:   []oversight.MovedRow{{ID: "published", Before: compliance.Met, After: compliance.NotMet}},
				Causes: []compliance.Evidence{{Case: selection, Seq: 5, Event: "spoil"}},
			},
		}
		if diff := cmp.Diff(want, changes); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("names_no_entry_when_only_the_law_has_changed", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		round, selection := a.rounds[0], a.under[a.rounds[0]][0]
		a.happen(round, "announce")
		rescored(t, keeper(a, toy("1")), selection)
		rescored(t, keeper(a, toy("2")), selection)
		changes := a.changes[selection]
		want := []oversight.MovedRow{{ID: "announced", Before: compliance.Met}}
		if last := changes[len(changes)-1]; len(changes) != 2 || len(last.Causes) != 0 || !slices.Equal(last.Rows, want) || a.kept[selection].Rubric != "2" {
			t.Errorf("changes %+v", changes)
		}
	})

	t.Run("shows_what_the_journals_say_now_also_before_it_is_kept", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 1)
		k := keeper(a, toy("1"))
		selection := a.under[a.rounds[0]][0]
		if r := totalOf(t, k, selection); r.Total != 0 || len(r.Rows) != 2 {
			t.Errorf("never measured: %+v", r)
		}
		rescored(t, k, selection)
		a.happen(selection, "publish")
		if r := totalOf(t, k, selection); r.Total != half {
			t.Errorf("behind the journal: %+v", r)
		}
		if len(a.changes[selection]) != 1 {
			t.Error("who reads has written")
		}
		rescored(t, k, selection)
		if r := totalOf(t, k, selection); r.Total != half {
			t.Errorf("kept: %+v", r)
		}
		if _, err := k.Score(t.Context(), casework.Everywhere(), a.rounds[0]); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("a round has a score: %v", err)
		}
	})

	t.Run("names_the_selection_that_cannot_be_measured", func(t *testing.T) {
		t.Parallel()
		a := newArchive(1, 2)
		bad := a.under[a.rounds[0]][1]
		a.happen(bad, "break")
		if err := keeper(a, toy("1")).Rescore(t.Context(), a.rounds[0]); !errors.Is(err, errToy) || !strings.Contains(err.Error(), bad.String()) {
			t.Errorf("got %v", err)
		}
		a.trails[bad].Facts = []byte("[")
		if err := keeper(a, toy("1")).Rescore(t.Context(), bad); err == nil || !strings.Contains(err.Error(), bad.String()) {
			t.Errorf("facts that cannot be read: %v", err)
		}
	})
}

// A sealer is a desk that knows nothing but seals.
type sealer struct {
	archive *archive
	fails   error
	seals   []casework.Request
	digests []string
}

func (s *sealer) Handle(_ context.Context, id workflow.CaseID, r casework.Request) (casework.Reply, error) {
	if s.fails != nil {
		return casework.Reply{}, s.fails
	}
	if slices.ContainsFunc(s.seals, func(had casework.Request) bool { return had.Key == r.Key }) {
		return casework.Reply{Replayed: true}, nil
	}
	s.seals = append(s.seals, r)
	body, err := wire.Decode[openselection.SealScoreBody](r.Body)
	if err != nil {
		return casework.Reply{}, err
	}
	s.digests = append(s.digests, `{"digest":"`+body.Digest+`"}`)
	s.archive.happen(id, r.Event)
	s.archive.trails[id].Facts = []byte(`{"sealed":[` + strings.Join(s.digests, ",") + `]}`)
	return casework.Reply{}, nil
}

func TestSeals(t *testing.T) {
	t.Parallel()
	setup := func() (*archive, *oversight.Keeper, *sealer, workflow.CaseID) {
		a := newArchive(1, 1)
		k := keeper(a, toy("1"))
		return a, k, k.Desk.(*sealer), a.under[a.rounds[0]][0]
	}
	t.Run("stand_in_the_journal_of_a_closed_selection_once_for_each_score", func(t *testing.T) {
		t.Parallel()
		a, k, desk, selection := setup()
		rescored(t, k, selection)
		if len(desk.seals) != 0 {
			t.Fatal("sealed while the selection runs")
		}
		a.happen(selection, "publish")
		a.happen(selection, "close")
		for range 3 { // the seal itself is an entry
			rescored(t, k, selection)
		}
		a.happen(selection, "comment")
		rescored(t, k, selection)
		if len(desk.seals) != 1 {
			t.Fatalf("%d seals of one score", len(desk.seals))
		}
		a.happen(selection, "prove")
		rescored(t, k, selection)
		rescored(t, k, selection)
		if len(desk.seals) != 2 {
			t.Fatalf("%d seals of two scores", len(desk.seals))
		}
		for i, total := range []string{`"total":50.00`, `"total":30.00`} {
			seal := desk.seals[i]
			want := casework.Request{Procedure: openselection.SelectionName, By: casework.House("score"), Event: openselection.SealScore}
			if diff := cmp.Diff(want, seal, cmpopts.IgnoreFields(casework.Request{}, "Body", "Key", "Fingerprint"), cmp.AllowUnexported(casework.Caller{})); diff != "" {
				t.Error(diff)
			}
			if numbers := strings.NewReplacer(`:30,`, `:30.00,`, `:50,`, `:50.00,`, `:30}`, `:30.00}`, `:50}`, `:50.00}`).Replace(string(seal.Body)); !strings.Contains(numbers, total) {
				t.Errorf("seal %d says %s", i, seal.Body)
			}
		}
		if desk.seals[0].Key == desk.seals[1].Key || desk.seals[0].Key.Person != "score" {
			t.Errorf("keys %v and %v", desk.seals[0].Key, desk.seals[1].Key)
		}
		digest, err := oversight.Digest(totalOf(t, k, selection))
		if err != nil || !strings.Contains(string(desk.seals[1].Body), digest) {
			t.Errorf("the digest of what is shown is %s, sealed is %s, %v", digest, desk.seals[1].Body, err)
		}
	})

	t.Run("that_cannot_be_recorded_leave_the_score_behind_so_that_both_are_tried_again", func(t *testing.T) {
		t.Parallel()
		a, k, desk, selection := setup()
		a.happen(selection, "close")
		desk.fails = errors.New("the desk is gone")
		if err := k.Rescore(t.Context(), selection); !errors.Is(err, desk.fails) {
			t.Errorf("got %v", err)
		}
		if len(a.kept) != 0 {
			t.Error("kept without its seal")
		}
		desk.fails = nil
		rescored(t, k, selection)
		if len(desk.seals) != 1 || a.kept[selection].Status != compliance.Final {
			t.Errorf("%d seals, kept %+v", len(desk.seals), a.kept[selection])
		}
	})

	t.Run("freeze_the_rubric_and_the_rows", func(t *testing.T) {
		t.Parallel()
		a, k, desk, selection := setup()
		a.happen(selection, "publish")
		a.happen(selection, "close")
		rescored(t, k, selection)
		rescored(t, k, selection)
		sealed := a.kept[selection]
		later := keeper(a, toy("2"))
		later.Desk = desk
		same := func(what string, complaints int) {
			t.Helper()
			kept := a.kept[selection]
			if kept.Rubric != "1" || !slices.Equal(kept.Result, sealed.Result) || !kept.At.Equal(sealed.At) || kept.Position != sealed.Position || len(desk.seals) != 1 {
				t.Errorf("%s: %+v, sealed was %+v", what, kept, sealed)
			}
			if kept.Basis != a.basis(selection) || a.lines[selection].Complaints != complaints || len(totalOf(t, later, selection).Rows) != 2 {
				t.Errorf("%s: rests on %+v, stands as %+v", what, kept.Basis, a.lines[selection])
			}
		}
		rescored(t, later, selection)
		same("measured again", 0)
		a.mu.Lock()
		a.counts[selection]++ // by anybody, without a name
		a.mu.Unlock()
		rescored(t, later, selection)
		same("complained of", 1)
		a.happen(a.rounds[0], "announce") // another post of the round goes on
		rescored(t, later, a.rounds[0])
		same("the round goes on", 1)

		a.happen(selection, "prove")
		rescored(t, later, selection)
		proven := totalOf(t, later, selection)
		if a.kept[selection].Rubric != "1" || len(proven.Rows) != 2 || proven.Raw != half || proven.Total != 30_00 || len(desk.seals) != 2 {
			t.Errorf("proven: %+v, %d seals", proven, len(desk.seals))
		}
	})
}
