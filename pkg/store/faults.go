package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"
)

// attempts is how often a call is made when the database is not to be reached or asks for it. With
// the pauses between them they last for about 4 s: a restart of the server.
const attempts = 7

// persist repeats a call that failed for a passing reason. Reading can always be repeated; so can a
// commit, although the first one may have been done and only its answer lost: then the revision does
// not fit any more, or the identifiers and the idempotency key are taken, and nothing is written twice.
func (s *Store) persist(ctx context.Context, call func() error) error {
	pause := 30 * time.Millisecond
	for attempt := 1; ; attempt++ {
		err := call()
		if err == nil || attempt == attempts || ctx.Err() != nil || !passing(err) {
			return s.fault(ctx, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause *= 2
	}
}

// passing tells whether the same call can be expected to succeed soon.
func passing(err error) bool {
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch said.Code {
		case "40001", "40P01", "57P01", "57P02", "57P03": // serialization, deadlock, shutdown, crash, start
			return true
		}
		return strings.HasPrefix(said.Code, "08") // connection
	}
	if said, ok := errors.AsType[*sqlite3.Error](err); ok { // every one of them looks like an error of the network
		return isBusy(said)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// fault puts the reason of a cancelled call, which each driver words in its own way, as the context has it.
func (s *Store) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cancelled := ctx.Err(); cancelled != nil {
		return fmt.Errorf("store: %w: %w", cancelled, err)
	}
	return err
}

func isBusy(err error) bool {
	return errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED)
}
