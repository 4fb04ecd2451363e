package taskqueue_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2/server"
	"github.com/google/go-cmp/cmp"

	"selter/pkg/peers"
	"selter/pkg/taskqueue"
)

func verdicts(checks []taskqueue.Check) map[string]taskqueue.Verdict {
	found := make(map[string]taskqueue.Verdict)
	for _, check := range checks {
		found[check.Name] = check.Verdict
	}
	return found
}

func TestChecks(t *testing.T) {
	t.Parallel()

	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		queue, err := taskqueue.Embedded(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		checks := closing(t, queue).Checks(t.Context())
		want := map[string]taskqueue.Verdict{
			"redis_version": taskqueue.Skipped, "redis_eviction": taskqueue.Skipped, "redis_persistence": taskqueue.Skipped,
			"queue_clock": taskqueue.Passed,
		}
		if diff := cmp.Diff(want, verdicts(checks)); diff != "" {
			t.Error(diff)
		}
		for _, check := range checks {
			if check.Verdict == taskqueue.Skipped && !strings.Contains(check.Detail, "miniredis") {
				t.Errorf("%s is skipped without a reason: %q", check.Name, check.Detail)
			}
		}
		if err := taskqueue.Refusals(checks); err != nil {
			t.Error(err)
		}
	})

	for name, row := range map[string]struct {
		settings []string
		refused  []string
	}{
		"a_good_redis":             {[]string{"appendonly=yes"}, nil},
		"one_that_evicts":          {[]string{"appendonly=yes", "maxmemory=100mb", "maxmemory-policy=allkeys-lru"}, []string{"redis_eviction"}},
		"one_that_evicts_volatile": {[]string{"appendonly=yes", "maxmemory-policy=volatile-ttl"}, []string{"redis_eviction"}},
		"one_that_forgets":         {[]string{"appendonly=no"}, []string{"redis_persistence"}},
		"one_that_does_both":       {[]string{"appendonly=no", "maxmemory-policy=allkeys-random"}, []string{"redis_eviction", "redis_persistence"}},
	} {
		t.Run("redis/"+name, func(t *testing.T) {
			t.Parallel()
			checks := connect(t, peers.StartRedis(t, row.settings...).Addr).Checks(t.Context())
			var refused []string
			for _, check := range checks {
				if check.Verdict == taskqueue.Refused {
					refused = append(refused, check.Name)
				}
			}
			if diff := cmp.Diff(row.refused, refused); diff != "" {
				t.Errorf("%s\n%v", diff, checks)
			}
			if err := taskqueue.Refusals(checks); (err != nil) != (row.refused != nil) {
				t.Errorf("the boot says %v", err)
			}
		})
	}

	for version, want := range map[string]taskqueue.Verdict{
		"5.0.14": taskqueue.Refused, "6.0.16": taskqueue.Refused, "6.2.0": taskqueue.Passed, "7.0.15": taskqueue.Passed, "8.2": taskqueue.Passed,
		"10.0.1": taskqueue.Passed, "": taskqueue.Refused, "valkey": taskqueue.Refused,
	} {
		t.Run("version_"+version, func(t *testing.T) {
			t.Parallel()
			old, err := server.NewServer("127.0.0.1:0") // no old Redis is installed: one that says it is
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(old.Close)
			err = old.Register("INFO", func(c *server.Peer, _ string, _ []string) {
				c.WriteBulk("# All\r\nredis_version:" + version + "\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n")
			})
			if err != nil {
				t.Fatal(err)
			}
			queue, err := taskqueue.Connect("redis://" + old.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if got := verdicts(closing(t, queue).Checks(t.Context()))["redis_version"]; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}

	t.Run("a_redis_that_is_away_is_refused", func(t *testing.T) {
		t.Parallel()
		queue, err := taskqueue.Connect("unix:///nowhere/redis.sock")
		if err != nil {
			t.Fatal(err)
		}
		err = taskqueue.Refusals(closing(t, queue).Checks(t.Context()))
		if err == nil || strings.Contains(err.Error(), "nowhere") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("a_password_is_used_and_never_told", func(t *testing.T) {
		t.Parallel()
		addr := peers.StartRedis(t, "requirepass=geheim", "appendonly=yes").Addr
		err := taskqueue.Refusals(connect(t, addr).Checks(t.Context()))
		if err == nil || !strings.Contains(err.Error(), "NOAUTH") {
			t.Errorf("without the password: %v", err)
		}
		addr.Password = "wrong-geheim"
		if err := taskqueue.Refusals(connect(t, addr).Checks(t.Context())); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("with a wrong password: %v", err)
		}
		addr.Password = "geheim"
		if err := taskqueue.Refusals(connect(t, addr).Checks(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func TestConnect(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"redis://user:secret@redis.example.id:6379/2", "rediss://redis.example.id", "unix:///run/redis.sock?db=1",
		"redis-socket:///run/redis.sock?db=1", "redis-sentinel://:secret@a:26379,b:26379?master=selter",
	} {
		if queue, err := taskqueue.Connect(url); err != nil {
			t.Errorf("%s: %v", url, err)
		} else if err := queue.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, url := range []string{
		"", "localhost:6379", "http://secret@redis", "redis://:secret@host:port", "redis://user:secret@host/notanumber",
		"redis-socket://", "redis-sentinel://:secret@%zz", "rediss://:secret@h?db=x",
	} {
		_, err := taskqueue.Connect(url)
		if err == nil {
			t.Errorf("%q was taken", url)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestCheckClock(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		skew  time.Duration
		story bool
		fault error
		want  taskqueue.Verdict
	}{
		"together":        {0, false, nil, taskqueue.Passed},
		"a_second_behind": {-time.Second, false, nil, taskqueue.Passed},
		"three_behind":    {-3 * time.Second, false, nil, taskqueue.Refused},
		"three_ahead":     {3 * time.Second, false, nil, taskqueue.Refused},
		"two_days_ahead":  {48 * time.Hour, false, nil, taskqueue.Refused},
		"a_story":         {-48 * time.Hour, true, nil, taskqueue.Skipped},
		"no_answer":       {0, false, errors.New("down"), taskqueue.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger()
			l.skew, l.broken = row.skew, row.fault
			if got := taskqueue.CheckClock(t.Context(), l, row.story); got.Verdict != row.want || got.Detail == "" {
				t.Errorf("%+v, want %s", got, row.want)
			}
		})
	}
}

func TestTimeouts_leave_the_handler_its_time_A9(t *testing.T) {
	t.Parallel()
	if taskqueue.HandlerTimeout > 10*time.Second || taskqueue.ShutdownTimeout <= taskqueue.HandlerTimeout {
		t.Errorf("handler %v, shutdown %v", taskqueue.HandlerTimeout, taskqueue.ShutdownTimeout)
	}
	if taskqueue.MaxRetry < 10 {
		t.Errorf("MaxRetry is %d: a crash or two would archive a task (A6)", taskqueue.MaxRetry)
	}
}

// banned says which names of asynq must not be used, and why.
func banned() map[string]string {
	return map[string]string{
		"Unique":                      "an archived task keeps the lock (A12)",
		"SkipRetry":                   "it corrupts queues and archives at once (A17)",
		"RevokeTask":                  "it drops a task in silence",
		"Retention":                   "a kept id refuses to be rung again (A11)",
		"NewScheduler":                "each replica would run it (A10)",
		"NewSchedulerFromRedisClient": "each replica would run it (A10)",
		"NewPeriodicTaskManager":      "each replica would run it (A10)",
		"NewTaskWithHeaders":          "a task carries ids only (A16)",
		"NewServer":                   "it would open a connection of its own",
	}
}

// offences lists the uses of banned names in a file, and every MaxRetry that is not the one constant.
func offences(file *ast.File) []string {
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			name, _ := selected(call.Fun)
			if name == "MaxRetry" {
				if limit, ok := call.Args[0].(*ast.Ident); !ok || limit.Name != "maxRetry" {
					found = append(found, "MaxRetry other than maxRetry (A6)")
				}
			}
		}
		if expr, ok := node.(ast.Expr); ok {
			if name, ok := selected(expr); ok && banned()[name] != "" {
				found = append(found, name+": "+banned()[name])
			}
		}
		return true
	})
	return found
}

func selected(expr ast.Expr) (string, bool) {
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	from, ok := selector.X.(*ast.Ident)
	if !ok || from.Name != "asynq" {
		return "", false
	}
	return selector.Sel.Name, true
}

func TestSource(t *testing.T) {
	t.Parallel()
	const path = "github.com/hibiken/asynq"

	t.Run("uses_nothing_of_asynq_that_is_banned", func(t *testing.T) {
		t.Parallel()
		names, err := filepath.Glob("*.go")
		if err != nil {
			t.Fatal(err)
		}
		looked := 0
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, offence := range offences(file) {
				t.Errorf("%s: %s", name, offence)
			}
			looked++
		}
		if looked < 5 {
			t.Errorf("only %d files were looked at", looked)
		}
	})

	t.Run("the_ban_can_fail", func(t *testing.T) {
		t.Parallel()
		for name := range banned() {
			file, err := parser.ParseFile(token.NewFileSet(), "planted.go", "package p\nvar x = f(asynq."+name+")", 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(offences(file)) != 1 {
				t.Errorf("%s was not caught", name)
			}
		}
		for _, planted := range []string{"asynq.MaxRetry(0)", "asynq.MaxRetry(25)", "asynq.MaxRetry(other)"} {
			file, err := parser.ParseFile(token.NewFileSet(), "planted.go", "package p\nvar x = "+planted, 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(offences(file)) != 1 {
				t.Errorf("%s was not caught", planted)
			}
		}
	})

	t.Run("asynq_lives_here_only", func(t *testing.T) {
		t.Parallel()
		importers := make(map[string]bool)
		err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				return nil //nolint:nilerr // a file that does not parse is the compiler's business
			}
			for _, one := range file.Imports {
				if strings.HasPrefix(strings.Trim(one.Path.Value, `"`), path) {
					importers[filepath.Dir(name)] = true
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{filepath.Join("..", "..", "pkg", "taskqueue")}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(importers))); diff != "" {
			t.Error(diff)
		}
	})
}
