package story

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/calendar"
)

// A Story is a selection as a file tells it. Aliases are unique in it.
type Story struct {
	File       string
	Title      string
	Source     string
	Zone       calendar.Zone
	Policy     Policy
	Agency     Agency
	Cast       []Person
	Posts      []Post
	Applicants []Applicant
	Steps      []Step
}

// A Policy says under which law the round runs. Empty members leave it to the
// server. File names an overlay that whoever starts the server loads first; it is
// relative to the story's folder.
type Policy struct {
	Base    string `json:"base,omitzero"`
	Profile string `json:"profile,omitzero"`
	File    string `json:"-"`
}

// An Agency is whose posts are filled.
type Agency struct {
	Code     string `json:"code"`
	Name     string `json:"name,omitzero"`
	Kind     string `json:"kind,omitzero"`
	Province string `json:"province,omitzero"`
}

// A Person acts in the story, under the alias, in all of the roles.
type Person struct {
	Alias string
	Roles []workflow.Role
	Facts jsontext.Value // an object
}

// A Post is filled by the selection that the round calls by its alias. Facts is
// what the plan says about the post, without its ref.
type Post struct {
	Alias string
	Facts jsontext.Value // an object
}

// An Applicant applies for posts. All applicants are synthetic.
type Applicant struct {
	Alias string
	// Group is the alias under which the applicant was generated, which stands for all of
	// them in a step; empty for who is told of alone.
	Group string   `json:",omitzero"`
	For   []string // aliases of posts
	// Born is kept apart: it is known of the person and stands in no profile.
	Born  calendar.Date  `json:",omitzero"`
	Facts jsontext.Value // the profile, an object
}

// A Verb says what a step is.
type Verb string

// The verbs of steps. The sixth, import, is done with when the story has been read.
const (
	Do     Verb = "do"     // somebody acts
	Fires  Verb = "fires"  // a deadline has passed, once
	Told   Verb = "told"   // somebody was notified
	Expect Verb = "expect" // the case is so
	Skip   Verb = "skip"   // what the story leaves out, and why
)

// The words in On that stand for more than one post, and for the round.
const (
	OnRound = "round"
	OnPosts = "posts" // every post whose selection has not ended
	OnAll   = "all"   // every post
)

// A Step is one line of the story. On is OnRound, OnPosts, OnAll or aliases of posts.
type Step struct {
	Line, Column int
	At           time.Time // in the story's zone; never before the step above
	Verb         Verb
	On           []string
	Many         bool // On was given as a list or as a word for many
	// By act one after another, or was told: of the cast, applicants, or groups of applicants.
	By []string
	// Of is the procedure whose event is done: the round's, the selection's, or that of a
	// record below the selection (an application, a sheet, a paper, a complaint). Of what only
	// looks it is told where that is a complaint; By are then who filed it.
	Of string `json:",omitzero"`
	// Event is done, fired, or what was told about.
	Event workflow.Event
	With  jsontext.Value // the event's body; empty for none
	// Then is the state that must be reached; Refused are the reasons that must stand
	// against the event, all of them and no other. Without both it must be done.
	Then    workflow.State
	Refused []string
	Holds   Holding
	Reason  string // to skip
}

// A Holding is what must be so. Zero members are not looked at.
type Holding struct {
	State     workflow.State
	Revision  int64
	Deadlines []workflow.Event // exactly these are open; nil is not looked at, empty means none
	Facts     []Fact
	Score     *Score `json:",omitzero"`
}

// A Fact is the value at a place of the case's facts; null means that there is none.
type Fact struct {
	Pointer string // RFC 6901
	Value   jsontext.Value
}

// A Fault is one mistake in a story, at the place where it stands. Line and Column count from 1.
type Fault struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Problem string `json:"problem"`
}

func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Problem)
}

// Unreadable says everything that is wrong with a story. A caller ends with exit code 2.
type Unreadable struct{ Faults []Fault }

func (u *Unreadable) Error() string {
	lines := make([]string, len(u.Faults))
	for i, f := range u.Faults {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

func unreadable(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Unreadable{Faults: slices.Compact(faults)}
}

// Person finds who has the alias.
func (s *Story) Person(alias string) (Person, bool) {
	i := slices.IndexFunc(s.Cast, func(p Person) bool { return p.Alias == alias })
	if i < 0 {
		return Person{}, false
	}
	return s.Cast[i], true
}

// acting are the people for whom words in By stand. An applicant holds no duty: the part
// comes with the application.
func (s *Story) acting(by []string) []actor {
	var all []actor
	for _, word := range by {
		if person, ok := s.Person(word); ok {
			all = append(all, actor{Person: person})
		}
		for _, a := range s.Applicants {
			if a.Alias == word || a.Group == word {
				all = append(all, actor{Person: Person{Alias: a.Alias, Roles: []workflow.Role{workflow.Applicant}}, applies: &a})
			}
		}
	}
	return all
}

// An actor is somebody of the cast, or an applicant.
type actor struct {
	Person
	applies *Applicant // nil for the cast
}

// plays tells whether the actor has to do with a post: applicants only with those for
// which they apply.
func (a actor) plays(post string) bool {
	return a.applies == nil || slices.Contains(a.applies.For, post)
}

// day is the day of the story, 1 for the day of its first step.
func (s *Story) day(at time.Time) int {
	return calendar.DateOf(s.Steps[0].At, s.Zone).DaysUntil(calendar.DateOf(at, s.Zone)) + 1
}
