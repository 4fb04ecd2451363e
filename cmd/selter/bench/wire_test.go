package bench_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// A wire lies between the clients of a Postgres server and the server, and counts what
// the server is told: each Parse message is a statement that it parses, and it answers
// each Sync (and each simple Query) with one ReadyForQuery, which is a round trip.
type wire struct {
	url           string
	parses, trips atomic.Int64
}

func newWire(t *testing.T, server string) *wire {
	t.Helper()
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	// A server on a Unix socket names its folder in the query, one in a container has a port.
	network, behind := "tcp", address.Host
	if host := address.Query().Get("host"); host != "" {
		network, behind = "unix", host+"/.s.PGSQL.5432"
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address.Host, address.RawQuery = listener.Addr().String(), "sslmode=disable"
	w := &wire{url: address.String()}
	var open sync.WaitGroup
	t.Cleanup(func() {
		listener.Close()
		open.Wait()
	})
	open.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			backend, err := new(net.Dialer).DialContext(context.WithoutCancel(t.Context()), network, behind) // clean-ups talk too
			if err != nil {
				client.Close()
				continue
			}
			open.Go(func() {
				_, _ = io.Copy(client, backend)
				client.Close()
			})
			open.Go(func() {
				if err := w.listen(client, backend); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
					t.Log("the wire:", err)
				}
				backend.Close()
			})
		}
	})
	return w
}

// listen passes on what the client says, message by message, until it hangs up.
func (w *wire) listen(client io.Reader, backend io.Writer) error {
	in, out := bufio.NewReader(client), bufio.NewWriter(backend)
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first { // the first message has no letter
			head = head[:4]
		}
		if _, err := io.ReadFull(in, head); err != nil {
			return err
		}
		if !first {
			switch head[0] {
			case 'P':
				w.parses.Add(1)
			case 'S', 'Q':
				w.trips.Add(1)
			}
		}
		if _, err := out.Write(head); err != nil {
			return err
		}
		length := int64(binary.BigEndian.Uint32(head[len(head)-4:])) - 4
		if _, err := io.CopyN(out, in, length); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}
