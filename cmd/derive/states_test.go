package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"

	"selter/pkg/peers"
)

func TestStateChecks(t *testing.T) {
	t.Parallel()
	// withoutDrafts is a repository whose checks were derived when the round had one state fewer.
	withoutDrafts := func(t *testing.T) string {
		t.Helper()
		root := derived(t)
		postgres, sqlite := statesFiles(t, root)
		for _, file := range []string{postgres, sqlite} {
			write(t, root, file, strings.Replace(read(t, root, file), " plan_drafted ", " ", 1))
		}
		return root
	}
	t.Run("of_another_set_go_into_another_file", func(t *testing.T) {
		t.Parallel()
		root := withoutDrafts(t)
		oldPostgres, oldSQLite := statesFiles(t, root)
		was := read(t, root, oldPostgres) + read(t, root, oldSQLite)
		code, out, _ := call(t, root, noon.AddDate(1, 0, 0))
		const postgres, sqlite = "migrations/postgres/20310508120000_states.sql", "migrations/sqlite/20310508120000_states.sql"
		if code != 0 || out != "wrote "+postgres+"\n  the file is missing\nwrote "+sqlite+"\n  the file is missing\n" {
			t.Errorf("%d: %s", code, out)
		}
		if read(t, root, oldPostgres)+read(t, root, oldSQLite) != was {
			t.Error("an older migration was edited")
		}
		if code, out, _ := call(t, root, noon.AddDate(2, 0, 0), "-check"); code != 0 {
			t.Error(out)
		}
	})
	t.Run("of_another_set_are_missed_by_the_check", func(t *testing.T) {
		t.Parallel()
		root := withoutDrafts(t)
		if code, out, _ := call(t, root, noon.AddDate(1, 0, 0), "-check"); code != 1 || strings.Count(out, "the file is missing") != 2 {
			t.Errorf("%d: %s", code, out)
		}
	})
	t.Run("come_after_every_migration_even_when_the_clock_is_behind", func(t *testing.T) {
		t.Parallel()
		root := withoutDrafts(t)
		write(t, root, "migrations/sqlite/20991231235901_later.sql", "-- +goose Up\n")
		if code, _, complaints := call(t, root, noon.Add(-24*time.Hour)); code != 0 {
			t.Fatal(complaints)
		}
		if postgres, _ := statesFiles(t, root); postgres != "migrations/postgres/20991231235902_states.sql" {
			t.Errorf("got %s", postgres)
		}
	})
	t.Run("whose_twins_disagree_are_another_set", func(t *testing.T) {
		t.Parallel()
		root := derived(t)
		_, sqlite := statesFiles(t, root)
		write(t, root, sqlite, strings.Replace(read(t, root, sqlite), " plan_drafted ", " ", 1))
		if _, out, _ := call(t, root, noon.AddDate(1, 0, 0), "-check"); strings.Count(out, "20310508120000_states.sql") != 2 {
			t.Error(out)
		}
	})
	t.Run("refuse_a_migration_without_a_time", func(t *testing.T) {
		t.Parallel()
		root := withoutDrafts(t)
		write(t, root, "migrations/sqlite/later_than_all.sql", "-- +goose Up\n")
		if code, _, complaints := call(t, root, noon); code != 1 || !strings.Contains(complaints, "later_than_all.sql has no time in its name") {
			t.Errorf("%d: %s", code, complaints)
		}
	})
}

