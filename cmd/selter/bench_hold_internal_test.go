package main

import (
	"testing"

	"selter/cmd/selter/bench"
)

// A figure beyond its limit is a failure only where that is asked for.
func TestBench_holds_limits_when_asked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hold   bool
		report measured
		fails  bool
	}{
		{false, bench.DeadlineReport{LateP99: 5000}, false},
		{true, bench.DeadlineReport{LateP99: 5000}, true},
		{true, bench.DeadlineReport{LateP99: 500}, false},
		{true, bench.BoardReport{Requests: []bench.BoardListing{{P99: 101}}}, true},
		{true, bench.RemeasureReport{Runs: []bench.Remeasured{{What: "all again", Processors: 1, PerSecond: 10}}}, true},
	} {
		if err := (benchCommand{Hold: c.hold}).held(c.report); (err != nil) != c.fails {
			t.Errorf("hold %t, %+v: %v", c.hold, c.report, err)
		}
	}
}
