package policy

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"selter/workflow/calendar"
)

// largestFile is far above any text we hold, and keeps a mistaken or hostile file from filling the memory.
const largestFile = 1 << 20

// decoder reads one file strictly: whatever it does not know is a fault with its line and column, and it goes on to find them all.
type decoder struct {
	file   string
	keys   map[string]AnyKey
	faults *faults
}

// field is one entry of a YAML mapping.
type field struct{ key, value *yaml.Node }

// decode reads one file. What it returns is only meaningful when no fault was added.
func decode(file string, content []byte, overlay bool, fs *faults) *Instrument {
	d := &decoder{file: file, keys: keysByName(), faults: fs}
	root := d.document(content)
	if root == nil {
		return nil
	}
	known := []string{"instrument", "title", "kind", "rank", "in_force", "profile", "inherits", "note", "values"}
	if overlay {
		known = []string{"instrument", "title", "scope", "note", "values"}
	}
	fields := d.mapping(root, known)
	i := &Instrument{File: file, at: d.at(root)}
	if id := d.required(root, fields, "instrument"); id != nil {
		i.ID, i.at = d.text(id), d.at(id.value)
	}
	i.Title = d.text(d.required(root, fields, "title"))
	i.Note = d.text(fields["note"])
	if overlay {
		i.Kind = KindOverlay
		i.Scope = d.scope(d.required(root, fields, "scope"))
	} else {
		i.Kind = d.kind(d.required(root, fields, "kind"))
		i.Rank = d.rank(d.required(root, fields, "rank"))
		i.From, i.To = d.interval(d.required(root, fields, "in_force"))
		i.Profile = d.text(fields["profile"])
		i.Inherits = d.words(fields["inherits"])
	}
	for _, node := range d.items(d.required(root, fields, "values")) {
		i.Lines = append(i.Lines, d.line(node, i.force()))
	}
	return i
}

// document parses the file down to its one mapping; nil after a fault.
func (d *decoder) document(content []byte) *yaml.Node {
	top := place{d.file, 1, 1}
	if len(content) > largestFile {
		d.faults.add(top, "file is larger than %d bytes", largestFile)
		return nil
	}
	documents := yaml.NewDecoder(bytes.NewReader(content))
	var doc, second yaml.Node
	if err := documents.Decode(&doc); errors.Is(err, io.EOF) {
		d.faults.add(top, "file is empty")
		return nil
	} else if err != nil {
		d.syntax(err)
		return nil
	}
	if err := documents.Decode(&second); err == nil {
		d.faults.add(d.at(&second), "second document in one file")
		return nil
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		d.faults.add(top, "file holds no document")
		return nil
	}
	return doc.Content[0]
}

