package oversight

import (
	"cmp"
	"maps"
	"slices"

	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A tally is what was counted of some selections.
type tally struct {
	rounds, posts          int
	final                  int // closed with an inauguration: only these have a score that stands
	total, index           scoring.Points
	good, sufficient, poor int // labels of those
	violated               bool
	inTime, timed          int
	published, publishable int
	complaints, proven     int
	earlyMoves             int
	late, lateClocks       int // selections, and clocks that ran out
	findings               int // selections with a check that is not met
	live                   int
}

// labels of a selection, and of an agency.
const (
	goodLabel       = "good"
	sufficientLabel = "sufficient"
	poorLabel       = "poor"
)

func (t *tally) add(l *Line) {
	t.posts++
	t.complaints += int(l.Complaints)
	t.proven += int(l.Proven)
	t.earlyMoves += int(l.EarlyMoves)
	t.lateClocks += int(l.Late)
	if l.Late > 0 {
		t.late++
	}
	if l.Findings > 0 {
		t.findings++
	}
	if l.InTime != Unknown {
		t.timed++
		if l.InTime == Yes {
			t.inTime++
		}
	}
	if l.Published != Unknown {
		t.publishable++
		if l.Published == Yes {
			t.published++
		}
	}
	switch l.Status {
	case string(compliance.Live):
		t.live++
	case string(compliance.Final):
		t.final++
		t.total += l.Total
		t.index += l.Index
		t.violated = t.violated || l.Blocked || l.Proven > 0 && l.Label == poorLabel
		switch l.Label {
		case goodLabel:
			t.good++
		case sufficientLabel:
			t.sufficient++
		case poorLabel:
			t.poor++
		}
	}
}

// plus adds what was counted elsewhere.
func (t *tally) plus(o *tally) {
	t.rounds += o.rounds
	t.posts += o.posts
	t.final += o.final
	t.total += o.total
	t.index += o.index
	t.good += o.good
	t.sufficient += o.sufficient
	t.poor += o.poor
	t.violated = t.violated || o.violated
	t.inTime += o.inTime
	t.timed += o.timed
	t.published += o.published
	t.publishable += o.publishable
	t.complaints += o.complaints
	t.proven += o.proven
	t.earlyMoves += o.earlyMoves
	t.late += o.late
	t.lateClocks += o.lateClocks
	t.findings += o.findings
	t.live += o.live
}

// The label of an agency lies nearest to the mean of the indices of its closed selections:
// from here on it is good (3.5 and above round to it), and from there on sufficient. Usulan Selter: the
// known tables have labels of agencies, and none says how they are found.
const (
	goodFrom       scoring.Points = 3_25
	sufficientFrom scoring.Points = 2_75
)

// label is that of an agency; empty while no selection has closed.
func (t *tally) label() string {
	switch {
	case t.final == 0:
		return ""
	case t.violated:
		return poorLabel
	}
	switch mean := mean(t.index, t.final); {
	case mean >= goodFrom:
		return goodLabel
	case mean >= sufficientFrom:
		return sufficientLabel
	}
	return poorLabel
}

// mean rounds half up, as scores are rounded.
func mean(sum scoring.Points, n int) scoring.Points {
	return (2*sum + scoring.Points(n)) / scoring.Points(2*n)
}

// hundredths is part of whole in percent, or what falls on a hundred: two places, half up.
func hundredths(part, of int) Cell {
	if of == 0 {
		return nil
	}
	return scoring.Points((2*part*int(scoring.Full) + of) / (2 * of))
}

// A group is an agency in a year.
type group struct {
	agency Agency
	year   int
	tally
}

// A count is what was counted of the folios that a request reaches.
type count struct {
	agencies Agencies
	filter   Filter
	groups   []*group
	states   map[string]*tally
	legs     [compliance.Legs]days
	rounds   []bool // of the folio at hand: seen
}

func newCount(agencies Agencies, filter Filter) *count {
	c := &count{agencies: agencies, filter: filter, states: make(map[string]*tally)}
	for i := range c.legs {
		c.legs[i] = make(days, longest+1)
	}
	return c
}

// add counts a folio.
func (c *count) add(f *opened) {
	g := &group{agency: named(c.agencies, f.Agency, f.name), year: f.Year}
	clear(c.rounds)
	var state *tally
	var in string // which state is at hand: it changes seldom
	for i := range f.lines {
		l := &f.lines[i]
		if !c.filter.lets(l) {
			continue
		}
		g.add(l)
		if c.isNew(int(l.Round)) {
			g.rounds++
		}
		if state == nil || in != l.State {
			state, in = c.state(l.State), l.State
		}
		state.add(l)
		for leg, days := range l.Legs {
			if days != Untimed {
				c.legs[leg][days]++
			}
		}
	}
	if g.posts > 0 {
		c.groups = append(c.groups, g)
	}
}

// isNew tells whether a round of the folio at hand comes for the first time.
func (c *count) isNew(round int) bool {
	if round >= len(c.rounds) {
		c.rounds = append(c.rounds, make([]bool, round+1-len(c.rounds))...)
	}
	seen := c.rounds[round]
	c.rounds[round] = true
	return !seen
}

func (c *count) state(code string) *tally {
	t := c.states[code]
	if t == nil {
		t = new(tally)
		c.states[code] = t
	}
	return t
}

// byAgency adds up the years of each agency, in the order of their codes.
func (c *count) byAgency() []*group {
	sums := make(map[string]*group)
	for _, g := range c.groups {
		sum := sums[g.agency.Code]
		if sum == nil {
			sum = &group{agency: g.agency}
			sums[g.agency.Code] = sum
		}
		sum.plus(&g.tally)
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b *group) int { return cmp.Compare(a.agency.Code, b.agency.Code) })
}

// days are how often a leg took how long.
type days []int

// longest bounds what is counted day by day; whatever takes more than ten years counts as that.
const longest = 3660

func (d days) count() int {
	sum := 0
	for _, often := range d {
		sum += often
	}
	return sum
}

// at is the day at a place of the ordered list, from 0.
func (d days) at(place int) int {
	for day, often := range d {
		if place -= often; place < 0 {
			return day
		}
	}
	return 0
}

// median is the day in the middle, in hundredths: between two it is their mean.
func (d days) median() Cell {
	n := d.count()
	if n == 0 {
		return nil
	}
	return scoring.Points((d.at((n-1)/2) + d.at(n/2)) * 50)
}

// percentile is the smallest day within which p percent of all have ended.
func (d days) percentile(p int) Cell {
	n := d.count()
	if n == 0 {
		return nil
	}
	return int64(d.at((n*p+99)/100 - 1))
}
