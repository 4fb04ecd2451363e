package workflow

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/wire"
)

// A Command asks for one event on one case.
type Command struct {
	Event Event
	Actor Actor
	Body  []byte // JSON; empty means {}
}

// A Moment is when a decision is taken and by which days it counts. It comes from
// the store's clock, never from the machine that decides.
type Moment struct {
	At       time.Time
	Holidays *calendar.Holidays
	Children []Relative        // filled for rows that look at children
	Parent   *Relative         // filled for rows that look up
	Known    map[string]string // filled for rows that know particulars
	Held     []Duty            // filled for rows that look at duties
	Clocks   []Running         // filled for rows that look at clocks
	// Elections are those of heads of region that are known; nil knows of none.
	Elections *gates.Elections
}

// after is the moment as a journal records it: UTC, microseconds, and never before
// the entry before it, even when the clock falls.
func (m Moment) after(last time.Time) time.Time {
	now := m.At.UTC().Truncate(time.Microsecond)
	if now.Before(last) {
		return last.UTC()
	}
	return now
}

// A Decision says yes: the case as it is afterwards, the entry for its journal
// and the effects as data. Nothing has been written yet.
type Decision[F any] struct {
	Case      Case[F]
	Entry     Entry
	Actions   []Action
	Documents []string
}

// Decide is the whole law in one pure function: no I/O, no clock, no chance. It
// answers with a decision, or with a *Refusal that carries every reason at once;
// any other error is a mistake in the table.
func (p *Procedure[F]) Decide(c Case[F], command Command, at Moment) (decision Decision[F], err error) {
	var none Decision[F]
	defer func() {
		if caught := recover(); caught != nil {
			decision, err = none, fmt.Errorf("%s in %s panicked: %v", command.Event, c.State, caught)
		}
	}()
	if c.State != Unopened && !p.knows(c.State) || c.Resumes != "" && !p.knows(c.Resumes) {
		return none, fmt.Errorf("case %s is in %q and resumes %q, which %s does not know", c.ID, c.State, c.Resumes, p.Name)
	}
	row, role, refusal := p.admit(c.State, command)
	if refusal != nil {
		return none, refusal
	}
	said, err := row.Says.hear(command.Body)
	if problems, bad := errors.AsType[wire.Problems](err); bad {
		return none, malformed(command.Event, c.State, problems)
	} else if err != nil {
		return none, err
	}
	now := at.after(c.Last)
	q := p.question(c, command.Actor, now, at)
	body, err := said(q)
	if err != nil {
		return none, err
	}
	q.After = body.Apply(c.Facts, Occurrence{Event: command.Event, Seq: c.Revision + 1, At: now, Today: q.Today, Actor: command.Actor, Role: role, Pack: p.Pack})

	to, err := machine(p.edgesFor(command.Event, c.Resumes), c.State, command.Event, func() error {
		if reasons := judge(row.Requires, q, false); len(reasons) > 0 {
			return &Refusal{Kind: Guarded, Event: command.Event, State: c.State, Reasons: reasons}
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	after := c
	after.Facts, after.State, after.Last, after.Revision = q.After, to, now, c.Revision+1
	after.Resumes = row.resumes(c.State, c.Resumes)
	decision = Decision[F]{Case: after, Documents: row.Documents}
	for _, effect := range row.Effects {
		actions, err := effect.Plan(q)
		if err != nil {
			return none, fmt.Errorf("%s: effect %s %s: %w", command.Event, effect.Kind, effect.Object, err)
		}
		decision.Actions = append(decision.Actions, actions...)
	}
	canonical, err := wire.Canonical(body)
	if err != nil {
		return none, err
	}
	decision.Entry = Entry{
		Case: c.ID, Seq: after.Revision, At: now, Procedure: p.Name, Version: p.Version, Pack: p.Pack.Hash,
		Event: command.Event, From: c.State, To: to, Person: command.Actor.Person, Role: role, Body: canonical,
	}
	return decision, nil
}

// admit finds the row for the command, or says everything that keeps the actor
// outside. Guards are not asked then: their numbers are not for everybody.
func (p *Procedure[F]) admit(state State, command Command) (Transition[F], Role, *Refusal) {
	rows := p.index[command.Event]
	if len(rows) == 0 {
		return Transition[F]{}, "", &Refusal{Kind: UnknownEvent, Event: command.Event, State: state, Reasons: []Reason{{
			Code: EventIsKnown, Detail: fmt.Sprintf("%s has no event of this name", p.Name),
		}}}
	}
	var reasons []Reason
	kind := WrongActor
	row, open := p.Row(command.Event, state)
	if !open {
		kind = WrongState
		row = p.Rows[rows[0]]
		var from []State
		for _, i := range rows {
			from = append(from, p.Rows[i].From...)
		}
		reasons = append(reasons, Reason{
			Code: StateAllowsEvent, Evidence: []Evidence{Found("state", state), Found("allowed_in", from)}, Citations: row.Cites,
		})
	}
	role, may := command.Actor.Acting(p.actorsOf(row, open, rows))
	if !may {
		reasons = append(reasons, Reason{
			Code: ActorMayAct, Evidence: []Evidence{Found("allowed", p.actorsOf(row, open, rows))}, Citations: row.Cites,
		})
	}
	if len(reasons) > 0 {
		return row, role, &Refusal{Kind: kind, Event: command.Event, State: state, Reasons: reasons}
	}
	return row, role, nil
}

// actorsOf lists who may take the row; when the state allows none of the event's
// rows, whoever may take any of them.
func (p *Procedure[F]) actorsOf(row Transition[F], open bool, rows []int) []Role {
	if open {
		return row.By
	}
	var by []Role
	for _, i := range rows {
		for _, role := range p.Rows[i].By {
			if !slices.Contains(by, role) {
				by = append(by, role)
			}
		}
	}
	return by
}

func (p *Procedure[F]) question(c Case[F], actor Actor, now time.Time, at Moment) Question[F] {
	return Question[F]{
		Case: c, After: c.Facts, Actor: actor, At: now, Today: calendar.DateOf(now, c.Zone),
		Pack: p.Pack, Holidays: at.Holidays, Children: at.Children, Parent: at.Parent, Known: at.Known, Held: at.Held,
		Clocks: at.Clocks, Elections: at.Elections,
	}
}

// judge asks the guards, all of them or only the standing ones, and gathers what
// stands against the event.
func judge[F any](guards []Guard[F], q Question[F], standingOnly bool) []Reason {
	var reasons []Reason
	for _, guard := range guards {
		if standingOnly && !guard.Standing {
			continue
		}
		asked := q
		if guard.Standing {
			asked.After = q.Case.Facts // so that it says the same in advance and in the decision
		}
		if verdict := guard.Check(asked); !verdict.OK {
			reasons = append(reasons, reasonFrom(guard.Code, guard.Cites, verdict))
		}
	}
	return reasons
}
