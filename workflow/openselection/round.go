package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// Round is the table of a round (pelaksanaan): one plan, one committee, one set of
// sealed instruments, one announcement, one final report.
func Round(pack *policy.Pack) (*workflow.Procedure[RoundFacts], error) {
	rows := slices.Concat(planning(), committee(pack), opening(), reporting(), changingRoundTime())
	return workflow.Define(workflow.Procedure[RoundFacts]{
		Name: RoundName, Version: Version, Pack: pack, States: roundStates(), Rows: rows, Deadlines: roundDeadlines(),
	})
}

func drafted(q roundQuestion) []Member { return q.Case.Facts.Plan.Committee }

func decreed(q roundQuestion) []Member {
	if q.After.Committee == nil {
		return nil
	}
	return q.After.Committee.Members
}

func standingRound(guards []roundGuard) []roundGuard {
	judged := slices.Clone(guards)
	for i := range judged {
		judged[i].Standing = true
	}
	return judged
}

func planning() []roundRow {
	secretariat := []workflow.Role{workflow.Secretariat}
	supervisor := []workflow.Role{workflow.Supervisor}
	return []roundRow{
		{
			On: DraftPlan, From: []workflow.State{workflow.Unopened}, To: PlanDrafted, By: secretariat,
			Says: workflow.FormOf[PlanBody](), Requires: []roundGuard{planHasPosts},
			Effects:   []roundEffect{openSelections},
			Documents: []string{"vacancy_list", "vacancy_evidence"}, Cites: []policy.Citation{procedure2019, internalFirst},
		},
		{
			On: RevisePlan, From: []workflow.State{PlanDrafted, PlanReturned}, To: workflow.Stay, By: secretariat,
			Says: workflow.FormOf[PlanBody](), Requires: []roundGuard{planHasPosts, postsStayTheSame},
			Effects:   []roundEffect{changePosts},
			Documents: []string{"vacancy_list", "vacancy_evidence"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: SubmitPlan, From: []workflow.State{PlanDrafted, PlanReturned}, To: PlanSubmitted, By: []workflow.Role{workflow.AuthorisedOfficer},
			Says: workflow.FormOf[SubmitPlanBody](), Clocks: true,
			Requires: slices.Concat(
				standingRound(committeeGuards(drafted)),
				standingRound(weightGuards(func(q roundQuestion) Weights { return q.Case.Facts.Plan.Weights })),
				standingRound([]roundGuard{internalRouteWasConsidered, scheduleIsPossible, vacanciesAreAllowed, endedTermsHaveEnded}),
				[]roundGuard{planHasElectionPermit},
			),
			Effects:   slices.Concat(workflow.Telling[RoundFacts](SubmitPlan, workflow.Supervisor), []roundEffect{warnOfFreeze}, planRecommendationDue.GoOn()),
			Documents: []string{"proposal_letter", "selection_plan", "committee_draft", "competency_standard", "schedule", "budget"},
			Cites:     []policy.Citation{supervision, planBySystem},
		},
		{
			On: ReturnPlan, From: []workflow.State{PlanSubmitted}, To: PlanReturned, By: supervisor,
			Says: workflow.FormOf[ReturnPlanBody](), Requires: []roundGuard{returnNamesItems},
			Effects:   append(workflow.Telling[RoundFacts](ReturnPlan, workflow.AuthorisedOfficer, workflow.Secretariat), planRecommendationDue.Pause()),
			Documents: []string{"return_letter"}, Cites: []policy.Citation{supervision},
		},
		{
			On: RecommendPlan, From: []workflow.State{PlanSubmitted}, To: PlanRecommended, By: supervisor,
			Says: workflow.FormOf[RecommendPlanBody](), Requires: []roundGuard{refusalsNamePosts},
			Effects: append(workflow.Telling[RoundFacts](RecommendPlan, workflow.AppointingOfficer, workflow.Secretariat),
				planRecommendationDue.Clear(), dropRefusedPosts),
			Documents: []string{"plan_recommendation"}, Cites: []policy.Citation{supervision, planBySystem},
		},
		{
			On: PlanRecommendedDue, From: []workflow.State{PlanSubmitted}, To: workflow.Stay, By: []workflow.Role{workflow.Clock},
			Says:    workflow.FormOf[nothing[RoundFacts]](),
			Effects: workflow.Telling[RoundFacts](PlanRecommendedDue, planRecommendationDue.Escalates()...), Cites: []policy.Citation{supervision},
		},
		{
			On: RecordElection, From: beforeReport, To: workflow.Stay, By: []workflow.Role{workflow.Secretariat, workflow.Supervisor},
			Says:    workflow.FormOf[ElectionBody](),
			Effects: []roundEffect{toSelections(RecordElection, func(q roundQuestion) any { return ElectionBody(*q.After.Freeze.Election) })},
			Cites:   []policy.Citation{gates.FreezeBefore, gates.FreezeAfter},
		},
		{
			On: RecordPermit, From: beforeReport, To: workflow.Stay, By: []workflow.Role{workflow.Permitter},
			Says:      workflow.FormOf[RoundPermitBody](),
			Effects:   []roundEffect{toSelections(RecordPermit, func(q roundQuestion) any { return PermitBody{Permit: *q.After.Freeze.Permit} })},
			Documents: []string{"election_permit"}, Cites: []policy.Citation{gates.FreezeBefore},
		},
	}
}

// beforeReport are the states of a round that still runs.
var beforeReport = []workflow.State{
	PlanDrafted, PlanSubmitted, PlanReturned, PlanRecommended, CommitteeAppointed, InstrumentsSealed, Announced,
}

// committee has the rows of the committee. Where the pack lets the decree come
// before the recommendation, it is recorded early and confirmed afterwards.
func committee(pack *policy.Pack) []roundRow {
	appoints := []workflow.Role{workflow.AppointingOfficer}
	guards := append(committeeGuards(decreed), inspectorCommitteeIsRecommended)
	papers := []string{"committee_decree", "secretariat_decree", "assessor_decree", "integrity_pact"}
	rows := []roundRow{
		{
			On: AppointCommittee, From: []workflow.State{PlanRecommended}, To: CommitteeAppointed, By: appoints,
			Says: workflow.FormOf[AppointCommitteeBody](), Requires: guards,
			Effects:   workflow.Telling[RoundFacts](AppointCommittee, workflow.CommitteeChair, workflow.CommitteeMember, workflow.Supervisor),
			Documents: papers, Cites: []policy.Citation{formsCommittee, committeeRules},
		},
		{
			On: ChangeCommittee, From: []workflow.State{CommitteeAppointed, InstrumentsSealed, Announced}, To: workflow.Stay, By: appoints,
			Says: workflow.FormOf[ChangeCommitteeBody](), Requires: guards,
			Effects: append(workflow.Telling[RoundFacts](ChangeCommittee, workflow.Supervisor),
				toSelections(ChangeTerms, func(q roundQuestion) any {
					return ChangeTermsBody{Members: q.After.Committee.Members, Term: q.After.Committee.Term}
				})),
			Documents: papers, Cites: []policy.Citation{formsCommittee, committeeRules},
		},
	}
	if policy.CommitteeAfterPlanRecommendation.In(pack).Value {
		return rows
	}
	return append(rows,
		roundRow{
			On: AppointCommittee, From: []workflow.State{PlanDrafted, PlanSubmitted, PlanReturned}, To: workflow.Stay, By: appoints,
			Says: workflow.FormOf[AppointCommitteeBody](), Requires: guards,
			Documents: papers, Cites: []policy.Citation{formsCommittee, committeeRules},
		},
		roundRow{
			On: ConfirmCommittee, From: []workflow.State{PlanRecommended}, To: CommitteeAppointed, By: appoints,
			Says: workflow.FormOf[nothing[RoundFacts]](), Requires: append(standingRound([]roundGuard{inspectorCommitteeIsRecommended}), committeeIsRecorded),
			Effects: workflow.Telling[RoundFacts](ConfirmCommittee, workflow.CommitteeChair, workflow.Supervisor),
			Cites:   []policy.Citation{formsCommittee},
		})
}

func opening() []roundRow {
	chair := []workflow.Role{workflow.CommitteeChair}
	return []roundRow{
		{
			On: SealInstruments, From: []workflow.State{CommitteeAppointed}, To: InstrumentsSealed, By: chair,
			Says: workflow.FormOf[SealInstrumentsBody](),
			Requires: append(weightGuards(func(q roundQuestion) Weights { return q.After.Sealed.Instruments.Weights }),
				sealedWeightsAreThePlan, tieBreakIsComplete, criteriaSumTo100, rubricsAreTheCriteria),
			Documents: []string{"committee_minutes", "question_grid", "rubric"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: Announce, From: []workflow.State{InstrumentsSealed}, To: Announced, By: chair,
			Says: workflow.FormOf[AnnounceBody](),
			Requires: []roundGuard{
				announcementIsLongEnough, announcementIsNotBackdated, announcementHasChannels, announcementIsComplete, ageDayIsAnnounced,
			},
			Effects: append(workflow.Telling[RoundFacts](Announce, workflow.Supervisor, workflow.Public), warnOfFreeze,
				openApplications),
			Documents: []string{"announcement", "channel_evidence"}, Cites: []policy.Citation{procedure2019},
		},
	}
}

func reporting() []roundRow {
	return []roundRow{
		{
			On: NoteInauguration, From: []workflow.State{Announced}, To: workflow.Stay, By: []workflow.Role{workflow.System},
			Says: workflow.FormOf[NoteInaugurationBody](), Effects: []roundEffect{finalReportDue.Arm()}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: FinalReportDue, From: []workflow.State{Announced}, To: workflow.Stay, By: []workflow.Role{workflow.Clock},
			Says:    workflow.FormOf[nothing[RoundFacts]](),
			Effects: workflow.Telling[RoundFacts](FinalReportDue, finalReportDue.Escalates()...), Cites: []policy.Citation{procedure2019},
		},
		{
			On: ReportFinally, From: []workflow.State{Announced}, To: FinallyReported, By: []workflow.Role{workflow.AppointingOfficer},
			Says: workflow.FormOf[ReportFinallyBody](), Requires: []roundGuard{everySelectionHasAnOutcome}, Children: true,
			Effects: append(workflow.Telling[RoundFacts](ReportFinally, workflow.Supervisor), finalReportDue.Clear(),
				closeSelections),
			Documents: []string{"final_report"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: CloseRound, From: []workflow.State{FinallyReported}, To: Closed, By: []workflow.Role{workflow.Secretariat},
			Says: workflow.FormOf[CloseRoundBody](), Requires: []roundGuard{everySelectionHasEnded}, Children: true,
			Documents: []string{"archive"}, Cites: []policy.Citation{openRecord},
		},
		{
			On: CancelRound, From: beforeReport, To: Cancelled, By: []workflow.Role{workflow.AppointingOfficer},
			Says: workflow.FormOf[RoundCancelBody](), Requires: []roundGuard{nobodyIsInaugurated}, Children: true,
			Effects: append(workflow.Telling[RoundFacts](CancelRound, workflow.Supervisor, workflow.Public),
				planRecommendationDue.Clear(), finalReportDue.Clear(),
				toSelections(Cancel, func(q roundQuestion) any {
					return CancelBody{Basis: *q.After.Cancelled, Reason: "round cancelled"}
				})),
			Documents: []string{"cancellation_letter"}, Cites: []policy.Citation{procedure2019},
		},
	}
}
