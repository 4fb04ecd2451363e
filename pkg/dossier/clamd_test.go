package dossier_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"selter/pkg/dossier"
)

// eicar is what every scanner knows as malware though it harms nothing (eicar.org).
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR` + `-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// clamd is a daemon that knows one malware and takes streams up to a limit. With words it
// says these instead of a verdict, with none it goes away.
type clamd struct {
	words func(content []byte) string
	limit int
}

func (c clamd) serve(conn net.Conn) {
	defer conn.Close()
	command := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(conn, command); err != nil || string(command) != "zINSTREAM\x00" {
		_, _ = conn.Write([]byte("UNKNOWN COMMAND\x00"))
		return
	}
	var content []byte
	for {
		var length uint32
		if err := binary.Read(conn, binary.BigEndian, &length); err != nil {
			return
		}
		if length == 0 {
			break
		}
		if len(content)+int(length) > c.limit {
			_, _ = conn.Write([]byte("INSTREAM size limit exceeded. ERROR\x00"))
			return
		}
		part := make([]byte, length)
		if _, err := io.ReadFull(conn, part); err != nil {
			return
		}
		content = append(content, part...)
	}
	_, _ = conn.Write([]byte(c.words(content)))
}

func judge(content []byte) string {
	if bytes.Contains(content, []byte(eicar)) {
		return "stream: Win.Test.EICAR_HDB-1 FOUND\x00"
	}
	return "stream: OK\x00"
}

func says(text string) func([]byte) string { return func([]byte) string { return text } }

func listen(t *testing.T, network, address string, daemon clamd) dossier.Clamd {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go daemon.serve(conn)
		}
	}()
	return dossier.Clamd{Network: network, Address: listener.Addr().String()}
}

func TestClamd(t *testing.T) {
	t.Parallel()
	const room = 1 << 20

	for _, network := range []string{"tcp", "unix"} {
		t.Run("tells_malware_from_a_file_over_"+network, func(t *testing.T) {
			t.Parallel()
			address := "127.0.0.1:0"
			if network == "unix" {
				address = filepath.Join(t.TempDir(), "clamd.sock")
			}
			scanner := listen(t, network, address, clamd{judge, room})
			long := bytes.Repeat([]byte("isi"), 100_000) // goes in several chunks
			for _, c := range []struct {
				content []byte
				clean   bool
			}{{[]byte("isi"), true}, {nil, true}, {long, true}, {[]byte(eicar), false}, {append(bytes.Clone(long), eicar...), false}} {
				clean, err := scanner.Scan(t.Context(), c.content)
				if err != nil || clean != c.clean {
					t.Errorf("%d bytes: clean %v, %v", len(c.content), clean, err)
				}
			}
		})
	}

	for name, daemon := range map[string]clamd{
		"an_empty_answer":     {says("\x00"), room},
		"an_error":            {says("stream: Can't allocate memory ERROR\x00"), room},
		"half_a_word":         {says("stream: O"), room},
		"another_word":        {says("stream: OK maybe\x00"), room},
		"an_endless_word":     {says(string(bytes.Repeat([]byte("O"), 10_000)) + "\x00"), room},
		"nothing":             {says(""), room},
		"that_it_is_too_long": {judge, 2},
	} {
		t.Run("fails_closed_when_the_daemon_says_"+name, func(t *testing.T) {
			t.Parallel()
			scanner := listen(t, "tcp", "127.0.0.1:0", daemon)
			if clean, err := scanner.Scan(t.Context(), []byte("isi")); err == nil || clean {
				t.Errorf("clean %v, %v", clean, err)
			}
		})
	}

	t.Run("fails_closed_when_nobody_is_there", func(t *testing.T) {
		t.Parallel()
		scanner := dossier.Clamd{Network: "unix", Address: filepath.Join(t.TempDir(), "none.sock")}
		if clean, err := scanner.Scan(t.Context(), []byte("isi")); err == nil || clean {
			t.Errorf("clean %v, %v", clean, err)
		}
	})

	t.Run("stops_waiting_when_the_caller_does_or_time_is_up", func(t *testing.T) {
		t.Parallel()
		asked := make(chan struct{}, 2)
		ended := make(chan struct{})
		t.Cleanup(func() { close(ended) })
		silent := clamd{func([]byte) string { asked <- struct{}{}; <-ended; return "" }, room}
		scanner := listen(t, "tcp", "127.0.0.1:0", silent)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-asked; cancel() }()
		if clean, err := scanner.Scan(ctx, []byte("isi")); !errors.Is(err, context.Canceled) || clean {
			t.Errorf("clean %v, %v", clean, err)
		}
		scanner.Timeout = time.Millisecond
		if clean, err := scanner.Scan(t.Context(), []byte("isi")); err == nil || clean {
			t.Errorf("clean %v, %v", clean, err)
		}
	})
}
