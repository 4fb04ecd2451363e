package mandate_test

import (
	"sync/atomic"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// A trial plays one guard both ways: first refused, then passed.
type trial struct {
	name   string
	agency string // "53" unless said otherwise
	play   func(p *player)
}

// TestGuards plays every trial and then asks the table itself: a guard that nothing
// made refuse on an event, or that nothing got past there, fails.
func TestGuards(t *testing.T) {
	t.Parallel()
	count := &ledger{refused: map[string]int{}, passed: map[string]int{}}
	all := trials()
	var ran atomic.Int64
	t.Cleanup(func() {
		// With -run for one trial, or after one that broke off, there are holes for another reason.
		if int(ran.Load()) == len(all) && !t.Failed() {
			everyGuardWasTried(t, count)
		}
	})
	for _, one := range all {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			if one.agency == "" {
				one.agency = "53"
			}
			p := newPlayer(t, one.agency)
			p.note = count.note
			one.play(p)
			ran.Add(1)
		})
	}
}

func everyGuardWasTried(t *testing.T, count *ledger) {
	t.Helper()
	law, err := mandate.Mandate(seed(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, hole := range count.holes(law) {
		t.Error(hole)
	}
}

// asked are the ways in which a duty begins, each with a body for given terms and
// somebody who may.
func asked() map[workflow.Event]func(p *player, who *workflow.Actor, terms mandate.Terms) any {
	return map[workflow.Event]func(*player, *workflow.Actor, mandate.Terms) any{
		mandate.GrantDuty:   func(_ *player, who *workflow.Actor, t mandate.Terms) any { *who = admin; return grant(t) },
		mandate.ProposeDuty: func(_ *player, who *workflow.Actor, t mandate.Terms) any { *who = admin; return propose(t) },
		mandate.InstallDuty: func(_ *player, who *workflow.Actor, t mandate.Terms) any { *who = operator; return install(t) },
	}
}

// each plays a trial for every way in which a duty begins that names what is asked for.
func each(name, agency string, wrong, right mandate.Terms, codes ...string) []trial {
	var all []trial
	for event, body := range asked() {
		all = append(all, trial{name + "/" + string(event), agency, func(p *player) {
			var who workflow.Actor
			says := body(p, &who, wrong)
			p.refused(who, event, says, codes...)
			p.do(who, event, body(p, &who, right))
		}})
	}
	return all
}

func trials() []trial {
	assessor := terms("sk-1", workflow.Assessor)
	backwards := between(assessor, "2024-05-08", "2024-05-07")
	supervisor, named := terms("sk-1", workflow.Supervisor), terms("sk-1", workflow.Supervisor)
	named.Body = mandate.BKN
	tracer := terms("sk-1", workflow.Tracer)
	tracerForBKN := tracer
	tracerForBKN.Body = mandate.BKN
	withoutRound := on(tracer, workflow.CaseID{}, selection)
	everywhere := terms("sk-1", workflow.Permitter)

	all := each("dates_are_in_order", "", backwards, between(assessor, "2024-05-08", "2024-05-08"), "duty_dates_are_in_order")
	all = append(all, each("only_some_reach_the_nation", workflow.Nation, assessor, everywhere, "duty_reaches_where_it_may")...)
	all = append(all, each("no_round_lies_in_the_nation", workflow.Nation, on(everywhere, round, workflow.CaseID{}), everywhere, "duty_reaches_where_it_may")...)
	all = append(all, each("a_selection_needs_its_round", "", withoutRound, on(tracer, round, selection), "duty_reaches_where_it_may")...)
	all = append(all, each("a_tracer_has_no_body", "", tracerForBKN, tracer, "supervisor_names_a_body")...)
	return append(all,
		trial{"a_supervisor_has_a_body", workflow.Nation, func(p *player) {
			p.refused(operator, mandate.InstallDuty, install(supervisor), "supervisor_names_a_body")
			p.refused(admin, mandate.ProposeDuty, propose(supervisor), "supervisor_names_a_body")
			p.do(admin, mandate.ProposeDuty, propose(named))
			p.refused(admin, mandate.GrantDuty, grant(terms("sk-2", workflow.Supervisor)), "supervisor_names_a_body", "duty_needs_no_second_person")
		}},
		trial{"a_ref_is_used_once", "", func(p *player) {
			p.do(admin, mandate.GrantDuty, grant(assessor))
			p.refused(admin, mandate.GrantDuty, grant(tracer), "duty_ref_is_new")
			p.refused(admin, mandate.ProposeDuty, propose(tracer), "duty_ref_is_new")
			p.refused(operator, mandate.InstallDuty, install(tracer), "duty_ref_is_new")
			p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "mutasi"})
			p.refused(admin, mandate.GrantDuty, grant(tracer), "duty_ref_is_new") // also of what has ended
			p.do(admin, mandate.GrantDuty, grant(terms("sk-2", workflow.Tracer)))
		}},
		trial{"nobody_gives_to_himself", "", func(p *player) {
			p.refused(selfAsAdmin, mandate.GrantDuty, grant(assessor), "grantor_is_not_grantee")
			p.refused(selfAsAdmin, mandate.ProposeDuty, propose(assessor), "grantor_is_not_grantee")
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-9", workflow.Assessor)))
			p.refused(actor("rahmat", workflow.AppointingOfficer), mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-9"}, "grantor_is_not_grantee")
			p.do(admin, mandate.GrantDuty, grant(terms("sk-8", workflow.Tracer)))
		}},
		trial{"an_applicant_applies_and_is_not_appointed", "", func(p *player) {
			applicant := on(terms("p-1", workflow.Applicant), round, selection)
			p.refused(admin, mandate.GrantDuty, grant(applicant), "applicants_apply_themselves")
			p.refused(admin, mandate.ProposeDuty, propose(applicant), "applicants_apply_themselves")
			p.refused(operator, mandate.InstallDuty, install(terms("p-2", workflow.Applicant)), "duty_reaches_where_it_may") // for one post only
			p.do(operator, mandate.InstallDuty, install(on(terms("p-2", workflow.Applicant), round, other)))
		}},
		trial{"a_duty_is_by_decree", "", func(p *player) {
			bare := assessor
			bare.Decree = nil
			p.refused(admin, mandate.GrantDuty, grant(bare), "duty_is_by_decree")
			p.refused(admin, mandate.ProposeDuty, propose(bare), "duty_is_by_decree")
			p.do(operator, mandate.InstallDuty, install(bare))
			p.holds(workflow.Assessor)
		}},
		trial{"a_sensitive_duty_needs_two", "", func(p *player) {
			chair := terms("sk-1", workflow.CommitteeChair)
			p.refused(admin, mandate.GrantDuty, grant(chair), "duty_needs_no_second_person")
			p.refused(admin, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"}, workflow.StateAllowsEvent)
			p.do(admin, mandate.ProposeDuty, propose(chair))
			p.refused(admin, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"}, "second_person_is_another")
			p.refused(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-7"}, "duty_is_proposed")
			p.do(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"})
			p.refused(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"}, "duty_is_proposed")
			p.holds(workflow.CommitteeChair)
		}},
		trial{"a_custodian_needs_two_whatever_the_policy_says", workflow.Nation, func(p *player) {
			p.law = playerUnder(p.t, "53", alone(p.t, workflow.Tracer)).law
			guardian := terms("sk-1", workflow.Custodian)
			p.refused(admin, mandate.GrantDuty, grant(guardian), "duty_needs_no_second_person")
			p.do(admin, mandate.ProposeDuty, propose(guardian))
			p.do(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"})
			p.holds(workflow.Custodian)
			// Who can learn who complained has no part in what was complained about, nor in judging it.
			for _, other := range []workflow.Role{workflow.Supervisor, workflow.Auditor, workflow.Admin} {
				more := terms("sk-2", other)
				if other == workflow.Supervisor {
					more.Body = mandate.BKN
				}
				p.refused(admin, mandate.ProposeDuty, propose(more), "duties_do_not_exclude_each_other")
			}
		}},
		trial{"a_custodian_is_of_no_agency", "", func(p *player) {
			p.refused(operator, mandate.InstallDuty, install(terms("sk-1", workflow.Custodian)), "duty_reaches_where_it_may")
			p.refused(admin, mandate.ProposeDuty, propose(on(terms("sk-1", workflow.Custodian), round, selection)), "duty_reaches_where_it_may")
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-1", workflow.Tracer)))
		}},
		trial{"what_is_refused_is_over", "", func(p *player) {
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-1", workflow.Assessor)))
			p.refused(ppk, mandate.RefuseDuty, mandate.RefuseBody{Ref: "sk-2", Reason: "tidak perlu"}, "duty_is_proposed")
			p.do(ppk, mandate.RefuseDuty, mandate.RefuseBody{Ref: "sk-1", Reason: "tidak perlu"})
			p.refused(ppk, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"}, "duty_is_proposed")
		}},
		trial{"only_what_stands_can_end", "", func(p *player) {
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-1", workflow.Assessor)))
			p.refused(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "selesai"}, "duty_is_in_force")
			p.do(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"})
			p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "selesai"})
			p.holds()
			p.refused(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "selesai"}, "duty_is_in_force")
		}},
		trial{"who_applied_has_no_other_part_ever_after", "", func(p *player) {
			p.do(operator, mandate.InstallDuty, install(on(between(terms("p-1", workflow.Applicant), "2024-05-01", "2024-05-08"), round, selection)))
			for _, ended := range []bool{false, true} {
				if ended {
					p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "p-1", Reason: "mengundurkan diri"})
					p.holds(workflow.Applicant) // of days that are over
					if p.set[0].InForce(day("2024-05-08")) {
						p.t.Errorf("still holds %+v", p.set[0])
					}
				}
				for _, place := range []workflow.CaseID{selection, {}} {
					next := on(between(terms("sk-1", workflow.CommitteeMember), "2024-05-09", ""), round, place)
					p.refused(admin, mandate.ProposeDuty, propose(next), "duties_do_not_exclude_each_other")
				}
			}
			p.do(admin, mandate.ProposeDuty, propose(on(between(terms("sk-1", workflow.CommitteeMember), "2024-05-09", ""), round, other)))
			p.do(admin, mandate.ProposeDuty, propose(between(terms("sk-2", workflow.CommitteeMember), "2024-05-09", "")))
		}},
		trial{"who_applied_in_an_application_has_no_other_part_either", "", func(p *player) {
			for _, until := range []string{"", "2024-05-02"} { // withdrawn since
				d := workflow.Duty{Role: workflow.Applicant, Scope: workflow.Scope{Agency: "53", Round: round, Selection: selection}, From: day("2024-05-01")}
				if until != "" {
					d.Until = day(until)
				}
				p.held = []workflow.Duty{d}
				member := on(between(terms("sk-1", workflow.CommitteeMember), "2024-05-09", ""), round, workflow.CaseID{})
				p.refused(admin, mandate.ProposeDuty, propose(member), "duties_do_not_exclude_each_other")
			}
			p.do(admin, mandate.ProposeDuty, propose(on(between(terms("sk-1", workflow.CommitteeMember), "2024-05-09", ""), round, other)))
		}},
		trial{"closing_takes_two", "", func(p *player) {
			p.do(admin, mandate.GrantDuty, grant(terms("sk-1", workflow.Tracer)))
			p.refused(second, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"}, "nothing_stands")
			p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "pensiun"})
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-2", workflow.Assessor)))
			p.refused(second, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"}, "nothing_stands")
			p.do(ppk, mandate.RefuseDuty, mandate.RefuseBody{Ref: "sk-2", Reason: "pensiun"})
			p.refused(admin, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"}, "closing_is_by_another")
			p.refused(selfAsAdmin, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"}, "closing_is_by_another")
			p.do(second, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"})
			if p.file.State != mandate.Closed || p.file.Facts.Closed.Person != second.Person {
				p.t.Errorf("is %s, knows %+v", p.file.State, p.file.Facts.Closed)
			}
		}},
		trial{"duties_of_other_cases_count", "", func(p *player) {
			p.held = []workflow.Duty{{Role: workflow.Auditor, Scope: workflow.Scope{Agency: workflow.Nation}, From: day("2024-01-01")}}
			for event, body := range asked() {
				var who workflow.Actor
				says := body(p, &who, terms("sk-1", workflow.Tracer))
				p.refused(who, event, says, "duties_do_not_exclude_each_other")
			}
			p.held[0].Until = day("2024-04-30") // over before the other begins
			p.do(admin, mandate.ProposeDuty, propose(terms("sk-1", workflow.Tracer)))
			p.held[0].Until = calendar.Date{} // and given again before the second person came
			p.refused(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"}, "duties_do_not_exclude_each_other")
			p.held = nil
			p.do(second, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"})
		}},
	)
}
