package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"selter/migrations"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

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
		for _, trial := range [][2]string{
			{"ALTER TABLE journal NO FORCE ROW LEVEL SECURITY", "row_security: not forced on journal"},
			{"ALTER TABLE cases DISABLE ROW LEVEL SECURITY", "row_security: not forced on cases"},
			{"DROP TABLE duties", "row_security: 5 tables of 6"},
		} {
			statement, want := trial[0], trial[1]
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
