package openselection_test

import (
	"testing"

	"selter/workflow/gates"
	"selter/workflow/openselection"
)

// What is exactly enough is enough.
func TestBoundary(t *testing.T) {
	t.Parallel()

	t.Run("a_schedule_with_result_and_inauguration_on_the_closing_day", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
			b.Schedule.Result, b.Schedule.Inaugurate = b.Schedule.Closes, b.Schedule.Closes
		}))
		who, on, event, body := p.submit()
		p.do(who, on, event, body)
	})

	t.Run("a_schedule_without_an_inauguration_is_judged_by_its_result", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
			b.Schedule = openselection.Schedule{Opens: b.Schedule.Opens, Closes: b.Schedule.Closes, Result: b.Schedule.Result}
			b.Election = &gates.Election{CandidatesFixed: b.Schedule.Result.AddMonths(6)}
		}))
		who, on, event, body := p.submit()
		p.refused(who, on, event, body, "plan_has_election_permit")
	})

	t.Run("two_channels_under_the_seed", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.InstrumentsSealed)
		p.do("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Channels = b.Channels[:2] }))
	})

	t.Run("a_move_after_exactly_two_and_after_exactly_five_years", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ApplicationsClosed)
		p.do("secretary", first, openselection.VerifyFiles, edit(p.files(first, 5), func(b *openselection.VerifyFilesBody) {
			b.Files[0].HoldsJPTSince, b.Files[1].HoldsJPTSince = b.Files[0].AgeOn.AddYears(-2), b.Files[1].AgeOn.AddYears(-5)
		}))
	})

	t.Run("three_of_five_members_interview", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.FieldTested)
		p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) {
			b.Present = b.Present[:3]
			for i := range b.Candidates {
				b.Candidates[i].Marks = b.Candidates[i].Marks[:3]
			}
		}))
	})

	t.Run("an_assessment_of_today", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.TrackRecordChecked)
		p.do("assessor", first, openselection.AssessCompetency, edit(p.assessment(first), func(b *openselection.AssessCompetencyBody) {
			b.Results[0].ReusedFrom = p.today()
		}))
	})

	t.Run("scores_of_0_and_of_100", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.do("tracer", first, openselection.CheckTrackRecord, edit(p.trackRecord(first), func(b *openselection.CheckTrackRecordBody) {
			b.Scores[0].Points, b.Scores[1].Points = 0, 100_00
		}))
	})

	t.Run("the_only_candidate_is_proposed_with_a_reason", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, o2020)
		p.announced(first)
		p.consulted(first, 1)
		p.do("supervisor", first, openselection.AllowFewer, openselection.AllowFewerBody{Letter: p.letter("B-1"), Minimum: 1})
		p.do("chair", first, openselection.PassScreening, p.screening())
		p.reach(first, openselection.ResultDetermined)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.Inaugurated)
		folds(t, p.posts[first])
	})

	t.Run("equals_are_proposed_in_the_order_that_the_minutes_give", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.short(first, 3)
		p.do("chair", first, openselection.PassScreening, p.screening())
		p.do("tracer", first, openselection.CheckTrackRecord, edit(p.trackRecord(first), func(b *openselection.CheckTrackRecordBody) { b.Scores[1].Points = points(0) }))
		p.do("assessor", first, openselection.AssessCompetency, edit(p.assessment(first), func(b *openselection.AssessCompetencyBody) { b.Results[1].Points = points(0) }))
		p.do("chair", first, openselection.TestField, edit(p.papers(first), func(b *openselection.TestFieldBody) { b.Papers[1].Marks = b.Papers[0].Marks }))
		p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) { b.Candidates[1].Marks = b.Candidates[0].Marks }))
		p.do("secretary", first, openselection.TestHealth, p.health(first, 3))
		equal := edit(p.result(first), func(b *openselection.DetermineResultBody) {
			b.Ranking[1].Total, b.Ranking[1].Rank = b.Ranking[0].Total, 1
			b.Proposed = []string{"002", "001", "003"}
		})
		p.refused("chair", first, openselection.DetermineResult, edit(equal, func(b *openselection.DetermineResultBody) {
			b.Proposed = []string{"002", "003", "001"}
		}), "proposed_are_the_best")
		p.do("chair", first, openselection.DetermineResult, equal)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.ResultRecommended)
		p.refused("ppk", first, openselection.Choose, p.choice("001"), "choice_of_another_than_the_first_has_a_reason")
		p.do("ppk", first, openselection.Choose, p.choice("002"))
	})
}
