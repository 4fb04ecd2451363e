package openselection_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// A clock in these tests: its last day, and the days of its reminders.
type clock struct {
	Last      string
	Reminders []string
}

func running(clocks map[workflow.Event]workflow.ArmDeadline) map[workflow.Event]clock {
	list := map[workflow.Event]clock{}
	for kind, armed := range clocks {
		one := clock{Last: armed.Count.Last.String()}
		for _, at := range armed.Reminders {
			one.Reminders = append(one.Reminders, calendar.DateOf(at, calendar.WITA).String())
		}
		list[kind] = one
	}
	return list
}

// The clocks that run once a state is reached, on days counted by hand. Under the seed
// the plan is of Thursday 2 May 2024, applications close with Thursday 30 May, and all
// that follows happens on Friday 31 May; under BKN the last is Tuesday 30 September 2025.
func TestDeadlines(t *testing.T) {
	t.Parallel()

	for state, want := range map[workflow.State]map[workflow.Event]clock{
		openselection.PlanDrafted: {},
		openselection.PlanSubmitted: {openselection.PlanRecommendedDue: {
			"2024-05-16", []string{"2024-05-13", "2024-05-15"}, // 14 calendar days
		}},
		openselection.PlanRecommended: {},
		openselection.Announced:       {},
	} {
		t.Run("of_a_round_in_"+string(state), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.reachRound(state)
			if diff := cmp.Diff(want, running(p.round.clocks)); diff != "" {
				t.Errorf("(-want +running)\n%s", diff)
			}
		})
	}

	published := map[workflow.Event]clock{ // three working days after each stage
		openselection.ScreeningPublicationDue:   {"2024-06-05", []string{"2024-06-04"}},
		openselection.TrackRecordPublicationDue: {"2024-06-05", []string{"2024-06-04"}},
		openselection.AssessmentPublicationDue:  {"2024-06-05", []string{"2024-06-04"}},
		openselection.PaperPublicationDue:       {"2024-06-05", []string{"2024-06-04"}},
		openselection.InterviewPublicationDue:   {"2024-06-05", []string{"2024-06-04"}},
	}
	stages := []workflow.Event{
		openselection.ScreeningPublicationDue, openselection.TrackRecordPublicationDue, openselection.AssessmentPublicationDue,
		openselection.PaperPublicationDue, openselection.InterviewPublicationDue,
	}
	for _, tc := range []struct {
		state     workflow.State
		published int // clocks of so many stages run besides
		own       map[workflow.Event]clock
	}{
		{openselection.Announced, 0, map[workflow.Event]clock{openselection.ApplicationsDue: {"2024-05-30", []string{"2024-05-23", "2024-05-27", "2024-05-29"}}}},
		{openselection.ApplicationsClosed, 0, map[workflow.Event]clock{openselection.ScreeningDue: {"2024-06-11", []string{"2024-06-06", "2024-06-10"}}}},
		{openselection.Screened, 1, nil},
		{openselection.TrackRecordChecked, 2, nil},
		{openselection.CompetencyAssessed, 3, nil},
		{openselection.FieldTested, 4, nil},
		{openselection.Interviewed, 5, nil},
		{openselection.HealthTested, 5, nil},
		{openselection.ResultDetermined, 5, map[workflow.Event]clock{openselection.ResultReportDue: {"2024-06-07", []string{"2024-06-05", "2024-06-06"}}}},
		{openselection.ResultReported, 5, map[workflow.Event]clock{openselection.ResultRecommendedDue: {"2024-06-14", []string{"2024-06-11", "2024-06-13"}}}},
		{openselection.ResultRecommended, 5, map[workflow.Event]clock{openselection.InaugurationDue: {"2024-06-15", []string{"2024-06-08", "2024-06-12", "2024-06-14"}}}},
		{openselection.Chosen, 5, map[workflow.Event]clock{openselection.InaugurationDue: {"2024-06-15", []string{"2024-06-08", "2024-06-12", "2024-06-14"}}}},
		{openselection.Inaugurated, 5, nil},
	} {
		t.Run("of_a_selection_in_"+string(tc.state), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.ready(tc.state)
			want := map[workflow.Event]clock{}
			maps.Copy(want, tc.own)
			for _, stage := range stages[:tc.published] {
				want[stage] = published[stage]
			}
			if diff := cmp.Diff(want, running(p.posts[first].clocks)); diff != "" {
				t.Errorf("(-want +running)\n%s", diff)
			}
		})
	}

	t.Run("final_report_runs_from_the_last_inauguration", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first, second)
		p.reach(first, openselection.Inaugurated)
		if got := running(p.round.clocks)[openselection.FinalReportDue]; !cmp.Equal(got, clock{"2024-06-14", []string{"2024-06-11", "2024-06-13"}}) {
			t.Errorf("after the first: %v", got)
		}
		p.later(3)
		p.reach(second, openselection.Inaugurated)
		if got := running(p.round.clocks)[openselection.FinalReportDue]; got.Last != "2024-06-19" { // 17 and 18 June are Idul Adha
			t.Errorf("after the second: %v", got)
		}
		p.reachRound(openselection.FinallyReported)
		if len(p.round.clocks) > 0 {
			t.Errorf("the report is there and %v runs on", p.round.clocks)
		}
	})

	t.Run("inauguration_under_bkn_runs_from_the_second_letter", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, bkn)
		p.ready(openselection.ResultReported)
		if got := running(p.posts[first].clocks)[openselection.ResultRecommendedDue].Last; got != "2025-10-07" { // 5 working days
			t.Errorf("the recommendation is due on %s", got)
		}
		p.reach(first, openselection.Chosen)
		if _, early := p.posts[first].clocks[openselection.InaugurationDue]; early {
			t.Error("the clock runs before the second letter")
		}
		p.reach(first, openselection.InaugurationCleared)
		if got := running(p.posts[first].clocks)[openselection.InaugurationDue].Last; got != "2025-10-15" {
			t.Errorf("the inauguration is due on %s", got)
		}
	})

	t.Run("fifteen_days_from_12_July_2024_have_passed_with_27_July_in_WITA", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultReported)
		p.at(day("2024-07-12"))
		p.reach(first, openselection.ResultRecommended)
		armed := p.posts[first].clocks[openselection.InaugurationDue]
		if want := time.Date(2024, 7, 27, 16, 0, 0, 0, time.UTC); !armed.Due.Equal(want) {
			t.Errorf("due at %s, want %s", armed.Due, want)
		}
		if got, want := running(p.posts[first].clocks)[openselection.InaugurationDue].Reminders, []string{"2024-07-20", "2024-07-24", "2024-07-26"}; !slices.Equal(got, want) {
			t.Errorf("reminders on %v, want %v", got, want)
		}
		if got := armed.Count.Working(); got != "hari pertama dihitung sehari sesudah 12 Juli 2024: hari ke-1 = 13 Juli 2024 ... hari ke-15 = 27 Juli 2024" {
			t.Errorf("the count shows: %s", got)
		}
		if !slices.Equal(armed.Tells, []workflow.Role{workflow.AppointingOfficer}) {
			t.Errorf("reminds %v", armed.Tells)
		}
	})

	t.Run("a_returned_result_starts_the_report_again", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		course(seed)[openselection.ResultReturned](p)
		got := running(p.posts[first].clocks)
		if !p.posts[first].rests(openselection.ResultRecommendedDue) || got[openselection.ResultReportDue].Last != "2024-06-07" {
			t.Errorf("running %v", got)
		}
	})

	t.Run("an_extension_closes_on_its_own_day", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		course(seed)[openselection.Extended](p)
		want := map[workflow.Event]clock{openselection.ApplicationsDue: {"2024-06-06", []string{"2024-06-03", "2024-06-05"}}}
		if diff := cmp.Diff(want, running(p.posts[first].clocks)); diff != "" {
			t.Errorf("(-want +running)\n%s", diff)
		}
	})

	t.Run("a_publication_ends_the_clock_of_its_stage_and_of_no_other", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.TrackRecordChecked)
		p.do("secretary", first, openselection.PublishStage, p.publication("track_record"))
		got := slices.Sorted(maps.Keys(p.posts[first].clocks))
		if !slices.Equal(got, []workflow.Event{openselection.ScreeningPublicationDue}) {
			t.Errorf("running %v", got)
		}
	})
}

