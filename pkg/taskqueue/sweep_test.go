package taskqueue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/taskqueue"
	"selter/workflow"
)

func TestRun(t *testing.T) {
	t.Parallel()

	inBubble(t, "fires_each_deadline_at_its_time_without_any_bell", func(t *testing.T) {
		l := newLedger()
		var timers []casework.Timer
		for i := range 50 {
			timers = append(timers, l.arm(newCase(), time.Duration(i*i)*37*time.Millisecond, "report_due", 0))
		}
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(2 * time.Minute)
		for _, timer := range timers {
			if late := l.happened(timer.ID).Sub(timer.Due); l.count(timer.ID) != 1 || late < 0 || late > 10*time.Millisecond {
				t.Errorf("fired %d times, %v late", l.count(timer.ID), late)
			}
		}
	})

	inBubble(t, "finds_within_half_a_second_what_nobody_told", func(t *testing.T) {
		l := newLedger()
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(10*time.Second + time.Millisecond)
		timer, message := l.arm(newCase(), 0, "report_due", 0), l.send("announce")
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		if l.count(timer.ID) != 1 || l.count(message) != 1 {
			t.Errorf("timer %d, message %d", l.count(timer.ID), l.count(message))
		}
	})

	inBubble(t, "sleeps_when_nothing_is_due", func(t *testing.T) {
		l := newLedger()
		l.arm(newCase(), 24*time.Hour, "report_due", 0)
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(time.Minute)
		if n := l.called("due"); n > 121 {
			t.Errorf("looked %d times in a minute", n)
		}
	})

	inBubble(t, "wakes_when_the_bell_rings_and_only_when_it_matters", func(t *testing.T) {
		l := newLedger()
		s := taskqueue.NewSweep(l, l, nil, quiet())
		started(t, s.Run)
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		looked := l.called("due")
		s.Ring(casework.Wake{Due: []time.Time{time.Now().Add(time.Hour)}})
		s.Ring(casework.Wake{})
		synctest.Wait()
		if n := l.called("due"); n != looked {
			t.Errorf("a bell for the far future woke it")
		}
		message := l.send("announce")
		s.Ring(casework.Wake{Messages: []uuid.UUID{message}})
		soon := l.arm(newCase(), 20*time.Millisecond, "report_due", 0)
		s.Ring(casework.Wake{Due: []time.Time{soon.Due}})
		synctest.Wait()
		if l.count(message) != 1 {
			t.Error("the message still waits")
		}
		time.Sleep(20 * time.Millisecond)
		synctest.Wait()
		if l.count(soon.ID) != 1 {
			t.Error("the deadline came later than its time")
		}
	})

	inBubble(t, "follows_the_clock_of_the_store", func(t *testing.T) {
		for _, skew := range []time.Duration{-48 * time.Hour, -time.Second, time.Second, 48 * time.Hour} {
			l := newLedger()
			l.skew = skew
			s := taskqueue.NewSweep(l, l, nil, quiet())
			stop := started(t, s.Run)
			timer := l.arm(newCase(), 777*time.Millisecond, "report_due", 0)
			time.Sleep(2 * time.Second)
			if late := l.happened(timer.ID).Sub(timer.Due); l.count(timer.ID) != 1 || late < 0 || late > 20*time.Millisecond {
				t.Errorf("skew %v: fired %d times, %v late", skew, l.count(timer.ID), late)
			}
			stop()
		}
	})

	inBubble(t, "does_not_spin_when_the_clock_of_the_store_is_set_back", func(t *testing.T) {
		l := newLedger()
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		timer := l.arm(newCase(), 900*time.Millisecond, "report_due", 0)
		time.Sleep(100 * time.Millisecond) // the clocks have been compared
		l.mu.Lock()
		l.skew = -2 * time.Second
		l.mu.Unlock()
		before := l.called("due")
		time.Sleep(10 * time.Second)
		if n := l.called("due") - before; n > 250 || l.count(timer.ID) != 1 {
			t.Errorf("looked %d times, fired %d times", n, l.count(timer.ID))
		}
	})

	inBubble(t, "goes_on_when_the_store_fails_and_does_not_storm_it", func(t *testing.T) {
		l := newLedger()
		timer := l.arm(newCase(), 0, "report_due", 0)
		l.broken = errors.New("the database is down")
		s := taskqueue.NewSweep(l, l, nil, quiet())
		started(t, s.Run)
		for range 600 { // a bell that rings all the time
			s.Ring(casework.Wake{Due: []time.Time{time.Now()}})
			time.Sleep(100 * time.Millisecond)
		}
		if n := l.called("due"); n > 20 {
			t.Errorf("asked %d times in a minute", n)
		}
		l.mu.Lock()
		l.broken = nil
		l.mu.Unlock()
		time.Sleep(10 * time.Second)
		if l.count(timer.ID) != 1 {
			t.Error("it did not recover")
		}
	})

	inBubble(t, "lets_a_failing_case_rest_and_keeps_its_order", func(t *testing.T) {
		l := newLedger()
		sick := newCase()
		first := l.arm(sick, 0, "first_due", 0)
		second := l.arm(sick, time.Second, "second_due", 0)
		var sound []casework.Timer
		for i := range 700 { // more than two batches
			sound = append(sound, l.arm(newCase(), time.Duration(i)*time.Millisecond, "sound_due", 0))
		}
		var healed atomic.Bool
		l.onFire = func(_ context.Context, timer casework.Timer) error {
			switch {
			case timer.Case != sick || healed.Load():
				return nil
			case l.called("fire")%2 == 0:
				panic("as a bug would")
			}
			return errors.New("as a fault would")
		}
		meter := &meter{}
		started(t, taskqueue.NewSweep(l, l, meter, quiet()).Run)
		time.Sleep(10 * time.Second)
		for _, timer := range sound {
			if late := l.happened(timer.ID).Sub(timer.Due); l.count(timer.ID) != 1 || late > 50*time.Millisecond {
				t.Fatalf("a sound case fired %d times, %v late", l.count(timer.ID), late)
			}
		}
		if l.count(first.ID)+l.count(second.ID) != 0 {
			t.Error("the sick case fired")
		}
		if n := meter.failures(); n < 5 || n > 12 {
			t.Errorf("%d attempts in 10 s", n)
		}
		healed.Store(true)
		time.Sleep(15 * time.Second)
		if l.count(first.ID) != 1 || l.count(second.ID) != 1 || l.happened(second.ID).Before(l.happened(first.ID)) {
			t.Error("the healed case did not fire in order")
		}
	})

	inBubble(t, "is_not_starved_by_many_failing_cases", func(t *testing.T) {
		l := newLedger()
		for range 1000 {
			l.arm(newCase(), 0, "sick_due", 0)
		}
		sound := l.arm(newCase(), time.Second, "sound_due", 0)
		l.onFire = func(_ context.Context, timer casework.Timer) error {
			if timer.Kind == "sick_due" {
				return errors.New("as a fault would")
			}
			return nil
		}
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(5 * time.Second)
		if l.count(sound.ID) != 1 {
			t.Error("the sound deadline was never reached")
		}
	})

	inBubble(t, "does_not_spin_on_a_timer_that_the_desk_leaves_open", func(t *testing.T) {
		l := newLedger()
		timer := l.arm(newCase(), 0, "report_due", 0)
		var calls atomic.Int64
		desk := desk{fire: func(context.Context, casework.Timer) error { calls.Add(1); return nil }, deliver: l.Deliver}
		started(t, taskqueue.NewSweep(l, desk, nil, quiet()).Run)
		time.Sleep(10 * time.Second)
		if n := calls.Load(); n < 2 || n > 120 || l.count(timer.ID) != 0 {
			t.Errorf("%d calls in 10 s", n)
		}
	})

	inBubble(t, "sends_reminders_as_sets_and_one_by_one_past_a_bad_one", func(t *testing.T) {
		l := newLedger()
		var good []casework.Timer
		for range 200 {
			good = append(good, l.arm(newCase(), time.Second, "report_due", 1))
		}
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(1100 * time.Millisecond)
		if n := l.called("remind"); n != 1 {
			t.Errorf("%d calls for 200 reminders", n)
		}
		l.arm(newCase(), time.Second, "bad_due", 1)
		for range 10 {
			good = append(good, l.arm(newCase(), time.Second, "report_due", 1))
		}
		time.Sleep(3 * time.Second)
		for _, timer := range good {
			if l.count(timer.ID) != 1 {
				t.Fatalf("a reminder was sent %d times", l.count(timer.ID))
			}
		}
	})

	inBubble(t, "does_not_remind_before_an_earlier_deadline_of_the_case", func(t *testing.T) {
		l := newLedger()
		of := newCase()
		l.arm(of, -3*time.Hour, "a_due", 0)
		cleared := l.arm(of, -2*time.Hour, "b_due", 1)
		l.onFire = func(context.Context, casework.Timer) error { // what the deadline does to the case ends the other clock
			l.mu.Lock()
			defer l.mu.Unlock()
			l.timers[cleared.ID].ClearedAt = l.now()
			return nil
		}
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(time.Second)
		if diff := cmp.Diff([]string{"fire a_due"}, l.story()); diff != "" {
			t.Error(diff)
		}
	})

	inBubble(t, "tries_a_message_again_and_survives_a_panic", func(t *testing.T) {
		l := newLedger()
		message, other := l.send("announce"), l.send("close")
		var tries atomic.Int64
		l.onDeliver = func(_ context.Context, m casework.Message) error {
			if m.ID != message {
				return nil
			}
			switch tries.Add(1) {
			case 1:
				return errors.New("as a fault would")
			case 2:
				panic("as a bug would")
			}
			return nil
		}
		m, log := &meter{}, &lines{}
		started(t, taskqueue.NewSweep(l, l, m, slog.New(slog.NewTextHandler(log, nil))).Run)
		time.Sleep(5 * time.Second)
		if l.count(message) != 1 || l.count(other) != 1 || tries.Load() != 3 {
			t.Errorf("delivered %d and %d times in %d tries", l.count(message), l.count(other), tries.Load())
		}
		if n := strings.Count(log.text(), `msg="delivery failed"`); n != 2 || m.failures() != 2 {
			t.Errorf("%d complaints, %d failures counted: %s", n, m.failures(), log.text())
		}
	})

	inBubble(t, "calls_for_a_person_when_a_message_cannot_be_delivered_and_goes_on", func(t *testing.T) {
		l := newLedger()
		id := l.send("announce")
		var healed atomic.Bool
		l.onDeliver = func(context.Context, casework.Message) error {
			if healed.Load() {
				return nil
			}
			return errors.New("the other side is away")
		}
		log := &lines{}
		started(t, taskqueue.NewSweep(l, l, nil, slog.New(slog.NewTextHandler(log, nil))).Run)
		time.Sleep(2 * time.Minute)
		if n := strings.Count(log.text(), "level=WARN"); n != 9 || !strings.Contains(log.text(), "level=ERROR") {
			t.Errorf("%d warnings: %s", n, log.text())
		}
		healed.Store(true)
		time.Sleep(15 * time.Second)
		if l.count(id) != 1 {
			t.Error("it was given up")
		}
	})

	inBubble(t, "hands_back_at_a_stop_what_it_has_claimed", func(t *testing.T) {
		l := newLedger()
		var ids []uuid.UUID
		for range 30 {
			ids = append(ids, l.send("announce"))
		}
		l.onDeliver = func(ctx context.Context, _ casework.Message) error { // slow, but obedient
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
				return nil
			}
		}
		stop := started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(1500 * time.Millisecond)
		stop()
		begun := len(l.story())
		started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		time.Sleep(10 * time.Second) // far less than the lease
		for _, id := range ids {
			if l.count(id) != 1 {
				t.Fatalf("delivered %d times; %d were done before the stop", l.count(id), begun)
			}
		}
		if begun == 0 || begun == 30 {
			t.Errorf("the stop came too early or too late: %d", begun)
		}
	})
}

