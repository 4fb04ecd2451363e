package oidcprovider

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"selter/pkg/peers/private"
)

// patience is how long the program may take to start, to answer and to end.
const patience = 30 * time.Second

// process is a running program. It ends when its input is closed, which the system does
// when the test binary dies, however that happens.
type process struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	lines *bufio.Scanner
	words *private.Tail
}

func launch(node, folder, argument string) (*process, error) {
	cmd := exec.Command(node, "--input-type=module", "--eval", program, "--", argument) //nolint:gosec,noctx // it outlives the call that starts it
	cmd.Dir = folder                                                                    // where its imports are looked for
	words := new(private.Tail)
	cmd.Stderr = words
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &process{cmd: cmd, input: input, lines: bufio.NewScanner(output), words: words}, nil
}

// hear reads the program's next answer.
func (p *process) hear(answer any) error {
	late := time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() }) // then there is nothing more to read
	defer late.Stop()
	if !p.lines.Scan() {
		return fmt.Errorf("the provider ended (%w): %s", errors.Join(p.lines.Err(), io.ErrUnexpectedEOF), p.words)
	}
	return json.Unmarshal(p.lines.Bytes(), answer)
}

func (p *process) tell(order string, answer any) error {
	if _, err := fmt.Fprintln(p.input, order); err != nil {
		return err
	}
	return p.hear(answer)
}

// stop returns when the program is gone.
func (p *process) stop() error {
	late := time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	return errors.Join(p.input.Close(), p.cmd.Wait())
}
