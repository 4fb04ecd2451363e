package mandate

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// A DutyName is a duty as the one who gives it names it.
type DutyName workflow.Role

// Enum lets the contract name the values of a word.
func (DutyName) Enum() []string {
	var names []string
	for _, role := range workflow.Duties() {
		names = append(names, string(role))
	}
	return names
}

// A SupervisingBody is whom a supervisor acts for, under the code of its supervision
// profile in the policy.
type SupervisingBody string

// The bodies of supervision. KASN held it until Perpres 91/2024, BKN after that; the
// Constitutional Court has ordered an independent body (Putusan MK 121/PUU-XXII/2024).
const (
	KASN            SupervisingBody = "kasn"
	BKN             SupervisingBody = "bkn"
	IndependentBody SupervisingBody = "independent_body"
)

// Enum lets the contract name the values of a word.
func (SupervisingBody) Enum() []string {
	return []string{string(KASN), string(BKN), string(IndependentBody)}
}

// A Decree names the decree (surat keputusan) that gives or ends a duty.
type Decree struct {
	Number string        `json:"number"`
	Date   calendar.Date `json:"date"`
}

// Check demands a number: a decree without one cannot be found again.
func (d Decree) Check() wire.Problems {
	if strings.TrimSpace(d.Number) == "" {
		return wire.Problems{{Field: "/number", Problem: "must not be empty"}}
	}
	return nil
}

// An Act is who did something to a duty and on which day, by the agency's calendar.
type Act struct {
	Person string        `json:"person"`
	On     calendar.Date `json:"on"`
}

// An End is how a duty, or the proposal of one, has ended.
type End struct {
	Act
	Reason string  `json:"reason"`
	Decree *Decree `json:"decree,omitzero"`
}

// A Grant is one duty of the mandate with its history: proposed, refused or given, ended.
type Grant struct {
	Terms
	Proposed *Act `json:"proposed,omitzero"`
	Refused  *End `json:"refused,omitzero"`
	// Given is who gave it or, after a proposal, who confirmed it.
	Given *Act `json:"given,omitzero"`
	Ended *End `json:"ended,omitzero"`
}

// proposed tells whether the duty waits for a second person.
func (g Grant) proposed() bool { return g.Proposed != nil && g.Refused == nil && g.Given == nil }

// stands tells whether the duty has been given and not taken away. Its days may lie
// ahead or be over.
func (g Grant) stands() bool { return g.Given != nil && g.Ended == nil }

// Facts is what a mandate knows.
type Facts struct {
	Duties []Grant `json:"duties,omitzero"`
	// Latest is the ref of the duty that the newest event is about.
	Latest string `json:"latest,omitzero"`
	Closed *End   `json:"closed,omitzero"`
}

// at is the place of the duty with a ref, the newest of them; -1 for none.
func (f Facts) at(ref string) int {
	for i, g := range slices.Backward(f.Duties) {
		if g.Ref == ref {
			return i
		}
	}
	return -1
}

// named is the duty that the newest event is about; a zero one when there is none.
func (f Facts) named() Grant {
	if i := f.at(f.Latest); i >= 0 {
		return f.Duties[i]
	}
	return Grant{}
}

// with adds a duty, and without anything else names it.
func (f Facts) with(g Grant) Facts {
	f.Duties, f.Latest = append(slices.Clone(f.Duties), g), g.Ref
	return f
}

// changing names the duty with a ref and changes it if it is as it has to be for that.
func (f Facts) changing(ref string, is func(Grant) bool, change func(*Grant)) Facts {
	f.Latest = ref
	if i := f.at(ref); i >= 0 && is(f.Duties[i]) {
		f.Duties = slices.Clone(f.Duties)
		change(&f.Duties[i])
	}
	return f
}

// held lists the duties that stand, as they are asked for by everybody else. Who has
// applied for a post is remembered after it was ended, as of days that are over: the
// selection stays closed to them (see workflow.Parts).
func (f Facts) held(agency string) []workflow.Duty {
	all := []workflow.Duty{}
	for _, g := range f.Duties {
		duty := g.in(agency)
		switch {
		case g.stands():
			all = append(all, duty)
		case g.Ended != nil && duty.Role == workflow.Applicant:
			if last := g.Ended.On.AddDays(-1); duty.Until.IsZero() || last.Before(duty.Until) {
				duty.Until = last
			}
			all = append(all, duty)
		}
	}
	return all
}
