package store_test

import (
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"selter/migrations"
	"selter/pkg/identity"
	"selter/pkg/store"
)

// Every error of SQLite looks like one of the network to whoever asks for its methods. What
// cannot succeed is said at once.
func TestSQLite_does_not_repeat_what_cannot_succeed(t *testing.T) {
	t.Parallel()
	path, traffic := file(t), new(store.Traffic)
	s := open(t, store.Config{URL: path, Prepare: migrations.Up, Traffic: traffic})
	db, err := driver.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.ExecContext(t.Context(), "CREATE TRIGGER trap BEFORE INSERT ON accounts BEGIN SELECT RAISE(ABORT, 'never'); END"); err != nil {
		t.Fatal(err)
	}
	before := traffic.Writes.Load()
	if err := s.Identity().CreateAccount(t.Context(), identity.Account{Person: "ketua", Created: time.Unix(0, 0)}); err == nil {
		t.Error("the account was made")
	}
	if tried := traffic.Writes.Load() - before; tried != 1 {
		t.Errorf("tried %d times", tried)
	}
}
