package matrix_test

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"selter/pkg/identity"
)

//go:embed expectation.yaml
var expectationFile []byte

// A law is the expectation file as it is written.
type law struct {
	Reach        map[string][]string                     `yaml:"reach"`
	SecondFactor []string                                `yaml:"second_factor"`
	SubjectOf    []string                                `yaml:"subject_of"`
	States       map[string]string                       `yaml:"states"`
	Acts         map[string]map[string]map[string]string `yaml:"acts"`
	Only         map[string]string                       `yaml:"only"`
	Never        map[string]string                       `yaml:"never"`
	Packs        string                                  `yaml:"packs"`
	Scopes       map[string]string                       `yaml:"scopes"`
	Unscoped     []string                                `yaml:"unscoped"`
	Inside       []string                                `yaml:"inside"`
	Reads        []struct {
		Of     []string `yaml:"of"`
		By     []string `yaml:"by"`
		What   []string `yaml:"what"`
		In     string   `yaml:"in"`
		Unless string   `yaml:"unless"`
	} `yaml:"reads"`
	Files     []string          `yaml:"files"`
	Veiled    map[string]string `yaml:"veiled"`
	Documents map[string]struct {
		By []string `yaml:"by"`
		In string   `yaml:"in"`
	} `yaml:"documents"`
	MarkedOn    string            `yaml:"marked_on"`
	Public      map[string]string `yaml:"public"`
	Particulars struct {
		Fields map[string]string `yaml:"fields"`
		Rules  []keptRule        `yaml:"rules"`
		// Recorded is by whom they are recorded from outside the person's file, InFile in it.
		Recorded []keptRule          `yaml:"recorded"`
		InFile   map[string][]string `yaml:"recorded_in_file"`
	} `yaml:"particulars"`
	Wherever map[string][]string `yaml:"wherever"`
	Alike    []struct {
		Nobody  string   `yaml:"nobody"`
		Token   string   `yaml:"token"`
		Session string   `yaml:"session"`
		Of      []string `yaml:"of"`
	} `yaml:"alike"`
}

// A keptRule lets somebody have to do with classes of particulars.
type keptRule struct {
	By   []string `yaml:"by"`
	Of   []string `yaml:"of"`
	What []string `yaml:"what"`
	In   string   `yaml:"in"`
}

// An expectation says what each cell must be answered with, by the expectation file and
// by nothing else: no table of the repository is asked here.
type expectation struct {
	law
	// acts are, of each procedure and event, the parts that take it in each state of each profile.
	acts map[string]map[string]map[spot][]string
}

// A spot is a state under a profile of supervision.
type spot struct{ profile, state string }

// profiles are those of supervision and, where a committee may come early, that of KASN once more.
var profiles = []string{"kasn", "bkn", early}

func expected(t *testing.T) *expectation {
	t.Helper()
	e := &expectation{acts: make(map[string]map[string]map[spot][]string)}
	decoder := yaml.NewDecoder(bytes.NewReader(expectationFile))
	decoder.KnownFields(true)
	if err := decoder.Decode(&e.law); err != nil {
		t.Fatal(err)
	}
	for procedure, parts := range e.Acts {
		e.acts[procedure] = make(map[string]map[spot][]string)
		for part, events := range parts {
			for event, states := range events {
				if e.acts[procedure][event] == nil {
					e.acts[procedure][event] = make(map[spot][]string)
				}
				for _, profile := range profiles {
					for _, state := range e.among(states, profile) {
						at := spot{profile, state}
						e.acts[procedure][event][at] = append(e.acts[procedure][event][at], part)
					}
				}
			}
		}
	}
	return e
}

// among spells out words for states under a profile.
func (e *expectation) among(words, profile string) []string {
	var states []string
	for word := range strings.FieldsSeq(words) {
		if of, rest, marked := strings.Cut(word, ":"); marked {
			if of != profile && (of != "kasn" || profile != early) {
				continue
			}
			word = rest
		}
		if several, ok := e.States[word]; ok {
			states = append(states, e.among(several, profile)...)
		} else {
			states = append(states, word)
		}
	}
	return states
}

// awake tells whether a caller's duty can be used at all.
func (e *expectation) awake(who caller) bool {
	return who.duty != "" && who.days == "now" && (who.factors == 2 || !slices.Contains(e.SecondFactor, who.duty))
}

