package store_test

import (
	"database/sql"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/ncruces/go-sqlite3/driver"

	"selter/migrations"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

// TestForgetting looks at the tables themselves: what no method shows may be there still.
func TestForgetting(t *testing.T) {
	t.Parallel()
	proof := func(t *testing.T, config store.Config, raw func() (*sql.DB, error)) {
		gone, left := storetest.Forgotten(t, func(t *testing.T, clock func() time.Time) storetest.House {
			config.Clock = clock
			return house(open(t, config))
		})
		db, err := raw()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		for _, kept := range []string{
			"accounts WHERE person = $1", "links WHERE person = $1", "ceremonies WHERE person = $1", "particulars WHERE person = $1",
			"credentials WHERE person = $1 AND (revoked_at IS NULL OR label <> '')", "person_keys WHERE person = $1 AND wrapped IS NOT NULL",
		} {
			for person, want := range map[string]bool{gone: false, left: true} {
				var rows int
				if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+kept, person).Scan(&rows); err != nil || rows > 0 != want {
					t.Errorf("%d rows of %s in %s, %v", rows, person, kept, err)
				}
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := file(t)
		proof(t, store.Config{URL: path, Prepare: migrations.Up}, func() (*sql.DB, error) { return driver.Open("file:" + path + "?mode=ro") })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := postgres(t)
		proof(t, store.Config{URL: url}, func() (*sql.DB, error) { return sql.Open("pgx", url) })
	})
}
