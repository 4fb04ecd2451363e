package wire_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"selter/workflow/calendar"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

type color string

func (color) Enum() []string { return []string{"red", "green"} }

type item struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func (i item) Check() wire.Problems {
	if i.Count < 0 {
		return wire.Problems{{Field: "/count", Problem: "must not be negative"}}
	}
	return nil
}

type document struct {
	Title  string          `json:"title"`
	Number int64           `json:"number,omitzero"`
	Ratio  float64         `json:"ratio,omitzero"`
	Size   uint8           `json:"size,omitzero"`
	Open   bool            `json:"open,omitzero"`
	Color  color           `json:"color,omitzero"`
	Day    calendar.Date   `json:"day,omitzero"`
	Points scoring.Points  `json:"points,omitzero"`
	Items  []item          `json:"items,omitzero"`
	Named  map[string]item `json:"named,omitzero"`
	First  *item           `json:"first,omitzero"`
	Slash  string          `json:"a/b~c,omitzero"`
}

// tale is a text that may be longer than others.
type tale string

func (tale) Longest() int { return wire.LongestText + 1 }

// A text may be as long as its type says, wherever it stands.
func TestDecode_lets_a_type_say_how_long_its_texts_may_be(t *testing.T) {
	t.Parallel()
	type page struct {
		Tale  tale   `json:"tale"`
		Tales []tale `json:"tales,omitzero"`
		Text  string `json:"text,omitzero"`
	}
	long := strings.Repeat("a", wire.LongestText+1)
	if _, err := wire.Decode[page]([]byte(`{"tale":"` + long + `","tales":["` + long + `"]}`)); err != nil {
		t.Error(err)
	}
	_, err := wire.Decode[page]([]byte(`{"tale":"` + long + `a","tales":["` + long + `a"],"text":"` + long + `"}`))
	want := []string{
		fmt.Sprintf("/tale must have at most %d bytes", wire.LongestText+1), fmt.Sprintf("/tales/0 must have at most %d bytes", wire.LongestText+1),
		fmt.Sprintf("/text must have at most %d bytes", wire.LongestText),
	}
	if got := problemsOf(t, err); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func problemsOf(t *testing.T, err error) []string {
	t.Helper()
	problems, ok := errors.AsType[wire.Problems](err)
	if !ok || len(problems) == 0 {
		t.Fatalf("answered %v, want problems", err)
	}
	said := make([]string, len(problems))
	for i, p := range problems {
		said[i] = p.Field + " " + p.Problem
	}
	return said
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"an empty document":                {``, "/title is required"},
		"an empty object":                  {`{}`, "/title is required"},
		"a duplicate name":                 {`{"title":"x","title":"y"}`, "/title appears twice"},
		"a duplicate name deep down":       {`{"title":"x","items":[{"name":"a","count":1,"name":"b"}]}`, "/items/0/name appears twice"},
		"a name in the wrong case":         {`{"Title":"x"}`, "/Title is not a known member"},
		"an unknown name":                  {`{"title":"x","secret":1}`, "/secret is not a known member"},
		"an unknown name deep down":        {`{"title":"x","first":{"name":"a","count":1,"by":2}}`, "/first/by is not a known member"},
		"a missing name in a list":         {`{"title":"x","items":[{"name":"a","count":1},{"name":"b"}]}`, "/items/1/count is required"},
		"a missing name in a map":          {`{"title":"x","named":{"k":{"name":"b"}}}`, "/named/k/count is required"},
		"a missing name behind a pointer":  {`{"title":"x","first":{"name":"b"}}`, "/first/count is required"},
		"null for a required text":         {`{"title":null}`, "/title must not be null"},
		"null for an optional number":      {`{"title":"x","number":null}`, "/number must not be null"},
		"null for a list":                  {`{"title":"x","items":null}`, "/items must not be null"},
		"null in a list":                   {`{"title":"x","items":[{"name":"a","count":1},null]}`, "/items/1 must not be null"},
		"null in a map":                    {`{"title":"x","named":{"k":null}}`, "/named/k must not be null"},
		"null for a day":                   {`{"title":"x","day":null}`, "/day must"},
		"null alone":                       {`null`, " must not be null"},
		"null with room around it":         {" null\n", " must not be null"},
		"another type at the top":          {`[]`, " must be"},
		"a text at the top":                {`"title"`, " must be"},
		"a number for a text":              {`{"title":4711}`, "/title must be a text"},
		"a text for a number":              {`{"title":"x","number":"4711"}`, "/number must be a whole number"},
		"a fraction for a whole number":    {`{"title":"x","number":1.5}`, "/number must be a whole number"},
		"a negative for an unsigned":       {`{"title":"x","size":-1}`, "/size must be a whole number, not negative"},
		"too large for its size":           {`{"title":"x","size":256}`, "/size must be a whole number, not negative"},
		"larger than sixty-four bits":      {`{"title":"x","number":9223372036854775808}`, "/number must be a whole number"},
		"larger than a double holds":       {`{"title":"x","number":9007199254740992}`, "/number must be between -9007199254740991 and 9007199254740991"},
		"smaller than a double holds":      {`{"title":"x","number":-9007199254740992}`, "/number must be between -9007199254740991 and 9007199254740991"},
		"a number beyond all doubles":      {`{"title":"x","ratio":1e999}`, "/ratio must be a number"},
		"not a number":                     {`{"title":"x","ratio":NaN}`, "/ratio is not valid JSON"},
		"infinity":                         {`{"title":"x","ratio":Infinity}`, "/ratio is not valid JSON"},
		"a number for a truth":             {`{"title":"x","open":1}`, "/open must be true or false"},
		"a word outside the list":          {`{"title":"x","color":"mauve"}`, "/color must be one of red, green"},
		"a word in another case":           {`{"title":"x","color":"Red"}`, "/color must be one of red, green"},
		"a day that does not exist":        {`{"title":"x","day":"2023-02-29"}`, "/day must"},
		"points with three decimals":       {`{"title":"x","points":70.125}`, "/points must be a plain number with at most 2 decimals"},
		"points as a text":                 {`{"title":"x","points":"70"}`, "/points must be a plain number with at most 2 decimals"},
		"points with an exponent":          {`{"title":"x","points":7e1}`, "/points must be a plain number with at most 2 decimals"},
		"an object for a list":             {`{"title":"x","items":{}}`, "/items must be a list"},
		"a list for an object":             {`{"title":"x","named":[]}`, "/named must be an object"},
		"a rule of an inner document":      {`{"title":"x","items":[{"name":"a","count":-1}]}`, "/items/0/count must not be negative"},
		"a rule behind a pointer":          {`{"title":"x","first":{"name":"a","count":-1}}`, "/first/count must not be negative"},
		"a rule in a map":                  {`{"title":"x","named":{"a/b":{"name":"a","count":-1}}}`, "/named/a~1b/count must not be negative"},
		"a number where the name is spelt": {`{"title":"x","a/b~c":1}`, "/a~1b~0c must be a text"},
		"bytes after the value":            {`{"title":"x"}{}`, " is not valid JSON"},
		"an open object":                   {`{"title":"x"`, " is not valid JSON"},
		"a comma too many":                 {`{"title":"x",}`, " is not valid JSON"},
		"a comment":                        {`{"title":"x"/**/}`, " is not valid JSON"},
		"a byte order mark":                {"\ufeff{\"title\":\"x\"}", " is not valid JSON"},
		"invalid UTF-8 in a text":          {"{\"title\":\"x\xff\"}", "/title is not valid JSON"},
		"invalid UTF-8 in a name":          {"{\"tit\xffle\":\"x\"}", " is not valid JSON"},
		"half a surrogate pair":            {`{"title":"\ud83d"}`, "/title is not valid JSON"},
		"a control character":              {"{\"title\":\"x\ny\"}", "/title is not valid JSON"},
		"only room":                        {"  ", " is not valid JSON"},
		"ten thousand and one levels down": {strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), ""},
		"a million open brackets":          {strings.Repeat("[", 1_000_000), ""},
	} {
		t.Run("refuses_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			_, err := wire.Decode[document]([]byte(c.in))
			said := problemsOf(t, err)
			if len(said) != 1 || !strings.HasPrefix(said[0], c.want) {
				t.Errorf("says %q, want %q", said, c.want)
			}
		})
	}

	t.Run("tells_everything_that_is_missing_at_once", func(t *testing.T) {
		t.Parallel()
		_, err := wire.Decode[document]([]byte(`{"items":[{},{"name":"a"}],"named":{"b":{},"a":{"count":1}}}`))
		want := []string{
			"/title is required", "/items/0/name is required", "/items/0/count is required", "/items/1/count is required",
			"/named/a/name is required", "/named/b/count is required", "/named/b/name is required", // by name, since a map has no order
		}
		if diff := cmp.Diff(want, problemsOf(t, err)); diff != "" {
			t.Error(diff)
		}
		if text := err.Error(); !strings.HasPrefix(text, "/title is required; /items/0/name is required; ") {
			t.Errorf("reads %q", text)
		}
	})

	t.Run("never_repeats_a_value", func(t *testing.T) {
		t.Parallel()
		const secret = "3201010101900001"
		for _, in := range []string{
			`{"title":` + secret + `}`, `{"title":"x","number":"` + secret + `"}`, `{"title":"x","color":"` + secret + `"}`, `{"title":"x","day":"` + secret + `"}`,
			`{"title":"x","points":"` + secret + `"}`, `{"title":"x","size":` + secret + `}`, `{"title":"x","open":` + secret + `}`, `{"title":"x","items":"` + secret + `"}`,
			`"` + secret + `"`, secret, `{"title":"x"}` + secret, `{"title":"` + secret + "\xff\"}",
		} {
			if _, err := wire.Decode[document]([]byte(in)); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: says %v", in, err)
			}
		}
	})

	t.Run("reads_what_is_right", func(t *testing.T) {
		t.Parallel()
		got, err := wire.Decode[document]([]byte(` {"title":"J\u0061","number":9007199254740991,"ratio":0.5,"size":255,"open":true,"color":"red","day":"2024-02-29",
			"points":70.25,"items":[],"named":{"k":{"name":"","count":0}},"first":null,"a/b~c":"d"} `))
		want := document{
			Title: "Ja", Number: 9007199254740991, Ratio: 0.5, Size: 255, Open: true, Color: "red", Day: calendar.MustDate("2024-02-29"),
			Points: 7025, Items: []item{}, Named: map[string]item{"k": {}}, Slash: "d",
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// The vectors of RFC 8785: order by UTF-16 units, shortest numbers, least escapes.
func TestCanonical(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		` { "b" : 2 , "a" : 1 } `: `{"a":1,"b":2}`,
		`[1.0,1e3,1E-7,0.000001,-0,1e21,100000000000000000000,0.1,5e-324]`:            `[1,1000,1e-7,0.000001,0,1e+21,100000000000000000000,0.1,5e-324]`,
		`"\u0041\u00e9\u20ac\ud83d\udcdc\/\u0008\u000a\u001f\u007f"`:                  "\"Aé€\U0001f4dc/\\b\\n\\u001f\u007f\"",
		`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude02":5,"\u0080":6,"\u00f6":7}`: "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\U0001f602\":5,\"\ufb33\":3}",
		`{"z":[{"y":null,"x":false}],"":{}}`:                                          `{"":{},"z":[{"x":false,"y":null}]}`,
		`"<script>&"`:                                                                 `"<script>&"`,
	} {
		got, err := wire.Canonicalize([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{`{"a":1,"a":2}`, `{"a":1}x`, "\"\xff\"", ``, `{`} {
		if got, err := wire.Canonicalize([]byte(in)); err == nil {
			t.Errorf("%q becomes %s", in, got)
		}
	}
	for _, v := range []any{math.NaN(), math.Inf(1), make(chan int), struct{ Day calendar.Date }{}, "\xff"} {
		if got, err := wire.Canonical(v); err == nil {
			t.Errorf("%T becomes %s", v, got)
		}
	}
	t.Run("leaves_what_it_is_given", func(t *testing.T) {
		t.Parallel()
		in := []byte(`{"b":1,"a":2}`)
		if _, err := wire.Canonicalize(in); err != nil || string(in) != `{"b":1,"a":2}` {
			t.Errorf("%v: now %s", err, in)
		}
	})
	t.Run("is_read_back_as_it_was_said", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			said := document{
				Title: rapid.String().Draw(t, "title"), Number: rapid.Int64Range(-1<<53+1, 1<<53-1).Draw(t, "number"),
				Points: scoring.Points(rapid.Int64Range(0, 10_000).Draw(t, "points")), Ratio: rapid.Float64Range(-1e300, 1e300).Draw(t, "ratio"),
				Items: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item {
					return item{rapid.String().Draw(t, "name"), rapid.IntRange(0, 1<<53-1).Draw(t, "count")}
				}), 1, 3).Draw(t, "items"),
			}
			if said.Ratio == 0 {
				said.Ratio = 0 // canonical JSON knows no negative zero
			}
			written, err := wire.Canonical(said)
			if err != nil {
				t.Fatal(err)
			}
			read, err := wire.Decode[document](written)
			if err != nil || !reflect.DeepEqual(read, said) {
				t.Fatalf("%v: wrote %s, read %+v", err, written, read)
			}
		})
	})
}

