package complaint

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

type (
	row    = workflow.Transition[Facts]
	effect = workflow.Effect[Facts]
	roles  = []workflow.Role
)

// Complaint is the table of a complaint. Who complains says what happened, the supervisor examines
// it, those whom it concerns are heard, and another of the supervisor's people finds. Only what is
// proven lowers the score of the selection, and only the supervisor lets it rest.
func Complaint(pack *policy.Pack) (*workflow.Procedure[Facts], error) {
	return workflow.Define(workflow.Procedure[Facts]{
		Name: Name, Version: Version, Pack: pack, States: states(), Deadlines: deadlines(),
		Rows: slices.Concat(complaining(), examining(), finding(), restoring(), ending(), holding(), opening()),
	})
}

func in(states ...workflow.State) []workflow.State { return states }

func tells(about workflow.Event, to ...workflow.Role) []effect {
	return workflow.Telling[Facts](about, to...)
}

// complaining has what the holder of the receipt code does. Who complains is told nothing by
// notices: there is no address, and who asks with the code reads everything.
func complaining() []row {
	reporter := roles{workflow.DataSubject}
	return []row{
		{
			On: FileComplaint, From: in(workflow.Unopened), To: Received, By: reporter, Says: workflow.FormOf[FileComplaintBody](), LooksUp: true,
			Requires:  []guard{reporterIsPseudonymous, selectionIsAnnounced, complainedEventHasHappened},
			Effects:   append(tells(FileComplaint, workflow.Supervisor), examinationDue.Arm()),
			Documents: []string{"complaint_receipt"}, Cites: []policy.Citation{supervision, complaintFlow, namelessReport},
		},
		{
			On: AddToComplaint, From: open, To: workflow.Stay, By: reporter, Says: workflow.FormOf[AddToComplaintBody](),
			Requires: []guard{additionsAreWithinLimit}, Effects: tells(AddToComplaint, workflow.Supervisor), Cites: []policy.Citation{complaintFlow, ownWord},
		},
		{
			On: AttachToComplaint, From: open, To: workflow.Stay, By: reporter, Says: workflow.FormOf[AttachToComplaintBody](),
			Requires: []guard{attachmentsAreWithinLimit, attachmentNameIsNew}, Effects: tells(AttachToComplaint, workflow.Supervisor),
			Cites: []policy.Citation{complaintFlow, namelessReport},
		},
	}
}

// examining goes from the first look to the end of the hearing. New questions give new time.
func examining() []row {
	supervisor := roles{workflow.Supervisor}
	return []row{
		{
			On: ExamineComplaint, From: in(Received), To: Examined, By: supervisor, Says: workflow.FormOf[ExamineComplaintBody](),
			Effects:   []effect{examinationDue.Clear(), clarificationDue.Arm()},
			Documents: []string{"complaint_examination"}, Cites: []policy.Citation{supervision, complaintFlow},
		},
		overdue(examinationDue, Received),
		{
			On: AskClarification, From: in(Examined), To: workflow.Stay, By: supervisor, Says: workflow.FormOf[AskClarificationBody](),
			Effects:   append(tells(AskClarification, officers...), clarificationDue.Arm()),
			Documents: []string{"clarification_request"}, Cites: []policy.Citation{supervision, heardFirst, complaintFlow},
		},
		{
			On: AnswerClarification, From: in(Examined), To: Clarified, By: roles{workflow.AppointingOfficer}, Says: workflow.FormOf[AnswerClarificationBody](),
			Requires:  []guard{clarificationWasAsked},
			Effects:   append(tells(AnswerClarification, workflow.Supervisor), clarificationDue.Clear(), findingDue.Arm()),
			Documents: []string{"clarification_answer"}, Cites: []policy.Citation{heardFirst, exchangeOfKASN},
		},
		{
			On: CloseClarification, From: in(Examined), To: Clarified, By: supervisor, Says: workflow.FormOf[CloseClarificationBody](),
			Requires: []guard{answerIsNotWaitedFor}, Effects: []effect{clarificationDue.Clear(), findingDue.Arm()},
			Cites: []policy.Citation{heardFirst, complaintFlow},
		},
		overdue(clarificationDue, Examined),
	}
}

// noteProven tells the selection, if there is one, of what was proven about it.
var noteProven = workflow.Sending(openselection.NoteComplaint, func(q question) []workflow.SendEvent {
	found := q.After.Finding
	if q.Case.Parent.IsZero() || found == nil {
		return nil
	}
	return []workflow.SendEvent{{ToParent: true, Body: openselection.ComplaintNoteBody{Complaint: q.Case.Ref, Class: found.Class, Letter: found.Letter}}}
})

func finding() []row {
	found := func(on workflow.Event, to workflow.State, says workflow.Form[Facts], more ...effect) row {
		return row{
			On: on, From: in(Clarified), To: to, By: roles{workflow.Supervisor}, Says: says, Requires: []guard{findingIsByAnother},
			Effects:   slices.Concat(tells(on, officers...), []effect{findingDue.Clear(), followUpDue.Arm()}, more),
			Documents: []string{"complaint_finding"}, Cites: []policy.Citation{supervision, complaintFlow, secondSupervisor},
		}
	}
	proven := found(FindProven, Proven, workflow.FormOf[FindProvenBody](), noteProven)
	proven.Requires = append(proven.Requires, classFollowsGuideOrSaysWhy)
	return []row{
		proven, found(FindNotProven, NotProven, workflow.FormOf[FindNotProvenBody]()),
		overdue(findingDue, Clarified),
	}
}

