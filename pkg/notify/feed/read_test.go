package feed_test

import (
	"iter"
	"strings"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// A failer is a test of either kind.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// parsed reads a calendar with the library.
func parsed(t failer, text string) *ics.Calendar {
	t.Helper()
	read, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// unfolded reads the properties of a calendar by the letter of RFC 5545 (3.1 and 3.3.11), without the library that wrote them.
func unfolded(t failer, text string) iter.Seq2[string, string] {
	t.Helper()
	whole, ended := strings.CutSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
	if !ended {
		t.Fatal("the last line does not end")
	}
	return func(yield func(string, string) bool) {
		for line := range strings.SplitSeq(whole, "\r\n") {
			name, value, found := strings.Cut(line, ":")
			if !found {
				t.Fatalf("a line without a value: %q", line)
			}
			name, _, _ = strings.Cut(name, ";")
			if name == "SUMMARY" || name == "DESCRIPTION" || name == "UID" {
				value = unescaped(t, value)
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

func unescaped(t failer, value string) string {
	t.Helper()
	var b strings.Builder
	escape := false
	for _, r := range value {
		switch {
		case escape && (r == 'n' || r == 'N'):
			b.WriteByte('\n')
		case escape && strings.ContainsRune(`\,;`, r):
			b.WriteRune(r)
		case escape:
			t.Fatalf("\\%c is no escape", r)
		case r == '\\':
			escape = true
			continue
		case r == ',' || r == ';' || unicode.IsControl(r):
			t.Fatalf("%q stands in a text as it is", r)
		default:
			b.WriteRune(r)
		}
		escape = false
	}
	return b.String()
}

// oneLine is a text with every run of what would end a line, or cannot be seen, as one space.
func oneLine(text string) string {
	odd := func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
	return strings.Join(strings.FieldsFunc(text, odd), " ")
}

func manyLines(text string) string {
	list := strings.Split(text, "\n")
	for i := range list {
		list[i] = oneLine(list[i])
	}
	return strings.Join(list, "\n")
}
