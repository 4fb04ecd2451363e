// Package person is the procedure of the file that is kept on a person: that it was
// opened, what was recorded, that it was erased. Read table.go first.
//
// The file says nothing about the person. What is known stands encrypted in the vault;
// the journal holds a salted commitment to each thing, so that it can be shown later
// that what is there is what was recorded, and nobody can guess it from the journal.
// When the person's key is destroyed, the journal stays and still verifies.
package person

import "selter/workflow"

// The procedure of this package.
const (
	Name = "person"
	// Version is the version of the table; it is stored with every entry.
	Version = "1"
)

// The states of a person's file.
const (
	Enrolled         workflow.State = "enrolled"
	ErasureRequested workflow.State = "erasure_requested"
	Erased           workflow.State = "erased"
)

func states() []workflow.StateInfo {
	return []workflow.StateInfo{
		{Name: Enrolled, Standing: workflow.Active}, {Name: ErasureRequested, Standing: workflow.Active}, {Name: Erased, Standing: workflow.Final},
	}
}

// The events of a person's file.
const (
	EnrolPerson       workflow.Event = "enrol_person"
	RecordParticulars workflow.Event = "record_particulars"
	RequestErasure    workflow.Event = "request_erasure"
	RefuseErasure     workflow.Event = "refuse_erasure"
	ConfirmErasure    workflow.Event = "confirm_erasure"
)
