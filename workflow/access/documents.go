package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// documentClasses are the classes of what documents of the checklist say of an applicant,
// of those that are not simply read with the application.
var documentClasses = map[openselection.ChecklistItem]Class{
	"wealth_report": Wealth, "tax_return": Wealth,
	"health_letter": Health, "drug_test_letter": Health,
}

// ClassOf is the class of particulars of which a document of the checklist speaks; none of
// one that whoever reads the application may read.
func ClassOf(document openselection.ChecklistItem) (Class, bool) {
	class, special := documentClasses[document]
	return class, special
}

// attached is the table of documents of such a class. It follows from nothing in the table
// of particulars: a letter that somebody was found healthy is verified with the other
// documents, long before the health test.
var attached = KeptTable{
	{
		What: []Class{Wealth, Health}, By: []workflow.Role{workflow.DataSubject},
		Why: "everybody reads what they have handed in", Cites: []policy.Citation{ownData},
	},
	{
		What: []Class{Wealth, Health}, Of: []workflow.Role{workflow.Applicant}, By: []workflow.Role{workflow.Secretariat}, When: Screening,
		Why: "who verifies that the documents were handed in; the committee decides on what the verifiers find", Cites: []policy.Citation{special, purpose},
	},
}

// Attached is a copy of the table of documents.
func Attached() KeptTable { return slices.Clone(attached) }

// MayReadDocument tells whether somebody who reads an application may read a document of
// it, and the first of the roles that lets them; see KeptTable.Lets. The place is the
// selection.
func MayReadDocument(document openselection.ChecklistItem, place Place, reader []workflow.Role) (workflow.Role, bool) {
	class, special := ClassOf(document)
	if !special {
		return "", true
	}
	return attached.Lets(class, place, reader, []workflow.Role{workflow.Applicant})
}
