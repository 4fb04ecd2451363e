package compliance

import (
	"slices"
	"time"

	"selter/workflow"
	"selter/workflow/openselection"
)

// A journal finds the entries of a trail. It has no index: there are some dozens of entries, and
// making one takes longer than looking through them. Nobody asks for seals, so what was sealed of a
// score does not change it.
type journal struct {
	id    workflow.CaseID
	steps []Step
}

// last finds the newest entry of some events.
func (j journal) last(events ...workflow.Event) (Step, bool) {
	for _, step := range slices.Backward(j.steps) {
		if slices.Contains(events, step.Event) {
			return step, true
		}
	}
	return Step{}, false
}

// first finds the oldest entry of an event after another entry; 0 is before all.
func (j journal) first(event workflow.Event, after int64) (Step, bool) {
	for i := range j.steps {
		if j.steps[i].Event == event && j.steps[i].Seq > after {
			return j.steps[i], true
		}
	}
	return Step{}, false
}

// all lists the entries of an event.
func (j journal) all(event workflow.Event) []Step {
	var found []Step
	for i := range j.steps {
		if j.steps[i].Event == event {
			found = append(found, j.steps[i])
		}
	}
	return found
}

// entry finds the entry of an event with a number.
func (j journal) entry(event workflow.Event, seq int64) (Step, bool) {
	step, there := j.first(event, seq-1)
	return step, there && step.Seq == seq
}

// byPerson finds the newest entry of an event by a person.
func (j journal) byPerson(event workflow.Event, person string) (Step, bool) {
	for _, step := range slices.Backward(j.steps) {
		if step.Event == event && step.Person == person {
			return step, true
		}
	}
	return Step{}, false
}

// rested is how long the case was held between two entries: its clocks stand still meanwhile.
func (j journal) rested(from, to Step) time.Duration {
	var rest time.Duration
	var since time.Time
	for _, s := range j.steps {
		if s.Seq <= from.Seq || s.Seq > to.Seq {
			continue
		}
		switch into, out := held(s.To) && !held(s.From), held(s.From) && !held(s.To); {
		case into:
			since = s.At
		case out && !since.IsZero():
			rest, since = rest+s.At.Sub(since), time.Time{}
		}
	}
	return rest
}

func held(s workflow.State) bool {
	return s == openselection.HeldForElection || s == openselection.HeldForComplaint
}
