package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
	"selter/workflow"
)

// guarded are the tables behind the second wall, with the column that names the case.
var guarded = map[string]string{
	"cases": "id", "journal": "case_id", "timers": "case_id", "outbox": "case_id", "answers": "case_id", "duties": "mandate",
}

// working is a pool of connections that work as the runtime role, as the store's own do.
func working(t *testing.T, address string, conns int32) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	config.ConnConfig.RuntimeParams["role"] = "selter_runtime"
	config.MaxConns = conns
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// peopled is a database with a round and a mandate in each of two agencies.
func peopled(t *testing.T) (address string, ours, theirs casework.Record) {
	t.Helper()
	address = postgres(t)
	kit := storetest.NewKit(t, open(t, store.Config{URL: address}))
	return address, kit.Inhabited(t, "prov-contoh"), kit.Inhabited(t, "kota-contoh")
}

// P6: row security is what holds when a query forgets its condition.
func TestSecondWall(t *testing.T) {
	t.Parallel()
	t.Run("shows_a_query_without_any_condition_the_rows_of_its_agencies_only", func(t *testing.T) {
		t.Parallel()
		address, _, _ := peopled(t)
		pool := working(t, address, 1)
		for table := range guarded {
			for setting, want := range map[string]string{
				"": "", "prov-contoh": "prov-contoh", "kota-contoh,entah": "kota-contoh", "prov-contoh,kota-contoh": "kota-contoh prov-contoh",
				"*": "kota-contoh prov-contoh", "entah": "", "prov": "", "%": "", ",": "",
			} {
				got, err := agencies(t.Context(), pool, table, setting)
				if err != nil || got != want {
					t.Errorf("%s under %q shows %q, not %q, %v", table, setting, got, want, err)
				}
			}
			got, err := agencies(t.Context(), pool, table, "unset")
			if err != nil || got != "" {
				t.Errorf("%s without a setting shows %q, %v", table, got, err)
			}
		}
	})
	t.Run("leaves_nothing_on_the_connection_for_the_next_statement", func(t *testing.T) {
		t.Parallel()
		address, ours, _ := peopled(t)
		s := open(t, store.Config{URL: address, MaxConns: 1})
		kit := storetest.NewKit(t, s)
		wall := casework.Caller{Person: "ketua", Duties: []workflow.Duty{{Scope: workflow.Scope{Agency: "prov-contoh"}}}}.Wall()
		key := casework.Key{Person: "ketua", Text: "1"}
		for _, step := range []struct {
			name string
			use  func() error
		}{
			{"a load", func() error { _, err := s.Load(t.Context(), wall, ours.ID, key); return err }},
			{"a commit", func() error { return s.Commit(t.Context(), kit.Step(t, ours, key)) }},
			{"a commit that loses the race", func() error {
				if err := s.Commit(t.Context(), kit.Step(t, ours, casework.Key{Person: "ketua", Text: "2"})); !errors.Is(err, casework.ErrLostRace) {
					return fmt.Errorf("it did not: %w", err)
				}
				return nil
			}},
			{"a commit that fails", func() error {
				if err := s.Commit(t.Context(), kit.Opening(t, key)); !errors.Is(err, casework.ErrKeyUsed) {
					return fmt.Errorf("it did not: %w", err)
				}
				return nil
			}},
			{"a transaction of several statements", func() error { kit.Inhabited(t, "kab-contoh"); return nil }},
			{"a journal", func() error { _, err := s.Within(wall).Journal(t.Context(), ours.ID, 0, 1); return err }},
			{"the sweep", func() error { _, _, err := s.Due(t.Context(), 1); return err }},
		} {
			if err := step.use(); err != nil {
				t.Errorf("%s: %v", step.name, err)
			}
			left, err := s.Left(t.Context())
			if err != nil || left != "//0" {
				t.Errorf("after %s the connection has %q, %v", step.name, left, err)
			}
		}
	})
	t.Run("holds_while_many_callers_share_few_connections", func(t *testing.T) {
		t.Parallel()
		address, ours, theirs := peopled(t)
		pool := working(t, address, 2)
		var work sync.WaitGroup
		for _, agency := range []string{ours.Agency, theirs.Agency, "*", "unset"} {
			want := map[string]string{"*": "kota-contoh prov-contoh", "unset": ""}
			for range 4 {
				work.Go(func() {
					for range 50 {
						got, err := agencies(t.Context(), pool, "journal", agency)
						expected, special := want[agency]
						if !special {
							expected = agency
						}
						if err != nil || got != expected {
							t.Errorf("under %q: %q, %v", agency, got, err)
							return
						}
					}
				})
			}
		}
		work.Wait()
	})
	t.Run("lets_nobody_write_into_another_agency", func(t *testing.T) {
		t.Parallel()
		address, ours, theirs := peopled(t)
		pool := working(t, address, 1)
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), "SELECT set_config('selter.agencies', 'prov-contoh', true)"); err != nil {
				return err
			}
			tag, err := tx.Exec(t.Context(), "UPDATE cases SET state = 'closed' WHERE id = $1", theirs.ID.String())
			if err != nil || tag.RowsAffected() != 0 {
				return fmt.Errorf("another agency's case was moved: %s, %w", tag, err)
			}
			tag, err = tx.Exec(t.Context(), "UPDATE cases SET state = 'closed' WHERE id = $1", ours.ID.String())
			if err != nil || tag.RowsAffected() != 1 {
				return fmt.Errorf("the own case was not moved: %s, %w", tag, err)
			}
			_, err = tx.Exec(t.Context(), "UPDATE cases SET agency = 'kota-contoh' WHERE id = $1", ours.ID.String())
			return err
		})
		said, refused := errors.AsType[*pgconn.PgError](err)
		if !refused || said.Code != "42501" {
			t.Errorf("a case was moved into another agency: %v", err)
		}
	})
	t.Run("comes_before_any_table_in_the_plan_of_every_statement", plans)
}

