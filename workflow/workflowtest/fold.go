package workflowtest

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// inspectFold walks the table at random with bodies that are well formed and, since
// no guard is asked, go everywhere: again and again the fold of the journal has
// to be the case, byte for byte. Effects are left out; they are not part of a case.
func inspectFold[F any](p *workflow.Procedure[F]) []Finding {
	bare := workflow.Procedure[F]{Name: p.Name, Version: p.Version, Pack: p.Pack, States: p.States, Deadlines: p.Deadlines}
	for _, row := range p.Rows {
		row.Requires, row.Effects = nil, nil
		bare.Rows = append(bare.Rows, row)
	}
	open, err := workflow.Define(bare)
	if err != nil {
		return []Finding{{"fold_equals_decide", p.Name, err.Error()}}
	}
	for seed := range uint64(walks) {
		if finding := walk(open, inventing(seed+3e6)); finding != nil {
			return []Finding{*finding}
		}
	}
	return nil
}

const (
	walks = 4   // random journals for each procedure
	tries = 160 // bodies made up for each of them; those that are not well formed are refused
)

func walk[F any](p *workflow.Procedure[F], in inventor) *Finding {
	opened := workflow.Case[F]{ID: workflow.CaseID{2}, Parent: workflow.CaseID{1}, Ref: "a-1", Agency: "agency-1", Zone: calendar.WIT, State: workflow.Unopened}
	c := opened
	var journal []workflow.Entry
	now := noon
	for n := range tries {
		rows := rowsFrom(p, c.State)
		if n < tries*3/4 { // an early end would hide what comes later
			rows = slices.DeleteFunc(rows, func(row workflow.Transition[F]) bool {
				return p.Standing(row.To) == workflow.Final || row.To == workflow.Stay && in.IntN(2) == 0
			})
		}
		if len(rows) == 0 {
			continue
		}
		row := rows[in.IntN(len(rows))]
		body, err := wire.Canonical(in.value(row.Says.Type).Interface()) // what is gathered to it is recorded
		if err != nil {
			continue
		}
		now = now.Add(time.Duration(in.IntN(72)-12) * time.Hour) // clocks fall, too
		// Somebody with more roles than the row asks for, of which the journal keeps one.
		actor := workflow.Actor{Person: words[1+in.IntN(6)], Roles: append([]workflow.Role{workflow.Public}, row.By...)}
		decision, err := p.Decide(c, workflow.Command{Event: row.On, Actor: actor, Body: body}, workflow.Moment{At: now, Holidays: calendar.National()})
		if err != nil {
			continue
		}
		c, journal = decision.Case, append(journal, decision.Entry)
		if len(journal) > 4 && len(journal)%8 != 0 {
			continue // each fold starts from nothing; every eighth will do
		}
		if finding := refold(p, opened, c, journal); finding != nil {
			return finding
		}
	}
	if len(journal) == 0 {
		return &Finding{"fold_equals_decide", p.Name, "no made-up body was ever accepted: nothing was looked at"}
	}
	return refold(p, opened, c, journal)
}

func refold[F any](p *workflow.Procedure[F], opened, decided workflow.Case[F], journal []workflow.Entry) *Finding {
	last := string(journal[len(journal)-1].Event)
	folded, err := p.Fold(opened, journal)
	if err != nil {
		return &Finding{"fold_equals_decide", last, err.Error()}
	}
	if differs := apart(decided, folded); differs != "" {
		return &Finding{"fold_equals_decide", last, fmt.Sprintf("the fold of %d entries differs in %s", len(journal), differs)}
	}
	return nil
}

// apart names the first member in which two cases differ; facts are compared as the
// bytes that would be stored.
func apart[F any](a, b workflow.Case[F]) string {
	left, right := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range left.NumField() {
		name := left.Type().Field(i).Name
		if name == "Facts" {
			one, err1 := wire.Canonical(a.Facts)
			two, err2 := wire.Canonical(b.Facts)
			if err1 != nil || err2 != nil || string(one) != string(two) {
				return name
			}
			continue
		}
		if !reflect.DeepEqual(left.Field(i).Interface(), right.Field(i).Interface()) {
			return name
		}
	}
	return ""
}
