package person

import (
	"selter/workflow"
	"selter/workflow/policy"
)

type (
	row   = workflow.Transition[Facts]
	roles = []workflow.Role
)

// Person is the table of a person's file.
//
// The file stands in workflow.Nation, because one person may work in one agency, apply
// in a second and sit on the committee of a third. An admin or a secretariat of an
// agency therefore has no part in it: their duties end at the walls of the agency. What
// they have to do about a person the house does for them (workflow.System, under the
// name of the officer, so that the journal tells who it was), after it has seen that the
// officer's agency has to do with the person. Who acts on the file directly is the
// person, and an admin whose duty is nation-wide.
func Person(pack *policy.Pack) (*workflow.Procedure[Facts], error) {
	return workflow.Define(workflow.Procedure[Facts]{Name: Name, Version: Version, Pack: pack, States: states(), Rows: rows()})
}

var destroyKey = workflow.Effect[Facts]{
	Kind: workflow.DestroysKey,
	Plan: func(question) ([]workflow.Action, error) { return []workflow.Action{workflow.DestroyKey{}}, nil },
}

func rows() []row {
	return []row{
		{
			On: EnrolPerson, From: []workflow.State{workflow.Unopened}, To: Enrolled, By: roles{workflow.Admin, workflow.System},
			Says: workflow.FormOf[EnrolBody](), Cites: []policy.Citation{lawfulBasis},
		},
		{
			On: RecordParticulars, From: []workflow.State{Enrolled}, To: workflow.Stay,
			By:   roles{workflow.DataSubject, workflow.Admin, workflow.System},
			Says: workflow.FormOf[ParticularsBody](), Requires: []guard{healthResultComesFromTheExamination, whatIdentifiesIsRecordedOnce},
			Cites: []policy.Citation{lawfulBasis, correcting, accuracy, security},
		},
		{
			On: RequestErasure, From: []workflow.State{Enrolled}, To: ErasureRequested, By: roles{workflow.DataSubject, workflow.Admin},
			Says: workflow.FormOf[RequestErasureBody](), Requires: []guard{requestOfAnotherIsByLetter},
			Effects:   workflow.Telling[Facts](RequestErasure, workflow.Admin),
			Documents: []string{"erasure_request"}, Cites: []policy.Citation{erasing, asking},
		},
		{
			On: RefuseErasure, From: []workflow.State{ErasureRequested}, To: Enrolled, By: roles{workflow.Admin},
			Says: workflow.FormOf[RefuseErasureBody](), Effects: workflow.Telling[Facts](RefuseErasure, workflow.DataSubject),
			Documents: []string{"erasure_refusal"}, Cites: []policy.Citation{exceptions, retention},
		},
		{
			On: ConfirmErasure, From: []workflow.State{ErasureRequested}, To: Erased, By: roles{workflow.Admin},
			Says: workflow.FormOf[ConfirmErasureBody](), Held: true,
			Requires: []guard{erasureIsConfirmedByAnother, personHoldsNoDuty},
			Effects:  []workflow.Effect[Facts]{destroyKey}, Documents: []string{"erasure_minutes"}, Cites: []policy.Citation{erasing, destroying},
		},
	}
}
