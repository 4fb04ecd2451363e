package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
)

const (
	contractPath = "api/openapi.yaml"
	// marker begins the last lines of components.schemas, which are derived.
	marker = "    # ---- derived: everything below this line is rewritten by cmd/derive; do not edit ----\n"
	indent = "    "
)

// contract is the OpenAPI document: by hand down to the marker, derived below it.
func contract(root string, l law) (artefact, error) {
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(contractPath)))
	if err != nil {
		return artefact{}, err
	}
	byHand, _, ok := strings.Cut(string(content), marker)
	if !ok {
		return artefact{}, fmt.Errorf("%s has not the line %q", contractPath, strings.TrimSpace(marker))
	}
	schemas, err := derivedSchemas(root, l)
	if err != nil {
		return artefact{}, err
	}
	var document struct {
		Components struct {
			Schemas map[string]yaml.Node `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal([]byte(byHand), &document); err != nil {
		return artefact{}, fmt.Errorf("%s: %w", contractPath, err)
	}
	for i := 0; i < len(schemas.Content); i += 2 {
		name := schemas.Content[i].Value
		if _, taken := document.Components.Schemas[name]; taken {
			return artefact{}, fmt.Errorf("%s has a schema %s by hand, and one is derived", contractPath, name)
		}
	}
	text, err := indented(schemas)
	if err != nil {
		return artefact{}, err
	}
	return artefact{path: contractPath, want: byHand + marker + text}, nil
}

// derivedSchemas are the words, the bodies of events and what the bodies are made of. The
// schemas that paths refer to have no description: the generator would copy it into Go, and
// Go code must not depend on what is derived here.
func derivedSchemas(root string, l law) (*yaml.Node, error) {
	schemas := object()
	for _, words := range vocabulary(l, catalog.Names()) {
		add(schemas, words.schema, enumeration(words.codes))
	}
	parts := newParts(newComments(root))
	for _, procedure := range catalog.Names() {
		bodies, union, err := eventBodies(l, parts, procedure)
		if err != nil {
			return nil, err
		}
		add(schemas, title(procedure)+"EventBody", union)
		schemas.Content = append(schemas.Content, bodies.Content...)
	}
	schemas.Content = append(schemas.Content, parts.schemas().Content...)
	return schemas, nil
}

type wordList struct {
	kind   glossary.Kind
	schema string
	codes  []string
}

// vocabulary lists the words of procedures.
func vocabulary(l law, procedures []string) []wordList {
	states, events := []string{string(workflow.Unopened)}, []string(nil)
	var guards, documents, roles []string
	for _, procedure := range procedures {
		for _, state := range l.states(procedure) {
			states = once(states, string(state))
		}
		for _, row := range l.rows(procedure) {
			events = once(events, string(row.Event))
			for _, guard := range row.Requires {
				guards = once(guards, guard.Code)
			}
			for _, document := range row.Documents {
				documents = once(documents, document)
			}
		}
	}
	for _, role := range workflow.Roles() {
		roles = append(roles, string(role))
	}
	return []wordList{
		{glossary.Procedure, "ProcedureCode", procedures},
		{glossary.State, "State", states},
		{glossary.Event, "Event", events},
		{glossary.Role, "Role", roles},
		{glossary.Guard, "Guard", guards},
		{glossary.Document, "DocumentCode", documents},
	}
}

// eventBodies are the schemas of a procedure's events, and the schema that admits each; its
// x-event tells which body belongs to which event, who may act, and the articles.
func eventBodies(l law, parts *parts, procedure string) (bodies, union *yaml.Node, err error) {
	acts, err := l.acts(procedure)
	if err != nil {
		return nil, nil, err
	}
	bodies, refs, events := object(), sequence(), object()
	for _, a := range acts {
		name := procedure + "." + string(a.event)
		body, err := parts.object(a.row.Body)
		if err != nil {
			return nil, nil, fmt.Errorf("the body of %s: %w", name, err)
		}
		word, _ := l.words.Term(glossary.Event, string(a.event))
		described := object("description", text(fmt.Sprintf("%s: %s.", capital(word.Indonesian), word.Gloss)))
		described.Content = append(described.Content, body.Content...)
		add(bodies, name, described)
		refs.Content = append(refs.Content, reference(name))

		by, cites := sequence(), sequence()
		for _, role := range a.by {
			by.Content = append(by.Content, text(string(role)))
		}
		for _, cite := range a.cites {
			cites.Content = append(cites.Content, text(cite.String()))
		}
		by.Style = yaml.FlowStyle
		add(events, string(a.event), object("schema", text(name), "by", by, "cites", cites))
	}
	return bodies, object("type", text("object"), "anyOf", refs, "x-event", events), nil
}

func enumeration(codes []string) *yaml.Node {
	list := sequence()
	for _, code := range codes {
		list.Content = append(list.Content, text(code))
	}
	return object("type", text("string"), "enum", list)
}

// indented writes schemas as the last members of components.schemas.
func indented(schemas *yaml.Node) (string, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(schemas), encoder.Close()); err != nil {
		return "", err
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString(indent + line)
	}
	return out.String(), nil
}

// object makes a mapping of names and values, in their order.
func object(members ...any) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(members); i += 2 {
		add(node, members[i].(string), members[i+1].(*yaml.Node))
	}
	return node
}

func add(object *yaml.Node, name string, value *yaml.Node) {
	object.Content = append(object.Content, text(name), value)
}

func sequence() *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode}
}

func text(s string) *yaml.Node {
	var node yaml.Node
	node.SetString(s)
	return &node
}

// plain is a number or a truth.
func plain(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func reference(name string) *yaml.Node {
	node := object("$ref", text("#/components/schemas/"+name))
	node.Style = yaml.FlowStyle
	return node
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// title makes a schema's name of a code word: merit_review becomes MeritReview.
func title(word string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(word, "_") {
		b.WriteString(capital(part))
	}
	return b.String()
}
