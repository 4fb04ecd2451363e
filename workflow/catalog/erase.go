package catalog

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A Case is a case whose facts are canonical JSON.
type Case = workflow.Case[jsontext.Value]

// A Decision is a decision on such a case.
type Decision struct {
	workflow.Decision[jsontext.Value]
	// Offers lists what could be done next, as Procedure.Offers would.
	Offers func(workflow.Actor, workflow.Moment) ([]workflow.Offer, error)
}

// A Procedure is a workflow.Procedure without the type of its facts. This is the
// one seam where that type is erased: the desk, the store and the API handle any
// procedure without knowing what it is about.
type Procedure interface {
	Name() string
	Version() string
	Pack() *policy.Pack
	Standing(workflow.State) workflow.Standing
	// NeedsChildren tells whether deciding on event looks at the children's states.
	NeedsChildren(workflow.Event) bool
	// LooksInto names the procedures of the children at whose facts deciding on event looks.
	LooksInto(workflow.Event) []string
	// LooksUp tells whether deciding on event looks at the facts of the parent.
	LooksUp(workflow.Event) bool
	// Knows names the particulars of the subject that deciding on event is given.
	Knows(workflow.Event) []string
	// NeedsHeld tells whether deciding on event looks at the person's other duties.
	NeedsHeld(workflow.Event) bool
	// NeedsClocks tells whether deciding on event looks at the open clocks of the case.
	NeedsClocks(workflow.Event) bool
	// Clock describes the clock of a kind.
	Clock(kind workflow.Event) (Deadline, bool)
	Decide(Case, workflow.Command, workflow.Moment) (Decision, error)
	Offers(Case, workflow.Actor, workflow.Moment) ([]workflow.Offer, error)
	Fold(opened Case, entries []workflow.Entry) (Case, error)
	// Gives lists the duties that a case gives its subject, by its facts as they are: what its last
	// SetDuties said. It tells false for a procedure whose cases give none.
	Gives(Case) ([]workflow.Duty, bool, error)
	Table() Table
}

type erased[F any] struct{ typed *workflow.Procedure[F] }

// Erase hides the type of a procedure's facts.
func Erase[F any](p *workflow.Procedure[F]) Procedure { return erased[F]{p} }

func (e erased[F]) Name() string                                { return e.typed.Name }
func (e erased[F]) Version() string                             { return e.typed.Version }
func (e erased[F]) Pack() *policy.Pack                          { return e.typed.Pack }
func (e erased[F]) Standing(s workflow.State) workflow.Standing { return e.typed.Standing(s) }
func (e erased[F]) Table() Table                                { return describe(e.typed) }

func (e erased[F]) NeedsChildren(event workflow.Event) bool {
	return e.some(event, func(row workflow.Transition[F]) bool { return row.Children })
}

func (e erased[F]) LooksInto(event workflow.Event) []string {
	return e.listed(event, func(row workflow.Transition[F]) []string { return row.LooksInto })
}

func (e erased[F]) Knows(event workflow.Event) []string {
	return e.listed(event, func(row workflow.Transition[F]) []string { return row.Knows })
}

