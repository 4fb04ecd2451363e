package recount

import (
	"bytes"
	"encoding/json"
	"io"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse_reads_what_is_json_and_nothing_else(t *testing.T) {
	t.Parallel()
	for _, good := range documents {
		if _, err := parse(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", " ", "nul", "nulll", "True", "01", "-", "1.", ".5", "+1", "1e", "1e+", "--1", "0x1", "NaN", "1 2", "[1,]", "[1 2]", "[", "]", "{", `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{"a":1 "b":2}`,
		`{"a":1,"a":1}`, `{"a":1,"\u0061":1}`, `{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"i":8,"j":9,"k":10,"l":11,"m":12,"n":13,"o":14,"p":15,"q":16,"a":17}`,
		`{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"i":8,"j":9,"k":10,"l":11,"m":12,"n":13,"o":14,"p":15,"q":16,"q":17}`, `"`, `"a`, "\"\n\"", "\"\x00\"", `"\x"`, `"\u12"`, `"\u12g4"`, `"\u+123"`, `"\ud800"`, `"\ud800x"`, `"\ud800\n"`, `"\ud800\ud800"`, `"\udc00"`, "\"\xff\"", "\"\xed\xa0\x80\"",
		strings.Repeat("[", deepest+2) + strings.Repeat("]", deepest+2), "\ufeff{}", "\u00a01", "{}{}",
	} {
		if v, err := parse(bad); err == nil {
			t.Errorf("%q is read as %+v", bad, v)
		}
	}
}

// documents are read by this parser and by others alike.
var documents = []string{
	"null", " true ", "false", "0", "-0", "-1.50", "1e9", "1E+2", "2e-3", `""`, `"a\"\\\/\b\f\n\r\tb"`, `"\u00e9\ud83d\ude00"`, `"é"`, "[]", "[ 1 , [ 2 ] ]", "{}", `{"a":{"b":[null,{}]}, "c" : "d"}`, "\t[\r\n]\n",
	`{"":1}`, `{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"i":8,"j":9,"k":10,"l":11,"m":12,"n":13,"o":14,"p":15,"q":16,"r":17}`, strings.Repeat("[", 60) + strings.Repeat("]", 60),
}

func TestDecimal_reads_plain_numbers_exactly(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]*big.Rat{
		"0": new(big.Rat), "-0": new(big.Rat), "100": big.NewRat(100, 1), "82.675": big.NewRat(82675, 1000), "0.01": big.NewRat(1, 100), "-70.50": big.NewRat(-141, 2),
	} {
		if got, plain := decimal(written); !plain || got.Cmp(want) != 0 {
			t.Errorf("%s is %v", written, got)
		}
	}
	for _, written := range []string{"", "-", "1e2", "1/2", "+1", "1_0", " 1", "٧", "1.2.3", strings.Repeat("9", longest+1)} {
		if got, plain := decimal(written); plain {
			t.Errorf("%q is read as %v", written, got)
		}
	}
}

func TestRounding_takes_half_up(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"80.005": "80.01", "80.0049": "80", "80.015": "80.02", "99.995": "100", "0": "0", "0.004": "0"} {
		x, _ := decimal(from)
		if got := text(inHundredths(x)); got != want {
			t.Errorf("%s is rounded to %s, want %s", from, got, want)
		}
	}
	if third := text(big.NewRat(1, 3)); third != "1/3" {
		t.Errorf("a third is written %s", third)
	}
}

// What the parser reads, the standard library reads the same; what it refuses is no JSON,
// or is one of the things that two programs could read in two ways.
func FuzzParse(f *testing.F) {
	for _, document := range documents {
		f.Add(document)
	}
	f.Add(`{"terms":{"weights":{"paper":20}},"marks":[{"component":"paper","candidate":"01","by":"k","points":70.5,"void":{"reason":"x"}}]}`)
	f.Add(`{"a":1,"a":2}`)
	f.Add(`"\ud800"`)
	f.Fuzz(func(t *testing.T, document string) {
		v, err := parse(document)
		if err != nil {
			if json.Valid([]byte(document)) && !ambiguous(document) {
				t.Fatalf("%q is refused: %v", document, err)
			}
			return
		}
		decoder := json.NewDecoder(strings.NewReader(document))
		decoder.UseNumber()
		var want any
		if err := decoder.Decode(&want); err != nil {
			t.Fatalf("%q is read as %+v: %v", document, v, err)
		}
		same(t, v, want)
		if again, err := parse(v.source); err != nil || again.source != v.source {
			t.Fatalf("%q is cut out as %q: %v", document, v.source, err)
		}
	})
}

func same(t *testing.T, v value, want any) {
	t.Helper()
	switch want := want.(type) {
	case nil:
		equal(t, v.kind, isNull)
	case bool:
		equal(t, v.kind, isTruth)
		equal(t, v.truth, want)
	case json.Number:
		equal(t, v.kind, isNumber)
		equal(t, v.written, string(want))
		if x, plain := decimal(v.written); plain {
			exact, _ := new(big.Rat).SetString(v.written)
			equal(t, x.Cmp(exact), 0)
		}
	case string:
		equal(t, v.kind, isText)
		equal(t, v.written, want)
	case []any:
		equal(t, v.kind, isList)
		equal(t, len(v.items), len(want))
		for i := range want {
			same(t, v.items[i], want[i])
		}
	case map[string]any:
		equal(t, v.kind, isObject)
		equal(t, len(v.members), len(want))
		for name := range want {
			member, _ := v.get(name)
			same(t, member, want[name])
		}
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%v, want %v", got, want)
	}
}

// ambiguous tells whether valid JSON is of the kind that the parser refuses: not UTF-8,
// half of a surrogate pair, a name twice, or too deep.
func ambiguous(document string) bool {
	if !utf8.ValidString(document) || strings.Contains(document, `\u`) {
		return true // what the standard library makes of half a pair cannot be told from U+FFFD
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(document)))
	type level struct {
		object, value bool // value: a name was read, its value is next
		seen          map[string]bool
	}
	stack := []level{{}}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return false
		}
		top := &stack[len(stack)-1]
		if name, is := token.(string); is && top.object && !top.value {
			if top.seen[name] {
				return true
			}
			top.seen[name], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{object: true, seen: make(map[string]bool)})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if len(stack) > deepest {
			return true
		}
	}
}
