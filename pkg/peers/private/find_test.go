package private_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/user"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/pkg/peers/private"
)

// machine is a made-up machine: its environment, its programs, and the engines that answer.
func machine(env map[string]string, files []string, answering ...string) private.Machine {
	return private.Machine{
		Getenv: func(name string) string { return env[name] },
		Glob: func(pattern string) []string {
			found := map[string]bool{}
			for _, file := range files {
				if ok, _ := path.Match(pattern, path.Dir(file)); ok {
					found[path.Dir(file)] = true
				}
			}
			return slices.Sorted(maps.Keys(found))
		},
		Executable: func(file string) bool { return slices.Contains(files, file) },
		Answers:    func(_ context.Context, program string) bool { return slices.Contains(answering, program) },
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	usr := map[string]string{"PATH": "/usr/local/sbin:/usr/bin:relative"}
	named := map[string]string{
		"PATH": "/usr/bin", "SELTER_TEST_DATABASE_URL": "postgres://u@db/x", "SELTER_TEST_REDIS_URL": "redis://r:1/3",
	}
	debian := []string{
		"/usr/lib/postgresql/9.6/bin/initdb", "/usr/lib/postgresql/9.6/bin/postgres",
		"/usr/lib/postgresql/15/bin/initdb", "/usr/lib/postgresql/15/bin/postgres",
		"/usr/lib/postgresql/17/bin/initdb", // the server itself was removed
		"/usr/bin/redis-server", "/usr/bin/docker", "/usr/bin/podman",
	}
	onPath := append([]string{"/usr/bin/initdb", "/usr/bin/postgres"}, debian...)
	brew := []string{"/opt/homebrew/opt/postgresql@16/bin/initdb", "/opt/homebrew/opt/postgresql@16/bin/postgres", "/opt/homebrew/bin/redis-server"}
	for name, tc := range map[string]struct {
		machine private.Machine
		want    []private.Offer
	}{
		"environment_comes_first": {machine(named, debian, "/usr/bin/docker"), []private.Offer{
			{Service: "postgres", Source: "named", URL: "postgres://u@db/x"}, {Service: "redis", Source: "named", URL: "redis://r:1/3"},
		}},
		"unnamed_ignores_the_environment": {machine(named, debian).Unnamed(), []private.Offer{
			{Service: "postgres", Source: "local", Folder: "/usr/lib/postgresql/15/bin"}, {Service: "redis", Source: "local", Folder: "/usr/bin"},
		}},
		"newest_complete_version_before_a_container": {machine(usr, debian, "/usr/bin/docker"), []private.Offer{
			{Service: "postgres", Source: "local", Folder: "/usr/lib/postgresql/15/bin"}, {Service: "redis", Source: "local", Folder: "/usr/bin"},
		}},
		"path_before_versioned_folders": {machine(usr, onPath), []private.Offer{
			{Service: "postgres", Source: "local", Folder: "/usr/bin"}, {Service: "redis", Source: "local", Folder: "/usr/bin"},
		}},
		"homebrew_without_path": {machine(usr, brew), []private.Offer{
			{Service: "postgres", Source: "local", Folder: "/opt/homebrew/opt/postgresql@16/bin"},
			{Service: "redis", Source: "local", Folder: "/opt/homebrew/bin"},
		}},
		"the_engine_that_answers": {machine(usr, []string{"/usr/bin/docker", "/usr/bin/podman"}, "/usr/bin/podman"), []private.Offer{
			{Service: "postgres", Source: "container", Engine: "/usr/bin/podman"}, {Service: "redis", Source: "container", Engine: "/usr/bin/podman"},
		}},
		"silent_engine_is_missing": {machine(usr, []string{"/usr/bin/docker"}), []private.Offer{
			{Service: "postgres", Source: "missing"}, {Service: "redis", Source: "missing"},
		}},
		"empty_path": {machine(nil, []string{"/usr/bin/redis-server", "redis-server"}), []private.Offer{
			{Service: "postgres", Source: "missing"}, {Service: "redis", Source: "missing"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := []private.Offer{private.Find(t.Context(), tc.machine, "postgres"), private.Find(t.Context(), tc.machine, "redis")}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	nowhere := machine(nil, nil)
	_, postgres := private.Find(t.Context(), nowhere, private.Postgres).LaunchPostgres(t.Context(), "")
	_, redis := private.Find(t.Context(), nowhere, private.Redis).LaunchRedis(t.Context(), "")
	for err, want := range map[error]string{
		postgres: "not run: postgres (cure: apt-get install -y postgresql)",
		redis:    "not run: redis (cure: apt-get install -y redis-server)",
	} {
		if _, ok := errors.AsType[*private.MissingError](err); !ok || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	alone := private.MissingError{Services: []private.Service{private.Node}}
	if want := "not run: node (cure: apt-get install -y nodejs npm)"; alone.Error() != want {
		t.Errorf("got %s", alone.Error())
	}
	both := private.MissingError{Services: []private.Service{"redis", "postgres", "redis"}}
	if want := "not run: postgres, redis (cure: apt-get install -y postgresql redis-server)"; both.Error() != want {
		t.Errorf("got %s", both.Error())
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	known := map[string]string{"nobody": "65534", "postgres": "26"}
	lookup := func(name string) (*user.User, error) {
		if uid, ok := known[name]; ok {
			return &user.User{Uid: uid, Gid: uid}, nil
		}
		return nil, user.UnknownUserError(name)
	}
	if uid, err := private.Unprivileged(1000, lookup); uid != -1 || err != nil {
		t.Errorf("an ordinary user runs it as %d, %v; want as itself", uid, err)
	}
	if uid, err := private.Unprivileged(0, lookup); uid != 65534 || err != nil {
		t.Errorf("root runs it as %d, %v; want nobody", uid, err)
	}
	delete(known, "nobody")
	if uid, err := private.Unprivileged(0, lookup); uid != 26 || err != nil {
		t.Errorf("root without nobody runs it as %d, %v; want postgres", uid, err)
	}
	clear(known)
	known["nobody"] = "0"
	if uid, err := private.Unprivileged(0, lookup); err == nil {
		t.Errorf("root without another user runs it as %d", uid)
	}
}

func TestReach(t *testing.T) {
	t.Parallel()
	closed, err := os.MkdirTemp("/tmp", "selter-peers-reach-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(closed) })
	inner := filepath.Join(closed, "open")
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	stranger := os.Getuid() + 4242
	if private.Reaches(stranger, inner) {
		t.Error("a stranger passes through a folder with mode 0700")
	}
	if !private.Reaches(os.Getuid(), closed) {
		t.Error("the owner does not reach its own folder")
	}
	if !private.Reaches(stranger, "/tmp") {
		t.Error("a stranger does not reach /tmp")
	}
}
