package store_test

import (
	"context"
	"errors"
	"fmt"
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
