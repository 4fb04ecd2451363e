package story

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
)

var atForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$`)

// moment is a time in the story's zone, or with an offset of its own.
func (p *parser) moment(n *yaml.Node) time.Time {
	layout, text := time.RFC3339, p.text(n)
	if atForm.MatchString(text) {
		layout = "2006-01-02T15:04:05"[:len(text)]
	}
	at, err := time.ParseInLocation(layout, text, p.story.Zone.Location())
	if err != nil {
		if text != "" {
			p.fault(n, "must be a time such as 2024-05-08T09:00 or 2024-05-08T09:00:00+08:00")
		}
		return p.last
	}
	if at.Before(p.last) {
		p.fault(n, "goes back in time: the step before is at %s", p.last.Format("2006-01-02T15:04"))
		return p.last
	}
	return at.In(p.story.Zone.Location())
}

func (p *parser) step(n *yaml.Node) {
	verbs := []string{}
	for _, verb := range []string{"do", "fires", "told", "expect", "skip", "import"} {
		if only(n, verb) != nil {
			verbs = append(verbs, verb)
		}
	}
	if len(verbs) != 1 {
		p.fault(n, "a step has one of do, fires, told, expect, import and skip, this one has %s", either(verbs))
		return
	}
	m := p.members(n, keysOf[verbs[0]]...)
	if m[verbs[0]] == nil || verbs[0] == "import" {
		return
	}
	s := Step{Line: n.Line, Column: n.Column, Verb: Verb(verbs[0])}
	if at := m["at"]; at != nil {
		p.last = p.moment(at)
	} else if p.last.IsZero() {
		p.fault(n, `the first step needs "at"`)
	}
	s.At = p.last
	switch s.Verb {
	case Do:
		p.do(n, m, &s)
	case Fires:
		procedure := p.complaints(m["complaint"], p.on(n, m["on"], &s), &s)
		s.Event = workflow.Event(p.word(m["fires"], "deadline of a "+procedure, p.known.deadlines[procedure]))
	case Told:
		p.told(n, m, &s)
	case Expect:
		p.expect(m["expect"], &s)
	case Skip:
		s.Reason = p.text(m["skip"])
	}
	p.story.Steps = append(p.story.Steps, s)
}

func either(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " and ")
}

func (p *parser) cast() []string {
	aliases := make([]string, len(p.story.Cast))
	for i, person := range p.story.Cast {
		aliases[i] = person.Alias
	}
	return aliases
}

// by reads who acts: on a round or a selection people of the cast; on records below a
// selection also applicants and groups of them.
func (p *parser) by(n *yaml.Node, of string) []string {
	who, what := p.cast(), "member of the cast"
	if slices.Contains(p.known.records, of) {
		what += " or applicant"
		for _, a := range p.story.Applicants {
			who = append(who, a.Alias, a.Group)
		}
	}
	by := p.wordList(n, what, who)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.fault(n, "names nobody")
	}
	return by
}

// on reads what a step is about, and answers which procedure that is.
func (p *parser) on(step, n *yaml.Node, s *Step) string {
	if n == nil {
		p.fault(step, `"on" is missing`)
		return openselection.RoundName
	}
	words := []string{}
	for _, post := range p.story.Posts {
		words = append(words, post.Alias)
	}
	s.Many = n.Kind == yaml.SequenceNode || n.Value == OnPosts || n.Value == OnAll
	if n.Kind != yaml.SequenceNode {
		words = append(words, OnRound, OnPosts, OnAll)
	} else if len(n.Content) == 0 {
		p.fault(n, "names no post")
	}
	s.On = p.wordList(n, "post", words)
	if len(s.On) == 1 && s.On[0] == OnRound {
		return openselection.RoundName
	}
	return openselection.SelectionName
}

// complaints reads whose complaints about the posts a step is about, if it is about any, and
// answers of which procedure the step then is.
func (p *parser) complaints(n *yaml.Node, on string, s *Step) string {
	if n == nil {
		return on
	}
	if on != openselection.SelectionName {
		p.fault(n, "complaints are about posts")
	}
	s.Of, s.By = complaint.Name, p.wordList(n, "member of the cast", p.cast())
	return complaint.Name
}

func (p *parser) do(n *yaml.Node, m map[string]*yaml.Node, s *Step) {
	procedure := p.known.procedureOf(m["do"].Value, p.on(n, m["on"], s))
	s.Event, s.Of = workflow.Event(p.word(m["do"], "event of a "+procedure, p.known.events[procedure])), procedure
	if m["by"] == nil {
		p.fault(n, `"by" is missing`)
	} else {
		s.By = p.by(m["by"], procedure)
	}
	if with := m["with"]; with != nil {
		if with.Kind != yaml.MappingNode {
			p.fault(with, "must be a mapping: the body of %s", s.Event)
		}
		s.With = p.json(with)
	}
	if m["then"] != nil && m["refused"] != nil {
		p.fault(n, `has both "then" and "refused"`)
	}
	s.Then = workflow.State(p.word(m["then"], "state of a "+procedure, p.known.states[procedure]))
	if refused := m["refused"]; refused != nil {
		if s.Refused = p.wordList(refused, "reason", p.known.reasons(procedure)); refused.Kind == yaml.SequenceNode && len(refused.Content) == 0 {
			p.fault(refused, "names no reason")
		}
	}
}

func (p *parser) told(n *yaml.Node, m map[string]*yaml.Node, s *Step) {
	events := slices.Concat(p.known.events[openselection.RoundName], p.known.events[openselection.SelectionName])
	if m["on"] != nil {
		events = p.known.events[p.on(n, m["on"], s)]
	}
	if m["about"] == nil {
		p.fault(n, `"about" is missing`)
	}
	s.By, s.Event = []string{p.word(m["told"], "member of the cast", p.cast())}, workflow.Event(p.word(m["about"], "event", events))
}

func (p *parser) expect(n *yaml.Node, s *Step) {
	m := p.members(n, "on", "complaint", "state", "revision", "deadlines", "facts", "score")
	procedure := p.complaints(m["complaint"], p.on(n, m["on"], s), s)
	if len(m) < 2 || len(m) == 2 && m["complaint"] != nil {
		p.fault(n, "expects nothing")
	}
	s.Holds.State = workflow.State(p.word(m["state"], "state of a "+procedure, p.known.states[procedure]))
	if m["revision"] != nil {
		s.Holds.Revision = p.whole(m["revision"], 1, 1<<40)
	}
	if m["deadlines"] != nil {
		s.Holds.Deadlines = []workflow.Event{}
		for _, kind := range p.items(m["deadlines"]) {
			s.Holds.Deadlines = append(s.Holds.Deadlines, workflow.Event(p.word(kind, "deadline of a "+procedure, p.known.deadlines[procedure])))
		}
	}
	s.Holds.Score = p.score(m["score"], procedure)
	if facts := m["facts"]; facts != nil {
		for _, f := range p.fields(facts) {
			if pointer := jsontext.Pointer(f.name); !pointer.IsValid() || f.name == "" {
				p.fault(f.key, "must be a JSON pointer such as /overdue/0/kind")
				continue
			}
			s.Holds.Facts = append(s.Holds.Facts, Fact{Pointer: f.name, Value: p.json(f.value)})
		}
	}
}
