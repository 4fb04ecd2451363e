package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// What is asked in the name of an agency as a whole. Who has a duty in one round or on one
// selection only asks none of it.
const (
	Enrolment Resource = "enrolment" // to open a file on somebody
	Lookup    Resource = "lookup"    // whether somebody is there, and who has a NIK or a NIP
	Endpoints Resource = "endpoints" // to which other systems notices go
	Board     Resource = "board"     // what is counted of the selections of an agency
	Filed     Resource = "filed"     // how many complaints there are, heard or not
)

// asked is the table of such questions.
var asked = Table{
	{
		Of: []string{person.Name}, What: []Resource{Enrolment}, By: []workflow.Role{workflow.Admin},
		Why: "who gives duties opens the files of those who get them", Cites: []policy.Citation{purpose},
	},
	{
		Of: []string{person.Name}, What: []Resource{Lookup}, By: []workflow.Role{workflow.Admin, workflow.Secretariat},
		Why: "who gives duties or invites applicants names the right person", Cites: []policy.Citation{purpose, accuracy},
	},
	{
		Of: []string{person.Name}, What: []Resource{Endpoints}, By: []workflow.Role{workflow.Admin, workflow.Supervisor},
		Why: "who connects the systems of an agency, or those of the supervisor; a message says no more than ids and code words", Cites: []policy.Citation{needToKnow},
	},
	{
		Of: []string{person.Name}, What: []Resource{Board},
		By:  []workflow.Role{workflow.Supervisor, workflow.Auditor, workflow.AppointingOfficer, workflow.AuthorisedOfficer, workflow.Secretariat},
		Why: "who supervises counts across agencies, and an agency knows its own figures; they name nobody", Cites: []policy.Citation{needToKnow},
	},
	{
		Of: []string{person.Name}, What: []Resource{Filed}, By: []workflow.Role{workflow.Supervisor, workflow.Auditor},
		Why: "an agency learns of a complaint when it is heard, and until then not even that there is one", Cites: []policy.Citation{needToKnow},
	},
}

// Asked is a copy of the table of what is asked in the name of an agency.
func Asked() Table { return slices.Clone(asked) }

// MayAsk tells whether somebody with these roles towards an agency may ask for what of
// people, and the first of the roles that lets them.
func MayAsk(what Resource, roles []workflow.Role) (workflow.Role, bool) {
	return asked.MayRead(what, Place{Procedure: person.Name}, roles)
}

// Askers lists the roles that may ask for something.
func Askers(what Resource) []workflow.Role {
	var roles []workflow.Role
	for _, row := range asked {
		if slices.Contains(row.What, what) {
			roles = append(roles, row.By...)
		}
	}
	return roles
}
