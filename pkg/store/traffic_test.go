package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

// drive lets some callers carry one case each through some events: a load and a commit for each.
func drive(t *testing.T, s *store.Store, callers, events int) {
	t.Helper()
	kit := storetest.NewKit(t, s)
	records := make([]casework.Record, callers)
	for i := range records {
		records[i] = kit.Opened(t)
	}
	var work sync.WaitGroup
	for i := range records {
		work.Go(func() {
			for n := range events {
				key := casework.Key{Person: "ketua", Text: fmt.Sprintf("%d/%d", i, n)}
				loaded, err := s.Load(t.Context(), casework.Everywhere(), records[i].ID, key)
				if err == nil {
					err = s.Commit(t.Context(), kit.Step(t, loaded.Record, key))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	work.Wait()
}

func TestTraffic(t *testing.T) {
	t.Parallel()
	const callers, events = 4, 100
	t.Run("on_sqlite_an_event_is_one_writing_transaction", func(t *testing.T) {
		t.Parallel()
		var traffic store.Traffic
		s := open(t, store.Config{URL: file(t), Prepare: migrations.Up, Traffic: &traffic})
		before := traffic.Writes.Load()
		drive(t, s, 2, 10)
		if writes := traffic.Writes.Load() - before; writes != 2*(10+1) {
			t.Errorf("%d writing transactions for %d events", writes, 2*(10+1))
		}
	})
	t.Run("on_postgres_an_event_is_one_writing_transaction_and_two_round_trips_and_hardly_ever_parsed", func(t *testing.T) {
		t.Parallel()
		server := peers.StartPostgres(t, "autovacuum=off")
		url := server.DSN("postgres")
		if err := migrate(url); err != nil {
			t.Fatal(err)
		}
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
		between := newWire(t, url)
		// What the server itself says and hears: each writing transaction takes one of its numbers, each parse is a
		// message of the protocol.
		count := func() (transactions, parses int64) {
			t.Helper()
			const question = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
			if err := conn.QueryRow(t.Context(), question).Scan(&transactions); err != nil {
				t.Fatal(err)
			}
			return transactions, between.parses.Load()
		}
		var traffic store.Traffic
		s := open(t, store.Config{URL: between.url, Traffic: &traffic, MaxConns: callers})
		transactions, parses := count()
		statements, parsed, writes := traffic.Statements.Load(), traffic.Parses.Load(), traffic.Writes.Load()
		drive(t, s, callers, events)
		transactionsAfter, parsesAfter := count()
		statements, parsed, writes = traffic.Statements.Load()-statements, traffic.Parses.Load()-parsed, traffic.Writes.Load()-writes
		transactions, parses = transactionsAfter-transactions, parsesAfter-parses
		all := int64(callers * (events + 1))
		t.Logf("%d events: %d writing transactions, %d parses in the server; %d round trips", all, transactions, parses, statements)
		if transactions != all || writes != all {
			t.Errorf("%d writing transactions for %d events; we counted %d", transactions, all, writes)
		}
		if parses != parsed || parses*10 >= all || parses == 0 {
			t.Errorf("%d parses for %d events; we counted %d", parses, all, parsed)
		}
		if want := all + callers*events + parses; statements != want {
			t.Errorf("%d round trips, not %d", statements, want)
		}
	})
	t.Run("a_list_of_a_hundred_is_one_statement", func(t *testing.T) {
		t.Parallel()
		for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var traffic store.Traffic
				s := open(t, store.Config{URL: url, Prepare: migrations.Up, Traffic: &traffic})
				kit := storetest.NewKit(t, s)
				for range 100 {
					kit.Opened(t)
				}
				list := func() int64 {
					before := traffic.Statements.Load()
					records, err := s.Cases(t.Context(), casework.Query{})
					if err != nil || len(records) != 100 {
						t.Fatalf("%d cases, %v", len(records), err)
					}
					return traffic.Statements.Load() - before
				}
				list() // the first may have to prepare
				if statements := list(); statements != 1 {
					t.Errorf("%d statements", statements)
				}
			})
		}
	})
}

func BenchmarkEvent(b *testing.B) {
	server := peers.StartPostgres(b, "fsync=on", "synchronous_commit=on", "full_page_writes=on")
	if err := migrate(server.DSN("postgres")); err != nil {
		b.Fatal(err)
	}
	for _, callers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("callers_%d", callers), func(b *testing.B) {
			s, err := store.Open(b.Context(), store.Config{URL: server.DSN("postgres")})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			kit := storetest.NewKit(b, s)
			records := make([]casework.Record, callers)
			for i := range records {
				records[i] = kit.Opened(b)
			}
			b.ResetTimer()
			var work sync.WaitGroup
			for i := range records {
				work.Go(func() {
					for n := range b.N/callers + 1 {
						if n%12 == 11 { // as long as a real case
							records[i] = kit.Opened(b)
						}
						key := casework.Key{Person: records[i].ID.String(), Text: fmt.Sprint(b.N, "/", n)}
						loaded, err := s.Load(b.Context(), casework.Everywhere(), records[i].ID, key)
						if err == nil {
							err = s.Commit(b.Context(), kit.Step(b, loaded.Record, key))
						}
						if err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			work.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
