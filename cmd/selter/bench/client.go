package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// patience bounds one request. The engine answers within milliseconds.
const patience = 30 * time.Second

// A client speaks HTTP/1.1 on one connection that stays open. It shares the
// processors with the server that it measures, so it does no more than a caller must:
// a request is written in one piece and the answer read where it arrives.
type client struct {
	host string
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

func dial(ctx context.Context, host string) (*client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &client{host: host, conn: conn, in: bufio.NewReader(conn)}, nil
}

// A command is one POST. Match 0 leaves If-Match out.
type command struct {
	path, token, key string
	match            int64
	body             []byte
}

// errLost says that cases at which the event looked kept moving: it can be asked again.
var errLost = errors.New("lost a race")

// post answers with the body, or with an error for every status but 200 and 201.
func (c *client) post(cmd command) ([]byte, error) {
	b := append(c.out[:0], "POST "...)
	b = append(b, cmd.path...)
	b = c.headers(b, cmd.token)
	b = append(b, "\r\nIdempotency-Key: "...)
	b = append(b, cmd.key...)
	if cmd.match > 0 {
		b = append(b, "\r\nIf-Match: \""...)
		b = append(strconv.AppendInt(b, cmd.match, 10), '"')
	}
	b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(cmd.body)), 10)
	b = append(b, "\r\n\r\n"...)
	c.out = append(b, cmd.body...)
	return c.exchange("POST " + cmd.path)
}

func (c *client) get(path, token string) ([]byte, error) {
	c.out = append(c.headers(append(append(c.out[:0], "GET "...), path...), token), "\r\n\r\n"...)
	return c.exchange("GET " + path)
}

func (c *client) headers(b []byte, token string) []byte {
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, c.host...)
	b = append(b, "\r\nAuthorization: Bearer "...)
	return append(b, token...)
}

func (c *client) exchange(what string) ([]byte, error) {
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err == nil && answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusCreated {
		err = fmt.Errorf("answered %d: %s", answer.StatusCode, body)
		if answer.StatusCode == http.StatusConflict && bytes.Contains(body, []byte(`"lost_race"`)) {
			err = errLost
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return body, nil
}

func (c *client) Close() error { return c.conn.Close() }
