package openselection

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"selter/workflow/scoring"
)

// A TraceLine is how one candidate came to a place: every number with those it is made of.
type TraceLine struct {
	Candidate string        `json:"candidate"`
	Parts     []TracePart   `json:"parts"` // in the order of the stages
	Total     scoring.Total `json:"total"`
	Rank      int           `json:"rank"`
	// Tie is the component that told the candidate apart from another with the same total;
	// none where the total alone decides, or where not even the components do.
	Tie Component `json:"tie,omitzero"`
	// Shares says that others stand in the same place, and the committee says in its
	// minutes who goes first.
	Shares bool `json:"shares,omitzero"`
}

// A TracePart is what one component adds to a total.
type TracePart struct {
	Component Component      `json:"component"`
	Marks     []Given        `json:"marks,omitzero"`   // also those that count no more
	Earlier   *Reuse         `json:"earlier,omitzero"` // in place of marks
	Points    scoring.Points `json:"points"`
	Weight    int            `json:"weight"` // percent
	Weighted  scoring.Total  `json:"weighted"`
}

// Trace shows the working of the ranking as it stands: of the candidates who are fit once
// health is known, before that of all who compete.
func Trace(f SelectionFacts) []TraceLine {
	ranked := rank(f.competing(), f.Scores, f.Terms)
	if len(f.Health) > 0 {
		ranked = f.eligible()
	}
	lines := make([]TraceLine, len(ranked))
	for i, r := range ranked {
		line := TraceLine{Candidate: r.Candidate, Total: r.Total, Rank: r.Rank}
		for _, component := range Components() {
			line.Parts = append(line.Parts, f.part(component, r.Candidate))
		}
		for j, other := range ranked {
			if i != j && other.Total == r.Total {
				line.Shares = line.Shares || other.Rank == r.Rank
				line.Tie = later(f.Terms.Tie, line.Tie, f.toldApart(r.Candidate, other.Candidate))
			}
		}
		lines[i] = line
	}
	return lines
}

func (f SelectionFacts) part(c Component, candidate string) TracePart {
	part := TracePart{Component: c, Points: f.points(c, candidate), Weight: f.Terms.Weights.Of(c)}
	part.Weighted = scoring.Weigh(part.Points, part.Weight)
	if earlier, again := f.reused(candidate); again && c == Assessment {
		part.Earlier = &earlier
	}
	for _, m := range f.Marks {
		if m.Component == c && m.Candidate == candidate {
			part.Marks = append(part.Marks, m)
		}
	}
	slices.SortStableFunc(part.Marks, func(a, b Given) int { return cmp.Compare(a.By, b.By) })
	return part
}

// points are a candidate's in a component; none counts as none.
func (f SelectionFacts) points(c Component, candidate string) scoring.Points {
	for _, s := range f.sheet(c) {
		if s.Candidate == candidate {
			return s.Points
		}
	}
	return 0
}

// toldApart is the first component of the sealed order in which two candidates differ.
func (f SelectionFacts) toldApart(a, b string) Component {
	for _, component := range f.Terms.Tie {
		if f.points(component, a) != f.points(component, b) {
			return component
		}
	}
	return ""
}

// later is the component that stands later in the sealed order: with several equals the
// last that was needed is what decided.
func later(order []Component, a, b Component) Component {
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// Working writes how a part was counted, as one would on paper: "(80 + 90) / 2 = 85; 85 x
// 20% = 17". Marks that count no more stand in brackets after it.
func (p TracePart) Working() string {
	var counting, void []string
	for _, m := range p.Marks {
		if m.Void == nil {
			counting = append(counting, m.Points.String())
		} else {
			void = append(void, m.Points.String())
		}
	}
	working := p.Points.String()
	if p.Earlier == nil && len(counting) > 0 {
		working = fmt.Sprintf("(%s) / %d = %s", strings.Join(counting, " + "), len(counting), p.Points)
	}
	working += fmt.Sprintf("; %s x %d%% = %s", p.Points, p.Weight, p.Weighted)
	if len(void) > 0 {
		working += " [" + strings.Join(void, ", ") + "]"
	}
	return working
}
