package store_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A wire stands between a store and its Postgres. It counts the parses that are asked for, and can lose an answer.
type wire struct {
	url    string
	parses atomic.Int64
	lose   atomic.Bool // the next answer that says a journal entry was inserted
	lost   atomic.Int64
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	config, err := pgx.ParseConfig(to)
	if err != nil {
		t.Fatal(err)
	}
	network, address := pgconn.NetworkAddress(config.Host, config.Port)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); open.Wait() })
	w := &wire{url: (&url.URL{
		Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: listener.Addr().String(),
		Path: "/" + config.Database, RawQuery: "sslmode=disable",
	}).String()}
	open.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, address)
			if err != nil {
				_ = client.Close()
				continue
			}
			open.Go(func() { w.listen(client, server) })
			open.Go(func() { w.answer(client, server) })
		}
	})
	return w
}

// listen carries what the client says: the first message has no letter, each later one has a letter and a length.
func (w *wire) listen(client, server net.Conn) {
	defer func() { _ = client.Close(); _ = server.Close() }()
	letter := make([]byte, 0, 1)
	for {
		head := make([]byte, len(letter)+4)
		if _, err := io.ReadFull(client, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(letter):])-4)
		if _, err := io.ReadFull(client, body); err != nil {
			return
		}
		if len(letter) == 1 && head[0] == 'P' {
			w.parses.Add(1)
		}
		letter = letter[:1]
		if _, err := server.Write(append(head, body...)); err != nil {
			return
		}
	}
}

// answer carries what the server says, or drops it together with the connection.
func (w *wire) answer(client, server net.Conn) {
	defer func() { _ = client.Close(); _ = server.Close() }()
	chunk := make([]byte, 64<<10)
	for {
		n, err := server.Read(chunk)
		if err != nil {
			return
		}
		if bytes.Contains(chunk[:n], []byte("INSERT 0 1\x00")) && w.lose.CompareAndSwap(true, false) {
			w.lost.Add(1)
			return
		}
		if _, err := client.Write(chunk[:n]); err != nil {
			return
		}
	}
}
