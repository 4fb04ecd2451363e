package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
)

// OpenSheetBody hands a sheet out.
type OpenSheetBody struct {
	Component  Component     `json:"component"`
	Turn       int           `json:"turn"`
	Candidates []string      `json:"candidates"`
	Criteria   []Criterion   `json:"criteria"`
	Closes     calendar.Date `json:"closes"`
}

// Apply keeps what is to be scored, by what and until when.
func (b OpenSheetBody) Apply(f SheetFacts, _ workflow.Occurrence) SheetFacts {
	f.Component, f.Turn, f.Candidates, f.Criteria, f.Closes = b.Component, b.Turn, b.Candidates, b.Criteria, b.Closes
	return f
}

// EnterScoresBody is all that the scorer has to say so far: it takes the place of what was
// entered before.
type EnterScoresBody struct {
	Marks []SheetMark `json:"marks"`
}

// Apply keeps the marks.
func (b EnterScoresBody) Apply(f SheetFacts, _ workflow.Occurrence) SheetFacts {
	f.Marks = b.Marks
	return f
}

// StrikeCandidateBody takes a candidate off the sheet.
type StrikeCandidateBody Strike

// Apply keeps the strike beside the marks.
func (b StrikeCandidateBody) Apply(f SheetFacts, _ workflow.Occurrence) SheetFacts {
	f.Struck = append(slices.Clone(f.Struck), Strike(b))
	return f
}
