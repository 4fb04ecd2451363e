package taskqueue

import (
	"sync"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// rests keeps cases whose timers fail out of the rounds for a while, longer each time, so that they neither spin nor keep the others
// waiting. It is memory of one process only: a restart tries everything at once.
type rests struct {
	mu    sync.Mutex
	cases map[workflow.CaseID]rest
	tried map[timerKey]bool // handed out by the last call of awake
	extra int               // timers of resting cases, which the next listing will hold too
}

type rest struct {
	until time.Time
	tries int
}

// add lets a case rest and tells how long.
func (r *rests) add(id workflow.CaseID, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lay(id, now)
}

func (r *rests) lay(id workflow.CaseID, now time.Time) time.Duration {
	if r.cases == nil {
		r.cases = make(map[workflow.CaseID]rest)
	}
	tries := r.cases[id].tries + 1
	r.cases[id] = rest{until: now.Add(backoff(tries)), tries: tries}
	return backoff(tries)
}

// forget ends the rest of a case of which a timer was handled.
func (r *rests) forget(id workflow.CaseID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.cases, id)
}

// awake gives the timers of due whose cases do not rest. A case of which a timer was handed out before, without a fault, and is due
// still, rests as well. Cases that have nothing due any more are forgotten.
func (r *rests) awake(due []casework.Timer, now time.Time) []casework.Timer {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, timer := range due {
		if _, failed := r.cases[timer.Case]; r.tried[keyOf(timer)] && !failed {
			r.lay(timer.Case, now)
		}
	}
	var awake []casework.Timer
	kept, tried := make(map[workflow.CaseID]rest), make(map[timerKey]bool)
	for _, timer := range due {
		entry, failed := r.cases[timer.Case]
		if failed {
			kept[timer.Case] = entry
		}
		if !failed || !now.Before(entry.until) {
			awake = append(awake, timer)
			tried[keyOf(timer)] = true
		}
	}
	r.cases, r.tried, r.extra = kept, tried, len(due)-len(awake)
	return awake
}
