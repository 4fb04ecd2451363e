package oversight

import (
	"slices"
	"strconv"
	"time"

	"selter/workflow/scoring"
)

// A Table is an answer of the board.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]Cell
	Notes   []string
	AsOf    time.Time
	// Next is after what the next page begins; empty on the last page.
	Next string
}

// leaveOut takes a column out of the table, if it has it.
func (t *Table) leaveOut(key string) {
	at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Key == key })
	if at < 0 {
		return
	}
	t.Columns = slices.Delete(t.Columns, at, at+1)
	for i := range t.Rows {
		t.Rows[i] = slices.Delete(t.Rows[i], at, at+1)
	}
}

// A Column says what its cells are.
type Column struct {
	Key   string
	Title string
	Unit  Unit
	// Words are what codes in its cells are called.
	Words map[string]string
}

// A Unit is what a number counts.
type Unit string

// The units.
const (
	AsText     Unit = "text"
	InRounds   Unit = "rounds"
	InPosts    Unit = "posts"
	InPoints   Unit = "points"
	InPercent  Unit = "percent"
	PerHundred Unit = "per_100_posts"
	InDays     Unit = "days"
	Counted    Unit = "number"
	YesOrNo    Unit = "yes_no"
)

// Units lists the units.
func Units() []Unit {
	return []Unit{AsText, InRounds, InPosts, InPoints, InPercent, PerHundred, InDays, Counted, YesOrNo}
}

// A Cell is a string, an int64, a scoring.Points (a decimal of two places), a bool, or nil
// where there is nothing to say.
type Cell any

// Shown writes a cell as people read it: codes by what they are called.
func (c Column) Shown(cell Cell) string {
	switch cell := cell.(type) {
	case string:
		if word, known := c.Words[cell]; known {
			return word
		}
		return cell
	case int64:
		return strconv.FormatInt(cell, 10)
	case scoring.Points:
		return cell.String()
	case bool:
		if cell {
			return "ya"
		}
		return "tidak"
	}
	return ""
}
