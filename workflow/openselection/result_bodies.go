package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// DetermineResultBody is the plenary decision of the committee.
type DetermineResultBody Result

// Apply keeps the result.
func (b DetermineResultBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	result := Result(b)
	f.Result = &result
	return f
}

// ReportResultBody sends the result to the supervisor. Package lists what is enclosed;
// see ReportPackage.
type ReportResultBody struct {
	Letter  Letter   `json:"letter"`
	Through Letter   `json:"through"` // the authorised officer's forwarding letter
	Package []string `json:"package"`
}

// Apply keeps the letter and takes up no earlier return.
func (b ReportResultBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Report, f.Returned, f.Enclosed = &b.Letter, nil, b.Package
	return f
}

// ReportPackage lists what a complete report encloses.
func ReportPackage() []string {
	return []string{"result_report", "screening_minutes", "track_record_minutes", "assessment_report", "field_minutes", "interview_minutes", "plenary_minutes", "documentation"}
}

// ReturnResultBody sends the report back with what is missing or wrong.
type ReturnResultBody struct {
	Letter Letter   `json:"letter"`
	Items  []Remark `json:"items"`
}

// Apply keeps what has to be mended.
func (b ReturnResultBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Returned = b.Items
	return f
}

// RecommendResultBody is the supervisor's recommendation, clean or with conditions.
type RecommendResultBody struct {
	Letter     Letter   `json:"letter"`
	Conditions []Remark `json:"conditions,omitzero"`
}

// Apply keeps the letter and its conditions.
func (b RecommendResultBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Recommended, f.Conditions = &b.Letter, b.Conditions
	return f
}

// PublishBody is what is said of a publication: what it shows, nobody says.
type PublishBody struct {
	Stage  string `json:"stage"`
	Letter Letter `json:"letter"`
	Where  string `json:"where"`
}

// PublishedBody shows the result of a stage to the public.
type PublishedBody struct {
	Stage  string  `json:"stage"`
	Letter Letter  `json:"letter"`
	Where  string  `json:"where"`
	Shown  []Shown `json:"shown,omitzero"`
}

// PublicationStages lists the stages whose results are published as each closes. The
// final result has an event of its own.
func PublicationStages() []string {
	return []string{"screening", string(TrackRecord), string(Assessment), string(Paper), string(InterviewOf)}
}

// AnnounceResultBody announces the three names.
type AnnounceResultBody struct {
	Letter Letter `json:"letter"`
	Where  string `json:"where"`
}

// Apply keeps it as the publication of the result.
func (b AnnounceResultBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Publications = append(slices.Clone(f.Publications), Publication{Stage: "result", Letter: b.Letter, Where: b.Where, Entry: on.Seq})
	return f
}

// ChooseBody is the appointing officer's choice.
type ChooseBody struct {
	Candidate string `json:"candidate"`
	Decree    Letter `json:"decree"`
	Reason    string `json:"reason,omitzero"` // needed unless the first is chosen
	Age       Age    `json:"age"`             // on the day of the choice
	// Disciplined says that the candidate came under discipline since the check.
	Disciplined bool `json:"disciplined"`
	// Presidential is the decree (Keppres) that Madya and Utama need.
	Presidential *Letter `json:"presidential,omitzero"`
	// Approval is what the office of the post needs besides: see Office.
	Approval *Letter `json:"approval,omitzero"`
	// Answered lists the supervisor's conditions that have been met.
	Answered []string `json:"answered,omitzero"`
}

// Apply keeps the choice.
func (b ChooseBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Choice = &b
	return f
}

// ClearInaugurationBody is the supervisor's second letter (pertek pelantikan).
type ClearInaugurationBody struct {
	Letter Letter `json:"letter"`
}

// Apply keeps the letter.
func (b ClearInaugurationBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Cleared = &b.Letter
	return f
}

// InaugurateBody is the inauguration (pelantikan).
type InaugurateBody struct {
	Decree Letter `json:"decree"`
	Oath   Letter `json:"oath"` // berita acara sumpah jabatan
}

// Apply keeps the day, which is the recorded one, and the end of the term.
func (b InaugurateBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Inaugurated = &Inauguration{
		Decree: b.Decree, Oath: b.Oath, On: on.Today,
		TermEnds: gates.TermEnds(on.Today, policy.TermMaxYears.In(on.Pack).Value),
	}
	return f
}

// ReportActBody reports a personnel act during the freeze.
type ReportActBody struct {
	Letter Letter `json:"letter"`
}

// Apply leaves the facts: the journal has the letter.
func (b ReportActBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts { return f }

// CloseSelectionBody closes a filled post with the round's final report.
type CloseSelectionBody struct {
	Report Letter `json:"report"`
}

// Apply leaves the facts: the journal has the letter.
func (b CloseSelectionBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts { return f }

// HoldBody holds a selection by order.
type HoldBody struct {
	Order  Letter `json:"order"`
	Reason string `json:"reason"`
	// Complaint is the reference of the complaint that holds or frees the selection; none where
	// somebody gives the order in the selection itself.
	Complaint string `json:"complaint,omitzero"`
}

// Check demands a reason.
func (b HoldBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the order, and for which complaint it was given. A release in the selection itself ends
// whatever hold there is; one by a complaint only its own.
func (b HoldBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Holds = append(slices.Clone(f.Holds), b.Order)
	switch {
	case on.Event == HoldForComplaint:
		f.HeldFor = b.Complaint
	case on.Event == ReleaseComplaint && (b.Complaint == "" || b.Complaint == f.HeldFor):
		f.HeldFor = ""
	}
	return f.rested(on)
}

// CancelBody ends a selection otherwise: cancelled, diverted or to be repeated.
type CancelBody struct {
	Basis  Letter `json:"basis"`
	Reason string `json:"reason"`
}

// Check demands a reason.
func (b CancelBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the basis.
func (b CancelBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Ended = &Ending{Basis: b.Basis, Reason: b.Reason}
	return f
}

// passed is what the clock says: only that it is time.
type passed struct{}

// Apply marks the deadline as passed.
func (passed) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Overdue = append(slices.Clone(f.Overdue), Overdue{Kind: on.Event, On: on.Today})
	return f
}
