package private

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	patience = 10 * time.Second // for a server to end after it was asked to
	// stragglers is how long we wait for a dead server's children. They hold its log open, so its end is theirs.
	stragglers = 5 * time.Second
)

// process is a server that runs as a child of ours.
type process struct {
	program string
	args    []string
	folder  string // its own, removed with it
	account *account
	calm    syscall.Signal // asks for an orderly end
	curt    syscall.Signal // ends it for good; also sent by the kernel when we die

	mu   sync.Mutex // a test may kill what an interrupt is just stopping
	cmd  *exec.Cmd  // nil while it does not run
	gone *ending
}

// ending is how a program ended: err may be read once done is closed.
type ending struct {
	done chan struct{}
	err  error
}

// start returns when the server says in its log that it takes connections.
func (p *process) start(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	log := &watch{found: make(chan struct{})}
	cmd, gone, err := p.spawn(ctx, p.program, p.args, log)
	if err != nil {
		return err
	}
	p.cmd, p.gone = cmd, gone
	select {
	case <-log.found:
		return nil
	case <-gone.done:
		p.cmd = nil
		return fmt.Errorf("%s ended at once (%w): %s", p.program, gone.err, log.last())
	case <-ctx.Done():
		p.await(syscall.SIGKILL)
		return fmt.Errorf("%s is not ready: %w: %s", p.program, context.Cause(ctx), log.last())
	}
}

// spawn starts a program from a thread that lives exactly as long as the program: the kernel's parent-death signal follows the
// thread that forked, and the Go runtime is free to end any other thread earlier.
func (p *process) spawn(ctx context.Context, program string, args []string, log io.Writer) (*exec.Cmd, *ending, error) {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, args...) // it outlives the call that starts it
	cmd.Dir = p.folder
	cmd.Env = neutral(os.Environ())
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = attributes(p.account, p.curt)
	cmd.WaitDelay = stragglers
	started, gone := make(chan error, 1), &ending{done: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			gone.err = cmd.Wait()
		}
		close(gone.done)
	}()
	return cmd, gone, <-started
}

func (p *process) kill() error { return p.end(syscall.SIGKILL) }
func (p *process) stop() error { return p.end(p.calm) }

// end signals the server and waits until it and its children are gone. Ending what has ended already is no error.
func (p *process) end(signal syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.await(signal)
	return nil
}

func (p *process) await(signal syscall.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal) // fails only where it has ended by itself
	select {
	case <-p.gone.done:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-p.gone.done
	}
	p.cmd = nil
}

func (p *process) freeze() error { return p.send(freeze) }
func (p *process) thaw() error   { return p.send(thaw) }

func (p *process) send(signal func(*exec.Cmd) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return os.ErrProcessDone
	}
	return signal(p.cmd)
}

func (p *process) remove() error {
	return errors.Join(p.end(p.curt), os.RemoveAll(p.folder))
}

// neutral drops what would change a server's or initdb's behaviour behind our back: Postgres variables, language and zone.
func neutral(environ []string) []string {
	var kept []string
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "LC_") && !strings.HasPrefix(name, "LANG") && name != "TZ" {
			kept = append(kept, pair)
		}
	}
	return append(kept, "LC_ALL=C", "TZ=UTC")
}

// watch reads a server's log: it says when the server is ready and keeps the last words for an error text.
type watch struct {
	mu    sync.Mutex
	tail  []byte
	seen  bool
	found chan struct{}
}

// Postgres and every Redis since 5 end their start with these words; only the first letter's case differs.
const readyWords = "eady to accept connections"

// Write never fails, since a server must not block on its log.
func (w *watch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tail = append(w.tail, p...)
	if !w.seen && bytes.Contains(w.tail, []byte(readyWords)) {
		w.seen = true
		close(w.found)
	}
	const keep = 2048
	if len(w.tail) > keep {
		w.tail = append([]byte(nil), w.tail[len(w.tail)-keep:]...)
	}
	return len(p), nil
}

func (w *watch) last() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.TrimSpace(string(w.tail))
}
