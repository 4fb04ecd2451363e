package complaint

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// FileComplaintBody is a complaint in the words of who complains.
type FileComplaintBody struct {
	Category ComplaintCategory `json:"category"`
	Text     ComplaintText     `json:"text"`
	// HappenedOn is the day on which it happened, where it is one day.
	HappenedOn calendar.Date `json:"happened_on,omitzero"`
}

// Check demands a text.
func (b FileComplaintBody) Check() wire.Problems { return said("/text", string(b.Text)) }

// Apply keeps the complaint.
func (b FileComplaintBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Filed = &Filing{b, on.Today}
	return f
}

// AddToComplaintBody says more.
type AddToComplaintBody struct {
	Text ComplaintText `json:"text"`
}

// Check demands a text.
func (b AddToComplaintBody) Check() wire.Problems { return said("/text", string(b.Text)) }

// Apply keeps it beside what was said before.
func (b AddToComplaintBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Additions = with(f.Additions, Addition{b.Text, on.Today})
	return f
}

// AttachToComplaintBody adds a file. SHA256 and size are those of the copy that circulates;
// original_sha256 is a keyed one of what was handed in, which stays under seal: a plain one would
// tell whose it was to who has given each of their people another copy.
type AttachToComplaintBody struct {
	Name           string `json:"name"` // of the house's making
	SHA256         string `json:"sha256"`
	Size           int64  `json:"size"` // bytes
	Media          string `json:"media"`
	OriginalSHA256 string `json:"original_sha256"`
}

