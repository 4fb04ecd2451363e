package taskqueue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"pgregory.net/rapid"

	"selter/pkg/casework"
	"selter/pkg/taskqueue"
)

// soon is long enough for anything that is to happen at once on a busy machine.
const soon = 20 * time.Second

// TestQueue is one table over both queues. The rows are named by what the guards of the house call them.
func TestQueue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, q peer){
		"a_message_is_delivered_once":                     deliveredOnce,
		"a_task_that_fails_is_tried_again":                retried,
		"a_restarted_worker_goes_on":                      workerRestarted,
		"a_flush_loses_the_task_and_not_the_deadline_A1":  flushed,
		"health_tells_of_a_flush_until_the_next_ring_A2":  forgotten,
		"an_early_wake_does_not_fire_A3":                  earlyWake,
		"an_orphaned_task_holds_nothing_up_A7":            orphaned,
		"a_task_that_runs_twice_acts_once_A8":             doubleRun,
		"a_stop_waits_for_the_handler_A9":                 shutdown,
		"a_task_that_is_there_already_is_no_error_A11":    conflict,
		"a_dead_letter_is_told_and_its_row_goes_on_A13":   deadLetter,
		"without_redis_only_latency_is_lost_A15":          withoutRedis,
		"payloads_are_small_and_opaque_A16":               payloads,
		"time_passes_S6":                                  timePasses,
		"a_restart_is_a_flush_S7":                         restarted,
		"a_thousand_rings_cost_few_tasks_and_never_block": manyRings,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overQueues(t, test)
		})
	}
}

// far is a worker in a process of its own: its sweep does not run, so that only the bell wakes it.
func far(t *testing.T, q *taskqueue.Queue, l *ledger, m taskqueue.Meter) (stop func()) {
	t.Helper()
	return started(t, taskqueue.NewWorker(q, taskqueue.NewSweep(l, l, m, quiet()), m, quiet()).Run)
}

func relay(t *testing.T, q *taskqueue.Queue) *taskqueue.Relay {
	t.Helper()
	r := taskqueue.NewRelay(q, nil, quiet())
	started(t, r.Run)
	return r
}

func ringFor(ids ...uuid.UUID) casework.Wake { return casework.Wake{Messages: ids} }

func deliveredOnce(t *testing.T, q peer) {
	l := newLedger()
	far(t, q.Queue, l, nil)
	r := relay(t, q.Queue)
	var ids []uuid.UUID
	for range 50 {
		id := l.send("announce")
		ids = append(ids, id)
		r.Ring(ringFor(id))
	}
	for _, id := range ids {
		eventually(t, soon, "delivery", func() bool { return l.count(id) > 0 })
	}
	eventually(t, soon, "an empty queue", func() bool { return empty(t, q.Queue) })
	for _, id := range ids {
		if l.count(id) != 1 {
			t.Errorf("delivered %d times", l.count(id))
		}
	}
	if l.called("deliver") != len(ids) {
		t.Errorf("%d deliveries for %d messages", l.called("deliver"), len(ids))
	}
}

func empty(t *testing.T, q *taskqueue.Queue) bool {
	t.Helper()
	sizes, err := q.Sizes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, size := range sizes {
		sum += size
	}
	return sum == 0
}

func retried(t *testing.T, q peer) {
	l := newLedger()
	l.broken = errors.New("the database is down")
	far(t, q.Queue, l, nil)
	id := l.send("announce")
	relay(t, q.Queue).Ring(ringFor(id))
	eventually(t, soon, "a task that waits for its second try", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["retry"] > 0
	})
	l.mu.Lock()
	l.broken = nil
	l.mu.Unlock()
	eventually(t, soon, "delivery at a later try", func() bool { return l.count(id) == 1 })
}

