package taskqueue

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// A Desk acts on what the sweep finds. Both methods are guarded by the database: to call them twice, or in two places, changes nothing.
type Desk interface {
	// Fire sends the event of a deadline that has passed to its case. It is nil as well when the timer is not open any more.
	Fire(ctx context.Context, timer casework.Timer) error
	// Deliver brings a message to whom it is for.
	Deliver(ctx context.Context, message casework.Message) casework.Outcome
}

// A Meter is told what the sweep and the worker do.
type Meter interface {
	// Late tells how long after its time a deadline was fired, or found fired.
	Late(kind workflow.Event, by time.Duration)
	// Round tells of a round that found something to do or failed.
	Round(handled, failed int, took time.Duration)
	// Depth tells how many messages wait.
	Depth(waiting int64)
	// DeadLetter tells that asynq gave up a task.
	DeadLetter(task string)
}

// A Report counts what a sweep did.
type Report struct {
	Fired     int   // deadlines fired, or found fired
	Reminded  int   // reminders sent
	Delivered int   // messages done with
	Retried   int   // messages that will be tried again
	Failed    int   // timers that could not be handled and will be tried again
	Waiting   int64 // messages left, retries included; told by Once
}

func (r *Report) count(done bool) {
	if done {
		r.Delivered++
	} else {
		r.Retried++
	}
}

func (r *Report) add(more Report) {
	r.Fired += more.Fired
	r.Reminded += more.Reminded
	r.Delivered += more.Delivered
	r.Retried += more.Retried
	r.Failed += more.Failed
}

// moved tells whether something was done; what failed rests and is no reason to go on at once.
func (r Report) moved() bool { return r.handled()+r.Retried > 0 }

func (r Report) handled() int { return r.Fired + r.Reminded + r.Delivered }

const (
	timerBatch   = 300
	messageBatch = 32
	parallel     = 8
	// deliveryTimeout bounds one delivery; a batch is through, even if all are slow, before its lease ends.
	deliveryTimeout = 5 * time.Second
	lease           = 30 * time.Second
	// manyAttempts is when a message that cannot be delivered becomes a matter for a person; it is tried on all the same.
	manyAttempts = 10
	// longestSleep bounds how late a deadline is when every bell is silent and the clocks differ.
	longestSleep  = 500 * time.Millisecond
	shortestSleep = 10 * time.Millisecond
	depthInterval = 5 * time.Second
)

// A Sweep does what is due. Any number of them may run on one database.
type Sweep struct {
	alarms casework.Alarms
	desk   Desk
	meter  Meter
	log    *slog.Logger

	bell   chan struct{}
	offset atomic.Int64  // of the store's clock from ours, nanoseconds
	turn   chan struct{} // holds one token: a round at a time
	rest   rests

	mu   sync.Mutex
	next *flight // the round that has not begun, shared by all who want one
}

type flight struct {
	done chan struct{}
	err  error
}

// NewSweep makes a sweep. Meter may be nil.
func NewSweep(alarms casework.Alarms, desk Desk, meter Meter, log *slog.Logger) *Sweep {
	if meter == nil {
		meter = silent{}
	}
	s := &Sweep{alarms: alarms, desk: desk, meter: meter, log: log, bell: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// Ring implements casework.Bell for this process: Run wakes up when messages wait or something is due before it would look again.
func (s *Sweep) Ring(wake casework.Wake) {
	horizon := s.now().Add(longestSleep)
	if len(wake.Messages) == 0 && !slices.ContainsFunc(wake.Due, horizon.After) {
		return
	}
	s.ring()
}

func (s *Sweep) ring() {
	select {
	case s.bell <- struct{}{}:
	default: // it rings already
	}
}

// Run sweeps until ctx ends. It sleeps until the next timer is due, half a second at most, or until the bell rings. Faults are
// logged and tried again, ever more slowly; they never end it.
func (s *Sweep) Run(ctx context.Context) error {
	var faults int
	var measured time.Time
	for ctx.Err() == nil {
		if time.Since(measured) >= depthInterval {
			s.measure(ctx)
			measured = time.Now()
		}
		report, next, err := s.take(ctx, nil)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.log.ErrorContext(ctx, "sweep failed", slog.Any("error", err))
			pause(ctx, backoff(faults)) // a bell must not hurry a database that is down
			faults++
		case report.moved():
			faults = 0
		default:
			faults = 0
			s.sleep(ctx, next)
		}
	}
	return nil
}

// Wake does one round that begins after the call. Calls that come while one is under way share the next.
func (s *Sweep) Wake(ctx context.Context) error {
	s.mu.Lock()
	shared := s.next
	if shared != nil {
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-shared.done:
			return shared.err
		}
	}
	mine := &flight{done: make(chan struct{})}
	s.next = mine
	s.mu.Unlock()

	defer close(mine.done)
	var report Report
	if report, _, mine.err = s.take(ctx, mine); report.moved() {
		s.ring() // where there was one batch there may be another
	}
	return mine.err
}

// take waits for its turn and does a round, for all who share mine if that is not nil.
func (s *Sweep) take(ctx context.Context, mine *flight) (Report, time.Time, error) {
	var err error
	select {
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	}
	if mine != nil { // from here on, who wants a round wants another one
		s.mu.Lock()
		s.next = nil
		s.mu.Unlock()
	}
	if err != nil {
		return Report{}, time.Time{}, err
	}
	began := time.Now()
	report, next, err := s.round(ctx)
	failed := report.Failed + report.Retried
	if err != nil {
		failed++
	}
	if report.moved() || failed > 0 {
		s.meter.Round(report.handled(), failed, time.Since(began))
	}
	return report, next, err
}

func (s *Sweep) sleep(ctx context.Context, next time.Time) {
	long := longestSleep
	if !next.IsZero() {
		// Never less than a moment: while clocks differ, or a case rests, what is due by ours may stay where it is.
		long = max(min(next.Sub(s.now()), longestSleep), shortestSleep)
	}
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-s.bell:
	}
}

// now is the store's clock, as well as it is known here. Nothing is decided by it.
func (s *Sweep) now() time.Time { return time.Now().Add(time.Duration(s.offset.Load())) }

func (s *Sweep) measure(ctx context.Context) {
	waiting, now, err := s.alarms.Depth(ctx)
	if err != nil {
		return // the round will meet the same fault, and report it
	}
	s.offset.Store(int64(time.Until(now)))
	s.meter.Depth(waiting)
}

// backoff doubles from 50 ms to 10 s.
func backoff(n int) time.Duration { return min(50*time.Millisecond<<min(n, 10), 10*time.Second) }

// errPanic marks a fault that would have ended the process.
var errPanic = errors.New("panic")

type silent struct{}

func (silent) Late(workflow.Event, time.Duration) {}
func (silent) Round(int, int, time.Duration)      {}
func (silent) Depth(int64)                        {}
func (silent) DeadLetter(string)                  {}
