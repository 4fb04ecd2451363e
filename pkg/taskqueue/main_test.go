package taskqueue_test

import (
	"net/url"
	"strconv"
	"testing"

	"selter/pkg/peers"
	"selter/pkg/taskqueue"
)

func TestMain(m *testing.M) { peers.Main(m) }

// peer is a queue that a test has for itself.
type peer struct {
	*taskqueue.Queue
	// kill ends the Redis behind the queue without a word.
	kill func()
	// revive starts it again, empty; the answer is the queue of whoever starts then.
	revive func() *taskqueue.Queue
}

// overQueues runs one test over both queues.
func overQueues(t *testing.T, test func(t *testing.T, q peer)) {
	t.Helper()
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		open := func() *taskqueue.Queue {
			queue, err := taskqueue.Embedded(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return closing(t, queue)
		}
		queue := open()
		// Its data die with it, so that whoever starts again starts a new one.
		test(t, peer{Queue: queue, kill: queue.End, revive: open})
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		server := peers.StartRedis(t)
		queue := connect(t, server.Addr)
		test(t, peer{
			Queue: queue,
			kill: func() {
				if err := server.Kill(); err != nil {
					t.Fatal(err)
				}
			},
			revive: func() *taskqueue.Queue {
				if err := server.Restart(); err != nil {
					t.Fatal(err)
				}
				return queue
			},
		})
	})
}

func connect(t testing.TB, addr peers.RedisAddr) *taskqueue.Queue {
	t.Helper()
	queue, err := taskqueue.Connect(address(addr))
	if err != nil {
		t.Fatal(err)
	}
	return closing(t, queue)
}

func closing(t testing.TB, queue *taskqueue.Queue) *taskqueue.Queue {
	t.Cleanup(func() { _ = queue.Close() }) // tests may have closed it
	return queue
}

func address(addr peers.RedisAddr) string {
	u := url.URL{Scheme: "redis", Host: addr.Addr, Path: "/" + strconv.Itoa(addr.DB)}
	if addr.Network == "unix" {
		u = url.URL{Scheme: "unix", Path: addr.Addr, RawQuery: "db=" + strconv.Itoa(addr.DB)}
	}
	if addr.Password != "" {
		u.User = url.UserPassword(addr.Username, addr.Password)
	}
	return u.String()
}

func (p peer) flush(t *testing.T) {
	t.Helper()
	if err := p.Conn().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}