func workerRestarted(t *testing.T, q peer) {
	l := newLedger()
	r := relay(t, q.Queue)
	first := l.send("announce")
	stop := far(t, q.Queue, l, nil)
	r.Ring(ringFor(first))
	eventually(t, soon, "delivery by the first worker", func() bool { return l.count(first) == 1 })
	stop()
	second := l.send("announce")
	r.Ring(ringFor(second))
	eventually(t, soon, "a task that waits", func() bool { return !empty(t, q.Queue) })
	if l.count(second) != 0 {
		t.Fatal("delivered without a worker")
	}
	far(t, q.Queue, l, nil)
	eventually(t, soon, "delivery by the second worker", func() bool { return l.count(second) == 1 })
}

func flushed(t *testing.T, q peer) {
	l := newLedger()
	s := taskqueue.NewSweep(l, l, nil, quiet())
	timer := l.arm(newCase(), 2*time.Second, "report_due", 0)
	id := l.send("announce")
	r := relay(t, q.Queue)
	r.Ring(casework.Wake{Messages: []uuid.UUID{id}, Due: []time.Time{timer.Due}})
	eventually(t, soon, "a scheduled task", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["scheduled"] > 0 && sizes["pending"] > 0
	})
	q.flush(t)
	if !empty(t, q.Queue) {
		t.Fatal("the flush left something")
	}
	started(t, taskqueue.NewWorker(q.Queue, s, nil, quiet()).Run)
	started(t, s.Run)
	eventually(t, soon, "the message", func() bool { return l.count(id) == 1 })
	eventually(t, soon, "the deadline", func() bool { return l.count(timer.ID) == 1 })
	if early := timer.Due.Sub(l.happened(timer.ID)); early > 0 {
		t.Errorf("%v early", early)
	}
}

func forgotten(t *testing.T, q peer) {
	r := relay(t, q.Queue)
	eventually(t, soon, "health after the relay's first ring", func() bool { return q.Health(t.Context()) == nil })
	q.flush(t)
	if err := q.Health(t.Context()); !errors.Is(err, taskqueue.ErrForgotten) {
		t.Errorf("after a flush: %v", err)
	}
	r.Ring(ringFor(uuid.New()))
	eventually(t, soon, "health after a ring", func() bool { return q.Health(t.Context()) == nil })
}

func earlyWake(t *testing.T, q peer) {
	l := newLedger()
	far(t, q.Queue, l, nil)
	timer := l.arm(newCase(), 1500*time.Millisecond, "report_due", 0)
	client := asynq.NewClientFromRedisClient(q.Conn())
	// As asynq does by itself, up to a second early; here many times over.
	for time.Now().Before(timer.Due.Add(200 * time.Millisecond)) {
		if _, err := client.EnqueueContext(t.Context(), asynq.NewTask(taskqueue.WakeTask, nil, asynq.Queue(taskqueue.QueueName))); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, soon, "the deadline", func() bool { return l.count(timer.ID) == 1 })
	if early := timer.Due.Sub(l.happened(timer.ID)); early > 0 {
		t.Errorf("%v early", early)
	}
	if l.called("due") < 5 {
		t.Errorf("only %d looks: nothing was proven", l.called("due"))
	}
}

func orphaned(t *testing.T, q peer) {
	l := newLedger()
	stuck := make(chan struct{})
	var once sync.Once
	t.Cleanup(func() { once.Do(func() { close(stuck) }) })
	var first atomic.Bool
	l.onFire = func(ctx context.Context, _ casework.Timer) error {
		if first.CompareAndSwap(false, true) { // the first worker freezes in its handler
			<-stuck
			return errors.New("it was frozen")
		}
		return nil
	}
	far(t, q.Queue, l, nil)
	r := relay(t, q.Queue)
	timer := l.arm(newCase(), 0, "report_due", 0)
	eventually(t, soon, "a handler that is stuck", first.Load)
	if err := q.Conn().Del(t.Context(), "asynq:{"+taskqueue.QueueName+"}:lease").Err(); err != nil {
		t.Fatal(err)
	}
	sizes, err := q.Sizes(t.Context())
	if err != nil || sizes["orphaned"] != 1 {
		t.Errorf("sizes %v, %v", sizes, err)
	}
	started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run) // of another process
	eventually(t, soon, "the deadline, by the sweep", func() bool { return l.count(timer.ID) == 1 })
	id := l.send("announce")
	r.Ring(ringFor(id))
	eventually(t, soon, "a later message", func() bool { return l.count(id) == 1 })
	once.Do(func() { close(stuck) })
	if l.count(timer.ID) != 1 {
		t.Error("the frozen handler acted after all")
	}
}

