package store_test

import (
	"testing"
	"time"

	"selter/migrations"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

func TestMailroom(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		storetest.RunMailroom(t, func(t *testing.T, clock func() time.Time) (storetest.Backend, storetest.Mailroom) {
			s := open(t, store.Config{URL: file(t), Clock: clock, Prepare: migrations.Up})
			return s, s.Mailroom()
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		storetest.RunMailroom(t, func(t *testing.T, clock func() time.Time) (storetest.Backend, storetest.Mailroom) {
			s := open(t, store.Config{URL: postgres(t), Clock: clock})
			return s, s.Mailroom()
		})
	})
}
