package recount

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// tally is the points of one candidate in one component.
type tally struct {
	points *big.Rat // nil when nothing counts
	marks  int      // how many marks count
}

// A placed candidate has a place in the recounted ranking.
type placed struct {
	candidate string
	parts     []tally // in the order of the components
	// measure is the total and then the points in the sealed order: who has the greater
	// number in the first place where two differ stands before.
	measure []*big.Rat
	rank    int
}

func (p placed) total() *big.Rat { return p.measure[0] }

func (p placed) before(other placed) bool {
	for i := range p.measure {
		if order := p.measure[i].Cmp(other.measure[i]); order != 0 {
			return order > 0
		}
	}
	return false
}

// counts tells whether a mark counts.
func (r record) counts(m mark) bool { return !m.void && !r.refused[pair{m.by, m.candidate}] }

// byCriteria is what the points of its criteria make of a mark: their weighted sum, rounded
// half up to hundredths. It is nothing where not each sealed criterion has points, or another has.
func (r record) byCriteria(m mark) *big.Rat {
	sum := new(big.Rat)
	for code, share := range r.shares[m.component] {
		points, there := m.criteria[code]
		if !there {
			return nil
		}
		sum.Add(sum, new(big.Rat).Mul(points, share))
	}
	if len(m.criteria) != len(r.shares[m.component]) {
		return nil
	}
	return inHundredths(sum)
}

// A part is a component of a candidate.
type part struct{ candidate, component string }

// tallies are what everybody has in every component in which something counts.
func (r record) tallies() map[part]tally {
	counted := make(map[part][]*big.Rat)
	for _, m := range r.marks {
		if r.counts(m) {
			at := part{m.candidate, m.component}
			counted[at] = append(counted[at], m.points)
		}
	}
	all := make(map[part]tally)
	for at, points := range counted {
		all[at] = tally{inHundredths(mean(points)), len(points)}
	}
	for candidate, again := range r.reused {
		all[part{candidate, "assessment"}] = tally{points: again.points}
	}
	return all
}

// inPlay are those who passed the administrative check and are not out.
func (r record) inPlay() []string {
	return slices.DeleteFunc(slices.Clone(r.passed), func(candidate string) bool { return r.out[candidate] })
}

// standings are the eligible candidates with their ranks, the best first.
func (r record) standings(all map[part]tally) []placed {
	var list []placed
	for _, candidate := range r.inPlay() {
		if !r.fit[candidate] {
			continue
		}
		p := placed{candidate: candidate, measure: []*big.Rat{new(big.Rat)}}
		for _, component := range components {
			p.parts = append(p.parts, all[part{candidate, component}])
			p.total().Add(p.total(), new(big.Rat).Mul(points(all[part{candidate, component}]), r.weights[component]))
		}
		p.total().Quo(p.total(), hundred)
		for _, component := range r.order {
			p.measure = append(p.measure, points(all[part{candidate, component}]))
		}
		list = append(list, p)
	}
	for i := range list {
		list[i].rank = 1
		for _, other := range list {
			if other.before(list[i]) {
				list[i].rank++
			}
		}
	}
	slices.SortFunc(list, func(a, b placed) int { return cmp.Or(a.rank-b.rank, strings.Compare(a.candidate, b.candidate)) })
	return list
}

// points are 0 where nothing counts: the report says so besides.
func points(t tally) *big.Rat {
	if t.points == nil {
		return new(big.Rat)
	}
	return t.points
}

// sorted are the keys of a map in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
