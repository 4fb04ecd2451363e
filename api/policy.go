package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"selter/api/gen"
	"selter/pkg/identity"
	"selter/workflow/access"
	"selter/workflow/catalog"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// A Rule says who decides whether a caller may use a route. The set is closed.
type Rule string

// The rules.
const (
	Anyone    Rule = "anyone"    // nobody has to say who they are; what they do is the desk's to decide, where a procedure is named
	Published Rule = "published" // any person: the tables of the law and its policies
	Oneself   Rule = "oneself"   // any person, about themself and nobody else
	Act       Rule = "act"       // the desk, by the table of the procedure
	Read      Rule = "read"      // the table of reads, by the resource and the procedure
	People    Rule = "people"    // the tables of reads, by what is kept about a person
	Agency    Rule = "agency"    // the table of what is asked in the name of an agency
	Linked    Rule = "linked"    // the table of reads and, for a paper, the sheets on which it is to be marked
	Stage     Rule = "stage"     // any person, on a server in demo mode; elsewhere there is no such route
)

// A Policy is what a route must say of itself; without one the server does not start.
// It repeats nothing that a table says: it names the table.
type Policy struct {
	Rule      Rule
	Procedure string          // of an Act, a Read, and what Anyone does
	Resource  access.Resource // of a Read, of People, of an Agency
}

func open() Policy { return Policy{Rule: Anyone} }

// nameless is for what anybody does, under a pseudonym.
func nameless(procedure string) Policy { return Policy{Rule: Anyone, Procedure: procedure} }

func published() Policy { return Policy{Rule: Published} }
func onStage() Policy   { return Policy{Rule: Stage} }

func oneself() Policy { return Policy{Rule: Oneself} }

// within is for what lies across the cases of which a person may read a resource.
func within(resource access.Resource) Policy { return Policy{Rule: Oneself, Resource: resource} }

// linked is for files: whoever follows a link is the one for whom it was made, and may
// still read what it leads to.
func linked() Policy { return Policy{Rule: Linked} }

// about is for what is kept about a person, and for who has read it.
func about(resource access.Resource) Policy { return Policy{Rule: People, Resource: resource} }

// asksFor is for what belongs to an agency as a whole and to no case.
func asksFor(resource access.Resource) Policy { return Policy{Rule: Agency, Resource: resource} }

func acts(procedure string) Policy { return Policy{Rule: Act, Procedure: procedure} }

func reads(resource access.Resource, procedure string) Policy {
	return Policy{Rule: Read, Procedure: procedure, Resource: resource}
}

// check says what is wrong with a policy.
func (p Policy) check() error {
	procedure, resource := p.Procedure != "", p.Resource != ""
	wellFormed := false
	switch p.Rule {
	case Published, Linked, Stage:
		wellFormed = !procedure && !resource
	case Oneself:
		wellFormed = !procedure && (!resource || access.Covers(p.Resource, openselection.SelectionName))
	case Act, Anyone:
		wellFormed = (procedure || p.Rule == Anyone) && !resource
		if wellFormed && procedure && !slices.Contains(catalog.Names(), p.Procedure) {
			return fmt.Errorf("acts on %q, which is no procedure", p.Procedure)
		}
	case Read, People:
		about := p.Procedure
		if p.Rule == People {
			about = person.Name
		}
		wellFormed = resource && procedure == (p.Rule == Read)
		if wellFormed && !access.Covers(p.Resource, about) {
			return fmt.Errorf("reads %q of %q, of which the table of reads says nothing", p.Resource, about)
		}
	case Agency:
		wellFormed = !procedure && len(access.Askers(p.Resource)) > 0
	case "":
		return errors.New("has no policy")
	}
	if !wellFormed {
		return fmt.Errorf("has a policy %q that names too much, too little, or an unknown rule", p.Rule)
	}
	return nil
}

// scope is what a token must have been issued for; "" when any token will do.
func (r Route) scope() identity.Scope {
	if r.Ends {
		return ""
	}
	people := r.Policy.Procedure == mandate.Name || r.Policy.Procedure == person.Name
	reading := r.Method == http.MethodGet
	switch r.Policy.Rule {
	case Anyone, Published, Stage:
		return ""
	case Oneself, People:
		people = r.Policy.Rule == People || r.Policy.Resource == ""
	case Agency:
		people = r.Policy.Resource != access.Board // which is counted of cases
	case Act, Read, Linked:
	}
	switch {
	case people && reading:
		return identity.ReadPeople
	case people:
		return identity.ActOnPeople
	case reading:
		return identity.ReadCases
	}
	return identity.ActOnCases
}

// inScope refuses a token that was issued for other things. A session may do whatever
// its person may.
func inScope(who identity.Subject, route Route) error {
	scope := route.scope()
	if who.Kind != identity.TokenKind || scope == "" || slices.Contains(who.Scopes, scope) {
		return nil
	}
	return &rejection{"scope_missing", []gen.Reason{{Code: "token_has_scope", Field: "header:Authorization", Detail: "needs " + string(scope)}}}
}
