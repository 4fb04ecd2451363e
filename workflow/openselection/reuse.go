package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A Reuse is an earlier assessment that stands in place of marks, once a second person has
// read the report and confirmed its points.
type Reuse struct {
	Candidate   string         `json:"candidate"`
	Points      scoring.Points `json:"points"`
	From        calendar.Date  `json:"from"` // the day of that assessment
	Institution string         `json:"institution"`
	Letter      Letter         `json:"letter"`
	// SHA256 is the hash of the report, in hexadecimal.
	SHA256 string `json:"sha256"`
	By     string `json:"by"` // who brought it
	// ConfirmedBy is the second person; until then it does not count.
	ConfirmedBy string `json:"confirmed_by,omitzero"`
	// Was is what was brought, once it is corrected.
	Was *scoring.Points `json:"was,omitzero"`
}

// ReuseAssessmentBody brings an earlier assessment that is still valid.
type ReuseAssessmentBody struct {
	Candidate   string         `json:"candidate"`
	Points      scoring.Points `json:"points"`
	From        calendar.Date  `json:"from"`
	Institution string         `json:"institution"`
	Letter      Letter         `json:"letter"`
	SHA256      string         `json:"sha256"` // of the report
}

// Check keeps scores between 0 and 100 and demands the hash of the report.
func (b ReuseAssessmentBody) Check() wire.Problems {
	return append(Score{Points: b.Points}.Check(), hashGiven(b.SHA256)...)
}

func hashGiven(hash string) wire.Problems {
	if isHash(hash) {
		return nil
	}
	return wire.Problems{{Field: "/sha256", Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"}}
}

// Apply keeps it, in place of one that nobody has confirmed.
func (b ReuseAssessmentBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	others := slices.DeleteFunc(slices.Clone(f.Reused), func(r Reuse) bool { return r.Candidate == b.Candidate && r.ConfirmedBy == "" })
	f.Reused = append(others, Reuse{
		Candidate: b.Candidate, Points: b.Points, From: b.From, Institution: b.Institution, Letter: b.Letter, SHA256: b.SHA256, By: on.Actor.Person,
	})
	return f
}

// ConfirmReuseBody is what the second person reads in the report, without regard to what
// the first one has typed.
type ConfirmReuseBody struct {
	Candidate string         `json:"candidate"`
	Points    scoring.Points `json:"points"`
	SHA256    string         `json:"sha256"`
}

// Check keeps scores between 0 and 100 and demands the hash of the report.
func (b ConfirmReuseBody) Check() wire.Problems {
	return append(Score{Points: b.Points}.Check(), hashGiven(b.SHA256)...)
}

// Apply lets the earlier assessment count, if both have read the same.
func (b ConfirmReuseBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Reused = slices.Clone(f.Reused)
	for i, r := range f.Reused {
		if r.Candidate == b.Candidate && r.Points == b.Points && r.SHA256 == b.SHA256 && r.ConfirmedBy == "" {
			f.Reused[i].ConfirmedBy = on.Actor.Person
		}
	}
	return f.counted()
}

// withoutReuseBy is the facts after a conflict of somebody who brought or confirmed an
// earlier assessment: it counts no more until others have brought it.
func (f SelectionFacts) withoutReuseBy(c Conflict) SelectionFacts {
	f.Reused = slices.DeleteFunc(slices.Clone(f.Reused), func(r Reuse) bool {
		return r.Candidate == c.Candidate && (r.By == c.Member || r.ConfirmedBy == c.Member)
	})
	return f
}

// reused finds the earlier assessment of a candidate that counts.
func (f SelectionFacts) reused(candidate string) (Reuse, bool) {
	for _, r := range f.Reused {
		if r.Candidate == candidate && r.ConfirmedBy != "" {
			return r, true
		}
	}
	return Reuse{}, false
}

var reusedAssessmentIsValid = selectionGuard{
	Code: "reused_assessment_is_valid",
	Check: func(q selectionQuestion) workflow.Verdict {
		valid := policy.AssessmentValidityYears.In(q.Pack)
		last := lastReuse(q)
		inTime := !last.From.IsZero() && !last.From.After(q.Today) && !q.Today.After(last.From.AddYears(valid.Value))
		return workflow.Require(inTime && last.Institution != "",
			workflow.FoundIn("/from", "from", textOf(last.From)), workflow.FoundIn("/institution", "institution", last.Institution != ""), workflow.Limit("years", valid))
	},
}

func lastReuse(q selectionQuestion) Reuse {
	if len(q.After.Reused) == 0 {
		return Reuse{}
	}
	return q.After.Reused[len(q.After.Reused)-1]
}

// An earlier result is brought before the candidate is assessed here, and only once: nobody
// chooses the better of two.
var assessmentIsNotUnderWay = selectionGuard{
	Code: "assessment_is_not_under_way", Cites: []policy.Citation{procedure2019, aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		last, f := lastReuse(q), q.Case.Facts
		competes := slices.Contains(f.competing(), last.Candidate)
		begun := slices.Contains(f.Turns, Assessment)
		_, counts := f.reused(last.Candidate)
		return workflow.Require(competes && !begun && !counts,
			workflow.FoundIn("/candidate", "competes", competes), workflow.Found("begun", begun), workflow.Found("has_one_that_counts", counts))
	},
}

// Nobody types a score alone: what one brings from a report another one reads there, too.
var reuseIsConfirmedByAnother = selectionGuard{
	Code: "reuse_is_confirmed_by_another", Cites: []policy.Citation{twoPersons, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		before, same, another, free := q.Case.Facts, false, false, false
		for i, r := range q.After.Reused {
			if r.ConfirmedBy != "" && before.Reused[i].ConfirmedBy == "" {
				same, another, free = true, r.By != q.Actor.Person, !before.conflicted(q.Actor.Person, r.Candidate)
			}
		}
		begun := slices.Contains(before.Turns, Assessment)
		return workflow.Require(same && another && free && !begun,
			workflow.FoundIn("/points", "says_the_same", same), workflow.Found("another_person", another),
			workflow.Found("free_of_conflict", free), workflow.Found("begun", begun))
	},
}
