package openselection_test

import (
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
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
		p.announced(first)
		p.inWindow(first)
		moving(func(closes calendar.Date) calendar.Date { return closes.AddYears(-2) })(p, person(first, 1))
		moving(func(closes calendar.Date) calendar.Date { return closes.AddYears(-5) })(p, person(first, 2))
		p.short(first, 2)
	})

	t.Run("three_of_five_members_interview", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.FieldTested)
		three := []string{"anggota-1", "anggota-2", "ketua"}
		p.do("chair", first, openselection.OpenScoring, p.opening(openselection.InterviewOf, three...))
		for _, member := range three {
			p.submits(first, openselection.InterviewOf, member)
		}
		p.reveals(first)
		p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) { b.Present = three }))
	})

	t.Run("an_assessment_of_today_and_one_of_two_years_ago", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.TrackRecordChecked)
		p.reuses(p.earlier("01", p.today()))
		p.do("secretary", first, openselection.ReuseAssessment, p.earlier("02", p.today().AddYears(-2)))
	})

	t.Run("scores_of_0_and_of_100", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.opensScoring(first, openselection.TrackRecord)
		on, tracer := sheet(first, openselection.TrackRecord, "penelusur"), scorer(openselection.TrackRecord, "penelusur")
		spoilt := func(given scoring.Points) openselection.EnterScoresBody {
			return edit(p.marksOn(on), func(b *openselection.EnterScoresBody) { b.Marks[0].Criteria[0].Points = given })
		}
		for _, outside := range []scoring.Points{-1, scoring.Full + 1} {
			p.refusedAs(tracer, on, openselection.EnterScores, spoilt(outside), workflow.BodyIsWellFormed)
		}
		for _, inside := range []scoring.Points{0, scoring.Full} {
			p.doAs(tracer, on, openselection.EnterScores, spoilt(inside))
		}
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
		for _, component := range openselection.Components() {
			p.opensScoring(first, component)
			for _, person := range p.scorers(first, component) {
				on := sheet(first, component, person)
				p.doAs(scorer(component, person), on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
					for i, m := range b.Marks {
						if m.Candidate == "02" || m.Candidate == codeOf("02") {
							b.Marks[i].Criteria[0].Points = points(0)
						}
					}
				}))
				p.doAs(scorer(component, person), on, openselection.SubmitScores, struct{}{})
			}
			p.reveals(first)
			p.step(first)
		}
		p.do("secretary", first, openselection.TestHealth, p.health(first, 3))
		equal := edit(p.result(first), func(b *openselection.DetermineResultBody) {
			b.Ranking[1].Total, b.Ranking[1].Rank = b.Ranking[0].Total, 1
			b.Proposed = []string{"02", "01", "03"}
		})
		p.refused("chair", first, openselection.DetermineResult, edit(equal, func(b *openselection.DetermineResultBody) {
			b.Proposed = []string{"02", "03", "01"}
		}), "proposed_are_the_best")
		p.do("chair", first, openselection.DetermineResult, equal)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.ResultRecommended)
		p.refused("ppk", first, openselection.Choose, p.choice("01"), "choice_of_another_than_the_first_has_a_reason")
		p.do("ppk", first, openselection.Choose, p.choice("02"))
	})
}
