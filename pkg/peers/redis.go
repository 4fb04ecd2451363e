package peers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"selter/pkg/peers/private"
)

// RedisAddr says how to reach one database of a Redis.
type RedisAddr = private.RedisAddr

// RedisServer is a Redis that one test has for itself: to flush, kill, freeze and restart.
type RedisServer = private.RedisServer

// Redis is an empty database that belongs to this test alone. On a server that the environment names, tests take turns and the
// database is emptied after each, with FLUSHDB; a test that flushes all, kills or freezes takes StartRedis, which is never that server.
func Redis(t testing.TB) RedisAddr {
	t.Helper()
	return common.redis(t)
}

// StartRedis starts a server for this test alone, with the settings ("name=value", as in redis.conf), and stops it after the test.
// Unless a setting says otherwise ("appendonly=yes") a restart loses all keys.
func StartRedis(t testing.TB, settings ...string) *RedisServer {
	t.Helper()
	return common.startRedis(t, settings...)
}

func (f *fleet) startRedis(t testing.TB, settings ...string) *RedisServer {
	t.Helper()
	offer := f.need(t, private.Redis, true)
	server, err := offer.LaunchRedis(t.Context(), "", settings...)
	if err != nil {
		t.Fatal(err)
	}
	stopAfter(t, f, server.Stop)
	return server
}

func (f *fleet) redis(t testing.TB) RedisAddr {
	t.Helper()
	offer := f.need(t, private.Redis, false)
	if offer.Source != private.Named {
		return f.startRedis(t).Addr
	}
	addr, err := parseRedis(offer.URL)
	if err != nil {
		t.Fatal(err)
	}
	f.named.take(t)
	client := addr.Connect()
	err = during(t, func(ctx context.Context) error { return empty(ctx, client, addr) })
	if err != nil {
		t.Fatal(errors.Join(err, client.Close()))
	}
	t.Cleanup(func() {
		err := during(t, func(ctx context.Context) error { return client.FlushDB(ctx).Err() })
		if err := errors.Join(err, client.Close()); err != nil {
			t.Error(err)
		}
	})
	return addr
}

func empty(ctx context.Context, client *redis.Client, addr RedisAddr) error {
	keys, err := client.DBSize(ctx).Result()
	if err == nil && keys > 0 {
		err = fmt.Errorf("database %d holds %d keys and might be someone's data; name an empty database "+
			"(and run packages one at a time with -p 1, since they share it)", addr.DB, keys)
	}
	if err != nil {
		return fmt.Errorf("the Redis that %s names: %w", private.Variable(private.Redis), err)
	}
	return nil
}

func parseRedis(url string) (RedisAddr, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return RedisAddr{}, fmt.Errorf("%s is not a Redis URL (redis://host:port/db or unix://path?db=n)", private.Variable(private.Redis))
	}
	if options.TLSConfig != nil {
		return RedisAddr{}, fmt.Errorf("%s: rediss:// is not supported", private.Variable(private.Redis))
	}
	return RedisAddr{
		Network: options.Network, Addr: options.Addr, DB: options.DB, Username: options.Username, Password: options.Password,
	}, nil
}

// lease lets one test at a time have the named database.
type lease struct {
	turn   sync.Mutex
	mu     sync.Mutex
	holder string
}

// take waits for the turn. A test (or its parent) that has the turn already would wait for itself, so it fails.
func (l *lease) take(t testing.TB) {
	t.Helper()
	l.mu.Lock()
	holder := l.holder
	l.mu.Unlock()
	if holder != "" && strings.HasPrefix(t.Name()+"/", holder+"/") {
		t.Fatalf("peers: %s has the only database of the Redis that %s names; ask once, or take StartRedis", holder, private.Variable(private.Redis))
	}
	l.turn.Lock()
	l.hold(t.Name())
	t.Cleanup(func() {
		l.hold("")
		l.turn.Unlock()
	})
}

func (l *lease) hold(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holder = name
}