func TestValid(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{}`: "", `[]`: "", ` 1 `: "", "\n[[[1]]]\t": "", `"x"`: "", `null`: "",
		`[[[[1]]]]`:        "/0/0/0 is nested deeper than 3 levels",
		`{"a":{"b":[[]]}}`: "/a/b/0 is nested deeper than 3 levels",
		`1 2`:              " has bytes after the JSON value",
		`{}x`:              " has bytes after the JSON value",
		"{}\u00a0":         " has bytes after the JSON value", // a space, though not one of JSON's
		`{"a":1,"a":2}`:    "/a appears twice",
		`{"a":[{"b":1,"b"`: "/a/0/b appears twice",
		`{`:                " is not valid JSON",
		``:                 " is not valid JSON",
		"\"\xff\"":         " is not valid JSON",
	} {
		err := wire.Valid([]byte(in), 3)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", in, err)
			}
			continue
		}
		if said := problemsOf(t, err); !slices.Equal(said, []string{want}) {
			t.Errorf("%q: says %q, want %q", in, said, want)
		}
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	type shape struct {
		Plain  string
		Tagged string `json:"tagged"`
		Zero   string `json:"zero,omitzero"`
		Empty  string `json:",omitempty"`
		Hidden string `json:"-"`
		inner  string //nolint:unused // shows that it is left out
	}
	text := reflect.TypeFor[string]()
	want := []wire.Member{{"Plain", true, 0, text}, {"tagged", true, 1, text}, {"zero", false, 2, text}, {"Empty", false, 3, text}}
	if got := wire.Members(reflect.TypeFor[shape]()); !reflect.DeepEqual(got, want) {
		t.Errorf("members %v", got)
	}
	if !wire.IsText(reflect.TypeFor[calendar.Date]()) || wire.IsText(text) {
		t.Error("takes the wrong types for texts of their own")
	}
}

// FuzzDecode holds that no input panics, that every refusal is a list of problems
// with pointers, and that what is accepted survives the way to the journal and back.
func FuzzDecode(f *testing.F) {
	for _, in := range []string{
		`{}`, `null`, `{"title":"x","number":9007199254740993}`, `{"title":"x","items":[null]}`, `{"title":"x","points":70.25,"day":"2024-02-29"}`,
		`{"title":"x","named":{"a/b":{"name":"~","count":-1}}}`, "{\"title\":\"\xff\"}", `{"title":"x","ratio":-0.0}`, `{"title":"x","first":{"name":"a","count":1}}`,
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		read, err := wire.Decode[document](in)
		if err != nil {
			problems, ok := errors.AsType[wire.Problems](err)
			if !ok || len(problems) == 0 {
				t.Fatalf("answered %v", err)
			}
			for _, p := range problems {
				if p.Problem == "" || p.Field != "" && p.Field[0] != '/' {
					t.Fatalf("says %+v", p)
				}
			}
			return
		}
		if len(in) > 0 && wire.Valid(in, 10_000) != nil {
			t.Fatalf("decodes what is not valid: %q", in)
		}
		written, err := wire.Canonical(read)
		if err != nil {
			t.Fatal(err)
		}
		again, err := wire.Decode[document](written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if twice, err := wire.Canonical(again); err != nil || string(twice) != string(written) {
			t.Fatalf("%s becomes %s, %v", written, twice, err)
		}
	})
}
