package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// OpenScoringBody hands out the sheets of a component.
type OpenScoringBody struct {
	Component Component     `json:"component"`
	Scorers   []Scorer      `json:"scorers"`
	Until     calendar.Date `json:"until"`
}

// Apply keeps who scores whom until when. A scorer of whom nothing is said scores all who
// lack marks, but for conflicts.
func (b OpenScoringBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Turns = append(slices.Clone(f.Turns), b.Component)
	opened := Scoring{Component: b.Component, Turn: count(f.Turns, func(c Component) bool { return c == b.Component }), Until: b.Until}
	for _, s := range b.Scorers {
		if len(s.Candidates) == 0 {
			s.Candidates = f.toScore(on.Pack, b.Component, s.Person)
		}
		opened.Scorers = append(opened.Scorers, s)
	}
	f.Scoring = &opened
	return f
}

// RevealScoresBody is what is recorded when the sheets of a component are revealed: all
// marks that were submitted, under participants' numbers. Nobody says it; see gatherScores.
type RevealScoresBody struct {
	Component Component       `json:"component"`
	Sheets    []RevealedSheet `json:"sheets"`
	Papers    []Unsealed      `json:"papers,omitzero"`
}

// A RevealedSheet is what one scorer submitted, or that nothing was.
type RevealedSheet struct {
	By     string         `json:"by"`
	Lapsed bool           `json:"lapsed,omitzero"`
	Marks  []RevealedMark `json:"marks,omitzero"`
}

// A RevealedMark is the mark of one candidate, with the points it follows from.
type RevealedMark struct {
	Candidate string            `json:"candidate"`
	Points    scoring.Points    `json:"points"`
	Criteria  []CriterionPoints `json:"criteria"`
}

// Apply takes the marks up and counts the scores.
func (b RevealScoresBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Marks, f.Lapsed = slices.Clone(f.Marks), slices.Clone(f.Lapsed)
	for _, sheet := range b.Sheets {
		if sheet.Lapsed {
			lapse := Lapse{Component: b.Component, Person: sheet.By}
			if f.Scoring != nil {
				lapse.Turn = f.Scoring.Turn
			}
			f.Lapsed = append(f.Lapsed, lapse)
		}
		for _, m := range sheet.Marks {
			f.Marks = append(f.Marks, Given{Component: b.Component, Candidate: m.Candidate, By: sheet.By, Points: m.Points, Criteria: m.Criteria})
		}
	}
	if len(b.Papers) > 0 {
		f.Papers = b.Papers
	}
	f.Scoring = nil
	return f.counted()
}

// ReuseAssessmentBody uses an earlier assessment that is still valid in place of another.
type ReuseAssessmentBody Reuse

// Check keeps scores between 0 and 100.
func (b ReuseAssessmentBody) Check() wire.Problems { return Score{Points: b.Points}.Check() }

// Apply keeps it; of two for one candidate the later counts.
func (b ReuseAssessmentBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Reused = append(slices.Clone(f.Reused), Reuse(b))
	return f.counted()
}

// OutBody records that a candidate competes no more.
type OutBody struct {
	Candidate string    `json:"candidate"`
	Component Component `json:"component"`
	Reason    string    `json:"reason"`
	Minutes   Letter    `json:"minutes"`
}

// Check demands a reason.
func (b OutBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply takes the candidate out of the contest and off the sheets. Marks stay to be seen.
func (b OutBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	kind := Disqualified
	if on.Event == RecordAbsence {
		kind = Absent
	}
	f.Out = append(slices.Clone(f.Out), Out{
		Candidate: b.Candidate, Kind: kind, Component: b.Component, Reason: b.Reason, Minutes: b.Minutes, On: on.Today,
	})
	return f.offSheets(func(_, candidate string) bool { return candidate == b.Candidate })
}

// CorrectScoreBody changes a mark that was given wrongly.
type CorrectScoreBody struct {
	Component Component `json:"component"`
	Candidate string    `json:"candidate"`
	// By is whose mark it is; none is the earlier assessment of the candidate.
	By     string         `json:"by,omitzero"`
	Points scoring.Points `json:"points"`
	Reason string         `json:"reason"`
	Second string         `json:"second"` // the second person who confirms
}

// Check keeps scores between 0 and 100 and demands a reason.
func (b CorrectScoreBody) Check() wire.Problems {
	return append(Score{Points: b.Points}.Check(), reasonGiven(b.Reason)...)
}

// Apply puts the new points in place, keeps beside them what was there before, and counts
// the scores again.
func (b CorrectScoreBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	was, found := scoring.Points(0), false
	f.Marks, f.Reused = slices.Clone(f.Marks), slices.Clone(f.Reused)
	for i, m := range f.Marks {
		if b.By != "" && m.Component == b.Component && m.Candidate == b.Candidate && m.By == b.By && m.Void == nil {
			was, found = m.Points, true
			f.Marks[i].Points = b.Points
			if m.Was == nil {
				given := m.Points
				f.Marks[i].Was = &given
			}
		}
	}
	for i, r := range slices.Backward(f.Reused) {
		if b.By == "" && b.Component == Assessment && r.Candidate == b.Candidate {
			was, found = r.Points, true
			f.Reused[i].Points = b.Points
			break
		}
	}
	if found {
		f.Corrections = append(slices.Clone(f.Corrections), Correction{
			Component: b.Component, Candidate: b.Candidate, Scorer: b.By, Was: was, Now: b.Points,
			Reason: b.Reason, By: on.Actor.Person, Second: b.Second,
		})
	}
	return f.counted()
}
