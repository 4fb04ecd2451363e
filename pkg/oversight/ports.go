package oversight

import (
	"context"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A Store keeps scores beside the cases from which they follow.
type Store interface {
	// Records reads what the scores of some selections rest on: of one selection, of all
	// selections of a round, or of the selection of which something was complained.
	Records(ctx context.Context, id workflow.CaseID) ([]Record, error)
	// RecordsAfter reads the same for all selections of the rounds that follow one, in the
	// order of their IDs, at most rounds of them; last is the last of those rounds.
	RecordsAfter(ctx context.Context, after workflow.CaseID, rounds int) (records []Record, last workflow.CaseID, err error)
	// Scores reads what is kept of some selections.
	Scores(ctx context.Context, selections []workflow.CaseID) (map[workflow.CaseID]Score, error)
	// Keep writes scores, standings and changes in one transaction. A score that rests on
	// older revisions than the one that is kept is passed over.
	Keep(ctx context.Context, scores []Score) error
}

// A Record is what a score rests on, and by which pack it is measured.
type Record struct {
	compliance.Record
	Pack string // hash
}

// A Score is what is kept of one selection.
type Score struct {
	Result   compliance.Result
	Standing compliance.Standing
	// RoundRevision, Revision and Complaints are what it was measured at.
	RoundRevision int64
	Revision      int64
	Complaints    int
	At            time.Time
	// Change is what is different from the score before; nil when nothing is but the revision.
	Change *Change
}

// A Change tells which journal entries moved a score, and how.
type Change struct {
	At       time.Time             `json:"at"`
	Before   *Figure               `json:"before,omitzero"` // none for the first
	After    Figure                `json:"after"`
	Rows     []MovedRow            `json:"rows"`
	Causes   []compliance.Evidence `json:"causes"`
	Position int64                 `json:"position"`
}

// Keeping is what the readers of scores ask.
type Keeping interface {
	Score(ctx context.Context, wall casework.Wall, selection workflow.CaseID) (Score, error)
	Changes(ctx context.Context, wall casework.Wall, selection workflow.CaseID, after int64, limit int) ([]Change, error)
}

// A Figure is a score in one line.
type Figure struct {
	Total scoring.Points `json:"total"`
	Raw   scoring.Points `json:"raw"`
	Band  string         `json:"band"`
	Label string         `json:"label"`
}

// A MovedRow is a check whose mark or points changed.
type MovedRow struct {
	ID     string          `json:"id"`
	Before compliance.Mark `json:"before,omitzero"`
	After  compliance.Mark `json:"after"`
}
