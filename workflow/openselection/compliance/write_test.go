package compliance_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// A result in which nothing is zero names every member of it, so that one which is added later and not
// written is found here; taken apart member by member it shows what is written of nothing.
func TestResult_is_written_as_json_marshal_would_write_it(t *testing.T) {
	t.Parallel()
	compare := func(t *testing.T, r compliance.Result) {
		t.Helper()
		want, err := json.Marshal(r, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.AppendJSON([]byte("before "))
		if err != nil || string(got) != "before "+string(want) {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
		}
	}
	compare(t, compliance.Result{})
	whole := func() compliance.Result {
		var r compliance.Result
		fill(t, reflect.ValueOf(&r).Elem(), new(int))
		return r
	}
	compare(t, whole())
	for i := range reflect.TypeFor[compliance.Result]().NumField() {
		r := whole()
		reflect.ValueOf(&r).Elem().Field(i).SetZero()
		compare(t, r)
	}
	for i := range reflect.TypeFor[compliance.Row]().NumField() {
		r := whole()
		reflect.ValueOf(&r.Rows[1]).Elem().Field(i).SetZero()
		compare(t, r)
	}
	for _, found := range []any{
		nil, 0, -7, true, false, "", "a \"word\"\n<é>\u2028", calendar.NewDate(2024, time.February, 29),
		[]string{},
		[]string(nil),
		[]string{"a", "b"},
		scoring.Points(8050),
		calendar.Days{N: 15, Unit: calendar.CalendarDays},
		policy.Parts{{Name: "a", N: 1}},
		map[string]int{"b": 1, "a": 2},
		1.5,
	} {
		t.Run(fmt.Sprintf("%T", found), func(t *testing.T) {
			t.Parallel()
			r := whole()
			r.Rows[0].Found = []workflow.Evidence{{Name: "x", Value: found}, workflow.Found("y", found)}
			compare(t, r)
		})
	}
	if text, err := (compliance.Result{Band: "\xff"}).AppendJSON(nil); err == nil {
		t.Errorf("no text at all: %s", text)
	}
	for _, found := range []any{"\xff", calendar.Date{}, make(chan int)} {
		r := compliance.Result{Rows: []compliance.Row{{Found: []workflow.Evidence{{Value: found}, {Value: "after"}}}}}
		if text, err := r.AppendJSON(nil); err == nil {
			t.Errorf("%T has no JSON form: %s", found, text)
		}
	}
}

// fill gives every member a value of its own, and every list two elements.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[workflow.CaseID]():
		v.Set(reflect.ValueOf(workflow.CaseID(uuid.UUID{byte(*n)})))
		return
	case v.Type() == reflect.TypeFor[any]():
		v.Set(reflect.ValueOf(*n))
		return
	}
	switch v.Kind() { //nolint:exhaustive // the kinds of a result
	case reflect.String:
		v.SetString(fmt.Sprint("word ", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), n)
		fill(t, v.Index(1), n)
	case reflect.Struct:
		for _, member := range v.Fields() {
			fill(t, member, n)
		}
	default:
		t.Fatalf("a result holds a %s, which nobody writes", v.Kind())
	}
}