// agencies lists the agencies of which a table shows rows to a query that has no condition.
func agencies(ctx context.Context, pool *pgxpool.Pool, table, setting string) (found string, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if setting != "unset" {
			if _, err := tx.Exec(ctx, "SELECT set_config('selter.agencies', $1, true)", setting); err != nil {
				return err
			}
		}
		return tx.QueryRow(ctx, "SELECT coalesce(string_agg(DISTINCT agency, ' ' ORDER BY agency), '') FROM "+table).Scan(&found)
	})
	return found, err
}

// The setting is a sub-select without a table, so that the server puts it above everything else, to be looked at
// once and first. This is what the statements rely on.
func plans(t *testing.T) {
	t.Parallel()
	address, ours, _ := peopled(t)
	pool := working(t, address, 1)
	for name, statement := range store.Walled(open(t, store.Config{URL: address}), ours.ID) {
		var plan strings.Builder
		rows, err := pool.Query(t.Context(), "EXPLAIN (COSTS OFF) "+statement.Text, statement.Args...)
		if err != nil {
			t.Fatal(name, err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(name, err)
		}
		filter, scan := strings.Index(plan.String(), "One-Time Filter: "), firstScan(plan.String())
		if filter < 0 || scan < 0 || filter > scan {
			t.Errorf("%s:\n%s", name, plan.String())
		}
	}
}

// firstScan is where the first table behind the wall is read.
func firstScan(plan string) int {
	first := -1
	for table := range guarded {
		for _, scan := range []string{" on " + table + "\n", " on " + table + " "} {
			if at := strings.Index(plan, scan); at >= 0 && (first < 0 || at < first) && !strings.Contains(plan[max(0, at-10):at], "Insert") &&
				!strings.Contains(plan[max(0, at-10):at], "Update") {
				first = at
			}
		}
	}
	return first
}

// P7: of what is kept for ever the server can only add, and it cannot take the wall down.
func TestRuntimeRights(t *testing.T) {
	t.Parallel()
	address, _, _ := peopled(t)
	pool := working(t, address, 2)
	for name, statement := range map[string]string{
		"cannot_change_the_journal":                      "UPDATE journal SET body = ''",
		"cannot_delete_from_the_journal":                 "DELETE FROM journal",
		"cannot_empty_the_journal":                       "TRUNCATE journal",
		"cannot_change_an_answer":                        "UPDATE answers SET body = ''",
		"cannot_delete_an_answer":                        "DELETE FROM answers",
		"cannot_change_a_pack":                           "UPDATE packs SET content = ''",
		"cannot_delete_a_case":                           "DELETE FROM cases",
		"cannot_delete_a_timer":                          "DELETE FROM timers",
		"cannot_delete_a_message":                        "DELETE FROM outbox",
		"cannot_empty_the_duties":                        "TRUNCATE duties",
		"cannot_take_the_wall_down":                      "ALTER TABLE journal DISABLE ROW LEVEL SECURITY",
		"cannot_free_the_owner":                          "ALTER TABLE journal NO FORCE ROW LEVEL SECURITY",
		"cannot_add_a_policy":                            "CREATE POLICY open ON journal USING (true)",
		"cannot_remove_the_policy":                       "DROP POLICY walls ON journal",
		"cannot_replace_what_the_policy_asks":            "CREATE OR REPLACE FUNCTION selter_within(agency text) RETURNS boolean LANGUAGE sql RETURN true",
		"cannot_alter_a_table":                           "ALTER TABLE journal ADD COLUMN x text",
		"cannot_add_a_trigger":                           "CREATE TRIGGER x BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
		"cannot_silence_triggers":                        "SET session_replication_role = replica",
		"cannot_make_itself_a_superuser":                 "ALTER ROLE selter_runtime SUPERUSER",
		"cannot_give_itself_rights":                      "GRANT ALL ON journal TO selter_runtime",
		"cannot_read_which_migrations_have_been_applied": "SELECT * FROM goose_db_version",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx, err := pool.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(t.Context(), "SELECT set_config('selter.agencies', '*', true)")
			if err == nil {
				_, err = tx.Exec(t.Context(), statement)
			}
			_ = tx.Rollback(t.Context())
			// GRANT by who has nothing to give is a warning, not an error.
			if said, refused := errors.AsType[*pgconn.PgError](err); (!refused || said.Code != "42501") && !strings.HasPrefix(statement, "GRANT") {
				t.Errorf("got %v", err)
			}
			var rights string
			const question = "SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM information_schema.role_table_grants WHERE grantee = 'selter_runtime' AND table_name = 'journal'"
			if err := pool.QueryRow(t.Context(), question).Scan(&rights); err != nil || rights != "INSERT SELECT" {
				t.Errorf("on the journal: %q, %v", rights, err)
			}
		})
	}
	t.Run("turning_row_security_off_shows_nothing_either", func(t *testing.T) {
		t.Parallel()
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), "SET LOCAL row_security = off"); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), "SELECT count(*) FROM journal")
			return err
		})
		if said, refused := errors.AsType[*pgconn.PgError](err); !refused || said.Code != "42501" {
			t.Errorf("got %v", err)
		}
	})
}

