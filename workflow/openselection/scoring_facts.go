package openselection

import (
	"slices"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/scoring"
)

// A Scoring is a component while its sheets are out. What stands on them is nowhere in
// the selection before they are revealed.
type Scoring struct {
	Component Component `json:"component"`
	// Turn is 1, or more where marks were lacking after the scoring before.
	Turn    int           `json:"turn"`
	Scorers []Scorer      `json:"scorers"`
	Until   calendar.Date `json:"until"` // the last day on which a sheet can be submitted
	// Lengthened counts how often the window went on because too few sheets were in. Rests
	// is since when the selection is held, and nobody can submit.
	Lengthened int       `json:"lengthened,omitzero"`
	Rests      time.Time `json:"rests,omitzero"`
}

// A Scorer has a sheet of some candidates.
type Scorer struct {
	Person string `json:"person"`
	// Candidates are participant numbers, also where the sheet itself names papers by their
	// codes. Said by nobody, they are all whom the scorer may score and who lack marks.
	Candidates []string `json:"candidates,omitzero"`
}

// A Given mark is what one scorer gave one candidate in one component.
type Given struct {
	Component Component      `json:"component"`
	Candidate string         `json:"candidate"`
	By        string         `json:"by"`
	Points    scoring.Points `json:"points"`
	// Criteria are the points by criterion, as they were given.
	Criteria []CriterionPoints `json:"criteria"`
	// Void says why the mark counts no more; Was is what was given, once it is corrected.
	Void *Void           `json:"void,omitzero"`
	Was  *scoring.Points `json:"was,omitzero"`
}

// A Void is why a mark does not count.
type Void struct {
	Reason string        `json:"reason"`
	On     calendar.Date `json:"on"`
}

// VoidByConflict is the reason of a mark that was given in spite of a conflict of interest.
const VoidByConflict = "conflict"

// A Lapse is a sheet that was not submitted in time or was taken back. Nothing on it counts,
// and its scorer does not score the component again.
type Lapse struct {
	Component Component `json:"component"`
	Turn      int       `json:"turn"`
	Person    string    `json:"person"`
}

// An Unsealed paper has its author again.
type Unsealed struct {
	Code      string `json:"code"`
	Candidate string `json:"candidate"`
}

// A Statement is what a member signs before the first score.
type Statement struct {
	Member            string        `json:"member"`
	CodeOfEthics      bool          `json:"code_of_ethics"`
	NoFurtherConflict bool          `json:"no_further_conflict"` // besides those that are declared
	Denied            []string      `json:"denied,omitzero"`     // candidates whose claims are not true
	On                calendar.Date `json:"on"`
}

// The ways in which a candidate leaves the contest.
const (
	Absent       = "absent"
	Disqualified = "disqualified"
)

// An Out is a candidate who competes no more, for a reason.
type Out struct {
	Candidate string        `json:"candidate"`
	Kind      string        `json:"kind"`      // absent, disqualified, withdrawn
	Component Component     `json:"component"` // where it happened
	Reason    string        `json:"reason"`
	Minutes   Letter        `json:"minutes,omitzero"` // none of who has withdrawn
	Signed    []string      `json:"signed,omitzero"`
	On        calendar.Date `json:"on"`
}

// A FormerResult is one that fell because a conflict was found after it.
type FormerResult struct {
	Result Result        `json:"result"`
	Reason string        `json:"reason"`
	On     calendar.Date `json:"on"`
	// Announced is how it had been announced, if it had.
	Announced []Publication `json:"announced,omitzero"`
	// Recommended and Choice are what had followed from it.
	Recommended *Letter     `json:"recommended,omitzero"`
	Choice      *ChooseBody `json:"choice,omitzero"`
}

// competing lists the participants who passed the administrative check and are not out.
func (f SelectionFacts) competing() []string {
	return slices.DeleteFunc(f.passed(), func(candidate string) bool {
		return slices.ContainsFunc(f.Out, func(o Out) bool { return o.Candidate == candidate })
	})
}

// counting are the marks of a candidate in a component that stand.
func (f SelectionFacts) counting(c Component, candidate string) []scoring.Points {
	var points []scoring.Points
	for _, m := range f.Marks {
		if m.Component == c && m.Candidate == candidate && m.Void == nil {
			points = append(points, m.Points)
		}
	}
	return points
}

// counted is the facts with scores that follow from the marks that stand: the mean of
// them, rounded half up to hundredths (our proposal, sealed with the instruments: no text
// states a rounding), or the points of an earlier assessment. Whoever has neither has no
// score. There is no other way to a score.
func (f SelectionFacts) counted() SelectionFacts {
	f.Scores = nil
	for _, component := range Components() {
		var scores []Score
		for _, file := range f.Files {
			earlier, again := f.reused(file.Candidate)
			marks := f.counting(component, file.Candidate)
			switch {
			case again && component == Assessment:
				scores = append(scores, Score{Candidate: file.Candidate, Points: earlier.Points})
			case len(marks) > 0:
				scores = append(scores, Score{Candidate: file.Candidate, Points: scoring.Mean(marks)})
			}
		}
		if len(scores) > 0 {
			f.Scores = append(f.Scores, Sheet{Component: component, Scores: scores})
		}
	}
	return f
}
