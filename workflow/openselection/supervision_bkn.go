package openselection

import (
	"selter/workflow"
	"selter/workflow/policy"
)

// bknPractice is what the profile rests on: practice under I-MUT, not a text that
// has been read.
var bknPractice = policy.Cite("SE Kepala BKN 7/2024", "", policy.Seen)

// underBKN is the block of rows of the profile in which the names go to the
// supervisor first and are announced after approval, and a second clearance
// precedes the inauguration. The fifteen days run from the last letter.
func underBKN(twoLetters bool) []selectionRow {
	rows := []selectionRow{
		{
			On: AnnounceResult, From: []workflow.State{ResultRecommended}, To: workflow.Stay,
			By: roles{workflow.CommitteeChair}, Says: workflow.FormOf[AnnounceResultBody](),
			Effects: tells(AnnounceResult, workflow.Public, workflow.Supervisor), Documents: []string{"final_announcement"}, Cites: []policy.Citation{bknPractice},
		},
		choosingRow(),
	}
	recommend := selectionRow{
		On: RecommendResult, From: []workflow.State{ResultReported}, To: ResultRecommended, By: roles{workflow.Supervisor},
		Says:      workflow.FormOf[RecommendResultBody](),
		Effects:   append(tells(RecommendResult, workflow.AppointingOfficer, workflow.CommitteeChair), resultRecommendationDue.Clear()),
		Documents: []string{"result_recommendation"}, Cites: []policy.Citation{bknPractice, supervision},
	}
	if !twoLetters {
		recommend.Effects = append(recommend.Effects, inaugurationDue.Arm())
		return append(rows, recommend, inauguratingRow(Chosen),
			overdueRow(inaugurationDue, ResultRecommended, Chosen))
	}
	return append(rows, recommend,
		selectionRow{
			On: ClearInauguration, From: []workflow.State{Chosen}, To: InaugurationCleared, By: roles{workflow.Supervisor},
			Says: workflow.FormOf[ClearInaugurationBody](), Effects: append(tells(ClearInauguration, workflow.AppointingOfficer), inaugurationDue.Arm()),
			Documents: []string{"inauguration_clearance"}, Cites: []policy.Citation{bknPractice, inTime},
		},
		inauguratingRow(InaugurationCleared),
		overdueRow(inaugurationDue, InaugurationCleared),
	)
}
