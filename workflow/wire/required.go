package wire

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A Member is one member of a document type, as its struct tags tell it.
type Member struct {
	Name     string
	Required bool
	Index    int
	Type     reflect.Type
}

// Members lists the members of a struct type in the order they are declared. A
// member is required unless its json tag says omitzero or omitempty.
func Members(t reflect.Type) []Member {
	var members []Member
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		optional := strings.Contains(options, "omitzero") || strings.Contains(options, "omitempty")
		members = append(members, Member{Name: name, Required: !optional, Index: i, Type: field.Type})
	}
	return members
}

// IsText tells whether values of t are JSON strings of their own making (days,
// zones, identifiers) rather than objects.
func IsText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// decodesItself tells whether t reads its own JSON, so that its inside is not ours to check.
func decodesItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return IsText(t) || pointer.Implements(reflect.TypeFor[interface{ UnmarshalJSON([]byte) error }]())
}

func missingMembers(data jsontext.Value, t reflect.Type, at string) Problems {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if decodesItself(t) || data.Kind() == 'n' {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		var present map[string]jsontext.Value
		if err := json.Unmarshal(data, &present); err != nil {
			return explain(err)
		}
		return missingIn(present, t, at)
	case reflect.Slice:
		var items []jsontext.Value
		if t.Elem().Kind() == reflect.Uint8 || json.Unmarshal(data, &items) != nil {
			return nil
		}
		var problems Problems
		for i, item := range items {
			problems = append(problems, missingInside(item, t.Elem(), fmt.Sprintf("%s/%d", at, i))...)
		}
		return problems
	case reflect.Map:
		var items map[string]jsontext.Value
		if json.Unmarshal(data, &items) != nil {
			return nil
		}
		var problems Problems
		for name, item := range items {
			problems = append(problems, missingInside(item, t.Elem(), at+"/"+escape(name))...)
		}
		sort.SliceStable(problems, func(i, j int) bool { return problems[i].Field < problems[j].Field })
		return problems
	}
	return nil
}

// missingInside is missingMembers for a member or an item, where null stands for a
// value that is not there; only a pointer admits that.
func missingInside(data jsontext.Value, t reflect.Type, at string) Problems {
	if data.Kind() == 'n' && t.Kind() != reflect.Pointer {
		return Problems{{Field: at, Problem: "must not be null"}}
	}
	return missingMembers(data, t, at)
}

func missingIn(present map[string]jsontext.Value, t reflect.Type, at string) Problems {
	var problems Problems
	for _, member := range Members(t) {
		field := at + "/" + escape(member.Name)
		value, there := present[member.Name]
		switch {
		case !there && member.Required:
			problems = append(problems, Problem{Field: field, Problem: "is required"})
		case there:
			problems = append(problems, missingInside(value, member.Type, field)...)
		}
	}
	return problems
}

// maxExact is the largest whole number that canonical JSON (RFC 8785) can keep: it
// writes numbers as doubles, so a larger one would change on its way to the journal.
const maxExact = 1<<53 - 1

// The bounds of one document. They are ours, generous, and keep a case small enough
// to be read and written whole.
const (
	LongestText = 4000 // bytes
	LongestList = 1000 // items
)

// Lengthy is implemented by a text type whose values may be longer than LongestText.
type Lengthy interface{ Longest() int } // bytes

// longest is how many bytes a text of a type may have.
func longest(v reflect.Value) int {
	if v.CanInterface() {
		if lengthy, ok := reflect.TypeAssert[Lengthy](v); ok {
			return lengthy.Longest()
		}
	}
	return LongestText
}

// Enumerated is implemented by a text type that has a closed list of values.
type Enumerated interface{ Enum() []string }

// checkAll asks every part of a document that is Checked, inner parts first.
func checkAll(v reflect.Value, at string) Problems {
	var problems Problems
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return checkAll(v.Elem(), at)
	case reflect.Struct:
		if decodesItself(v.Type()) {
			return nil
		}
		for _, member := range Members(v.Type()) {
			if !member.Required && v.Field(member.Index).IsZero() {
				continue
			}
			problems = append(problems, checkAll(v.Field(member.Index), at+"/"+escape(member.Name))...)
		}
	case reflect.String:
		if most := longest(v); v.Len() > most {
			problems = append(problems, Problem{Field: at, Problem: fmt.Sprintf("must have at most %d bytes", most)})
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		if v.Len() > LongestList {
			return Problems{{Field: at, Problem: fmt.Sprintf("must have at most %d items", LongestList)}}
		}
		for i := range v.Len() {
			problems = append(problems, checkAll(v.Index(i), fmt.Sprintf("%s/%d", at, i))...)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			problems = append(problems, checkAll(v.MapIndex(key), at+"/"+escape(key.String()))...)
		}
		sort.SliceStable(problems, func(i, j int) bool { return problems[i].Field < problems[j].Field })
	}
	if v.CanInt() && (v.Int() > maxExact || v.Int() < -maxExact) && !decodesItself(v.Type()) {
		problems = append(problems, Problem{Field: at, Problem: fmt.Sprintf("must be between -%d and %d", maxExact, maxExact)})
	}
	if v.CanInterface() {
		if word, ok := reflect.TypeAssert[Enumerated](v); ok && !slices.Contains(word.Enum(), v.String()) {
			problems = append(problems, Problem{Field: at, Problem: "must be one of " + strings.Join(word.Enum(), ", ")})
		}
		if checked, ok := reflect.TypeAssert[Checked](v); ok {
			for _, problem := range checked.Check() {
				problem.Field = at + problem.Field
				problems = append(problems, problem)
			}
		}
	}
	return problems
}

// escape writes a name as a part of a JSON pointer. Hardly any has something to escape.
func escape(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
