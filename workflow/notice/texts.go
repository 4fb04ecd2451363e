package notice

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"text/template"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"selter/workflow"
)

//go:embed texts.yaml
var source []byte

// saying is what is said, as the file has it.
type saying struct {
	Title      string `yaml:"title"`
	Indonesian string `yaml:"id"`
	English    string `yaml:"en"`
}

// entry is an event as the file has it.
type entry struct {
	saying `yaml:",inline"`
	Roles  []workflow.Role          `yaml:"roles"`
	OwedBy []workflow.Role          `yaml:"owed_by"` // of a deadline
	Clock  workflow.Event           `yaml:"clock"`   // the deadline that the event sets
	For    map[workflow.Role]saying `yaml:"for"`
}

// form is a letter ready to be filled in.
type form struct{ subject, indonesian, english *template.Template }

type place struct {
	procedure string
	event     workflow.Event
}

type line struct {
	place
	occasion occasion
	role     workflow.Role // "": whoever has no line of their own
}

// book is all texts.
type book struct {
	entries map[place]entry
	forms   map[line]form
	unknown form
}

// texts reads the file once.
var texts = sync.OnceValues(func() (*book, error) { return parse(source) })

func (b *book) of(a About) form {
	at := place{a.Procedure, a.Event}
	if f, ok := b.forms[line{at, a.occasion(), a.Role}]; ok {
		return f
	}
	if f, ok := b.forms[line{at, a.occasion(), ""}]; ok {
		return f
	}
	return b.unknown
}

// parse reads a file of texts, strictly; all faults come together.
func parse(data []byte) (*book, error) {
	var file struct {
		Frames struct{ Reminded, Passed, Told, Unknown saying }
		Tables map[string]map[workflow.Event]entry `yaml:",inline"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("texts of notices: %w", err)
	}
	b := &book{entries: make(map[place]entry), forms: make(map[line]form)}
	var faults []error
	add := func(at line, title, indonesian, english string) {
		f, err := compile(title, indonesian, english)
		if err != nil {
			faults = append(faults, fmt.Errorf("texts of notices: %s %s: %w", at.procedure, at.event, err))
		}
		b.forms[at] = f
	}
	frames := file.Frames
	for procedure, events := range file.Tables {
		for event, e := range events {
			at := place{procedure, event}
			b.entries[at] = e
			if isClock(event) {
				add(line{at, reminded, ""}, frames.Reminded.Title, frames.Reminded.Indonesian+" "+e.Indonesian, frames.Reminded.English+" "+e.English)
				add(line{at, passed, ""}, frames.Passed.Title, frames.Passed.Indonesian+" "+e.Indonesian, frames.Passed.English+" "+e.English)
				continue
			}
			sayings := map[workflow.Role]saying{"": e.saying}
			maps.Copy(sayings, e.For)
			for role, s := range sayings {
				add(line{at, told, role}, e.Title, s.Indonesian+" "+frames.Told.Indonesian, s.English+" "+frames.Told.English)
			}
		}
	}
	var err error
	if b.unknown, err = compile(frames.Unknown.Title, frames.Unknown.Indonesian, frames.Unknown.English); err != nil {
		faults = append(faults, err)
	}
	return b, errors.Join(faults...)
}

// compile makes a letter of its parts; the subject names the place after the title.
func compile(title, indonesian, english string) (form, error) {
	var f form
	var err error
	for _, part := range []struct {
		into **template.Template
		text string
	}{{&f.subject, title + ": {{.Where}}"}, {&f.indonesian, indonesian}, {&f.english, english}} {
		if *part.into, err = template.New("").Funcs(template.FuncMap{"capital": capital}).Parse(part.text); err != nil {
			return form{}, err
		}
	}
	return f, nil
}

// Tells tells whether there is a text for who is told of an event, or reminded of a deadline.
func Tells(procedure string, event workflow.Event, role workflow.Role, reminder bool) bool {
	b, err := texts()
	if err != nil {
		return false
	}
	e := b.entries[place{procedure, event}]
	if reminder {
		return slices.Contains(e.OwedBy, role)
	}
	return slices.Contains(e.Roles, role)
}

// Clock is the deadline that a letter on an event tells of: the event itself, or the one that it sets.
func Clock(procedure string, event workflow.Event) (workflow.Event, bool) {
	if isClock(event) {
		return event, true
	}
	b, err := texts()
	if err != nil {
		return "", false
	}
	clock := b.entries[place{procedure, event}].Clock
	return clock, clock != ""
}

// capital makes the first letter of a letter large: terms stand in the glossary as in a dictionary.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// A Line is one telling for which there is a text.
type Line struct {
	Procedure string
	Event     workflow.Event
	Role      workflow.Role
	Reminder  bool
}

// Lines lists what there are texts for, by procedure, event and role.
func Lines() []Line {
	b, err := texts()
	if err != nil {
		return nil
	}
	var lines []Line
	for at, e := range b.entries {
		for _, role := range e.Roles {
			lines = append(lines, Line{at.procedure, at.event, role, false})
		}
		for _, role := range e.OwedBy {
			lines = append(lines, Line{at.procedure, at.event, role, true})
		}
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Role, b.Role))
	})
	return lines
}
