package openselection_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

func TestRound(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(queries())) {
		t.Run("runs_from_draft_to_close_under_"+name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, name)
			p.announced(first, second)
			for _, post := range []string{first, second} {
				for p.posts[post].now.State != openselection.Inaugurated {
					p.step(post)
					p.publishWhatIsOver(post)
				}
			}
			p.reachRound(openselection.Closed)
			p.state(first, openselection.Closed)
			p.state(second, openselection.Closed)
			if len(p.remarks) > 0 {
				t.Errorf("a case refused what another sent: %v", p.remarks)
			}
			if got := p.round.now.Facts.Inaugurated; !slices.Equal(got, []string{first, second}) {
				t.Errorf("inaugurated are %v", got)
			}
			for _, post := range []string{first, second} {
				if late := p.facts(post).Overdue; len(late) > 0 {
					t.Errorf("%s: a clean course left %v overdue", post, late)
				}
				if clocks := p.posts[post].clocks; len(clocks) > 0 {
					t.Errorf("%s: clocks still run after the close: %v", post, slices.Sorted(maps.Keys(clocks)))
				}
				order(t, p, post)
				folds(t, p.posts[post])
			}
			if len(p.round.clocks) > 0 {
				t.Errorf("clocks of the round still run: %v", p.round.clocks)
			}
			folds(t, p.round)
		})
	}
}

// order demands that the three names are announced, and the choice cleared, when the
// supervision profile wants it.
func order(t *testing.T, p *player, post string) {
	t.Helper()
	place := func(event workflow.Event) int {
		return slices.IndexFunc(p.posts[post].journal, func(e workflow.Entry) bool { return e.Event == event })
	}
	announced, recommended := place(openselection.AnnounceResult), place(openselection.RecommendResult)
	if policy.ResultOrder.In(p.pack).Value == "recommend_first" {
		cleared := place(openselection.ClearInauguration)
		if announced < recommended || cleared < place(openselection.Choose) || cleared > place(openselection.Inaugurate) {
			t.Errorf("order under BKN: recommended %d, announced %d, cleared %d", recommended, announced, cleared)
		}
		return
	}
	if announced < 0 || announced > place(openselection.Choose) || place(openselection.ClearInauguration) >= 0 {
		t.Errorf("order under KASN: announced %d, chosen %d", announced, place(openselection.Choose))
	}
}

// publishWhatIsOver shows each stage to the public as soon as it has ended, and the
// three names as soon as the profile allows.
func (p *player) publishWhatIsOver(post string) {
	p.t.Helper()
	f := p.facts(post)
	over := map[string]bool{"screening": len(f.Scores) > 0 || p.posts[post].now.State == openselection.Screened}
	for _, sheet := range f.Scores {
		over[string(sheet.Component)] = true
	}
	for _, stage := range openselection.PublicationStages() {
		if over[stage] && !p.hasPublished(post, stage) {
			p.do("secretary", post, openselection.PublishStage, p.publication(stage))
		}
	}
	state := p.posts[post].now.State
	soon := state == openselection.ResultDetermined && policy.ResultOrder.In(p.pack).Value == "announce_first"
	if soon || state == openselection.ResultRecommended && !p.hasPublished(post, "result") {
		p.do("chair", post, openselection.AnnounceResult, p.names())
	}
}

func (p *player) publication(stage string) openselection.PublishBody {
	return openselection.PublishBody{Stage: stage, Letter: p.letter("PENG/S"), Where: "laman pansel"}
}

// folds demands that the journal alone rebuilds the case.
func folds[F any](t *testing.T, f *file[F]) {
	t.Helper()
	folded, err := f.law.Fold(f.opened, f.journal)
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	if diff := cmp.Diff(f.now, folded); diff != "" {
		t.Errorf("the journal folds to another case (-decided +folded):\n%s", diff)
	}
	// The store keeps facts as canonical JSON: nothing may get lost on that way.
	was, err := wire.Canonical(f.now.Facts)
	if err != nil {
		t.Fatal(err)
	}
	again, err := wire.Decode[F](was)
	if err != nil {
		t.Fatalf("facts cannot be read back: %v", err)
	}
	if diff := cmp.Diff(f.now.Facts, again); diff != "" {
		t.Errorf("facts change on the way through JSON (-kept +read):\n%s", diff)
	}
}

