package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// scored has the scored stages and the health test: statements and conflicts, sheets that
// are handed out and revealed, who drops out, and the event that closes each stage.
func scored(twoLetters bool) []selectionRow {
	return slices.Concat(recusing(twoLetters), givingScores(), droppingOut(), closingStages())
}

// recusing has the statements and the conflicts of interest. A conflict can be found after
// the result, up to the inauguration: what was determined has fallen then, and with it what
// rested on it.
func recusing(twoLetters bool) []selectionRow {
	decided := []workflow.State{ResultDetermined, ResultReturned, ResultReported, ResultRecommended, Chosen}
	if twoLetters {
		decided = append(decided, InaugurationCleared)
	}
	scorers := roles{workflow.CommitteeMember, workflow.CommitteeChair, workflow.Tracer, workflow.Assessor}
	declaring := func(from []workflow.State, to workflow.State, effects ...selectionEffect) selectionRow {
		return selectionRow{
			On: DeclareConflict, From: from, To: to, By: scorers, LooksInto: []string{PaperName},
			Says: workflow.FormOf[DeclareConflictBody](), Requires: []selectionGuard{declarerIsMember, conflictIsOnesOwn, conflictIsWithACandidate, conflictOfAnotherIsSigned},
			Effects:   slices.Concat(tells(DeclareConflict, workflow.Supervisor), []selectionEffect{strikeFromSheets(VoidByConflict)}, effects),
			Documents: []string{"conflict_declaration"}, Cites: []policy.Citation{ethics},
		}
	}
	return []selectionRow{
		{
			On: SignStatement, From: append([]workflow.State{ApplicationsClosed}, scoringStates[:4]...), To: workflow.Stay, By: scorers, LooksInto: []string{PaperName},
			Says: workflow.FormOf[SignStatementBody](), Requires: []selectionGuard{declarerIsMember, statementIsComplete, denialsAnswerClaims, conflictIsWithACandidate},
			Effects:   append(tells(SignStatement, workflow.Supervisor), strikeFromSheets(VoidByConflict)),
			Documents: []string{"conflict_declaration", "ethics_statement"}, Cites: []policy.Citation{ethics},
		},
		declaring(append([]workflow.State{ApplicationsClosed}, scoringStates...), workflow.Stay),
		declaring(decided, HealthTested, resultReportDue.Clear(), resultRecommendationDue.Clear(), inaugurationDue.Clear()),
	}
}

