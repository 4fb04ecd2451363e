package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// Selection is the table of a selection: one post of a round, from its first day to
// the inauguration. The late steps depend on the supervision profile of the pack:
// see supervision_kasn.go and supervision_bkn.go.
func Selection(pack *policy.Pack) (*workflow.Procedure[SelectionFacts], error) {
	profile := underKASN
	if policy.ResultOrder.In(pack).Value == "recommend_first" {
		profile = underBKN
	}
	twoLetters := policy.TwoSupervisorLetters.In(pack).Value
	rows := slices.Concat(arriving(twoLetters), screening(), scored(twoLetters), publishing(twoLetters), deciding(), profile(twoLetters), filling(), leaving(twoLetters), holding(twoLetters), changingTime(twoLetters), measured(twoLetters))
	return workflow.Define(workflow.Procedure[SelectionFacts]{
		Name: SelectionName, Version: Version, Pack: pack, States: selectionStates(twoLetters), Rows: rows, Deadlines: selectionDeadlines(),
	})
}

type roles = []workflow.Role

func tells(about workflow.Event, to ...workflow.Role) []selectionEffect {
	return workflow.Telling[SelectionFacts](about, to...)
}

// arriving has what comes from the round.
func arriving(twoLetters bool) []selectionRow {
	system := roles{workflow.System}
	// Until the inauguration the committee, the election and the permit of the round are the selection's.
	everywhere := slices.DeleteFunc(append(active(twoLetters), HeldForElection, HeldForComplaint), func(s workflow.State) bool { return s == Inaugurated })
	return []selectionRow{
		{
			On: OpenSelection, From: []workflow.State{workflow.Unopened}, To: Planned, By: system,
			Says: workflow.FormOf[OpenSelectionBody](), Cites: []policy.Citation{procedure2019},
		},
		{
			On: ChangePost, From: []workflow.State{Planned}, To: workflow.Stay, By: system,
			Says: workflow.FormOf[OpenSelectionBody](), Cites: []policy.Citation{procedure2019},
		},
		{
			On: DropPost, From: []workflow.State{Planned}, To: Cancelled, By: system,
			Says: workflow.FormOf[CancelBody](), Effects: tells(DropPost, workflow.Secretariat), Cites: []policy.Citation{planBySystem},
		},
		{
			On: Announce, From: []workflow.State{Planned}, To: Announced, By: system,
			Says: workflow.FormOf[OpenApplicationsBody](), Effects: []selectionEffect{applicationsDue.Arm()}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: ChangeTerms, From: everywhere, To: workflow.Stay, By: system, LooksInto: []string{ApplicationName},
			Says: workflow.Gathered(gatherTerms), Cites: []policy.Citation{formsCommittee, ethics},
		},
		{
			On: RecordElection, From: everywhere, To: workflow.Stay, By: system,
			Says: workflow.FormOf[ChangeElectionBody](), Cites: []policy.Citation{gates.FreezeBefore, gates.FreezeAfter},
		},
		{
			On: RecordPermit, From: everywhere, To: workflow.Stay, By: roles{workflow.System, workflow.Permitter},
			Says: workflow.FormOf[PermitBody](), Documents: []string{"election_permit"}, Cites: []policy.Citation{gates.FreezeBefore},
		},
		{
			On: CloseSelection, From: []workflow.State{Inaugurated}, To: Closed, By: system,
			Says: workflow.FormOf[CloseSelectionBody](), Effects: clearPublications(), Documents: []string{"archive"}, Cites: []policy.Citation{procedure2019},
		},
	}
}

// overdueRow records that a deadline passed, and tells who owes what it waited for and the next duty.
func overdueRow(d selectionDeadline, from ...workflow.State) selectionRow {
	return selectionRow{
		On: d.Kind, From: from, To: workflow.Stay, By: roles{workflow.Clock}, Says: workflow.FormOf[passed](),
		Effects: tells(d.Kind, d.Escalates()...), Cites: d.Cites,
	}
}

