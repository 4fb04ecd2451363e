package openselection

import (
	"slices"

	"selter/workflow/calendar"
)

// SheetFacts is what a sheet knows.
type SheetFacts struct {
	Component Component `json:"component"`
	Turn      int       `json:"turn"`
	// Candidates are participant numbers or, for papers, their codes.
	Candidates []string      `json:"candidates,omitzero"`
	Criteria   []Criterion   `json:"criteria,omitzero"`
	Closes     calendar.Date `json:"closes,omitzero"` // the last day on which it can be submitted
	Marks      []SheetMark   `json:"marks,omitzero"`
	Struck     []Strike      `json:"struck,omitzero"`
}

// A SheetMark is the points of one candidate by criterion.
type SheetMark struct {
	Candidate string            `json:"candidate"`
	Criteria  []CriterionPoints `json:"criteria"`
}

// A Strike takes a candidate off a sheet. What was entered stays and does not count.
type Strike struct {
	Candidate string `json:"candidate"`
	Reason    string `json:"reason"` // conflict, absent, disqualified
}

// left are the candidates who still have to be marked or stay marked.
func (f SheetFacts) left() []string {
	return slices.DeleteFunc(slices.Clone(f.Candidates), func(candidate string) bool {
		return slices.ContainsFunc(f.Struck, func(s Strike) bool { return s.Candidate == candidate })
	})
}

// mark finds what was entered for a candidate.
func (f SheetFacts) mark(candidate string) (SheetMark, bool) {
	at := slices.IndexFunc(f.Marks, func(m SheetMark) bool { return m.Candidate == candidate })
	if at < 0 {
		return SheetMark{}, false
	}
	return f.Marks[at], true
}

// isWhole tells whether a mark has points for each criterion, once, and for no other.
func (f SheetFacts) isWhole(m SheetMark) bool {
	return len(m.Criteria) == len(f.Criteria) && !slices.ContainsFunc(f.Criteria, func(criterion Criterion) bool {
		return !slices.ContainsFunc(m.Criteria, func(c CriterionPoints) bool { return c.Code == criterion.Code })
	})
}
