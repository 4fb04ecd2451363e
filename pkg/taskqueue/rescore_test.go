package taskqueue_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"selter/pkg/oversight"
	"selter/pkg/taskqueue"
	"selter/workflow"
)

// TestRescore is one table over both queues.
func TestRescore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, q peer){
		"goes_through_all_rounds":                              rescoredAll,
		"goes_on_after_a_step_that_failed":                     rescoredAfterFault,
		"goes_on_with_another_worker_when_the_first_one_stops": rescoredByAnother,
		"goes_on_after_a_flush_when_it_is_rung_for_again":      rescoredAfterFlush,
		"a_second_bell_does_no_round_twice":                    rescoredOnce,
		"is_let_go_when_it_names_nothing":                      rescoredNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overQueues(t, test)
		})
	}
}

// strides is how many steps the measurings of these tests take.
const strides = 12

// A measuring is what a database would keep of one: where it stands, and which steps were done.
type measuring struct {
	mu     sync.Mutex
	batch  oversight.Batch
	done   map[int64]int
	before func(ctx context.Context, at int64) error // is called in each step
}

func newMeasuring() *measuring {
	return &measuring{batch: oversight.Batch{ID: uuid.Must(uuid.NewV7()), Total: strides}, done: make(map[int64]int), before: func(context.Context, int64) error { return nil }}
}

func (m *measuring) stand() oversight.Batch {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.batch
}

func (m *measuring) ended() bool { return !m.stand().Ended.IsZero() }

func (m *measuring) Unended(context.Context) ([]oversight.Batch, error) {
	if m.ended() {
		return nil, nil
	}
	return []oversight.Batch{m.stand()}, nil
}

func (m *measuring) Step(ctx context.Context, id uuid.UUID) (oversight.Batch, bool, error) {
	was := m.stand()
	if id != was.ID {
		return was, false, oversight.ErrNoBatch
	}
	if !was.Ended.IsZero() {
		return was, false, nil
	}
	if err := m.before(ctx, was.Done); err != nil {
		return was, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.batch != was { // another was faster
		return m.batch, false, nil
	}
	m.done[was.Done]++
	m.batch.Done, m.batch.After = was.Done+1, workflow.CaseID(uuid.Must(uuid.NewV7()))
	if m.batch.Done == strides {
		m.batch.Ended = time.Now()
	}
	return m.batch, true, nil
}

func (m *measuring) wantEachOnce(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for at := range int64(strides) {
		if m.done[at] != 1 {
			t.Errorf("step %d was done %d times", at, m.done[at])
		}
	}
}

// measurer is a worker that takes part in a measuring.
func measurer(t *testing.T, q *taskqueue.Queue, m *measuring) (stop func()) {
	t.Helper()
	l := newLedger()
	worker := taskqueue.NewWorker(q, taskqueue.NewSweep(l, l, nil, quiet()), nil, quiet())
	worker.Rescores(m)
	return started(t, worker.Run)
}

func rescoredAll(t *testing.T, q peer) {
	m := newMeasuring()
	measurer(t, q.Queue, m) // rings for what is unended as it starts
	eventually(t, soon, "the end", m.ended)
	m.wantEachOnce(t)
}

func rescoredAfterFault(t *testing.T, q peer) {
	m := newMeasuring()
	var once sync.Once
	m.before = func(_ context.Context, at int64) (err error) {
		if at == strides/2 {
			once.Do(func() { err = errors.New("the database is gone") })
		}
		return err
	}
	measurer(t, q.Queue, m)
	eventually(t, soon, "the end", m.ended)
	m.wantEachOnce(t)
}

func rescoredByAnother(t *testing.T, q peer) {
	m := newMeasuring()
	reached, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	m.before = func(_ context.Context, at int64) error {
		if at == strides/2 {
			once.Do(func() {
				close(reached)
				<-goOn
			})
		}
		return nil
	}
	stop := measurer(t, q.Queue, m)
	<-reached
	stopped := make(chan struct{})
	go func() {
		stop()
		close(stopped)
	}()
	close(goOn)
	<-stopped // it has left the rest to the next task, or come to the end
	measurer(t, q.Queue, m)
	eventually(t, soon, "the end", m.ended)
	m.wantEachOnce(t)
}

func rescoredAfterFlush(t *testing.T, q peer) {
	m := newMeasuring()
	broken := true
	var mu sync.Mutex
	m.before = func(context.Context, int64) error {
		mu.Lock()
		defer mu.Unlock()
		if broken {
			return errors.New("the database is gone")
		}
		return nil
	}
	measurer(t, q.Queue, m)
	eventually(t, soon, "a task that waits to be tried again", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["retry"] > 0
	})
	q.flush(t)
	mu.Lock()
	broken = false
	mu.Unlock()
	if err := q.RingBatch(t.Context(), m.stand()); err != nil {
		t.Fatal(err)
	}
	eventually(t, soon, "the end", m.ended)
	m.wantEachOnce(t)
}

func rescoredOnce(t *testing.T, q peer) {
	m := newMeasuring()
	for range 5 {
		if err := q.RingBatch(t.Context(), m.stand()); err != nil {
			t.Fatal(err)
		}
	}
	measurer(t, q.Queue, m)
	measurer(t, q.Queue, m)
	eventually(t, soon, "the end", m.ended)
	eventually(t, soon, "an empty queue", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["pending"]+sizes["active"]+sizes["scheduled"]+sizes["retry"]+sizes["archived"] == 0
	})
	m.wantEachOnce(t)
}

func rescoredNothing(t *testing.T, q peer) {
	m := newMeasuring()
	m.batch.Ended = time.Now()
	measurer(t, q.Queue, m)
	client := asynq.NewClientFromRedisClient(q.Conn())
	if _, err := client.EnqueueContext(t.Context(), asynq.NewTask(taskqueue.RescoreTask, []byte("nobody")), asynq.Queue(taskqueue.QueueName), asynq.MaxRetry(taskqueue.MaxRetry)); err != nil {
		t.Fatal(err)
	}
	// It is neither tried again nor a dead letter.
	eventually(t, soon, "an empty queue", func() bool {
		sizes, err := q.Sizes(t.Context())
		return err == nil && sizes["pending"]+sizes["active"]+sizes["scheduled"]+sizes["retry"]+sizes["archived"] == 0
	})
	if len(m.done) > 0 {
		t.Error("something was measured")
	}
}
