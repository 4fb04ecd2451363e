package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// The events of the deepening (pendalaman substantif): what a supervisor says of how a check of
// the compliance score was measured. It is kept apart from the measure.
const (
	CommentOnCompliance workflow.Event = "comment_on_compliance"
	ProposeMark         workflow.Event = "propose_mark"
	ConfirmMark         workflow.Event = "confirm_mark"
	WithdrawMark        workflow.Event = "withdraw_mark"
)

// deepeningRule is what the deepening rests on: the text that knows it has not been read.
var deepeningRule = policy.Cite("Peraturan Ketua KASN 9/2016", "pendalaman substantif", policy.Known)

// A ComplianceCheck is the name of one check of the compliance score, as its catalogue has it.
type ComplianceCheck string

// Enum lets the contract name the values of a word, in the order of the catalogue.
func (ComplianceCheck) Enum() []string {
	return []string{
		"p1_1", "p1_2", "p1_3", "p2_1", "p2_2", "p3_1", "p3_2",
		"l1_1", "l1_2", "l2_1", "l3_1", "l3_2", "l4_1", "l5_1", "l5_2",
		"r1", "r2", "r3", "r4",
	}
}

// A DeepenedMark is what takes the place of a measured mark.
type DeepenedMark string

// The marks that may be put in the place of a measured one. That a check does not apply is never
// said by anybody, for its weight would go to the others.
const (
	DeepenedMet        DeepenedMark = "met"
	DeepenedPartly     DeepenedMark = "partly"
	DeepenedNotMet     DeepenedMark = "not_met"
	DeepenedAsMeasured DeepenedMark = "as_measured" // what was put in its place counts no more
)

// Enum lets the contract name the values of a word.
func (DeepenedMark) Enum() []string {
	return []string{string(DeepenedMet), string(DeepenedPartly), string(DeepenedNotMet), string(DeepenedAsMeasured)}
}

// A Deepening is what supervisors have said of the measured marks.
type Deepening struct {
	Comments []ComplianceComment `json:"comments,omitzero"`
	// Proposed has the marks that wait for their second person, at most one of each check.
	Proposed []ProposedMark `json:"proposed,omitzero"`
	// Adopted are the confirmed marks; the last one of a check counts.
	Adopted []AdoptedMark `json:"adopted,omitzero"`
}

// A ComplianceComment changes no mark.
type ComplianceComment struct {
	Row   ComplianceCheck `json:"row"`
	Text  string          `json:"text"`
	By    string          `json:"by"`
	On    calendar.Date   `json:"on"`
	Entry int64           `json:"entry"` // of the journal
}

// A ProposedMark waits for another person to confirm it.
type ProposedMark struct {
	Row    ComplianceCheck `json:"row"`
	Mark   DeepenedMark    `json:"mark"`
	Reason string          `json:"reason"`
	By     string          `json:"by"`
	On     calendar.Date   `json:"on"`
}

// An AdoptedMark was proposed by one person and confirmed by another.
type AdoptedMark struct {
	Row    ComplianceCheck `json:"row"`
	Mark   DeepenedMark    `json:"mark"`
	Reason string          `json:"reason"`
	By     string          `json:"by"`
	Second string          `json:"second"`
	On     calendar.Date   `json:"on"`
	Entry  int64           `json:"entry"` // of the journal: the confirmation
}

// CommentBody says something of how a check was measured.
type CommentBody struct {
	Row  ComplianceCheck `json:"row"`
	Text string          `json:"text"`
}

// Check demands a text.
func (b CommentBody) Check() wire.Problems {
	if strings.TrimSpace(b.Text) == "" {
		return wire.Problems{{Field: "/text", Problem: "must not be empty"}}
	}
	return nil
}

// Apply keeps the comment.
func (b CommentBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Deepening.Comments = append(slices.Clone(f.Deepening.Comments), ComplianceComment{b.Row, b.Text, on.Actor.Person, on.Today, on.Seq})
	return f
}

// ProposeMarkBody proposes a mark in the place of a measured one.
type ProposeMarkBody struct {
	Row    ComplianceCheck `json:"row"`
	Mark   DeepenedMark    `json:"mark"`
	Reason string          `json:"reason"`
}

