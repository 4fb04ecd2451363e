package worlds_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// A place is an object in a body.
type place struct {
	before, after string // the body around the place where a member goes in
	members       []string
	depth         int
}

func (p place) with(name, value string) string {
	return p.before + fmt.Sprintf("%q:%s", name, value) + p.after
}

// objectsIn finds the body's objects, two levels deep, and the members that the contract
// gives each.
func objectsIn(t *testing.T, contract *openapi3.T, schema, body string) []place {
	t.Helper()
	ref := contract.Components.Schemas[schema]
	if ref == nil {
		t.Fatalf("the contract has no schema %s", schema)
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	return walk(t, decoder, body, ref.Value, 0)
}

// walk goes through the value that the decoder is at.
func walk(t *testing.T, d *json.Decoder, body string, schema *openapi3.Schema, depth int) []place {
	t.Helper()
	token, err := d.Token()
	must(t, err)
	delim, composed := token.(json.Delim)
	if !composed {
		return nil
	}
	var found []place
	at := int(d.InputOffset())
	if delim == '{' {
		rest := body[at:]
		comma := ","
		if strings.HasPrefix(strings.TrimSpace(rest), "}") {
			comma = ""
		}
		one := place{before: body[:at], after: comma + rest, depth: depth}
		if schema != nil {
			one.members = slices.Collect(maps.Keys(schema.Properties))
		}
		if depth <= 2 && schema != nil && len(schema.Properties) > 0 {
			found = append(found, one)
		}
	}
	for i := 0; d.More(); i++ {
		var inner *openapi3.Schema
		if delim == '{' {
			name, err := d.Token()
			must(t, err)
			if schema != nil {
				if member := schema.Properties[name.(string)]; member != nil {
					inner = member.Value
				}
			}
		} else if schema != nil && schema.Items != nil && i == 0 {
			inner = schema.Items.Value
		}
		// A body of any event is one of many; the good ones here are of these events.
		if inner != nil && len(inner.Properties) == 0 && len(inner.AnyOf) > 0 {
			inner = anyOf(inner, body)
		}
		next := depth
		if delim == '{' {
			next++
		}
		found = append(found, walk(t, d, body, inner, next)...)
	}
	_, err = d.Token()
	must(t, err)
	return found
}

// anyOf picks the form whose required members the body names.
func anyOf(schema *openapi3.Schema, body string) *openapi3.Schema {
	var best *openapi3.Schema
	for _, ref := range schema.AnyOf {
		all := !slices.ContainsFunc(ref.Value.Required, func(name string) bool { return !strings.Contains(body, `"`+name+`":`) })
		if all && (best == nil || len(ref.Value.Required) > len(best.Required)) {
			best = ref.Value
		}
	}
	return best
}