func TestSelectionsOfOneRound(t *testing.T) {
	t.Parallel()

	t.Run("go_their_own_ways", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		fourth := "dinas-d"
		p.do("secretary", "round", openselection.DraftPlan, p.plan(first, second, third, fourth))
		p.reachRound(openselection.PlanSubmitted)
		p.do("supervisor", "round", openselection.RecommendPlan,
			openselection.RecommendPlanBody{Letter: p.letter("B-1"), Refused: p.remarksOn(second)})
		p.state(second, openselection.Cancelled)
		p.reachRound(openselection.Announced)
		for _, post := range []string{first, third, fourth} {
			p.state(post, openselection.Announced)
		}
		// Were the message that drops it late, the refused post would still not open.
		if sent := p.round.sent[len(p.round.sent)-3:]; len(p.remarks) > 0 || slices.ContainsFunc(sent, func(s workflow.SendEvent) bool { return s.Ref == second }) {
			t.Errorf("the announcement went to %v, remarks %v", sent, p.remarks)
		}

		p.short(first, 2)
		p.do("chair", first, openselection.Extend, p.extension(first))
		p.reach(third, openselection.ResultReported)
		p.do("supervisor", third, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("documentation")})
		p.reach(fourth, openselection.Inaugurated)
		p.state(first, openselection.Extended)
		p.state(third, openselection.ResultReturned)

		p.reach(third, openselection.Inaugurated)
		p.reach(first, openselection.Inaugurated)
		p.reachRound(openselection.Closed)
		if got := p.round.now.Facts.Inaugurated; !slices.Equal(got, []string{fourth, third, first}) {
			t.Errorf("inaugurated in the order %v", got)
		}
		p.state(second, openselection.Cancelled)
	})

	t.Run("are_told_what_a_revised_plan_says", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.do("secretary", "round", openselection.DraftPlan, p.plan(first))
		p.do("secretary", "round", openselection.RevisePlan, edit(p.plan(first), func(b *openselection.PlanBody) { b.Posts[0].Tier = openselection.Madya }))
		if got := p.facts(first).Post.Tier; got != openselection.Madya {
			t.Errorf("the selection still knows tier %s", got)
		}
	})

	t.Run("take_a_changed_committee_and_keep_their_weights", func(t *testing.T) {
		t.Parallel()
		for _, state := range []workflow.State{openselection.Announced, openselection.Interviewed, openselection.InaugurationCleared} {
			p := newPlayer(t, bkn)
			p.ready(state)
			changed := openselection.Committee{Decree: p.letter("SK/2"), Members: members(7, 3)}
			p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: changed, Reason: "anggota mundur"})
			if got := len(p.facts(first).Terms.Members); got != 7 || p.facts(first).Terms.Weights != weights() {
				t.Errorf("in %s: %d members, weights %v, remarks %v", state, got, p.facts(first).Terms.Weights, p.remarks)
			}
			if former := p.round.now.Facts.FormerCommittees; len(former) != 1 || former[0].Number != "SK/1" {
				t.Errorf("the old decree is lost: %v", former)
			}
		}
	})

	t.Run("end_with_a_cancelled_round", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first, second)
		p.reach(first, openselection.Screened)
		p.do("ppk", "round", openselection.CancelRound, openselection.RoundCancelBody{Basis: p.letter("B/7"), Reason: "anggaran dipotong"})
		p.state("round", openselection.Cancelled)
		p.state(first, openselection.Cancelled)
		p.state(second, openselection.Cancelled)
		if len(p.posts[first].clocks)+len(p.posts[second].clocks)+len(p.round.clocks) > 0 {
			t.Error("a clock runs on after the end")
		}
	})
}

func TestCommitteeBeforeTheRecommendation(t *testing.T) {
	t.Parallel()

	t.Run("is_recorded_early_and_confirmed_where_the_pack_allows", func(t *testing.T) {
		t.Parallel()
		p := playerUnder(t, earlyCommittee(t))
		p.reachRound(openselection.PlanDrafted)
		p.do("ppk", "round", openselection.AppointCommittee, p.decree())
		p.state("round", openselection.PlanDrafted)
		p.reachRound(openselection.PlanRecommended)
		p.do("ppk", "round", openselection.ConfirmCommittee, struct{}{})
		p.state("round", openselection.CommitteeAppointed)
		p.reachRound(openselection.Announced)
		folds(t, p.round)
	})

	t.Run("is_refused_where_the_pack_wants_it_afterwards", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.PlanSubmitted)
		p.refused("ppk", "round", openselection.AppointCommittee, p.decree(), workflow.StateAllowsEvent)
		p.refused("ppk", "round", openselection.ConfirmCommittee, struct{}{}, workflow.EventIsKnown)
	})
}
