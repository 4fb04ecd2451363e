package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// A Mark says how far a check is kept.
type Mark string

// The marks.
const (
	Met           Mark = "met"
	Partly        Mark = "partly"         // late, or in part
	NotMet        Mark = "not_met"        // or nothing proves it yet
	NotApplicable Mark = "not_applicable" // its weight goes to the others of its dimension
	NotInForce    Mark = "not_in_force"   // the rule does not bind on the day; likewise
)

// An Evidence is a journal entry that proves what a check found.
type Evidence struct {
	Case  workflow.CaseID `json:"case"`
	Seq   int64           `json:"seq"`
	Event workflow.Event  `json:"event"`
}

// A Row is one check with what it found.
type Row struct {
	ID        string         `json:"id"`        // p1_1 ... r4
	Indicator string         `json:"indicator"` // p1 ... r4
	Dimension string         `json:"dimension"` // preparation, execution, reporting
	Weight    scoring.Points `json:"weight"`    // after redistribution
	Mark      Mark           `json:"mark"`      // as measured
	// Waiting says that the check is not met because what it looks for has not come yet, while it still can.
	Waiting bool `json:"waiting,omitzero"`
	// Adopted is the mark that two supervisors have put in the place of the measured one; both stay
	// visible. It counts while the check applies and is in force.
	Adopted  *Adopted            `json:"adopted,omitzero"`
	Points   scoring.Points      `json:"points"`
	Found    []workflow.Evidence `json:"found,omitzero"` // the numbers that it rests on
	Evidence []Evidence          `json:"evidence"`
	Cites    []policy.Citation   `json:"cites"`
}

// Counts is the mark that the points follow from.
func (r Row) Counts() Mark {
	if r.Adopted == nil || !r.Mark.Applies() {
		return r.Mark
	}
	return r.Adopted.Mark
}

// Applies tells whether a mark has a weight.
func (m Mark) Applies() bool { return m == Met || m == Partly || m == NotMet }

// An Adopted mark was proposed by one supervisor and confirmed by another.
type Adopted struct {
	Mark     Mark     `json:"mark"`
	Reason   string   `json:"reason"`
	Evidence Evidence `json:"evidence"` // the confirmation
}

// A Breach sets the label to "kurang" whatever the points.
type Breach struct {
	Code     string            `json:"code"`
	Evidence []Evidence        `json:"evidence"`
	Cites    []policy.Citation `json:"cites"`
}

// A Deduction is what a proven complaint takes off.
type Deduction struct {
	Complaint string         `json:"complaint"` // its reference
	Class     string         `json:"class"`
	Points    scoring.Points `json:"points"`
	Evidence  Evidence       `json:"evidence"` // that the selection was told
}

// A Status says whether the score can still change with the selection.
type Status string

// The statuses.
const (
	Live  Status = "live"  // as if it closed today
	Final Status = "final" // it has closed
	Ended Status = "ended" // it has ended without an inauguration: measured, and not ranked
)

// A Result is the score of one selection.
type Result struct {
	Round      workflow.CaseID `json:"round"`
	Selection  workflow.CaseID `json:"selection"`
	Rubric     string          `json:"rubric"` // version of the checks
	Pack       string          `json:"pack"`   // hash of the policy pack
	Status     Status          `json:"status"`
	Dimensions []Dimension     `json:"dimensions"`
	Rows       []Row           `json:"rows"`
	Breaches   []Breach        `json:"breaches,omitzero"`
	Deductions []Deduction     `json:"deductions,omitzero"`
	Raw        scoring.Points  `json:"raw"`      // of the selection
	Deducted   scoring.Points  `json:"deducted"` // by proven complaints; it can be more than there is
	Total      scoring.Points  `json:"total"`    // raw less deducted, not below 0
	Index      scoring.Points  `json:"index"`    // 4.00, 3.50, 3.00 or 2.50
	Band       string          `json:"band"`     // very_good, good, sufficient, poor
	Label      string          `json:"label"`    // good, sufficient, poor: baik, cukup, kurang
	NormGap    bool            `json:"norm_gap"` // 60 to below 70, of which the known table says nothing
	Weights    []Weight        `json:"weights"`  // what the policy says of scores, with its certainty
	Comments   []Comment       `json:"comments,omitzero"`
}

// A Dimension is the sum of its rows.
type Dimension struct {
	ID     string         `json:"id"`
	Weight scoring.Points `json:"weight"` // of its rows together
	Points scoring.Points `json:"points"`
}

// A Weight is a value of the policy that the score rests on: a number by itself, or named numbers.
type Weight struct {
	Key      string          `json:"key"`
	Value    int             `json:"value,omitzero"`
	Parts    policy.Parts    `json:"parts,omitzero"`
	Unit     string          `json:"unit"`
	Citation policy.Citation `json:"citation"`
}

// A Comment is what a supervisor said of a row (pendalaman substantif). It changes no mark.
type Comment struct {
	Row      string   `json:"row"`
	Text     string   `json:"text"`
	Evidence Evidence `json:"evidence"`
}

// A Standing is a selection as the supervisor's board counts it: one line, no texts but
// what names it. Days are civil days between two entries; nil where one of them is missing.
type Standing struct {
	Selection          workflow.CaseID
	Round              workflow.CaseID
	Agency             string
	Name               string // of the agency, from the letterhead of the plan
	Ref                string
	Title              string
	Tier               openselection.Tier
	Profile            string // kasn or bkn
	Year               int    // in which the round was announced, or opened where it has not been
	State              workflow.State
	Resumes            workflow.State
	Status             Status
	Raw                scoring.Points
	Deducted           scoring.Points
	Total              scoring.Points
	Index              scoring.Points
	Band               string
	Label              string
	Blocked            bool // a breach sets the label
	NormGap            bool
	Late               int // clocks that the agency let run out; those of the round with its first post
	Findings           int // checks that are partly met or not met
	Complaints, Proven int
	EarlyMoves         int        // holders who are to be moved or replaced before two years
	InTime             *bool      // inaugurated within the time of the law after the recommendation, whatever was granted
	Published          *bool      // every stage that has ended is published
	Legs               [Legs]*int // days, in the order of LegNames
}

// Legs is how many stretches of a selection are timed.
const Legs = 8

// LegNames names the stretches.
func LegNames() [Legs]string {
	return [Legs]string{"plan", "preparation", "applications", "screening", "scoring", "report", "recommendation", "inauguration"}
}
