package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// CorrectScoreBody proposes to change a mark that was given wrongly. The mark stands until
// the second person confirms it.
type CorrectScoreBody struct {
	Component Component `json:"component"`
	Candidate string    `json:"candidate"`
	// By is whose mark it is; none is the earlier assessment of the candidate.
	By     string         `json:"by,omitzero"`
	Points scoring.Points `json:"points"`
	Reason string         `json:"reason"`
	Second string         `json:"second"` // the second person who is to confirm
}

// Check keeps scores between 0 and 100 and demands a reason.
func (b CorrectScoreBody) Check() wire.Problems {
	return append(Score{Points: b.Points}.Check(), reasonGiven(b.Reason)...)
}

// Apply keeps the proposal, in place of an earlier one for the same mark.
func (b CorrectScoreBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	proposed := Correction{
		Component: b.Component, Candidate: b.Candidate, Scorer: b.By, Now: b.Points, Reason: b.Reason, By: on.Actor.Person, Second: b.Second,
	}
	proposed.Was, _ = f.standing(proposed)
	others := slices.DeleteFunc(slices.Clone(f.Unconfirmed), proposed.sameMark)
	f.Unconfirmed = append(others, proposed)
	return f
}

// ConfirmCorrectionBody repeats the correction that the second person confirms, so that
// nobody confirms one that was changed meanwhile.
type ConfirmCorrectionBody struct {
	Component Component      `json:"component"`
	Candidate string         `json:"candidate"`
	By        string         `json:"by,omitzero"`
	Points    scoring.Points `json:"points"`
}

// Check keeps scores between 0 and 100.
func (b ConfirmCorrectionBody) Check() wire.Problems { return Score{Points: b.Points}.Check() }

// Apply lets the correction count: the mark has the new points and, beside them, those that
// were given first.
func (b ConfirmCorrectionBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	at := slices.IndexFunc(f.Unconfirmed, func(x Correction) bool {
		return x.Component == b.Component && x.Candidate == b.Candidate && x.Scorer == b.By && x.Now == b.Points
	})
	if at < 0 {
		return f // which a guard refuses
	}
	confirmed := f.Unconfirmed[at]
	confirmed.Was, _ = f.standing(confirmed)
	f.Unconfirmed = slices.Delete(slices.Clone(f.Unconfirmed), at, at+1)
	f.Corrections = append(slices.Clone(f.Corrections), confirmed)
	return f.corrected()
}

func (c Correction) sameMark(other Correction) bool {
	return c.Component == other.Component && c.Candidate == other.Candidate && c.Scorer == other.Scorer
}

// standing finds what a correction would change: the points as they count. Of a mark that
// is void, or an earlier assessment that is not confirmed, there are none.
func (f SelectionFacts) standing(c Correction) (scoring.Points, bool) {
	if c.Scorer == "" {
		earlier, again := f.reused(c.Candidate)
		return earlier.Points, again && c.Component == Assessment
	}
	for _, m := range f.Marks {
		if m.Component == c.Component && m.Candidate == c.Candidate && m.By == c.Scorer && m.Void == nil {
			return m.Points, true
		}
	}
	return 0, false
}

// corrected is the facts with the points that the corrections which stand make of what was
// given, and the scores that follow.
func (f SelectionFacts) corrected() SelectionFacts {
	f.Marks, f.Reused = slices.Clone(f.Marks), slices.Clone(f.Reused)
	for i, m := range f.Marks {
		of := Correction{Component: m.Component, Candidate: m.Candidate, Scorer: m.By}
		f.Marks[i].Points, f.Marks[i].Was = f.afterCorrection(of, m.Points, m.Was)
	}
	for i, r := range f.Reused {
		of := Correction{Component: Assessment, Candidate: r.Candidate}
		f.Reused[i].Points, f.Reused[i].Was = f.afterCorrection(of, r.Points, r.Was)
	}
	return f.counted()
}

// afterCorrection is what a mark comes to: the newest correction that stands, or what was
// given.
func (f SelectionFacts) afterCorrection(of Correction, points scoring.Points, was *scoring.Points) (now scoring.Points, given *scoring.Points) {
	if was != nil {
		points = *was
	}
	for _, c := range slices.Backward(f.Corrections) {
		if c.Void == nil && c.sameMark(of) {
			return c.Now, &points
		}
	}
	return points, nil
}

// withoutCorrectionsBy is the facts after a conflict of somebody who corrected, or confirmed
// a correction: what was there before counts again.
func (f SelectionFacts) withoutCorrectionsBy(c Conflict, on workflow.Occurrence) SelectionFacts {
	theirs := func(x Correction) bool {
		return x.Candidate == c.Candidate && (x.By == c.Member || x.Second == c.Member)
	}
	f.Unconfirmed = slices.DeleteFunc(slices.Clone(f.Unconfirmed), theirs)
	f.Corrections = slices.Clone(f.Corrections)
	for i, x := range f.Corrections {
		if theirs(x) && x.Void == nil {
			f.Corrections[i].Void = &Void{Reason: VoidByConflict, On: on.Today}
		}
	}
	return f.corrected()
}

// fitToCorrect tells whether two persons may correct a mark together: both sit on the
// committee and have no conflict with the candidate, and who confirms has not given the mark.
func (f SelectionFacts) fitToCorrect(c Correction) bool {
	free := func(person string) bool { return f.Terms.isMember(person) && !f.conflicted(person, c.Candidate) }
	return free(c.By) && free(c.Second) && c.Second != c.By && c.Second != c.Scorer
}

var correctionNeedsTwo = selectionGuard{
	Code: "correction_is_confirmed_by_two", Cites: []policy.Citation{twoPersons, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		var last Correction
		if len(q.After.Unconfirmed) > 0 {
			last = q.After.Unconfirmed[len(q.After.Unconfirmed)-1]
		}
		_, there := q.Case.Facts.standing(last)
		return workflow.Require(there && q.After.fitToCorrect(last),
			workflow.FoundIn("/candidate", "such_a_mark", there), workflow.Found("by", last.By), workflow.FoundIn("/second", "second", last.Second),
			workflow.Found("members_free_of_conflict_and_not_the_scorer", q.After.fitToCorrect(last)))
	},
}

var correctionIsConfirmedByTheSecond = selectionGuard{
	Code: "correction_is_confirmed_by_the_second", Cites: []policy.Citation{twoPersons, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		var last Correction
		confirmed := len(q.After.Corrections) > len(q.Case.Facts.Corrections)
		if confirmed {
			last = q.After.Corrections[len(q.After.Corrections)-1]
		}
		_, there := q.Case.Facts.standing(last)
		own := last.Second == q.Actor.Person
		return workflow.Require(confirmed && there && own && q.After.fitToCorrect(last),
			workflow.FoundIn("/points", "is_proposed", confirmed && there), workflow.Found("named_as_second", own),
			workflow.Found("members_free_of_conflict_and_not_the_scorer", confirmed && q.After.fitToCorrect(last)))
	},
}
