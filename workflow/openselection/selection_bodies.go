package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/wire"
)

// OpenSelectionBody opens a selection for a post, or tells it of a revised plan.
type OpenSelectionBody struct {
	Post   Post   `json:"post"`
	Freeze Freeze `json:"freeze"`
}

// Apply keeps the post.
func (b OpenSelectionBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Post, f.Freeze = b.Post, b.Freeze
	return f
}

// OpenApplicationsBody brings the sealed terms and the window of the announcement.
type OpenApplicationsBody struct {
	Round  workflow.CaseID `json:"round,omitzero"`
	Terms  Terms           `json:"terms"`
	Opens  calendar.Date   `json:"opens"`
	Closes calendar.Date   `json:"closes"`
}

// Apply keeps terms and window.
func (b OpenApplicationsBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Round, f.Terms, f.Window = b.Round, b.Terms, Window{Opens: b.Opens, Closes: b.Closes}
	return f
}

// ChangeTermsBody brings a changed committee; weights never change.
type ChangeTermsBody struct {
	Members []Member `json:"members"`
	Term    *Term    `json:"term,omitzero"`
	// Links are not said: they follow from what members and applicants said of themselves.
	Links []Link `json:"links,omitzero"`
}

// Apply keeps the members and their term.
func (b ChangeTermsBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f = f.linked(b.Links, on)
	f.Terms.Members, f.Terms.Term = b.Members, b.Term
	return f
}

// ChangeElectionBody brings what the round learnt of the region's election.
type ChangeElectionBody gates.Election

// Check keeps the days in order.
func (b ChangeElectionBody) Check() wire.Problems { return electionIsOrdered(gates.Election(b)) }

// Apply keeps the election.
func (b ChangeElectionBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	election := gates.Election(b)
	f.Freeze.Election = &election
	return f
}

// PermitBody is the minister's written approval.
type PermitBody struct {
	Permit Letter `json:"permit"`
}

// Apply keeps the permit.
func (b PermitBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Freeze.Permit = &b.Permit
	return f
}

// ExtendBody lengthens the announcement.
type ExtendBody Extension

// Check keeps the dates in order and demands a reason.
func (b ExtendBody) Check() wire.Problems {
	return append(reasonGiven(b.Reason), windowIsOrdered(b.Opens, b.Closes)...)
}

// Apply keeps the extension; the files have to be checked again.
func (b ExtendBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Extensions = append(slices.Clone(f.Extensions), Extension(b))
	f.Window, f.Verified = Window{Opens: b.Opens, Closes: b.Closes}, false
	return f
}

// ConsultBody asks the supervisor what to do about a post that stays short.
type ConsultBody struct {
	Letter Letter `json:"letter"`
}

// Apply keeps the letter.
func (b ConsultBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Consultations = append(slices.Clone(f.Consultations), b.Letter)
	return f
}

// AllowFewerBody lets a short post go on with fewer candidates.
type AllowFewerBody struct {
	Letter  Letter `json:"letter"`
	Minimum int    `json:"minimum"`
}

// Apply keeps the number.
func (b AllowFewerBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Allowed = b.Minimum
	f.Consultations = append(slices.Clone(f.Consultations), b.Letter)
	return f
}

// DenyFewerBody says that the post cannot go on, and which way is left.
type DenyFewerBody struct {
	Letter Letter `json:"letter"`
	Route  Route  `json:"route"`
}

// Apply keeps the route.
func (b DenyFewerBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Route = b.Route
	f.Consultations = append(slices.Clone(f.Consultations), b.Letter)
	return f
}

// PassScreeningBody is the committee's decision on the administrative check.
type PassScreeningBody struct {
	Minutes Letter `json:"minutes"`
	Result  Letter `json:"result"` // announcement signed by the chair
}

// Apply keeps the decision; the files are there already.
func (b PassScreeningBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Screened = &b
	return f
}
