package openselection_test

import (
	"slices"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
)

func (p *player) wants(kind workflow.Event, until calendar.Date) openselection.AskForTimeBody {
	return openselection.AskForTimeBody{Kind: kind, Until: until, Reason: "berkas belum lengkap"}
}

func (p *player) wantsOfRound(kind workflow.Event, until calendar.Date) openselection.AskForRoundTimeBody {
	return openselection.AskForRoundTimeBody(p.wants(kind, until))
}

// another is a second person of the supervisor.
func another() workflow.Actor {
	return workflow.Actor{Person: "pengawas-2", Roles: []workflow.Role{workflow.Supervisor}}
}

// timeTrials play how the days of deadlines are changed.
func timeTrials() []trial {
	plan, inauguration := openselection.PlanRecommendedDue, openselection.InaugurationDue
	return []trial{
		{name: "more_time_for_a_round_is_asked_by_who_owes_it_and_granted_by_another", play: func(t *testing.T, p *player) {
			p.reachRound(openselection.PlanSubmitted)
			until := calendar.DateOf(p.round.clocks[plan].Due, p.zone).AddDays(6)
			ask, grant := openselection.AskForTime, openselection.GrantTime
			p.refused("supervisor", "round", ask, p.wantsOfRound(openselection.FinalReportDue, until), "clock_is_running", "time_is_asked_by_who_owes_it")
			p.refused("supervisor", "round", ask, p.wantsOfRound(openselection.ApplicationsDue, until), "clock_is_running", "time_is_asked_by_who_owes_it")
			p.refused("secretary", "round", ask, p.wantsOfRound(plan, until), "time_is_asked_by_who_owes_it")
			p.refused("supervisor", "round", ask, p.wantsOfRound(plan, calendar.DateOf(p.round.clocks[plan].Due, p.zone).AddDays(-1)), "time_asked_is_later")
			p.refused("supervisor", "round", ask, p.wantsOfRound(plan, p.today().AddYears(1).AddDays(1)), "time_asked_is_later")
			p.refused("supervisor", "round", ask, openselection.AskForRoundTimeBody{Kind: plan, Until: until}, workflow.BodyIsWellFormed)
			p.refused("supervisor", "round", grant, openselection.GrantRoundTimeBody{Kind: plan}, "time_asked_is_later", "time_is_granted_by_another")
			p.do("supervisor", "round", ask, p.wantsOfRound(plan, until))
			p.refused("supervisor", "round", grant, openselection.GrantRoundTimeBody{Kind: openselection.FinalReportDue}, "clock_is_running", "time_asked_is_later", "time_is_granted_by_another")
			p.refused("supervisor", "round", grant, openselection.GrantRoundTimeBody{Kind: plan}, "time_is_granted_by_another")
			p.doAs(another(), "round", grant, openselection.GrantRoundTimeBody{Kind: plan})
			if armed := p.round.clocks[plan]; !armed.Due.Equal(p.zone.EndOf(until)) || armed.Count.Last != until || len(armed.Reminders) != 2 {
				t.Errorf("armed %+v", armed)
			}
			// What was granted is not granted twice.
			p.refused("supervisor", "round", grant, openselection.GrantRoundTimeBody{Kind: plan}, "time_asked_is_later", "time_is_granted_by_another")
			folds(t, p.round)
		}},
		{name: "more_time_for_a_selection_is_asked_by_who_owes_it_and_granted_by_the_supervisor", play: func(t *testing.T, p *player) {
			p.ready(openselection.ResultRecommended)
			due := p.posts[first].clocks[inauguration]
			until := due.Count.Last.AddDays(10)
			ask, grant := openselection.AskForTime, openselection.GrantTime
			p.refused("ppk", first, ask, p.wants(openselection.ResultReportDue, until), "clock_is_running") // it has ended
			p.refused("ppk", first, ask, p.wants(inauguration, due.Count.Last), "time_asked_is_later")
			p.refused("secretary", first, ask, p.wants(inauguration, until), "time_is_asked_by_who_owes_it")
			p.refused("supervisor", first, grant, openselection.GrantTimeBody{Kind: inauguration}, "time_asked_is_later", "time_is_granted_by_another")
			p.do("ppk", first, ask, p.wants(inauguration, until.AddDays(5)))
			p.do("ppk", first, ask, p.wants(inauguration, until)) // the latest request is the one that counts
			p.refused("ppk", first, grant, openselection.GrantTimeBody{Kind: inauguration}, workflow.ActorMayAct)
			p.later(2)
			p.do("supervisor", first, grant, openselection.GrantTimeBody{Kind: inauguration})
			armed := p.posts[first].clocks[inauguration]
			if armed.Count.Last != until || armed.Count.From != p.today() || !armed.Due.Equal(p.zone.EndOf(until)) {
				t.Errorf("armed %+v, want the end of %s", armed, until)
			}
			facts := p.facts(first).Times
			if len(facts) != 2 || facts[0].GrantedBy != "" || facts[1].GrantedBy != "pengawas" || facts[1].GrantedOn != p.today() || facts[1].By != "ppk" {
				t.Errorf("kept %+v", facts)
			}
			// The clock does not ring on its old day, and rings after the new one.
			p.until(due.Due)
			if slices.ContainsFunc(p.facts(first).Overdue, func(o openselection.Overdue) bool { return o.Kind == inauguration }) {
				t.Error("it rang on the day that it had before")
			}
			p.until(armed.Due)
			if !slices.ContainsFunc(p.facts(first).Overdue, func(o openselection.Overdue) bool { return o.Kind == inauguration }) {
				t.Error("it did not ring after its new day")
			}
			p.refused("ppk", first, ask, p.wants(inauguration, until.AddDays(30)), "clock_is_running") // what has passed has passed
			folds(t, p.posts[first])
		}},
		{name: "the_days_of_applicants_and_of_a_scoring_are_not_changed_so", play: func(_ *testing.T, p *player) {
			p.scoring(openselection.TrackRecord)
			p.refused("chair", first, openselection.AskForTime, p.wants(openselection.ScoringDue, p.today().AddDays(40)), "clock_is_running", "time_is_asked_by_who_owes_it")
			p.refused("secretary", first, openselection.AskForTime, p.wants(openselection.ApplicationsDue, p.today().AddDays(40)), "clock_is_running", "time_is_asked_by_who_owes_it")
			p.do("secretary", first, openselection.AskForTime, p.wants(openselection.ScreeningPublicationDue, p.today().AddDays(40)))
		}},
		{name: "a_clock_that_rests_is_not_changed", play: func(t *testing.T, p *player) {
			p.ready(openselection.ResultReported)
			until := p.posts[first].clocks[openselection.ResultRecommendedDue].Count.Last.AddDays(3)
			p.do("supervisor", first, openselection.AskForTime, p.wants(openselection.ResultRecommendedDue, until))
			p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
			if err := p.tryAs(another(), first, openselection.GrantTime, openselection.GrantTimeBody{Kind: openselection.ResultRecommendedDue}); err == nil {
				t.Error("granted while it rests")
			}
			p.do("ppk", first, openselection.ReportResult, p.report())
			p.doAs(another(), first, openselection.GrantTime, openselection.GrantTimeBody{Kind: openselection.ResultRecommendedDue})
		}},
	}
}

