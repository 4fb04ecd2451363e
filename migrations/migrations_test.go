package migrations_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"

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

// walls is the first version in which rows name their agency.
const walls = 20261122000003

func TestWalls(t *testing.T) {
	t.Parallel()
	t.Run("rows_from_before_them_belong_to_the_agency_of_their_case", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			upFrom(t, dialect, db, walls, old)
			for _, table := range []string{"journal", "timers", "outbox", "answers"} {
				var agency string
				if err := db.QueryRowContext(t.Context(), "SELECT agency FROM "+table).Scan(&agency); err != nil || agency != "prov-contoh" {
					t.Errorf("%s: %q, %v", table, agency, err)
				}
			}
		})
	})
	t.Run("put_up_in_six_databases_of_one_server_at_once_make_one_role", func(t *testing.T) {
		t.Parallel()
		server := peers.StartPostgres(t)
		admin, err := sql.Open("pgx", server.DSN("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = admin.Close() }()
		var started sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			name := "db" + strconv.Itoa(i)
			if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("pgx", server.DSN(name))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			started.Go(func() { errs[i] = migrations.Up(t.Context(), db, migrations.Postgres) })
		}
		started.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		var login bool
		if err := admin.QueryRowContext(t.Context(), "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'selter_runtime'").Scan(&login); err != nil || login {
			t.Errorf("the role can log in: %t, %v", login, err)
		}
	})
}

// upFrom writes rows as they were before a version, and brings the database up to date.
func upFrom(t *testing.T, dialect string, db *sql.DB, version int64, rows string) {
	t.Helper()
	kinds := map[string]goose.Dialect{migrations.Postgres: goose.DialectPostgres, migrations.SQLite: goose.DialectSQLite3}
	before, err := goose.NewProvider(kinds[dialect], db, os.DirFS(dialect), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.UpTo(t.Context(), version-1); err != nil {
		t.Fatal(err)
	}
	words := strings.NewReplacer("MOMENT", "1", "BOOL", "0", "BYTES", "x''")
	if dialect == migrations.Postgres {
		words = strings.NewReplacer("MOMENT", "now()", "BOOL", "FALSE", "BYTES", "''")
	}
	for n, statement := range strings.Split(rows, ";") {
		if _, err := db.ExecContext(t.Context(), words.Replace(statement)); err != nil {
			t.Fatal(n, err)
		}
	}
	if err := migrations.Up(t.Context(), db, dialect); err != nil {
		t.Fatal(err)
	}
}

// relatives is the first version in which a case says where it lies and whom it is about.
const relatives = 20261122140000

func TestRelatives(t *testing.T) {
	t.Parallel()
	t.Run("cases_from_before_them_lie_in_their_round_and_are_about_who_they_were_named_for", func(t *testing.T) {
		t.Parallel()
		onBoth(t, func(t *testing.T, dialect string, db *sql.DB) {
			upFrom(t, dialect, db, relatives, everyKind)
			rows, err := db.QueryContext(t.Context(), "SELECT procedure || ' ' || coalesce(substr(cast(round AS text), 36), '-') || ' ' || subject FROM cases ORDER BY procedure")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = rows.Close() }()
			var found []string
			for rows.Next() {
				var line string
				if err := rows.Scan(&line); err != nil {
					t.Fatal(err)
				}
				found = append(found, line)
			}
			if diff := cmp.Diff([]string{"mandate - ketua", "person - ketua", "round 1 ", "selection 1 "}, found); diff != "" || rows.Err() != nil {
				t.Error(diff, rows.Err())
			}
		})
	})
}

// everyKind is a case of each procedure that there was before.
const everyKind = `INSERT INTO packs (hash, id, content) VALUES ('p', 'p', 'p');
INSERT INTO cases (id, parent, ref, procedure, version, pack, agency, zone, state, resumes, revision, facts, head, opened_at, changed_at) VALUES
	('01900000-0000-7000-8000-000000000001', NULL, '', 'round', '1', 'p', 'prov-contoh', 'WIT', 'plan_drafted', '', 1, '{}', BYTES, MOMENT, MOMENT),
	('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 'ketua', 'selection', '1', 'p', 'prov-contoh', 'WIT', 'planned', '', 1, '{}', BYTES, MOMENT, MOMENT),
	('01900000-0000-7000-8000-000000000003', NULL, 'ketua', 'mandate', '1', 'p', 'prov-contoh', 'WIT', 'mandated', '', 1, '{}', BYTES, MOMENT, MOMENT),
	('01900000-0000-7000-8000-000000000004', NULL, 'ketua', 'person', '1', 'p', 'nasional', 'WIT', 'enrolled', '', 1, '{}', BYTES, MOMENT, MOMENT)`

// old is a case with one row of everything, as it was before the walls.
const old = `INSERT INTO packs (hash, id, content) VALUES ('p', 'p', 'p');
INSERT INTO cases (id, ref, procedure, version, pack, agency, zone, state, resumes, revision, facts, head, opened_at, changed_at)
	VALUES ('01900000-0000-7000-8000-000000000001', '', 'round', '1', 'p', 'prov-contoh', 'WIT', 'plan_drafted', '', 1, '{}', BYTES, MOMENT, MOMENT);
INSERT INTO journal (case_id, seq, at, procedure, version, pack, event, from_state, to_state, person, role, body, previous, hash)
	VALUES ('01900000-0000-7000-8000-000000000001', 1, MOMENT, 'round', '1', 'p', 'draft_plan', 'unopened', 'plan_drafted', '', '', '', BYTES, BYTES);
INSERT INTO timers (id, case_id, kind, reminder, generation, due_at, tells, count)
	VALUES ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 'plan_due', 0, 1, MOMENT, '', '');
INSERT INTO outbox (id, case_id, seq, position, kind, event, to_parent, ref, role, reminder, body, created_at)
	VALUES ('01900000-0000-7000-8000-000000000003', '01900000-0000-7000-8000-000000000001', 1, 0, 'notice', '', BOOL, '', '', BOOL, '', MOMENT);
INSERT INTO answers (person, key, fingerprint, case_id, body, at)
	VALUES ('p', 'k', BYTES, '01900000-0000-7000-8000-000000000001', '', MOMENT)`

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