func TestDeadlines_that_pass(t *testing.T) {
	t.Parallel()
	for state, kind := range map[workflow.State]workflow.Event{
		openselection.ApplicationsClosed: openselection.ScreeningDue,
		openselection.Screened:           openselection.ScreeningPublicationDue,
		openselection.TrackRecordChecked: openselection.TrackRecordPublicationDue,
		openselection.CompetencyAssessed: openselection.AssessmentPublicationDue,
		openselection.FieldTested:        openselection.PaperPublicationDue,
		openselection.Interviewed:        openselection.InterviewPublicationDue,
		openselection.ResultDetermined:   openselection.ResultReportDue,
		openselection.ResultReported:     openselection.ResultRecommendedDue,
		openselection.ResultRecommended:  openselection.InaugurationDue,
		openselection.Chosen:             openselection.InaugurationDue,
	} {
		t.Run(string(kind)+"_is_flagged_and_told_in_"+string(state), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.ready(state)
			due := p.posts[first].clocks[kind].Due
			p.until(due.Add(-time.Microsecond))
			flagged := func() bool {
				return slices.ContainsFunc(p.facts(first).Overdue, func(o openselection.Overdue) bool { return o.Kind == kind })
			}
			if flagged() {
				t.Error("flagged before its time")
			}
			p.until(due)
			p.state(first, state)
			if !flagged() {
				t.Error("not flagged")
			}
			if !slices.ContainsFunc(p.posts[first].told, func(tell workflow.Tell) bool { return tell.About == kind }) {
				t.Error("nobody was told")
			}
			folds(t, p.posts[first])
		})
	}

	// A clock can fall due in any state that it can run in; nowhere may it find no row.
	for _, pack := range []string{seed, bkn} {
		for state, reach := range course(pack) {
			t.Run("all_of_them_in_"+string(state)+"_under_"+pack, func(t *testing.T) {
				t.Parallel()
				p := newPlayer(t, pack)
				reach(p)
				p.later(60)
				left := p.posts[first].clocks
				delete(left, openselection.ScreeningDue) // armed by the close on the way
				if p.posts[first].rests(openselection.ResultRecommendedDue) {
					delete(left, openselection.ResultRecommendedDue) // until the result is reported again
				}
				if len(left) > 0 {
					t.Errorf("still running after sixty days: %v", left)
				}
			})
		}
	}

	t.Run("plan_recommendation_due_is_told", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.PlanSubmitted)
		p.later(15)
		p.state("round", openselection.PlanSubmitted)
		if !slices.ContainsFunc(p.round.told, func(tell workflow.Tell) bool { return tell.About == openselection.PlanRecommendedDue }) {
			t.Error("nobody was told")
		}
	})

	t.Run("final_report_due_is_told", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Inaugurated)
		p.later(20)
		if !slices.ContainsFunc(p.round.told, func(tell workflow.Tell) bool { return tell.About == openselection.FinalReportDue }) {
			t.Error("nobody was told")
		}
	})
}
