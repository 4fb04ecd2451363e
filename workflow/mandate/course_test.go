package mandate_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/policy"
)

func TestMandate(t *testing.T) {
	t.Parallel()
	t.Run("is_followed_from_first_duty_to_last", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, "53")
		p.do(admin, mandate.ProposeDuty, propose(on(terms("sk-1", workflow.CommitteeMember), round, workflow.CaseID{})))
		if p.set != nil || !slices.Equal(p.told, []workflow.Role{workflow.Admin, workflow.AppointingOfficer}) {
			t.Errorf("a proposal sets %v and tells %v", p.set, p.told)
		}
		p.do(ppk, mandate.ConfirmDuty, mandate.ConfirmBody{Ref: "sk-1"})
		p.holds(workflow.CommitteeMember)
		want := workflow.Duty{
			Role: workflow.CommitteeMember, Scope: workflow.Scope{Agency: "53", Round: round}, From: day("2024-05-01"), Until: day("2024-12-31"),
		}
		if p.set[0] != want || !slices.Equal(p.told, []workflow.Role{workflow.DataSubject}) {
			t.Errorf("holds %+v, told %v", p.set[0], p.told)
		}
		p.do(admin, mandate.GrantDuty, grant(terms("sk-2", workflow.Tracer)))
		p.holds(workflow.CommitteeMember, workflow.Tracer)
		p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: "mengundurkan diri", Decree: &mandate.Decree{Number: "SK/9", Date: day("2024-05-08")}})
		p.holds(workflow.Tracer)
		p.do(admin, mandate.EndDuty, mandate.EndBody{Ref: "sk-2", Reason: "pensiun"})
		p.holds()
		p.do(second, mandate.CloseMandate, mandate.CloseBody{Reason: "pensiun"})
		if p.file.State != mandate.Closed {
			t.Errorf("is %s", p.file.State)
		}
		if first := p.file.Facts.Duties[0]; first.Proposed.Person != "admin-1" || first.Given.Person != "ppk" || first.Ended.Person != "admin-1" ||
			first.Ended.Reason != "mengundurkan diri" || first.Ended.On != day("2024-05-08") {
			t.Errorf("remembers %+v", first)
		}
		p.refused(admin, mandate.GrantDuty, grant(terms("sk-4", workflow.Tracer)), workflow.StateAllowsEvent)
	})
	t.Run("carries_the_body_of_a_supervisor", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, workflow.Nation)
		supervisor := terms("sk-1", workflow.Supervisor)
		supervisor.Body = mandate.IndependentBody
		p.do(operator, mandate.InstallDuty, install(supervisor))
		if p.set[0].Body != "independent_body" || p.set[0].Scope != (workflow.Scope{Agency: workflow.Nation}) {
			t.Errorf("holds %+v", p.set[0])
		}
	})
	t.Run("asks_for_two_persons_where_the_policy_says_so", func(t *testing.T) {
		t.Parallel()
		p := playerUnder(t, "53", alone(t, workflow.Tracer))
		p.refused(admin, mandate.GrantDuty, grant(terms("sk-1", workflow.Tracer)), "duty_needs_no_second_person")
		p.do(admin, mandate.GrantDuty, grant(terms("sk-1", workflow.CommitteeChair)))
	})
	t.Run("is_read_in_the_days_that_have_come_and_those_to_come", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, "53")
		p.do(admin, mandate.GrantDuty, grant(between(terms("sk-1", workflow.ResourcePerson), "2024-01-01", "2024-06-30")))
		p.refused(admin, mandate.ProposeDuty, propose(between(terms("sk-2", workflow.CommitteeMember), "2024-06-30", "")), "duties_do_not_exclude_each_other")
		p.do(admin, mandate.ProposeDuty, propose(between(terms("sk-2", workflow.CommitteeMember), "2024-07-01", "")))
	})
	t.Run("knows_every_duty_that_the_policy_can_ask_about", func(t *testing.T) {
		t.Parallel()
		for _, duty := range workflow.Duties() {
			if duty == workflow.Applicant {
				continue // nobody is appointed to it
			}
			if got := policy.DutySecondPerson.In(alone(t, duty)).Value; !slices.Equal(got, []string{string(duty)}) {
				t.Errorf("%s: %v", duty, got)
			}
		}
		for _, name := range policy.DutySecondPerson.In(seed(t)).Value {
			if !slices.Contains(mandate.DutyName("").Enum(), name) {
				t.Errorf("the policy names %s, which is no duty", name)
			}
		}
	})
}

