package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// Application is the table of an application: one person's for one post. Its subject is
// the applicant, and the selection calls it by its registration number. Who applies is the
// selection's applicant from then on, and has no other part in it, ever.
func Application(pack *policy.Pack) (*workflow.Procedure[ApplicationFacts], error) {
	return workflow.Define(workflow.Procedure[ApplicationFacts]{
		Name: ApplicationName, Version: Version, Pack: pack,
		States: standing(
			[]workflow.State{Invited, Drafted, Submitted, Withdrawn, Shortlisted},
			nil, []workflow.State{NotShortlisted, InvitationDeclined, ApplicationClosed}),
		Rows: slices.Concat(beginning(), completing(), verifying(), ending()),
	})
}

// The person alone applies, completes, submits and withdraws.
var applicant = roles{workflow.DataSubject}

func tellsOfApplication(about workflow.Event, to ...workflow.Role) []applicationEffect {
	return workflow.Telling[ApplicationFacts](about, to...)
}

// setApplicant tells everybody else of the part of an applicant, as the facts have it.
var setApplicant = applicationEffect{
	Kind: workflow.SetsDuties,
	Plan: func(q applicationQuestion) ([]workflow.Action, error) {
		return []workflow.Action{workflow.SetDuties{Duties: q.After.Standing(q.Case)}}, nil
	},
}

// beginning has the ways into an application: by oneself, or by invitation.
func beginning() []applicationRow {
	applies := []applicationGuard{windowIsOpen, postsAreWithinLimit, applicantHasNoOtherPart}
	cites := []policy.Citation{requirements, ownWord, dutiesApart}
	says := workflow.Gathered(applying)
	return []applicationRow{
		{
			On: ApplyForPost, From: []workflow.State{workflow.Unopened}, To: Drafted, By: applicant, Says: says, LooksUp: true, Held: true,
			Requires: append([]applicationGuard{registrationIsDerived}, applies...), Effects: []applicationEffect{setApplicant}, Cites: cites,
		},
		{
			On: Invite, From: []workflow.State{workflow.Unopened}, To: Invited, By: roles{workflow.Secretariat, workflow.CommitteeChair},
			Says: workflow.FormOf[InviteBody](), LooksUp: true, Requires: []applicationGuard{registrationIsDerived, windowIsOpen, recommendationIsDated},
			Effects:   tellsOfApplication(Invite, workflow.DataSubject),
			Documents: []string{"invitation_recommendation"}, Cites: []policy.Citation{invitation},
		},
		{
			On: AcceptInvitation, From: []workflow.State{Invited}, To: Drafted, By: applicant, Says: says, LooksUp: true, Held: true,
			Requires: applies, Effects: append(tellsOfApplication(AcceptInvitation, workflow.Secretariat), setApplicant), Cites: cites,
		},
		{
			On: DeclineInvitation, From: []workflow.State{Invited}, To: InvitationDeclined, By: applicant, Says: workflow.FormOf[DeclineInvitationBody](),
			Effects: tellsOfApplication(DeclineInvitation, workflow.Secretariat), Cites: []policy.Citation{ownWord},
		},
		{
			On: ApplyAgain, From: []workflow.State{Withdrawn}, To: Drafted, By: applicant, Says: says, LooksUp: true, Held: true,
			Requires: applies, Effects: []applicationEffect{setApplicant}, Cites: cites,
		},
	}
}

