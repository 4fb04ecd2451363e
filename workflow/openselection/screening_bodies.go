package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
)

// CloseApplicationsBody is what is recorded when a window ends: who has come in, by the
// order of the first submission. The numbers go on where an earlier window left them.
type CloseApplicationsBody struct {
	Participants []Participant `json:"participants"`
}

// Apply adds the participants, and remembers the day as one on which a window closed.
func (b CloseApplicationsBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Participants = append(slices.Clone(f.Participants), b.Participants...)
	f.Closed = append(slices.Clone(f.Closed), f.Window.Closes)
	return f
}

// VerifyFilesBody is what is recorded of the administrative check: the result of every
// application of the selection, and the relations between members and applicants that
// follow from what they said of themselves.
type VerifyFilesBody struct {
	Files []File `json:"files"`
	Links []Link `json:"links"`
}

// Apply keeps the results in place of earlier ones; conflicts are only added.
func (b VerifyFilesBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Files, f.Verified = b.Files, true
	return f.linked(b.Links, on)
}

// A Link is a relation between a member of the committee and a participant that nobody
// had to declare.
type Link struct {
	Member    string   `json:"member"`
	Candidate string   `json:"candidate"`
	Relation  Relation `json:"relation"`
}

// A Relation is a kind of link.
type Relation string

// The relations that follow from data.
const (
	IsSuperior Relation = "superior"  // the applicant reports to the member
	SameUnit   Relation = "same_unit" // both work there
	IsFamily   Relation = "family"    // the applicant says so
)

// Enum lets the contract name the values of a word.
func (Relation) Enum() []string {
	return []string{string(IsSuperior), string(SameUnit), string(IsFamily)}
}

// linked is the facts with a conflict for each link. A conflict is never taken back, and
// one that is there already is not added again. Marks in spite of it fall, unless a result
// has been determined: then only a declared conflict leads back to before it.
func (f SelectionFacts) linked(links []Link, on workflow.Occurrence) SelectionFacts {
	f.Conflicts = slices.Clone(f.Conflicts)
	for _, link := range links {
		conflict := Conflict{Member: link.Member, Candidate: link.Candidate, Relation: string(link.Relation), Derived: true}
		switch {
		case slices.Contains(f.Conflicts, conflict):
		case f.Result == nil && !f.denied(link.Member, link.Candidate):
			f = f.recused(conflict, on)
		default:
			f.Conflicts = append(f.Conflicts, conflict)
		}
	}
	return f
}

// linksBetween derives the links of members with one applicant.
func linksBetween(members []Member, number string, p *Profile) []Link {
	var links []Link
	if p == nil {
		return nil
	}
	for _, m := range members {
		is := func(relation Relation) {
			links = append(links, Link{Member: m.Person, Candidate: number, Relation: relation})
		}
		if p.Superior != "" && p.Superior == m.Person {
			is(IsSuperior)
		}
		if unit := strings.TrimSpace(m.Unit); unit != "" && strings.EqualFold(unit, strings.TrimSpace(p.Unit)) {
			is(SameUnit)
		}
		if slices.Contains(p.Relatives, m.Person) {
			is(IsFamily)
		}
	}
	return links
}
