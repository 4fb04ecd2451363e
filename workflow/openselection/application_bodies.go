package openselection

import (
	"fmt"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// InviteBody invites somebody to apply, with the recommendation of the appointing or the
// authorised officer.
type InviteBody struct {
	Recommendation Letter `json:"recommendation"`
}

// Apply keeps the recommendation.
func (b InviteBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	f.Invitation = &b
	return f
}

// ApplyBody is what is recorded of the word that somebody applies.
type ApplyBody struct {
	Round workflow.CaseID `json:"round"`
}

// Apply keeps where and since when the person applies; who applies again has not withdrawn.
func (b ApplyBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	f.Round, f.Since, f.Until, f.Withdrawal = b.Round, on.Today, calendar.Date{}, nil
	return f
}

func applying(q applicationQuestion, _ struct{}) (ApplyBody, error) {
	selection, _ := above(q)
	return ApplyBody{Round: selection.Round}, nil
}

// DeclineInvitationBody says no to an invitation.
type DeclineInvitationBody struct {
	Reason string `json:"reason,omitzero"`
}

// Apply leaves the facts: nobody who declines has to be remembered for it.
func (b DeclineInvitationBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	return f
}

// FillProfileBody says what an applicant brings.
type FillProfileBody Profile

// Check holds what a profile must say about itself.
func (b FillProfileBody) Check() wire.Problems { return Profile(b).Check() }

// Apply keeps the profile in place of an earlier one; whoever verified that has not seen it.
func (b FillProfileBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	profile := Profile(b)
	f.Profile = &profile
	return f.unverified()
}

// AttachDocumentBody hands in a document, in place of an earlier one of its kind.
type AttachDocumentBody Document

// Check holds what a document must say about itself.
func (b AttachDocumentBody) Check() wire.Problems { return Document(b).Check() }

// Apply keeps the document.
func (b AttachDocumentBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	f.Documents = append(without(f.Documents, b.Kind), Document(b))
	return f.unverified()
}

// RemoveDocumentBody takes a document back.
type RemoveDocumentBody struct {
	Kind ChecklistItem `json:"kind"`
}

// Apply leaves the document out.
func (b RemoveDocumentBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	f.Documents = without(f.Documents, b.Kind)
	return f.unverified()
}

func without(documents []Document, kind ChecklistItem) []Document {
	return slices.DeleteFunc(slices.Clone(documents), func(d Document) bool { return d.Kind == kind })
}

// SubmitApplicationBody is what is recorded of a submission: the age of the applicant as
// far as it matters, and the entry of the journal that the receipt names.
type SubmitApplicationBody struct {
	AgeYears int           `json:"age_years"`
	AgeMet   bool          `json:"age_met"`
	AgeOn    calendar.Date `json:"age_on,omitzero"`
	Seq      int64         `json:"seq"`
}

// Apply keeps the age and a receipt.
func (b SubmitApplicationBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	f.AgeYears, f.AgeMet, f.AgeOn = b.AgeYears, b.AgeMet, b.AgeOn
	f.Receipts = append(slices.Clone(f.Receipts), Receipt{At: on.At, Seq: b.Seq})
	return f.unverified()
}

// birthDate is the vault field from which the age is taken.
const birthDate = "birth_date"

// submitting takes the age from the birth date that is kept of the person.
func submitting(q applicationQuestion, _ struct{}) (SubmitApplicationBody, error) {
	body := SubmitApplicationBody{Seq: q.Case.Revision + 1}
	born, err := calendar.ParseDate(q.Known[birthDate])
	if err != nil {
		return body, nil // birth_date_is_on_record says so
	}
	selection, _ := above(q)
	on := ageDay(q.Pack, selection.Terms, selection.Window)
	age := AgeAt(born, on)
	body.AgeYears, body.AgeOn = age.Years, on
	body.AgeMet = age.Within(maxAge(q.Pack, selection.Post.Tier).Value)
	return body, nil
}

// WithdrawBody takes an application back.
type WithdrawBody struct {
	Reason string `json:"reason"`
}

// Check demands a reason.
func (b WithdrawBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the reason.
func (b WithdrawBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	f.Withdrawal = &Withdrawal{Reason: b.Reason, On: on.Today}
	return f.ended(on.Today)
}

// CloseDraftBody ends what was never submitted.
type CloseDraftBody struct{}

// Apply lets the person be an applicant no more.
func (b CloseDraftBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	return f.ended(on.Today)
}

// GiveNumberBody gives an applicant a participant number.
type GiveNumberBody struct {
	Number string `json:"number"`
}

// Apply keeps the number.
func (b GiveNumberBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	f.Number = b.Number
	return f
}

// A JudgedDocument says whether a document is what it has to be.
type JudgedDocument struct {
	Kind     ChecklistItem `json:"kind"`
	Accepted bool          `json:"accepted"`
	Reason   string        `json:"reason,omitzero"`
}

// A JudgedRequirement says whether the applicant brings what is required.
type JudgedRequirement struct {
	Requirement Requirement `json:"requirement"`
	Met         bool        `json:"met"`
	Reason      string      `json:"reason,omitzero"`
}

// VerifyDocumentBody is what one verifier finds in a file. The first who says it is the
// verifier, the next the second verifier.
type VerifyDocumentBody struct {
	Documents    []JudgedDocument    `json:"documents"`
	Requirements []JudgedRequirement `json:"requirements"`
	Passed       bool                `json:"passed"`
	Reason       string              `json:"reason,omitzero"`
}

// Apply keeps it as the first or the second verification.
func (b VerifyDocumentBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	found := &Verification{By: on.Actor.Person, On: on.Today, Found: b}
	if f.First == nil {
		f.First = found
	} else {
		f.Second = found
	}
	return f
}

// SettleVerificationBody is the committee's word on a file that two have verified.
type SettleVerificationBody struct {
	Passed  bool   `json:"passed"`
	Reason  string `json:"reason"`
	Minutes Letter `json:"minutes"`
	// Signed are the members who signed the minutes. Where the verifiers agree they are asked
	// for: what two have found the chair does not turn round alone.
	Signed []string `json:"signed,omitzero"`
}

// Check demands a reason, whichever way it goes.
func (b SettleVerificationBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps it beside what the verifiers found.
func (b SettleVerificationBody) Apply(f ApplicationFacts, on workflow.Occurrence) ApplicationFacts {
	f.Settled = &Settlement{By: on.Actor.Person, On: on.Today, Found: b}
	return f
}

// NoteResultBody tells an application what the committee decided on it.
type NoteResultBody ScreeningResult

// Apply keeps the result.
func (b NoteResultBody) Apply(f ApplicationFacts, _ workflow.Occurrence) ApplicationFacts {
	result := ScreeningResult(b)
	f.Result = &result
	return f
}

// participantNumber writes the nth number (nomor peserta): two digits at least.
func participantNumber(n int) string { return fmt.Sprintf("%02d", n) }
