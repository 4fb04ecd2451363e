package workflow

import (
	"time"

	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// A Question is all that a guard or an effect may look at: the case as it
// stands, its facts as they would be after the event, who asks and when. There is
// nothing else, so a decision can be taken again, exactly, from the journal.
type Question[F any] struct {
	Case     Case[F]
	After    F
	Actor    Actor
	At       time.Time     // UTC, microseconds
	Today    calendar.Date // At in the zone of the case
	Pack     *policy.Pack
	Holidays *calendar.Holidays
	// Children are the cases that this case opened, and Parent is the one that opened it;
	// only for rows that say so, see Transition.Children, LooksInto and LooksUp.
	Children []Relative
	Parent   *Relative
	// Known are the particulars of the case's subject that the row asks for, by field; only
	// for rows that say so, see Transition.Knows. One that is not kept is missing.
	Known map[string]string
	// Held are the duties of the person whom the case is about that other cases give,
	// whether in force today or not; only for rows that say so, see Transition.Held.
	Held []Duty
	// Clocks are the open clocks of the case; only for rows that say so, see Transition.Clocks.
	Clocks []Running
	// Elections are those of heads of region that are known, like the holidays.
	Elections *gates.Elections
}

// A Guard is an assertion that must hold for a row to be taken. Its code is its
// name everywhere: in refusals, in the matrix, in the glossary.
type Guard[F any] struct {
	Code string
	// Standing says that the guard judges the case as it stands, before anything
	// is said; such guards tell in advance why an event is not open to an actor. Nobody looks at
	// relatives in advance, but at the states of a round's selections: a standing guard sees no
	// Parent, no facts of Children, no Clocks and nothing Known.
	Standing bool
	Cites    []policy.Citation
	Check    func(Question[F]) Verdict
}

// A Verdict is a guard's answer with the numbers that it looked at.
type Verdict struct {
	OK       bool
	Evidence []Evidence
}

// Evidence is one thing a guard looked at: what was found, or the limit that a
// legal text sets, which then carries its citation.
type Evidence struct {
	Name     string           `json:"name"`
	Value    any              `json:"value"`
	Unit     string           `json:"unit,omitzero"`
	Citation *policy.Citation `json:"citation,omitzero"`
	Field    string           `json:"field,omitzero"` // JSON pointer into the event's body
}

// Require is the verdict that ok holds, shown by the evidence.
func Require(ok bool, evidence ...Evidence) Verdict { return Verdict{OK: ok, Evidence: evidence} }

// Found is evidence of what the case holds.
func Found(name string, value any) Evidence { return Evidence{Name: name, Value: value} }

// FoundIn is evidence of what a member of the event's body said.
func FoundIn(field, name string, value any) Evidence {
	return Evidence{Name: name, Value: value, Field: field}
}

// Limit is evidence of what the policy in force demands.
func Limit[T any](name string, v policy.Value[T]) Evidence {
	return Evidence{Name: name, Value: v.Value, Unit: v.Unit, Citation: &v.Citation}
}

// Every is the verdict that all of verdicts hold; it keeps the evidence of those
// that do not.
func Every(verdicts ...Verdict) Verdict {
	all := Verdict{OK: true}
	for _, v := range verdicts {
		if !v.OK {
			all.OK = false
			all.Evidence = append(all.Evidence, v.Evidence...)
		}
	}
	return all
}
