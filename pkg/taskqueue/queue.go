package taskqueue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// The two kinds of queue, as tests and checks name them.
const (
	Miniredis = "miniredis" // inside this process
	Redis     = "redis"
)

// queueName is the one asynq queue of the house.
const queueName = "selter"

// ErrForgotten says that Redis answers but does not know our queue: it was emptied, and nobody has rung since.
var ErrForgotten = errors.New("redis does not know the queue: it has been emptied")

// A Queue is a connection to the Redis behind the bell.
type Queue struct {
	kind    string
	conn    redis.UniversalClient
	workers sync.WaitGroup
	end     func() // of an embedded server
}

// Embedded starts a queue inside this process, without a socket. It keeps nothing when it ends, which costs nothing but latency.
func Embedded(ctx context.Context) (*Queue, error) {
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true) // otherwise what should expire stays for ever
	var ended atomic.Bool
	conn := redis.NewClient(&redis.Options{
		Addr: "in-process",
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			if ended.Load() { // else miniredis would start again
				return nil, net.ErrClosed
			}
			return server.Dial()
		},
	})
	q := &Queue{kind: Miniredis, conn: conn, end: func() {
		ended.Store(true)
		server.Close()
	}}
	if check := q.clockRuns(ctx); check.Verdict != Passed {
		return nil, errors.Join(fmt.Errorf("embedded queue: %s", check.Detail), q.Close())
	}
	return q, nil
}

// Connect opens a queue on a Redis: redis://, rediss:// and unix:// with user, password and options, redis-socket:// and
// redis-sentinel:// as asynq reads them. It does not wait for the Redis: a house whose bell is broken still opens. An error never
// repeats the address, which may hold a password.
func Connect(redisURL string) (*Queue, error) {
	scheme, _, _ := strings.Cut(redisURL, "://")
	switch scheme {
	case "redis", "rediss", "unix":
		// asynq's own reader drops the user's name, so that a Redis with access rules refuses.
		options, err := redis.ParseURL(redisURL)
		if err != nil {
			return nil, fmt.Errorf("the Redis address cannot be read (form: %s://[user:password@]...)", scheme)
		}
		return &Queue{kind: Redis, conn: redis.NewClient(options), end: func() {}}, nil
	case "redis-socket", "redis-sentinel":
		options, err := asynq.ParseRedisURI(redisURL)
		if err != nil {
			return nil, fmt.Errorf("the Redis address cannot be read (form: %s://...)", scheme)
		}
		conn, ok := options.MakeRedisClient().(redis.UniversalClient)
		if !ok {
			return nil, fmt.Errorf("a %s address gives no Redis client", scheme)
		}
		return &Queue{kind: Redis, conn: conn, end: func() {}}, nil
	default:
		return nil, errors.New("the Redis address must start with redis://, rediss://, unix://, redis-socket:// or redis-sentinel://")
	}
}

// Kind is Miniredis or Redis.
func (q *Queue) Kind() string { return q.kind }

// Close ends the connection, and the embedded queue with it. It waits for workers that still run: asynq ends the process with a
// nil pointer when its connection is closed under it.
func (q *Queue) Close() error {
	q.workers.Wait()
	err := q.conn.Close()
	q.end()
	return err
}

// Health tells whether the bell works: ErrForgotten after Redis was emptied, until the next ring; nil when all is well. It is
// worth a warning and never a refusal, because nothing depends on the bell.
func (q *Queue) Health(ctx context.Context) error {
	if err := q.conn.Ping(ctx).Err(); err != nil {
		return redisError(err)
	}
	known, err := q.known()
	if err != nil {
		return err
	}
	if !known {
		return ErrForgotten
	}
	return nil
}

// known tells whether Redis knows the queue.
func (q *Queue) known() (bool, error) {
	queues, err := asynq.NewInspectorFromRedisClient(q.conn).Queues()
	if err != nil {
		return false, redisError(err)
	}
	return slices.Contains(queues, queueName), nil
}

// Sizes counts the tasks of the queue by their state, and as "orphaned" those active ones that nobody works on any more. All are
// zero while Redis does not know the queue.
func (q *Queue) Sizes(ctx context.Context) (map[string]int, error) {
	sizes := map[string]int{"pending": 0, "active": 0, "scheduled": 0, "retry": 0, "archived": 0, "orphaned": 0}
	if known, err := q.known(); !known {
		return sizes, err
	}
	info, err := asynq.NewInspectorFromRedisClient(q.conn).GetQueueInfo(queueName)
	if err != nil {
		return nil, redisError(err)
	}
	// asynq calls a task orphaned when its lease has run out, and overlooks for ever one whose lease is gone. So count the leases.
	leases, err := q.conn.ZCount(ctx, "asynq:{"+queueName+"}:lease", strconv.FormatInt(time.Now().Unix(), 10), "+inf").Result()
	if err != nil {
		return nil, redisError(err)
	}
	sizes["pending"], sizes["active"], sizes["scheduled"] = info.Pending, info.Active, info.Scheduled
	sizes["retry"], sizes["archived"] = info.Retry, info.Archived
	sizes["orphaned"] = max(0, info.Active-int(leases))
	return sizes, nil
}

// clockRuns proves that time passes in the embedded queue: a key that lives 5 ms must die. Every start waits for it.
func (q *Queue) clockRuns(ctx context.Context) Check {
	const key, life = "selter:clock", 5 * time.Millisecond
	check := Check{Name: "queue_clock", Verdict: Refused, Detail: "time stands still in the embedded queue"}
	if err := q.conn.Set(ctx, key, 1, life).Err(); err != nil {
		check.Detail = "the embedded queue does not answer"
		return check
	}
	ticker := time.NewTicker(life / 5)
	defer ticker.Stop()
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		if n, err := q.conn.Exists(ctx, key).Result(); err == nil && n == 0 {
			return Check{Name: check.Name, Verdict: Passed, Detail: "time passes in the embedded queue"}
		}
		select {
		case <-ctx.Done():
			check.Detail = ctx.Err().Error()
			return check
		case <-ticker.C:
		}
	}
	return check
}

// asynqLog lets asynq speak through slog. What asynq calls fatal is not fatal to this house.
type asynqLog struct{ log *slog.Logger }

func (l asynqLog) Debug(args ...any) { l.say(slog.LevelDebug, args) }
func (l asynqLog) Info(args ...any)  { l.say(slog.LevelDebug, args) }
func (l asynqLog) Warn(args ...any)  { l.say(slog.LevelWarn, args) }
func (l asynqLog) Error(args ...any) { l.say(slog.LevelWarn, args) }
func (l asynqLog) Fatal(args ...any) { l.say(slog.LevelError, args) }

func (l asynqLog) say(level slog.Level, args []any) {
	l.log.Log(context.Background(), level, "asynq", slog.String("text", fmt.Sprint(args...)))
}