func TestWake_shares_rounds_and_never_misses_what_came_before_it(t *testing.T) {
	t.Parallel()
	inBubble(t, "a_hundred_callers", func(t *testing.T) {
		l := newLedger()
		l.onFire = func(context.Context, casework.Timer) error { time.Sleep(100 * time.Millisecond); return nil }
		s := taskqueue.NewSweep(l, l, nil, quiet())
		l.arm(newCase(), 0, "slow_due", 0)
		var group sync.WaitGroup
		group.Go(func() { wake(t, s) })
		synctest.Wait() // the round is under way and has read its timers
		for i := range 100 {
			group.Go(func() {
				timer := l.arm(newCase(), 0, workflow.Event(fmt.Sprintf("e%d_due", i)), 0)
				wake(t, s)
				if l.count(timer.ID) != 1 {
					t.Errorf("Wake came back before timer %d had fired", i)
				}
			})
		}
		group.Wait()
		if n := l.called("due"); n > 3 {
			t.Errorf("%d rounds", n)
		}
	})

	inBubble(t, "ends_with_its_caller", func(t *testing.T) {
		l := newLedger()
		l.arm(newCase(), 0, "slow_due", 0)
		release := make(chan struct{})
		l.onFire = func(context.Context, casework.Timer) error { <-release; return nil }
		s := taskqueue.NewSweep(l, l, nil, quiet())
		var group sync.WaitGroup
		group.Go(func() { wake(t, s) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Wake(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(release)
		group.Wait()
		wake(t, s) // the one who gave up has left nothing locked
	})
}

func wake(t *testing.T, s *taskqueue.Sweep) {
	t.Helper()
	if err := s.Wake(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()

	t.Run("does_all_in_the_order_of_the_times_with_the_messages_between", func(t *testing.T) {
		t.Parallel()
		var stories [][]string
		for range 3 {
			l := newLedger()
			a, b := newCase(), newCase()
			l.arm(a, -5*time.Hour, "a_due", 1)
			l.arm(b, -4*time.Hour, "b_due", 1)
			l.arm(a, -3*time.Hour, "a_due", 0)
			l.arm(b, -2*time.Hour, "b_due", 2)
			l.arm(b, -time.Hour, "b_due", 0)
			l.arm(b, time.Hour, "later_due", 0)
			l.send("before")
			l.onFire = func(_ context.Context, timer casework.Timer) error {
				if timer.Kind == "a_due" { // what a deadline causes may be overdue itself
					l.arm(b, -150*time.Minute, "caused_due", 0)
					l.send("told")
				}
				return nil
			}
			report, err := taskqueue.NewSweep(l, l, nil, quiet()).Once(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(taskqueue.Report{Fired: 3, Reminded: 3, Delivered: 2}, report); diff != "" {
				t.Error(diff)
			}
			stories = append(stories, l.story())
		}
		want := []string{
			"deliver before", "remind a_due 1", "remind b_due 1", "fire a_due", "deliver told", "fire caused_due", "remind b_due 2", "fire b_due",
		}
		for _, story := range stories {
			if diff := cmp.Diff(want, story); diff != "" {
				t.Error(diff)
			}
		}
	})

	t.Run("reports_what_still_waits", func(t *testing.T) {
		t.Parallel()
		l := newLedger()
		l.send("announce")
		l.onDeliver = func(context.Context, casework.Message) error { return errors.New("the other side is away") }
		report, err := taskqueue.NewSweep(l, l, nil, quiet()).Once(t.Context())
		if err != nil || report.Retried == 0 || report.Waiting != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})

	t.Run("ends_with_the_first_fault", func(t *testing.T) {
		t.Parallel()
		fault := errors.New("as a fault would")
		l := newLedger()
		l.arm(newCase(), -time.Hour, "a_due", 0)
		later := l.arm(newCase(), -time.Minute, "b_due", 0)
		l.onFire = func(_ context.Context, timer casework.Timer) error {
			if timer.Kind == "a_due" {
				return fault
			}
			return nil
		}
		if _, err := taskqueue.NewSweep(l, l, nil, quiet()).Once(t.Context()); !errors.Is(err, fault) || l.count(later.ID) != 0 {
			t.Errorf("%v; the later one fired %d times", err, l.count(later.ID))
		}
	})

	t.Run("names_a_timer_that_stays_due", func(t *testing.T) {
		t.Parallel()
		l := newLedger()
		l.arm(newCase(), -time.Hour, "a_due", 0)
		desk := desk{fire: func(context.Context, casework.Timer) error { return nil }, deliver: l.Deliver}
		if _, err := taskqueue.NewSweep(l, desk, nil, quiet()).Once(t.Context()); err == nil || l.called("due") > 10 {
			t.Errorf("%v after %d looks", err, l.called("due"))
		}
	})
}

func TestTwo_sweeps_on_one_store_do_everything_once(t *testing.T) {
	t.Parallel()
	inBubble(t, "two_thousand", func(t *testing.T) {
		l := newLedger()
		var ids []uuid.UUID
		for i := range 1000 {
			ids = append(ids, l.arm(newCase(), time.Duration(i)*time.Millisecond, "report_due", i%3).ID, l.send("announce"))
		}
		l.onFire = func(context.Context, casework.Timer) error { time.Sleep(time.Millisecond); return nil }
		for range 2 {
			started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
		}
		time.Sleep(10 * time.Second)
		if i := slices.IndexFunc(ids, func(id uuid.UUID) bool { return l.count(id) != 1 }); i >= 0 {
			t.Errorf("item %d happened %d times", i, l.count(ids[i]))
		}
	})
}

// inBubble is a subtest on synthetic time.
func inBubble(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, test)
	})
}

type desk struct {
	fire    func(context.Context, casework.Timer) error
	deliver func(context.Context, casework.Message) casework.Outcome
}

func (d desk) Fire(ctx context.Context, timer casework.Timer) error { return d.fire(ctx, timer) }

func (d desk) Deliver(ctx context.Context, message casework.Message) casework.Outcome {
	return d.deliver(ctx, message)
}

func (d desk) DeliverTogether(ctx context.Context, messages []casework.Message) error {
	return deliverTogether(ctx, messages, d.deliver)
}

type meter struct {
	mu          sync.Mutex
	late        []time.Duration
	failed      int
	deadLetters []string
}

func (m *meter) Late(_ workflow.Event, by time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.late = append(m.late, by)
}

func (m *meter) Round(_, failed int, _ time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed += failed
}

func (m *meter) Depth(int64) {}

func (m *meter) DeadLetter(task string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.deadLetters = append(m.deadLetters, task)
}

func (m *meter) failures() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failed
}

func (m *meter) dead() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.deadLetters)
}
