package compliance

import (
	"slices"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// A Step is one entry of a journal without what it says: that is in the facts.
type Step struct {
	Seq    int64
	Event  workflow.Event
	At     time.Time
	Person string
	Role   workflow.Role
	From   workflow.State
	To     workflow.State
}

// A Trail is a case with its journal. F is what its procedure knows about it.
type Trail[F any] struct {
	Case     workflow.CaseID
	Ref      string
	State    workflow.State
	Resumes  workflow.State
	Revision int64
	Facts    F
	Steps    []Step // in the order of Seq, from 1, without a gap
}

// A Record is all that the score of one selection rests on. Complaints counts what has
// been complained about it, proven or not; what was proven is in its facts.
type Record struct {
	Agency     string
	Zone       calendar.Zone
	Round      Trail[openselection.RoundFacts]
	Selection  Trail[openselection.SelectionFacts]
	Complaints int
}

// ComplaintName is the procedure of complaints, which this package does not know but by name.
const ComplaintName = "complaint"

// Rests tells whether a score rests on the journals of a procedure: each of their entries
// makes scores to be measured again.
func Rests(procedure string) bool {
	return slices.Contains([]string{openselection.RoundName, openselection.SelectionName, ComplaintName}, procedure)
}
