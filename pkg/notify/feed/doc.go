// Package feed writes the days of cases as calendars (iCalendar, RFC 5545) to which a calendar program subscribes: the timetable and the
// clocks of a round, what everybody may know of it, and the clocks that concern one person.
//
// A calendar follows from the cases and nothing else: the same cases give the same bytes, so that a program that asks each hour is mostly
// told that nothing has changed.
package feed

import (
	"context"
	"errors"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// ErrUnknown says that nobody's calendar is found by this.
var ErrUnknown = errors.New("no such calendar")

// A Store keeps the links to calendars, and knows the days that stand in them.
type Store interface {
	// Share keeps the hash of a person's link in the place of any other; factors is in how many ways the person has proved
	// who they are.
	Share(ctx context.Context, person string, hash [32]byte, factors int) error
	// Unshare ends a person's link, if there is one.
	Unshare(ctx context.Context, person string) error
	// Shared finds whose link it is, or ErrUnknown. The link of who may not come in any more is nobody's.
	Shared(ctx context.Context, hash [32]byte) (Shared, error)
	// Dates lists the deadlines behind a wall, the earliest first.
	Dates(ctx context.Context, wall casework.Wall, query Query) ([]Date, error)
}

// Shared is whose calendar a link leads to.
type Shared struct {
	Person  string
	Factors int
}

// A Query selects deadlines that are not cleared. Zero members select everything.
type Query struct {
	Round workflow.CaseID
	// Since leaves out what was due before.
	Since time.Time
	Limit int // 1 to Most
}

// Most is how many deadlines stand in a calendar.
const Most = 1000

// A Date is a deadline and the case that it belongs to.
type Date struct {
	Record casework.Record
	Timer  casework.Timer
	At     time.Time // of the entry that set the clock, or let it go on
}