// A result that goes back pauses the supervisor's clock and no other, whatever holds the case meanwhile.
func TestDeadlines_of_what_was_returned(t *testing.T) {
	t.Parallel()
	const due = openselection.ResultRecommendedDue
	returned := func(t *testing.T) (*player, time.Time) {
		t.Helper()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultReported)
		p.later(2)
		before := p.posts[first].clocks[due].Due
		p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
		if !p.posts[first].rests(due) || p.posts[first].rests(openselection.ResultReportDue) {
			t.Errorf("resting: %v", p.posts[first].paused)
		}
		return p, before
	}
	t.Run("rests_and_goes_on_later_by_the_pause", func(t *testing.T) {
		t.Parallel()
		p, before := returned(t)
		p.later(4)
		p.do("ppk", first, openselection.ReportResult, p.report())
		clock := p.posts[first].clocks[due]
		if p.posts[first].rests(due) || clock.Due.Sub(before) != 4*24*time.Hour {
			t.Errorf("due at %s, want %s and 4 days", clock.Due, before)
		}
		p.until(clock.Due)
		if !slices.ContainsFunc(p.facts(first).Overdue, func(o openselection.Overdue) bool { return o.Kind == due }) {
			t.Error("it did not pass")
		}
		folds(t, p.posts[first])
	})
	t.Run("rests_on_when_a_hold_that_came_upon_it_ends", func(t *testing.T) {
		t.Parallel()
		p, before := returned(t)
		p.later(1)
		p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
		p.later(10)
		p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
		p.state(first, openselection.ResultReturned)
		if !p.posts[first].rests(due) || p.posts[first].rests(openselection.ResultReportDue) {
			t.Errorf("resting: %v", p.posts[first].paused)
		}
		p.later(1)
		p.do("ppk", first, openselection.ReportResult, p.report())
		if clock := p.posts[first].clocks[due]; clock.Due.Sub(before) != 12*24*time.Hour {
			t.Errorf("due at %s, want %s and 12 days", clock.Due, before)
		}
	})
	t.Run("starts_anew_when_it_had_passed_before", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultReported)
		p.until(p.posts[first].clocks[due].Due)
		p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
		p.do("ppk", first, openselection.ReportResult, p.report())
		if clock := p.posts[first].clocks[due]; clock.Count.From != p.today() {
			t.Errorf("counted %+v, want from %s", clock.Count, p.today())
		}
	})
	t.Run("of_a_plan_too", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.PlanSubmitted)
		before := p.round.clocks[openselection.PlanRecommendedDue].Due
		p.later(3)
		p.do("supervisor", "round", openselection.ReturnPlan, openselection.ReturnPlanBody{Letter: p.letter("R-1"), Items: p.remarksOn("jadwal")})
		p.later(5)
		who, on, event, body := p.submit()
		p.do(who, on, event, body)
		if got := p.round.clocks[openselection.PlanRecommendedDue].Due; got.Sub(before) != 5*24*time.Hour || p.round.rests(openselection.PlanRecommendedDue) {
			t.Errorf("due at %s, want %s and 5 days", got, before)
		}
		folds(t, p.round)
	})
}

