package casework

import (
	"context"
	"time"

	"selter/workflow"
	"selter/workflow/audit"
)

// Shelves hands out the library that a wall shows.
type Shelves interface {
	Within(wall Wall) Library
}

// A Library answers questions about cases. It never writes.
type Library interface {
	// Case reads one case with the store's clock.
	Case(ctx context.Context, id workflow.CaseID) (Loaded, error)
	// Cases lists cases in the order of their IDs, after one.
	Cases(ctx context.Context, query Query) ([]Record, error)
	// Journal lists entries with a sequence above after, at most limit.
	Journal(ctx context.Context, id workflow.CaseID, after int64, limit int) ([]audit.Sealed, error)
	// Timers lists all timers of a case, the earliest first.
	Timers(ctx context.Context, id workflow.CaseID) ([]Timer, error)
	// Notices lists the notices about a case in the order in which they were made.
	Notices(ctx context.Context, id workflow.CaseID) ([]Message, error)
	// Ready tells that the store can be used, and its clock.
	Ready(ctx context.Context) (time.Time, error)
}

// A Query selects cases. Zero members select everything.
type Query struct {
	Procedure string
	Parent    workflow.CaseID
	Agency    string
	Ref       string // what a case is called by
	Subject   string // the person whom a case is about
	States    []workflow.State
	Pack      string          // hash of the policy pack that it is bound to
	After     workflow.CaseID // the last one of the page before
	Limit     int             // 1 to 100
}
