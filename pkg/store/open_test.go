package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"selter/migrations"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("refuses_what_is_neither_postgres_nor_a_file", func(t *testing.T) {
		t.Parallel()
		for _, url := range []string{"", ":memory:", "file::memory:?cache=shared", "file:x.db?mode=memory", "mysql://localhost/x"} {
			if s, err := store.Open(t.Context(), store.Config{URL: url}); err == nil {
				_ = s.Close()
				t.Errorf("%q was opened", url)
			}
		}
	})
	t.Run("does_not_show_a_password_that_stands_in_a_bad_url", func(t *testing.T) {
		t.Parallel()
		_, err := store.Open(t.Context(), store.Config{URL: "postgres://selter:rahasia@[bad/selter"})
		if err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("refuses_a_second_owner_of_a_file_until_the_first_is_gone", func(t *testing.T) {
		t.Parallel()
		path := file(t)
		first, err := store.Open(t.Context(), store.Config{URL: path, Prepare: migrations.Up})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), store.Config{URL: path}); !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), path+".lock") {
			t.Errorf("the second got %v", err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		open(t, store.Config{URL: path})
	})
	t.Run("finds_a_file_again_whatever_its_name", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "seleksi 100% ? #1.db")
		s, err := store.Open(t.Context(), store.Config{URL: path, Prepare: migrations.Up})
		if err != nil {
			t.Fatal(err)
		}
		record := storetest.NewKit(t, s).Opened(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
		if _, err := open(t, store.Config{URL: path}).Case(t.Context(), record.ID); err != nil {
			t.Error(err)
		}
	})
	t.Run("hands_over_what_prepare_says", func(t *testing.T) {
		t.Parallel()
		no := errors.New("the schema is another")
		for want, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
			_, err := store.Open(t.Context(), store.Config{URL: url, Prepare: func(_ context.Context, _ *sql.DB, dialect string) error {
				if dialect != want {
					t.Errorf("prepared as %s, not %s", dialect, want)
				}
				return no
			}})
			if !errors.Is(err, no) {
				t.Errorf("%s: %v", want, err)
			}
		}
	})
}

func TestChecks(t *testing.T) {
	t.Parallel()
	t.Run("of_sqlite_all_hold", func(t *testing.T) {
		t.Parallel()
		checks, err := open(t, store.Config{URL: file(t), Prepare: migrations.Up}).Checks(t.Context())
		if err != nil || len(checks) != 4 {
			t.Fatalf("%+v, %v", checks, err)
		}
		for _, check := range checks {
			if !check.OK {
				t.Errorf("%+v", check)
			}
		}
	})
	t.Run("of_a_scratch_file_tell_that_nothing_waits_for_the_disk", func(t *testing.T) {
		t.Parallel()
		checks, err := open(t, store.Config{URL: file(t), Prepare: migrations.Up, Scratch: true}).Checks(t.Context())
		if err != nil || !slices.Contains(checks, store.Check{Name: "synchronous", OK: true, Detail: "0 (2 is FULL)"}) {
			t.Errorf("%+v, %v", checks, err)
		}
	})
	t.Run("of_postgres_tell_a_careless_server_and_a_mighty_role", func(t *testing.T) {
		t.Parallel()
		if os.Getenv("SELTER_TEST_DATABASE_URL") != "" {
			t.Log("the environment's own server is as careful as it is; only the names are looked at")
		}
		checks, err := open(t, store.Config{URL: postgres(t)}).Checks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]bool)
		for _, check := range checks {
			got[check.Name] = check.OK
		}
		for _, name := range []string{"server_version", "time_zone", "timeouts"} {
			if !got[name] {
				t.Errorf("%s: %+v", name, checks)
			}
		}
		for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes", "role"} {
			ok, told := got[name]
			if !told || ok && os.Getenv("SELTER_TEST_DATABASE_URL") == "" {
				t.Errorf("%s: %+v", name, checks)
			}
		}
	})
}

// S2: the machine's own zone changes nothing.
func TestZones(t *testing.T) {
	t.Parallel()
	backends := map[string]string{ // a Postgres for one of them is enough: it gives times in the machine's zone
		"UTC": "sqlite", "Asia/Jakarta": "sqlite", "Asia/Makassar": "sqlite", "Asia/Jayapura": "(sqlite|postgres)", "America/St_Johns": "sqlite",
	}
	for zone, backend := range backends {
		t.Run("of_the_machine_change_nothing_"+strings.ReplaceAll(zone, "/", "_"), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.count=1", "-test.v", "-test.run",
				"^TestStore$/^"+backend+"$/(times_of_all_zones|every_column|due_timers_come|a_paused_timer|own_holds)")
			cmd.Env = append(os.Environ(), "TZ="+zone)
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Count(string(out), "--- PASS: TestStore/sqlite/") < 4 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
