// Package complaint is the procedure of a complaint: about one selection, or about an agency
// where no selection can be named. Read table.go first.
//
// Nobody's name is in it. The case is about a pseudonym that is made of a receipt code, and who
// holds the code is that person: signed in or not makes no difference. Whether somebody has left
// a name stands elsewhere, under seal, and is opened by two custodians (decision 0023).
package complaint

import "selter/workflow"

// The procedure of this package.
const (
	Name = "complaint"
	// Version is the version of the table; it is stored with every entry.
	Version = "1"
)

// The states of a complaint.
const (
	Received   workflow.State = "received"
	Examined   workflow.State = "examined"  // from here on those whom it concerns know of it
	Clarified  workflow.State = "clarified" // those whom it concerns were heard
	Proven     workflow.State = "proven"
	NotProven  workflow.State = "not_proven"
	FollowedUp workflow.State = "followed_up"
	Closed     workflow.State = "closed"
)

// open are the states in which a complaint has not ended.
var open = []workflow.State{Received, Examined, Clarified, Proven, NotProven, FollowedUp}

func states() []workflow.StateInfo {
	var list []workflow.StateInfo
	for _, state := range open {
		list = append(list, workflow.StateInfo{Name: state, Standing: workflow.Active})
	}
	return append(list, workflow.StateInfo{Name: Closed, Standing: workflow.Final})
}

// The events of a complaint.
const (
	FileComplaint     workflow.Event = "file_complaint"
	AddToComplaint    workflow.Event = "add_to_complaint"
	AttachToComplaint workflow.Event = "attach_to_complaint"

	ExamineComplaint    workflow.Event = "examine_complaint"
	AskClarification    workflow.Event = "ask_clarification"
	AnswerClarification workflow.Event = "answer_clarification"
	CloseClarification  workflow.Event = "close_clarification"

	FindProven    workflow.Event = "find_proven"
	FindNotProven workflow.Event = "find_not_proven"

	RecommendRestoring   workflow.Event = "recommend_restoring"
	AnswerRecommendation workflow.Event = "answer_recommendation"
	ReplyToAnswer        workflow.Event = "reply_to_answer"

	FollowUp       workflow.Event = "follow_up"
	CloseComplaint workflow.Event = "close_complaint"

	OrderHold workflow.Event = "order_hold"
	LiftHold  workflow.Event = "lift_hold"

	AskForReporter workflow.Event = "ask_for_reporter"
	GrantReporter  workflow.Event = "grant_reporter"

	ExaminationDue       workflow.Event = "examination_due"
	ClarificationDue     workflow.Event = "clarification_due"
	FindingDue           workflow.Event = "finding_due"
	RestorationAnswerDue workflow.Event = "restoration_answer_due"
	FollowUpDue          workflow.Event = "follow_up_due"
)
