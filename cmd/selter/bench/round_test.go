package bench_test

import (
	"strings"
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/peers"
)

// The large round of the benchmark, in small.
func TestRound(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		peers.StartRedis(t)
		size := bench.Size{Posts: 2, Applicants: 5, Members: 7}
		site, err := bench.OpenSite(t.Context(), peers.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closed(t, site.Close()) })
		engine, err := bench.OpenEngine(t.Context(), site, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closed(t, engine.Close()) })
		report, err := engine.Round(t.Context(), size, 2)
		if err != nil {
			t.Fatal(err)
		}
		if report.Marks != 2*5*7*4 || report.Recounted != 2 || report.Closing.Events != 4 || report.Ranking.Events != 2 {
			t.Errorf("%+v", report)
		}
		for _, phase := range []bench.Phase{report.Closing, report.Ranking} {
			if phase.Seconds <= 0 || phase.P50 <= 0 || phase.P99 < phase.P50 {
				t.Errorf("no figures: %+v", phase)
			}
		}
		var out strings.Builder
		if err := report.Print(&out); err != nil || !strings.Contains(out.String(), "a round with 2 posts, 10 applicants and 7 members: 280 marks") {
			t.Errorf("%v: %s", err, out.String())
		}
		t.Run("what_it_is_filled_with_verifies", func(t *testing.T) {
			t.Parallel()
			cases, err := engine.Verify(t.Context())
			// The round, its selections, and of each: applications, sheets of four components, papers.
			if want := 1 + 2*(1+5+4*7+5); err != nil || cases < want {
				t.Errorf("%d cases were looked at, want %d and those of the people; %v", cases, want, err)
			}
		})
	})
}
