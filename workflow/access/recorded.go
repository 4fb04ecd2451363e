package access

import (
	"selter/workflow"
	"selter/workflow/policy"
)

var (
	correcting = policy.Cite("UU 27/2022", "Pasal 6", policy.Known)
	accuracy   = policy.Cite("UU 27/2022", "Pasal 29", policy.Known)
)

// recorded is the table of who records which particulars of whom, and when. It follows
// from nothing in the table of readings: the chair reads the result of a health test to
// determine the result of the selection, and is the last who should be able to write it.
var recorded = KeptTable{
	{
		What: []Class{Identity, Contact, Wealth}, By: []workflow.Role{workflow.DataSubject}, When: InFile,
		Why: "everybody completes and corrects what is kept about them, except what an examination has found", Cites: []policy.Citation{correcting},
	},
	{
		What: []Class{Identity, Contact}, By: []workflow.Role{workflow.Admin}, When: InFile,
		Why: "who opens a file says whose it is and how to reach them; who keeps the files mends them", Cites: []policy.Citation{purpose, accuracy},
	},
	{
		What: []Class{Identity, Contact}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: Applying,
		Why: "who takes applications in on paper, until the files are decided on", Cites: []policy.Citation{purpose, accuracy},
	},
	{
		What: []Class{Wealth}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: Screening,
		Why: "who verifies that the report was handed in", Cites: []policy.Citation{special, purpose},
	},
	{
		What: []Class{Health}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: HealthKnown,
		Why: "to whom the hospital sends the result; nobody states their own, and nobody who decides writes it", Cites: []policy.Citation{special, accuracy},
	},
}

// Recorded is a copy of the table of recordings.
func Recorded() KeptTable { return append(KeptTable{}, recorded...) }

// MayRecordParticular asks the table of recordings; see KeptTable.Lets. A file of the
// procedure person is a place, too: for whoever has a part in it, and while it is opened.
func MayRecordParticular(class Class, place Place, recorder, subject []workflow.Role) (workflow.Role, bool) {
	return recorded.Lets(class, place, recorder, subject)
}
