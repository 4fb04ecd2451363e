package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
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
	// Running lists open deadlines in the order in which they fall due, after one.
	Running(ctx context.Context, query RunningQuery) ([]OpenClock, error)
	// Notices lists the notices about a case in the order in which they were made.
	Notices(ctx context.Context, id workflow.CaseID) ([]Message, error)
	// Ready tells that the store can be used, and its clock.
	Ready(ctx context.Context) (time.Time, error)
}

// A RunningQuery selects open deadlines. Zero members select everything.
type RunningQuery struct {
	Agency string
	// Case selects the clocks of one case, those that rest too; without it only those that run are listed.
	Case  workflow.CaseID
	Until time.Time // due before
	After Mark      // the last one of the page before
	Limit int       // 1 to 100
}

// A Mark is the place of a deadline among all, in the order in which they fall due.
type Mark struct {
	Due   time.Time
	Timer uuid.UUID
}

// An OpenClock is an open deadline with its case, without the facts, and the entry that started it or
// let it go on.
type OpenClock struct {
	Timer  Timer
	Record Record
	Since  workflow.Event
	At     time.Time // of that entry
}

// Last is the last day on which the thing may still be done, as the clock stands now: later than was
// counted where the clock has rested.
func (t Timer) Last(zone calendar.Zone) calendar.Date {
	return calendar.DateOf(t.Due.Add(-time.Microsecond), zone)
}

// Working shows in Indonesian how the last day of a deadline was found, to be checked by hand: the count
// and, where the clock has rested since, how much later the day is for that.
func (t Timer) Working(zone calendar.Zone) string {
	working, last := t.Count.Working(), t.Last(zone)
	if days := t.Count.Last.DaysUntil(last); t.Reminder == 0 && days > 0 {
		working += fmt.Sprintf("; mundur %d hari karena terhenti, menjadi %s", days, last.Long())
	}
	return working
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
