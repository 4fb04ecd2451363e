package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/openselection"
)

// submit sends a drafted plan; plans spoilt in one place are refused there.
func (p *player) submit() (string, string, workflow.Event, any) {
	return "pyb", "round", openselection.SubmitPlan, openselection.SubmitPlanBody{Proposal: p.letter("800/2")}
}

// planned plays a plan with a change that has to be refused at submission, mends it by
// a revision, and submits it.
func planned(change func(*player, *openselection.PlanBody), codes ...string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		spoilt := p.plan()
		change(p, &spoilt)
		p.do("secretary", "round", openselection.DraftPlan, spoilt)
		who, on, event, body := p.submit()
		p.refused(who, on, event, body, codes...)
		p.do("secretary", "round", openselection.RevisePlan, p.plan())
		p.do(who, on, event, body)
	}
}

func planTrials() []trial {
	return []trial{
		{name: "a_plan_without_posts_is_no_plan", play: func(_ *testing.T, p *player) {
			empty := edit(p.plan(), func(b *openselection.PlanBody) { b.Posts = []openselection.Post{} })
			p.refused("secretary", "round", openselection.DraftPlan, empty, "plan_has_posts")
			p.do("secretary", "round", openselection.DraftPlan, p.plan())
			p.refused("secretary", "round", openselection.RevisePlan, empty, "plan_has_posts", "posts_stay_the_same")
			p.do("secretary", "round", openselection.RevisePlan, p.plan())
		}},
		{name: "a_revision_neither_adds_nor_drops_posts", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, p.plan(first))
			p.refused("secretary", "round", openselection.RevisePlan, p.plan(first, second), "posts_stay_the_same")
			p.refused("secretary", "round", openselection.RevisePlan, p.plan(second), "posts_stay_the_same")
			p.do("secretary", "round", openselection.RevisePlan, p.plan(first))
		}},
		{name: "the_internal_route_is_considered_before_the_plan", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.InternalRoute = openselection.InternalRoute{Reason: "  "}
		}, "internal_route_was_considered")},
		{name: "a_reason_stands_in_for_the_internal_route", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
				b.InternalRoute = openselection.InternalRoute{Reason: "tidak ada pejabat yang sesuai"}
			}))
			who, on, event, body := p.submit()
			p.do(who, on, event, body)
		}},
		{name: "a_schedule_leaves_room_for_the_announcement", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Schedule.Closes = b.Schedule.Closes.AddDays(-1)
		}, "schedule_is_possible")},
		{name: "a_schedule_has_the_result_after_the_close", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Schedule.Result = b.Schedule.Closes.AddDays(-1)
		}, "schedule_is_possible")},
		{name: "a_schedule_has_the_inauguration_after_the_result", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Schedule.Inaugurate = b.Schedule.Result.AddDays(-1)
		}, "schedule_is_possible")},
		{name: "a_holder_is_not_replaced_before_two_years", play: planned(func(p *player, b *openselection.PlanBody) {
			v := &b.Posts[0].Vacancy
			v.Reason, v.HeldSince = openselection.Replacement, v.From.AddYears(-2).AddDays(1)
		}, "vacancies_respect_two_years")},
		{name: "a_holder_whose_first_day_is_unknown_is_not_replaced", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Posts[0].Vacancy.Reason = openselection.Moved
		}, "vacancies_respect_two_years")},
		{name: "a_holder_is_replaced_after_exactly_two_years_or_on_a_ground", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(first, second), func(b *openselection.PlanBody) {
				v := &b.Posts[0].Vacancy
				v.Reason, v.HeldSince = openselection.Replacement, v.From.AddYears(-2)
				ground := p.letter("Keppres/1")
				b.Posts[1].Vacancy.Reason, b.Posts[1].Vacancy.Ground = openselection.Replacement, &ground
			}))
			who, on, event, body := p.submit()
			p.do(who, on, event, body)
		}},
		{name: "a_move_after_one_year_is_in_time_only_under_the_pandemic_letter", pack: o2020, play: func(t *testing.T, p *player) {
			moved := func(p *player) openselection.PlanBody {
				return edit(p.plan(), func(b *openselection.PlanBody) {
					v := &b.Posts[0].Vacancy
					v.Reason, v.HeldSince = openselection.Moved, v.From.AddYears(-1)
				})
			}
			p.do("secretary", "round", openselection.DraftPlan, moved(p))
			who, on, event, body := p.submit()
			p.do(who, on, event, body)

			usual := newPlayer(t, p2019)
			usual.ledger = p.ledger
			usual.do("secretary", "round", openselection.DraftPlan, moved(usual))
			usual.refused(who, on, event, body, "vacancies_respect_two_years")
		}},
		{name: "a_term_has_not_ended_before_five_years", play: planned(func(_ *player, b *openselection.PlanBody) {
			v := &b.Posts[0].Vacancy
			v.Reason, v.HeldSince = openselection.TermEnded, v.From.AddYears(-5).AddDays(1)
		}, "ended_terms_have_ended")},
		{name: "a_term_has_ended_after_five_years", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
				v := &b.Posts[0].Vacancy
				v.Reason, v.HeldSince = openselection.TermEnded, v.From.AddYears(-5)
			}))
			who, on, event, body := p.submit()
			p.do(who, on, event, body)
		}},
		{name: "an_inauguration_in_the_freeze_is_not_planned_without_the_permit", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
				b.Election = &gates.Election{CandidatesFixed: day("2024-09-22")}
			}))
			who, on, event, body := p.submit()
			p.refused(who, on, event, body, "plan_has_election_permit")
			p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			// A revision that repeats the election must not lose the permit.
			p.do("secretary", "round", openselection.RevisePlan, edit(p.plan(), func(b *openselection.PlanBody) {
				b.Election = &gates.Election{CandidatesFixed: day("2024-09-22")}
			}))
			p.do(who, on, event, body)
		}},
		{name: "weights_outside_their_ranges_are_not_planned", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Weights = openselection.Weights{TrackRecord: 15, Assessment: 25, Paper: 25, Interview: 35}
		}, "weights_are_in_their_ranges")},
		{name: "weights_that_do_not_sum_to_100_are_not_planned", play: planned(func(_ *player, b *openselection.PlanBody) {
			b.Weights = openselection.Weights{TrackRecord: 15, Assessment: 20, Paper: 15, Interview: 30}
		}, "weights_sum_to_100")},
		{name: "a_returned_plan_says_what_is_wrong", play: func(_ *testing.T, p *player) {
			p.reachRound(openselection.PlanSubmitted)
			p.refused("supervisor", "round", openselection.ReturnPlan, openselection.ReturnPlanBody{Letter: p.letter("B-1"), Items: p.remarksOn()}, "return_names_its_items")
			p.do("supervisor", "round", openselection.ReturnPlan, openselection.ReturnPlanBody{Letter: p.letter("B-1"), Items: p.remarksOn("schedule")})
			p.do("secretary", "round", openselection.RevisePlan, p.plan())
			p.state("round", openselection.PlanReturned)
			p.reachRound(openselection.PlanRecommended)
		}},
		{name: "a_recommendation_refuses_posts_of_the_plan_and_leaves_one", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, p.plan(first, second))
			p.reachRound(openselection.PlanSubmitted)
			refusing := func(refs ...string) openselection.RecommendPlanBody {
				return openselection.RecommendPlanBody{Letter: p.letter("B-1"), Refused: p.remarksOn(refs...)}
			}
			for _, refs := range [][]string{{"dinas-z"}, {first, second}, {second, second}} {
				p.refused("supervisor", "round", openselection.RecommendPlan, refusing(refs...), "refused_posts_are_in_the_plan")
			}
			p.do("supervisor", "round", openselection.RecommendPlan, refusing(second))
			p.state(second, openselection.Cancelled)
		}},
	}
}

