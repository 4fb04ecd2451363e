package peers_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"selter/pkg/peers"
	"selter/pkg/peers/private"
)

func TestMain(m *testing.M) { peers.Main(m) }

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func number(t *testing.T, dsn, query string) (n int) {
	t.Helper()
	if err := connect(t, dsn).QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func change(t *testing.T, dsn, statement string) {
	t.Helper()
	if _, err := connect(t, dsn).Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	t.Run("two_tests_do_not_see_each_other", func(t *testing.T) {
		t.Parallel()
		for range 2 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				dsn := peers.Postgres(t)
				if tables := number(t, dsn, "SELECT count(*) FROM pg_tables WHERE schemaname='public'"); tables != 0 {
					t.Errorf("%d tables in a fresh database", tables)
				}
				change(t, dsn, "CREATE TABLE post()") // fails where the other test's table is there
			})
		}
	})
	t.Run("database_is_dropped_after_its_test", func(t *testing.T) {
		t.Parallel()
		observer := peers.Postgres(t)
		var name string
		t.Run("user", func(t *testing.T) { //nolint:paralleltest // what follows looks at what it left
			dsn := peers.Postgres(t)
			if err := connect(t, dsn).QueryRow(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
				t.Fatal(err)
			}
		})
		if n := number(t, observer, "SELECT count(*) FROM pg_database WHERE datname='"+name+"'"); n != 0 || name == "" {
			t.Errorf("database %q is still there", name)
		}
	})
	t.Run("template_is_built_once_and_copied", func(t *testing.T) {
		t.Parallel()
		var built atomic.Int32
		build := func(dsn string) error {
			built.Add(1)
			conn, err := pgx.Connect(context.Background(), dsn)
			if err != nil {
				return err
			}
			_, err = conn.Exec(context.Background(), "CREATE TABLE post(n int); INSERT INTO post VALUES (15)")
			return errors.Join(err, conn.Close(context.Background()))
		}
		t.Run("copies", func(t *testing.T) {
			for range 4 {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					dsn := peers.PostgresTemplate(t, "posts", build)
					if n := number(t, dsn, "UPDATE post SET n = n+1 RETURNING n"); n != 16 {
						t.Errorf("n = %d, want the template's 15 and our own 1", n)
					}
				})
			}
		})
		if n := built.Load(); n != 1 {
			t.Errorf("built %d times", n)
		}
	})
	t.Run("failing_template_fails_the_test", func(t *testing.T) {
		t.Parallel()
		outcome := attempt(t, func(t testing.TB) {
			peers.PostgresTemplate(t, "broken", func(string) error { return errors.New("bad migration") })
		})
		if !strings.Contains(outcome.fatal, "template broken: bad migration") {
			t.Errorf("got %+v", outcome)
		}
	})
}

func TestStartPostgres(t *testing.T) {
	t.Parallel()
	server := peers.StartPostgres(t, "fsync=on", "synchronous_commit=on")
	dsn := server.DSN("postgres")
	var fsync string
	if err := connect(t, dsn).QueryRow(t.Context(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "on" {
		t.Errorf("fsync=%s, %v", fsync, err)
	}
	change(t, dsn, "CREATE TABLE kept AS SELECT 7 AS n")
	for range 3 {
		if err := errors.Join(server.Kill(), server.Restart()); err != nil {
			t.Fatal(err)
		}
		if n := number(t, dsn, "SELECT n FROM kept"); n != 7 {
			t.Errorf("after a kill n = %d", n)
		}
	}
}

func TestRedis(t *testing.T) {
	t.Parallel()
	t.Run("two_tests_do_not_see_each_other", func(t *testing.T) {
		t.Parallel()
		for range 2 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				client := peers.Redis(t).Connect()
				defer client.Close()
				if fresh, err := client.SetNX(t.Context(), "turn", 1, 0).Result(); err != nil || !fresh {
					t.Errorf("fresh=%t, %v", fresh, err)
				}
			})
		}
	})
	t.Run("flush_and_restart_lose_all_keys", func(t *testing.T) {
		t.Parallel()
		server := peers.StartRedis(t)
		client := server.Addr.Connect()
		defer client.Close()
		flush := func() error { return server.Flush(t.Context()) }
		killed := func() error { return errors.Join(server.Kill(), server.Restart()) }
		for name, loss := range map[string]func() error{"flush": flush, "kill": killed, "restart": server.Restart} {
			if err := client.Set(t.Context(), "deadline", 1, 0).Err(); err != nil {
				t.Fatal(err)
			}
			if err := loss(); err != nil {
				t.Fatal(name, err)
			}
			if n, err := client.DBSize(t.Context()).Result(); err != nil || n != 0 {
				t.Errorf("after %s: %d keys, %v", name, n, err)
			}
		}
	})
	t.Run("appendonly_keeps_keys_over_a_restart", func(t *testing.T) {
		t.Parallel()
		server := peers.StartRedis(t, "appendonly=yes")
		client := server.Addr.Connect()
		defer client.Close()
		if err := errors.Join(client.Set(t.Context(), "kept", 1, 0).Err(), server.Restart(), client.Get(t.Context(), "kept").Err()); err != nil {
			t.Error(err)
		}
	})
}

