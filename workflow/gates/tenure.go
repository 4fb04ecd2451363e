package gates

import (
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// The articles on terms.
var (
	Replacing = policy.Cite("UU 5/2014", "Pasal 116", policy.Seen)
	Term      = policy.Cite("UU 5/2014", "Pasal 117", policy.Seen)
	Moving    = policy.Cite("PP 11/2017", "Pasal 132", policy.Known)
)

// ServedYears tells whether somebody who holds a post since a day has held it for
// at least so many years on another.
func ServedYears(since, on calendar.Date, years int) bool {
	return !on.Before(since.AddYears(years))
}

// WithinTerm tells whether on a day somebody who holds a post since another has
// not held it for longer than so many years.
func WithinTerm(since, on calendar.Date, years int) bool {
	return !on.After(since.AddYears(years))
}

// TermEnds is the last day of a term of so many years.
func TermEnds(inaugurated calendar.Date, years int) calendar.Date {
	return inaugurated.AddYears(years).AddDays(-1)
}
