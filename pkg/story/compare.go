package story

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// A Difference is something that two laws make of one story differently. Step and
// Place are zero where it is about the end.
type Difference struct {
	Step  int    `json:"step,omitzero"`
	Place string `json:"place,omitzero"`
	What  string `json:"what"` // the event, or the case whose end differs
	A     string `json:"a"`
	B     string `json:"b"`
}

// Compare tells where two plays of one story differ: in what was answered, in the
// clocks that started and their days, else in the articles, and in how the cases
// ended. A step that only one of the plays reached, or that came to nothing, is answered "-".
func Compare(a, b Result) []Difference {
	differences := []Difference{}
	for step := 1; ; step++ {
		x, inA := lineOf(a, step)
		y, inB := lineOf(b, step)
		if !inA && !inB {
			break
		}
		line := x
		if !inA {
			line = y
		}
		outA, outB := outcomeOf(x, inA, false), outcomeOf(y, inB, false)
		if outA == outB { // the same, but perhaps for another reason
			outA, outB = outcomeOf(x, inA, true), outcomeOf(y, inB, true)
		}
		if outA != outB {
			what := string(line.Event)
			if what == "" {
				what = string(line.Verb)
			}
			differences = append(differences, Difference{Step: step, Place: line.Place, What: what, A: outA, B: outB})
		}
	}
	var names []string
	for _, c := range slices.Concat(a.Cases, b.Cases) {
		if !slices.Contains(names, c.On) {
			names = append(names, c.On)
		}
	}
	for _, name := range names {
		if endA, endB := endOf(a, name), endOf(b, name); endA != endB {
			differences = append(differences, Difference{What: name, A: endA, B: endB})
		}
	}
	return differences
}

func lineOf(r Result, step int) (Line, bool) {
	i := slices.IndexFunc(r.Timeline, func(l Line) bool { return l.Step == step })
	if i < 0 {
		return Line{}, false
	}
	return r.Timeline[i], true
}

func outcomeOf(l Line, reached, articles bool) string {
	if !reached || len(l.Answers) == 0 {
		return "-"
	}
	var parts []string
	for _, a := range l.Answers {
		part := a.text()
		for _, d := range a.Deadlines {
			part += fmt.Sprintf("; %s s.d. %s", d.Kind, lastDay(d, l.At.Location()))
		}
		for _, c := range a.Articles {
			if articles {
				part += "; " + cite(c)
			}
		}
		if len(l.Answers) > 1 {
			part = strings.Join(a.On, ", ") + ": " + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " | ")
}

// lastDay is the last day on which the thing may still be done: Due is the first
// instant after it.
func lastDay(d Armed, zone *time.Location) string {
	y, m, day := d.Due.Add(-time.Nanosecond).In(zone).Date()
	return calendar.NewDate(y, m, day).Long()
}

func cite(c policy.Citation) string {
	if c.Article == "" {
		return c.Instrument
	}
	return c.Instrument + ", " + c.Article
}

func endOf(r Result, name string) string {
	i := slices.IndexFunc(r.Cases, func(c Outcome) bool { return c.On == name })
	if i < 0 {
		return "-"
	}
	return string(r.Cases[i].State)
}

// PrintDifferences writes the differences between the plays of a and b as a table.
func PrintDifferences(w io.Writer, a, b Result, o Options) error {
	differences := Compare(a, b)
	if len(differences) == 0 {
		_, err := fmt.Fprintf(w, "Tidak ada beda antara %s dan %s.\n", plain(a.Pack), plain(b.Pack))
		return err
	}
	rows := [][]string{{"Langkah", "Apa", a.Pack, b.Pack}}
	for _, d := range differences {
		step, what := "akhir", d.What
		if d.Step > 0 {
			step, what = fmt.Sprint(d.Step), o.term(TermEvent, d.What)
		}
		rows = append(rows, []string{step, what, d.A, d.B})
	}
	_, err := io.WriteString(w, columns(rows))
	return err
}
