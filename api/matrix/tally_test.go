package matrix_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"selter/api"
)

// A tally is what came of the questions.
type tally struct {
	asked  int
	routes map[string]int // cells of each route
	said   map[string]int // answers by their first word
	acting map[string]int // acts that a duty was allowed
	// broken are acts that the law denies a duty for ever, and that it was allowed.
	broken map[string]int
	// wrong gathers the differences: what was wanted and said, and where.
	wrong map[string]*difference
}

// A difference is many cells that are wrong in the same way.
type difference struct {
	cells                    int
	parts, standings, states map[string]bool
}

func newTally() *tally {
	return &tally{routes: make(map[string]int), said: make(map[string]int), acting: make(map[string]int), broken: make(map[string]int), wrong: make(map[string]*difference)}
}

// note counts a cell and what was said to it.
func (y *tally) note(law *expectation, one cell, said string) {
	y.asked++
	y.routes[one.route.Method+" "+one.route.Path]++
	word, _, _ := strings.Cut(said, " ")
	y.said[word]++
	if one.route.Policy.Rule == api.Act && said == "invalid_body" && one.who.person != one.c.subject {
		y.acting[one.who.duty]++
		if law.never(one.who.duty, one.event) {
			y.broken[one.event+" by "+one.who.duty]++
		}
	}
	if said == one.want {
		return
	}
	key := fmt.Sprintf("%s %s %s: wanted %q, got %q", one.route.Method, one.route.Path, one.event, short(one.want), short(said))
	d := y.wrong[key]
	if d == nil {
		d = &difference{parts: make(map[string]bool), standings: make(map[string]bool), states: make(map[string]bool)}
		y.wrong[key] = d
	}
	d.cells++
	d.parts[cmp.Or(one.who.duty, "no duty")] = true
	d.standings[one.who.standing(one.c)] = true
	d.states[one.c.profile+" "+one.c.state+" "+one.c.resumes] = true
}

func short(s string) string {
	if len(s) > 90 {
		return s[:90] + "..."
	}
	return s
}

func (y *tally) add(other *tally) {
	y.asked += other.asked
	for route, n := range other.routes {
		y.routes[route] += n
	}
	for of, from := range map[*map[string]int]map[string]int{&y.said: other.said, &y.acting: other.acting, &y.broken: other.broken} {
		for word, n := range from {
			(*of)[word] += n
		}
	}
	for key, d := range other.wrong {
		if y.wrong[key] == nil {
			y.wrong[key] = d
			continue
		}
		y.wrong[key].cells += d.cells
		maps.Copy(y.wrong[key].parts, d.parts)
		maps.Copy(y.wrong[key].standings, d.standings)
		maps.Copy(y.wrong[key].states, d.states)
	}
}

// differing counts the cells that are wrong.
func (y *tally) differing() int {
	n := 0
	for _, d := range y.wrong {
		n += d.cells
	}
	return n
}

// differences lists what is wrong, most first, each kind in one line.
func (y *tally) differences() []string {
	keys := slices.SortedFunc(maps.Keys(y.wrong), func(a, b string) int {
		return cmp.Or(cmp.Compare(y.wrong[b].cells, y.wrong[a].cells), cmp.Compare(a, b))
	})
	lines := make([]string, len(keys))
	for i, key := range keys {
		d := y.wrong[key]
		some := func(of map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(of)), ", ") }
		lines[i] = fmt.Sprintf("%s: %d cells\n\tas %s\n\tin relation %s\n\tin %s", key, d.cells, some(d.parts), some(d.standings), some(d.states))
	}
	return lines
}

func counted(said map[string]int) string {
	words := slices.SortedFunc(maps.Keys(said), func(a, b string) int { return cmp.Compare(said[b], said[a]) })
	for i, word := range words {
		words[i] = fmt.Sprintf("%s %d", word, said[word])
	}
	return strings.Join(words, ", ")
}
