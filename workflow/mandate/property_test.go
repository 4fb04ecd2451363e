package mandate_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/mandate"
	"selter/workflow/policy"
)

// Whatever is asked for in whatever order, in two agencies and in the nation, by people
// who do as they are told: nobody ever holds two duties that exclude each other on one
// selection, and no duty of which the policy wants two people was given by one.
func TestMandates_never_hold_what_excludes_each_other(t *testing.T) {
	t.Parallel()
	// Each step takes its actor, so that the right one and wrong ones come about alike.
	people := []workflow.Actor{admin, second, ppk, secretary, operator, self, selfAsAdmin}
	pack := seed(t)
	sensitive := policy.DutySecondPerson.In(pack).Value
	given := 0
	rapid.Check(t, func(rt *rapid.T) {
		files := []*player{playerUnder(t, "53", pack), playerUnder(t, "54", pack), playerUnder(t, workflow.Nation, pack)}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			at := rapid.IntRange(0, len(files)-1).Draw(rt, "file")
			p := files[at]
			p.held = nil
			for i, file := range files {
				if i != at {
					p.held = append(p.held, file.set...)
				}
			}
			event, body := step(rt)
			_ = p.try(rapid.SampledFrom(people).Draw(rt, "who"), event, body) // to be refused is an answer, too
			all := slices.Concat(files[0].set, files[1].set, files[2].set)
			given += len(all)
			for i, a := range all {
				for _, b := range all[i+1:] {
					if workflow.Exclude(a.Role, b.Role) && a.Scope.Meets(b.Scope) && (a.InForce(b.From) || b.InForce(a.From)) {
						rt.Fatalf("holds %+v and %+v", a, b)
					}
				}
			}
			for _, g := range p.file.Facts.Duties {
				if g.Given == nil || g.Given.Person == operator.Person {
					continue
				}
				if workflow.Role(g.Duty) == workflow.Applicant {
					if g.Given.Person != p.file.Ref {
						rt.Fatalf("%+v is accepted by %s", g.Terms, g.Given.Person)
					}
					continue
				}
				alone := g.Proposed == nil && slices.Contains(sensitive, string(g.Duty)) || g.Proposed != nil && g.Proposed.Person == g.Given.Person
				if alone || g.Given.Person == p.file.Ref {
					rt.Fatalf("%+v was given by %s", g.Terms, g.Given.Person)
				}
			}
		}
	})
	if given < 100 {
		t.Errorf("only %d duties were ever held", given)
	}
}

func step(t *rapid.T) (workflow.Event, any) {
	ref := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "ref")
	asked := terms(ref, rapid.SampledFrom(workflow.Duties()).Draw(t, "duty"))
	if rapid.Bool().Draw(t, "narrow") {
		asked = on(asked, round, rapid.SampledFrom([]workflow.CaseID{{}, selection, other}).Draw(t, "post"))
	}
	asked.From = day("2024-01-01").AddDays(rapid.IntRange(0, 60).Draw(t, "from"))
	asked.Until = asked.From.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))
	if asked.Duty == mandate.DutyName(workflow.Supervisor) {
		asked.Body = mandate.BKN
	}
	switch rapid.IntRange(0, 10).Draw(t, "event") {
	case 0:
		return mandate.EndDuty, mandate.EndBody{Ref: ref, Reason: "selesai"}
	case 1:
		return mandate.RefuseDuty, mandate.RefuseBody{Ref: ref, Reason: "tidak perlu"}
	case 2, 3:
		return mandate.ConfirmDuty, mandate.ConfirmBody{Ref: ref}
	case 4, 5:
		return mandate.ProposeDuty, propose(asked)
	case 6:
		return mandate.InstallDuty, install(asked)
	case 7, 8:
		return mandate.InstallDuty, install(on(between(terms(ref, workflow.Applicant), "2024-01-31", ""), round, rapid.SampledFrom([]workflow.CaseID{selection, other}).Draw(t, "applied")))
	}
	return mandate.GrantDuty, grant(asked)
}
