package house_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// A wire carries connections to a server and keeps every byte that goes over them.
type wire struct {
	address string // host:port, instead of the server's

	mu    sync.Mutex
	pages []*pages // one for each direction of each connection
}

// tap lays a wire to a server.
func tap(t *testing.T, network, address string) *wire {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: listener.Addr().String()}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			caller, err := listener.Accept()
			if err != nil {
				return // closed
			}
			open.Go(func() { w.carry(t, caller, network, address) })
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		open.Wait()
	})
	return w
}

func (w *wire) carry(t *testing.T, caller net.Conn, network, address string) {
	defer caller.Close()
	server, err := net.Dial(network, address) //nolint:noctx // it lasts as long as its caller
	if err != nil {
		t.Error(err)
		return
	}
	defer server.Close()
	out, in := new(pages), new(pages)
	w.mu.Lock()
	w.pages = append(w.pages, out, in)
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(io.MultiWriter(out, server), caller); closeWrite(server) })
	both.Go(func() { _, _ = io.Copy(io.MultiWriter(in, caller), server); closeWrite(caller) })
	both.Wait()
}

// closeWrite tells the other side that nothing more comes.
func closeWrite(conn net.Conn) {
	if half, is := conn.(interface{ CloseWrite() error }); is {
		if err := half.CloseWrite(); err != nil && !errors.Is(err, net.ErrClosed) {
			_ = conn.Close()
		}
	}
}

// carried is what has gone over the wire until now.
func (w *wire) carried() [][]byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([][]byte, len(w.pages))
	for i, p := range w.pages {
		all[i] = p.bytes()
	}
	return all
}
