package dossier

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// A Clamd asks a clamd daemon (clamd(8), the command INSTREAM). Whatever goes wrong is an
// error: a file that could not be looked at is not taken.
type Clamd struct {
	Network string        // "tcp" or "unix"
	Address string        // host:port, or the path of the socket
	Timeout time.Duration // for one file; zero is 30 s
}

// chunkSize is how much goes to the daemon at a time.
const chunkSize = 64 << 10

// replySize is longer than any answer, which names the malware.
const replySize = 4096

// errScanner says that the daemon answered something that is no verdict: that the file is
// too large for its own limit, for one. What it said is not repeated.
var errScanner = errors.New("the virus scanner gave no verdict")

// Scan sends the content and reads the verdict.
func (c Clamd) Scan(ctx context.Context, content []byte) (clean bool, err error) {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return false, fmt.Errorf("the virus scanner cannot be reached: %w", err)
	}
	defer func() { _ = conn.Close() }() // the verdict is read
	// Whoever waits for the daemon stops waiting when the caller does.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	// An answer may come before all was sent, when the daemon has enough; then the sending
	// fails and the answer says why.
	sendErr := send(conn, content)
	reply, err := bufio.NewReaderSize(conn, replySize).ReadSlice(0)
	if err != nil {
		return false, fmt.Errorf("the virus scanner does not answer: %w", errors.Join(context.Cause(ctx), sendErr, err))
	}
	verdict := strings.TrimSuffix(string(reply), "\x00")
	switch {
	case sendErr == nil && verdict == "stream: OK":
		return true, nil
	case strings.HasPrefix(verdict, "stream: ") && strings.HasSuffix(verdict, " FOUND"):
		return false, nil
	default:
		return false, errScanner
	}
}

// send writes the command and the content in chunks, each after its length; one of no
// length is the end.
func send(conn net.Conn, content []byte) error {
	if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	var length [4]byte
	for {
		part := content[:min(len(content), chunkSize)]
		content = content[len(part):]
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		if _, err := conn.Write(length[:]); err != nil || len(part) == 0 {
			return err
		}
		if _, err := conn.Write(part); err != nil {
			return err
		}
	}
}
