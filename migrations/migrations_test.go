package migrations_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/ncruces/go-sqlite3/driver"

	"selter/migrations"
	"selter/pkg/peers"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { peers.Main(m) }

func golden(dialect string) string { return "testdata/schema." + dialect + ".golden" }

// open is an empty database of each kind.
func open(t *testing.T, dialect string) *sql.DB {
	t.Helper()
	driver, name := "sqlite3", "file:"+filepath.Join(t.TempDir(), "selter.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)"
	if dialect == migrations.Postgres {
		driver, name = "pgx", peers.Postgres(t)
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func onBoth(t *testing.T, test func(t *testing.T, dialect string, db *sql.DB)) {
	for _, dialect := range []string{migrations.SQLite, migrations.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			test(t, dialect, open(t, dialect))
		})
	}
}

func TestUp(t *testing.T) {
	t.Parallel()
	t.Run("makes_the_schema_of_the_golden_file", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			if err := migrations.Up(t.Context(), db, dialect); err != nil {
				t.Fatal(err)
			}
			live, err := migrations.Schema(t.Context(), db, dialect)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(golden(dialect), []byte(strings.Join(live, "\n")+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden(dialect))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), live); diff != "" {
				t.Error(diff)
			}
			if err := migrations.Verify(t.Context(), db, dialect); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("twice_does_nothing_the_second_time", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			for range 2 {
				if err := migrations.Up(t.Context(), db, dialect); err != nil {
					t.Fatal(err)
				}
			}
			steps, err := migrations.Status(t.Context(), db, dialect)
			if err != nil {
				t.Fatal(err)
			}
			if len(steps) == 0 || slices.ContainsFunc(steps, func(s migrations.Step) bool { return s.Applied.IsZero() }) {
				t.Errorf("not all applied: %+v", steps)
			}
		})
	})
	t.Run("by_four_processes_at_once_applies_each_step_once", func(t *testing.T) {
		t.Parallel()
		db := open(t, migrations.Postgres)
		var started sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			started.Go(func() { errs[i] = migrations.Up(t.Context(), db, migrations.Postgres) })
		}
		started.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		var twice int
		const count = "SELECT count(*) FROM (SELECT FROM goose_db_version GROUP BY version_id HAVING count(*) > 1) AS doubled"
		if err := db.QueryRowContext(t.Context(), count).Scan(&twice); err != nil || twice != 0 {
			t.Errorf("%d steps applied twice, %v", twice, err)
		}
	})
	t.Run("refuses_an_unknown_kind_of_database", func(t *testing.T) {
		t.Parallel()
		if err := migrations.Up(t.Context(), open(t, migrations.SQLite), "oracle"); err == nil || !strings.Contains(err.Error(), `"oracle"`) {
			t.Errorf("got %v", err)
		}
	})
}

func TestStatus(t *testing.T) {
	t.Parallel()
	t.Run("before_the_first_start_nothing_is_applied", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			steps, err := migrations.Status(t.Context(), db, dialect)
			if err != nil {
				t.Fatal(err)
			}
			if len(steps) == 0 || steps[0].Version != 20261122000001 || steps[0].Name != "20261122000001_cases.sql" || !steps[0].Applied.IsZero() {
				t.Errorf("got %+v", steps)
			}
		})
	})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]struct{ statement, missing, unexpected string }{
		"names_a_column_too_many": {
			"ALTER TABLE cases ADD COLUMN colour integer", "", "column cases.colour integer null",
		},
		"names_a_missing_index": {
			"DROP INDEX timers_of_case", "CREATE INDEX timers_of_case ON timers", "",
		},
		"names_a_missing_table": {
			"DROP TABLE answers", "column answers.person", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
				if err := migrations.Up(t.Context(), db, dialect); err != nil {
					t.Fatal(err)
				}
				if _, err := db.ExecContext(t.Context(), change.statement); err != nil {
					t.Fatal(err)
				}
				drift, drifted := errors.AsType[*migrations.Drift](migrations.Verify(t.Context(), db, dialect))
				if !drifted {
					t.Fatal("not noticed")
				}
				if !names(drift.Missing, change.missing) || !names(drift.Unexpected, change.unexpected) {
					t.Error(drift)
				}
			})
		})
	}
	t.Run("of_an_empty_database_names_everything", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			drift, drifted := errors.AsType[*migrations.Drift](migrations.Verify(t.Context(), db, dialect))
			if !drifted || len(drift.Missing) < 60 || !strings.Contains(drift.Error(), "missing: column cases.head") {
				t.Errorf("got %v", drift)
			}
		})
	})
}

