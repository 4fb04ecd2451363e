package catalog

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow"
)

// crowd is from how many states a row may leave before it is drawn as one arrow from
// "many states": a cancellation that is possible everywhere would hide the way itself.
const crowd = 6

// many stands for the states of such a row.
const many = "many_states"

// Mermaid draws a table as a mermaid state diagram. Activities, which move nothing, are not
// drawn.
func Mermaid(table Table) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	lines := edges(table)
	if slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, many) }) {
		fmt.Fprintf(&b, "    state \"many states\" as %s\n", many)
	}
	for _, line := range lines {
		b.WriteString("    " + line + "\n")
	}
	for _, state := range table.States {
		if state.Standing == workflow.Final {
			fmt.Fprintf(&b, "    %s --> [*]\n", state.Name)
		}
	}
	return b.String()
}

func edges(table Table) []string {
	var lines []string
	for _, row := range table.Rows {
		for _, from := range origins(row) {
			for _, to := range goals(table, row) {
				lines = once(lines, fmt.Sprintf("%s --> %s: %s", from, to, row.Event))
			}
		}
	}
	return lines
}

func origins(row Row) []string {
	if len(row.From) > crowd {
		return []string{many}
	}
	var from []string
	for _, state := range row.From {
		if state == workflow.Unopened {
			from = append(from, "[*]")
			continue
		}
		from = append(from, string(state))
	}
	return from
}

// goals are the states to which a row leads; the end of a hold leads back to where the
// holding rows come from.
func goals(table Table, row Row) []string {
	switch row.To {
	case workflow.Stay:
		return nil
	case workflow.Return:
	default:
		return []string{string(row.To)}
	}
	var back []string
	for _, holding := range table.Rows {
		if slices.Contains(row.From, holding.To) {
			for _, state := range origins(holding) {
				back = once(back, state)
			}
		}
	}
	return back
}

// once adds one to a list that has not got it.
func once(list []string, one string) []string {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}
