package bench_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// What an event costs the database is counted, not timed: these numbers are the same on
// a slow machine and on a busy one.

const callers, selections = 4, 16

// TestEvent counts through the real HTTP API.
func TestEvent(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, "autovacuum=off") // else others take transactions' numbers too
		conn := connect(t, r.site.Database)
		r.prepared(t, selections)(callers) // every connection has met every statement
		play := r.prepared(t, selections)
		transactions, trips, parses, writes := issued(t, conn), r.wire.trips.Load(), r.wire.parses.Load(), r.traffic.Writes.Load()
		steps := play(callers)
		trips, parses, writes = r.wire.trips.Load()-trips, r.wire.parses.Load()-parses, r.traffic.Writes.Load()-writes
		transactions = issued(t, conn) - transactions
		t.Logf("%d events: %d writing transactions, %d round trips, %d parses", steps, transactions, trips, parses)

		t.Run("is_exactly_one_writing_transaction", func(t *testing.T) {
			t.Parallel()
			if transactions != steps || writes != steps {
				t.Errorf("%d events took %d writing transactions by the server's count, %d by ours", steps, transactions, writes)
			}
		})
		// Who asks, the case, and the commit. Whoever looks at the case above reads that too; whoever
		// looks at the cases below reads them, and the commit begins, holds the case still, counts
		// them again and ends. Besides, the benchmark asks five times which cases there are.
		t.Run("is_at_most_four_round_trips_and_those_of_what_it_looks_at", func(t *testing.T) {
			t.Parallel()
			if most := 4*steps + selections*(r.up+5*r.down+5); trips > most || trips < 2*steps || r.up == 0 || r.down == 0 {
				t.Errorf("%d events took %d round trips, more than %d", steps, trips, most)
			}
		})
		t.Run("is_parsed_less_than_once_in_ten_times", func(t *testing.T) {
			t.Parallel()
			if 10*parses >= steps {
				t.Errorf("%d events took %d parses", steps, parses)
			}
			if r.wire.parses.Load() == 0 {
				t.Error("nothing was ever parsed: the wire is not listened to right")
			}
		})
	})
}

// TestWAL compares what an event adds to the write-ahead log with what the same rows add
// when they are written by hand. Images of whole pages, which depend on when the last
// checkpoint was, are switched off.
func TestWAL(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, "autovacuum=off", "full_page_writes=off", "checkpoint_timeout=1h", "max_wal_size=8GB")
		conn := connect(t, r.site.Database)
		r.prepared(t, selections)(callers)
		r.basis(t, selections)(callers)

		play := r.prepared(t, selections)
		before := position(t, conn)
		steps := play(callers)
		engine := position(t, conn) - before

		write := r.basis(t, selections)
		before = position(t, conn)
		write(callers)
		baseline := position(t, conn) - before

		t.Logf("bytes per event: %d, by hand %d: %.2f of it", engine/steps, baseline/steps, float64(engine)/float64(baseline))
		if baseline < 500*steps {
			t.Errorf("the baseline wrote %d bytes for %d events: it does not write the same rows", baseline, steps)
		}
		if 2*engine > 3*baseline {
			t.Errorf("%d events wrote %d bytes, more than 1.5 times the %d of the same rows by hand", steps, engine, baseline)
		}
	})
}

// issued is how many transactions have been given a number, as each that writes is.
func issued(t *testing.T, conn *pgx.Conn) (n int64) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// position is the end of the write-ahead log.
func position(t *testing.T, conn *pgx.Conn) (bytes int64) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	return bytes
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}
