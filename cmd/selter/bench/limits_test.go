package bench_test

import (
	"io"
	"strings"
	"testing"

	"selter/cmd/selter/bench"
)

// A report names what is beyond its limit, nothing that is at it, and prints the limit beside the figures.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		report interface {
			Beyond() []string
			Print(io.Writer) error
		}
		limit  string
		beyond []string
	}{
		"deadlines in time":   {bench.DeadlineReport{LateP99: 1000, LateMax: 9000}, "at most 1000 ms", nil},
		"deadlines late":      {bench.DeadlineReport{LateP99: 1001}, "at most 1000 ms", []string{"p99 1001 ms late"}},
		"a board at its best": {bench.BoardReport{Requests: []bench.BoardListing{{Request: "/a", P99: 100}}}, "at most 100 ms", nil},
		"a board with one slow table": {
			bench.BoardReport{Requests: []bench.BoardListing{{Request: "/a", P99: 99}, {Request: "/b", P50: 1, P99: 100.5}}}, "at most 100 ms", []string{"/b: p99 100.50 ms"},
		},
		"scores measured fast": {
			bench.RemeasureReport{Runs: []bench.Remeasured{{What: "none kept", Processors: 1, PerSecond: 1000}, {What: "all again", Processors: 2, PerSecond: 1}, {What: "all up to date", Processors: 1}}},
			"at least 1000", nil,
		},
		"scores measured slowly": {
			bench.RemeasureReport{Runs: []bench.Remeasured{{What: "none kept", Processors: 1, PerSecond: 999}, {What: "all again", Processors: 1, PerSecond: 500}}},
			"at least 1000",
			[]string{"none kept: 999", "all again: 500"},
		},
	} {
		beyond := c.report.Beyond()
		if len(beyond) != len(c.beyond) {
			t.Errorf("%s: %q", name, beyond)
			continue
		}
		for i, want := range c.beyond {
			if !strings.Contains(beyond[i], want) {
				t.Errorf("%s: %q", name, beyond)
			}
		}
		var b strings.Builder
		if err := c.report.Print(&b); err != nil || !strings.Contains(b.String(), c.limit) {
			t.Errorf("%s: %q is not in\n%s, %v", name, c.limit, &b, err)
		}
	}
}
