package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// parts gathers the named types that bodies are made of; each is one schema.
type parts struct {
	says  *comments
	types map[string]reflect.Type
	made  map[string]*yaml.Node
}

func newParts(says *comments) *parts {
	return &parts{says: says, types: make(map[string]reflect.Type), made: make(map[string]*yaml.Node)}
}

// schemas are the parts met so far, by name.
func (p *parts) schemas() *yaml.Node {
	all := object()
	for _, name := range slices.Sorted(maps.Keys(p.made)) {
		add(all, name, p.made[name])
	}
	return all
}

// schema says what wire.Decode reads into t. A null, which a pointer would take for a
// member that is not there, is left out of the contract: who has nothing to say leaves
// the member out.
func (p *parts) schema(t reflect.Type) (*yaml.Node, error) {
	switch t.Kind() {
	case reflect.Pointer:
		return p.schema(t.Elem())
	case reflect.Slice:
		items, err := p.schema(t.Elem())
		if err != nil {
			return nil, err
		}
		return object("type", text("array"), "items", items), nil
	}
	make, named := p.maker(t)
	if !named {
		return make()
	}
	name := t.Name()
	if other, taken := p.types[name]; taken && other != t {
		return nil, fmt.Errorf("%s and %s would be one schema", other, t)
	} else if !taken {
		p.types[name] = t
		made, err := make()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		p.made[name] = made
	}
	return reference(name), nil
}

// maker finds how the schema of a type is made, and whether it has a name of its own.
func (p *parts) maker(t reflect.Type) (make func() (*yaml.Node, error), named bool) {
	is := func(node *yaml.Node) func() (*yaml.Node, error) {
		return func() (*yaml.Node, error) { return node, nil }
	}
	switch list, listed := reflect.TypeAssert[wire.Enumerated](reflect.Zero(t)); {
	case listed:
		words := sequence()
		for _, word := range list.Enum() {
			words.Content = append(words.Content, text(word))
		}
		return func() (*yaml.Node, error) { return p.described(t, object("type", text("string"), "enum", words)) }, true
	case t == reflect.TypeFor[calendar.Date]():
		return is(object(
			"description", text("A civil day, counted in the agency's zone."),
			"type", text("string"), "format", text("date"), "pattern", text(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`))), true
	case t == reflect.TypeFor[workflow.CaseID]():
		return is(reference("CaseID")), false // it stands in the part by hand, since paths name cases, too
	case t == reflect.TypeFor[scoring.Points]():
		return is(decimal("A score; exact, with at most two decimals.", scoring.Points(1))), true
	case t == reflect.TypeFor[scoring.Total]():
		return is(decimal("A weighted sum of scores; exact, with at most four decimals.", scoring.Total(1))), true
	case readsItself(t):
		return func() (*yaml.Node, error) {
			return nil, fmt.Errorf("the contract has no form for %s, which reads itself", t)
		}, true
	case t.Kind() == reflect.Struct:
		return func() (*yaml.Node, error) {
			node, err := p.object(t)
			if err != nil {
				return nil, err
			}
			return p.described(t, node)
		}, true
	case t.Kind() == reflect.String:
		most := wire.LongestText
		if lengthy, ok := reflect.TypeAssert[wire.Lengthy](reflect.Zero(t)); ok {
			most = lengthy.Longest()
		}
		return is(object("type", text("string"), "maxLength", plain("!!int", strconv.Itoa(most)))), false
	case t.Kind() == reflect.Bool:
		return is(object("type", text("boolean"))), false
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		return is(object("type", text("integer"))), false
	}
	return func() (*yaml.Node, error) { return nil, fmt.Errorf("the contract has no form for %s", t) }, false
}

// readsItself tells whether a type has a JSON form of its own making, which reflection
// cannot see.
func readsItself(t reflect.Type) bool {
	return wire.IsText(t) || reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ UnmarshalJSON([]byte) error }]())
}

// decimal is a number of points from 0 to the highest score.
func decimal(meaning string, least fmt.Stringer) *yaml.Node {
	return object(
		"description", text(meaning), "type", text("number"), "minimum", plain("!!int", "0"),
		"maximum", plain("!!int", scoring.Full.String()), "multipleOf", plain("!!float", least.String()))
}

// object is the schema of a struct, with the members in the order they are declared.
func (p *parts) object(t reflect.Type) (*yaml.Node, error) {
	required, properties := sequence(), object()
	for _, member := range wire.Members(t) {
		schema, err := p.schema(member.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", member.Name, err)
		}
		field := t.Field(member.Index).Name
		comment, err := p.says.ofMember(t, field)
		if err != nil {
			return nil, err
		}
		if rest, named := strings.CutPrefix(comment, field+" "); named {
			comment = "`" + member.Name + "` " + rest // who reads the contract does not know our names
		}
		if comment != "" {
			schema = withDescription(comment, schema)
		}
		add(properties, member.Name, schema)
		if member.Required {
			required.Content = append(required.Content, text(member.Name))
		}
	}
	node := object("type", text("object"), "additionalProperties", plain("!!bool", "false"))
	if len(required.Content) > 0 {
		required.Style = yaml.FlowStyle
		add(node, "required", required)
	}
	if len(properties.Content) > 0 {
		add(node, "properties", properties)
	}
	return node, nil
}

// described puts a type's own comment before its schema.
func (p *parts) described(t reflect.Type, schema *yaml.Node) (*yaml.Node, error) {
	comment, err := p.says.ofType(t)
	if err != nil || comment == "" {
		return schema, err
	}
	return withDescription(comment+".", schema), nil
}

// withDescription makes a schema anew, since a reference may be shared and is written on
// one line.
func withDescription(comment string, schema *yaml.Node) *yaml.Node {
	described := object("description", text(capital(comment)))
	described.Content = append(described.Content, schema.Content...)
	return described
}
