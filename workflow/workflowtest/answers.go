package workflowtest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// inspectAnswers asks the guards and the whole of Decide about facts and bodies that
// nobody would send: no guard panics, a standing guard does not hear the actor, and
// what is accepted goes where the row says.
func inspectAnswers[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	eachTrial(p, func(tr trial[F]) {
		var after F
		if guarded(func() { after = tr.body.Apply(tr.c.Facts, tr.on) }) != nil {
			return // inspectBodies has said so
		}
		q := workflow.Question[F]{
			Case: tr.c, After: after, Actor: tr.on.Actor, At: noon, Today: tr.on.Today, Pack: p.Pack, Holidays: calendar.National(),
			Children: children(p, tr.n),
		}
		allowed := true
		for _, guard := range tr.row.Requires {
			said, wrong := inspectGuard(guard, q, tr)
			findings = append(findings, wrong...)
			allowed = allowed && said
		}
		for _, effect := range tr.row.Effects {
			if !allowed {
				break // effects are planned only for what is allowed
			}
			if caught := guarded(func() { _, _ = effect.Plan(q) }); caught != nil {
				findings = append(findings, Finding{"effects_never_panic", tr.name(), fmt.Sprintf("%s %s: %v", effect.Kind, effect.Object, caught)})
			}
		}
		findings = append(findings, inspectMove(p, tr)...)
	})
	return distinct(findings)
}

// inspectGuard asks one guard and tells what it said, and what is wrong with it.
func inspectGuard[F any](guard workflow.Guard[F], q workflow.Question[F], tr trial[F]) (bool, []Finding) {
	var verdict workflow.Verdict
	if caught := guarded(func() { verdict = guard.Check(q) }); caught != nil {
		return false, []Finding{{"guards_never_panic", tr.name(), fmt.Sprintf("%s: %v", guard.Code, caught)}}
	}
	if !guard.Standing {
		return verdict.OK, nil
	}
	// Poison: facts that have nothing to do with the case.
	poisoned := q
	poisoned.After = *new(F)
	if tr.n%2 == 0 {
		poisoned.After = invented[F](uint64(tr.n) + 2e6)
	}
	var findings []Finding
	var again workflow.Verdict
	if caught := guarded(func() { again = guard.Check(poisoned) }); caught != nil || spell(again) != spell(verdict) {
		findings = append(findings, Finding{"standing_guards_do_not_listen", guard.Code, "looks at the facts after the event"})
	}
	around := surrounded(q, tr)
	if caught := guarded(func() { again = guard.Check(around) }); caught != nil || spell(again) != spell(verdict) {
		findings = append(findings, Finding{"standing_guards_do_not_look_around", guard.Code, "looks at relatives or particulars, which are not read for offers"})
	}
	return verdict.OK, findings
}

// surrounded gives a question what only a decision is told: the parent, the facts of children,
// particulars. Where the row does not look at the states of children, these are other ones.
func surrounded[F any](q workflow.Question[F], tr trial[F]) workflow.Question[F] {
	q.Parent = &workflow.Relative{Procedure: words[1], State: tr.c.State, Revision: 1, Facts: jsontext.Value(`{}`)}
	q.Known = map[string]string{}
	for _, field := range tr.row.Knows {
		q.Known[field] = words[2]
	}
	q.Children = slices.Clone(q.Children)
	for i := range q.Children {
		q.Children[i].Facts = jsontext.Value(`{}`)
	}
	if !tr.row.Children {
		q.Children = append(q.Children, workflow.Relative{Procedure: words[1], State: tr.c.State, Facts: jsontext.Value(`{}`)})
	}
	return q
}

// inspectMove sends the body through Decide. It may say no; when it says yes, the
// state is the row's, and the fold of the entry is the case.
func inspectMove[F any](p *workflow.Procedure[F], tr trial[F]) []Finding {
	raw, err := wire.Canonical(tr.body)
	if err != nil {
		return nil
	}
	moment := workflow.Moment{At: noon, Holidays: calendar.National(), Children: children(p, tr.n)}
	decision, err := p.Decide(tr.c, workflow.Command{Event: tr.row.On, Actor: tr.on.Actor, Body: raw}, moment)
	if err != nil {
		if refusal, refused := errors.AsType[*workflow.Refusal](err); refused && len(refusal.Reasons) == 0 {
			return []Finding{{"refusals_have_reasons", tr.name(), "refused without a reason"}}
		}
		return nil
	}
	want := step(tr.row, place{tr.c.State, tr.c.Resumes})
	got := place{decision.Case.State, decision.Case.Resumes}
	if got != want || decision.Entry.To != want.state {
		return []Finding{{"rows_lead_where_they_say", tr.name(), fmt.Sprintf("reached %v, not %v", got, want)}}
	}
	return nil
}

func invented[F any](seed uint64) F {
	return inventing(seed).value(reflect.TypeFor[F]()).Interface().(F)
}

// children are cases in some of the states of the procedure's own kind; what they
// are does not matter to a guard that must not panic.
func children[F any](p *workflow.Procedure[F], n int) []workflow.Relative {
	var some []workflow.Relative
	for i := range n % 4 {
		some = append(some, workflow.Relative{Ref: words[1+i], State: p.States[(n+i)%len(p.States)].Name})
	}
	return some
}