func doubleRun(t *testing.T, q peer) {
	l := newLedger()
	var running, most atomic.Int64
	l.onFire = func(context.Context, casework.Timer) error {
		n := running.Add(1)
		defer running.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		end := time.Now().Add(5 * time.Second)
		for most.Load() < 2 && time.Now().Before(end) { // until the other one is here too
			pause(t, 5*time.Millisecond)
		}
		return nil
	}
	timer := l.arm(newCase(), 0, "report_due", 0)
	client := asynq.NewClientFromRedisClient(q.Conn())
	for range 8 {
		if _, err := client.EnqueueContext(t.Context(), asynq.NewTask(taskqueue.WakeTask, nil, asynq.Queue(taskqueue.QueueName))); err != nil {
			t.Fatal(err)
		}
	}
	far(t, q.Queue, l, nil)
	far(t, q.Queue, l, nil)
	eventually(t, soon, "an empty queue", func() bool { return empty(t, q.Queue) })
	if most.Load() < 2 {
		t.Error("the task did not run twice at once: nothing was proven")
	}
	if l.count(timer.ID) != 1 {
		t.Errorf("fired %d times", l.count(timer.ID))
	}
}

// pause lets a handler work for a while.
func pause(t *testing.T, long time.Duration) {
	t.Helper()
	<-time.After(long)
}

func shutdown(t *testing.T, q peer) {
	l := newLedger()
	begun := make(chan struct{})
	var once sync.Once
	var ended atomic.Bool
	l.onFire = func(ctx context.Context, _ casework.Timer) error {
		once.Do(func() { close(begun) })
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			ended.Store(true)
			return nil
		}
	}
	timer := l.arm(newCase(), 0, "report_due", 0)
	stop := far(t, q.Queue, l, nil)
	relay(t, q.Queue)
	<-begun
	far(t, q.Queue, l, nil) // whoever takes over must find nothing to take
	stop()
	if !ended.Load() || l.count(timer.ID) != 1 {
		t.Errorf("the stop did not wait: ended %v, fired %d times", ended.Load(), l.count(timer.ID))
	}
	eventually(t, soon, "an empty queue", func() bool { return empty(t, q.Queue) })
	if l.called("fire") != 1 {
		t.Errorf("the handler ran %d times", l.called("fire"))
	}
}

func conflict(t *testing.T, q peer) {
	l := newLedger()
	log := &lines{}
	r := taskqueue.NewRelay(q.Queue, nil, slog.New(slog.NewTextHandler(log, nil)))
	started(t, r.Run)
	inspector := asynq.NewInspectorFromRedisClient(q.Conn())

	// Archived: the id is taken for good.
	due := time.Now().Add(time.Hour)
	id := fmt.Sprintf("wake:%d", taskqueue.WakeAt(due).Unix())
	r.Ring(casework.Wake{Due: []time.Time{due}})
	eventually(t, soon, "the task", func() bool {
		_, err := inspector.GetTaskInfo(taskqueue.QueueName, id)
		return err == nil
	})
	if err := inspector.ArchiveTask(taskqueue.QueueName, id); err != nil {
		t.Fatal(err)
	}
	message := l.send("announce")
	r.Ring(casework.Wake{Due: []time.Time{due}})
	r.Ring(casework.Wake{Due: []time.Time{due, due.Add(time.Hour)}, Messages: []uuid.UUID{message}})
	eventually(t, soon, "the task behind the refused one", func() bool {
		_, err := inspector.GetTaskInfo(taskqueue.QueueName, fmt.Sprintf("wake:%d", taskqueue.WakeAt(due.Add(time.Hour)).Unix()))
		return err == nil
	})
	far(t, q.Queue, l, nil)
	eventually(t, soon, "the message beside the refused task", func() bool { return l.count(message) == 1 })

	// Done: the same id may come back.
	eventually(t, soon, "the end of the task", func() bool {
		_, err := inspector.GetTaskInfo(taskqueue.QueueName, "outbox:"+message.String())
		return errors.Is(err, asynq.ErrTaskNotFound)
	})
	another := l.send("announce")
	r.Ring(ringFor(message, another))
	eventually(t, soon, "the message of a task whose id was used before", func() bool { return l.count(another) == 1 })
	if log.text() != "" {
		t.Errorf("a conflict was taken for a fault: %s", log.text())
	}
	if l.count(message) != 1 {
		t.Errorf("delivered %d times", l.count(message))
	}
}