// committeeTrials try each rule on the three occasions on which a committee is judged:
// as a draft, by decree and by a change, and where it is confirmed later.
func committeeTrials() []trial {
	spoilt := []struct {
		name   string
		change func([]openselection.Member) []openselection.Member
		codes  []string
	}{
		{"has_at_least_five", func([]openselection.Member) []openselection.Member { return members(3, 1) }, []string{"committee_has_its_size"}},
		{"is_odd", func([]openselection.Member) []openselection.Member { return members(6, 2) }, []string{"committee_is_odd"}},
		{"is_mostly_external", func([]openselection.Member) []openselection.Member { return members(5, 3) }, []string{"committee_is_mostly_external"}},
		{"has_somebody_from_outside", func([]openselection.Member) []openselection.Member { return members(5, 5) }, []string{"committee_is_mostly_external", "committee_has_outside_member"}},
		{"has_signed_that_there_is_no_conflict", func(m []openselection.Member) []openselection.Member { m[0].NoConflict = false; return m }, []string{"committee_declared_no_conflict"}},
		{"is_free_of_parties", func(m []openselection.Member) []openselection.Member { m[1].NoParty = false; return m }, []string{"committee_is_without_party_members"}},
		{"has_a_chair", func(m []openselection.Member) []openselection.Member { m[4].Chair = false; return m }, []string{"committee_has_one_chair"}},
		{"has_only_one_chair", func(m []openselection.Member) []openselection.Member { m[0].Chair = true; return m }, []string{"committee_has_one_chair"}},
		{"seats_nobody_twice", func(m []openselection.Member) []openselection.Member { m[1].Person = m[0].Person; return m }, []string{"committee_sits_once_each"}},
		{"knows_the_work", func(m []openselection.Member) []openselection.Member { m[2].Expertise = " "; return m }, []string{"committee_has_expertise"}},
	}
	var trials []trial
	for _, one := range spoilt {
		trials = append(trials, trial{name: "a_committee_" + one.name, play: func(t *testing.T, p *player) {
			committeeIsJudged(t, p, one.change, one.codes)
		}})
	}
	return append(trials,
		trial{name: "a_committee_has_nobody_from_the_supervisor_since_july_2025", pack: bkn, play: func(t *testing.T, p *player) {
			fromSupervisor := func(m []openselection.Member) []openselection.Member {
				m[2].Origin = openselection.FromSupervisor
				return m
			}
			committeeIsJudged(t, p, fromSupervisor, []string{"committee_is_free_of_supervisor_staff"})
			earlier := newPlayer(t, seed)
			earlier.ledger = p.ledger
			earlier.reachRound(openselection.PlanRecommended)
			earlier.do("ppk", "round", openselection.AppointCommittee, edit(earlier.decree(), func(b *openselection.AppointCommitteeBody) { fromSupervisor(b.Members) }))
		}},
		trial{name: "a_committee_for_an_inspector_has_the_governors_letter", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(first, second), func(b *openselection.PlanBody) { b.Posts[1].Office = openselection.Inspector }))
			p.reachRound(openselection.PlanRecommended)
			letter := p.letter("R/GUB")
			withLetter := edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.GovernorLetter = &letter })
			if p.tells("committee.governor_for_inspectorate") != "true" {
				p.t.Fatal("the seed asks for the letter of the governor")
			}
			p.refused("ppk", "round", openselection.AppointCommittee, p.decree(), "committee_for_inspector_is_recommended")
			p.do("ppk", "round", openselection.AppointCommittee, withLetter)
			p.refused("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: openselection.Committee(p.decree()), Reason: "mundur"}, "committee_for_inspector_is_recommended")
			p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: openselection.Committee(withLetter), Reason: "mundur"})
		}},
		trial{name: "a_refused_inspector_post_needs_no_letter", play: func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(first, second), func(b *openselection.PlanBody) { b.Posts[1].Office = openselection.Inspector }))
			p.reachRound(openselection.PlanSubmitted)
			p.do("supervisor", "round", openselection.RecommendPlan, openselection.RecommendPlanBody{Letter: p.letter("B-1"), Refused: p.remarksOn(second)})
			p.do("ppk", "round", openselection.AppointCommittee, p.decree())
		}},
		trial{name: "a_committee_is_confirmed_only_when_there_is_one", play: func(t *testing.T, p *player) {
			early := playerUnder(t, earlyCommittee(t))
			early.ledger = p.ledger
			early.reachRound(openselection.PlanRecommended)
			early.refused("ppk", "round", openselection.ConfirmCommittee, struct{}{}, "committee_is_recorded")
			early.do("ppk", "round", openselection.AppointCommittee, early.decree())
			early.state("round", openselection.CommitteeAppointed)

			early = playerUnder(t, earlyCommittee(t))
			early.ledger = p.ledger
			early.reachRound(openselection.PlanDrafted)
			early.do("ppk", "round", openselection.AppointCommittee, early.decree())
			early.reachRound(openselection.PlanRecommended)
			early.do("ppk", "round", openselection.ConfirmCommittee, struct{}{})
		}},
		trial{name: "a_post_that_became_an_inspectors_is_seen_when_the_committee_is_confirmed", play: func(t *testing.T, p *player) {
			early := playerUnder(t, earlyCommittee(t))
			early.ledger = p.ledger
			early.reachRound(openselection.PlanDrafted)
			early.do("ppk", "round", openselection.AppointCommittee, early.decree())
			early.do("secretary", "round", openselection.RevisePlan, edit(early.plan(), func(b *openselection.PlanBody) { b.Posts[0].Office = openselection.Inspector }))
			early.reachRound(openselection.PlanRecommended)
			early.refused("ppk", "round", openselection.ConfirmCommittee, struct{}{}, "committee_for_inspector_is_recommended")
		}})
}