// publishing has the publication of each stage's result, and the clocks for it. A
// result can be published late; that it was late stays on the record.
func publishing(twoLetters bool) []selectionRow {
	from := []workflow.State{
		Screened, TrackRecordChecked, CompetencyAssessed, FieldTested, Interviewed, HealthTested, ResultDetermined, ResultReported,
		ResultReturned, ResultRefused, ResultRecommended, Chosen, Inaugurated,
	}
	if twoLetters {
		from = append(from, InaugurationCleared)
	}
	rows := []selectionRow{{
		On: PublishStage, From: from, To: workflow.Stay, By: roles{workflow.Secretariat, workflow.CommitteeChair},
		Says: workflow.Gathered(gatherShown), Requires: []selectionGuard{stageIsPublishable},
		Effects:   append(tells(PublishStage, workflow.Public), clearPublished()...),
		Documents: []string{"score_announcement"}, Cites: []policy.Citation{procedure2019},
	}}
	for _, clock := range publicationsDue() {
		rows = append(rows, overdueRow(clock, from...))
	}
	return rows
}

// clearPublished ends the clock of the stage that is published.
func clearPublished() []selectionEffect {
	effects := make([]selectionEffect, len(PublicationStages()))
	for i, stage := range PublicationStages() {
		done := publicationDue(stage).Clear()
		effects[i] = selectionEffect{Kind: done.Kind, Object: done.Object, Plan: func(q selectionQuestion) ([]workflow.Action, error) {
			if q.After.Publications[len(q.After.Publications)-1].Stage != stage {
				return nil, nil
			}
			return done.Plan(q)
		}}
	}
	return effects
}

// deciding goes from the plenary decision to the report to the supervisor.
func deciding() []selectionRow {
	supervisor := roles{workflow.Supervisor}
	return []selectionRow{
		{
			On: DetermineResult, From: []workflow.State{HealthTested}, To: ResultDetermined, By: roles{workflow.CommitteeChair},
			Says: workflow.FormOf[DetermineResultBody](), LooksInto: []string{ApplicationName},
			Requires: []selectionGuard{
				committeeIsStillValid, scoresAreRevealed, candidatesHaveEnoughMarks(Components()...), membersFreeOfConflict, healthCoversTheBest, rankingIsRecomputed, proposedAreTheBest, threeAreProposed, proposedAreFit, proposedStillApply, minutesHaveQuorum,
			},
			Effects:   append(tells(DetermineResult, workflow.AuthorisedOfficer), scoringDue.Clear(), resultReportDue.Arm()),
			Documents: []string{"plenary_minutes", "result_decision", "score_recap"}, Cites: []policy.Citation{threeNames, procedure2019},
		},
		{
			On: ReportResult, From: []workflow.State{ResultDetermined, ResultReturned}, To: ResultReported, By: roles{workflow.AppointingOfficer},
			Says: workflow.FormOf[ReportResultBody](), Requires: []selectionGuard{reportIsComplete}, Clocks: true,
			Effects:   slices.Concat(tells(ReportResult, workflow.Supervisor), []selectionEffect{resultReportDue.Clear()}, resultRecommendationDue.GoOn()),
			Documents: []string{"result_report", "minutes_bundle", "documentation"}, Cites: []policy.Citation{supervision},
		},
		overdueRow(resultReportDue, ResultDetermined, ResultReturned),
		{
			On: ReturnResult, From: []workflow.State{ResultReported}, To: ResultReturned, By: supervisor,
			Says: workflow.FormOf[ReturnResultBody](), Requires: []selectionGuard{returnedItemsAreNamed},
			Effects: append(tells(ReturnResult, workflow.AppointingOfficer, workflow.Secretariat),
				resultRecommendationDue.Pause(), resultReportDue.Arm()),
			Documents: []string{"return_letter"}, Cites: []policy.Citation{supervision},
		},
		{
			On: RefuseResult, From: []workflow.State{ResultReported}, To: ResultRefused, By: supervisor,
			Says: workflow.FormOf[ReturnResultBody](), Requires: []selectionGuard{returnedItemsAreNamed},
			Effects:   append(tells(RefuseResult, workflow.AppointingOfficer, workflow.CommitteeChair), resultRecommendationDue.Clear()),
			Documents: []string{"result_recommendation"}, Cites: []policy.Citation{supervision},
		},
		overdueRow(resultRecommendationDue, ResultReported),
	}
}

