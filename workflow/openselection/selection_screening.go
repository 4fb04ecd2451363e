package openselection

import (
	"selter/workflow"
	"selter/workflow/policy"
)

// screening goes from the announcement to the candidates who may compete.
func screening() []selectionRow {
	chair, supervisor := roles{workflow.CommitteeChair}, roles{workflow.Supervisor}
	return []selectionRow{
		{
			On: ApplicationsDue, From: []workflow.State{Announced, Extended}, To: ApplicationsClosed, By: roles{workflow.Clock},
			Says: workflow.Gathered(gatherParticipants), LooksInto: []string{ApplicationName}, Requires: []selectionGuard{windowIsOver},
			Effects:   append(tells(ApplicationsDue, workflow.Secretariat, workflow.CommitteeChair), screeningDue.Arm(), giveNumbers),
			Documents: []string{"applicant_list"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: VerifyFiles, From: []workflow.State{ApplicationsClosed}, To: workflow.Stay, By: roles{workflow.Secretariat},
			Says: workflow.Gathered(gatherFiles), LooksInto: []string{ApplicationName},
			Requires: []selectionGuard{
				filesAreVerifiedByTwo, verificationsAreSettled, filesNumberEachOnce, failuresHaveReasons, agesAreWithinLimit, agesAreTakenOnReferenceDay, movesAreInTime,
			},
			Cites: []policy.Citation{requirements, procedure2019},
		},
		{
			On: Extend, From: []workflow.State{ApplicationsClosed}, To: Extended, By: chair,
			Says:     workflow.FormOf[ExtendBody](),
			Requires: []selectionGuard{filesAreVerified, postIsShort, extensionIsLeft, extensionIsLongEnough, extensionIsNotBackdated},
			Effects: append(tells(Extend, workflow.Supervisor, workflow.Public),
				screeningDue.Clear(), applicationsDue.Arm()),
			Documents: []string{"extension_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: ConsultShortage, From: []workflow.State{ApplicationsClosed}, To: ShortageConsulted, By: roles{workflow.Secretariat, workflow.CommitteeChair},
			Says: workflow.FormOf[ConsultBody](), Requires: []selectionGuard{filesAreVerified, postIsShort, extensionsAreUsedUp},
			Effects:   append(tells(ConsultShortage, workflow.Supervisor), screeningDue.Clear()),
			Documents: []string{"consultation_letter"}, Cites: []policy.Citation{shortageLetter, procedure2019},
		},
		{
			On: AllowFewer, From: []workflow.State{ShortageConsulted}, To: ApplicationsClosed, By: supervisor,
			Says: workflow.FormOf[AllowFewerBody](), Requires: []selectionGuard{allowedNumberIsSensible},
			Effects:   append(tells(AllowFewer, workflow.CommitteeChair), screeningDue.Arm()),
			Documents: []string{"consultation_answer"}, Cites: []policy.Citation{shortageLetter},
		},
		{
			On: DenyFewer, From: []workflow.State{ShortageConsulted}, To: workflow.Stay, By: supervisor,
			Says: workflow.FormOf[DenyFewerBody](), Effects: tells(DenyFewer, workflow.AppointingOfficer, workflow.CommitteeChair),
			Documents: []string{"consultation_answer"}, Cites: []policy.Citation{shortageLetter},
		},
		{
			On: PassScreening, From: []workflow.State{ApplicationsClosed}, To: Screened, By: chair,
			Says: workflow.FormOf[PassScreeningBody](), LooksInto: []string{ApplicationName},
			Requires: []selectionGuard{filesAreVerified, enoughPassed, filesAreOfWhoStillApplies, filesAreAsFound},
			Effects: []selectionEffect{
				screeningDue.Clear(), publicationDue("screening").Arm(), noteResults(NoteShortlisted, true), noteResults(NoteNotShortlisted, false), closeDrafts,
			},
			Documents: []string{"screening_minutes", "screening_result"}, Cites: []policy.Citation{procedure2019},
		},
		overdueRow(screeningDue, ApplicationsClosed),
	}
}
