// Package glossary gives every code word of Selter its Indonesian term. Code, wire and
// database share one English word; what people read comes from here.
package glossary

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed terms.yaml
var terms []byte

// A Kind says which sort of word a code is: the same code may be a word of several
// kinds (an event and the deadline behind it).
type Kind string

// The kinds of words.
const (
	Procedure     Kind = "procedure"
	State         Kind = "state"
	Standing      Kind = "standing" // of a state
	Event         Kind = "event"
	Role          Kind = "role"
	Guard         Kind = "guard" // also the reasons of a refusal that are not guards
	Document      Kind = "document"
	Deadline      Kind = "deadline"
	Effect        Kind = "effect"
	Policy        Kind = "policy" // keys of policy packs
	Certainty     Kind = "certainty"
	Component     Kind = "component" // scored stages
	Tier          Kind = "tier"
	Office        Kind = "office"
	VacancyReason Kind = "vacancy_reason"
	Origin        Kind = "origin"     // of members of the committee
	Route         Kind = "route"      // where a post goes that stays short
	Particular    Kind = "particular" // what is kept about a person
	// SupervisingBody is whom a supervisor acts for.
	SupervisingBody Kind = "supervising_body"
	// What an applicant brings, and what is asked for.
	Education      Kind = "education"
	Grade          Kind = "grade"
	QualifyingPost Kind = "qualifying_post"
	Rating         Kind = "rating"     // of a year's performance
	Discipline     Kind = "discipline" // sanctions
	Requirement    Kind = "requirement"
	ChecklistItem  Kind = "checklist_item" // documents of applicants
	Relation       Kind = "relation"       // between a member and an applicant
	// What a complaint is about, what was found, and why somebody learns who complained.
	ComplaintCategory Kind = "complaint_category"
	Breach            Kind = "breach"
	OpeningReason     Kind = "opening_reason"
	// What is said of a compliance score.
	ComplianceCheck Kind = "compliance_check"
	DeepenedMark    Kind = "deepened_mark"
	ComplaintClass  Kind = "complaint_class"
)

// Kinds lists the kinds of words.
func Kinds() []Kind {
	return []Kind{
		Procedure, State, Standing, Event, Role, Guard, Document, Deadline, Effect, Policy, Certainty, Component, Tier, Office,
		VacancyReason, Origin, Route, Particular, SupervisingBody,
		Education, Grade, QualifyingPost, Rating, Discipline, Requirement, ChecklistItem, Relation, ComplianceCheck, DeepenedMark, ComplaintClass,
		ComplaintCategory, Breach, OpeningReason,
	}
}

// A Term is one word.
type Term struct {
	Kind Kind
	Code string
	// Indonesian is the term of the field as a dictionary has it: small, except for names.
	Indonesian string
	Gloss      string // one line of English
	// Says is the Indonesian sentence shown when a guard refuses; only guards have one.
	Says string
}

// A Glossary is all words. It does not change and may be shared.
type Glossary struct{ terms map[key]Term }

type key struct {
	kind Kind
	code string
}

// entry is a term as the file has it, under its kind and its code.
type entry struct {
	ID   string `yaml:"id"`
	EN   string `yaml:"en"`
	Says string `yaml:"says"`
}

// Load reads the built-in words.
func Load() (*Glossary, error) { return Parse(terms) }

// Parse reads a file of words, strictly: an unknown kind or member, a word given twice,
// a missing term or gloss, a guard that says nothing, or a sentence of anything else is an
// error. All faults of the words come together.
func Parse(data []byte) (*Glossary, error) {
	var file map[Kind]map[string]entry
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("glossary: %w", err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("glossary: more than one document in the file")
	}
	g := &Glossary{terms: make(map[key]Term)}
	var faults []error
	for kind, words := range file {
		if !slices.Contains(Kinds(), kind) {
			faults = append(faults, fmt.Errorf("glossary: unknown kind %q", kind))
			continue
		}
		for code, e := range words {
			term := Term{Kind: kind, Code: code, Indonesian: e.ID, Gloss: e.EN, Says: e.Says}
			if err := term.check(); err != nil {
				faults = append(faults, fmt.Errorf("glossary: %s %s: %w", kind, code, err))
			}
			g.terms[key{kind, code}] = term
		}
	}
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
		return nil, errors.Join(faults...)
	}
	return g, nil
}

var codeWord = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

func (t Term) check() error {
	for name, text := range map[string]string{"id": t.Indonesian, "en": t.Gloss, "says": t.Says} {
		if strings.TrimSpace(text) != text {
			return fmt.Errorf("%s begins or ends with a space", name)
		}
	}
	switch {
	case !codeWord.MatchString(t.Code):
		return errors.New("is not a code word")
	case t.Indonesian == "" || t.Gloss == "":
		return errors.New("needs id and en")
	case t.Kind == Guard && (!strings.HasSuffix(t.Says, ".") || t.Says == "."):
		return errors.New("a guard says a whole sentence")
	case t.Kind != Guard && t.Says != "":
		return errors.New("only a guard says something")
	}
	return nil
}

// Term finds a word.
func (g *Glossary) Term(kind Kind, code string) (Term, bool) {
	term, ok := g.terms[key{kind, code}]
	return term, ok
}

// Indonesian is the term of a word; a word that is not here stands for itself, so that
// a screen shows something.
func (g *Glossary) Indonesian(kind Kind, code string) string {
	if term, ok := g.Term(kind, code); ok {
		return term.Indonesian
	}
	return code
}

// Says is the sentence for a reason of a refusal; empty for a code that is not here.
func (g *Glossary) Says(code string) string {
	term, _ := g.Term(Guard, code)
	return term.Says
}

// Terms lists all words, by kind in the order of Kinds and by code.
func (g *Glossary) Terms() []Term {
	list := make([]Term, 0, len(g.terms))
	for _, term := range g.terms {
		list = append(list, term)
	}
	slices.SortFunc(list, func(a, b Term) int {
		return cmp.Or(cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)), cmp.Compare(a.Code, b.Code))
	})
	return list
}
