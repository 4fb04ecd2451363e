package compliance

import (
	"time"

	"selter/workflow"
	"selter/workflow/openselection"
)

// A journal finds the entries of a trail by their events.
type journal struct {
	id    workflow.CaseID
	steps []Step
	by    map[workflow.Event][]int // places in steps
}

// read leaves out the seals: what was said of a score does not change it.
func read(id workflow.CaseID, steps []Step) journal {
	j := journal{id: id, steps: steps, by: make(map[workflow.Event][]int, len(steps))}
	for i, s := range steps {
		if s.Event != openselection.SealScore {
			j.by[s.Event] = append(j.by[s.Event], i)
		}
	}
	return j
}

// last finds the newest entry of some events.
func (j journal) last(events ...workflow.Event) (Step, bool) {
	at := -1
	for _, event := range events {
		if places := j.by[event]; len(places) > 0 {
			at = max(at, places[len(places)-1])
		}
	}
	if at < 0 {
		return Step{}, false
	}
	return j.steps[at], true
}

// first finds the oldest entry of an event after another entry; 0 is before all.
func (j journal) first(event workflow.Event, after int64) (Step, bool) {
	for _, at := range j.by[event] {
		if j.steps[at].Seq > after {
			return j.steps[at], true
		}
	}
	return Step{}, false
}

// all lists the entries of an event.
func (j journal) all(event workflow.Event) []Step {
	found := make([]Step, len(j.by[event]))
	for i, at := range j.by[event] {
		found[i] = j.steps[at]
	}
	return found
}

// entry finds the entry of an event with a number.
func (j journal) entry(event workflow.Event, seq int64) (Step, bool) {
	for _, at := range j.by[event] {
		if j.steps[at].Seq == seq {
			return j.steps[at], true
		}
	}
	return Step{}, false
}

// byPerson finds the newest entry of an event by a person.
func (j journal) byPerson(event workflow.Event, person string) (Step, bool) {
	places := j.by[event]
	for i := len(places) - 1; i >= 0; i-- {
		if j.steps[places[i]].Person == person {
			return j.steps[places[i]], true
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
