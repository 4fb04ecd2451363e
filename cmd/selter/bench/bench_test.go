package bench_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"selter/cmd/selter/bench"
	"selter/pkg/peers"
)

func TestRun(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		peers.StartRedis(t)
		url := peers.Postgres(t)
		// The second run finds the database as empty as the first.
		for callers, worker := range map[int]bool{1: false, 3: true} {
			var heard []int
			report, err := bench.Run(t.Context(), bench.Options{
				Database: url, Callers: []int{callers}, Selections: 3, Worker: worker, Progress: func(done, _ int) { heard = append(heard, done) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Results) != 2 || len(report.Ratio) != 1 || report.Ratio[strconv.Itoa(callers)] <= 0 {
				t.Errorf("incomplete: %+v", report)
			}
			for _, r := range report.Results {
				if r.PerSecond <= 0 || r.P50 <= 0 || r.P99 < r.P50 {
					t.Errorf("no figures: %+v", r)
				}
			}
			if diff := cmp.Diff([]int{1, 2, 3, 4, 5}, heard); diff != "" {
				t.Error("progress", diff)
			}
		}
	})
	t.Run("refuses_a_database_that_is_not_empty", func(t *testing.T) {
		t.Parallel()
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			url := peers.Postgres(t)
			conn := connect(t, url)
			if _, err := conn.Exec(t.Context(), "CREATE SCHEMA other; CREATE TABLE other.precious AS SELECT 1 AS n", pgx.QueryExecModeSimpleProtocol); err != nil {
				t.Fatal(err)
			}
			if _, err := bench.Run(t.Context(), bench.Options{Database: url}); !errors.Is(err, bench.ErrNotEmpty) {
				t.Errorf("err = %v", err)
			}
			var n int
			if err := conn.QueryRow(t.Context(), "SELECT n FROM other.precious").Scan(&n); err != nil || n != 1 {
				t.Errorf("%d, %v: what was there is not there any more", n, err)
			}
		})
	})
}

func TestReport(t *testing.T) {
	t.Parallel()
	report := bench.NewReport([]bench.Result{
		{Target: bench.EngineTarget, Concurrency: 8, PerSecond: 1500, P50: 5.25, P99: 12},
		{Target: bench.BaselineTarget, Concurrency: 8, PerSecond: 2500, P50: 3, P99: 9.5},
	})
	t.Run("is_the_promised_document", func(t *testing.T) {
		t.Parallel()
		got, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"results":[{"target":"engine","concurrency":8,"per_second":1500,"p50_ms":5.25,"p99_ms":12},` +
			`{"target":"baseline","concurrency":8,"per_second":2500,"p50_ms":3,"p99_ms":9.5}],"ratio":{"8":0.6}}`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("is_a_table_with_the_ratio_beside_the_engine", func(t *testing.T) {
		t.Parallel()
		var out strings.Builder
		if err := report.Print(&out); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		if len(lines) != 4 || strings.Join(strings.Fields(lines[1]), " ") != "engine 8 1500 5.25 12.00 0.60" ||
			strings.Join(strings.Fields(lines[2]), " ") != "baseline 8 2500 3.00 9.50" {
			t.Errorf("\n%s", out.String())
		}
	})
}

func TestTally(t *testing.T) {
	t.Parallel()
	var steps []time.Duration
	for i := range 100 {
		steps = append(steps, time.Duration(100-i)*time.Millisecond)
	}
	tally := bench.Tally{Steps: steps, Took: 2 * time.Second}
	if got := tally.PerSecond(); got != 50 {
		t.Errorf("%v per second", got)
	}
	if p50, p99 := tally.Percentile(.5), tally.Percentile(.99); p50 != 51*time.Millisecond || p99 != 100*time.Millisecond {
		t.Errorf("p50 %v, p99 %v", p50, p99)
	}
	var none bench.Tally
	if none.PerSecond() != 0 || none.Percentile(.5) != 0 {
		t.Error("nothing has figures")
	}
}
