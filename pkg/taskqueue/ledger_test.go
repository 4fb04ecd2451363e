package taskqueue_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/taskqueue"
	"selter/workflow"
)

// ledger is casework.Alarms and the desk in memory: guarded as the real ones are, and it keeps what happened to what and when.
type ledger struct {
	mu       sync.Mutex
	skew     time.Duration // of its clock from the machine's
	timers   map[uuid.UUID]*casework.Timer
	messages []*waiting
	log      []string // what took effect, in order
	effects  map[uuid.UUID]int
	at       map[uuid.UUID]time.Time // when it took effect
	calls    map[string]int

	// onFire and onDeliver run before the guard, without the lock; an error is a fault.
	onFire    func(ctx context.Context, timer casework.Timer) error
	onDeliver func(ctx context.Context, message casework.Message) error
	// broken makes every call of the alarms fail.
	broken error
}

type waiting struct {
	casework.Message
	free time.Time // when it may be claimed
}

func newLedger() *ledger {
	return &ledger{
		timers: make(map[uuid.UUID]*casework.Timer), effects: make(map[uuid.UUID]int),
		at: make(map[uuid.UUID]time.Time), calls: make(map[string]int),
	}
}

func (l *ledger) now() time.Time { return time.Now().Add(l.skew).UTC() }

// arm adds a deadline that is due after a while, or a reminder.
func (l *ledger) arm(of workflow.CaseID, in time.Duration, kind workflow.Event, reminder int) casework.Timer {
	l.mu.Lock()
	defer l.mu.Unlock()
	timer := casework.Timer{ID: uuid.New(), Case: of, Kind: kind, Reminder: reminder, Generation: 1, Due: l.now().Add(in)}
	l.timers[timer.ID] = &timer
	return timer
}

func (l *ledger) send(kind workflow.Event) uuid.UUID {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := uuid.New()
	l.messages = append(l.messages, &waiting{Message: casework.Message{ID: id, Kind: casework.EventMessage, Event: kind}})
	return id
}

func (l *ledger) enter(name string) error {
	l.calls[name]++
	return l.broken
}

func (l *ledger) Due(_ context.Context, limit int) (due []casework.Timer, next time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.enter("due"); err != nil {
		return nil, next, err
	}
	open := make([]casework.Timer, 0, len(l.timers))
	for _, timer := range l.timers {
		if timer.FiredAt.IsZero() && timer.ClearedAt.IsZero() {
			open = append(open, *timer)
		}
	}
	slices.SortFunc(open, func(a, b casework.Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	for _, timer := range open {
		if timer.Due.After(l.now()) || len(due) == limit {
			return due, timer.Due, nil
		}
		due = append(due, timer)
	}
	return due, next, nil
}

func (l *ledger) take(timer casework.Timer) bool {
	row := l.timers[timer.ID]
	if row == nil || !row.FiredAt.IsZero() || !row.ClearedAt.IsZero() || row.Due.After(l.now()) || row.Generation != timer.Generation {
		return false
	}
	row.FiredAt = l.now()
	l.effects[timer.ID]++
	l.at[timer.ID] = row.FiredAt
	return true
}

func (l *ledger) Remind(_ context.Context, reminders []casework.Timer) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.enter("remind"); err != nil {
		return 0, err
	}
	for _, timer := range reminders {
		if timer.Kind == "bad_due" {
			return 0, errors.New("a bad reminder")
		}
	}
	for _, timer := range reminders {
		if l.take(timer) {
			l.log = append(l.log, fmt.Sprintf("remind %s %d", timer.Kind, timer.Reminder))
			n++
		}
	}
	return n, nil
}

func (l *ledger) Dismiss(context.Context, casework.Timer, string) error {
	panic("the sweep dismisses nothing: the desk does")
}

func (l *ledger) Fire(ctx context.Context, timer casework.Timer) error {
	if l.onFire != nil {
		if err := l.onFire(ctx, timer); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls["fire"]++
	if l.take(timer) {
		l.log = append(l.log, "fire "+string(timer.Kind))
	}
	return nil
}

func (l *ledger) Claim(_ context.Context, limit int, lease time.Duration) ([]casework.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.enter("claim"); err != nil {
		return nil, err
	}
	var claimed []casework.Message
	for _, message := range l.messages {
		if len(claimed) < limit && message.Done.IsZero() && !message.free.After(l.now()) {
			message.free = l.now().Add(lease)
			message.Attempts++
			claimed = append(claimed, message.Message)
		}
	}
	return claimed, nil
}

func (l *ledger) Deliver(ctx context.Context, message casework.Message) casework.Outcome {
	if l.onDeliver != nil {
		if err := l.onDeliver(ctx, message); err != nil {
			return casework.Outcome{Remark: err.Error()}
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls["deliver"]++
	if l.effects[message.ID] == 0 { // as the desk does, by the message's key
		l.effects[message.ID]++
		l.at[message.ID] = l.now()
		l.log = append(l.log, "deliver "+string(message.Event))
	}
	return casework.Outcome{Done: true}
}

func (l *ledger) DeliverTogether(ctx context.Context, messages []casework.Message) error {
	return deliverTogether(ctx, messages, l.Deliver)
}

// deliverTogether ends with the first that fails.
func deliverTogether(ctx context.Context, messages []casework.Message, deliver func(context.Context, casework.Message) casework.Outcome) error {
	for _, message := range messages {
		if outcome := deliver(ctx, message); !outcome.Done {
			return errors.New(outcome.Remark)
		}
	}
	return nil
}

func (l *ledger) SettleAll(ctx context.Context, ids []uuid.UUID) error {
	for _, id := range ids {
		if err := l.Settle(ctx, id, casework.Outcome{Done: true}); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) Settle(_ context.Context, id uuid.UUID, outcome casework.Outcome) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.enter("settle"); err != nil {
		return err
	}
	for _, message := range l.messages {
		if message.ID != id {
			continue
		}
		message.free, message.Outcome = l.now().Add(outcome.Retry), outcome.Remark
		if outcome.Done {
			message.Done = l.now()
		}
	}
	return nil
}

func (l *ledger) Depth(context.Context) (waiting int64, now time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.enter("depth"); err != nil {
		return 0, now, err
	}
	for _, message := range l.messages {
		if message.Done.IsZero() {
			waiting++
		}
	}
	return waiting, l.now(), nil
}

func (l *ledger) count(id uuid.UUID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.effects[id]
}

func (l *ledger) happened(id uuid.UUID) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[id]
}

func (l *ledger) called(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[name]
}

func (l *ledger) story() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.log)
}

var (
	_ casework.Alarms = (*ledger)(nil)
	_ taskqueue.Desk  = (*ledger)(nil)
	_ casework.Bell   = (*taskqueue.Sweep)(nil)
	_ casework.Bell   = (*taskqueue.Relay)(nil)
)

func newCase() workflow.CaseID { return workflow.CaseID(uuid.New()) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// started runs something until the test ends, or until the function that it answers is called.
func started(t *testing.T, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// eventually waits for what another goroutine brings about.
func eventually(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(within); !is(); <-ticker.C {
		if time.Now().After(end) {
			t.Fatalf("after %v still not: %s", within, what)
		}
	}
}
