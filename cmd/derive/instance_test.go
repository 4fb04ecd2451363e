package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A writer makes documents of a type that are valid in every respect. What a document
// asks for beyond its shape (a closing day not before the opening one, no name twice) it gets
// because days never fall and texts never repeat.
type writer struct {
	t    *rapid.T
	day  calendar.Date
	text int
}

func newWriter(t *rapid.T) *writer { return &writer{t: t, day: calendar.MustDate("2024-05-08")} }

// value is a document as encoding/json would decode it, with numbers as texts.
func (w *writer) value(of reflect.Type, member string) any {
	if list, ok := reflect.TypeAssert[wire.Enumerated](reflect.Zero(of)); ok {
		return rapid.SampledFrom(list.Enum()).Draw(w.t, member)
	}
	switch {
	case of == reflect.TypeFor[calendar.Date]():
		w.day = w.day.AddDays(rapid.IntRange(0, 40).Draw(w.t, member))
		return w.day.String()
	case of == reflect.TypeFor[scoring.Points]():
		return jsontext.Value(scoring.Points(rapid.Int64Range(0, int64(scoring.Full)).Draw(w.t, member)).String())
	case of == reflect.TypeFor[workflow.CaseID]():
		w.text++
		return fmt.Sprintf("%s-0000-7000-8000-%012x", rapid.StringMatching("[0-9a-f]{8}").Draw(w.t, member), w.text)
	}
	if of == reflect.TypeFor[scoring.Total]() {
		return jsontext.Value(scoring.Total(rapid.Int64Range(0, 100_0000).Draw(w.t, member)).String())
	}
	switch of.Kind() {
	case reflect.Pointer:
		return w.value(of.Elem(), member)
	case reflect.Struct:
		object := make(map[string]any)
		for _, m := range wire.Members(of) {
			if m.Required || rapid.Bool().Draw(w.t, "has "+m.Name) {
				object[m.Name] = w.value(m.Type, m.Name)
			}
		}
		return object
	case reflect.Slice:
		least, most := 0, 3
		if slices.Contains([]string{"particulars", "documents", "breaches", "questions"}, member) {
			least, most = 1, 1 // something, and each thing once
		}
		items := make([]any, rapid.IntRange(least, most).Draw(w.t, "length of "+member))
		for i := range items {
			items[i] = w.value(of.Elem(), member)
		}
		return items
	case reflect.Bool:
		return rapid.Bool().Draw(w.t, member)
	case reflect.Int, reflect.Int64:
		return jsontext.Value(fmt.Sprint(w.whole(member)))
	case reflect.String:
		return w.words(member)
	}
	panic("no document for " + of.String())
}

// whole is a number that is also good for an age.
func (w *writer) whole(member string) int {
	switch member {
	case "years", "experience_years": // of an age, or in a post
		return rapid.IntRange(18, 60).Draw(w.t, member)
	case "months":
		return rapid.IntRange(0, 11).Draw(w.t, member)
	case "days":
		return rapid.IntRange(0, 30).Draw(w.t, member)
	case "year": // each once
		w.text++
		return 1990 + w.text
	}
	return rapid.IntRange(1, 1000).Draw(w.t, member)
}

func (w *writer) words(member string) string {
	if slices.Contains([]string{"rubrics", "commitment", "sha256", "original_sha256", "digest"}, member) {
		return strings.Repeat(rapid.StringMatching("[0-9a-f]{8}").Draw(w.t, member), 8)
	}
	w.text++
	return fmt.Sprintf("%s-%d", rapid.StringMatching("[a-z]{1,8}").Draw(w.t, member), w.text)
}

// A place is a member or an item inside a document.
type place struct {
	of       reflect.Type
	required bool // a member that must be there
	set      func(value any)
	remove   func() // only for members
}

// places lists every part of a document, so that each can be spoilt.
func places(document any, of reflect.Type) []place {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var found []place
	switch parts := document.(type) {
	case map[string]any:
		for _, m := range wire.Members(of) {
			inside, there := parts[m.Name]
			if !there {
				continue
			}
			found = append(found, place{
				of: m.Type, required: m.Required,
				set: func(value any) { parts[m.Name] = value }, remove: func() { delete(parts, m.Name) },
			})
			found = append(found, places(inside, m.Type)...)
		}
	case []any:
		for i, inside := range parts {
			found = append(found, place{of: of.Elem(), set: func(value any) { parts[i] = value }})
			found = append(found, places(inside, of.Elem())...)
		}
	}
	return found
}

// objects lists the objects of a document.
func objects(document any) []map[string]any {
	var found []map[string]any
	switch parts := document.(type) {
	case map[string]any:
		found = append(found, parts)
		for _, name := range sortedNames(parts) {
			found = append(found, objects(parts[name])...)
		}
	case []any:
		for _, inside := range parts {
			found = append(found, objects(inside)...)
		}
	}
	return found
}
