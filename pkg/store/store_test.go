package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"selter/migrations"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

func TestMain(m *testing.M) { peers.Main(m) }

func TestStore(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T, clock func() time.Time) storetest.Backend {
			return open(t, store.Config{URL: file(t), Clock: clock, Prepare: migrations.Up})
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T, clock func() time.Time) storetest.Backend {
			return open(t, store.Config{URL: postgres(t), Clock: clock})
		})
	})
}

// file is the path of a SQLite file that is not there yet.
func file(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "selter.db")
}

// postgres is a database with the schema.
func postgres(t testing.TB) string {
	t.Helper()
	return peers.PostgresTemplate(t, "store", migrate)
}

// migrate brings a Postgres database to the schema.
func migrate(url string) error {
	s, err := store.Open(context.Background(), store.Config{URL: url, Prepare: migrations.Up})
	if err != nil {
		return err
	}
	return s.Close()
}

func open(t *testing.T, config store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