func deadLetter(t *testing.T, q peer) {
	l := newLedger()
	l.broken = errors.New("the database is down")
	m := &meter{}
	far(t, q.Queue, l, m)
	timer := l.arm(newCase(), 0, "report_due", 0)
	client := asynq.NewClientFromRedisClient(q.Conn())
	task := asynq.NewTask(taskqueue.WakeTask, nil, asynq.Queue(taskqueue.QueueName), asynq.MaxRetry(0)) // the last try of many
	if _, err := client.EnqueueContext(t.Context(), task); err != nil {
		t.Fatal(err)
	}
	eventually(t, soon, "the dead letter", func() bool { return m.dead() == 1 })
	eventually(t, soon, "the size", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["archived"] == 1
	})
	l.mu.Lock()
	l.broken = nil
	l.mu.Unlock()
	started(t, taskqueue.NewSweep(l, l, nil, quiet()).Run)
	eventually(t, soon, "the deadline all the same", func() bool { return l.count(timer.ID) == 1 })
}

func withoutRedis(t *testing.T, q peer) {
	l := newLedger()
	s := taskqueue.NewSweep(l, l, nil, quiet())
	var log lines
	r := taskqueue.NewRelay(q.Queue, s, slog.New(slog.NewTextHandler(&log, nil)))
	started(t, r.Run)
	started(t, s.Run)
	stopWorker := started(t, taskqueue.NewWorker(q.Queue, s, nil, quiet()).Run)
	first := l.send("announce")
	r.Ring(ringFor(first))
	eventually(t, soon, "the message", func() bool { return l.count(first) == 1 })
	q.kill()
	var slowest time.Duration
	for range 3000 {
		began := time.Now()
		r.Ring(ringFor(uuid.New()))
		slowest = max(slowest, time.Since(began))
	}
	if slowest > time.Second { // a ring that waited for Redis would take seconds
		t.Errorf("a ring took %v", slowest)
	}
	second, timer := l.send("announce"), l.arm(newCase(), 0, "report_due", 0)
	r.Ring(casework.Wake{Messages: []uuid.UUID{second}, Due: []time.Time{timer.Due}})
	eventually(t, soon, "the message without Redis", func() bool { return l.count(second) == 1 })
	eventually(t, soon, "the deadline without Redis", func() bool { return l.count(timer.ID) == 1 })
	eventually(t, soon, "a warning", func() bool { return strings.Contains(log.text(), "the bell is broken") })
	if n := strings.Count(log.text(), "the bell is broken"); n != 1 {
		t.Errorf("%d warnings for one outage", n)
	}
	if err := q.Health(t.Context()); err == nil || errors.Is(err, taskqueue.ErrForgotten) {
		t.Errorf("health without Redis: %v", err)
	}
	stopWorker()
	revived := q.revive()
	far(t, revived, l, nil)
	third := l.send("announce")
	relay(t, revived).Ring(ringFor(third))
	eventually(t, soon, "the message with Redis back", func() bool { return l.count(third) == 1 })
}

