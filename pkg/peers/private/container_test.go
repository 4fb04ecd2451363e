//go:build linux

package private_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"selter/pkg/peers/private"
)

// The engine here is played by a script, so this proves the words we say to an engine and when we say them, not an engine.
func TestContainer(t *testing.T) {
	t.Parallel()
	local(t, private.Redis)
	dir := t.TempDir()
	script, err := os.ReadFile("testdata/engine.sh")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "podman"), script, 0o700) //nolint:gosec // a program
	}
	if err != nil {
		t.Fatal(err)
	}
	here := private.ThisMachine()
	here.Getenv = func(name string) string { return map[string]string{"PATH": dir}[name] }
	here.Glob = func(string) []string { return nil }
	offer := private.Find(t.Context(), here, private.Redis)
	if offer.Source != private.Container || offer.Engine != filepath.Join(dir, "podman") {
		t.Fatalf("found %+v", offer)
	}

	server, err := offer.LaunchRedis(t.Context(), "", "appendonly=no")
	if err != nil {
		t.Fatal(err)
	}
	client := server.Addr.Connect()
	defer client.Close()
	if err := client.Set(t.Context(), "key", 1, 0).Err(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(server.Freeze(), server.Thaw(), server.Kill(), server.Restart()); err != nil {
		t.Error(err)
	}
	if n, err := client.DBSize(t.Context()).Result(); n != 0 || err != nil {
		t.Errorf("after kill and restart at the same address: %d keys, %v", n, err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	if err := client.Ping(t.Context()).Err(); err == nil {
		t.Error("it answers after Stop")
	}

	calls, err := os.ReadFile(filepath.Join(dir, "calls"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(calls)), "\n")
	want := regexp.MustCompile(`^run -d --label selter-peers-test -p 127\.0\.0\.1:\d+:6379 docker\.io/library/redis:7 redis-server .*--appendonly no$`)
	if len(lines) < 2 || lines[0] != "info" || !want.MatchString(lines[1]) {
		t.Errorf("said %q", lines)
	}
	if last := lines[len(lines)-1]; last != "rm -f -v 0123abcd" {
		t.Errorf("said last %q", last)
	}
}
