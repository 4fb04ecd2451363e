package openselection

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
)

// ApplicationFacts is what an application knows.
type ApplicationFacts struct {
	Invitation *InviteBody `json:"invitation,omitzero"`
	// Round is where the selection lies. Since is the first day on which the person applies,
	// and Until the last one of who withdrew.
	Round     workflow.CaseID `json:"round,omitzero"`
	Since     calendar.Date   `json:"since,omitzero"`
	Until     calendar.Date   `json:"until,omitzero"`
	Profile   *Profile        `json:"profile,omitzero"`
	Documents []Document      `json:"documents,omitzero"`
	Receipts  []Receipt       `json:"receipts,omitzero"`
	// AgeYears are the completed years on the day AgeOn, and AgeMet says whether that is
	// within the limit: on a birthday it can be, on the day after it is not. The birth date
	// itself never enters a journal.
	AgeYears int           `json:"age_years,omitzero"`
	AgeMet   bool          `json:"age_met,omitzero"`
	AgeOn    calendar.Date `json:"age_on,omitzero"`
	// Number is the participant number (nomor peserta), by which everybody else is told of
	// the applicant.
	Number     string           `json:"number,omitzero"`
	Withdrawal *Withdrawal      `json:"withdrawal,omitzero"`
	First      *Verification    `json:"first,omitzero"`
	Second     *Verification    `json:"second,omitzero"`
	Settled    *Settlement      `json:"settled,omitzero"`
	Result     *ScreeningResult `json:"result,omitzero"`
}

// A Receipt is a submission: when the server had it, and which entry of the journal it is.
type Receipt struct {
	At  time.Time `json:"at"` // UTC, microseconds
	Seq int64     `json:"seq"`
}

// A Withdrawal says why and when somebody applied no longer.
type Withdrawal struct {
	Reason string        `json:"reason"`
	On     calendar.Date `json:"on"`
}

// A Verification is what one verifier found in a file.
type Verification struct {
	By    string             `json:"by"`
	On    calendar.Date      `json:"on"`
	Found VerifyDocumentBody `json:"found"`
}

// A Settlement is the committee's word where two verifiers are not enough.
type Settlement struct {
	By    string                 `json:"by"`
	On    calendar.Date          `json:"on"`
	Found SettleVerificationBody `json:"found"`
}

// A ScreeningResult is what the committee decided on the file.
type ScreeningResult struct {
	Passed bool   `json:"passed"`
	Reason string `json:"reason,omitzero"`
	// Announcement is the letter by which the result was announced.
	Announcement Letter `json:"announcement"`
}

// Standing is the part of an applicant in the selection. Who has withdrawn is remembered, as
// of days that are over: the selection stays closed to them (see workflow.Parts).
func (f ApplicationFacts) Standing(c workflow.Case[ApplicationFacts]) []workflow.Duty {
	if f.Since.IsZero() {
		return []workflow.Duty{} // invited, and never applied
	}
	return []workflow.Duty{{
		Role: workflow.Applicant, Scope: workflow.Scope{Agency: c.Agency, Round: f.Round, Selection: c.Parent}, From: f.Since, Until: f.Until,
	}}
}

// ended is the facts of who applies no more since a day.
func (f ApplicationFacts) ended(on calendar.Date) ApplicationFacts {
	if !f.Since.IsZero() {
		f.Until = on.AddDays(-1)
	}
	return f.unverified()
}

// unverified is the facts without what anybody found in the file: it has changed since.
func (f ApplicationFacts) unverified() ApplicationFacts {
	f.First, f.Second, f.Settled = nil, nil, nil
	return f
}

// WithoutFindings is the facts without what verifiers and committee found in the file.
func (f ApplicationFacts) WithoutFindings() ApplicationFacts { return f.unverified() }

// Finds tells whether an event of an application says what was found in the file.
func Finds(event workflow.Event) bool { return event == VerifyDocuments || event == SettleVerification }

// firstSubmitted orders applications: by their first submission, and where two came in
// the same microsecond by their registration numbers.
func firstSubmitted(a, b applied) int {
	at := func(one applied) time.Time {
		if len(one.facts.Receipts) == 0 {
			return time.Time{}
		}
		return one.facts.Receipts[0].At
	}
	return cmp.Or(at(a).Compare(at(b)), strings.Compare(a.registration, b.registration))
}

// outcome is what the verifications come to: the committee's word, or that of two
// verifiers who agree. Where they do not, nothing is settled and the file has not passed.
func (f ApplicationFacts) outcome() (passed bool, reason string, settled bool) {
	switch {
	case f.Settled != nil:
		return f.Settled.Found.Passed, f.Settled.Found.Reason, true
	case f.First == nil || f.Second == nil:
		return false, "", false
	case f.First.Found.Passed && f.Second.Found.Passed:
		return true, "", true
	}
	return false, joined(f.First.Found.Reason, f.Second.Found.Reason), !f.First.Found.Passed && !f.Second.Found.Passed
}

// joined is every reason that was given, each once.
func joined(reasons ...string) string {
	var given []string
	for _, reason := range reasons {
		if text := strings.TrimSpace(reason); text != "" && !slices.Contains(given, text) {
			given = append(given, text)
		}
	}
	return strings.Join(given, "; ")
}

// RegistrationRef is the registration number (nomor pendaftaran) of a person's
// application, under which the selection calls it: eight characters of five bits each,
// written "7k3m-q9td". It follows from both, so that nobody applies twice for one post, and
// tells nothing of the person.
func RegistrationRef(selection workflow.CaseID, person string) string {
	sum := sha256.Sum256([]byte(selection.String() + "/" + person))
	ref := crockford.EncodeToString(sum[:5])
	return ref[:4] + "-" + ref[4:]
}

type (
	applicationRow      = workflow.Transition[ApplicationFacts]
	applicationGuard    = workflow.Guard[ApplicationFacts]
	applicationQuestion = workflow.Question[ApplicationFacts]
	applicationEffect   = workflow.Effect[ApplicationFacts]
)
