package store_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"selter/pkg/casework"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

// A listener counts the statements that failed for a reason, and tells of the first.
type listener struct {
	slog.Handler
	reason string
	heard  atomic.Int64
	first  chan struct{}
}

func listening(reason string) *listener {
	return &listener{Handler: slog.DiscardHandler, reason: reason, first: make(chan struct{})}
}

func (*listener) Enabled(context.Context, slog.Level) bool { return true }

func (l *listener) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "error" && strings.Contains(a.Value.String(), l.reason) && l.heard.Add(1) == 1 {
			close(l.first)
		}
		return true
	})
	return nil
}

func TestWatching(t *testing.T) {
	t.Parallel()
	t.Run("cases_that_look_at_each_other_never_block_each_other", func(t *testing.T) {
		t.Parallel()
		deadlocks := listening("40P01")
		s := open(t, store.Config{URL: postgres(t), Log: slog.New(deadlocks)})
		storetest.NewKit(t, s).EachOther(t)
		if n := deadlocks.heard.Load(); n != 0 {
			t.Errorf("%d deadlocks", n)
		}
	})
	t.Run("a_change_outlasts_who_only_passes_by_and_gives_way_to_who_stays", func(t *testing.T) {
		t.Parallel()
		address := postgres(t)
		refusals := listening("55P03")
		s := open(t, store.Config{URL: address, Log: slog.New(refusals)})
		parent, change := storetest.NewKit(t, s).Beside(t)
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		lock := func() pgx.Tx {
			t.Helper()
			tx, err := conn.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(t.Context(), "SELECT set_config('selter.agencies', '*', true)"); err != nil {
				t.Fatal(err)
			}
			tag, err := tx.Exec(t.Context(), "SELECT FROM cases WHERE id = $1 FOR NO KEY UPDATE", parent.ID.String())
			if err != nil || tag.RowsAffected() != 1 {
				t.Fatal(tag, err)
			}
			return tx
		}
		staying := lock()
		if err := s.Commit(t.Context(), change); !errors.Is(err, casework.ErrLostRace) || refusals.heard.Load() < 2 {
			t.Errorf("beside who stays: %v after %d attempts", err, refusals.heard.Load())
		}
		if err := staying.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		passing := lock()
		again := listening("55P03")
		other := open(t, store.Config{URL: address, Log: slog.New(again)})
		done := make(chan error, 1)
		go func() { done <- other.Commit(t.Context(), change) }()
		<-again.first
		if err := passing.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Errorf("beside who passes by: %v", err)
		}
	})
}
