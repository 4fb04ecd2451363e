package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// A Class is a sort of particulars: what is kept about a person.
type Class string

// The classes of particulars.
const (
	Identity Class = "identity" // full name, NIK, NIP, birth date
	Contact  Class = "contact"  // mail, telephone, address
	Health   Class = "health"   // result of the health test
	Wealth   Class = "wealth"   // report of wealth (LHKPN, LHKASN)
)

// Classes lists every class.
func Classes() []Class { return []Class{Identity, Contact, Health, Wealth} }

// A KeptRow lets some parts read, or in the other table record, some particulars of
// people who have a part in the same place.
type KeptRow struct {
	What  []Class
	Of    []workflow.Role // what the person is there; none: whatever
	By    []workflow.Role
	When  When
	Why   string
	Cites []policy.Citation
}

func (r KeptRow) allows(class Class, place Place, reader workflow.Role, subject []workflow.Role) bool {
	about := len(r.Of) == 0 || slices.ContainsFunc(subject, func(part workflow.Role) bool { return slices.Contains(r.Of, part) })
	return about && slices.Contains(r.What, class) && slices.Contains(r.By, reader) && r.When.Holds(place)
}

// A KeptTable is a list of such rows. Each row only adds, so their order means nothing.
type KeptTable []KeptRow

// Lets tells whether the table lets somebody with the roles of reader have to do with a
// class of the particulars of somebody with the roles of subject, both towards the same
// place: the selection in which the subject has a part or, with an empty Place, the
// agency. Who asks about themself has the role DataSubject.
func (t KeptTable) Lets(class Class, place Place, reader, subject []workflow.Role) (workflow.Role, bool) {
	for _, role := range reader {
		if slices.ContainsFunc(t, func(row KeptRow) bool { return row.allows(class, place, role, subject) }) {
			return role, true
		}
	}
	return "", false
}

// MayReadParticular asks the table of particulars. See KeptTable.Lets.
func MayReadParticular(class Class, place Place, reader, subject []workflow.Role) (workflow.Role, bool) {
	return kept.Lets(class, place, reader, subject)
}

// kept is the table of particulars.
var kept = KeptTable{
	{
		What: Classes(), By: []workflow.Role{workflow.DataSubject},
		Why: "everybody reads what is kept about them", Cites: []policy.Citation{ownData},
	},
	{
		What: []Class{Identity, Contact}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: Running,
		Why: "who verifies the files and writes to the applicants", Cites: []policy.Citation{purpose},
	},
	{
		What: []Class{Wealth}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: Screening,
		Why: "who verifies that the report was handed in", Cites: []policy.Citation{special, purpose},
	},
	{
		What: []Class{Health}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat, workflow.CommitteeChair}, When: HealthKnown,
		Why: "who records the test, and who determines the result with it", Cites: []policy.Citation{special, purpose},
	},
	{
		What: []Class{Contact}, Of: holders, By: []workflow.Role{workflow.Admin},
		Why: "who gives duties and accounts has to reach those who get them", Cites: []policy.Citation{purpose},
	},
}

// holders are the parts of those who have a duty in the house; an applicant has none.
var holders = slices.DeleteFunc(workflow.Duties(), func(r workflow.Role) bool { return r == workflow.Applicant })

// Kept is a copy of the table of particulars.
func Kept() KeptTable { return slices.Clone(kept) }