// outcome is what a test did to itself.
type outcome struct {
	fatal, skip string
	cleanups    []func()
}

type trial struct {
	testing.TB
	seen *outcome
}

func (t trial) Helper()            {}
func (t trial) Cleanup(f func())   { t.seen.cleanups = append(t.seen.cleanups, f) }
func (t trial) Fatal(words ...any) { t.seen.fatal = fmt.Sprint(words...); runtime.Goexit() }
func (t trial) Skip(words ...any)  { t.seen.skip = fmt.Sprint(words...); runtime.Goexit() }
func (t trial) Fatalf(format string, words ...any) {
	t.Fatal(fmt.Sprintf(format, words...))
}

// attempt runs a test that may fail or skip, with its cleanups.
func attempt(t *testing.T, test func(testing.TB)) outcome {
	t.Helper()
	var seen outcome
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for len(seen.cleanups) > 0 {
				last := seen.cleanups[len(seen.cleanups)-1]
				seen.cleanups = seen.cleanups[:len(seen.cleanups)-1]
				last()
			}
		}()
		test(trial{TB: t, seen: &seen})
	}()
	<-done
	return seen
}

// bare is a machine on which nothing is installed.
func bare(env map[string]string) private.Machine {
	return private.Machine{
		Getenv:     func(name string) string { return env[name] },
		Glob:       func(string) []string { return nil },
		Executable: func(string) bool { return false },
		Answers:    func(context.Context, string) bool { return false },
	}
}

type screen struct {
	strings.Builder
	closed bool
}

func (s *screen) Close() error { s.closed = true; return nil }

func TestMissing(t *testing.T) {
	t.Parallel()
	t.Run("skips_and_reports_on_both_screens", func(t *testing.T) {
		t.Parallel()
		fleet := peers.NewFleet(bare(nil), true)
		for range 2 {
			redis := attempt(t, func(t testing.TB) { fleet.Redis(t) })
			if want := "not run: redis (cure: apt-get install -y redis-server)"; redis.skip != want || redis.fatal != "" {
				t.Errorf("got %+v", redis)
			}
		}
		if seen := attempt(t, func(t testing.TB) { fleet.Postgres(t) }); !strings.Contains(seen.skip, "install -y postgresql") {
			t.Errorf("got %+v", seen)
		}
		want := "selter: not run: postgres, redis (cure: apt-get install -y postgresql redis-server)\n"
		var tty screen
		if got := fleet.Report(&tty); got != want || tty.String() != want || !tty.closed {
			t.Errorf("report %q, terminal %q", got, tty.String())
		}
	})
	t.Run("nothing_missing_nothing_said", func(t *testing.T) {
		t.Parallel()
		if got := peers.NewFleet(bare(nil), true).Report(nil); got != "" {
			t.Errorf("report %q", got)
		}
	})
	for _, demand := range []string{"CI", "REQUIRE_SERVICES"} {
		for value, fails := range map[string]bool{"true": true, "1": true, "false": false, "0": false, "": false} {
			t.Run(demand+"="+value, func(t *testing.T) {
				t.Parallel()
				fleet := peers.NewFleet(bare(map[string]string{demand: value}), true)
				seen := attempt(t, func(t testing.TB) { fleet.StartPostgres(t) })
				if (seen.fatal != "") != fails || (seen.skip != "") == fails || !strings.Contains(seen.fatal+seen.skip, "apt-get install -y postgresql") {
					t.Errorf("got %+v", seen)
				}
			})
		}
	}
	t.Run("package_without_main_fails", func(t *testing.T) {
		t.Parallel()
		fleet := peers.NewFleet(private.ThisMachine(), false)
		for _, ask := range []func(testing.TB){
			func(t testing.TB) { fleet.Redis(t) },
			func(t testing.TB) { fleet.Postgres(t) },
			func(t testing.TB) { fleet.StartPostgres(t) },
		} {
			if seen := attempt(t, ask); !strings.Contains(seen.fatal, "peers.Main(m)") {
				t.Errorf("got %+v", seen)
			}
		}
	})
}

