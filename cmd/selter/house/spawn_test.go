package house_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A victimProcess is a program that serves until it is killed.
type victimProcess struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   io.WriteCloser
	said *bytes.Buffer
	base string
}

func (s *slaughter) spawn() *victimProcess {
	s.t.Helper()
	settings := s.settings
	settings.Clock = s.crowd.at().UnixMicro()
	text, err := json.Marshal(settings)
	if err != nil {
		s.t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	v := &victimProcess{t: s.t, cmd: exec.Command(program), said: new(bytes.Buffer)}
	v.cmd.Env = append(os.Environ(), victimVariable+"="+string(text))
	v.cmd.Stderr = v.said
	if v.in, err = v.cmd.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = v.cmd.Wait()
		s.t.Fatalf("the program did not start: %v; it said %s", err, v.said)
	}
	v.base = "http://" + strings.TrimSpace(address)
	return v
}

// kill is SIGKILL: nothing is finished, flushed or told.
func (v *victimProcess) kill() {
	v.t.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		v.t.Errorf("the victim was dead already: %v; it said %s", err, v.said)
	}
	err := v.cmd.Wait()
	if ended, is := errors.AsType[*exec.ExitError](err); !is || ended.Exited() {
		v.t.Errorf("the victim ended by itself: %v; it said %s", err, v.said)
	}
	if v.said.Len() > 0 {
		v.t.Errorf("the victim complained: %s", v.said)
	}
}
