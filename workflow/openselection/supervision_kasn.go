package openselection

import (
	"selter/workflow"
	"selter/workflow/policy"
)

// underKASN is the block of rows of the profile in which the three names may be
// announced as soon as the committee has decided, and one letter of the supervisor
// precedes choice and inauguration. The fifteen days run from that letter.
func underKASN(bool) []selectionRow {
	return []selectionRow{
		{
			On: AnnounceResult, From: []workflow.State{ResultDetermined, ResultReported, ResultReturned, ResultRecommended}, To: workflow.Stay,
			By: roles{workflow.CommitteeChair}, Says: workflow.FormOf[AnnounceResultBody](),
			Effects: tells(AnnounceResult, workflow.Public, workflow.Supervisor), Documents: []string{"final_announcement"}, Cites: []policy.Citation{procedure2019},
		},
		{
			On: RecommendResult, From: []workflow.State{ResultReported}, To: ResultRecommended, By: roles{workflow.Supervisor},
			Says: workflow.FormOf[RecommendResultBody](),
			Effects: append(tells(RecommendResult, workflow.AppointingOfficer, workflow.CommitteeChair),
				resultRecommendationDue.Clear(), inaugurationDue.Arm()),
			Documents: []string{"result_recommendation"}, Cites: []policy.Citation{supervision, inTime},
		},
		choosingRow(),
		inauguratingRow(Chosen),
		overdueRow(inaugurationDue, ResultRecommended, Chosen),
	}
}
