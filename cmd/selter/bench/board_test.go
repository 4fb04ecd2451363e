package bench_test

import (
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/peers"
)

// Every request of the benchmark is answered, and none with an empty table.
func TestBoard(t *testing.T) {
	t.Parallel()
	peers.StartRedis(t) // the benchmark has one of its own; here it is said what to do where there is none
	const selections, requests = 2000, 2
	report, err := bench.RunBoard(t.Context(), peers.StartPostgres(t).DSN("postgres"), selections, requests, 2, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Requests) < 10 || report.Selections != selections {
		t.Errorf("%+v", report)
	}
	for _, one := range report.Requests {
		if one.Bytes == 0 || one.P99 <= 0 {
			t.Errorf("%+v", one)
		}
	}
}