// syntax reports what the YAML parser could not read. The parser tells a line and no column; where a block or list does not go on as it
// should, that is the line before the one on which the block or list begins, and for a tab the line before the tab.
func (d *decoder) syntax(err error) {
	unclosed := []string{
		"did not find expected ',' or ']'", "did not find expected ',' or '}'", "did not find expected key",
		"did not find expected '-' indicator",
	}
	at, problem := place{d.file, 1, 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(problem, "line "); ok {
		if number, rest, ok := strings.Cut(rest, ": "); ok {
			at.line, _ = strconv.Atoi(number) // 0 when it is none, and then at least 1
			problem = rest
		}
	}
	switch {
	case slices.Contains(unclosed, problem):
		at.line++
		problem += ", in what begins here"
	case strings.HasPrefix(problem, "found a tab character"):
		at.line++
	}
	at.line = max(at.line, 1)
	d.faults.add(at, "not readable as YAML: %s", problem)
}

func (d *decoder) at(n *yaml.Node) place { return place{d.file, max(n.Line, 1), max(n.Column, 1)} }

// mapping indexes the entries of a mapping, refusing unknown and duplicate names.
func (d *decoder) mapping(n *yaml.Node, known []string) map[string]*field {
	fields := map[string]*field{}
	if n.Kind != yaml.MappingNode {
		d.faults.add(d.at(n), "expected a mapping with %s", either(known))
		return fields
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch name := key.Value; {
		case key.Kind != yaml.ScalarNode || !slices.Contains(known, name):
			d.faults.add(d.at(key), "unknown field %q", name)
		case fields[name] != nil:
			d.faults.add(d.at(key), "duplicate field %q", name)
		default:
			fields[name] = &field{key, value}
		}
	}
	return fields
}

func (d *decoder) required(parent *yaml.Node, fields map[string]*field, name string) *field {
	f := fields[name]
	if f == nil && parent.Kind == yaml.MappingNode {
		d.faults.add(d.at(parent), "missing field %q", name)
	}
	return f
}

// scalar is the text of a scalar with the given tag, or of any scalar when tag is empty.
func (d *decoder) scalar(f *field, tag string) (string, bool) {
	if f == nil {
		return "", false
	}
	n := f.value
	if n.Kind != yaml.ScalarNode {
		d.faults.add(d.at(n), "%s: expected one plain value", f.key.Value)
		return "", false
	}
	if tag != "" && n.ShortTag() != tag {
		d.faults.add(d.at(n), "%s: %q is %s, expected %s", f.key.Value, n.Value, n.ShortTag(), tag)
		return "", false
	}
	return n.Value, true
}

// text is a string that is not empty.
func (d *decoder) text(f *field) string {
	s, ok := d.scalar(f, tagText)
	if ok && strings.TrimSpace(s) == "" {
		d.faults.add(d.at(f.value), "%s is empty", f.key.Value)
	}
	return s
}

func (d *decoder) items(f *field) []*yaml.Node {
	if f == nil {
		return nil
	}
	if f.value.Kind != yaml.SequenceNode || len(f.value.Content) == 0 {
		d.faults.add(d.at(f.value), "%s: expected a list with at least one item", f.key.Value)
		return nil
	}
	return f.value.Content
}

func (d *decoder) words(f *field) []string {
	var words []string
	for _, n := range d.items(f) {
		words = append(words, d.text(&field{f.key, n}))
	}
	return words
}

func (d *decoder) kind(f *field) Kind {
	k := Kind(d.text(f))
	if f != nil && !slices.Contains([]Kind{KindText, KindProfile, KindMission, KindProposal}, k) {
		d.faults.add(d.at(f.value), "unknown kind %q", k)
	}
	return k
}

func (d *decoder) rank(f *field) int {
	s, ok := d.scalar(f, tagInt)
	if !ok {
		return 0
	}
	n, err := number(s)
	if err != nil {
		d.faults.add(d.at(f.value), "rank: %v", err)
	}
	return n
}

func (d *decoder) scope(f *field) Scope {
	if f == nil {
		return Scope{}
	}
	fields := d.mapping(f.value, []string{"province", "agency"})
	if f.value.Kind == yaml.MappingNode && len(fields) != 1 {
		d.faults.add(d.at(f.value), "scope: expected exactly one of province or agency")
	}
	return Scope{Province: d.text(fields["province"]), Agency: d.text(fields["agency"])}
}

func (d *decoder) interval(f *field) (from, to calendar.Date) {
	if f == nil {
		return from, to
	}
	fields := d.mapping(f.value, []string{"from", "to"})
	return d.dates(d.required(f.value, fields, "from"), fields["to"])
}

// dates reads a half-open interval.
func (d *decoder) dates(fromField, toField *field) (from, to calendar.Date) {
	from, fromOK := d.date(fromField)
	to, toOK := d.date(toField)
	if fromOK && toOK && !from.Before(to) {
		d.faults.add(d.at(toField.value), "empty interval: to %s is not after from %s", to, from)
	}
	return from, to
}

func (d *decoder) date(f *field) (calendar.Date, bool) {
	s, ok := d.scalar(f, "")
	if !ok {
		return calendar.Date{}, false
	}
	day, err := calendar.ParseDate(s)
	if err != nil {
		d.faults.add(d.at(f.value), "%s: bad date %q, expected a day such as 2024-05-08", f.key.Value, s)
		return calendar.Date{}, false
	}
	return day, true
}
