package private

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"time"
)

// container is a server in a container of ours. Its port is published on loopback only, chosen once at random and kept over
// restarts, so that addresses handed out stay good.
type container struct {
	engine string
	image  string
	env    []string
	args   []string // of the server
	port   int      // on this machine
	inner  int      // in the container
	ping   func(ctx context.Context) error
	id     string
}

func (c *container) start(ctx context.Context) error {
	if c.id != "" {
		if _, err := c.do(ctx, "start", c.id); err != nil {
			return err
		}
		return c.answers(ctx)
	}
	args := []string{"run", "-d", "--label", prefix + "test", "-p", fmt.Sprintf("127.0.0.1:%d:%d", c.port, c.inner)}
	for _, pair := range c.env {
		args = append(args, "-e", pair)
	}
	id, err := c.do(ctx, append(append(args, c.image), c.args...)...)
	if err != nil {
		return err
	}
	lines := strings.Fields(id) // an engine may tell of the download before the id
	if len(lines) == 0 {
		return fmt.Errorf("%s run printed no container id", c.engine)
	}
	c.id = lines[len(lines)-1]
	return c.answers(ctx)
}

// answers asks the server until it answers: the engine knows when a container runs, not when its server is ready.
func (c *container) answers(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := c.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", c.image, errors.Join(context.Cause(ctx), err))
		}
	}
}

func (c *container) stop() error   { return c.tell("stop", "-t", "10") }
func (c *container) freeze() error { return c.tell("pause") }
func (c *container) thaw() error   { return c.tell("unpause") }
func (c *container) remove() error { return c.tell("rm", "-f", "-v") }

func (c *container) kill() error {
	if err := c.tell("kill"); err != nil && !strings.Contains(err.Error(), "not running") {
		return err
	}
	return c.tell("wait")
}

func (c *container) tell(words ...string) error {
	if c.id == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), processStart)
	defer cancel()
	_, err := c.do(ctx, append(words, c.id)...)
	return err
}

func (c *container) do(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, c.engine, args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", c.engine, args[0], err, strings.TrimSpace(complaint.String()))
	}
	return string(out), nil
}

// freePort asks the system for a free loopback port. Another program may take it before the engine does; then the start fails
// with the engine's own words.
func freePort(ctx context.Context) (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
