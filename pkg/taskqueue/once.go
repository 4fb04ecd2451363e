package taskqueue

import (
	"context"
	"fmt"
	"slices"

	"selter/pkg/casework"
)

// onceTries is how often Once meets the same open timer before it gives up.
const onceTries = 3

// Once does, one after the other, all that is due: deadlines strictly in the order of their times, each followed by the messages that
// it caused. It ends when nothing is due and no message can be claimed, or with the first fault. The order is the same on every run.
func (s *Sweep) Once(ctx context.Context) (Report, error) {
	var report Report
	for _, l := range []*lane{s.deadlines, s.messages} {
		if err := l.await(ctx); err != nil {
			return report, err
		}
		defer func() { l.turn <- struct{}{} }()
	}
	seen := make(map[timerKey]int)
	for {
		if err := s.drain(ctx, &report); err != nil {
			return report, err
		}
		due, _, err := s.alarms.Due(ctx, timerBatch)
		if err != nil {
			return report, fmt.Errorf("due timers: %w", err)
		}
		if len(due) == 0 {
			waiting, _, err := s.alarms.Depth(ctx)
			report.Waiting = waiting
			return report, err
		}
		if key := keyOf(due[0]); seen[key] == onceTries {
			return report, fmt.Errorf("timer %s (%s of case %s) stays due", due[0].ID, due[0].Kind, due[0].Case)
		} else {
			seen[key]++
		}
		if err := s.first(ctx, due, &report); err != nil {
			return report, err
		}
	}
}

// first handles the reminders at the head of due, or the deadline there.
func (s *Sweep) first(ctx context.Context, due []casework.Timer, report *Report) error {
	if heads := slices.IndexFunc(due, isDeadline); heads != 0 {
		if heads < 0 {
			heads = len(due)
		}
		n, err := s.alarms.Remind(ctx, due[:heads])
		report.Reminded += n
		return err
	}
	if err := s.fire(ctx, due[0]); err != nil {
		return err
	}
	report.Fired++
	return nil
}

// drain delivers one message after the other until none can be claimed.
func (s *Sweep) drain(ctx context.Context, report *Report) error {
	for {
		messages, err := s.alarms.Claim(ctx, messageBatch, lease)
		if err != nil {
			return fmt.Errorf("claim: %w", err)
		}
		if len(messages) == 0 {
			return nil
		}
		for _, message := range messages {
			done, err := s.deliver(ctx, ctx, message)
			if err != nil {
				return err
			}
			report.count(done)
		}
	}
}