func payloads(t *testing.T, q peer) {
	r := relay(t, q.Queue)
	many := make([]uuid.UUID, 100)
	for i := range many {
		many[i] = uuid.New()
	}
	r.Ring(casework.Wake{Messages: many, Due: []time.Time{time.Now().Add(time.Hour), time.Now().Add(2 * time.Hour)}})
	inspector := asynq.NewInspectorFromRedisClient(q.Conn())
	var tasks []*asynq.TaskInfo
	eventually(t, soon, "four tasks", func() bool {
		pending, err1 := inspector.ListPendingTasks(taskqueue.QueueName)
		scheduled, err2 := inspector.ListScheduledTasks(taskqueue.QueueName)
		tasks = append(pending, scheduled...)
		return err1 == nil && err2 == nil && len(tasks) == 4 // the relay's own first ring included
	})
	opaque := regexp.MustCompile(`^([0-9]{10}|[0-9a-f-]{36}( [0-9a-f-]{36})*)$`)
	for _, task := range tasks {
		if len(task.Payload) > taskqueue.MaxPayload || !opaque.Match(task.Payload) {
			t.Errorf("%s: %d bytes %q", task.Type, len(task.Payload), task.Payload)
		}
		if task.MaxRetry < 10 {
			t.Errorf("%s: MaxRetry %d", task.Type, task.MaxRetry)
		}
		if task.Timeout > 10*time.Second || task.Retention != 0 {
			t.Errorf("%s: timeout %v, retention %v", task.Type, task.Timeout, task.Retention)
		}
	}
}

func timePasses(t *testing.T, q peer) {
	if err := q.Conn().Set(t.Context(), "short", 1, 50*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, soon, "the end of a key", func() bool {
		n, err := q.Conn().Exists(t.Context(), "short").Result()
		return err == nil && n == 0
	})
}

func restarted(t *testing.T, q peer) {
	l := newLedger()
	timer := l.arm(newCase(), time.Second, "report_due", 0)
	// The process ends with its Redis: a relay that lives on may ring again before anybody looks.
	r := taskqueue.NewRelay(q.Queue, nil, quiet())
	stop := started(t, r.Run)
	r.Ring(casework.Wake{Due: []time.Time{timer.Due}})
	eventually(t, soon, "a scheduled task", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["scheduled"] > 0
	})
	stop()
	q.kill()
	revived := q.revive()
	if err := revived.Health(t.Context()); !errors.Is(err, taskqueue.ErrForgotten) {
		t.Errorf("the restart kept something: %v", err)
	}
	// The relay of the process that starts rings once, for what came due meanwhile; from then on its sweep sees to it.
	far(t, revived, l, nil)
	eventually(t, soon, "the time of the deadline", func() bool { return time.Now().After(timer.Due) })
	relay(t, revived)
	eventually(t, soon, "the deadline", func() bool { return l.count(timer.ID) == 1 })
}

func manyRings(t *testing.T, q peer) {
	r := taskqueue.NewRelay(q.Queue, nil, quiet())
	midnight := time.Now().Add(time.Hour)
	for range 2000 { // more than the buffer holds
		r.Ring(casework.Wake{Messages: []uuid.UUID{uuid.New()}, Due: []time.Time{midnight}})
	}
	started(t, r.Run)
	eventually(t, soon, "the tasks", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["scheduled"] == 2 && sizes["pending"] == 1 // one is the relay's own first ring
	})
}

func TestWakeAt_is_never_early_and_at_most_two_seconds_late(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		due := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(r, "due"))
		at := taskqueue.WakeAt(due)
		if late := at.Sub(due); late < time.Second || late >= 2*time.Second || at.Nanosecond() != 0 {
			r.Fatalf("%v for %v", at, due)
		}
	})
}

// lines is a log that can be read while it is written.
type lines struct {
	mu  sync.Mutex
	out strings.Builder
}

func (l *lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(text)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}
