package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A Stage is what the newest stage rested on: who assessed whom, by which rubric.
// The guards of the stage judge it; the journal keeps those of earlier stages.
type Stage struct {
	TrackRecord *CheckTrackRecordBody `json:"track_record,omitzero"`
	Assessment  *AssessCompetencyBody `json:"assessment,omitzero"`
	Field       *TestFieldBody        `json:"field,omitzero"`
	Interview   *InterviewBody        `json:"interview,omitzero"`
	Health      *TestHealthBody       `json:"health,omitzero"`
}

// CheckTrackRecordBody is the result of the track record check.
type CheckTrackRecordBody struct {
	Minutes Letter   `json:"minutes"`
	Tracers []string `json:"tracers"` // petugas penelusur, appointed for it
	// Rubrics is the hash of the criteria used; it has to be the sealed one.
	Rubrics string `json:"rubrics"`
	// Clarifications counts suspicious signs that were clarified with candidates.
	Clarifications    int     `json:"clarifications"`
	NeutralityChecked bool    `json:"neutrality_checked"`
	DisciplineChecked bool    `json:"discipline_checked"`
	Scores            []Score `json:"scores"`
}

// Apply keeps the scores and what they rest on.
func (b CheckTrackRecordBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage = Stage{TrackRecord: &b}
	return f.withSheet(TrackRecord, b.Scores)
}

// AssessCompetencyBody is the report on managerial and socio-cultural competence.
type AssessCompetencyBody struct {
	Report      Letter     `json:"report"`
	Method      string     `json:"method"`
	Institution string     `json:"institution"` // competent body
	Results     []Assessed `json:"results"`
}

// An Assessed candidate was observed by assessors, or brings an earlier result.
type Assessed struct {
	Candidate string         `json:"candidate"`
	Points    scoring.Points `json:"points"`
	Assessors []string       `json:"assessors,omitzero"`
	// ReusedFrom is the day of an earlier assessment that is still valid.
	ReusedFrom calendar.Date `json:"reused_from,omitzero"`
}

// Check keeps scores between 0 and 100.
func (a Assessed) Check() wire.Problems { return Score{Points: a.Points}.Check() }

// Apply keeps the scores and what they rest on.
func (b AssessCompetencyBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage = Stage{Assessment: &b}
	scores := make([]Score, len(b.Results))
	for i, r := range b.Results {
		scores[i] = Score{Candidate: r.Candidate, Points: r.Points}
	}
	return f.withSheet(Assessment, scores)
}

// TestFieldBody is the blind marking of papers and presentations.
type TestFieldBody struct {
	Minutes Letter   `json:"minutes"`
	Markers []string `json:"markers"` // everybody who had to mark every paper
	Papers  []Marked `json:"papers"`
}

// A Marked paper carries a code in place of its author until all marks are in.
type Marked struct {
	Candidate string `json:"candidate"`
	Code      string `json:"code"`
	Marks     []Mark `json:"marks"`
}

// A Mark is what one person gave.
type Mark struct {
	By     string         `json:"by"`
	Points scoring.Points `json:"points"`
}

// Check keeps scores between 0 and 100.
func (m Mark) Check() wire.Problems { return Score{Points: m.Points}.Check() }

// Apply keeps the mean of the marks of each paper.
func (b TestFieldBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage = Stage{Field: &b}
	scores := make([]Score, len(b.Papers))
	for i, paper := range b.Papers {
		scores[i] = Score{Candidate: paper.Candidate, Points: mean(paper.Marks)}
	}
	return f.withSheet(Paper, scores)
}

// InterviewBody is the final interview by the committee.
type InterviewBody struct {
	Minutes         Letter        `json:"minutes"`
	Rubrics         string        `json:"rubrics"` // hash of the material; has to be the sealed one
	Present         []string      `json:"present"`
	ResourcePersons []string      `json:"resource_persons,omitzero"` // narasumber: attend, never score
	Candidates      []Interviewee `json:"candidates"`
}

// An Interviewee has a mark of every member present who may score.
type Interviewee struct {
	Candidate string `json:"candidate"`
	Marks     []Mark `json:"marks"`
}

// Apply keeps the mean of the members' marks.
func (b InterviewBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage = Stage{Interview: &b}
	scores := make([]Score, len(b.Candidates))
	for i, c := range b.Candidates {
		scores[i] = Score{Candidate: c.Candidate, Points: mean(c.Marks)}
	}
	return f.withSheet(InterviewOf, scores)
}

func mean(marks []Mark) scoring.Points {
	points := make([]scoring.Points, len(marks))
	for i, mark := range marks {
		points[i] = mark.Points
	}
	return scoring.Mean(points)
}

// TestHealthBody is the result of the health test.
type TestHealthBody struct {
	Facility   string        `json:"facility"`
	Government bool          `json:"government"` // a government health unit
	Letter     Letter        `json:"letter"`
	Results    []HealthCheck `json:"results"`
}

// Check lets nobody be fit and unfit at once.
func (b TestHealthBody) Check() wire.Problems {
	seen := make(map[string]bool)
	for _, r := range b.Results {
		if seen[r.Candidate] {
			return wire.Problems{{Field: "/results", Problem: "has a candidate twice"}}
		}
		seen[r.Candidate] = true
	}
	return nil
}

// Apply keeps who is fit. A further test, after a score was corrected, brings the
// whole list again.
func (b TestHealthBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage, f.Health = Stage{Health: &b}, b.Results
	return f
}

// CorrectScoreBody changes a score that was given wrongly.
type CorrectScoreBody struct {
	Component Component      `json:"component"`
	Candidate string         `json:"candidate"`
	Points    scoring.Points `json:"points"`
	Reason    string         `json:"reason"`
	Second    string         `json:"second"` // the second person who confirms
}

// Check keeps scores between 0 and 100 and demands a reason.
func (b CorrectScoreBody) Check() wire.Problems {
	return append(Score{Points: b.Points}.Check(), reasonGiven(b.Reason)...)
}

// Apply keeps the new score and, beside it, what was there before.
func (b CorrectScoreBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	sheets := slices.Clone(f.Scores)
	for i, sheet := range sheets {
		if sheet.Component != b.Component {
			continue
		}
		scores := slices.Clone(sheet.Scores)
		for j := range scores {
			if scores[j].Candidate == b.Candidate {
				f.Corrections = append(slices.Clone(f.Corrections), Correction{
					Component: b.Component, Candidate: b.Candidate, Was: scores[j].Points, Now: b.Points,
					Reason: b.Reason, By: on.Actor.Person, Second: b.Second,
				})
				scores[j].Points = b.Points
			}
		}
		sheets[i].Scores = scores
	}
	f.Scores = sheets
	return f
}
