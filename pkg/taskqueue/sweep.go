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

// A Desk acts on what the sweep finds. Its methods are guarded by the database: to call them twice, or in two places, changes nothing.
type Desk interface {
	// Fire sends the event of a deadline that has passed to its case. It is nil as well when the timer is not open any more.
	Fire(ctx context.Context, timer casework.Timer) error
	// Deliver brings a message to whom it is for.
	Deliver(ctx context.Context, message casework.Message) casework.Outcome
	// DeliverTogether brings notices, or has scores measured, as one. An error does not say which of them it is about: each is then
	// brought alone.
	DeliverTogether(ctx context.Context, messages []casework.Message) error
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
	timersAtOnce = 8 // cases
	messageBatch = 256
	// setsAtOnce leaves connections to the deadlines, of which a process has four for each processor.
	setsAtOnce = 4
	noticeSet  = 64
	scoreSet   = 8
	// togetherAttempts is more than one, since what a process that dies has claimed is none the worse for it.
	togetherAttempts = 2
	// deliveryTimeout bounds one delivery. What has not begun within beginTime is handed back, so that a batch is through, even if
	// all are slow, before its lease ends, and what a process that dies has claimed soon comes to another.
	deliveryTimeout = 5 * time.Second
	beginTime       = 4 * time.Second
	lease           = 15 * time.Second
	// manyAttempts is when a message that cannot be delivered becomes a matter for a person; it is tried on all the same.
	manyAttempts = 10
	// longestSleep bounds how late a deadline is when every bell is silent and the clocks differ.
	longestSleep  = 500 * time.Millisecond
	shortestSleep = 10 * time.Millisecond
	depthInterval = 5 * time.Second
)

// A Sweep does what is due. Any number of them may run on one database. Deadlines and messages have a lane each: however many
// messages wait, and however long they take, no deadline waits for them.
type Sweep struct {
	alarms casework.Alarms
	desk   Desk
	meter  Meter
	log    *slog.Logger

	deadlines, messages *lane
	offset              atomic.Int64 // of the store's clock from ours, nanoseconds
	rest                rests
}

// NewSweep makes a sweep. Meter may be nil.
func NewSweep(alarms casework.Alarms, desk Desk, meter Meter, log *slog.Logger) *Sweep {
	if meter == nil {
		meter = silent{}
	}
	s := &Sweep{alarms: alarms, desk: desk, meter: meter, log: log}
	s.deadlines, s.messages = newLane(s.fireBatch, meter), newLane(s.deliverBatch, meter)
	return s
}

// Ring implements casework.Bell for this process: Run wakes up when messages wait or something is due before it would look again.
func (s *Sweep) Ring(wake casework.Wake) {
	if len(wake.Messages) > 0 {
		s.messages.ring()
	}
	if slices.ContainsFunc(wake.Due, s.now().Add(longestSleep).After) {
		s.deadlines.ring()
	}
}

// Run sweeps until ctx ends. It sleeps until the next timer is due, half a second at most, or until the bell rings. Faults are
// logged and tried again, ever more slowly; they never end it.
func (s *Sweep) Run(ctx context.Context) error {
	var messages sync.WaitGroup
	messages.Go(func() { s.follow(ctx, s.messages, func() {}) })
	var measured time.Time
	s.follow(ctx, s.deadlines, func() {
		if time.Since(measured) >= depthInterval {
			s.measure(ctx)
			measured = time.Now()
		}
	})
	messages.Wait()
	return nil
}

// follow does the rounds of a lane until ctx ends.
func (s *Sweep) follow(ctx context.Context, l *lane, before func()) {
	var faults int
	for ctx.Err() == nil {
		before()
		report, next, err := l.take(ctx, nil)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.ErrorContext(ctx, "sweep failed", slog.Any("error", err))
			pause(ctx, backoff(faults)) // a bell must not hurry a database that is down
			faults++
		case report.moved():
			faults = 0
		default:
			faults = 0
			s.sleep(ctx, l, next)
		}
	}
}

// Wake does one round of either lane that begins after the call. Calls that come while one is under way share the next.
func (s *Sweep) Wake(ctx context.Context) error {
	var messages sync.WaitGroup
	var undelivered error
	messages.Go(func() { undelivered = s.messages.wake(ctx) })
	err := s.deadlines.wake(ctx)
	messages.Wait()
	return errors.Join(err, undelivered)
}

func (s *Sweep) sleep(ctx context.Context, l *lane, next time.Time) {
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
	case <-l.bell:
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
