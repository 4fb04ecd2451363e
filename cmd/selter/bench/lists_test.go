package bench_test

import (
	"strings"
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/peers"
)

// A page asks little of the database, however much is in it: the queries are counted, the
// time is not.
func TestLists(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		peers.StartRedis(t)
		report, err := bench.RunLists(t.Context(), peers.Postgres(t), bench.Crowd{Agencies: 3, Selections: 4, Applicants: 60}, 30, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Lists) != 3 || report.Applications != 3*4*60 {
			t.Errorf("%+v", report)
		}
		for _, list := range report.Lists {
			if list.Queries < 1 || list.Queries > 4 {
				t.Errorf("a page of the applications %s asks %d queries, want at most 4", list.List, list.Queries)
			}
			if list.P50 <= 0 || list.P99 < list.P50 {
				t.Errorf("no figures: %+v", list)
			}
		}
		var out strings.Builder
		if err := report.Print(&out); err != nil || !strings.Contains(out.String(), "pages of 50 beside 720 applications") {
			t.Errorf("%v: %s", err, out.String())
		}
	})
}
