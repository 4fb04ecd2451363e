package gates

import (
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// A Region is what the election freeze means in one region under a policy.
type Region struct {
	Code         string
	Name         string // empty where the list does not say it
	MonthsBefore policy.Value[int]
	MonthsAfter  policy.Value[int]
	Elections    []FrozenElection
}

// A FrozenElection is an election with its two windows, side by side since they are often taken for one.
type FrozenElection struct {
	Known
	Before Window  `json:"before"`         // Pasal 71 ayat (2): from months before the candidates are fixed until the end of the term
	After  *Window `json:"after,omitzero"` // Pasal 162 ayat (3): months from the inauguration of the new head; nil until that is known
}

// In is what the elections mean in a region under a policy pack.
func (e *Elections) In(region string, pack *policy.Pack) Region {
	r := Region{
		Code: region, Name: e.Name(region),
		MonthsBefore: policy.ElectionFreezeMonthsBefore.In(pack), MonthsAfter: policy.ElectionFreezeMonthsAfter.In(pack),
	}
	for _, known := range e.Of(region) {
		windows := Freeze(known.Election, r.MonthsBefore.Value, r.MonthsAfter.Value)
		frozen := FrozenElection{Known: known, Before: windows[0]}
		if len(windows) > 1 {
			frozen.After = &windows[1]
		}
		r.Elections = append(r.Elections, frozen)
	}
	return r
}

// On finds the window that covers a day, and on which article it rests.
func (r Region) On(day calendar.Date) (Window, policy.Citation, bool) {
	for _, election := range r.Elections {
		if election.Before.Covers(day) {
			return election.Before, FreezeBefore, true
		}
		if election.After != nil && election.After.Covers(day) {
			return *election.After, FreezeAfter, true
		}
	}
	return Window{}, policy.Citation{}, false
}
