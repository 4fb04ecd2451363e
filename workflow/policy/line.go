package policy

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// line reads one value of an instrument. Inside a text the line may leave out its days, which are then the text's own; an overlay has no
// days of its own, so there each line says the first one.
func (d *decoder) line(n *yaml.Node, force span) Line {
	fields := d.mapping(n, []string{"key", "value", "unit", "from", "to", "article", "certainty", "note"})
	l := Line{at: d.at(n)}
	l.Key = d.text(d.required(n, fields, "key"))
	l.Unit = d.text(d.required(n, fields, "unit"))
	l.Article = d.text(d.required(n, fields, "article"))
	l.Certainty = Certainty(d.text(d.required(n, fields, "certainty")))
	l.Note = d.text(fields["note"])
	if f := fields["certainty"]; f != nil && !l.Certainty.Valid() {
		d.faults.add(d.at(f.value), "unknown certainty %q, expected %s, %s or %s", l.Certainty, Seen, Known, Proposal)
	}
	if force.from.IsZero() {
		d.required(n, fields, "from")
	}
	l.From, l.To = d.dates(fields["from"], fields["to"])
	if fields["from"] == nil {
		l.From = force.from
	}
	if fields["to"] == nil {
		l.To = force.to
	}
	value := d.required(n, fields, "value")
	if f := fields["key"]; f != nil {
		l.at = d.at(f.value)
		key, ok := d.keys[l.Key]
		if !ok {
			d.faults.add(l.at, "unknown key %q", l.Key)
			return l
		}
		l.Value = d.value(key, value, fields["unit"], l.Unit)
	}
	return l
}

// value reads the value of a known key. A wrong unit is told at the unit, anything else at the value.
func (d *decoder) value(key AnyKey, value, unitField *field, unit string) string {
	if value == nil || unitField == nil {
		return ""
	}
	if !slices.Contains(key.Units(), unit) {
		d.faults.add(d.at(unitField.value), "%s: wrong unit %q, expected %s", key.Name(), unit, either(key.Units()))
		return ""
	}
	text, ok := d.written(key, value.value)
	if !ok {
		d.faults.add(d.at(value.value), "%s: wrong type, expected %s", key.Name(), expected(key))
		return ""
	}
	if err := key.check(text, unit); err != nil {
		d.faults.add(d.at(value.value), "%s: %v", key.Name(), err)
	}
	return text
}

// written is the one spelling of a YAML value; false when it is not of the key's type.
func (d *decoder) written(key AnyKey, n *yaml.Node) (string, bool) {
	itemTag, list := strings.CutPrefix(key.tag(), "!!seq of ")
	if !list {
		return n.Value, n.Kind == yaml.ScalarNode && n.ShortTag() == key.tag()
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return "", false
	}
	parts := make([]string, len(n.Content))
	for i, item := range n.Content {
		if item.Kind != yaml.ScalarNode || item.ShortTag() != itemTag {
			return "", false
		}
		parts[i] = item.Value
	}
	return strings.Join(parts, ","), true
}

func expected(key AnyKey) string {
	switch key.tag() {
	case tagInt:
		return "a whole number"
	case tagBool:
		return "true or false"
	case tagInts:
		return "a list of whole numbers"
	case tagSeq:
		return "a list of words"
	}
	return "text"
}
