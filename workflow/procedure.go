package workflow

import (
	"fmt"
	"slices"

	"selter/workflow/policy"
)

// A Standing says what kind of place a state is.
type Standing string

// The standings of states.
const (
	Active Standing = "active" // the case goes on from here
	Held   Standing = "held"   // the case rests and will return
	Final  Standing = "final"  // the case has ended
)

// A StateInfo is one word of a procedure's vocabulary.
type StateInfo struct {
	Name     State
	Standing Standing
}

// A Procedure is a piece of law written as a table of rows, for one policy pack.
type Procedure[F any] struct {
	Name    string // singular noun: round, selection
	Version string // of the table; stored with every case
	Pack    *policy.Pack
	States  []StateInfo
	Rows    []Transition[F]
	// Deadlines lists the clocks that rows arm.
	Deadlines []Deadline[F]

	edges map[Event]machineTable // of each event, while nothing is held
	index map[Event][]int        // rows by event
}

// Define checks a table and makes it ready to decide. A table with a duplicate
// (event, state), an unknown state, a row that nobody may take or that cites
// nothing is an error: looplab/fsm would take the last of two rows in silence.
func Define[F any](p Procedure[F]) (*Procedure[F], error) {
	if p.Pack == nil {
		return nil, fmt.Errorf("procedure %s: no policy pack", p.Name)
	}
	if err := p.checkWords(); err != nil {
		return nil, fmt.Errorf("procedure %s: %w", p.Name, err)
	}
	p.index = make(map[Event][]int)
	taken := make(map[[2]string]bool)
	for i, row := range p.Rows {
		if err := p.check(row); err != nil {
			return nil, fmt.Errorf("procedure %s, %s: %w", p.Name, row.On, err)
		}
		for _, from := range row.From {
			key := [2]string{string(row.On), string(from)}
			if taken[key] {
				return nil, fmt.Errorf("procedure %s: two rows for %s in %s", p.Name, row.On, from)
			}
			taken[key] = true
		}
		p.index[row.On] = append(p.index[row.On], i)
	}
	p.edges = make(map[Event]machineTable, len(p.index))
	for event := range p.index {
		p.edges[event] = edges(p.rowsOf(event), "")
	}
	return &p, nil
}

// checkWords holds that each state and each clock has one name and one meaning.
func (p *Procedure[F]) checkWords() error {
	states := make(map[State]bool)
	for _, s := range p.States {
		if s.Name == "" || s.Name == Unopened || s.Name == Stay || s.Name == Return || states[s.Name] {
			return fmt.Errorf("state %q is listed twice or has a reserved name", s.Name)
		}
		if s.Standing != Active && s.Standing != Held && s.Standing != Final {
			return fmt.Errorf("state %s has no standing", s.Name)
		}
		states[s.Name] = true
	}
	clocks := make(map[Event]bool)
	for _, d := range p.Deadlines {
		if d.Kind == "" || d.Counts == nil || clocks[d.Kind] {
			return fmt.Errorf("deadline %q is listed twice or counts nothing", d.Kind)
		}
		clocks[d.Kind] = true
	}
	return nil
}

func (p *Procedure[F]) check(row Transition[F]) error {
	if row.On == "" || len(row.From) == 0 || len(row.By) == 0 || len(row.Cites) == 0 || row.Says.read == nil || row.Says.hear == nil {
		return fmt.Errorf("a row needs an event, a state, an actor, a form and a citation")
	}
	for _, from := range row.From {
		if from != Unopened && !p.knows(from) {
			return fmt.Errorf("from unknown state %q", from)
		}
	}
	if row.To != Stay && row.To != Return && !p.knows(row.To) {
		return fmt.Errorf("to unknown state %q", row.To)
	}
	for _, from := range row.From {
		held := p.Standing(from) == Held
		switch {
		case row.To == Return && !held:
			return fmt.Errorf("returns from %s, which is not held", from)
		case row.Holds && (held || p.Standing(row.To) != Held):
			return fmt.Errorf("holds from %s to %s: only a state that is not held can be held", from, row.To)
		case !row.Holds && !held && p.Standing(row.To) == Held:
			return fmt.Errorf("enters %s without a way back", row.To)
		case from == Unopened && row.To == Stay:
			return fmt.Errorf("stays unopened")
		}
	}
	for _, effect := range row.Effects {
		if effect.Plan == nil {
			return fmt.Errorf("effect %s %s plans nothing", effect.Kind, effect.Object)
		}
	}
	for _, guard := range row.Requires {
		if guard.Code == "" || guard.Check == nil {
			return fmt.Errorf("a guard without code or check")
		}
	}
	return nil
}

func (p *Procedure[F]) knows(state State) bool {
	return slices.ContainsFunc(p.States, func(s StateInfo) bool { return s.Name == state })
}

// Standing tells what kind of place state is; empty for a state the procedure
// does not have.
func (p *Procedure[F]) Standing(state State) Standing {
	for _, s := range p.States {
		if s.Name == state {
			return s.Standing
		}
	}
	return ""
}

// Row finds the row for event in state.
func (p *Procedure[F]) Row(event Event, state State) (Transition[F], bool) {
	for _, i := range p.index[event] {
		if slices.Contains(p.Rows[i].From, state) {
			return p.Rows[i], true
		}
	}
	return Transition[F]{}, false
}

// Events lists the events of the table in the order of its rows.
func (p *Procedure[F]) Events() []Event {
	var events []Event
	for _, row := range p.Rows {
		if !slices.Contains(events, row.On) {
			events = append(events, row.On)
		}
	}
	return events
}

// Deadline finds the clock of a kind.
func (p *Procedure[F]) Deadline(kind Event) (Deadline[F], bool) {
	for _, d := range p.Deadlines {
		if d.Kind == kind {
			return d, true
		}
	}
	return Deadline[F]{}, false
}

// edgesFor is what a machine needs to know that runs one event and no other.
func (p *Procedure[F]) edgesFor(event Event, resumes State) machineTable {
	if resumes == "" {
		return p.edges[event]
	}
	return edges(p.rowsOf(event), resumes)
}

func (p *Procedure[F]) rowsOf(event Event) []Transition[F] {
	rows := make([]Transition[F], len(p.index[event]))
	for i, at := range p.index[event] {
		rows[i] = p.Rows[at]
	}
	return rows
}
