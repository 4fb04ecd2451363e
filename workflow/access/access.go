// Package access is the table of reads: which duty may read what of a case in which
// state. Acts are not in here, the rows of the procedures say who may act.
package access

import "selter/workflow"

// A Resource is one thing that can be read.
type Resource string

// The resources of a case.
const (
	Status    Resource = "status"    // that it exists, its state, its revision
	Offers    Resource = "offers"    // what could be done to it, and why not
	Facts     Resource = "facts"     // what has been said in it
	Journal   Resource = "journal"   // who did what and when
	Bodies    Resource = "bodies"    // what the journal's entries say
	Deadlines Resource = "deadlines" // its clocks
	Notices   Resource = "notices"   // who was told
)

// A Place is where a case stands: the procedure that runs it and its state.
type Place struct {
	Procedure string
	State     workflow.State
	Resumes   workflow.State // of a held case
}