// tells reads a value of the pack as it is written.
func (p *player) tells(key string) string {
	for _, entry := range p.pack.Entries() {
		if entry.Key == key {
			return entry.Value
		}
	}
	p.t.Fatalf("no key %s", key)
	return ""
}

func committeeIsJudged(_ *testing.T, p *player, change func([]openselection.Member) []openselection.Member, codes []string) {
	p.t.Helper()
	bad := func() []openselection.Member { return change(members(5, 2)) }
	p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) { b.Committee = bad() }))
	who, on, event, body := p.submit()
	p.refused(who, on, event, body, slices.Clone(codes)...)
	p.do("secretary", "round", openselection.RevisePlan, p.plan())
	p.reachRound(openselection.PlanRecommended)
	p.refused("ppk", "round", openselection.AppointCommittee, edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members = bad() }), slices.Clone(codes)...)
	p.reachRound(openselection.Announced)
	changed := openselection.ChangeCommitteeBody{Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: bad()}, Reason: "mundur"}
	p.refused("ppk", "round", openselection.ChangeCommittee, changed, slices.Clone(codes)...)
	changed.Committee.Members = members(7, 3)
	p.do("ppk", "round", openselection.ChangeCommittee, changed)
}

func openingTrials() []trial {
	sealing := func(change func(*openselection.SealInstrumentsBody), codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.reachRound(openselection.CommitteeAppointed)
			p.refused("chair", "round", openselection.SealInstruments, edit(p.instruments(), change), codes...)
			p.do("chair", "round", openselection.SealInstruments, p.instruments())
		}
	}
	announcing := func(change func(*player, *openselection.AnnounceBody), codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.reachRound(openselection.InstrumentsSealed)
			spoilt := p.announcement()
			change(p, &spoilt)
			p.refused("chair", "round", openselection.Announce, spoilt, codes...)
			p.do("chair", "round", openselection.Announce, p.announcement())
		}
	}
	return []trial{
		{name: "sealed_weights_are_inside_their_ranges_and_the_plans", play: sealing(func(b *openselection.SealInstrumentsBody) {
			b.Weights = openselection.Weights{TrackRecord: 15, Assessment: 25, Paper: 25, Interview: 35}
		}, "weights_are_in_their_ranges", "sealed_weights_are_the_plan")},
		{name: "sealed_weights_sum_to_100", play: sealing(func(b *openselection.SealInstrumentsBody) {
			b.Weights.TrackRecord = 15
		}, "weights_sum_to_100", "sealed_weights_are_the_plan")},
		{name: "a_sealed_tie_break_names_every_component", play: sealing(func(b *openselection.SealInstrumentsBody) {
			b.Tie = []openselection.Component{openselection.InterviewOf, openselection.Assessment, openselection.Assessment, openselection.Paper}
		}, "tie_break_is_complete")},
		{name: "a_sealed_tie_break_is_not_empty", play: sealing(func(b *openselection.SealInstrumentsBody) {
			b.Tie = []openselection.Component{}
		}, "tie_break_is_complete")},
		{name: "a_day_for_the_age_is_not_before_the_close", play: announcing(func(_ *player, b *openselection.AnnounceBody) {
			b.AgeOn = b.Closes.AddDays(-1)
		}, "age_day_is_announced")},
		{name: "an_announcement_is_one_day_too_short", play: announcing(func(_ *player, b *openselection.AnnounceBody) {
			b.Closes = b.Closes.AddDays(-1)
		}, "announcement_is_long_enough")},
		{name: "an_announcement_does_not_open_before_it_is_made", play: announcing(func(p *player, b *openselection.AnnounceBody) {
			b.Opens = p.today().AddDays(-1)
		}, "announcement_is_not_backdated")},
		{name: "an_announcement_appears_on_several_channels", play: announcing(func(_ *player, b *openselection.AnnounceBody) {
			b.Channels = []openselection.Channel{b.Channels[0], b.Channels[0], b.Channels[0]}
		}, "announcement_has_channels")},
		{name: "an_announcement_is_complete", play: announcing(func(_ *player, b *openselection.AnnounceBody) {
			b.Contents = b.Contents[1:]
		}, "announcement_is_complete")},
		{name: "a_round_is_not_reported_while_a_post_is_open", play: func(_ *testing.T, p *player) {
			p.announced(first, second)
			p.reach(first, openselection.Inaugurated)
			report := openselection.ReportFinallyBody{Report: p.letter("800/99")}
			p.refused("ppk", "round", openselection.ReportFinally, report, "every_selection_has_an_outcome")
			p.do("ppk", second, openselection.Cancel, p.ending())
			p.do("ppk", "round", openselection.ReportFinally, report)
		}},
		{name: "a_round_is_not_closed_while_a_post_is_open", play: func(t *testing.T, p *player) {
			p.announced(first)
			p.reach(first, openselection.Inaugurated)
			p.reachRound(openselection.FinallyReported)
			// The message that closes the post is still on its way.
			p.state(first, openselection.Closed)
			p.posts[first].now.State = openselection.Inaugurated
			p.refused("secretary", "round", openselection.CloseRound, openselection.CloseRoundBody{Archive: p.letter("ARS/1")}, "every_selection_has_ended")
			p.posts[first].now.State = openselection.Closed
			p.reachRound(openselection.Closed)
		}},
		{name: "a_round_with_an_inaugurated_official_is_not_cancelled", play: func(_ *testing.T, p *player) {
			p.announced(first, second)
			body := openselection.RoundCancelBody{Basis: p.letter("B/7"), Reason: "anggaran dipotong"}
			p.reach(first, openselection.Inaugurated)
			p.refused("ppk", "round", openselection.CancelRound, body, "nobody_is_inaugurated")

			other := newPlayer(p.t, seed)
			other.ledger = p.ledger
			other.announced(first)
			other.do("ppk", "round", openselection.CancelRound, body)
		}},
	}
}
