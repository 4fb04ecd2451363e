package mandate

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

type (
	row   = workflow.Transition[Facts]
	roles = []workflow.Role
)

// Mandate is the table of a mandate: what one person is charged with in one agency.
//
// A duty is given by an admin or, where the policy asks for it, proposed by an admin
// and confirmed by another person, an admin or the appointing officer. It is taken
// away by one person, at once: whoever must not act is not to wait for a signature.
//
// Nobody is made an applicant by others: the part comes with an application of one's own.
func Mandate(pack *policy.Pack) (*workflow.Procedure[Facts], error) {
	return workflow.Define(workflow.Procedure[Facts]{
		Name: Name, Version: Version, Pack: pack, States: states(), Rows: slices.Concat(giving(), proposals(), ending()),
	})
}

// wellFormed are the guards of every duty that is asked for, wellGiven those of a duty
// whose kind is asked for, too.
var (
	wellFormed = []guard{dutyRefIsNew, dutyDatesAreInOrder, dutyReachesWhereItMay}
	wellGiven  = append(slices.Clone(wellFormed), supervisorNamesABody)
)

// opening is a row that also opens the mandate when the person has none here.
func opening(r row) []row {
	first, later := r, r
	first.From, first.To = []workflow.State{workflow.Unopened}, Mandated
	later.From, later.To = []workflow.State{Mandated}, workflow.Stay
	return []row{first, later}
}

// setDuties tells everybody else which duties stand from now on.
var setDuties = workflow.Effect[Facts]{
	Kind: workflow.SetsDuties,
	Plan: func(q question) ([]workflow.Action, error) {
		return []workflow.Action{workflow.SetDuties{Duties: q.After.held(q.Case.Agency)}}, nil
	},
}

// changesDuties is the effect of a row by which the duties change: they are set, and
// the person learns of it.
func changesDuties(event workflow.Event) []workflow.Effect[Facts] {
	return append([]workflow.Effect[Facts]{setDuties}, workflow.Telling[Facts](event, workflow.DataSubject)...)
}

func giving() []row {
	return slices.Concat(
		opening(row{
			On: GrantDuty, By: roles{workflow.Admin}, Says: workflow.FormOf[GrantBody](), Held: true,
			Requires: slices.Concat(
				[]guard{grantorIsNotGrantee, dutyNeedsNoSecondPerson}, wellGiven,
				[]guard{applicantsApplyThemselves, dutyIsByDecree, dutiesDoNotExcludeEachOther},
			),
			Effects: changesDuties(GrantDuty), Documents: []string{"duty_decree"}, Cites: []policy.Citation{meritSystem, delegation, dutiesApart},
		}),
		// The first admin of an installation, by the command of its operator, and the cast of
		// a rehearsal: there is nobody yet who could give a duty.
		opening(row{
			On: InstallDuty, By: roles{workflow.System}, Says: workflow.FormOf[InstallBody](), Held: true,
			Requires: slices.Concat(wellGiven, []guard{dutiesDoNotExcludeEachOther}),
			Effects:  changesDuties(InstallDuty), Cites: []policy.Citation{firstAdmin},
		}),
	)
}

func proposals() []row {
	rows := opening(row{
		On: ProposeDuty, By: roles{workflow.Admin}, Says: workflow.FormOf[ProposeBody](), Held: true,
		Requires: slices.Concat(
			[]guard{grantorIsNotGrantee}, wellGiven, []guard{applicantsApplyThemselves, dutyIsByDecree, dutiesDoNotExcludeEachOther},
		),
		Effects:   workflow.Telling[Facts](ProposeDuty, workflow.Admin, workflow.AppointingOfficer),
		Documents: []string{"duty_decree"}, Cites: []policy.Citation{meritSystem, delegation, twoPersons},
	})
	return append(rows,
		row{
			On: ConfirmDuty, From: []workflow.State{Mandated}, To: workflow.Stay, By: roles{workflow.Admin, workflow.AppointingOfficer},
			Says: workflow.FormOf[ConfirmBody](), Held: true,
			Requires: []guard{grantorIsNotGrantee, dutyIsProposed, secondPersonIsAnother, dutiesDoNotExcludeEachOther},
			Effects:  changesDuties(ConfirmDuty), Cites: []policy.Citation{delegation, twoPersons},
		},
		row{
			On: RefuseDuty, From: []workflow.State{Mandated}, To: workflow.Stay, By: roles{workflow.Admin, workflow.AppointingOfficer},
			Says: workflow.FormOf[RefuseBody](), Requires: []guard{dutyIsProposed},
			Effects: workflow.Telling[Facts](RefuseDuty, workflow.Admin), Cites: []policy.Citation{twoPersons},
		})
}

func ending() []row {
	return []row{
		{
			On: EndDuty, From: []workflow.State{Mandated}, To: workflow.Stay, By: roles{workflow.Admin},
			Says: workflow.FormOf[EndBody](), Requires: []guard{dutyIsInForce},
			Effects: changesDuties(EndDuty), Documents: []string{"duty_ending_decree"}, Cites: []policy.Citation{delegation},
		},
		{
			On: CloseMandate, From: []workflow.State{Mandated}, To: Closed, By: roles{workflow.Admin},
			Says: workflow.FormOf[CloseBody](), Requires: []guard{nothingStands, closingIsByAnother},
			Effects:   workflow.Telling[Facts](CloseMandate, workflow.DataSubject),
			Documents: []string{"duty_ending_decree"}, Cites: []policy.Citation{delegation, twoPersons},
		},
	}
}
