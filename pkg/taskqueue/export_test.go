package taskqueue

import "github.com/redis/go-redis/v9"

// What tests may know.
const (
	QueueName       = queueName
	WakeTask        = wakeTask
	DeliverTask     = deliverTask
	RescoreTask     = rescoreTask
	MaxRetry        = maxRetry
	MaxPayload      = maxPayload
	HandlerTimeout  = handlerTimeout
	ShutdownTimeout = shutdownTimeout
)

// Conn is the connection of a queue.
func (q *Queue) Conn() redis.UniversalClient { return q.conn }

// WakeAt is when the bell rings for what is due.
var WakeAt = wakeAt

// End ends an embedded server and leaves its connection open, as a crash of a Redis does.
func (q *Queue) End() { q.end() }