func TestNamedRedis(t *testing.T) {
	t.Parallel()
	server := peers.StartRedis(t)
	at := func(db int) private.Machine {
		return bare(map[string]string{"SELTER_TEST_REDIS_URL": fmt.Sprintf("unix://%s?db=%d", server.Addr.Addr, db)})
	}
	client := server.Addr.Connect()
	defer client.Close()
	if err := client.Set(t.Context(), "someones", "data", 0).Err(); err != nil {
		t.Fatal(err)
	}

	seen := attempt(t, func(t testing.TB) { peers.NewFleet(at(0), true).Redis(t) })
	if !strings.Contains(seen.fatal, "SELTER_TEST_REDIS_URL") || !strings.Contains(seen.fatal, "holds 1 keys") {
		t.Errorf("a database with data: %+v", seen)
	}
	if got := client.Get(t.Context(), "someones").Val(); got != "data" {
		t.Errorf("someone's data is now %q", got)
	}

	fleet := peers.NewFleet(at(3), true)
	for range 2 { // the second finds the database empty again
		seen := attempt(t, func(t testing.TB) {
			addr := fleet.Redis(t)
			client := addr.Connect()
			defer client.Close()
			if err := client.Set(t.Context(), "mine", 1, 0).Err(); err != nil || addr.DB != 3 {
				t.Fatal(addr, err)
			}
		})
		if seen.fatal != "" {
			t.Error(seen.fatal)
		}
	}
	twice := attempt(t, func(t testing.TB) { fleet.Redis(t); fleet.Redis(t) })
	if !strings.Contains(twice.fatal, "ask once") {
		t.Errorf("asked twice: %+v", twice)
	}
	if n := client.DBSize(t.Context()).Val(); n != 1 {
		t.Errorf("%d keys in the other database", n)
	}
}

func TestNamedPostgres(t *testing.T) {
	t.Parallel()
	server := peers.StartPostgres(t)
	fleet := peers.NewFleet(bare(map[string]string{"SELTER_TEST_DATABASE_URL": server.DSN("postgres")}), true)
	databases := "SELECT count(*) FROM pg_database"
	before := number(t, server.DSN("postgres"), databases)
	seen := attempt(t, func(tb testing.TB) {
		dsn := fleet.Postgres(tb)
		if n := number(t, dsn, databases+" WHERE current_database() LIKE 'selter_peers_%'"); n != before+1 {
			tb.Fatal("not in a database of its own: ", n)
		}
	})
	if seen.fatal+seen.skip != "" {
		t.Errorf("got %+v", seen)
	}
	if err := fleet.Close(); err != nil {
		t.Error(err)
	}
	if n := number(t, server.DSN("postgres"), databases); n != before {
		t.Errorf("%d databases, %d before", n, before)
	}
	if seen := attempt(t, func(t testing.TB) { fleet.StartPostgres(t) }); !strings.Contains(seen.skip, "not run") {
		t.Errorf("a server to be killed must never be the named one: %+v", seen)
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"postgres://u:p@h:5/old?sslmode=disable": "postgres://u:p@h:5/new?sslmode=disable",
		"host=h dbname=old":                      "host=h dbname=old dbname=new",
	} {
		got, err := peers.Within(dsn, "new")
		if err != nil || got != want {
			t.Errorf("%s: %s, %v", dsn, got, err)
		}
		if config, err := pgx.ParseConfig(got); err != nil || config.Database != "new" {
			t.Errorf("pgx reads %s as %v, %v", got, config, err)
		}
	}
	if _, err := peers.Within("postgres://u:secret@h:bad/x", "new"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
