// Package wire is the one way Selter turns JSON into values and values into JSON.
//
// Reading is strict: duplicate names, names in the wrong case, unknown names,
// missing required names, trailing bytes and invalid UTF-8 are all refused, each
// with the JSON pointer of the place. Writing is canonical (RFC 8785), so that
// the bytes that are hashed into the journal are the same on every machine.
package wire

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A Problem is one thing wrong with a document: where (an RFC 6901 pointer, ""
// for the whole) and what. It never repeats the offending value, which may be
// personal data.
type Problem struct {
	Field   string `json:"field"`
	Problem string `json:"problem"`
}

// Problems is a non-empty list of what is wrong with one document.
type Problems []Problem

func (p Problems) Error() string {
	said := make([]string, len(p))
	for i, one := range p {
		said[i] = strings.TrimSpace(one.Field + " " + one.Problem)
	}
	return strings.Join(said, "; ")
}

// Checked is implemented by a document that knows rules about itself beyond its
// shape: a closing date after an opening date, a list that must not be empty.
type Checked interface{ Check() Problems }

// Decode reads exactly one JSON value into a fresh T. A member without
// omitzero or omitempty is required. The error is always of type Problems.
func Decode[T any](data []byte) (T, error) {
	var into T
	if len(data) == 0 {
		data = []byte("{}")
	}
	if err := json.Unmarshal(data, &into, json.RejectUnknownMembers(true)); err != nil {
		return into, explain(err)
	}
	if jsontext.Value(data).Kind() == 'n' {
		return into, Problems{{Problem: "must not be null"}}
	}
	if missing := missingMembers(data, reflect.TypeFor[T](), ""); len(missing) > 0 {
		return into, missing
	}
	if problems := checkAll(reflect.ValueOf(into), ""); len(problems) > 0 {
		return into, problems
	}
	return into, nil
}

// Canonical writes v as RFC 8785 JSON. It fails only for values that have no
// JSON form, which is a mistake in the program.
func Canonical(v any) (jsontext.Value, error) {
	data, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("canonical json: %w", err)
	}
	value := jsontext.Value(data)
	if err := value.Canonicalize(); err != nil {
		return nil, explain(err)
	}
	return value, nil
}

// Canonicalize rewrites a JSON document in its RFC 8785 form.
func Canonicalize(data []byte) (jsontext.Value, error) {
	value := jsontext.Value(data).Clone()
	if err := value.Canonicalize(); err != nil {
		return nil, explain(err)
	}
	return value, nil
}

// Valid reports what is wrong with data as one strict JSON document nested at
// most depth levels; nil when nothing is.
func Valid(data []byte, depth int) error {
	decoder := jsontext.NewDecoder(strings.NewReader(string(data)))
	for {
		token, err := decoder.ReadToken()
		if err != nil {
			return explain(err)
		}
		if decoder.StackDepth() > depth {
			return Problems{{Field: string(decoder.StackPointer()), Problem: fmt.Sprintf("is nested deeper than %d levels", depth)}}
		}
		_ = token
		if decoder.StackDepth() == 0 {
			break
		}
	}
	if decoder.InputOffset() < int64(len(data)) && strings.Trim(string(data[decoder.InputOffset():]), " \t\r\n") != "" {
		return Problems{{Problem: "has bytes after the JSON value"}}
	}
	return nil
}

func explain(err error) Problems {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return Problems{{Field: string(semantic.JSONPointer), Problem: semanticProblem(semantic)}}
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		problem := "is not valid JSON"
		if errors.Is(err, jsontext.ErrDuplicateName) {
			problem = "appears twice"
		}
		return Problems{{Field: string(syntactic.JSONPointer), Problem: problem}}
	}
	return Problems{{Problem: "is not valid JSON"}}
}

func semanticProblem(err *json.SemanticError) string {
	if errors.Is(err.Err, json.ErrUnknownName) {
		return "is not a known member"
	}
	if said, ok := errors.AsType[Complaint](err.Err); ok {
		return said.Complaint()
	}
	if err.GoType == nil {
		return "has the wrong type"
	}
	return "must be " + wanted(err.GoType)
}

// Complaint is implemented by the errors of value types (a civil day, a zone)
// whose text may be shown because it does not repeat the value.
type Complaint interface {
	error
	Complaint() string
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number, not negative"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.String:
		return "a text"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map:
		return "an object"
	case reflect.Pointer:
		return wanted(t.Elem())
	}
	if name := t.Name(); name != "" {
		return "a valid " + strings.ToLower(name)
	}
	return "an object"
}
