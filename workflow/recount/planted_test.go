package recount_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"selter/workflow/openselection"
	"selter/workflow/recount"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A plant puts one error into a determined selection. It answers false where the error
// would change no number that is published.
type plant func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool)

// scored counts the scores of a selection, however its marks have been turned.
func scored(f openselection.SelectionFacts) openselection.SelectionFacts {
	return openselection.RevealScoresBody{Component: openselection.Paper}.Apply(f, occurring(openselection.RevealScores))
}

// corrected puts every correction in force by hand, and counts the scores.
func corrected(f openselection.SelectionFacts) openselection.SelectionFacts {
	f.Marks = slices.Clone(f.Marks)
	for _, c := range f.Corrections {
		for i, m := range f.Marks {
			if m.By == c.Scorer && m.Component == c.Component && m.Candidate == c.Candidate {
				if m.Was == nil {
					given := m.Points
					f.Marks[i].Was = &given
				}
				f.Marks[i].Points = c.Now
			}
		}
	}
	return scored(f)
}

// republished puts the scores and the result that were counted from other facts into f.
func republished(random *rand.Rand, f, other openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
	other, _ = determined(random, other)
	changed := fmt.Sprint(f.Scores) != fmt.Sprint(other.Scores) || !sameStandings(f, other)
	f.Scores, f.Result = other.Scores, other.Result
	return f, changed
}

func sameStandings(a, b openselection.SelectionFacts) bool {
	return slices.EqualFunc(openselection.Trace(a), openselection.Trace(b), func(x, y openselection.TraceLine) bool {
		return x.Candidate == y.Candidate && x.Total == y.Total && x.Rank == y.Rank
	})
}