// Check holds the form of the names and hashes.
func (b AttachToComplaintBody) Check() wire.Problems {
	var problems wire.Problems
	outside := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.'
	}
	if b.Name == "" || len(b.Name) > 40 || strings.ContainsFunc(b.Name, outside) {
		problems = append(problems, wire.Problem{Field: "/name", Problem: "must be 1 to 40 lower-case letters, digits, hyphens or dots"})
	}
	for _, hash := range []struct{ field, hex string }{{"/sha256", b.SHA256}, {"/original_sha256", b.OriginalSHA256}} {
		if raw, err := hex.DecodeString(hash.hex); err != nil || len(raw) != 32 || strings.ToLower(hash.hex) != hash.hex {
			problems = append(problems, wire.Problem{Field: hash.field, Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"})
		}
	}
	if b.Size <= 0 {
		problems = append(problems, wire.Problem{Field: "/size", Problem: "must be a number of bytes"})
	}
	return append(problems, said("/media", b.Media)...)
}

// Apply keeps what there is to know of the file.
func (b AttachToComplaintBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Attachments = with(f.Attachments, Attachment{b, on.Today})
	return f
}

// ExamineComplaintBody sums up a complaint, for who will find on it.
type ExamineComplaintBody struct {
	Summary string `json:"summary"`
	// ClassSuspected is the class that the breach would have, were it proven.
	ClassSuspected openselection.ComplaintClass `json:"class_suspected,omitzero"`
	Letter         *openselection.Letter        `json:"letter,omitzero"`
}

// Check demands a summary.
func (b ExamineComplaintBody) Check() wire.Problems { return said("/summary", b.Summary) }

// Apply keeps the examination.
func (b ExamineComplaintBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Examined = &Examination{b, by(on)}
	return f
}

// AskClarificationBody asks those whom the complaint concerns. They read nothing of the complaint
// but these questions.
type AskClarificationBody struct {
	Letter    openselection.Letter `json:"letter"`
	Questions []string             `json:"questions"`
}

// Check demands a question.
func (b AskClarificationBody) Check() wire.Problems {
	if len(b.Questions) == 0 {
		return wire.Problems{{Field: "/questions", Problem: "must not be empty"}}
	}
	var problems wire.Problems
	for i, question := range b.Questions {
		problems = append(problems, said(fmt.Sprintf("/questions/%d", i), question)...)
	}
	return problems
}

// Apply keeps the questions beside those asked before.
func (b AskClarificationBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Asked = with(f.Asked, Questioning{AskClarificationBody: b, Act: by(on)})
	return f
}

// AnswerClarificationBody answers the questions.
type AnswerClarificationBody struct {
	Letter openselection.Letter `json:"letter"`
	Text   string               `json:"text"`
}

// Check demands a text.
func (b AnswerClarificationBody) Check() wire.Problems { return said("/text", b.Text) }

// Apply keeps the answer.
func (b AnswerClarificationBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Answered = &Clarification{b, by(on)}
	return f
}

// CloseClarificationBody goes on without an answer.
type CloseClarificationBody struct {
	Reason string `json:"reason"`
}

// Check demands a reason.
func (b CloseClarificationBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply keeps the reason.
func (b CloseClarificationBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Waived = &Waiver{b, by(on)}
	return f
}

// FindProvenBody finds that a complaint is right.
type FindProvenBody struct {
	Class    openselection.ComplaintClass `json:"class"`
	Breaches []Breach                     `json:"breaches"`
	// Departure says why the class is another than the one that the guide has for the breaches.
	Departure string               `json:"departure,omitzero"`
	Letter    openselection.Letter `json:"letter"`
	Reason    string               `json:"reason"`
}

// Check demands a reason and a breach, and each breach once.
func (b FindProvenBody) Check() wire.Problems {
	problems := said("/reason", b.Reason)
	if len(b.Breaches) == 0 {
		problems = append(problems, wire.Problem{Field: "/breaches", Problem: "must not be empty"})
	}
	seen := make(map[Breach]bool)
	for i, breach := range b.Breaches {
		if seen[breach] {
			problems = append(problems, wire.Problem{Field: fmt.Sprintf("/breaches/%d", i), Problem: "stands twice"})
		}
		seen[breach] = true
	}
	return problems
}

// Apply keeps the finding.
func (b FindProvenBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Finding = &Finding{
		Proven: true, Class: b.Class, Breaches: b.Breaches, Departure: b.Departure, Letter: b.Letter, Reason: b.Reason, Act: by(on),
	}
	return f
}

// FindNotProvenBody finds that a complaint cannot be held to be right.
type FindNotProvenBody struct {
	Letter openselection.Letter `json:"letter"`
	Reason string               `json:"reason"`
}

// Check demands a reason.
func (b FindNotProvenBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply keeps the finding.
func (b FindNotProvenBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Finding = &Finding{Letter: b.Letter, Reason: b.Reason, Act: by(on)}
	return f
}

// RecommendRestoringBody recommends to give an official a post back.
type RecommendRestoringBody struct {
	Post   string               `json:"post"`
	Letter openselection.Letter `json:"letter"`
	Reason string               `json:"reason"`
	// AnswerBy is the last day for an answer, where the letter names one; else the policy has the time.
	AnswerBy calendar.Date `json:"answer_by,omitzero"`
}

// Check demands a post and a reason.
func (b RecommendRestoringBody) Check() wire.Problems {
	return append(said("/post", b.Post), said("/reason", b.Reason)...)
}

// Apply keeps the recommendation beside earlier ones.
func (b RecommendRestoringBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Restorings = with(f.Restorings, Restoring{RecommendRestoringBody: b, Act: by(on)})
	return f
}

// AnswerRecommendationBody says whether the recommendation is carried out, and why or why not.
type AnswerRecommendationBody struct {
	CarriedOut bool                 `json:"carried_out"`
	Letter     openselection.Letter `json:"letter"`
	Reason     string               `json:"reason"`
}

// Check demands a reason.
func (b AnswerRecommendationBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply keeps the answer with the newest recommendation.
func (b AnswerRecommendationBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Restorings = changed(f.Restorings, func(r *Restoring) { r.Answer = &RestoringAnswer{b, by(on)} })
	return f
}

// ReplyToAnswerBody says whether the supervisor is content with the answer.
type ReplyToAnswerBody struct {
	Accepted bool                 `json:"accepted"`
	Letter   openselection.Letter `json:"letter"`
	Reason   string               `json:"reason"`
}

// Check demands a reason.
func (b ReplyToAnswerBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply keeps the reply with the newest recommendation.
func (b ReplyToAnswerBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Restorings = changed(f.Restorings, func(r *Restoring) { r.Reply = &RestoringReply{b, by(on)} })
	return f
}

// FollowUpBody says what was done after the finding.
type FollowUpBody struct {
	Letter openselection.Letter `json:"letter"`
	Done   string               `json:"done"`
}

// Check demands that something is said.
func (b FollowUpBody) Check() wire.Problems { return said("/done", b.Done) }

// Apply keeps it.
func (b FollowUpBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Followed = &Following{b, by(on)}
	return f
}

// CloseComplaintBody ends a complaint.
type CloseComplaintBody struct {
	Remark string `json:"remark,omitzero"`
}

// Apply keeps who closed it.
func (b CloseComplaintBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Closed = &Closing{b, by(on)}
	return f
}

// OrderHoldBody lets the selection rest.
type OrderHoldBody struct {
	Letter openselection.Letter `json:"letter"`
	Reason string               `json:"reason"`
}

// Check demands a reason.
func (b OrderHoldBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply keeps the order.
func (b OrderHoldBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Holds = with(f.Holds, Hold{OrderHoldBody: b, Act: by(on)})
	return f
}

// LiftHoldBody lets the selection go on.
type LiftHoldBody struct {
	Letter openselection.Letter `json:"letter"`
	Reason string               `json:"reason"`
}

// Check demands a reason.
func (b LiftHoldBody) Check() wire.Problems { return said("/reason", b.Reason) }

// Apply ends the hold.
func (b LiftHoldBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Holds = changed(f.Holds, func(h *Hold) { h.Lifted = &Lifting{b, by(on)} })
	return f
}

// AskForReporterBody asks for a second custodian.
type AskForReporterBody struct {
	Reason OpeningReason `json:"reason"`
	// Letter is the letter by which it was asked for, where there is one.
	Letter *openselection.Letter `json:"letter,omitzero"`
}

// Apply keeps the request beside earlier ones.
func (b AskForReporterBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Openings = with(f.Openings, Opening{AskForReporterBody: b, Act: by(on)})
	return f
}

// GrantReporterBody grants the newest request; there is nothing more to be said.
type GrantReporterBody struct{}

// Apply starts the time in which the two may learn who complained.
func (b GrantReporterBody) Apply(f Facts, on workflow.Occurrence) Facts {
	hours := policy.ComplaintReporterOpenHours.In(on.Pack).Value
	f.Openings = changed(f.Openings, func(o *Opening) {
		o.Granted = &Grant{Person: on.Actor.Person, At: on.At, Until: on.At.Add(time.Duration(hours) * time.Hour)}
	})
	return f
}

// passed is what a clock says: nothing. What waits for an answer waits no more.
type passed struct{}

// Apply notes on what waits that its time is over.
func (passed) Apply(f Facts, on workflow.Occurrence) Facts {
	switch on.Event {
	case ClarificationDue:
		f.Asked = changed(f.Asked, func(q *Questioning) { q.Unanswered = on.Today })
	case RestorationAnswerDue:
		f.Restorings = changed(f.Restorings, func(r *Restoring) { r.Unanswered = on.Today })
	}
	return f
}

func said(field, text string) wire.Problems {
	if strings.TrimSpace(text) == "" {
		return wire.Problems{{Field: field, Problem: "must not be empty"}}
	}
	return nil
}
