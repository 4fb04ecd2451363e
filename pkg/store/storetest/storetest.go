// Package storetest is what every store must do, as one table of cases. A backend runs it in a subtest
// that bears its name.
package storetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/pkg/casework"
)

// A Backend is all that a store does.
type Backend interface {
	casework.Store
	casework.Alarms
	casework.Ledger
	casework.Shelves
}

// An Opening gives an empty store, with its schema, that belongs to the test alone and is closed after
// it. The clock stands in for the database's own unless it is nil.
type Opening func(t *testing.T, clock func() time.Time) Backend

// A Case is one sentence about stores and its proof.
type Case struct {
	Name  string
	Proof func(t *testing.T, k *Kit)
}

// Cases lists the table.
func Cases() []Case {
	return slices.Concat(commitCases(), wholeCases(), timerCases(), alarmCases(), outboxCases(), libraryCases(), clockCases(), raceCases(), watchCases(), wallCases(), mandateCases())
}

// Run proves every case, each on a store of its own.
func Run(t *testing.T, open Opening) {
	t.Helper()
	for _, c := range Cases() {
		t.Run(strings.ReplaceAll(c.Name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: start}
			c.Proof(t, &Kit{Backend: open(t, clock.Now), Clock: clock, open: open, pack: seed(t)})
		})
	}
}

// start is the moment at which every case begins; the microseconds are there to be lost.
var start = time.Date(2024, time.May, 8, 2, 30, 0, 123456000, time.UTC)

// A Clock moves when it is told to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(by time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
	return c.now
}
