//go:build unix

package peers_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"selter/pkg/peers"
)

// TestMainStops runs this binary again and looks at what it leaves behind. In that second run the same test is the patient.
func TestMainStops(t *testing.T) {
	t.Parallel()
	if os.Getenv("SELTER_PEERS_PATIENT") != "" {
		patient(t)
		return
	}
	peers.Redis(t) // where nothing is installed the second run would have nothing to stop
	peers.Postgres(t)
	t.Run("after_the_tests", func(t *testing.T) {
		t.Parallel()
		again(t, func(_ *os.Process, input io.Closer) error { return input.Close() }, 0)
	})
	t.Run("after_an_interrupt", func(t *testing.T) {
		t.Parallel()
		again(t, func(p *os.Process, _ io.Closer) error { return p.Signal(os.Interrupt) }, 130)
	})
}

// patient starts both servers, says where, and waits for the end of its input.
func patient(t *testing.T) {
	t.Helper()
	redis, dsn := peers.StartRedis(t), peers.Postgres(t)
	fmt.Println("running", redis.Addr.Addr, dsn)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func again(t *testing.T, end func(*os.Process, io.Closer) error, want int) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "selter-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the servers' user must enter
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMainStops$")
	cmd.Env = append(os.Environ(), "SELTER_PEERS_PATIENT=1", "TMPDIR="+dir)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(output)
	if line, err := reader.ReadString('\n'); err != nil || !strings.HasPrefix(line, "running ") {
		t.Fatalf("it said %q, %v", line, err)
	}
	running, _ := filepath.Glob(dir + "/selter-peers-*")
	if err := end(cmd.Process, input); err != nil {
		t.Error(err)
	}
	_, _ = io.Copy(io.Discard, reader)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](cmd.Wait()); ok {
		code = exit.ExitCode()
	}
	left, _ := os.ReadDir(dir)
	if code != want || len(left) != 0 {
		t.Errorf("it ended with %d, want %d; left behind: %v", code, want, left)
	}
	if os.Getenv("SELTER_TEST_REDIS_URL")+os.Getenv("SELTER_TEST_DATABASE_URL") == "" && len(running) != 2 {
		t.Errorf("while it ran: %v, want a folder for each server", running)
	}
}
