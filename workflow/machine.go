package workflow

import (
	"context"
	"errors"

	"github.com/looplab/fsm"
)

// machineTable is the rows as the library wants them.
type machineTable = fsm.Events

// machine runs one event on a looplab/fsm built for this one decision and thrown
// away. Its only callback is the gate, which is pure: it can say no and do
// nothing else. The context is never one that can be cancelled, because a machine
// cancelled in mid-step refuses every later event.
func machine(edges machineTable, from State, event Event, gate func() error) (State, error) {
	m := fsm.NewFSM(string(from), edges, fsm.Callbacks{
		"before_event": func(_ context.Context, e *fsm.Event) {
			if no := gate(); no != nil {
				// Cancel is the only refusal that holds: an error set on the
				// event would be returned and the state moved all the same.
				e.Cancel(no)
			}
		},
	})
	err := m.Event(context.Background(), string(event))
	if _, stayed := errors.AsType[fsm.NoTransitionError](err); stayed {
		return from, nil
	}
	if cancelled, ok := errors.AsType[fsm.CanceledError](err); ok {
		return from, cancelled.Err
	}
	if err != nil {
		return from, err
	}
	return State(m.Current()), nil
}

// edges writes the rows as the library wants them. Return leads to where the case
// was held from, which differs from case to case.
func edges[F any](rows []Transition[F], resumes State) machineTable {
	var events machineTable
	for _, row := range rows {
		if row.To == Return && resumes == "" {
			continue
		}
		if row.To == Stay {
			for _, from := range row.From {
				events = append(events, fsm.EventDesc{Name: string(row.On), Src: []string{string(from)}, Dst: string(from)})
			}
			continue
		}
		to := row.To
		if to == Return {
			to = resumes
		}
		sources := make([]string, len(row.From))
		for i, from := range row.From {
			sources[i] = string(from)
		}
		events = append(events, fsm.EventDesc{Name: string(row.On), Src: sources, Dst: string(to)})
	}
	return events
}
