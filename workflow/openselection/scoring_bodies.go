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
	// Sitting is a further interview, after the first is closed, of those who lack marks.
	Sitting *SittingBody `json:"sitting,omitzero"`
}

// Apply keeps who scores whom until when. A scorer of whom nothing is said scores all who
// lack marks, but for conflicts.
func (b OpenScoringBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f = f.sat(b.Sitting, on.Pack, b.Component)
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
// Where the window ends with too few sheets it is another last day, and no mark.
type RevealScoresBody struct {
	Component Component       `json:"component"`
	Sheets    []RevealedSheet `json:"sheets"`
	Papers    []Unsealed      `json:"papers,omitzero"`
	// Until is the new last day where nothing is revealed yet: see waiting.
	Until calendar.Date `json:"until,omitzero"`
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
	if !b.Until.IsZero() && f.Scoring != nil {
		open := *f.Scoring
		open.Until, open.Lengthened = b.Until, open.Lengthened+1
		f.Scoring = &open
		return f
	}
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

// OutBody records that a candidate competes no more.
type OutBody struct {
	Candidate string    `json:"candidate"`
	Component Component `json:"component"`
	Reason    string    `json:"reason"`
	Minutes   Letter    `json:"minutes"`
	// Signed are the members who signed the minutes; a disqualification needs a quorum of them.
	Signed []string `json:"signed,omitzero"`
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
		Candidate: b.Candidate, Kind: kind, Component: b.Component, Reason: b.Reason, Minutes: b.Minutes, Signed: b.Signed, On: on.Today,
	})
	return f.offSheets(func(_, candidate string) bool { return candidate == b.Candidate })
}