// completing has what an applicant does while the window is open. What has been submitted
// may be corrected until the closing instant, and is complete at any time.
func completing() []applicationRow {
	open := []workflow.State{Drafted, Submitted}
	stays := []applicationGuard{windowIsOpen, submittedStaysComplete}
	return []applicationRow{
		{
			On: FillProfile, From: open, To: workflow.Stay, By: applicant, Says: workflow.FormOf[FillProfileBody](), LooksUp: true,
			Requires: stays, Cites: []policy.Citation{requirements},
		},
		{
			On: AttachDocument, From: open, To: workflow.Stay, By: applicant, Says: workflow.FormOf[AttachDocumentBody](), LooksUp: true,
			Requires: []applicationGuard{windowIsOpen, documentIsOnTheChecklist}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: RemoveDocument, From: open, To: workflow.Stay, By: applicant, Says: workflow.FormOf[RemoveDocumentBody](), LooksUp: true,
			Requires: append([]applicationGuard{documentIsAttached}, stays...), Cites: []policy.Citation{ownWord},
		},
		{
			On: SubmitApplication, From: []workflow.State{Drafted}, To: Submitted, By: applicant, Says: workflow.Gathered(submitting),
			LooksUp: true, Knows: []string{birthDate},
			Requires:  []applicationGuard{windowIsOpen, profileIsFilled, declarationsAreMade, checklistIsComplete, birthDateIsOnRecord},
			Effects:   tellsOfApplication(SubmitApplication, workflow.DataSubject),
			Documents: []string{"application_receipt"}, Cites: []policy.Citation{requirements, procedure2019},
		},
	}
}

// verifying has the check of the file by two people, and what the committee makes of it.
func verifying() []applicationRow {
	return []applicationRow{
		{
			On: GiveNumber, From: []workflow.State{Submitted}, To: workflow.Stay, By: roles{workflow.System}, Says: workflow.FormOf[GiveNumberBody](),
			Requires: []applicationGuard{numberIsGivenOnce}, Effects: tellsOfApplication(GiveNumber, workflow.DataSubject), Cites: []policy.Citation{openRecord},
		},
		{
			On: VerifyDocuments, From: []workflow.State{Submitted}, To: workflow.Stay, By: roles{workflow.Secretariat},
			Says: workflow.FormOf[VerifyDocumentBody](), LooksUp: true,
			Requires: []applicationGuard{
				applicationsAreClosed, verificationIsMissing, secondVerifierIsAnother, everyDocumentIsJudged, everyRequirementIsJudged,
				judgementsHaveReasons, passingFollowsFromJudgements,
			},
			Documents: []string{"verification_sheet"}, Cites: []policy.Citation{requirements, twoPersons},
		},
		{
			On: SettleVerification, From: []workflow.State{Submitted}, To: workflow.Stay, By: roles{workflow.CommitteeChair},
			Says: workflow.FormOf[SettleVerificationBody](), LooksUp: true,
			Requires:  []applicationGuard{applicationsAreClosed, twoHaveVerified, settlementIsSigned},
			Documents: []string{"settlement_minutes"}, Cites: []policy.Citation{procedure2019, twoPersons},
		},
		{
			On: NoteShortlisted, From: []workflow.State{Submitted}, To: Shortlisted, By: roles{workflow.System}, Says: workflow.FormOf[NoteResultBody](),
			Effects: tellsOfApplication(NoteShortlisted, workflow.DataSubject), Cites: []policy.Citation{procedure2019},
		},
		{
			On: NoteNotShortlisted, From: []workflow.State{Submitted}, To: NotShortlisted, By: roles{workflow.System}, Says: workflow.FormOf[NoteResultBody](),
			Effects: tellsOfApplication(NoteNotShortlisted, workflow.DataSubject), Cites: []policy.Citation{procedure2019},
		},
	}
}

// ending has the ways out that are nobody's judgement.
func ending() []applicationRow {
	return []applicationRow{
		{
			On: Withdraw, From: []workflow.State{Drafted, Submitted, Shortlisted}, To: Withdrawn, By: applicant, Says: workflow.FormOf[WithdrawBody](),
			Effects:   append(tellsOfApplication(Withdraw, workflow.Secretariat, workflow.CommitteeChair), setApplicant),
			Documents: []string{"withdrawal_letter"}, Cites: []policy.Citation{ownWord},
		},
		{
			On: CloseDraft, From: []workflow.State{Drafted, Invited}, To: ApplicationClosed, By: roles{workflow.System},
			Says:    workflow.FormOf[CloseDraftBody](),
			Effects: append(tellsOfApplication(CloseDraft, workflow.DataSubject), setApplicant), Cites: []policy.Citation{procedure2019},
		},
	}
}
