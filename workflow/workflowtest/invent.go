package workflowtest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// An inventor makes up values of any type out of their shape. The same seed gives
// the same values, so what it finds can be found again.
type inventor struct{ *rand.Rand }

func inventing(seed uint64) inventor {
	return inventor{rand.New(rand.NewPCG(seed, 8))} //nolint:gosec // what it makes up is to be made up again
}

// Few words, so that what is said about one candidate meets what is said of another.
var words = []string{
	"", "a-1", "a-2", "a-3", "p-1", "p-2", "p-3", "result", "screening", "track_record", "assessment", "paper", "interview",
	strings.Repeat("0f", 32), "Ünïcode \U0001f4dc",
}

// value makes up a value of t. Slices come with room behind their end, so that an
// append that does not copy writes over what another holds.
func (in inventor) value(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch t {
	case reflect.TypeFor[calendar.Date]():
		return reflect.ValueOf(calendar.NewDate(2018+in.IntN(9), 1, 1).AddDays(in.IntN(365)))
	case reflect.TypeFor[calendar.Zone]():
		return reflect.ValueOf([]calendar.Zone{calendar.WIB, calendar.WITA, calendar.WIT}[in.IntN(3)])
	case reflect.TypeFor[scoring.Points]():
		return reflect.ValueOf(scoring.Points(in.IntN(int(scoring.Full) + 1)))
	case reflect.TypeFor[scoring.Total]():
		return reflect.ValueOf(scoring.Total(in.IntN(1_000_001)))
	}
	if enumerated, ok := reflect.TypeAssert[wire.Enumerated](v); ok {
		listed := enumerated.Enum()
		v.SetString(listed[in.IntN(len(listed))])
		return v
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(in.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(in.IntN(120) - 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(in.IntN(120)))
	case reflect.String:
		v.SetString(words[in.IntN(len(words))])
	case reflect.Pointer:
		if in.IntN(3) > 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(in.value(t.Elem()))
		}
	case reflect.Slice:
		if n := in.IntN(5) - 1; n >= 0 {
			v.Set(reflect.MakeSlice(t, n, n+3))
			for i := range n {
				v.Index(i).Set(in.value(t.Elem()))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for range in.IntN(4) {
			v.SetMapIndex(in.value(t.Key()), in.value(t.Elem()))
		}
	case reflect.Array:
		for i := range t.Len() {
			v.Index(i).Set(in.value(t.Elem()))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				v.Field(i).Set(in.value(t.Field(i).Type))
			}
		}
	default:
		panic(fmt.Sprintf("workflowtest: cannot make up a %s; teach the inventor", t))
	}
	return v
}

// spell writes a value in full, through pointers and with what is not exported: two
// spellings differ when anything differs, and a day that is missing has one too.
func spell(v any) string {
	var out strings.Builder
	spellInto(&out, reflect.ValueOf(v))
	return out.String()
}

func spellInto(out *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			out.WriteString("nil")
			return
		}
		out.WriteString("&")
		spellInto(out, v.Elem())
	case reflect.Struct:
		out.WriteString("{")
		for _, field := range v.Fields() {
			spellInto(out, field)
			out.WriteString(" ")
		}
		out.WriteString("}")
	case reflect.Slice, reflect.Array:
		out.WriteString("[")
		for i := range v.Len() {
			spellInto(out, v.Index(i))
			out.WriteString(" ")
		}
		out.WriteString("]")
	case reflect.String:
		out.WriteString(strconv.Quote(v.String()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		out.WriteString(strconv.FormatInt(v.Int(), 10))
	default:
		fmt.Fprint(out, v) // numbers, truth values, and maps in the order of their keys
	}
}
