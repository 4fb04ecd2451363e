//go:build linux

package private_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"selter/pkg/peers/private"
)

// TestMain turns this binary into the program that TestDeath kills and TestOrdinaryUser runs.
func TestMain(m *testing.M) {
	if os.Getenv("SELTER_PEERS_CHILD") != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child launches both servers, prints their process ids, lives until its input ends, and stops them.
func child() error {
	ctx := context.Background()
	redis, err := private.LaunchRedis(ctx, "")
	if err != nil {
		return err
	}
	postgres, err := private.LaunchPostgres(ctx, "")
	if err != nil {
		return err
	}
	one, err := redisPID(ctx, redis)
	if err != nil {
		return err
	}
	two, err := postgresPID(ctx, postgres)
	if err != nil {
		return err
	}
	fmt.Println(os.Getuid(), one, two)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return errors.Join(redis.Stop(), postgres.Stop())
}

func redisPID(ctx context.Context, s *private.RedisServer) (string, error) {
	client := s.Addr.Connect()
	defer client.Close()
	info, err := client.Info(ctx, "server").Result()
	_, after, _ := strings.Cut(info, "process_id:")
	pid, _, _ := strings.Cut(after, "\r\n")
	return pid, err
}

func postgresPID(ctx context.Context, s *private.PostgresServer) (string, error) {
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var pid string
	err = conn.QueryRow(ctx, "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)").Scan(&pid)
	return pid, err
}

// local skips nothing: it fails where a program is missing and CI asks for it, and says what is not run otherwise.
func local(t *testing.T, s private.Service) private.Offer {
	t.Helper()
	offer := private.Find(t.Context(), private.ThisMachine().Unnamed(), s)
	if offer.Source != private.Local {
		missing := &private.MissingError{Services: []private.Service{s}}
		if os.Getenv("CI") != "" || os.Getenv("REQUIRE_SERVICES") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return offer
}

func gone(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || strings.HasPrefix(state, "Z") // a zombie waits for its new parent, not for us
}

// listening lists the process's TCP ports that take connections.
func listening(t *testing.T, pid string) (ports []string) {
	t.Helper()
	inodes := map[string]bool{}
	descriptors, err := filepath.Glob("/proc/" + pid + "/fd/*")
	if err != nil || len(descriptors) == 0 {
		t.Fatal("cannot see the files of process ", pid, err)
	}
	for _, descriptor := range descriptors {
		if target, err := os.Readlink(descriptor); err == nil {
			inodes[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] = true
		}
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		content, _ := os.ReadFile(table)
		for line := range strings.Lines(string(content)) {
			if field := strings.Fields(line); len(field) > 9 && field[3] == "0A" && inodes[field[9]] {
				ports = append(ports, field[1])
			}
		}
	}
	return ports
}

func TestLaunch(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		start := time.Now()
		server, err := local(t, private.Postgres).LaunchPostgres(t.Context(), dir, "fsync=off", "work_mem=5MB")
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("initdb and start: %v", time.Since(start))
		pid, err := postgresPID(t.Context(), server)
		if err != nil {
			t.Fatal(err)
		}
		inspect(t, pid, dir, server.Restart, server.Kill, server.Stop)
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		start := time.Now()
		server, err := local(t, private.Redis).LaunchRedis(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("start: %v", time.Since(start))
		pid, err := redisPID(t.Context(), server)
		if err != nil {
			t.Fatal(err)
		}
		inspect(t, pid, dir, server.Restart, server.Kill, server.Stop)
	})
	t.Run("durable_by_default", func(t *testing.T) {
		t.Parallel()
		server, err := local(t, private.Postgres).LaunchPostgres(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer server.Stop()
		conn, err := pgx.Connect(t.Context(), server.DSN("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
			var value string
			if err := conn.QueryRow(t.Context(), "SHOW "+name).Scan(&value); err != nil || value != "on" {
				t.Errorf("%s = %s, %v", name, value, err)
			}
		}
	})
	t.Run("bad_setting_is_told_and_leaves_nothing", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		_, postgres := local(t, private.Postgres).LaunchPostgres(t.Context(), dir, "no_such_setting=1")
		_, redis := local(t, private.Redis).LaunchRedis(t.Context(), dir, "no-such-setting=1")
		if postgres == nil || !strings.Contains(postgres.Error(), "no_such_setting") || redis == nil || !strings.Contains(redis.Error(), "no-such-setting") {
			t.Errorf("got %v and %v", postgres, redis)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

// inspect follows a running server to its end: no TCP port, a folder of its own, gone when it says so.
func inspect(t *testing.T, pid, dir string, restart, kill, stop func() error) {
	t.Helper()
	if ports := listening(t, pid); len(ports) != 0 {
		t.Errorf("it listens on %v", ports)
	}
	if made, _ := filepath.Glob(dir + "/selter-peers-*"); len(made) != 1 {
		t.Errorf("folders: %v", made)
	}
	if err := restart(); err != nil || !gone(pid) {
		t.Errorf("restart: %v, old process gone: %t", err, gone(pid))
	}
	if err := errors.Join(kill(), kill(), restart(), stop(), stop()); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if mine := children(t, dir); len(mine) != 0 {
		t.Errorf("still running: %v", mine)
	}
}

// children lists the processes whose command line names the folder.
func children(t *testing.T, dir string) (found []string) {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(lines) == 0 {
		t.Fatal("cannot see processes ", err)
	}
	for _, line := range lines {
		if words, _ := os.ReadFile(line); strings.Contains(string(words), dir) {
			found = append(found, string(words))
		}
	}
	return found
}

// folder is short and open to every user, unlike t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "selter-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // another user must enter
		t.Fatal(err)
	}
	return dir
}

func TestFreeze(t *testing.T) {
	t.Parallel()
	server, err := local(t, private.Redis).LaunchRedis(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial(server.Addr.Network, server.Addr.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ask := func(limit time.Duration) error {
		_ = conn.SetDeadline(time.Now().Add(limit))
		_, err := conn.Write([]byte("PING\r\n"))
		if err == nil {
			_, err = io.ReadFull(conn, make([]byte, len("+PONG\r\n")))
		}
		return err
	}
	if err := errors.Join(ask(5*time.Second), server.Freeze()); err != nil {
		t.Fatal(err)
	}
	if err := ask(100 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a frozen server: %v", err)
	}
	if err := errors.Join(server.Thaw(), ask(5*time.Second), server.Freeze(), server.Stop()); err != nil {
		t.Errorf("thaw, or stop while frozen: %v", err)
	}
	if err := server.Freeze(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("freeze after stop: %v", err)
	}
}

// spawn runs this binary as the child, as that user, and returns what it printed.
func spawn(t *testing.T, dir string, credential *syscall.Credential) (cmd *exec.Cmd, input io.Closer, words []string) {
	t.Helper()
	local(t, private.Postgres)
	local(t, private.Redis)
	program := filepath.Join(dir, "child") // go test's own folder is closed to other users
	content, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(program, content, 0o755) //nolint:gosec // another user must run it
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "SELTER_PEERS_CHILD=1", "TMPDIR="+dir)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if words = strings.Fields(line); err != nil || len(words) != 3 {
		t.Fatalf("the child said %q, %v", line, err)
	}
	return cmd, stdin, words
}

func TestDeath(t *testing.T) {
	t.Parallel()
	cmd, _, words := spawn(t, folder(t), nil)
	if gone(words[1]) || gone(words[2]) {
		t.Fatal("the servers do not run")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(10 * time.Second)
	for !gone(words[1]) || !gone(words[2]) {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("a server outlived the process that started it, which was killed")
		}
	}
}

func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	var credential *syscall.Credential
	dir, want := folder(t), strconv.Itoa(os.Getuid())
	if os.Getuid() == 0 { // otherwise every test here runs as an ordinary user
		nobody, err := user.Lookup("nobody")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		credential, want = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}, nobody.Uid
		if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // another user writes there
			t.Fatal(err)
		}
	}
	cmd, input, words := spawn(t, dir, credential)
	if words[0] != want {
		t.Errorf("it ran as user %s, want %s", words[0], want)
	}
	if err := errors.Join(input.Close(), cmd.Wait()); err != nil {
		t.Error(err)
	}
	if !gone(words[1]) || !gone(words[2]) {
		t.Error("a server is still there after Stop")
	}
	if left, _ := filepath.Glob(dir + "/selter-peers-*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
