package openselection

import (
	"selter/workflow"
	"selter/workflow/policy"
)

// scored has the scored stages and the health test.
func scored() []selectionRow {
	chair := roles{workflow.CommitteeChair}
	publish := func(c Component) []selectionEffect { return []selectionEffect{publicationDue(string(c)).Arm()} }
	return []selectionRow{
		{
			On: CheckTrackRecord, From: []workflow.State{Screened}, To: TrackRecordChecked, By: roles{workflow.Tracer, workflow.CommitteeChair},
			Says: workflow.FormOf[CheckTrackRecordBody](),
			Requires: []selectionGuard{
				everyCandidateScored(TrackRecord), tracersAreAppointed, integrityWasChecked,
				sealedRubricsUsed(func(s Stage) string { return s.TrackRecord.Rubrics }),
			},
			Effects: publish(TrackRecord), Documents: []string{"tracing_sheet", "clarification", "score_sheet"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: AssessCompetency, From: []workflow.State{TrackRecordChecked}, To: CompetencyAssessed, By: roles{workflow.Assessor},
			Says:     workflow.FormOf[AssessCompetencyBody](),
			Requires: []selectionGuard{everyCandidateScored(Assessment), assessmentIsByACompetentBody, assessorsAreEnough, reusedAssessmentsAreValid},
			Effects:  publish(Assessment), Documents: []string{"assessment_report", "job_person_match", "score_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: TestField, From: []workflow.State{CompetencyAssessed}, To: FieldTested, By: chair,
			Says: workflow.FormOf[TestFieldBody](), Requires: []selectionGuard{everyCandidateScored(Paper), papersAreBlind, papersAreMarkedByAll, conflictedMembersDoNotScore},
			Effects: publish(Paper), Documents: []string{"papers", "score_sheet", "score_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: Interview, From: []workflow.State{FieldTested}, To: Interviewed, By: chair,
			Says: workflow.FormOf[InterviewBody](),
			Requires: []selectionGuard{
				everyCandidateScored(InterviewOf), interviewHasQuorum, resourcePersonsDoNotScore, membersPresentScore, conflictedMembersDoNotScore,
				sealedRubricsUsed(func(s Stage) string { return s.Interview.Rubrics }),
			},
			Effects: publish(InterviewOf), Documents: []string{"score_sheet", "attendance_list", "score_announcement"}, Cites: []policy.Citation{interviewRules},
		},
		{
			On: TestHealth, From: []workflow.State{Interviewed, HealthTested}, To: HealthTested, By: roles{workflow.Secretariat},
			Says: workflow.FormOf[TestHealthBody](), Requires: []selectionGuard{healthIsByGovernmentUnit, healthCoversTheBest},
			Documents: []string{"health_certificate"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: CorrectScore, From: []workflow.State{TrackRecordChecked, CompetencyAssessed, FieldTested, Interviewed, HealthTested},
			To: workflow.Stay, By: chair,
			Says: workflow.FormOf[CorrectScoreBody](), Requires: []selectionGuard{correctionNeedsTwo},
			Effects: tells(CorrectScore, workflow.Supervisor), Documents: []string{"correction_minutes"}, Cites: []policy.Citation{twoPersons},
		},
	}
}
