package story

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"

	"selter/workflow/wire"
)

// What a story may measure at most; far above any that somebody writes by hand.
const (
	largestFile = 1 << 20
	deepest     = 32
	mostValues  = 100_000 // an alias counts each time it is used
)

var aliasForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (p *parser) fault(n *yaml.Node, format string, args ...any) {
	p.faults = append(p.faults, Fault{File: p.name, Line: max(n.Line, 1), Column: max(n.Column, 1), Problem: fmt.Sprintf(format, args...)})
}

// document reads the one YAML document of a file; nil after a fault.
func (p *parser) document(data []byte) *yaml.Node {
	top, doc := &yaml.Node{}, &yaml.Node{}
	if len(data) > largestFile {
		p.fault(top, "the file is larger than %d bytes", largestFile)
		return nil
	}
	documents := yaml.NewDecoder(bytes.NewReader(data))
	err := documents.Decode(doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) != 1 {
		p.fault(top, "the file is empty")
		return nil
	}
	second := &yaml.Node{}
	if err == nil {
		if err = documents.Decode(second); err == nil {
			p.fault(second, "a second document in one file")
			return nil
		}
	}
	if !errors.Is(err, io.EOF) {
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		if number, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": "); ok && strings.HasPrefix(text, "line ") {
			top.Line, _ = strconv.Atoi(number) // 0 when it is none, and then 1
			text = rest
			// For a list or block that does not go on, the parser tells the line before the one on which it begins.
			for _, unclosed := range []string{"',' or", "key", "'-' indicator"} {
				if strings.HasPrefix(text, "did not find expected "+unclosed) {
					top.Line++
				}
			}
		}
		p.fault(top, "not YAML: %s", text)
		return nil
	}
	return doc.Content[0]
}

// real is the node itself where an alias stands for it.
func real(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// A field is a member of a mapping.
type field struct {
	name       string
	key, value *yaml.Node
}

// fields lists the members of a mapping, each once. Without known words every word is good.
func (p *parser) fields(n *yaml.Node, known ...string) []field {
	n = real(n)
	if n.Kind != yaml.MappingNode {
		p.fault(n, "must be a mapping of words to values")
		return nil
	}
	var found []field
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], real(n.Content[i+1])
		switch {
		case key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str":
			p.fault(key, "a key must be a plain word")
		case slices.ContainsFunc(found, func(f field) bool { return f.name == key.Value }):
			p.fault(key, "%q appears twice", key.Value)
		case len(known) > 0 && !slices.Contains(known, key.Value):
			p.fault(key, "unknown key %q, expected one of %s", key.Value, strings.Join(known, ", "))
		default:
			found = append(found, field{key.Value, key, value})
		}
	}
	return found
}

// members is fields by their names.
func (p *parser) members(n *yaml.Node, known ...string) map[string]*yaml.Node {
	byName := make(map[string]*yaml.Node)
	for _, f := range p.fields(n, known...) {
		byName[f.name] = f.value
	}
	return byName
}

func (p *parser) items(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n = real(n); n.Kind != yaml.SequenceNode {
		p.fault(n, "must be a list")
		return nil
	}
	items := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		items[i] = real(item)
	}
	return items
}

// text is a text that is not empty; "" after a fault and for no node.
func (p *parser) text(n *yaml.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind != yaml.ScalarNode:
		p.fault(n, "must be a text")
	case n.ShortTag() != "!!str" && n.ShortTag() != "!!timestamp":
		p.fault(n, "must be a text: write it in quotes")
	case strings.TrimSpace(n.Value) == "":
		p.fault(n, "must not be empty")
	default:
		return n.Value
	}
	return ""
}

// word is a text out of a list; what says what it is.
func (p *parser) word(n *yaml.Node, what string, known []string) string {
	word := p.text(n)
	if word != "" && !slices.Contains(known, word) {
		p.fault(n, "unknown %s %q", what, word)
		return ""
	}
	return word
}

// words reads one word, or a list of words without repetition.
func (p *parser) wordList(n *yaml.Node, what string, known []string) []string {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = p.items(n)
	}
	words := []string{}
	for _, node := range nodes {
		word := p.word(node, what, known)
		if slices.Contains(words, word) {
			p.fault(node, "%q appears twice", word)
		} else if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// whole is a whole number from least to most; least after a fault and for no node.
func (p *parser) whole(n *yaml.Node, least, most int64) int64 {
	if n == nil {
		return least
	}
	number, err := strconv.ParseInt(n.Value, 10, 64)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || number < least || number > most {
		p.fault(n, "must be a whole number from %d to %d", least, most)
		return least
	}
	return number
}

// json is a value as the API takes it. Days and times stay the texts that they are.
func (p *parser) json(n *yaml.Node) jsontext.Value {
	p.values = 0
	return p.canonical(n, p.value(n, 0))
}

func (p *parser) canonical(n *yaml.Node, v any) jsontext.Value {
	value, err := wire.Canonical(v)
	if err != nil {
		p.fault(n, "has no form in JSON: %v", err)
	}
	return value
}

func (p *parser) value(n *yaml.Node, depth int) any {
	n = real(n)
	p.values++
	if depth > deepest || p.values > mostValues {
		if depth > deepest || p.values == mostValues+1 {
			p.fault(n, "is nested too deeply or too large")
		}
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		object := make(map[string]any)
		for _, f := range p.fields(n) {
			object[f.name] = p.value(f.value, depth+1)
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = p.value(item, depth+1)
		}
		return list
	}
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return n.Value
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if number := jsontext.Value(n.Value); number.IsValid() && number.Kind() == '0' {
			return number
		}
		p.fault(n, "is not a plain decimal number: a text needs quotes")
	default:
		p.fault(n, "has the unknown tag %s", n.ShortTag())
	}
	return nil
}
