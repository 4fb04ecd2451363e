package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/wire"
)

// A Stage is what the stages so far rested on besides their scores. The guards of each stage
// judge its part; who measures the selection afterwards looks at all of them.
type Stage struct {
	TrackRecord *CheckTrackRecordBody `json:"track_record,omitzero"`
	Assessment  *AssessCompetencyBody `json:"assessment,omitzero"`
	Field       *TestFieldBody        `json:"field,omitzero"`
	Interview   *InterviewBody        `json:"interview,omitzero"`
	Health      *TestHealthBody       `json:"health,omitzero"`
}

// CheckTrackRecordBody closes the track record check.
type CheckTrackRecordBody struct {
	Minutes Letter   `json:"minutes"`
	Tracers []string `json:"tracers"` // petugas penelusur, appointed for it
	// Rubrics is the hash of the criteria used; it has to be the sealed one.
	Rubrics string `json:"rubrics"`
	// Clarifications counts suspicious signs that were clarified with candidates.
	Clarifications    int  `json:"clarifications"`
	NeutralityChecked bool `json:"neutrality_checked"`
	DisciplineChecked bool `json:"discipline_checked"`
}

// Apply keeps what the scores rest on.
func (b CheckTrackRecordBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage.TrackRecord = &b
	return f
}

// AssessCompetencyBody closes the assessment of managerial and socio-cultural competence.
type AssessCompetencyBody struct {
	Report      Letter `json:"report"`
	Method      string `json:"method"`
	Institution string `json:"institution"` // competent body
}

// Apply keeps what the scores rest on.
func (b AssessCompetencyBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage.Assessment = &b
	return f
}

// TestFieldBody closes the marking of papers and presentations.
type TestFieldBody struct {
	Minutes Letter `json:"minutes"`
}

// Apply keeps the minutes.
func (b TestFieldBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage.Field = &b
	return f
}

// InterviewBody closes the final interview by the committee.
type InterviewBody struct {
	Minutes         Letter   `json:"minutes"`
	Rubrics         string   `json:"rubrics"` // hash of the material; has to be the sealed one
	Present         []string `json:"present"`
	ResourcePersons []string `json:"resource_persons,omitzero"` // narasumber: attend, never score
}

// Apply keeps who was there.
func (b InterviewBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage.Interview, f.Present = &b, b.Present
	return f
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

// Apply keeps who is fit. A further test adds to the results, and a result that it changes
// stays to be seen.
func (b TestHealthBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Stage.Health, f.Health = &b, slices.Clone(f.Health)
	for _, r := range b.Results {
		at := slices.IndexFunc(f.Health, func(h HealthCheck) bool { return h.Candidate == r.Candidate })
		switch {
		case at < 0:
			f.Health = append(f.Health, r)
		case f.Health[at].Fit != r.Fit:
			f.FormerHealth = append(slices.Clone(f.FormerHealth), f.Health[at])
			f.Health[at] = r
		}
	}
	return f
}
