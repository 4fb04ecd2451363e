package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// leavingTrials are of candidates who withdraw, and of what is found out late.
func leavingTrials() []trial {
	withdraws := func(p *player, candidate string) {
		on := first + "/" + p.facts(first).Files[slices.Index(p.passed(first), candidate)].Registration
		p.doAs(p.subject(on), on, openselection.Withdraw, openselection.WithdrawBody{Reason: "pindah tugas"})
	}
	return []trial{
		{name: "who_has_withdrawn_competes_no_more_and_is_not_disqualified", play: func(t *testing.T, p *player) {
			p.scoring(openselection.TrackRecord)
			p.refused("secretary", first, openselection.RecordWithdrawals, struct{}{}, "somebody_has_withdrawn")
			withdraws(p, "02")
			p.do("secretary", first, openselection.RecordWithdrawals, struct{}{})
			p.refused("chair", first, openselection.RecordWithdrawals, struct{}{}, "somebody_has_withdrawn")
			out := p.facts(first).Out
			if len(out) != 1 || out[0].Candidate != "02" || out[0].Kind != openselection.Gone || out[0].Component != openselection.TrackRecord || out[0].On != p.today() {
				t.Errorf("out: %+v", out)
			}
			if struck := p.sheetFacts(sheet(first, openselection.TrackRecord, "penelusur")).Struck; len(struck) != 1 || struck[0].Reason != openselection.Gone {
				t.Errorf("struck: %+v", struck)
			}
			p.submits(first, openselection.TrackRecord, "penelusur")
			p.reveals(first)
			p.step(first)
			agrees(t, p.facts(first))
			folds(t, p.posts[first])
		}},
		{name: "who_has_withdrawn_is_not_chosen", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultRecommended)
			p.do("chair", first, openselection.AnnounceResult, p.names())
			withdraws(p, "01")
			p.refused("ppk", first, openselection.Choose, p.choice("01"), "chosen_still_applies")
			p.do("ppk", first, openselection.Choose, edit(p.choice("02"), func(b *openselection.ChooseBody) { b.Reason = "calon pertama mengundurkan diri" }))
		}},
		{name: "a_tracer_declares_a_conflict_of_the_own_and_of_nobody_else", play: func(t *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			of := edit(conflict("01"), func(b *openselection.DeclareConflictBody) { b.Member = "anggota-1" })
			p.refused("tracer", first, openselection.DeclareConflict, of, "conflict_is_ones_own_or_recorded_by_the_chair")
			p.do("tracer", first, openselection.SignStatement, statement())
			p.do("tracer", first, openselection.DeclareConflict, conflict("01"))
			if _, scored := p.score(openselection.TrackRecord, "01"); scored {
				t.Error("the mark of a tracer with a conflict counts")
			}
		}},
		{name: "who_signed_before_an_extension_signs_again", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			p.allSign(first)
			p.do("chair", first, openselection.Extend, p.extension(first))
			p.reach(first, openselection.Screened)
			p.refused("chair", first, openselection.OpenScoring, p.opening(openselection.TrackRecord, "anggota-1"), "scorers_signed_statements")
			p.do("member", first, openselection.SignStatement, statement())
			p.do("chair", first, openselection.OpenScoring, p.opening(openselection.TrackRecord, "anggota-1"))
		}},
	}
}

// A conflict can be found as late as the day before the inauguration: the result falls, with
// all that rested on it, and no clock of it runs on.
func TestConflict_found_after_the_report(t *testing.T) {
	t.Parallel()
	for pack, states := range map[string][]workflow.State{
		seed: {openselection.ResultReported, openselection.ResultRecommended, openselection.Chosen}, bkn: {openselection.InaugurationCleared},
	} {
		for _, state := range states {
			t.Run(string(state), func(t *testing.T) {
				t.Parallel()
				p := newPlayer(t, pack)
				p.ready(state)
				had := p.facts(first)
				p.recuse("anggota-1", "01")
				p.state(first, openselection.HealthTested)
				facts := p.facts(first)
				if facts.Result != nil || facts.Report != nil || facts.Recommended != nil || facts.Choice != nil || facts.Cleared != nil || len(facts.FormerResults) != 1 {
					t.Errorf("something of the fallen result stands: %+v", facts)
				}
				if former := facts.FormerResults[0]; (former.Choice == nil) != (had.Choice == nil) || (former.Recommended == nil) != (had.Recommended == nil) {
					t.Errorf("what had followed is not kept: %+v", former)
				}
				for _, kind := range []workflow.Event{openselection.ResultReportDue, openselection.ResultRecommendedDue, openselection.InaugurationDue} {
					if _, runs := p.posts[first].clocks[kind]; runs {
						t.Errorf("%s runs on", kind)
					}
				}
				folds(t, p.posts[first])
			})
		}
	}
}