// Every pair of duties that exclude each other, in both orders, in every way in which
// the second may be asked for; and every other pair is let through.
func TestExclusion(t *testing.T) {
	t.Parallel()
	give := func(p *player, ref string, duty workflow.Role) error {
		given := on(terms(ref, duty), round, selection)
		if duty == workflow.Supervisor {
			given.Body = mandate.KASN
		}
		return p.try(operator, mandate.InstallDuty, install(given))
	}
	pairs := 0
	inAgencies := slices.DeleteFunc(workflow.Duties(), func(d workflow.Role) bool { return d == workflow.Custodian })
	for _, first := range inAgencies {
		for _, next := range inAgencies {
			p := newPlayer(t, "53")
			if err := give(p, "a", first); err != nil {
				t.Fatalf("%s: %v", first, err)
			}
			err := give(p, "b", next)
			if (err != nil) != workflow.Exclude(first, next) {
				t.Errorf("%s after %s: %v", next, first, err)
			}
			if err != nil {
				pairs++
			}
			elsewhere := newPlayer(t, "53")
			elsewhere.held = []workflow.Duty{{Role: first, Scope: workflow.Scope{Agency: "53", Round: round}, From: day("2020-01-01")}}
			if err := give(elsewhere, "b", next); (err != nil) != workflow.Exclude(first, next) {
				t.Errorf("%s beside %s of another mandate: %v", next, first, err)
			}
			apart := newPlayer(t, "53")
			apart.held = []workflow.Duty{{Role: first, Scope: workflow.Scope{Agency: "53", Round: round, Selection: other}, From: day("2020-01-01")}}
			if err := give(apart, "b", next); err != nil {
				t.Errorf("%s beside %s on another selection: %v", next, first, err)
			}
		}
	}
	if pairs < 60 {
		t.Errorf("only %d pairs were refused", pairs)
	}
}

// A custodian is of no agency, and holds nothing else in any; in both orders.
func TestExclusion_of_custodians_reaches_every_agency(t *testing.T) {
	t.Parallel()
	for _, other := range workflow.Duties() {
		if other == workflow.Custodian {
			continue
		}
		for _, place := range []workflow.Scope{{Agency: "53"}, {Agency: "53", Round: round}, {Agency: "53", Round: round, Selection: selection}} {
			held := workflow.Duty{Role: other, Scope: place, From: day("2020-01-01")}
			p := newPlayer(t, workflow.Nation)
			p.held = []workflow.Duty{held}
			p.refused(operator, mandate.InstallDuty, install(terms("a", workflow.Custodian)), "duties_do_not_exclude_each_other")
		}
		p := newPlayer(t, "53")
		p.held = []workflow.Duty{{Role: workflow.Custodian, Scope: workflow.Scope{Agency: workflow.Nation}, From: day("2020-01-01")}}
		given := on(terms("b", other), round, selection)
		if other == workflow.Supervisor {
			given.Body = mandate.KASN
		}
		p.refused(operator, mandate.InstallDuty, install(given), "duties_do_not_exclude_each_other")
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, "53")
	p.do(admin, mandate.GrantDuty, grant(terms("sk-1", workflow.Tracer)))
	malformed := func(event workflow.Event, body any) {
		t.Helper()
		p.refused(admin, event, body, workflow.BodyIsWellFormed)
	}
	for _, ref := range []string{"", "SK 1", "sk_1", "0123456789012345678901234567890123456789x"} {
		malformed(mandate.GrantDuty, grant(terms(ref, workflow.Tracer)))
		malformed(mandate.ProposeDuty, propose(terms(ref, workflow.Tracer)))
	}
	for _, duty := range []workflow.Role{workflow.System, workflow.Clock, workflow.Public, workflow.DataSubject, "king"} {
		malformed(mandate.GrantDuty, grant(terms("sk-2", duty)))
	}
	malformed(mandate.EndDuty, mandate.EndBody{Ref: "sk-1", Reason: " "})
	malformed(mandate.CloseMandate, mandate.CloseBody{})
	malformed(mandate.RefuseDuty, mandate.RefuseBody{Ref: "sk-1"})
	blank := terms("sk-2", workflow.Tracer)
	blank.Decree = &mandate.Decree{Number: " ", Date: day("2024-05-01")}
	malformed(mandate.GrantDuty, grant(blank))
	malformed(mandate.GrantDuty, map[string]any{"ref": "sk-2", "duty": "tracer", "from": "2024-05-01", "role": "admin"})
	if p.file.Facts.Duties[0].Until.Equal(calendar.Date{}) || len(p.file.Facts.Duties) != 1 {
		t.Errorf("knows %+v", p.file.Facts.Duties)
	}
}
