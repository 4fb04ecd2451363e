// Package access is the table of reads: which part in a case lets somebody read what
// of it, and when. Acts are not in here: the rows of the procedures say who may act.
// What no row allows nobody reads.
package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// A Resource is one thing that can be read.
type Resource string

// The resources of a case. What is kept about a person has Particulars and Readings.
const (
	Status    Resource = "status"    // that it exists, its state, its revision
	Offers    Resource = "offers"    // what could be done to it, and why not
	Facts     Resource = "facts"     // what has been said in it
	Journal   Resource = "journal"   // who did what and when
	Bodies    Resource = "bodies"    // what the journal's entries say, and their hashes
	Deadlines Resource = "deadlines" // its clocks
	Notices   Resource = "notices"   // who was told
	Findings  Resource = "findings"  // what was found: by verifiers and committee in an application, by the supervisor on a complaint
	Reporter  Resource = "reporter"  // who complained, for a pair of custodians

	Compliance Resource = "compliance" // how far a selection has kept the rules, check by check

	Particulars Resource = "particulars" // what is kept about a person, see Kept
	Readings    Resource = "readings"    // who has read it
)

// Resources lists the resources that rows of Cases name, in the order in which they are shown.
func Resources() []Resource {
	return []Resource{Status, Offers, Deadlines, Notices, Journal, Bodies, Facts, Compliance, Findings, Reporter, Readings}
}

// A Place is where a case stands: the procedure that runs it and its state.
type Place struct {
	Procedure string
	State     workflow.State
	Resumes   workflow.State // of a held case
}

// stage is the state of the case, or the one in which it is held.
func (p Place) stage() workflow.State {
	if p.Resumes != "" {
		return p.Resumes
	}
	return p.State
}

// A Row lets some parts read some resources of the cases of some procedures.
type Row struct {
	Of    []string // procedures
	What  []Resource
	By    []workflow.Role
	When  When
	Why   string
	Cites []policy.Citation
}

// allows tells whether the row lets a role read a resource of a case that stands in a place.
func (r Row) allows(what Resource, place Place, role workflow.Role) bool {
	return slices.Contains(r.Of, place.Procedure) && slices.Contains(r.What, what) && slices.Contains(r.By, role) && r.When.Holds(place)
}

// A Table is a list of rows. Each row only adds, so their order means nothing.
type Table []Row

// MayRead tells whether somebody with these roles towards a case may read a resource
// of it, and the first of the roles that lets them.
func (t Table) MayRead(what Resource, place Place, roles []workflow.Role) (workflow.Role, bool) {
	for _, role := range roles {
		if slices.ContainsFunc(t, func(row Row) bool { return row.allows(what, place, role) }) {
			return role, true
		}
	}
	return "", false
}

// MayRead asks the table of reads. See Table.MayRead.
func MayRead(what Resource, place Place, roles []workflow.Role) (workflow.Role, bool) {
	return cases.MayRead(what, place, roles)
}

// Covers tells whether the tables say anything of a resource of a procedure. A question
// of which they say nothing is a mistake of who asks.
func Covers(what Resource, procedure string) bool {
	if what == Particulars {
		return procedure == person.Name && len(kept) > 0
	}
	return slices.ContainsFunc(slices.Concat(cases, asked), func(row Row) bool {
		return slices.Contains(row.Of, procedure) && slices.Contains(row.What, what)
	})
}
