// Package gates holds the rules of other laws that a selection has to pass: the
// freeze around regional elections and the terms of those who hold a post.
package gates

import (
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// The articles of the election freeze.
var (
	FreezeBefore = policy.Cite("UU 10/2016", "Pasal 71 ayat (2)", policy.Seen)
	FreezeAfter  = policy.Cite("UU 10/2016", "Pasal 162 ayat (3)", policy.Seen)
)

// An Election is what a region knows of its next election of a head of region.
type Election struct {
	// CandidatesFixed is the day on which the candidates are fixed (penetapan pasangan calon).
	CandidatesFixed calendar.Date `json:"candidates_fixed"`
	// TermEnds is the last day of the term of the head in office, if known.
	TermEnds calendar.Date `json:"term_ends,omitzero"`
	// HeadInaugurated is the day on which the new head took office, once it has come.
	HeadInaugurated calendar.Date `json:"head_inaugurated,omitzero"`
}

// A Window is a stretch of civil days, From to Until, both included. A zero Until
// means that its end is not known yet.
type Window struct {
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until,omitzero"`
}

// Covers tells whether a day lies in the window.
func (w Window) Covers(day calendar.Date) bool {
	return !day.Before(w.From) && (w.Until.IsZero() || !day.After(w.Until))
}

// Freeze lists the windows in which officials may be replaced only with the
// minister's written approval: from six months before the candidates are fixed
// until the end of the term (Pasal 71 ayat (2)), and six months from the
// inauguration of the new head (Pasal 162 ayat (3)). The two are kept apart, since
// they are often taken for one, or for a minimum time of the official in the post.
func Freeze(e Election, monthsBefore, monthsAfter int) []Window {
	windows := []Window{{From: e.CandidatesFixed.AddMonths(-monthsBefore), Until: e.TermEnds}}
	if !e.HeadInaugurated.IsZero() {
		if windows[0].Until.IsZero() {
			windows[0].Until = e.HeadInaugurated.AddDays(-1)
		}
		windows = append(windows, Window{From: e.HeadInaugurated, Until: e.HeadInaugurated.AddMonths(monthsAfter)})
	}
	return windows
}

// Frozen finds the window that covers a day.
func Frozen(windows []Window, day calendar.Date) (Window, bool) {
	for _, w := range windows {
		if w.Covers(day) {
			return w, true
		}
	}
	return Window{}, false
}
