package workflowtest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// rounds is how many made-up pairs of facts and body each row is tried with.
const rounds = 20

// A trial is a row with facts and a body made up for it; round 0 knows and says nothing.
type trial[F any] struct {
	row  workflow.Transition[F]
	n    int
	c    workflow.Case[F]
	body workflow.Body[F]
	on   workflow.Occurrence
}

// eachTrial runs try over every row, and over the states it leaves in turn; a panic
// becomes what try says about it.
func eachTrial[F any](p *workflow.Procedure[F], try func(trial[F])) {
	for r, row := range p.Rows {
		for n := range rounds {
			in := inventing(uint64(r*rounds + n))
			c := caseIn(p, row.From[n%len(row.From)])
			body := reflect.New(row.Says.Recorded).Elem()
			if n > 0 {
				c.Facts = in.value(reflect.TypeFor[F]()).Interface().(F)
				body = in.value(row.Says.Recorded)
			}
			said, ok := reflect.TypeAssert[workflow.Body[F]](body)
			if !ok {
				panic(fmt.Sprintf("workflowtest: %s is not a body of %s", row.Says.Recorded, p.Name))
			}
			actor := workflow.Actor{Person: words[1+in.IntN(6)], Roles: row.By[:1]}
			try(trial[F]{row, n, c, said, workflow.Occurrence{
				Event: row.On, At: noon, Today: calendar.DateOf(noon, c.Zone), Actor: actor, Role: row.By[0], Pack: p.Pack,
			}})
		}
	}
}

// guarded runs f and returns what it panicked with, or nil.
func guarded(f func()) (caught any) {
	defer func() { caught = recover() }()
	f()
	return nil
}

func (tr trial[F]) name() string { return fmt.Sprintf("%s (round %d)", rowName(tr.row), tr.n) }

// inspectBodies holds what Apply owes: it is pure, it writes through nothing, and a
// body that leaves everything out is answered with the members that are missing.
func inspectBodies[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	eachTrial(p, func(tr trial[F]) {
		caught := guarded(func() {
			before := spell(tr.c.Facts)
			first := tr.body.Apply(tr.c.Facts, tr.on)
			after := spell(first)
			if spell(tr.c.Facts) != before {
				findings = append(findings, Finding{"apply_is_pure", tr.name(), "wrote through the facts it was given"})
				return
			}
			// Another body on the same facts must not reach into the first result.
			other, _ := reflect.TypeAssert[workflow.Body[F]](inventing(uint64(tr.n) + 1e6).value(tr.row.Says.Recorded))
			other.Apply(tr.c.Facts, tr.on)
			if spell(first) != after {
				findings = append(findings, Finding{"apply_is_pure", tr.name(), "appended behind a slice of the facts without copying it"})
			}
			if spell(tr.body.Apply(tr.c.Facts, tr.on)) != after {
				findings = append(findings, Finding{"apply_is_pure", tr.name(), "gives another result the second time"})
			}
		})
		if caught != nil {
			findings = append(findings, Finding{"apply_never_panics", tr.name(), fmt.Sprint(caught)})
		}
	})
	for _, row := range p.Rows {
		findings = append(findings, inspectEmptyBody(p, row)...)
	}
	return distinct(findings)
}

func inspectEmptyBody[F any](p *workflow.Procedure[F], row workflow.Transition[F]) []Finding {
	var findings []Finding
	found := func(problem string) {
		findings = append(findings, Finding{"empty_bodies_are_answered", rowName(row), problem})
	}
	command := workflow.Command{Event: row.On, Actor: workflow.Actor{Person: "p-1", Roles: row.By}, Body: []byte("{}")}
	_, err := p.Decide(caseIn(p, row.From[0]), command, workflow.Moment{At: noon, Holidays: calendar.National()})
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	for _, member := range wire.Members(row.Says.Type) {
		named := refused && refusal.Kind == workflow.Malformed &&
			slices.ContainsFunc(refusal.Reasons, func(r workflow.Reason) bool { return r.Field == "/"+member.Name })
		if member.Required && !named {
			found(fmt.Sprintf("member %s is missing and the answer does not say so: %v", member.Name, err))
		}
	}
	return findings
}

// distinct keeps the first finding of each check and row, whatever its round.
func distinct(findings []Finding) []Finding {
	seen := make(map[[2]string]bool)
	return slices.DeleteFunc(findings, func(f Finding) bool {
		subject := f.Subject
		for i := range subject {
			if subject[i] == '(' {
				subject = subject[:i]
				break
			}
		}
		key := [2]string{f.Check, subject + firstWords(f.Problem)}
		was := seen[key]
		seen[key] = true
		return was
	})
}

func firstWords(s string) string { return s[:min(len(s), 40)] }
