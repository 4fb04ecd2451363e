package wire_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"selter/workflow/wire"
)

const mark = "MARK"

// shelf has its members in another order than the canonical one.
type shelf struct {
	Upper jsontext.Value            `json:"upper,omitempty,omitzero"`
	Title string                    `json:"title"`
	Named map[string]jsontext.Value `json:"named,omitempty"`
	Lower jsontext.Value            `json:"lower,omitempty,omitzero"`
	Items []shelf                   `json:"items,omitempty"`
	Count float64                   `json:"count"`
}

func drawShelf(t *rapid.T, depth int) shelf {
	raw := rapid.Custom(func(t *rapid.T) jsontext.Value {
		value, err := wire.Canonical(drawJSON(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		return value
	})
	s := shelf{Title: rapid.String().Draw(t, "title"), Count: rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64).Draw(t, "count")}
	if rapid.Bool().Draw(t, "has an upper value") {
		s.Upper = raw.Draw(t, "upper")
	}
	if rapid.Bool().Draw(t, "has a lower value") {
		s.Lower = raw.Draw(t, "lower")
	}
	s.Named = rapid.MapOfN(rapid.String(), raw, 0, 3).Draw(t, "named")
	if depth > 0 {
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			s.Items = append(s.Items, drawShelf(t, depth-1))
		}
	}
	return s
}

func drawJSON(t *rapid.T, depth int) any {
	switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
	case kind == 0:
		return nil
	case kind == 1:
		return rapid.Bool().Draw(t, "bool")
	case kind == 2:
		return rapid.Float64Range(-1e300, 1e300).Draw(t, "number")
	case kind == 3 || depth == 0:
		return rapid.String().Draw(t, "text")
	case kind == 4:
		list := []any{}
		for range rapid.IntRange(0, 4).Draw(t, "length") {
			list = append(list, drawJSON(t, depth-1))
		}
		return list
	default:
		object := map[string]any{}
		for range rapid.IntRange(0, 6).Draw(t, "members") {
			object[rapid.String().Draw(t, "name")] = drawJSON(t, depth-1)
		}
		return object
	}
}

func TestCanonicalAround_writes_what_Canonical_writes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawShelf(t, 2)
		got, err := wire.CanonicalAround(s, mark)
		if err != nil {
			t.Fatal(err)
		}
		want, err := wire.Canonical(s)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

func TestCanonicalAround_copies_what_it_was_told_is_canonical(t *testing.T) {
	t.Parallel()
	odd := jsontext.Value(fmt.Sprintf(`{"z": %064d, "a": 1}`, 1))
	got, err := wire.CanonicalAround(shelf{Title: "b", Upper: odd}, mark)
	if want := `{"count":0,"title":"b","upper":` + string(odd) + `}`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestCanonicalAround_fails_where_there_is_no_JSON(t *testing.T) {
	t.Parallel()
	if got, err := wire.CanonicalAround(shelf{Count: math.NaN()}, mark); err == nil {
		t.Errorf("%s", got)
	}
	if got, err := wire.CanonicalAround(shelf{Title: "\xff"}, mark); err == nil {
		t.Errorf("%s", got)
	}
}

func TestCanonicalAround_fails_where_a_text_passes_for_no_value(t *testing.T) {
	t.Parallel()
	long := jsontext.Value(fmt.Sprintf(`"%064d"`, 1))
	for _, title := range []string{mark, mark + "1", mark + "-1", mark + "x"} {
		if got, err := wire.CanonicalAround(shelf{Title: title, Upper: long}, mark); err == nil {
			t.Errorf("%s", got)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	body := map[string]any{}
	for i := range 60 {
		body[fmt.Sprintf("member_%d", i)] = map[string]any{"date": "2024-06-18", "n": i, "list": []any{"a", "b", "c"}}
	}
	facts, err := wire.Canonical(body)
	if err != nil {
		b.Fatal(err)
	}
	page := shelf{Title: "page", Items: make([]shelf, 50)}
	for i := range page.Items {
		page.Items[i] = shelf{Title: "one", Upper: facts}
	}
	for name, write := range map[string]func(any) (jsontext.Value, error){"whole": wire.Canonical, "around": func(v any) (jsontext.Value, error) { return wire.CanonicalAround(v, mark) }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := write(page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
