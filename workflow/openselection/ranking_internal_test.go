package openselection

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/scoring"
)

// A contest is drawn so that ties are common: few different points and few candidates.
type contest struct {
	candidates []string
	sheets     []Sheet
	terms      Terms
}

func contests() *rapid.Generator[contest] {
	return rapid.Custom(func(t *rapid.T) contest {
		c := contest{terms: Terms{
			Weights: Weights{
				TrackRecord: rapid.IntRange(15, 20).Draw(t, "track record"), Assessment: rapid.IntRange(20, 25).Draw(t, "assessment"),
				Paper: rapid.IntRange(15, 20).Draw(t, "paper"), Interview: rapid.IntRange(30, 35).Draw(t, "interview"),
			},
			Tie: rapid.Permutation(Components()).Draw(t, "tie break"),
		}}
		n := rapid.IntRange(1, 7).Draw(t, "candidates")
		for i := range n {
			c.candidates = append(c.candidates, fmt.Sprintf("%03d", i+1))
		}
		points := rapid.OneOf(
			rapid.SampledFrom([]scoring.Points{70_00, 70_01, 80_00, 100_00, 0}),
			rapid.Map(rapid.IntRange(0, int(scoring.Full)), func(n int) scoring.Points { return scoring.Points(n) }),
		)
		for _, component := range Components() {
			sheet := Sheet{Component: component}
			for _, candidate := range rapid.Permutation(c.candidates).Draw(t, "order on the sheet") {
				sheet.Scores = append(sheet.Scores, Score{Candidate: candidate, Points: points.Draw(t, "points")})
			}
			c.sheets = append(c.sheets, sheet)
		}
		c.sheets = rapid.Permutation(c.sheets).Draw(t, "order of the sheets")
		return c
	})
}

// of reads a candidate's points in a component as an exact number.
func (c contest) of(candidate string, component Component) *big.Rat {
	for _, sheet := range c.sheets {
		for _, s := range sheet.Scores {
			if sheet.Component == component && s.Candidate == candidate {
				return big.NewRat(int64(s.Points), 100)
			}
		}
	}
	panic("no score")
}

func (c contest) total(candidate string) *big.Rat {
	sum := new(big.Rat)
	for component, weight := range map[Component]int{
		TrackRecord: c.terms.Weights.TrackRecord, Assessment: c.terms.Weights.Assessment, Paper: c.terms.Weights.Paper, InterviewOf: c.terms.Weights.Interview,
	} {
		sum.Add(sum, new(big.Rat).Mul(c.of(candidate, component), big.NewRat(int64(weight), 100)))
	}
	return sum
}

// beats tells whether a stands before b: a higher total, or with equal totals more
// points in the first component of the sealed order in which they differ.
func (c contest) beats(a, b string) bool {
	if order := c.total(a).Cmp(c.total(b)); order != 0 {
		return order > 0
	}
	for _, component := range c.terms.Tie {
		if order := c.of(a, component).Cmp(c.of(b, component)); order != 0 {
			return order > 0
		}
	}
	return false
}

// place is the rank by its meaning: one more than those who stand before.
func (c contest) place(candidate string) int {
	place := 1
	for _, other := range c.candidates {
		if c.beats(other, candidate) {
			place++
		}
	}
	return place
}

func TestRank_agrees_with_fractions_counted_by_hand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contests().Draw(t, "contest")
		ranked := rank(rapid.Permutation(c.candidates).Draw(t, "order of candidates"), c.sheets, c.terms)
		if len(ranked) != len(c.candidates) {
			t.Fatalf("%d of %d are ranked", len(ranked), len(c.candidates))
		}
		for i, r := range ranked {
			if want := c.place(r.Candidate); r.Rank != want {
				t.Errorf("%s has rank %d, want %d", r.Candidate, r.Rank, want)
			}
			if total := big.NewRat(int64(r.Total), 10_000); total.Cmp(c.total(r.Candidate)) != 0 {
				t.Errorf("%s has the total %s, want %s", r.Candidate, total.FloatString(4), c.total(r.Candidate).FloatString(4))
			}
			if i > 0 && ranked[i-1].Rank > r.Rank {
				t.Errorf("%s stands after a worse one", r.Candidate)
			}
		}
	})
}

// Whoever is proposed, nobody who is left out stands before anybody who is not, and the
// order of the names is the order of the ranks; among equals every order is right.
func TestProposed_are_the_best_in_any_order_of_equals_and_in_no_other(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contests().Draw(t, "contest")
		ranked := rank(c.candidates, c.sheets, c.terms)
		n := rapid.IntRange(1, len(c.candidates)).Draw(t, "names")
		proposed := rapid.Permutation(c.candidates).Draw(t, "names in some order")[:n]
		if rapid.Bool().Draw(t, "nearly right") {
			// The best, with equals put in an order of their own.
			proposed = slices.Clone(c.candidates)
			shuffled := rapid.Permutation(c.candidates).Draw(t, "order of equals")
			slices.SortFunc(proposed, func(a, b string) int {
				if order := c.place(a) - c.place(b); order != 0 {
					return order
				}
				return slices.Index(shuffled, a) - slices.Index(shuffled, b)
			})
			proposed = proposed[:n]
		}
		right := true
		for i, name := range proposed {
			for _, later := range proposed[i+1:] {
				right = right && !c.beats(later, name)
			}
			for _, other := range c.candidates {
				right = right && (slices.Contains(proposed, other) || !c.beats(other, name))
			}
		}
		if got := areBest(proposed, ranked); got != right {
			t.Fatalf("%v of %v: %v, want %v", proposed, ranked, got, right)
		}
	})
}

func TestProposed_names(t *testing.T) {
	t.Parallel()
	tied := []Ranked{{"001", 90_0000, 1}, {"002", 80_0000, 2}, {"003", 80_0000, 2}, {"004", 80_0000, 2}, {"005", 70_0000, 5}}
	for _, tc := range []struct {
		name     string
		proposed []string
		right    bool
	}{
		{"the_first_two_of_three_equals", []string{"001", "002", "003"}, true},
		{"the_last_two_of_three_equals", []string{"001", "004", "003"}, true},
		{"equals_before_the_best", []string{"002", "001", "003"}, false},
		{"a_worse_one_in_place_of_an_equal", []string{"001", "002", "005"}, false},
		{"one_twice", []string{"001", "002", "002"}, false},
		{"a_stranger", []string{"001", "002", "999"}, false},
		{"more_than_there_are", []string{"001", "002", "003", "004", "005", "006"}, false},
		{"all", []string{"001", "003", "002", "004", "005"}, true},
		{"nobody", nil, true}, // that somebody is proposed is a guard of its own
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := areBest(tc.proposed, tied); got != tc.right {
				t.Errorf("%v: %v", tc.proposed, got)
			}
		})
	}
}
