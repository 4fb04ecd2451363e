package taskqueue

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"selter/pkg/oversight"
)

// rescoreTask says that a measuring of everything has rounds left. It carries the name of the measuring and nothing else.
const rescoreTask = "score:rescore"

// share is how long one task goes through rounds before it leaves the rest to the next: long beside the pause in which a
// worker looks for tasks, short beside handlerTimeout.
const share = 4 * time.Second

// A Rescorer measures everything anew, some rounds at a time. How far it has come is in the database.
type Rescorer interface {
	// Step does the next rounds. It is not mine when another did them meanwhile: the other then goes on.
	Step(ctx context.Context, id uuid.UUID) (after oversight.Batch, mine bool, err error)
	// Unended lists what has not come to its end.
	Unended(ctx context.Context) ([]oversight.Batch, error)
}

// RingBatch lets some worker go on with a measuring where it stands. It is safe to ring too often: who comes second to the
// same rounds leaves them.
func (q *Queue) RingBatch(ctx context.Context, batch oversight.Batch) error {
	return q.ring(ctx, batch, uuid.NewString())
}

// ring is named by where the measuring stands and by why it rings.
func (q *Queue) ring(ctx context.Context, batch oversight.Batch, why string) error {
	ctx, cancel := context.WithTimeout(ctx, ringTimeout)
	defer cancel()
	name := asynq.TaskID("rescore:" + batch.ID.String() + ":" + batch.After.String() + ":" + why)
	task := asynq.NewTask(rescoreTask, []byte(batch.ID.String()), append(taskOptions(), name)...)
	if err := enqueue(ctx, asynq.NewClientFromRedisClient(q.conn), task); err != nil {
		return redisError(err)
	}
	return nil
}

// Rescores lets the worker take part in measurings of everything.
func (w *Worker) Rescores(r Rescorer) { w.rescorer = r }

// resume rings for what was begun and is not at its end: its bell may have been lost while nobody was here.
func (w *Worker) resume(ctx context.Context) {
	if w.rescorer == nil {
		return
	}
	batches, err := w.rescorer.Unended(ctx)
	for _, batch := range batches {
		if err == nil {
			err = w.queue.RingBatch(ctx, batch)
		}
	}
	if err != nil && ctx.Err() == nil {
		w.log.WarnContext(ctx, "what was to be measured anew waits for another ring", slog.Any("error", err))
	}
}

// rescore is the handler of rescoreTask. It leaves the rest to another task when its share is done, and when the
// worker stops.
func (w *Worker) rescore(stopping context.Context) asynq.HandlerFunc {
	return func(ctx context.Context, task *asynq.Task) error {
		id, err := uuid.ParseBytes(task.Payload())
		if err != nil {
			w.log.ErrorContext(ctx, "a task names no measuring", slog.String("task", task.Type()))
			return nil // it names none at the next attempt either
		}
		ctx, cancel := context.WithTimeout(ctx, handlerTimeout)
		defer cancel()
		for began := time.Now(); ; {
			batch, mine, err := w.rescorer.Step(ctx, id)
			switch {
			case err != nil:
				return err
			case !mine || !batch.Ended.IsZero():
				return nil
			case time.Since(began) >= share || stopping.Err() != nil:
				return w.queue.ring(ctx, batch, "next")
			}
		}
	}
}