// Whoever lets a clock pass is told, and so is the next duty of the ladder.
func TestDeadlines_escalate(t *testing.T) {
	t.Parallel()
	above := map[workflow.Role]workflow.Role{
		workflow.Secretariat: workflow.CommitteeChair, workflow.CommitteeMember: workflow.CommitteeChair,
		workflow.CommitteeChair: workflow.AppointingOfficer, workflow.AuthorisedOfficer: workflow.AppointingOfficer,
		workflow.AppointingOfficer: workflow.Supervisor,
		workflow.Supervisor:        workflow.AppointingOfficer, // nobody stands above: who waits is told
	}
	seen := 0
	climbs := func(t *testing.T, kind workflow.Event, owes, told []workflow.Role) {
		t.Helper()
		seen++
		if len(owes) == 0 {
			t.Errorf("%s: nobody owes it", kind)
		}
		for _, role := range owes {
			if role == workflow.Secretariat && slices.Contains(owes, workflow.AppointingOfficer) {
				continue // it prepares what the officer owes
			}
			if next, known := above[role]; !known || !slices.Contains(told, role) || !slices.Contains(told, next) {
				t.Errorf("%s: %s owes it, told are %v", kind, role, told)
			}
		}
	}
	for _, query := range queries() {
		round, err := openselection.Round(packOf(t, query))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range round.Deadlines {
			climbs(t, d.Kind, d.Tells, d.Escalates())
		}
		selection, err := openselection.Selection(packOf(t, query))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range selection.Deadlines {
			climbs(t, d.Kind, d.Tells, d.Escalates())
		}
	}
	if seen != len(queries())*14 {
		t.Errorf("%d clocks looked at", seen)
	}
}

// What the list of elections knows of a region binds whether the round has recorded it or not: it warns
// with the plan and at the announcement, and blocks at the choice and the inauguration.
func TestFreeze_that_the_round_has_not_recorded(t *testing.T) {
	t.Parallel()
	warned := func(p *player) int {
		n := 0
		for _, tell := range p.round.told {
			if tell.About == openselection.RecordElection && tell.Role == workflow.AppointingOfficer {
				n++
			}
		}
		return n
	}
	p := newPlayer(t, seed) // in May 2024, in a province
	p.elections = gates.Listed()
	p.do("secretary", "round", openselection.DraftPlan, p.plan(first))
	p.reachRound(openselection.PlanSubmitted)
	if n := warned(p); n != 1 {
		t.Errorf("warned %d times with the plan", n)
	}
	p.reachRound(openselection.Announced)
	if n := warned(p); n != 2 {
		t.Errorf("warned %d times by the announcement", n)
	}
	p.reach(first, openselection.ResultDetermined)
	p.do("chair", first, openselection.AnnounceResult, p.names())
	p.reach(first, openselection.ResultRecommended)
	p.refused("ppk", first, openselection.Choose, p.choice("01"), "election_freeze_is_permitted")
	p.do("ppk", first, openselection.HoldForElection, p.hold())
	p.refused("ppk", first, openselection.ReleaseElection, p.hold(), "freeze_is_over_or_permitted")
	p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
	p.do("ppk", first, openselection.ReleaseElection, p.hold())
	p.do("ppk", first, openselection.Choose, p.choice("01"))
	p.do("ppk", first, openselection.Inaugurate, p.oath())
	if _, armed := p.posts[first].clocks[openselection.ElectionReportDue]; !armed {
		t.Error("an act in the freeze is to be reported, and no clock runs")
	}
	folds(t, p.posts[first])

	free := newPlayer(t, p2014) // in 2018 the list knows of nothing
	free.elections = gates.Listed()
	free.choosable()
	free.do("ppk", first, openselection.Choose, free.choice("01"))
	if n := warned(free); n != 0 {
		t.Errorf("warned %d times of nothing", n)
	}
}
