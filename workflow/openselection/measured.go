package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// What others record in a selection for its compliance score. Nobody says either of them.
const (
	// NoteComplaint comes from a complaint that has been found proven.
	NoteComplaint workflow.Event = "note_complaint"
	// SealScore comes from who measures, once the selection is closed, and again whenever the
	// score has changed after that.
	SealScore workflow.Event = "seal_score"
)

// scoreRule is what a compliance score rests on: its annex has not been read.
var scoreRule = policy.Cite("Peraturan Ketua KASN 9/2016", "", policy.Known)

// A ComplaintClass says how much a proven complaint weighs.
type ComplaintClass string

// The classes of a proven complaint, the heaviest first.
const (
	VeryMaterial ComplaintClass = "very_material"
	Material     ComplaintClass = "material"
	LessMaterial ComplaintClass = "less_material"
)

// Enum lets the contract name the values of a word.
func (ComplaintClass) Enum() []string {
	return []string{string(VeryMaterial), string(Material), string(LessMaterial)}
}

// A ComplaintNote is a complaint that was found proven, without what it says.
type ComplaintNote struct {
	Complaint string         `json:"complaint"` // its reference
	Class     ComplaintClass `json:"class"`
	Letter    Letter         `json:"letter"` // the finding
	Entry     int64          `json:"entry"`  // of the selection's journal
}

// ComplaintNoteBody tells a selection of a proven complaint.
type ComplaintNoteBody struct {
	Complaint string         `json:"complaint"`
	Class     ComplaintClass `json:"class"`
	Letter    Letter         `json:"letter"`
}

// Apply keeps the note.
func (b ComplaintNoteBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Complaints = append(slices.Clone(f.Complaints), ComplaintNote{b.Complaint, b.Class, b.Letter, on.Seq})
	return f
}

// A SealedScore is a compliance score as it was when it was sealed.
type SealedScore struct {
	Rubric   string         `json:"rubric"` // version of the checks
	Total    scoring.Points `json:"total"`
	Raw      scoring.Points `json:"raw"`
	Deducted scoring.Points `json:"deducted"`
	Digest   string         `json:"digest"` // SHA-256 of the whole result in canonical form, in hexadecimal
	On       calendar.Date  `json:"on"`
}

// SealScoreBody seals a score.
type SealScoreBody struct {
	Rubric   string         `json:"rubric"`
	Total    scoring.Points `json:"total"`
	Raw      scoring.Points `json:"raw"`
	Deducted scoring.Points `json:"deducted"`
	Digest   string         `json:"digest"`
}

// Check holds the form of a score and of a hash.
func (b SealScoreBody) Check() wire.Problems {
	var problems wire.Problems
	for _, one := range []struct {
		field  string
		points scoring.Points
	}{{"/total", b.Total}, {"/raw", b.Raw}} {
		if !one.points.Valid() {
			problems = append(problems, wire.Problem{Field: one.field, Problem: "must be between 0 and 100"})
		}
	}
	if b.Deducted < 0 { // several complaints can take off more than there is
		problems = append(problems, wire.Problem{Field: "/deducted", Problem: "must not be negative"})
	}
	if !isHash(b.Digest) {
		problems = append(problems, wire.Problem{Field: "/digest", Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"})
	}
	return problems
}

// Apply keeps the score beside those that were sealed before.
func (b SealScoreBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Sealed = append(slices.Clone(f.Sealed), SealedScore{b.Rubric, b.Total, b.Raw, b.Deducted, b.Digest, on.Today})
	return f
}

// measured has what is said of a selection for its score: by supervisors, by complaints, and by
// who measures.
func measured(twoLetters bool) []selectionRow {
	var known []workflow.State
	for _, s := range selectionStates(twoLetters) {
		known = append(known, s.Name)
	}
	announced := slices.DeleteFunc(slices.Clone(known), func(s workflow.State) bool { return s == Planned })
	return append(deepening(announced),
		selectionRow{
			On: NoteComplaint, From: known, To: workflow.Stay, By: roles{workflow.System},
			Says: workflow.FormOf[ComplaintNoteBody](), Cites: []policy.Citation{scoreRule, supervision},
		},
		selectionRow{
			On: SealScore, From: []workflow.State{Closed}, To: workflow.Stay, By: roles{workflow.System},
			Says: workflow.FormOf[SealScoreBody](), Cites: []policy.Citation{scoreRule, openRecord},
		})
}
