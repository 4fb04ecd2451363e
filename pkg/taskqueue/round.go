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

// fireBatch handles one batch of timers, many cases at a time, each case in the order of its timers. A fault of one case is
// logged and lets the case rest; a fault of the store is the round's.
func (s *Sweep) fireBatch(ctx context.Context) (Report, time.Time, error) {
	due, next, err := s.alarms.Due(ctx, timerBatch+s.rest.extra)
	if err != nil {
		return Report{}, next, fmt.Errorf("due timers: %w", err)
	}
	report := s.handle(ctx, s.rest.awake(due, time.Now()))
	if report.Reminded > 0 {
		s.messages.ring() // what a deadline tells, the desk rings for
	}
	return report, next, nil
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
	group.SetLimit(timersAtOnce)
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

func isDeadline(timer casework.Timer) bool { return timer.Reminder == 0 }

type timerKey struct {
	id         uuid.UUID
	reminder   int
	generation int64
}

func keyOf(timer casework.Timer) timerKey {
	return timerKey{timer.ID, timer.Reminder, timer.Generation}
}
