package workflow

import (
	"reflect"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// The two targets of a row that are not states.
const (
	// Stay is the target of an activity: it is recorded and moves nothing.
	Stay State = "(stay)"
	// Return is the target of a release: the state from which the case was held.
	Return State = "(return)"
)

// A Transition is a row of the table: one thing one actor may do in one state.
// Everything else about it (the machine, the rights, the diagram, the contract,
// the audit words) is derived from the row.
type Transition[F any] struct {
	On       Event
	From     []State
	To       State
	By       []Role
	Says     Form[F]
	Requires []Guard[F]
	Effects  []Effect[F]
	// Documents are what the step leaves on paper, as glossary codes.
	Documents []string
	Cites     []policy.Citation
	// Holds says that the case will come back to where it is: see Return.
	Holds bool
	// Children says that guards of this row look at the states of the cases that
	// this case opened.
	Children bool
	// LooksInto names the procedures into whose cases, among those that this case opened,
	// the row looks: it is given their facts. LooksUp says that it is given the facts of the
	// case that opened this one. Whatever was looked at still stands when the decision is
	// written, or nothing is.
	LooksInto []string
	LooksUp   bool
	// Knows names the particulars of the case's subject that the row is given from where they
	// are kept, as vault fields (birth_date). They are for judging and never recorded.
	Knows []string
	// Clocks says that the row looks at the open clocks of the case.
	Clocks bool
	// Held says that guards of this row look at what duties the person whom the case is
	// about holds elsewhere.
	Held bool
}

// resumes is the state to which a case may return once the row has been taken.
func (t Transition[F]) resumes(from, before State) State {
	switch {
	case t.Holds:
		return from
	case t.To == Stay:
		return before
	}
	return "" // it went back, or left the hold for good
}

// An Occurrence is the circumstances under which a body is applied.
type Occurrence struct {
	Event Event
	Seq   int64 // of the journal entry that will say it
	At    time.Time
	Today calendar.Date
	Actor Actor
	Role  Role // the role in which the actor acts
	Pack  *policy.Pack
}

// A Body is what an actor says when acting. Apply returns the facts as they are
// once it has been said; it must not write through slices or maps of the facts
// it was given.
type Body[F any] interface {
	Apply(facts F, on Occurrence) F
}

// A Form reads the body of an event.
type Form[F any] struct {
	// Type is what an actor says, and Recorded what the journal keeps of it. They differ
	// only where the case itself completes what is said: see Gathered.
	Type, Recorded reflect.Type

	hear func(raw []byte) (func(Question[F]) (Body[F], error), error)
	read func(raw []byte) (Body[F], error)
}

// FormOf is the form whose bodies are B.
func FormOf[B Body[F], F any]() Form[F] {
	f := Form[F]{Type: reflect.TypeFor[B](), Recorded: reflect.TypeFor[B](), read: reading[B, F]}
	f.hear = func(raw []byte) (func(Question[F]) (Body[F], error), error) {
		body, err := f.read(raw)
		return func(Question[F]) (Body[F], error) { return body, nil }, err
	}
	return f
}

// Gathered is the form of an event of which the actor says S, and the case's relatives the
// rest: B is what is recorded, so that the journal alone still tells the facts. Nobody can
// say what is to be gathered. The question that gather is asked has the facts as they are
// before the event.
func Gathered[S any, B Body[F], F any](gather func(Question[F], S) (B, error)) Form[F] {
	return Form[F]{
		Type: reflect.TypeFor[S](), Recorded: reflect.TypeFor[B](), read: reading[B, F],
		hear: func(raw []byte) (func(Question[F]) (Body[F], error), error) {
			said, err := wire.Decode[S](raw)
			return func(q Question[F]) (Body[F], error) { return gather(q, said) }, err
		},
	}
}

func reading[B Body[F], F any](raw []byte) (Body[F], error) {
	body, err := wire.Decode[B](raw)
	return body, err
}