// choosingRow is the same under both profiles: one of the three, with a reason when
// it is not the first.
func choosingRow() selectionRow {
	return selectionRow{
		On: Choose, From: []workflow.State{ResultRecommended}, To: Chosen, By: roles{workflow.AppointingOfficer},
		Says: workflow.FormOf[ChooseBody](), LooksInto: []string{ApplicationName},
		Requires: []selectionGuard{
			freezeIsPermitted, resultIsAnnounced, chosenIsProposed, chosenStillApplies, choiceHasReason, chosenIsStillEligible, presidentDecides, officeIsApproved, conditionsAreMet,
		},
		Effects: tells(Choose, workflow.Supervisor, workflow.CommitteeChair), Documents: []string{"choice_decree"},
		Cites: []policy.Citation{choosing, threeNames},
	}
}

func inauguratingRow(from workflow.State) selectionRow {
	return selectionRow{
		On: Inaugurate, From: []workflow.State{from}, To: Inaugurated, By: roles{workflow.AppointingOfficer},
		Says: workflow.FormOf[InaugurateBody](), Requires: []selectionGuard{freezeIsPermitted},
		Effects: append(tells(Inaugurate, workflow.Supervisor, workflow.Public),
			inaugurationDue.Clear(), armElectionReport, noteInauguration),
		Documents: []string{"appointment_decree", "oath_minutes", "duty_statement"}, Cites: []policy.Citation{inTime, gates.FreezeBefore},
	}
}

// filling has what follows the inauguration.
func filling() []selectionRow {
	return []selectionRow{
		{
			On: ReportElectionAct, From: []workflow.State{Inaugurated, Closed}, To: workflow.Stay, By: roles{workflow.AppointingOfficer},
			Says: workflow.FormOf[ReportActBody](), Effects: append(tells(ReportElectionAct, workflow.Supervisor), electionReportDue.Clear()),
			Documents: []string{"election_act_report"}, Cites: []policy.Citation{freezeLetter},
		},
		overdueRow(electionReportDue, Inaugurated, Closed),
	}
}

// armElectionReport starts the clock for reporting a personnel act, only when the
// inauguration falls into the freeze.
var armElectionReport = selectionEffect{
	Kind: workflow.ArmsDeadline, Object: string(ElectionReportDue),
	Plan: func(q selectionQuestion) ([]workflow.Action, error) {
		if _, frozen := gates.Frozen(frozenDays(q, q.After.Freeze), q.Today); !frozen {
			return nil, nil
		}
		return electionReportDue.Arm().Plan(q)
	},
}

var noteInauguration = workflow.Sending(NoteInauguration, func(q selectionQuestion) []workflow.SendEvent {
	return []workflow.SendEvent{{ToParent: true, Body: NoteInaugurationBody{Ref: q.Case.Ref}}}
})

func clearPublications() []selectionEffect {
	var effects []selectionEffect
	for _, d := range publicationsDue() {
		effects = append(effects, d.Clear())
	}
	return effects
}

func clearAll() []selectionEffect {
	var effects []selectionEffect
	for _, d := range selectionDeadlines() {
		effects = append(effects, d.Clear())
	}
	return effects
}