var plants = map[string]plant{
	"a_digit_of_a_mark": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		f.Marks = slices.Clone(f.Marks)
		m := &f.Marks[random.IntN(len(f.Marks))]
		m.Points = m.Points/10*10 + (m.Points+1)%10
		return f, true
	},
	"a_correction_that_nobody_confirmed": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		if len(f.Corrections) == 0 {
			return f, false
		}
		at := random.IntN(len(f.Corrections))
		gone := f.Corrections[at]
		f.Corrections = slices.Delete(slices.Clone(f.Corrections), at, at+1)
		later := slices.ContainsFunc(f.Corrections[at:], func(c openselection.Correction) bool {
			return c.Void == nil && c.Component == gone.Component && c.Candidate == gone.Candidate && c.Scorer == gone.Scorer
		})
		// Of a correction that another one replaced, that is void, or that changed nothing, nothing depends.
		return f, gone.Void == nil && !later && gone.Was != gone.Now && slices.ContainsFunc(f.Marks, func(m openselection.Given) bool {
			return m.Was != nil && *m.Was != m.Points && m.By == gone.Scorer && m.Component == gone.Component && m.Candidate == gone.Candidate && gone.Was == *m.Was
		})
	},
	"a_correction_by_somebody_with_a_conflict": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Corrections = slices.Clone(f.Corrections)
		for i := range other.Corrections {
			other.Corrections[i].Void = nil
		}
		other, _ = determined(random, corrected(other))
		return other, fmt.Sprint(other.Marks) != fmt.Sprint(f.Marks) && !sameStandings(f, other)
	},
	"an_earlier_assessment_that_nobody_confirmed": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Reused = slices.Clone(f.Reused)
		for i := range other.Reused {
			other.Reused[i].ConfirmedBy = "ketua"
		}
		return republished(random, f, scored(other))
	},
	"a_digit_of_a_score": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		f.Scores = slices.Clone(f.Scores)
		sheet := &f.Scores[random.IntN(len(f.Scores))]
		sheet.Scores = slices.Clone(sheet.Scores)
		sheet.Scores[random.IntN(len(sheet.Scores))].Points++
		return f, true
	},
	"a_digit_of_a_total": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		result := *f.Result
		result.Ranking = slices.Clone(result.Ranking)
		result.Ranking[random.IntN(len(result.Ranking))].Total += scoring.Total([]int{1, 10, 100, 1000}[random.IntN(4)])
		f.Result = &result
		return f, true
	},
	"a_rank": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		result := *f.Result
		result.Ranking = slices.Clone(result.Ranking)
		result.Ranking[random.IntN(len(result.Ranking))].Rank++
		f.Result = &result
		return f, true
	},
	"a_candidate_who_is_left_out": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		result := *f.Result
		at := random.IntN(len(result.Ranking))
		result.Ranking = slices.Delete(slices.Clone(result.Ranking), at, at+1)
		f.Result = &result
		return f, true
	},
	"another_name": func(_ *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		// Whoever is last of those who are not proposed takes the place of the first.
		lines := openselection.Trace(f)
		last := lines[len(lines)-1]
		result := *f.Result
		if slices.Contains(result.Proposed, last.Candidate) || last.Rank == 1 {
			return f, false
		}
		result.Proposed = slices.Clone(result.Proposed)
		result.Proposed[0] = last.Candidate
		f.Result = &result
		return f, true
	},
	"a_name_too_few": func(_ *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		result := *f.Result
		result.Proposed = result.Proposed[:len(result.Proposed)-1]
		result.FewerReason = "cukup"
		f.Result = &result
		return f, true
	},
	"a_void_mark_that_counts": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Marks = slices.Clone(f.Marks)
		for i := range other.Marks {
			other.Marks[i].Void = nil
		}
		return republished(random, f, scored(other))
	},
	"a_mark_of_a_conflict_that_nobody_voided": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Marks = slices.Clone(f.Marks)
		voided := false
		for i := range other.Marks {
			voided = voided || other.Marks[i].Void != nil
			other.Marks[i].Void = nil
		}
		other, _ = determined(random, scored(other))
		return other, voided // it is wrong even where no number changes
	},
	"another_tie_break": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Terms.Tie = slices.Clone(f.Terms.Tie)
		slices.Reverse(other.Terms.Tie)
		return republished(random, f, other)
	},
	"other_weights": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Terms.Weights.Interview, other.Terms.Weights.Paper = f.Terms.Weights.Paper, f.Terms.Weights.Interview
		return republished(random, f, other)
	},
	"means_that_are_cut": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Scores = nil
		for _, sheet := range f.Scores {
			sheet.Scores = slices.Clone(sheet.Scores)
			for i, s := range sheet.Scores {
				if sum, n := sums(f, sheet.Component, s.Candidate); n > 0 {
					sheet.Scores[i].Points = sum / n
				}
			}
			other.Scores = append(other.Scores, sheet)
		}
		return republished(random, f, other)
	},
	"an_absent_one_who_is_ranked": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Out = nil
		return republished(random, f, other)
	},
	"an_unfit_one_who_is_ranked": func(random *rand.Rand, f openselection.SelectionFacts) (openselection.SelectionFacts, bool) {
		other := f
		other.Health = slices.Clone(f.Health)
		for i := range other.Health {
			other.Health[i].Fit = true
		}
		return republished(random, f, other)
	},
}

// sums adds up the marks of a candidate that count, and counts them; none where an earlier
// assessment stands in their place.
func sums(f openselection.SelectionFacts, component openselection.Component, candidate string) (sum, n scoring.Points) {
	if component == openselection.Assessment && slices.ContainsFunc(f.Reused, func(r openselection.Reuse) bool { return r.Candidate == candidate && r.ConfirmedBy != "" }) {
		return 0, 0
	}
	for _, m := range f.Marks {
		if m.Component == component && m.Candidate == candidate && m.Void == nil {
			sum, n = sum+m.Points, n+1
		}
	}
	return sum, n
}

// TestPlanted_errors puts each error into many contests and demands that every one that
// changes anything is found.
func TestPlanted_errors_are_all_found(t *testing.T) {
	t.Parallel()
	for name, put := range plants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planted := 0
			for n := 0; planted < 100; n++ {
				if n == 100_000 {
					t.Fatalf("only %d errors could be planted", planted)
				}
				random := rand.New(rand.NewPCG(*seed, uint64(n)))
				f, trace := determined(random, drawContest(random))
				if len(trace) == 0 || len(unmarked(f, trace)) > 0 || len(f.Marks) == 0 {
					continue
				}
				wrong, is := put(random, f)
				if !is {
					continue
				}
				planted++
				record, err := wire.Canonical(wrong)
				if err != nil {
					t.Fatal(err)
				}
				if report, err := recount.Check(record); err == nil && report.Agrees() {
					t.Fatalf("contest %d of -seed=%d: not found in %s", n, *seed, record)
				}
			}
		})
	}
}
