package openselection

import (
	"cmp"
	"slices"

	"selter/workflow/scoring"
)

// A Ranked candidate has a total and a rank; equal candidates share a rank.
type Ranked struct {
	Candidate string        `json:"candidate"`
	Total     scoring.Total `json:"total"`
	Rank      int           `json:"rank"`
}

// rank recomputes the ranking from the scores: weighted totals, equal totals told
// apart by the sealed order of components. Candidates whom even that leaves equal
// share a rank; the committee then decides in its minutes who goes first.
func rank(candidates []string, sheets []Sheet, terms Terms) []Ranked {
	points := make(map[Component]map[string]scoring.Points)
	for _, sheet := range sheets {
		points[sheet.Component] = make(map[string]scoring.Points)
		for _, s := range sheet.Scores {
			points[sheet.Component][s.Candidate] = s.Points
		}
	}
	compare := func(a, b Ranked) int {
		if order := cmp.Compare(b.Total, a.Total); order != 0 {
			return order
		}
		for _, component := range terms.Tie {
			if order := cmp.Compare(points[component][b.Candidate], points[component][a.Candidate]); order != 0 {
				return order
			}
		}
		return 0
	}
	ranked := make([]Ranked, len(candidates))
	for i, candidate := range candidates {
		ranked[i].Candidate = candidate
		for _, component := range Components() {
			ranked[i].Total += scoring.Weigh(points[component][candidate], terms.Weights.Of(component))
		}
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int {
		return cmp.Or(compare(a, b), cmp.Compare(a.Candidate, b.Candidate))
	})
	for i := range ranked {
		ranked[i].Rank = i + 1
		if i > 0 && compare(ranked[i-1], ranked[i]) == 0 {
			ranked[i].Rank = ranked[i-1].Rank
		}
	}
	return ranked
}

// eligible ranks the candidates who are fit: health is a gate, and whoever does not
// pass it has no place in the ranking.
func (f SelectionFacts) eligible() []Ranked {
	fit := slices.DeleteFunc(f.competing(), func(candidate string) bool { return !f.fit(candidate) })
	return rank(fit, f.Scores, f.Terms)
}

// areBest tells whether the proposed are the best so many of ranked, best first.
// Among candidates who share a rank any order is right.
func areBest(proposed []string, ranked []Ranked) bool {
	if len(proposed) > len(ranked) {
		return false
	}
	rankOf := make(map[string]int)
	for _, r := range ranked {
		rankOf[r.Candidate] = r.Rank
	}
	seen := make(map[string]bool)
	for i, candidate := range proposed {
		if seen[candidate] || rankOf[candidate] != ranked[i].Rank {
			return false
		}
		seen[candidate] = true
	}
	return true
}