// migrated is a database with the migrations of a repository.
func migrated(t *testing.T, root, dialect string) *sql.DB {
	t.Helper()
	driver, name, kind := "sqlite3", "file:"+filepath.Join(t.TempDir(), "selter.db"), goose.DialectSQLite3
	if dialect == "postgres" {
		driver, name, kind = "pgx", peers.Postgres(t), goose.DialectPostgres
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
	files := os.DirFS(filepath.Join(root, "migrations", dialect))
	provider, err := goose.NewProvider(kind, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// Values are written into the statements, so that one text serves both kinds of database.
const (
	insertPack = `INSERT INTO packs (hash, id, content) VALUES ('p', 'p', 'p')`
	insertCase = `INSERT INTO cases (id, ref, procedure, version, pack, agency, zone, state, resumes, revision, facts, head, opened_at, changed_at)
		VALUES ('019374c2-9a40-7c11-8a52-00000000000N', 'x', 'PROCEDURE', '1', 'p', 'x', 'x', 'ONE', 'TWO', 1, '{}', HEAD, AT, AT)`
	insertEntry = `INSERT INTO journal (case_id, seq, at, agency, procedure, version, pack, event, from_state, to_state, person, role, body, previous, hash)
		VALUES ('019374c2-9a40-7c11-8a52-00000000000N', N, AT, 'x', 'PROCEDURE', '1', 'p', 'x', 'ONE', 'TWO', 'x', 'x', '{}', HEAD, HEAD)`
)

func statement(dialect, text, procedure, one, two string, n string) string {
	head, at := "x'00'", "0"
	if dialect == "postgres" {
		head, at = `'\x00'::bytea`, "now()"
	}
	return strings.NewReplacer("PROCEDURE", procedure, "'ONE'", "'"+one+"'", "'TWO'", "'"+two+"'", "N'", n+"'", " N,", " "+n+",", "HEAD", head, "AT,", at+",", "AT)", at+")").Replace(text)
}

func TestStateChecks_in_a_database(t *testing.T) {
	t.Parallel()
	root := derived(t)
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			db := migrated(t, root, dialect)
			if _, err := db.ExecContext(t.Context(), insertPack); err != nil {
				t.Fatal(err)
			}
			try := func(name, statement, refusedBy string) {
				t.Helper()
				_, err := db.ExecContext(t.Context(), statement)
				switch {
				case refusedBy == "" && err != nil:
					t.Errorf("%s is refused: %v", name, err)
				case refusedBy != "" && (err == nil || !strings.Contains(err.Error(), refusedBy)):
					t.Errorf("%s is not refused by %s: %v", name, refusedBy, err)
				}
			}
			insert := func(table, procedure, one, two, n string) string {
				return statement(dialect, table, procedure, one, two, n)
			}
			try("a state of the round", insert(insertCase, "round", "plan_drafted", "", "1"), "")
			try("a state of the selection", insert(insertCase, "selection", "held_for_election", "chosen", "2"), "")
			try("a state of the BKN profile", insert(insertCase, "selection", "inauguration_cleared", "", "3"), "")
			try("a state of a mandate", insert(insertCase, "mandate", "mandated", "", "6"), "")
			try("a state of a personal file", insert(insertCase, "person", "erased", "", "7"), "")
			try("a state of a round in a mandate", insert(insertCase, "mandate", "announced", "", "5"), "cases_states")
			try("a procedure without a table", insert(insertCase, "flood", "wet", "", "4"), "")
			try("a state of the other procedure", insert(insertCase, "round", "screened", "", "5"), "cases_states")
			try("a state of nobody", insert(insertCase, "selection", "screend", "", "5"), "cases_states")
			try("no state", insert(insertCase, "selection", "", "", "5"), "cases_states")
			try("the state before all others", insert(insertCase, "selection", "unopened", "", "5"), "cases_states")
			try("a return to nowhere", insert(insertCase, "selection", "held_for_election", "home", "5"), "cases_states")
			const one = " WHERE id = '019374c2-9a40-7c11-8a52-000000000001'"
			try("a move to a state", "UPDATE cases SET state = 'plan_submitted'"+one, "")
			try("a move to no state", "UPDATE cases SET state = 'plan_lost'"+one, "cases_states")
			try("a return to no state", "UPDATE cases SET resumes = 'plan_lost'"+one, "cases_states")
			try("another procedure", "UPDATE cases SET procedure = 'selection'"+one, "cases_states")

			try("the first entry", insert(insertEntry, "round", "unopened", "plan_drafted", "1"), "")
			try("a later entry", insert(insertEntry, "selection", "screened", "track_record_checked", "2"), "")
			try("an entry from no state", insert(insertEntry, "round", "lost", "plan_drafted", "3"), "journal_states")
			try("an entry to no state", insert(insertEntry, "round", "plan_drafted", "(stay)", "3"), "journal_states")
			try("an entry to before all", insert(insertEntry, "round", "plan_drafted", "unopened", "3"), "journal_states")
			try("a changed entry", "UPDATE journal SET to_state = 'lost'", "journal_states")
		})
	}
	t.Run("are_replaced_by_those_of_a_later_file", func(t *testing.T) {
		t.Parallel()
		root := derived(t)
		// A later release knows another state.
		for _, dialect := range []string{"sqlite", "postgres"} {
			postgres, sqlite := statesFiles(t, root)
			file := map[string]string{"sqlite": sqlite, "postgres": postgres}[dialect]
			write(t, root, "migrations/"+dialect+"/20990101000000_later.sql", strings.ReplaceAll(read(t, root, file), "'plan_drafted'", "'plan_dreamt', 'plan_drafted'"))
		}
		for _, dialect := range []string{"sqlite", "postgres"} {
			db := migrated(t, root, dialect)
			if _, err := db.ExecContext(t.Context(), insertPack); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), statement(dialect, insertCase, "round", "plan_dreamt", "", "1")); err != nil {
				t.Errorf("%s: %v", dialect, err)
			}
		}
	})
}
