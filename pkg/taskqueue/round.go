package taskqueue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"selter/pkg/casework"
	"selter/workflow"
)

// round handles one batch of timers and one of messages, many cases at a time, each case in the order of its timers. A fault of
// one case is logged and lets the case rest; a fault of the store is the round's.
func (s *Sweep) round(ctx context.Context) (Report, time.Time, error) {
	var report Report
	due, next, err := s.alarms.Due(ctx, timerBatch+s.rest.extra)
	if err != nil {
		err = fmt.Errorf("due timers: %w", err)
	} else {
		report.add(s.handle(ctx, s.rest.awake(due, time.Now())))
	}
	delivered, more := s.deliverBatch(ctx)
	report.add(delivered)
	return report, next, errors.Join(err, more)
}

// handle sends the reminders that come first in their cases as one set, then goes through the cases side by side.
func (s *Sweep) handle(ctx context.Context, due []casework.Timer) Report {
	var report Report
	if len(due) == 0 {
		return report
	}
	byCase := make(map[workflow.CaseID][]casework.Timer)
	var order []workflow.CaseID
	var reminders []casework.Timer
	for _, timer := range due {
		if !isDeadline(timer) && len(byCase[timer.Case]) == 0 {
			reminders = append(reminders, timer)
			continue
		}
		if len(byCase[timer.Case]) == 0 {
			order = append(order, timer.Case)
		}
		byCase[timer.Case] = append(byCase[timer.Case], timer)
	}
	report.add(s.remind(ctx, reminders))
	// Sweeps that run side by side find the same timers; in different orders they seldom meet.
	rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] }) //nolint:gosec // who foresees this order gains nothing
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(parallel)
	for _, id := range order {
		group.Go(func() error {
			done := s.handleCase(ctx, byCase[id])
			mu.Lock()
			defer mu.Unlock()
			report.add(done)
			return nil
		})
	}
	_ = group.Wait() // faults are counted, not returned
	return report
}

// remind sends reminders as a set; where the set fails, one by one, so that only the bad one waits.
func (s *Sweep) remind(ctx context.Context, reminders []casework.Timer) Report {
	if len(reminders) == 0 {
		return Report{}
	}
	n, err := s.alarms.Remind(ctx, reminders)
	if err == nil {
		return Report{Reminded: n}
	}
	if ctx.Err() != nil {
		return Report{}
	}
	if len(reminders) == 1 {
		s.restAfter(ctx, reminders[0], err)
		return Report{Failed: 1}
	}
	var report Report
	for _, timer := range reminders {
		if ctx.Err() != nil {
			break
		}
		report.add(s.remind(ctx, []casework.Timer{timer}))
	}
	return report
}

// handleCase goes through the timers of one case and stops at the first that fails: a later deadline is not fired before an earlier one.
func (s *Sweep) handleCase(ctx context.Context, timers []casework.Timer) Report {
	var report Report
	for _, timer := range timers {
		if ctx.Err() != nil {
			return report
		}
		if !isDeadline(timer) {
			done := s.remind(ctx, []casework.Timer{timer})
			report.add(done)
			if done.Failed > 0 {
				return report
			}
			continue
		}
		if err := s.fire(ctx, timer); err != nil {
			if ctx.Err() == nil { // a stop is not the timer's fault
				s.restAfter(ctx, timer, err)
				report.Failed++
			}
			return report
		}
		s.rest.forget(timer.Case)
		s.meter.Late(timer.Kind, max(0, s.now().Sub(timer.Due)))
		report.Fired++
	}
	return report
}

func (s *Sweep) restAfter(ctx context.Context, timer casework.Timer, err error) {
	pause := s.rest.add(timer.Case, time.Now())
	s.log.ErrorContext(ctx, "timer failed", slog.String("timer", timer.ID.String()), slog.String("kind", string(timer.Kind)),
		slog.String("case", timer.Case.String()), slog.Duration("rests", pause), slog.Any("error", err))
}

// fire calls the desk and turns a panic into a fault of this timer.
func (s *Sweep) fire(ctx context.Context, timer casework.Timer) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", errPanic, reason)
		}
	}()
	if err = s.desk.Fire(ctx, timer); errors.Is(err, casework.ErrLostRace) {
		return nil // another was faster; if the timer is open still, it comes back
	}
	return err
}

// deliverBatch claims messages and delivers them side by side.
func (s *Sweep) deliverBatch(ctx context.Context) (Report, error) {
	messages, err := s.alarms.Claim(ctx, messageBatch, lease)
	if err != nil {
		return Report{}, fmt.Errorf("claim: %w", err)
	}
	var mu sync.Mutex
	var report Report
	var group errgroup.Group
	group.SetLimit(parallel)
	for _, message := range messages {
		group.Go(func() error {
			done, err := s.deliver(ctx, message)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			report.count(done)
			return nil
		})
	}
	err = group.Wait()
	return report, err
}

// deliver delivers one claimed message and settles it. What cannot be begun any more is handed back at once, not after its lease.
func (s *Sweep) deliver(ctx context.Context, message casework.Message) (bool, error) {
	outcome := casework.Outcome{Remark: "handed back", Retry: shortestSleep}
	if ctx.Err() == nil {
		outcome = s.attempt(ctx, message)
		s.complain(ctx, message, outcome)
	}
	if !outcome.Done && outcome.Retry <= 0 {
		outcome.Retry = backoff(message.Attempts)
	}
	// What has been delivered is to be settled, even when the stop comes in between.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryTimeout)
	defer cancel()
	err := s.alarms.Settle(ctx, message.ID, outcome)
	if errors.Is(err, casework.ErrLostRace) {
		return true, nil // it took longer than its lease, and another has settled it
	}
	if err != nil {
		return false, fmt.Errorf("settle message %s: %w", message.ID, err)
	}
	return outcome.Done, nil
}

func (s *Sweep) complain(ctx context.Context, message casework.Message, outcome casework.Outcome) {
	level := slog.LevelWarn
	switch {
	case outcome.Done:
		return
	case message.Attempts >= manyAttempts:
		level = slog.LevelError
	}
	s.log.Log(ctx, level, "delivery failed", slog.String("message", message.ID.String()), slog.String("event", string(message.Event)),
		slog.String("case", message.Case.String()), slog.Int("attempts", message.Attempts), slog.String("remark", outcome.Remark))
}

func (s *Sweep) attempt(ctx context.Context, message casework.Message) (outcome casework.Outcome) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil {
			s.log.ErrorContext(ctx, "delivery panicked", slog.String("message", message.ID.String()), slog.Any("error", reason))
			outcome = casework.Outcome{Remark: errPanic.Error()}
		}
	}()
	return s.desk.Deliver(ctx, message)
}

func isDeadline(timer casework.Timer) bool { return timer.Reminder == 0 }

type timerKey struct {
	id         uuid.UUID
	reminder   int
	generation int64
}

func keyOf(timer casework.Timer) timerKey {
	return timerKey{timer.ID, timer.Reminder, timer.Generation}
}
