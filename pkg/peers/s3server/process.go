package s3server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	"selter/pkg/peers/private"
)

// patience is how long the server may take to answer, and to end.
const patience = 30 * time.Second

// tied runs a program until its own input ends, which the system sees to when the test
// binary dies, however that happens; it ends at once when the program does.
const tied = `exec 3<&0; "$@" </dev/null & server=$!; { read -r _ <&3; kill "$server"; } & wait "$server"`

type process struct {
	input io.Closer
	words *private.Tail
	gone  chan struct{} // closed when it has ended
}

func launch(program string, environment []string, args ...string) (*process, error) {
	cmd := exec.Command("sh", append([]string{"-c", tied, "sh", program}, args...)...) //nolint:gosec,noctx // it outlives the call that starts it
	cmd.Env = append(os.Environ(), environment...)
	p := &process{words: new(private.Tail), gone: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.words, p.words
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.input = input
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // that it was told to end is no fault
		close(p.gone)
	}()
	return p, nil
}

// answers asks until the server answers at an address that only it knows.
func (p *process) answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-tick.C:
		case <-p.gone:
			return fmt.Errorf("the S3 server ended at once: %s", p.words)
		case <-ctx.Done():
			return fmt.Errorf("the S3 server does not answer: %w: %s", context.Cause(ctx), p.words)
		}
	}
}

// stop returns when the program is gone.
func (p *process) stop() error {
	err := p.input.Close()
	select {
	case <-p.gone:
		return err
	case <-time.After(patience):
		return errors.Join(err, fmt.Errorf("the S3 server does not end: %s", p.words))
	}
}
