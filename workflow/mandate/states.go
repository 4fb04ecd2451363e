// Package mandate is the procedure by which duties are given and ended: one case for
// each person in each agency, so that duties which exclude each other meet in one
// place, whatever the order in which they are asked for. Read table.go first.
//
// The case's Ref is the person, its Agency where the duties are held; duties that
// reach every agency stand in workflow.Nation.
package mandate

import "selter/workflow"

// The procedure of this package.
const (
	Name = "mandate"
	// Version is the version of the table; it is stored with every entry.
	Version = "1"
)

// The states of a mandate.
const (
	Mandated workflow.State = "mandated" // duties can be given, also while none is held
	Closed   workflow.State = "closed"   // for good
)

func states() []workflow.StateInfo {
	return []workflow.StateInfo{{Name: Mandated, Standing: workflow.Active}, {Name: Closed, Standing: workflow.Final}}
}

// The events of a mandate.
const (
	GrantDuty    workflow.Event = "grant_duty"
	ProposeDuty  workflow.Event = "propose_duty"
	ConfirmDuty  workflow.Event = "confirm_duty"
	RefuseDuty   workflow.Event = "refuse_duty"
	EndDuty      workflow.Event = "end_duty"
	InstallDuty  workflow.Event = "install_duty"
	CloseMandate workflow.Event = "close_mandate"
)
