package api

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Contract30 writes the contract as OpenAPI 3.0.3, for gateways that read no newer
// one. It knows the parts of 3.1 that the contract uses, and a test has the result
// validated, so that a new part is noticed.
func Contract30() ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(contract, &document); err != nil {
		return nil, fmt.Errorf("the contract: %w", err)
	}
	root := document.Content[0]
	member(root, "openapi").SetString("3.0.3")
	drop(member(root, "info"), "summary")
	drop(root, "webhooks", "jsonSchemaDialect")
	lowerAll(root)
	if schemas := member(member(root, "components"), "schemas"); schemas != nil {
		for i := 1; i < len(schemas.Content); i += 2 {
			lower(schemas.Content[i])
		}
	}
	stripComments(root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, fmt.Errorf("the contract in 3.0: %w", err)
	}
	return out.Bytes(), encoder.Close()
}

// lowerAll finds the schemas of parameters, headers and media types.
func lowerAll(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			switch n.Content[i].Value {
			case "schema":
				lower(n.Content[i+1])
			case "schemas", "example", "examples":
			default:
				lowerAll(n.Content[i+1])
			}
		}
		return
	}
	for _, child := range n.Content {
		lowerAll(child)
	}
}

// lower rewrites one schema, and the schemas in it, in the words of 3.0.
func lower(schema *yaml.Node) {
	if schema == nil || schema.Kind != yaml.MappingNode {
		return
	}
	if ref := member(schema, "$ref"); ref != nil && len(schema.Content) > 2 {
		// In 3.0 whatever stands beside a reference is ignored.
		target := mapping("$ref", ref)
		drop(schema, "$ref")
		set(schema, "allOf", sequence(target))
	}
	nullable(schema)
	if value := member(schema, "const"); value != nil {
		set(schema, "enum", sequence(value))
	}
	if list := member(schema, "examples"); list != nil && list.Kind == yaml.SequenceNode && len(list.Content) > 0 {
		set(schema, "example", list.Content[0])
	}
	for exclusive, plain := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		if bound := member(schema, exclusive); bound != nil && bound.Tag != "!!bool" {
			set(schema, plain, bound)
			set(schema, exclusive, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
		}
	}
	drop(schema, "const", "examples", "unevaluatedProperties", "patternProperties", "propertyNames", "$comment", "contentMediaType", "contentEncoding")
	for i := 0; i < len(schema.Content); i += 2 {
		inner := schema.Content[i+1]
		switch schema.Content[i].Value {
		case "items", "additionalProperties", "not":
			lower(inner)
		case "properties":
			for j := 1; j < len(inner.Content); j += 2 {
				lower(inner.Content[j])
			}
		case "allOf", "anyOf", "oneOf":
			for _, one := range inner.Content {
				lower(one)
			}
		}
	}
}

// nullable says "or null" as 3.0 does.
func nullable(schema *yaml.Node) {
	isNull := func(n *yaml.Node) bool { return n.Value == "null" }
	orNull := false
	if types := member(schema, "type"); types != nil && types.Kind == yaml.SequenceNode {
		orNull = slices.ContainsFunc(types.Content, isNull)
		types.Content = slices.DeleteFunc(types.Content, isNull)
		if len(types.Content) == 1 {
			set(schema, "type", types.Content[0])
		}
	}
	for _, union := range []string{"anyOf", "oneOf"} {
		if list := member(schema, union); list != nil {
			before := len(list.Content)
			list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool {
				of := member(n, "type")
				return of != nil && isNull(of)
			})
			orNull = orNull || len(list.Content) < before
		}
	}
	if orNull {
		set(schema, "nullable", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
}

func member(m *yaml.Node, name string) *yaml.Node {
	if m == nil || m.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			return m.Content[i+1]
		}
	}
	return nil
}

func set(m *yaml.Node, name string, value *yaml.Node) {
	for i := 0; i < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			m.Content[i+1] = value
			return
		}
	}
	m.Content = append(m.Content, mapping(name, value).Content...)
}

func drop(m *yaml.Node, names ...string) {
	if m == nil || m.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(m.Content); {
		if slices.Contains(names, m.Content[i].Value) {
			m.Content = slices.Delete(m.Content, i, i+2)
			continue
		}
		i += 2
	}
}

func mapping(name string, value *yaml.Node) *yaml.Node {
	key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}
}

func sequence(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Content: items}
}

// stripComments: the copy is made by a program and has no marker in it.
func stripComments(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, child := range n.Content {
		stripComments(child)
	}
}