// givingScores has the sheets: handed out by one event, revealed by one event.
func givingScores() []selectionRow {
	chair := roles{workflow.CommitteeChair}
	revealing := func(on workflow.Event, by roles, guard selectionGuard, effects ...selectionEffect) selectionRow {
		return selectionRow{
			On: on, From: scoringStates, To: workflow.Stay, By: by, LooksInto: []string{SheetName, PaperName},
			Says: workflow.Gathered(gatherScores), Requires: []selectionGuard{scoringIsOpen, guard},
			Effects: slices.Concat(tells(on, workflow.Supervisor, workflow.Secretariat), onceRevealed(
				scoringDue.Clear(), toSheets(RevealSheet, true), toSheets(LapseSheet, false), openPapers), effects),
			Documents: []string{"score_sheet"}, Cites: []policy.Citation{aloneAndUnseen, interviewRules},
		}
	}
	return []selectionRow{
		{
			On: ReuseAssessment, From: []workflow.State{TrackRecordChecked}, To: workflow.Stay, By: roles{workflow.Assessor, workflow.Secretariat},
			Says: workflow.FormOf[ReuseAssessmentBody](), Requires: []selectionGuard{assessmentIsNotUnderWay, reusedAssessmentIsValid},
			Effects: tells(ReuseAssessment, workflow.CommitteeChair, workflow.Assessor), Documents: []string{"assessment_report"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: ConfirmReuse, From: []workflow.State{TrackRecordChecked}, To: workflow.Stay, By: roles{workflow.Assessor, workflow.CommitteeChair},
			Says: workflow.FormOf[ConfirmReuseBody](), Requires: []selectionGuard{reuseIsConfirmedByAnother},
			Effects: tells(ConfirmReuse, workflow.Supervisor), Cites: []policy.Citation{twoPersons, procedure2019},
		},
		{
			On: OpenScoring, From: scoringStates, To: workflow.Stay, By: chair, LooksInto: []string{PaperName},
			Says: workflow.FormOf[OpenScoringBody](),
			Requires: []selectionGuard{
				scoresAreRevealed, scoringIsOfAStageReached, marksAreLacking, scorersAreNamedOnce, membersScore, sittingHasQuorum, scorersWerePresent, statementsAreSigned,
				conflictedMembersDoNotScore, membersFreeOfConflict, scorersScoreWhoLacksMarks, papersAreMarkedByAll,
				candidatesHaveEnoughScorers, papersAreHandedIn, scoringEndsInTime,
			},
			Effects: append(tells(OpenScoring, workflow.CommitteeChair, workflow.CommitteeMember, workflow.Assessor, workflow.Tracer),
				handOutSheets, scoringDue.Arm()),
			Cites: []policy.Citation{aloneAndUnseen, procedure2019},
		},
		revealing(RevealScores, chair, allSheetsAreSubmitted),
		revealing(ScoringDue, roles{workflow.Clock}, scoringWindowIsOver, append(tells(ScoringDue, workflow.CommitteeChair, workflow.CommitteeMember, workflow.AppointingOfficer), where(isLengthened, scoringDue.Arm()))...),
		{
			On: TakeBackSheet, From: scoringStates, To: workflow.Stay, By: chair, LooksInto: []string{SheetName, PaperName},
			Says: workflow.FormOf[TakeBackSheetBody](),
			Requires: []selectionGuard{
				sheetMayBeTakenBack, scorersAreNamedOnce, membersScore, sittingHasQuorum, scorersWerePresent, statementsAreSigned,
				scorersScoreWhoLacksMarks, candidatesHaveEnoughScorers,
			},
			Effects: append(tells(TakeBackSheet, workflow.Supervisor, workflow.CommitteeMember, workflow.Assessor, workflow.Tracer), lapseTakenBack, handOutSheets),
			Cites:   []policy.Citation{aloneAndUnseen, procedure2019},
		},
		{
			On: CorrectScore, From: scoringStates, To: workflow.Stay, By: chair,
			Says: workflow.FormOf[CorrectScoreBody](), Requires: []selectionGuard{correctionNeedsTwo},
			Effects: tells(CorrectScore, workflow.Supervisor, workflow.CommitteeMember), Documents: []string{"correction_minutes"}, Cites: []policy.Citation{twoPersons},
		},
		{
			On: ConfirmCorrection, From: scoringStates, To: workflow.Stay, By: roles{workflow.CommitteeMember, workflow.CommitteeChair},
			Says: workflow.FormOf[ConfirmCorrectionBody](), Requires: []selectionGuard{correctionIsConfirmedByTheSecond},
			Effects: tells(ConfirmCorrection, workflow.Supervisor, workflow.CommitteeChair), Cites: []policy.Citation{twoPersons},
		},
	}
}

// droppingOut has who competes no more.
func droppingOut() []selectionRow {
	out := func(on workflow.Event, from []workflow.State, reason, paper string, guards ...selectionGuard) selectionRow {
		return selectionRow{
			On: on, From: from, To: workflow.Stay, By: roles{workflow.CommitteeChair}, LooksInto: []string{PaperName, SheetName},
			Says: workflow.FormOf[OutBody](), Requires: append([]selectionGuard{candidateCompetes}, guards...),
			Effects:   append(tells(on, workflow.Supervisor, workflow.Secretariat), strikeFromSheets(reason)),
			Documents: []string{paper}, Cites: []policy.Citation{procedure2019},
		}
	}
	return []selectionRow{
		out(RecordAbsence, scoringStates[:4], Absent, "absence_minutes", absenceIsOfThisStage, absenceAgreesWithTheRecord),
		{
			On: RecordWithdrawals, From: scoringStates, To: workflow.Stay, By: roles{workflow.Secretariat, workflow.CommitteeChair}, LooksInto: []string{ApplicationName},
			Says: workflow.Gathered(gatherWithdrawals), Requires: []selectionGuard{somebodyHasWithdrawn},
			Effects: append(tells(RecordWithdrawals, workflow.Supervisor, workflow.CommitteeChair), strikeFromSheets(Gone)),
			Cites:   []policy.Citation{ownWord},
		},
		out(Disqualify, scoringStates, Disqualified, "disqualification_minutes", disqualificationIsSigned),
	}
}

// closingStages has the events that end a stage. None of them says a score.
func closingStages() []selectionRow {
	chair := roles{workflow.CommitteeChair}
	closing := func(c Component) []selectionEffect {
		return []selectionEffect{scoringDue.Clear(), publicationDue(string(c)).Arm()}
	}
	return []selectionRow{
		{
			On: CheckTrackRecord, From: []workflow.State{Screened}, To: TrackRecordChecked, By: roles{workflow.Tracer, workflow.CommitteeChair},
			Says: workflow.FormOf[CheckTrackRecordBody](),
			Requires: []selectionGuard{
				scoresAreRevealed, candidatesHaveEnoughMarks(TrackRecord), tracersAreAppointed, integrityWasChecked,
				sealedRubricsUsed(func(s Stage) string { return s.TrackRecord.Rubrics }),
			},
			Effects: closing(TrackRecord), Documents: []string{"tracing_sheet", "clarification", "score_sheet"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: AssessCompetency, From: []workflow.State{TrackRecordChecked}, To: CompetencyAssessed, By: roles{workflow.Assessor},
			Says:     workflow.FormOf[AssessCompetencyBody](),
			Requires: []selectionGuard{scoresAreRevealed, candidatesHaveEnoughMarks(Assessment), assessmentIsByACompetentBody},
			Effects:  closing(Assessment), Documents: []string{"assessment_report", "job_person_match", "score_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: TestField, From: []workflow.State{CompetencyAssessed}, To: FieldTested, By: chair,
			Says: workflow.FormOf[TestFieldBody](), Requires: []selectionGuard{scoresAreRevealed, candidatesHaveEnoughMarks(Paper), membersFreeOfConflict},
			Effects: closing(Paper), Documents: []string{"papers", "score_sheet", "score_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: Interview, From: []workflow.State{FieldTested}, To: Interviewed, By: chair,
			Says: workflow.FormOf[InterviewBody](),
			Requires: []selectionGuard{
				scoresAreRevealed, candidatesHaveEnoughMarks(InterviewOf), membersFreeOfConflict, interviewHasQuorum, resourcePersonsDoNotScore, membersPresentScore,
				sealedRubricsUsed(func(s Stage) string { return s.Interview.Rubrics }),
			},
			Effects: closing(InterviewOf), Documents: []string{"score_sheet", "attendance_list", "score_announcement"}, Cites: []policy.Citation{interviewRules},
		},
		{
			On: TestHealth, From: []workflow.State{Interviewed, HealthTested}, To: HealthTested, By: roles{workflow.Secretariat},
			Says: workflow.FormOf[TestHealthBody](), Requires: []selectionGuard{healthIsByGovernmentUnit, healthIsOfCandidates, healthChangesAreReasoned, healthCoversTheBest},
			Documents: []string{"health_certificate"}, Cites: []policy.Citation{procedure2019},
		},
	}
}
