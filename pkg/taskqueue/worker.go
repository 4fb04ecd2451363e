package taskqueue

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hibiken/asynq"
)

const (
	// handlerTimeout bounds every handler.
	handlerTimeout = 10 * time.Second
	// shutdownTimeout is longer, so that a stop never leaves a handler running while another worker has its task already.
	shutdownTimeout = handlerTimeout + 5*time.Second
)

// A Worker hears the bell that others ring through Redis, and makes the sweep of this process do a round. It decides nothing: the
// rows do, so that a task that comes early, twice or never changes only how soon.
type Worker struct {
	queue    *Queue
	sweep    *Sweep
	rescorer Rescorer // nil: measurings are for other workers
	meter    Meter
	log      *slog.Logger
}

// NewWorker makes a worker. Meter may be nil.
func NewWorker(queue *Queue, sweep *Sweep, meter Meter, log *slog.Logger) *Worker {
	if meter == nil {
		meter = silent{}
	}
	return &Worker{queue: queue, sweep: sweep, meter: meter, log: log}
}

// Run works until ctx ends, then waits for what is being worked on. Redis may be absent when it starts.
func (w *Worker) Run(ctx context.Context) error {
	w.queue.workers.Add(1)
	defer w.queue.workers.Done()
	server := asynq.NewServerFromRedisClient(w.queue.conn, asynq.Config{
		Queues:      map[string]int{queueName: 1},
		Concurrency: 4, // rounds are shared anyway
		// A handler that has begun may end: it is bounded by its own timeout, not by the stop.
		BaseContext:              func() context.Context { return context.WithoutCancel(ctx) },
		TaskCheckInterval:        200 * time.Millisecond,
		DelayedTaskCheckInterval: time.Second,
		ShutdownTimeout:          shutdownTimeout,
		RetryDelayFunc:           retryDelay,
		ErrorHandler:             asynq.ErrorHandlerFunc(w.failed),
		Logger:                   asynqLog{w.log},
		LogLevel:                 asynq.WarnLevel,
	})
	mux := asynq.NewServeMux()
	mux.HandleFunc(deliverTask, w.handle)
	mux.HandleFunc(wakeTask, w.handle)
	if w.rescorer != nil {
		mux.HandleFunc(rescoreTask, w.rescore(ctx))
	}
	if err := server.Start(mux); err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	w.resume(ctx)
	<-ctx.Done()
	server.Shutdown()
	return nil
}

// handle is the handler of the bell's two tasks.
func (w *Worker) handle(ctx context.Context, _ *asynq.Task) error {
	ctx, cancel := context.WithTimeout(ctx, handlerTimeout)
	defer cancel()
	return w.sweep.Wake(ctx)
}

// failed records a task that asynq gives up. The rows that it was to wake are still open, so the sweep goes on with them; the
// dead letter says that something is wrong.
func (w *Worker) failed(ctx context.Context, task *asynq.Task, err error) {
	retried, _ := asynq.GetRetryCount(ctx)
	limit, _ := asynq.GetMaxRetry(ctx)
	id, _ := asynq.GetTaskID(ctx)
	if retried < limit {
		w.log.WarnContext(ctx, "task failed", slog.String("task", task.Type()), slog.String("id", id), slog.Any("error", err))
		return
	}
	w.meter.DeadLetter(task.Type())
	w.log.ErrorContext(ctx, "dead letter", slog.String("task", task.Type()), slog.String("id", id), slog.Any("error", err))
}

// retryDelay doubles from one second to a minute.
func retryDelay(n int, _ error, _ *asynq.Task) time.Duration {
	return min(time.Second<<min(n, 6), time.Minute)
}