// leaving has the ways out: a post may leave while the others of its round go on.
func leaving(twoLetters bool) []selectionRow {
	appoints := roles{workflow.AppointingOfficer}
	from := slices.DeleteFunc(append(active(twoLetters), HeldForElection, HeldForComplaint), func(s workflow.State) bool { return s == Inaugurated })
	out := func(on workflow.Event, from []workflow.State, to workflow.State, by roles, guards []selectionGuard, paper string, cites ...policy.Citation) selectionRow {
		return selectionRow{
			On: on, From: from, To: to, By: by, Says: workflow.FormOf[CancelBody](), Requires: guards,
			Effects:   slices.Concat(tells(on, workflow.Supervisor, workflow.Secretariat), clearAll(), []selectionEffect{lapseSheets}),
			Documents: []string{paper}, Cites: cites,
		}
	}
	return []selectionRow{
		out(Cancel, from, Cancelled, roles{workflow.AppointingOfficer, workflow.System}, nil, "cancellation_letter", procedure2019),
		out(DivertToJobfit, []workflow.State{ShortageConsulted}, DivertedToJobfit, appoints, []selectionGuard{jobfitIsNamed}, "diversion_letter", shortageLetter),
		out(DivertToSuccession, []workflow.State{ShortageConsulted}, DivertedToSuccession, appoints, []selectionGuard{successionIsNamed}, "diversion_letter", exemption, talentRoute),
		out(Repeat, []workflow.State{ShortageConsulted, ResultRefused}, ToBeRepeated, appoints, nil, "repeat_decision", procedure2019),
	}
}

// holding has the two ways to rest. The clocks rest too, and go on with the case.
func holding(twoLetters bool) []selectionRow {
	held := func(on workflow.Event, from []workflow.State, to workflow.State, by roles, guards []selectionGuard, cite policy.Citation) selectionRow {
		return selectionRow{
			On: on, From: from, To: to, By: by, Says: workflow.FormOf[HoldBody](), Requires: guards, Holds: true,
			Effects:   append(tells(on, workflow.AppointingOfficer, workflow.CommitteeChair, workflow.Supervisor), workflow.Pausing[SelectionFacts]()),
			Documents: []string{"hold_order"}, Cites: []policy.Citation{cite},
		}
	}
	release := func(on workflow.Event, from workflow.State, by roles, guards []selectionGuard, cite policy.Citation) selectionRow {
		return selectionRow{
			On: on, From: []workflow.State{from}, To: workflow.Return, By: by, Says: workflow.FormOf[HoldBody](), Requires: guards,
			Effects:   append(tells(on, workflow.AppointingOfficer, workflow.CommitteeChair), workflow.ResumingSome(goingOn)),
			Documents: []string{"release_order"}, Cites: []policy.Citation{cite},
		}
	}
	late := []workflow.State{ResultDetermined, ResultReported, ResultReturned, ResultRecommended, Chosen}
	whileOpen := slices.Concat(running, []workflow.State{ResultRecommended, Chosen})
	if twoLetters {
		late, whileOpen = append(late, InaugurationCleared), append(whileOpen, InaugurationCleared)
	}
	officers := roles{workflow.AppointingOfficer, workflow.Supervisor}
	return []selectionRow{
		held(HoldForElection, late, HeldForElection, officers, []selectionGuard{runsIntoFreeze}, gates.FreezeBefore),
		release(ReleaseElection, HeldForElection, officers, []selectionGuard{freezeIsOver}, gates.FreezeBefore),
		// The supervisor may give the order in the complaint itself, which then brings it.
		held(HoldForComplaint, whileOpen, HeldForComplaint, roles{workflow.AppointingOfficer, workflow.Supervisor, workflow.System}, []selectionGuard{complaintSpeaksForItself}, supervision),
		release(ReleaseComplaint, HeldForComplaint, roles{workflow.Supervisor, workflow.System}, []selectionGuard{holdIsOfThisComplaint}, supervision),
	}
}