// as is the address of a database for another login role.
func as(t *testing.T, address, role string) string {
	t.Helper()
	location, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	location.User = url.UserPassword(role, "sintetis")
	return location.String()
}

// login makes a login role for the test alone; the words say what it may.
func login(t *testing.T, address, words string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("selter_login_%d", time.Now().UnixNano())
	if _, err := conn.Exec(t.Context(), "CREATE ROLE "+name+" LOGIN PASSWORD 'sintetis' "+words); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_, err := conn.Exec(ctx, "DROP OWNED BY "+name)
		_, more := conn.Exec(ctx, "DROP ROLE "+name)
		if err := errors.Join(err, more, conn.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	return name
}

func TestLoginRole(t *testing.T) {
	t.Parallel()
	t.Run("that_is_in_the_runtime_role_and_owns_nothing_works_and_passes_every_check", func(t *testing.T) {
		t.Parallel()
		address := postgres(t)
		s := open(t, store.Config{URL: as(t, address, login(t, address, "NOINHERIT IN ROLE selter_runtime")), Prepare: migrations.Verify})
		storetest.NewKit(t, s).Inhabited(t, "prov-contoh")
		checks, err := s.Checks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range checks {
			if strings.Contains("role runtime_role row_security", check.Name) && !check.OK {
				t.Errorf("%+v", check)
			}
		}
	})
	t.Run("that_is_not_in_the_runtime_role_is_refused_and_told_why", func(t *testing.T) {
		t.Parallel()
		address := postgres(t)
		_, err := store.Open(t.Context(), store.Config{URL: as(t, address, login(t, address, ""))})
		if err == nil || !strings.Contains(err.Error(), "cannot take the role selter_runtime") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("that_owns_the_database_without_being_a_superuser_brings_up_the_schema_and_works", func(t *testing.T) {
		t.Parallel()
		address := postgres(t)
		owner := login(t, address, "CREATEROLE IN ROLE selter_runtime")
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
		if _, err := conn.Exec(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION "+owner); err != nil {
			t.Fatal(err)
		}
		s := open(t, store.Config{URL: as(t, address, owner), Prepare: migrations.Up})
		storetest.NewKit(t, s).Inhabited(t, "prov-contoh")
		// Forced row security binds the owner as well.
		own, err := pgx.Connect(t.Context(), as(t, address, owner))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = own.Close(t.Context()) }()
		var count int
		if err := own.QueryRow(t.Context(), "SELECT count(*) FROM journal").Scan(&count); err != nil || count != 0 {
			t.Errorf("the owner sees %d entries, %v", count, err)
		}
	})
	t.Run("is_of_no_use_where_row_security_is_not_forced", func(t *testing.T) {
		t.Parallel()
		for statement, want := range map[string]string{
			"ALTER TABLE journal NO FORCE ROW LEVEL SECURITY": "row_security: not forced on journal",
			"ALTER TABLE cases DISABLE ROW LEVEL SECURITY":    "row_security: not forced on cases",
			"DROP TABLE duties":                               "row_security: 5 tables of 6",
		} {
			address := postgres(t)
			conn, err := pgx.Connect(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			_, err = conn.Exec(t.Context(), statement)
			if err := errors.Join(err, conn.Close(t.Context())); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Open(t.Context(), store.Config{URL: address}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

// Reading what lies behind a wall takes what reading something that is not there takes. The figure is for people to look at.
func BenchmarkForeignID(b *testing.B) {
	address := postgres(b)
	for name, config := range map[string]store.Config{
		"sqlite": {URL: file(b), Prepare: migrations.Up}, "postgres": {URL: address},
	} {
		s, err := store.Open(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		kit := storetest.NewKit(b, s)
		ids := make([]workflow.CaseID, 100)
		for i := range ids {
			ids[i] = kit.Inhabited(b, fmt.Sprintf("kota-%d", i)).ID
		}
		b.Run(name, func(b *testing.B) {
			wall := casework.Caller{Person: "ketua", Duties: []workflow.Duty{{Scope: workflow.Scope{Agency: "prov-contoh"}}}}.Wall()
			took := make(map[bool]time.Duration)
			b.ResetTimer()
			for n := range b.N {
				id, foreign := ids[n%len(ids)], n%2 == 0
				if !foreign {
					id[15] ^= 0xff
				}
				began := time.Now()
				if _, err := s.Load(b.Context(), wall, id, casework.Key{}); !errors.Is(err, casework.ErrNoCase) {
					b.Fatal(err)
				}
				took[foreign] += time.Since(began)
			}
			b.ReportMetric(float64(took[true])/float64(took[false]), "foreign/missing")
		})
	}
}