// listed gathers what the rows of an event name, each once.
func (e erased[F]) listed(event workflow.Event, of func(workflow.Transition[F]) []string) []string {
	var names []string
	for _, row := range e.typed.Rows {
		if row.On == event {
			names = append(names, of(row)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (e erased[F]) LooksUp(event workflow.Event) bool {
	return e.some(event, func(row workflow.Transition[F]) bool { return row.LooksUp })
}

func (e erased[F]) NeedsHeld(event workflow.Event) bool {
	return e.some(event, func(row workflow.Transition[F]) bool { return row.Held })
}

func (e erased[F]) NeedsClocks(event workflow.Event) bool {
	return e.some(event, func(row workflow.Transition[F]) bool { return row.Clocks })
}

func (e erased[F]) Clock(kind workflow.Event) (Deadline, bool) {
	d, known := e.typed.Deadline(kind)
	if !known {
		return Deadline{}, false
	}
	return clock(d, e.typed.Pack), true
}

func (e erased[F]) some(event workflow.Event, is func(workflow.Transition[F]) bool) bool {
	return slices.ContainsFunc(e.typed.Rows, func(row workflow.Transition[F]) bool { return row.On == event && is(row) })
}

func (e erased[F]) Decide(c Case, command workflow.Command, at workflow.Moment) (Decision, error) {
	typed, err := reveal[F](c)
	if err != nil {
		return Decision{}, err
	}
	decision, err := e.typed.Decide(typed, command, at)
	if err != nil {
		return Decision{}, err
	}
	after, err := conceal(decision.Case)
	return Decision{
		Decision: workflow.Decision[jsontext.Value]{Case: after, Entry: decision.Entry, Actions: decision.Actions, Documents: decision.Documents},
		Offers: func(actor workflow.Actor, at workflow.Moment) ([]workflow.Offer, error) {
			return e.offers(decision.Case, actor, at) // the facts need not be read again
		},
	}, err
}

func (e erased[F]) Offers(c Case, actor workflow.Actor, at workflow.Moment) ([]workflow.Offer, error) {
	typed, err := reveal[F](c)
	if err != nil {
		return nil, err
	}
	return e.offers(typed, actor, at)
}

func (e erased[F]) offers(c workflow.Case[F], actor workflow.Actor, at workflow.Moment) (offers []workflow.Offer, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			offers, err = nil, fmt.Errorf("offers in %s panicked: %v", c.State, caught)
		}
	}()
	return e.typed.Offers(c, actor, at), nil
}

func (e erased[F]) Fold(opened Case, entries []workflow.Entry) (Case, error) {
	typed, err := reveal[F](opened)
	if err != nil {
		return opened, err
	}
	folded, err := e.typed.Fold(typed, entries)
	if err != nil {
		return opened, err
	}
	return conceal(folded)
}

// A giver is facts whose case gives its subject duties.
type giver[F any] interface {
	Standing(workflow.Case[F]) []workflow.Duty
}

func (e erased[F]) Gives(c Case) ([]workflow.Duty, bool, error) {
	if _, gives := any(*new(F)).(giver[F]); !gives {
		return nil, false, nil
	}
	typed, err := reveal[F](c)
	if err != nil {
		return nil, true, err
	}
	return any(typed.Facts).(giver[F]).Standing(typed), true, nil
}

func reveal[F any](c Case) (workflow.Case[F], error) {
	var facts F
	if len(c.Facts) > 0 {
		if err := json.Unmarshal(c.Facts, &facts); err != nil {
			return workflow.Case[F]{}, fmt.Errorf("facts of case %s: %w", c.ID, err)
		}
	}
	return with(c, facts), nil
}

func conceal[F any](c workflow.Case[F]) (Case, error) {
	facts, err := wire.Canonical(c.Facts)
	if err != nil {
		return Case{}, fmt.Errorf("facts of case %s: %w", c.ID, err)
	}
	return with(c, facts), nil
}

// with copies everything but the facts.
func with[A, B any](c workflow.Case[A], facts B) workflow.Case[B] {
	return workflow.Case[B]{
		ID: c.ID, Parent: c.Parent, Ref: c.Ref, Subject: c.Subject, Agency: c.Agency, Zone: c.Zone, State: c.State,
		Resumes: c.Resumes, Revision: c.Revision, Last: c.Last, Facts: facts,
	}
}

func typed[F any](build func(*policy.Pack) (*workflow.Procedure[F], error)) func(*policy.Pack) (Procedure, error) {
	return func(pack *policy.Pack) (Procedure, error) {
		p, err := build(pack)
		if err != nil {
			return nil, err
		}
		return Erase(p), nil
	}
}
