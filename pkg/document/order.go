package document

import (
	"cmp"
	"slices"
	"strings"
)

// byNumber sorts a copy by place and then by participant number.
func byNumber[T any](list []T, place func(T) int, number func(T) string) []T {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), natural(number(a), number(b)))
	})
	return sorted
}

// natural compares participant numbers so that 9 comes before 10, whatever stands before
// and behind: "JPT-2024-9/B" before "JPT-2024-10/A".
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		p, q := run(x), run(y)
		if order := compareRuns(x[:p], y[:q]); order != 0 {
			return order
		}
		x, y = x[p:], y[q:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// run is the length of the digits, or of what is no digit, at the beginning of s.
func run(s string) int {
	digit := isDigit(s[0])
	n := 1
	for n < len(s) && isDigit(s[n]) == digit {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func compareRuns(a, b string) int {
	if isDigit(a[0]) && isDigit(b[0]) {
		a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

func numbersOf[T any](list []T, number func(T) string) []string {
	numbers := make([]string, len(list))
	for i, one := range list {
		numbers[i] = number(one)
	}
	return numbers
}

// noted puts a note behind a text.
func noted(text, note string) string {
	switch {
	case note == "":
		return text
	case text == "":
		return note
	}
	return text + ": " + note
}