// names tells whether some line begins as said, or that there are no lines if nothing is said.
func names(lines []string, said string) bool {
	if said == "" {
		return len(lines) == 0
	}
	return slices.ContainsFunc(lines, func(line string) bool {
		return strings.HasPrefix(strings.ToLower(line), strings.ToLower(said))
	})
}

// column is what must be the same on both kinds of database.
type column struct {
	Type string
	Null bool
}

// equivalent is how a type of Postgres is stored in SQLite.
func equivalent(postgres string) string {
	switch postgres {
	case "uuid", "text":
		return "TEXT"
	case "bytea":
		return "BLOB"
	}
	return "INTEGER"
}

func columns(t *testing.T, dialect string) map[string]column {
	t.Helper()
	text, err := os.ReadFile(golden(dialect))
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]column)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "column "); ok {
			name, rest, _ := strings.Cut(rest, " ")
			word, _, _ := strings.Cut(rest, " ")
			if dialect == migrations.Postgres {
				word = equivalent(word)
			}
			found[name] = column{Type: word, Null: !strings.Contains(rest, "not null")}
		}
	}
	return found
}

func TestBothSets(t *testing.T) {
	t.Parallel()
	t.Run("have_the_same_tables_columns_and_nullability", func(t *testing.T) {
		t.Parallel()
		postgres := columns(t, migrations.Postgres)
		if len(postgres) < 60 {
			t.Fatalf("only %d columns read", len(postgres))
		}
		if diff := cmp.Diff(postgres, columns(t, migrations.SQLite)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("have_the_same_files", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(files(t, migrations.Postgres), files(t, migrations.SQLite)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFiles(t *testing.T) {
	t.Parallel()
	t.Run("of_postgres_bound_their_wait_for_locks", func(t *testing.T) {
		t.Parallel()
		for _, name := range files(t, migrations.Postgres) {
			text, err := os.ReadFile(filepath.Join(migrations.Postgres, name))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "SET LOCAL lock_timeout = ") {
				t.Errorf("%s does not set lock_timeout", name)
			}
		}
	})
	t.Run("waiting_for_a_lock_give_up_and_are_begun_again", func(t *testing.T) {
		t.Parallel()
		db := open(t, migrations.Postgres)
		// The version table stands already, and a long transaction keeps others from writing it.
		if _, err := migrations.Status(t.Context(), db, migrations.Postgres); err != nil {
			t.Fatal(err)
		}
		holder, err := db.BeginTx(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := holder.ExecContext(t.Context(), "LOCK TABLE goose_db_version IN SHARE MODE"); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- migrations.Up(t.Context(), db, migrations.Postgres) }()
		// Every wait has its own beginning; the second shows that Up gave up and began again.
		beginnings := make(map[string]bool)
		for len(beginnings) < 2 {
			var since sql.NullString
			const look = "SELECT min(waitstart)::text FROM pg_locks WHERE NOT granted AND relation = 'goose_db_version'::regclass"
			if err := db.QueryRowContext(t.Context(), look).Scan(&since); err != nil {
				t.Fatal(err)
			}
			if since.Valid {
				beginnings[since.String] = true
			}
		}
		if err := holder.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func files(t *testing.T, dialect string) []string {
	t.Helper()
	entries, err := os.ReadDir(dialect)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}
