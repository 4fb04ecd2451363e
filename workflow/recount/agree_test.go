package recount_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json"

	"selter/workflow/openselection"
	"selter/workflow/recount"
	"selter/workflow/wire"
)

var (
	seed     = flag.Uint64("seed", 20240508, "of the drawn contests")
	contests = flag.Int("contests", 100_000, "how many contests are drawn")
)

// determined is the result that the table's own count gives, the names best first; equals
// are named in either order. False where nobody is eligible.
func determined(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, []openselection.TraceLine) {
	if len(f.Health) == 0 {
		return f, nil
	}
	result := openselection.DetermineResultBody{Minutes: minutes}
	trace := openselection.Trace(f)
	if len(trace) == 0 {
		return f, nil
	}
	lines := slices.Clone(trace)
	for _, line := range lines {
		result.Ranking = append(result.Ranking, openselection.Ranked{Candidate: line.Candidate, Total: line.Total, Rank: line.Rank})
	}
	for i := range lines[:max(len(lines)-1, 0)] {
		if lines[i].Rank == lines[i+1].Rank && random.IntN(2) == 0 {
			lines[i], lines[i+1] = lines[i+1], lines[i]
		}
	}
	for _, line := range lines[:min(3, len(lines))] {
		result.Proposed = append(result.Proposed, line.Candidate)
	}
	if len(lines) < 3 {
		result.FewerReason = "tidak ada lagi yang memenuhi syarat"
	}
	random.Shuffle(len(result.Ranking), func(i, j int) { result.Ranking[i], result.Ranking[j] = result.Ranking[j], result.Ranking[i] })
	return result.Apply(f, occurring(openselection.DetermineResult)), trace
}

// unmarked lists where an eligible candidate has no score at all, which the second count
// has to say.
func unmarked(f openselection.SelectionFacts, trace []openselection.TraceLine) []string {
	scored := make(map[string]bool)
	for _, sheet := range f.Scores {
		for _, s := range sheet.Scores {
			scored[string(sheet.Component)+s.Candidate] = true
		}
	}
	var list []string
	for _, line := range trace {
		for _, component := range openselection.Components() {
			if !scored[string(component)+line.Candidate] {
				list = append(list, fmt.Sprintf("no_mark component=%s candidate=%s", component, line.Candidate))
			}
		}
	}
	return list
}

// disagreement says in what the two counts of a selection differ; nothing where they agree.
func disagreement(record []byte, missing []string, trace []openselection.TraceLine) string {
	report, err := recount.Check(record)
	if err != nil {
		return err.Error()
	}
	if report.Determined != (len(trace) > 0) {
		return fmt.Sprintf("determined: %t", report.Determined)
	}
	if len(trace) == 0 {
		return strings.Join(saidOf(report), "\n")
	}
	if got, want := saidOf(report), missing; strings.Join(got, "\n") != strings.Join(want, "\n") {
		return fmt.Sprintf("differences %q, want %q", got, want)
	}
	if len(report.Standings) != len(trace) {
		return fmt.Sprintf("%d are ranked, want %d", len(report.Standings), len(trace))
	}
	for i, standing := range report.Standings {
		line := trace[i] // both name equals in the order of their numbers
		if standing.Rank != line.Rank || standing.Candidate != line.Candidate || standing.Total != line.Total.String() {
			return fmt.Sprintf("place %d: %+v, want %s with %s", i+1, standing, line.Candidate, line.Total)
		}
		for j, part := range standing.Parts {
			want := line.Parts[j].Points.String()
			if part.Points != want && part.Points+want != "0" {
				return fmt.Sprintf("%s of %s: %s, want %s", part.Component, line.Candidate, part.Points, want)
			}
		}
	}
	return ""
}

// TestBothCounts draws contests with ties, conflicts before and after the scores,
// corrections, lapsed sheets, absences, unfit candidates, earlier assessments and fewer
// than three who are eligible. Both counts have to agree in every number.
func TestBothCounts_agree_in_100_000_contests(t *testing.T) {
	t.Parallel()
	var seen tally
	inParallel(*contests, func(n int) {
		if t.Failed() {
			return
		}
		random := rand.New(rand.NewPCG(*seed, uint64(n)))
		f, trace := determined(random, drawContest(random))
		missing := unmarked(f, trace)
		seen.add(f, missing, trace)
		record, err := recorded(f, n)
		if err != nil {
			t.Error(err)
			return
		}
		if wrong := disagreement(record, missing, trace); wrong != "" {
			t.Errorf("contest %d of -seed=%d: %s", n, *seed, wrong)
		}
	})
	t.Logf("-seed=%d: %s", *seed, &seen)
	seen.demand(t, int64(*contests))
}

// recorded writes facts as the store keeps them or, which takes half the time, with the same
// numbers and the names in another order.
func recorded(f openselection.SelectionFacts, n int) ([]byte, error) {
	if n%16 == 0 {
		return wire.Canonical(f)
	}
	return json.Marshal(f)
}

// inParallel does a job n times on all processors.
func inParallel(n int, job func(n int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				job(i)
			}
		})
	}
	all.Wait()
}

// A tally tells that what was drawn is what was meant to be drawn.
type tally struct {
	ranked, ties, shared, void, corrected, out, unfit, reused, lapsed, criteria, few, unmarked atomic.Int64
}

func (s *tally) add(f openselection.SelectionFacts, missing []string, trace []openselection.TraceLine) {
	count := func(of *atomic.Int64, is bool) {
		if is {
			of.Add(1)
		}
	}
	var ties, shared, void, corrected, unfit bool
	for _, m := range f.Marks {
		void, corrected = void || m.Void != nil, corrected || m.Was != nil
	}
	for _, h := range f.Health {
		unfit = unfit || !h.Fit
	}
	for _, line := range trace {
		ties, shared = ties || line.Tie != "", shared || line.Shares
	}
	count(&s.ranked, len(trace) > 0)
	count(&s.few, len(trace) > 0 && len(trace) < 3)
	count(&s.unmarked, len(missing) > 0)
	count(&s.ties, ties)
	count(&s.shared, shared)
	count(&s.void, void)
	count(&s.corrected, corrected)
	count(&s.out, len(f.Out) > 0)
	count(&s.unfit, unfit)
	count(&s.reused, len(f.Reused) > 0)
	count(&s.lapsed, len(f.Lapsed) > 0)
	count(&s.criteria, f.Terms.Criteria != nil)
}

func (s *tally) counts() map[string]int64 {
	return map[string]int64{
		"ranked": s.ranked.Load(), "ties that a component breaks": s.ties.Load(), "ties that nothing breaks": s.shared.Load(), "void marks": s.void.Load(),
		"corrections": s.corrected.Load(), "absent or disqualified": s.out.Load(), "unfit": s.unfit.Load(), "earlier assessments": s.reused.Load(),
		"lapsed sheets": s.lapsed.Load(), "rubrics as data": s.criteria.Load(), "fewer than three": s.few.Load(), "candidates without a mark": s.unmarked.Load(),
	}
}

func (s *tally) String() string {
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(s.counts()), "map["), "]")
}

// demand asks that each kind of contest is at least one in a hundred.
func (s *tally) demand(t *testing.T, of int64) {
	t.Helper()
	for kind, n := range s.counts() {
		if n*100 < of {
			t.Errorf("only %d of %d contests have %s", n, of, kind)
		}
	}
}
