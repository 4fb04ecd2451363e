package taskqueue

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"selter/pkg/casework"
)

// The two tasks there are.
const (
	deliverTask = "outbox:deliver"
	wakeTask    = "deadline:wake"
)

const (
	// maxRetry leaves a task alive over crashes: with 0 one kill in the handler archives it for good.
	maxRetry = 25
	// maxPayload bounds what a task carries: six ids.
	maxPayload = 256
	// linger lets the commits of a busy moment share one task.
	linger = 10 * time.Millisecond
	// bufferSize is how many wakes wait for the relay; more are dropped, and found by the sweep.
	bufferSize = 1024
	// ringTimeout bounds one attempt to reach Redis.
	ringTimeout = 5 * time.Second
)

// A Relay is the bell of casework: it passes each wake to the sweep of this process and, through Redis, to the workers of others.
// Run does the second part; a Relay that does not run, or whose Redis is gone, only rings here.
type Relay struct {
	queue *Queue
	here  casework.Bell
	wakes chan casework.Wake
	log   *slog.Logger
}

// NewRelay makes a bell. Here is rung at once, in the caller's goroutine; it is the sweep of this process, or nil.
func NewRelay(queue *Queue, here casework.Bell, log *slog.Logger) *Relay {
	return &Relay{queue: queue, here: here, wakes: make(chan casework.Wake, bufferSize), log: log}
}

// Ring implements casework.Bell.
func (r *Relay) Ring(wake casework.Wake) {
	if r.here != nil {
		r.here.Ring(wake)
	}
	select {
	case r.wakes <- wake:
	default: // a thousand wakes wait already
	}
}

// Run passes wakes on until ctx ends. It starts with a ring of its own: something may have come due while nobody was here.
func (r *Relay) Run(ctx context.Context) error {
	wake, broken := casework.Wake{Due: []time.Time{time.Now()}}, false
	for {
		err := r.send(ctx, wake)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !broken: // once for each outage
			r.log.WarnContext(ctx, "the bell is broken, the sweep goes on without it", slog.Any("error", redisError(err)))
		case err == nil && broken:
			r.log.InfoContext(ctx, "the bell rings again")
		}
		broken = err != nil
		select {
		case <-ctx.Done():
			return nil
		case wake = <-r.wakes:
		}
		pause(ctx, linger)
		wake = r.gather(wake)
	}
}

// gather adds what else waits.
func (r *Relay) gather(wake casework.Wake) casework.Wake {
	for {
		select {
		case more := <-r.wakes:
			wake.Messages = append(wake.Messages, more.Messages...)
			wake.Due = append(wake.Due, more.Due...)
		default:
			return wake
		}
	}
}

// send puts at most one task for all messages, and one for each second in which something is due, into Redis.
func (r *Relay) send(ctx context.Context, wake casework.Wake) error {
	ctx, cancel := context.WithTimeout(ctx, ringTimeout)
	defer cancel()
	// A client remembers for ever which queues it has announced; a flush makes that memory false. So each batch takes a new one.
	client := asynq.NewClientFromRedisClient(r.queue.conn)
	if len(wake.Messages) > 0 {
		if err := enqueue(ctx, client, messageTask(wake.Messages)); err != nil {
			return err
		}
	}
	rung := make(map[int64]bool)
	for _, due := range wake.Due {
		at := wakeAt(due)
		if rung[at.Unix()] {
			continue
		}
		rung[at.Unix()] = true
		if err := enqueue(ctx, client, dueTask(at)); err != nil {
			return err
		}
	}
	return nil
}

// wakeAt is the first full second after due, and one more: asynq cuts to seconds and would wake up to one too early.
func wakeAt(due time.Time) time.Time {
	at := due.Truncate(time.Second)
	if at.Before(due) {
		at = at.Add(time.Second)
	}
	return at.Add(time.Second)
}

// dueTask is named by its second alone: all timers of one second share it, those of other generations too, because whoever hears it
// reads the rows. An archived or orphaned task blocks its own second at most, which the sweep covers.
func dueTask(at time.Time) *asynq.Task {
	second := strconv.FormatInt(at.Unix(), 10)
	return asynq.NewTask(wakeTask, []byte(second), append(taskOptions(), asynq.TaskID("wake:"+second), asynq.ProcessAt(at))...)
}

// messageTask names the first messages; who hears it takes whatever waits.
func messageTask(ids []uuid.UUID) *asynq.Task {
	var payload strings.Builder
	for _, id := range ids {
		if payload.Len()+len(id.String())+1 > maxPayload {
			break
		}
		if payload.Len() > 0 {
			payload.WriteByte(' ')
		}
		payload.WriteString(id.String())
	}
	return asynq.NewTask(deliverTask, []byte(payload.String()), append(taskOptions(), asynq.TaskID("outbox:"+ids[0].String()))...)
}

func taskOptions() []asynq.Option {
	return []asynq.Option{asynq.Queue(queueName), asynq.MaxRetry(maxRetry), asynq.Timeout(handlerTimeout)}
}

// enqueue takes a task that is there already for a success: the rows decide what is done.
func enqueue(ctx context.Context, client *asynq.Client, task *asynq.Task) error {
	_, err := client.EnqueueContext(ctx, task)
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// pause waits, shorter when ctx ends.
func pause(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
