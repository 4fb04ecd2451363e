package story

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// A Result is what a play came to. It is one JSON document.
type Result struct {
	Story  string `json:"story"`
	Source string `json:"source,omitzero"`
	File   string `json:"file"`
	Zone   string `json:"zone"`
	Agency Agency `json:"agency"`
	// Pack is the policy under which the round ran; empty when it never opened.
	Pack     string    `json:"pack,omitzero"`
	Timeline []Line    `json:"timeline"`
	Cases    []Outcome `json:"cases"`
	// Records count the applications, sheets and papers below the cases.
	Records []Tally `json:"records,omitzero"`
	// Journal is the number of entries in all journals of the play.
	Journal int `json:"journal_entries"`
	// Met tells that all expectations held; Unmet are those that did not.
	Met   bool     `json:"met"`
	Unmet []*Unmet `json:"unmet,omitzero"`
}

// A Line is a step of the play, or a deadline that the story does not mention
// and that passed between two steps: its Step is then 0.
type Line struct {
	Step    int             `json:"step"`
	Place   string          `json:"place,omitzero"` // file:line
	Day     int             `json:"day"`            // 1 is the day of the first step
	At      time.Time       `json:"at"`             // in the story's zone
	Verb    Verb            `json:"verb"`
	By      string          `json:"by,omitzero"`
	Roles   []workflow.Role `json:"roles,omitzero"`
	Event   workflow.Event  `json:"event,omitzero"`
	On      []string        `json:"on,omitzero"`
	Reason  string          `json:"reason,omitzero"`
	Answers []Answer        `json:"answers,omitzero"`
}

// An Answer is what one or more cases answered alike.
type Answer struct {
	On    []string       `json:"on"`
	State workflow.State `json:"state,omitzero"`
	// Refused are the reasons against the event; Problem is the kind of refusal.
	Refused   []Reason          `json:"refused,omitzero"`
	Problem   string            `json:"problem,omitzero"`
	Deadlines []Armed           `json:"deadlines,omitzero"`
	Articles  []policy.Citation `json:"articles,omitzero"`
}

// A Reason stands against an event. Says is the server's Indonesian sentence.
type Reason struct {
	Code      string            `json:"code"`
	Field     string            `json:"field,omitzero"`
	Detail    string            `json:"detail,omitzero"`
	Says      string            `json:"says,omitzero"`
	Citations []policy.Citation `json:"citations,omitzero"`
}

// Armed is a deadline that a step started. Due is the first instant after it, Count
// how its last day was found.
type Armed struct {
	Kind  workflow.Event `json:"kind"`
	Due   time.Time      `json:"due"`
	Count calendar.Count `json:"count"`
}

// An Outcome is where a case stands at the end.
type Outcome struct {
	On      string         `json:"on"`
	State   workflow.State `json:"state"`
	Entries int            `json:"entries"` // in its journal
}

// A Tally counts the records of a procedure that stand alike at the end.
type Tally struct {
	Procedure string         `json:"procedure"`
	State     workflow.State `json:"state"`
	Cases     int            `json:"cases"`
	Entries   int            `json:"entries"` // in all their journals
}

// Unmet is an expectation that does not hold. A caller ends with exit code 1.
type Unmet struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Step     int    `json:"step"` // from 1
	On       string `json:"on,omitzero"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

func (u *Unmet) Error() string {
	on := ""
	if u.On != "" {
		on = " on " + u.On
	}
	return fmt.Sprintf("%s:%d:%d: step %d%s: expected %s, got %s", u.File, u.Line, u.Column, u.Step, on, u.Expected, u.Got)
}

func codesOf(reasons []Reason) []string {
	var codes []string
	for _, r := range reasons {
		if !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// text is the answer in one word or more; answers of the same text are told together.
func (a Answer) text() string {
	switch {
	case len(a.Refused) > 0:
		return "refused: " + strings.Join(codesOf(a.Refused), ", ")
	case a.Problem != "":
		return "refused: " + a.Problem
	}
	return string(a.State)
}

// joined puts answers that are alike together, in the order in which they came.
func joined(answers []Answer) []Answer {
	var groups []Answer
	for _, a := range answers {
		i := slices.IndexFunc(groups, func(g Answer) bool {
			return g.text() == a.text() && slices.EqualFunc(g.Deadlines, a.Deadlines, func(x, y Armed) bool {
				return x.Kind == y.Kind && x.Due.Equal(y.Due)
			}) && slices.Equal(g.Articles, a.Articles)
		})
		if i < 0 {
			groups = append(groups, a)
			continue
		}
		groups[i].On = append(slices.Clone(groups[i].On), a.On...)
	}
	return groups
}

func cited(reasons []Reason) []policy.Citation {
	var all []policy.Citation
	for _, r := range reasons {
		for _, c := range r.Citations {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}
