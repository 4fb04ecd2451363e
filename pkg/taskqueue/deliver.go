package taskqueue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"selter/pkg/casework"
)

// deliverBatch claims messages and delivers them side by side, those that can be together as sets.
func (s *Sweep) deliverBatch(ctx context.Context) (Report, time.Time, error) {
	messages, err := s.alarms.Claim(ctx, messageBatch, lease)
	if err != nil {
		return Report{}, time.Time{}, fmt.Errorf("claim: %w", err)
	}
	begin, cancel := context.WithTimeout(ctx, beginTime)
	defer cancel()
	var mu sync.Mutex
	var report Report
	var group errgroup.Group
	group.SetLimit(setsAtOnce)
	for _, set := range sets(messages) {
		group.Go(func() error {
			done, err := s.deliverSet(ctx, begin, set)
			mu.Lock()
			defer mu.Unlock()
			report.add(done)
			return err
		})
	}
	err = group.Wait()
	return report, time.Time{}, err
}

// together is how many messages of a kind make a set: notices, and scores, of which several may come from one case. An event
// for another case goes alone.
var together = map[casework.MessageKind]int{casework.NoticeMessage: noticeSet, casework.ScoreMessage: scoreSet}

// sets puts messages together that are delivered together. What has been tried that way before goes alone, lest one that takes
// too long hold up others again and again.
func sets(messages []casework.Message) [][]casework.Message {
	var list [][]casework.Message
	open := make(map[casework.MessageKind]int) // where in the list the set is to which one more can be added
	for _, message := range messages {
		most := together[message.Kind]
		if most == 0 || message.Attempts > togetherAttempts {
			list = append(list, []casework.Message{message})
			continue
		}
		at, there := open[message.Kind]
		if !there || len(list[at]) == most {
			at = len(list)
			open[message.Kind] = at
			list = append(list, nil)
		}
		list[at] = append(list[at], message)
	}
	return list
}

// deliverSet delivers a set as one and, should that fail, one by one, so that only the bad one waits.
func (s *Sweep) deliverSet(ctx, begin context.Context, set []casework.Message) (Report, error) {
	if len(set) > 1 && begin.Err() == nil {
		if err := s.attemptTogether(ctx, set); err == nil {
			return s.settleAll(ctx, set)
		}
	}
	var report Report
	for _, message := range set {
		done, err := s.deliver(ctx, begin, message)
		if err != nil {
			return report, err
		}
		report.count(done)
	}
	return report, nil
}

func (s *Sweep) settleAll(ctx context.Context, set []casework.Message) (Report, error) {
	ids := make([]uuid.UUID, len(set))
	for i, message := range set {
		ids[i] = message.ID
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	if err := s.alarms.SettleAll(ctx, ids); err != nil {
		return Report{}, fmt.Errorf("settle %d messages: %w", len(ids), err)
	}
	return Report{Delivered: len(ids)}, nil
}

// settling outlives a stop: what has been delivered is to be settled, even when the stop comes in between.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), deliveryTimeout)
}

// deliver delivers one claimed message and settles it. What cannot be begun any more is handed back at once, not after its lease.
func (s *Sweep) deliver(ctx, begin context.Context, message casework.Message) (bool, error) {
	outcome := casework.Outcome{Remark: "handed back", Retry: shortestSleep}
	if begin.Err() == nil {
		outcome = s.attempt(ctx, message)
		s.complain(ctx, message, outcome)
	}
	if !outcome.Done && outcome.Retry <= 0 {
		outcome.Retry = backoff(message.Attempts)
	}
	ctx, cancel := settling(ctx)
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

// attemptTogether leaves it to the attempts at each message to log what is wrong.
func (s *Sweep) attemptTogether(ctx context.Context, set []casework.Message) (err error) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", errPanic, reason)
		}
	}()
	return s.desk.DeliverTogether(ctx, set)
}