// Check demands a reason.
func (b ProposeMarkBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the proposal, in the place of an earlier one for the same check.
func (b ProposeMarkBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f = f.withoutProposed(b.Row)
	f.Deepening.Proposed = append(f.Deepening.Proposed, ProposedMark{b.Row, b.Mark, b.Reason, on.Actor.Person, on.Today})
	return f
}

// ConfirmMarkBody repeats the mark that is confirmed, so that nobody confirms one that was
// changed meanwhile.
type ConfirmMarkBody struct {
	Row  ComplianceCheck `json:"row"`
	Mark DeepenedMark    `json:"mark"`
}

// Apply lets the proposed mark count.
func (b ConfirmMarkBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	at := slices.IndexFunc(f.Deepening.Proposed, func(p ProposedMark) bool { return p.Row == b.Row && p.Mark == b.Mark })
	if at < 0 {
		return f // which a guard refuses
	}
	p := f.Deepening.Proposed[at]
	f = f.withoutProposed(b.Row)
	f.Deepening.Adopted = append(slices.Clone(f.Deepening.Adopted), AdoptedMark{p.Row, p.Mark, p.Reason, p.By, on.Actor.Person, on.Today, on.Seq})
	return f
}

// WithdrawMarkBody takes a proposal back, before it is confirmed. A confirmed mark is undone as
// it was made, by two: see DeepenedAsMeasured.
type WithdrawMarkBody struct {
	Row    ComplianceCheck `json:"row"`
	Reason string          `json:"reason"`
}

// Check demands a reason.
func (b WithdrawMarkBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply drops the proposal; the journal keeps it.
func (b WithdrawMarkBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	return f.withoutProposed(b.Row)
}

func (f SelectionFacts) withoutProposed(row ComplianceCheck) SelectionFacts {
	f.Deepening.Proposed = slices.DeleteFunc(slices.Clone(f.Deepening.Proposed), func(p ProposedMark) bool { return p.Row == row })
	return f
}

// Whether there is something to confirm, and that it is another who proposed it.
var (
	markIsProposed = selectionGuard{
		Code: "mark_is_proposed", Cites: []policy.Citation{deepeningRule},
		Check: func(q selectionQuestion) workflow.Verdict {
			proposed := len(q.After.Deepening.Proposed) < len(q.Case.Facts.Deepening.Proposed)
			return workflow.Require(proposed, workflow.FoundIn("/row", "is_proposed", proposed))
		},
	}
	markIsConfirmedByAnother = selectionGuard{
		Code: "mark_is_confirmed_by_another", Cites: []policy.Citation{twoPersons},
		Check: func(q selectionQuestion) workflow.Verdict {
			adopted := q.After.Deepening.Adopted
			if len(adopted) == len(q.Case.Facts.Deepening.Adopted) {
				return workflow.Require(true) // mark_is_proposed says so
			}
			last := adopted[len(adopted)-1]
			return workflow.Require(last.By != last.Second, workflow.Found("proposed_by", last.By), workflow.Found("by", last.Second))
		},
	}
)

// deepening has what supervisors say of the measured marks, from the announcement on and after
// the end: the score is there for longer than the selection.
func deepening(from []workflow.State) []selectionRow {
	says := func(on workflow.Event, form workflow.Form[SelectionFacts], guards ...selectionGuard) selectionRow {
		return selectionRow{
			On: on, From: from, To: workflow.Stay, By: roles{workflow.Supervisor}, Says: form, Requires: guards,
			Effects: tells(on, workflow.Supervisor), Cites: []policy.Citation{deepeningRule, twoPersons},
		}
	}
	return []selectionRow{
		says(CommentOnCompliance, workflow.FormOf[CommentBody]()),
		says(ProposeMark, workflow.FormOf[ProposeMarkBody]()),
		says(ConfirmMark, workflow.FormOf[ConfirmMarkBody](), markIsProposed, markIsConfirmedByAnother),
		says(WithdrawMark, workflow.FormOf[WithdrawMarkBody](), markIsProposed),
	}
}
