package taskqueue

import (
	"context"
	"sync"
	"time"
)

// A lane is one kind of work of a sweep: one round at a time, and a bell of its own.
type lane struct {
	round func(ctx context.Context) (report Report, next time.Time, err error)
	meter Meter
	bell  chan struct{}
	turn  chan struct{} // holds one token

	mu   sync.Mutex
	next *flight // the round that has not begun, shared by all who want one
}

type flight struct {
	done chan struct{}
	err  error
}

func newLane(round func(context.Context) (Report, time.Time, error), meter Meter) *lane {
	l := &lane{round: round, meter: meter, bell: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
	l.turn <- struct{}{}
	return l
}

func (l *lane) ring() {
	select {
	case l.bell <- struct{}{}:
	default: // it rings already
	}
}

// wake does one round that begins after the call. Calls that come while one is under way share the next.
func (l *lane) wake(ctx context.Context) error {
	l.mu.Lock()
	shared := l.next
	if shared != nil {
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-shared.done:
			return shared.err
		}
	}
	mine := &flight{done: make(chan struct{})}
	l.next = mine
	l.mu.Unlock()

	defer close(mine.done)
	var report Report
	if report, _, mine.err = l.take(ctx, mine); report.moved() {
		l.ring() // where there was one batch there may be another
	}
	return mine.err
}

// take waits for its turn and does a round, for all who share mine if that is not nil.
func (l *lane) take(ctx context.Context, mine *flight) (Report, time.Time, error) {
	if err := l.await(ctx); err != nil {
		l.leave(mine)
		return Report{}, time.Time{}, err
	}
	defer func() { l.turn <- struct{}{} }()
	l.leave(mine) // from here on, who wants a round wants another one
	began := time.Now()
	report, next, err := l.round(ctx)
	failed := report.Failed + report.Retried
	if err != nil {
		failed++
	}
	if report.moved() || failed > 0 {
		l.meter.Round(report.handled(), failed, time.Since(began))
	}
	return report, next, err
}

// await takes the turn, which whoever took it gives back.
func (l *lane) await(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-l.turn:
		return nil
	}
}

func (l *lane) leave(mine *flight) {
	if mine == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = nil
}