// parts is what a caller is to a case.
func (e *expectation) parts(who caller, c target) []string {
	var parts []string
	if e.awake(who) && who.applies == "" && slices.Contains(e.Reach[relation(who.place, c)], c.procedure) {
		parts = append(parts, who.duty)
	}
	if c.subject != "" && c.subject == who.person && slices.Contains(e.SubjectOf, c.procedure) {
		parts = append(parts, "data_subject")
	}
	return parts
}

// reads tells whether one of the parts reads a resource of a case.
func (e *expectation) reads(parts []string, what string, c target) bool {
	for _, rule := range e.Reads {
		if slices.Contains(rule.Of, c.procedure) && slices.Contains(rule.What, what) && meet(rule.By, parts) &&
			(rule.In == "" || slices.Contains(e.among(rule.In, c.profile), c.stage())) &&
			(rule.Unless == "" || c.procedure != "selection" || !slices.Contains(e.among(rule.Unless, c.profile), c.stage())) {
			return true
		}
	}
	return false
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool { return slices.Contains(b, one) })
}

// act is the answer to an event that is asked with a body which cannot be meant.
func (e *expectation) act(who caller, c target, event string) string {
	parts := e.parts(who, c)
	if c.state != "unopened" && !e.reads(parts, "status", c) {
		return "not_found"
	}
	if profile, one := e.Only[event]; one && profile != c.profile {
		return "unknown_event"
	}
	rule, known := e.acts[c.procedure][event]
	if !known {
		return "unknown_event"
	}
	may, open := rule[spot{c.profile, c.state}]
	switch {
	case !open:
		return "wrong_state"
	case !meet(may, parts):
		return "wrong_actor"
	}
	return "invalid_body"
}

// show is the answer to a read of one resource, with what else is in it.
func (e *expectation) show(who caller, c target, what string, beside ...string) string {
	parts := e.parts(who, c)
	switch {
	case !e.reads(parts, "status", c):
		return "not_found"
	case !e.reads(parts, what, c):
		return "not_for_you"
	}
	said := "ok"
	for _, other := range beside {
		if other == "bodies" && slices.Contains(beside, "findings") && !e.reads(parts, "findings", c) {
			continue // the head of the journal is a hash of what is kept back, too
		}
		if e.reads(parts, other, c) && (other != "offers" || len(e.open(c)) > 0) {
			said += " " + other
		}
	}
	return said
}

// document tells whether a caller reads a document of an application in a selection.
func (e *expectation) document(who caller, c, selection target, kind string) bool {
	parts := e.parts(who, c)
	rule, special := e.Documents[kind]
	return e.reads(parts, "facts", c) && (!special || slices.Contains(parts, "data_subject") ||
		meet(rule.By, parts) && slices.Contains(e.among(rule.In, selection.profile), selection.stage()))
}

// open lists the events of a case in its state, with the parts that take them.
func (e *expectation) open(c target) map[string][]string {
	takers := make(map[string][]string)
	for event, rule := range e.acts[c.procedure] {
		if profile, one := e.Only[event]; one && profile != c.profile {
			continue
		}
		if by := rule[spot{c.profile, c.state}]; len(by) > 0 {
			takers[event] = by
		}
	}
	return takers
}

// offers are the events that are offered, and to whom not.
func (e *expectation) offers(who caller, c target) string {
	var offers []string
	for event, by := range e.open(c) {
		if !meet(by, e.parts(who, c)) {
			event += "(not_you)"
		}
		offers = append(offers, event)
	}
	slices.Sort(offers)
	return strings.Join(offers, " ")
}

// scope is what a token must have been issued for on a route; "" when any will do.
func (e *expectation) scope(method, path string) string {
	if slices.Contains(e.Unscoped, method+" "+path) {
		return ""
	}
	best, kind := "", ""
	for prefix, of := range e.Scopes {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(best) {
			best, kind = prefix, of
		}
	}
	switch {
	case kind == "":
		return ""
	case method == "GET":
		return kind + ":read"
	}
	return kind + ":act"
}

const everyEvent = "every event"

// never tells whether a part may not take an event, wherever and whenever.
func (e *expectation) never(part, event string) bool {
	events := e.Never[part]
	return events == everyEvent || slices.Contains(strings.Fields(events), event)
}

// alike is the answer of a route that asks for no duty.
func (e *expectation) alike(route string, kind identity.Kind) string {
	for _, rule := range e.Alike {
		if !slices.Contains(rule.Of, route) {
			continue
		}
		switch kind {
		case identity.TokenKind:
			return rule.Token
		case identity.SessionKind:
			return rule.Session
		}
		return rule.Nobody
	}
	return "a route of which the expectation says nothing"
}