// restoring is the exchange of letters as it is practised: recommendation, answer, reply. An
// answer that comes late is an answer, and nobody waits for ever for one.
func restoring() []row {
	supervisor := roles{workflow.Supervisor}
	return []row{
		{
			On: RecommendRestoring, From: in(Proven), To: workflow.Stay, By: supervisor, Says: workflow.FormOf[RecommendRestoringBody](),
			Requires:  []guard{noRecommendationWaits, answerDayIsAhead},
			Effects:   append(tells(RecommendRestoring, officers...), restorationAnswerDue.Arm()),
			Documents: []string{"restoring_recommendation"}, Cites: []policy.Citation{supervision, exchangeOfKASN},
		},
		{
			On: AnswerRecommendation, From: in(Proven), To: workflow.Stay, By: roles{workflow.AppointingOfficer}, Says: workflow.FormOf[AnswerRecommendationBody](),
			Requires:  []guard{recommendationIsUnanswered},
			Effects:   append(tells(AnswerRecommendation, workflow.Supervisor), restorationAnswerDue.Clear()),
			Documents: []string{"restoring_answer"}, Cites: []policy.Citation{exchangeOfKASN},
		},
		{
			On: ReplyToAnswer, From: in(Proven), To: workflow.Stay, By: supervisor, Says: workflow.FormOf[ReplyToAnswerBody](),
			Requires: []guard{answerWaitsForReply}, Effects: tells(ReplyToAnswer, officers...),
			Documents: []string{"restoring_reply"}, Cites: []policy.Citation{exchangeOfKASN},
		},
		overdue(restorationAnswerDue, Proven),
	}
}

func ending() []row {
	supervisor := roles{workflow.Supervisor}
	return []row{
		{
			On: FollowUp, From: in(Proven, NotProven), To: FollowedUp, By: supervisor, Says: workflow.FormOf[FollowUpBody](),
			Requires:  []guard{noRecommendationWaits},
			Effects:   append(tells(FollowUp, officers...), followUpDue.Clear(), restorationAnswerDue.Clear()),
			Documents: []string{"follow_up_letter"}, Cites: []policy.Citation{supervision, complaintFlow},
		},
		overdue(followUpDue, Proven, NotProven),
		{
			On: CloseComplaint, From: in(FollowedUp), To: Closed, By: supervisor, Says: workflow.FormOf[CloseComplaintBody](), LooksUp: true,
			Requires: []guard{selectionIsNotHeldByIt}, Effects: tells(CloseComplaint, officers...),
			Documents: []string{"archive"}, Cites: []policy.Citation{complaintFlow, openRecord},
		},
	}
}

// resting sends a hold or its end to the selection, with the supervisor's letter and reason.
func resting(event workflow.Event, order func(Facts) OrderHoldBody) effect {
	return workflow.Sending(event, func(q question) []workflow.SendEvent {
		if q.Case.Parent.IsZero() {
			return nil
		}
		said := order(q.After)
		return []workflow.SendEvent{{ToParent: true, Body: openselection.HoldBody{Order: said.Letter, Reason: said.Reason, Complaint: q.Case.Ref}}}
	})
}

var (
	holdSelection = resting(openselection.HoldForComplaint, func(f Facts) OrderHoldBody { return last(f.Holds).OrderHoldBody })
	freeSelection = resting(openselection.ReleaseComplaint, func(f Facts) OrderHoldBody {
		if lifted := last(f.Holds).Lifted; lifted != nil {
			return OrderHoldBody(lifted.LiftHoldBody)
		}
		return OrderHoldBody{}
	})
)

// holding lets the selection rest, and go on. The selection tells those who have to know.
func holding() []row {
	supervisor := roles{workflow.Supervisor}
	return []row{
		{
			On: OrderHold, From: in(Examined, Clarified, Proven), To: workflow.Stay, By: supervisor, Says: workflow.FormOf[OrderHoldBody](), LooksUp: true,
			Requires: []guard{complaintIsAboutASelection, noHoldStands, selectionGoesOn}, Effects: []effect{holdSelection},
			Documents: []string{"hold_order"}, Cites: []policy.Citation{supervision},
		},
		{
			On: LiftHold, From: in(Examined, Clarified, Proven, NotProven, FollowedUp), To: workflow.Stay, By: supervisor, Says: workflow.FormOf[LiftHoldBody](),
			Requires: []guard{holdStands}, Effects: []effect{freeSelection},
			Documents: []string{"release_order"}, Cites: []policy.Citation{supervision},
		},
	}
}

// opening is how two custodians come to learn who complained, also long after the end.
func opening() []row {
	custodian, always := roles{workflow.Custodian}, append(slices.Clone(open), Closed)
	return []row{
		{
			On: AskForReporter, From: always, To: workflow.Stay, By: custodian, Says: workflow.FormOf[AskForReporterBody](),
			Effects: tells(AskForReporter, workflow.Custodian), Cites: []policy.Citation{openedByTwo, protection},
		},
		{
			On: GrantReporter, From: always, To: workflow.Stay, By: custodian, Says: workflow.FormOf[GrantReporterBody](),
			Requires: []guard{openingIsAskedFor, reporterIsOpenedByTwo}, Effects: tells(GrantReporter, workflow.Custodian),
			Documents: []string{"reporter_opening"}, Cites: []policy.Citation{openedByTwo, protection},
		},
	}
}
