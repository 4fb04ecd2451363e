package recount

import (
	"math/big"
	"slices"
	"strconv"
)

// proposedNames is how many are proposed (UU 5/2014 Pasal 112 dan 113).
const proposedNames = 3

// Check counts the ranking of one selection again from the canonical JSON of its facts,
// and names every difference between what it finds and what is published there. The
// error, always a *Flaw, says that the record cannot be counted at all.
func Check(facts []byte) (Report, error) {
	tree, err := parse(string(facts))
	if err != nil {
		return Report{}, &Flaw{Problem: "is not JSON: " + err.Error()}
	}
	published, err := read(tree)
	if err != nil {
		return Report{}, err
	}
	c := check{record: published, all: published.tallies()}
	c.rules()
	c.marks()
	c.points()
	if published.result != nil {
		c.report.Determined = true
		standings := published.standings(c.all)
		c.ranking(standings)
		c.proposed(standings)
		c.show(standings)
	}
	return c.report, nil
}

// A check holds a record against what its marks say.
type check struct {
	record
	all    map[part]tally
	report Report
}

func (c *check) differs(d Difference) { c.report.Differences = append(c.report.Differences, d) }

// rules looks at what was sealed.
func (c *check) rules() {
	sum := new(big.Rat)
	for _, weight := range c.weights {
		sum.Add(sum, weight)
	}
	if sum.Cmp(hundred) != 0 {
		c.differs(Difference{Code: BadWeights, Published: text(sum), Recounted: text(hundred)})
	}
	named := slices.Sorted(slices.Values(c.order))
	if !slices.Equal(named, slices.Sorted(slices.Values(components))) {
		c.differs(Difference{Code: BadOrder})
	}
}

// marks looks at every mark by itself and at who gave it.
func (c *check) marks() {
	type giving struct {
		part
		by string
	}
	given := make(map[giving]bool)
	for _, m := range c.record.marks {
		wrong := func(code Code) {
			c.differs(Difference{Code: code, Component: m.component, Candidate: m.candidate, By: m.by, Published: text(m.published)})
		}
		if !isPoints(m.published) || !isPoints(m.points) {
			wrong(BadMark)
		}
		if m.points.Cmp(m.published) != 0 {
			c.differs(Difference{OtherCorrection, m.component, m.candidate, m.by, text(m.published), text(m.points)})
		}
		if made := c.byCriteria(m); made == nil || made.Cmp(m.given) != 0 {
			c.differs(Difference{OtherMark, m.component, m.candidate, m.by, text(m.given), shown(made)})
		}
		if m.void {
			continue
		}
		if c.refused[pair{m.by, m.candidate}] {
			wrong(MarkOfConflict)
			continue
		}
		one := giving{part{m.candidate, m.component}, m.by}
		if given[one] {
			wrong(MarkTwice)
		}
		given[one] = true
	}
	for _, candidate := range sorted(c.reused) {
		again := c.reused[candidate]
		if !isPoints(again.published) || !isPoints(again.points) {
			c.differs(Difference{Code: BadMark, Component: "assessment", Candidate: candidate, Published: text(again.published)})
		}
		if again.points.Cmp(again.published) != 0 {
			c.differs(Difference{OtherCorrection, "assessment", candidate, "", text(again.published), text(again.points)})
		}
	}
}

// points compares the points of every component, of those too who are out by now.
func (c *check) points() {
	for _, component := range components {
		published := c.scores[component]
		for _, candidate := range sorted(published) {
			counted, says := c.all[part{candidate, component}].points, published[candidate]
			if counted == nil || counted.Cmp(says) != 0 {
				c.differs(Difference{Code: OtherPoints, Component: component, Candidate: candidate, Published: text(says), Recounted: shown(counted)})
			}
		}
		for _, candidate := range c.tallied(component) {
			if _, says := published[candidate]; !says {
				counted := c.all[part{candidate, component}].points
				c.differs(Difference{Code: OtherPoints, Component: component, Candidate: candidate, Recounted: text(counted)})
			}
		}
	}
}

// tallied are the candidates for whom something counts in a component.
func (c *check) tallied(component string) []string {
	var list []string
	for at := range c.all {
		if at.component == component {
			list = append(list, at.candidate)
		}
	}
	slices.Sort(list)
	return list
}

// ranking compares totals and ranks, number by number.
func (c *check) ranking(standings []placed) {
	published := make(map[string]ranked)
	for _, one := range c.result.ranking {
		published[one.candidate] = one
	}
	eligible := make(map[string]bool)
	for _, found := range standings {
		eligible[found.candidate] = true
		for i, component := range components {
			if found.parts[i].points == nil {
				c.differs(Difference{Code: NoMark, Component: component, Candidate: found.candidate})
			}
		}
		says, there := published[found.candidate]
		if !there {
			c.differs(Difference{Code: NotRanked, Candidate: found.candidate, Recounted: strconv.Itoa(found.rank)})
			continue
		}
		if says.total.Cmp(found.total()) != 0 {
			c.differs(Difference{Code: OtherTotal, Candidate: found.candidate, Published: text(says.total), Recounted: text(found.total())})
		}
		if says.rank.Cmp(big.NewRat(int64(found.rank), 1)) != 0 {
			c.differs(Difference{Code: OtherRank, Candidate: found.candidate, Published: text(says.rank), Recounted: strconv.Itoa(found.rank)})
		}
	}
	for _, one := range c.result.ranking {
		if !eligible[one.candidate] {
			c.differs(Difference{Code: RankedInVain, Candidate: one.candidate, Published: text(one.rank)})
		}
	}
}

// proposed compares the names before the appointing officer. Among candidates who share
// a rank the committee decides, so any order of them is right.
func (c *check) proposed(standings []placed) {
	by := make(map[string]placed)
	for _, one := range standings {
		by[one.candidate] = one
	}
	names := c.result.proposed
	for i, name := range names {
		here, eligible := by[name]
		wrong := !eligible || slices.Contains(names[:i], name)
		for _, other := range standings {
			// Whoever stands before has to be named before.
			wrong = wrong || other.before(here) && !slices.Contains(names[:i], other.candidate)
		}
		if wrong {
			c.differs(Difference{Code: NotTheBest, Candidate: name, Published: strconv.Itoa(i + 1)})
		}
	}
	want := min(proposedNames, len(standings))
	if len(names) != want || len(names) == 0 || want < proposedNames && !c.result.reasoned {
		c.differs(Difference{Code: OtherNumber, Published: strconv.Itoa(len(names)), Recounted: strconv.Itoa(want)})
	}
}

// show writes the recounted ranking with its working.
func (c *check) show(standings []placed) {
	for _, one := range standings {
		line := Standing{Rank: one.rank, Candidate: one.candidate, Total: text(one.total())}
		for i, component := range components {
			found := one.parts[i]
			line.Parts = append(line.Parts, Part{component, shown(found.points), text(c.weights[component]), found.marks})
		}
		c.report.Standings = append(c.report.Standings, line)
	}
}

func shown(x *big.Rat) string {
	if x == nil {
		return ""
	}
	return text(x)
}
