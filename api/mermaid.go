package api

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/catalog"
)

// Mermaid draws a table as a mermaid state diagram: one arrow for each state that
// a row leaves, with the event on it. Activities, which move nothing, are left out;
// a row that returns from a hold leads back to the states that are held.
func Mermaid(table catalog.Table) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	held := make(map[workflow.State]bool)
	for _, state := range table.States {
		held[state.Name] = state.Standing == workflow.Held
	}
	for _, row := range table.Rows {
		for _, from := range row.From {
			for _, to := range targets(table, row, held) {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", place(from), place(to), row.Event)
			}
		}
	}
	for _, state := range table.States {
		if state.Standing == workflow.Final {
			fmt.Fprintf(&b, "    %s --> [*]\n", state.Name)
		}
	}
	return b.String()
}

func targets(table catalog.Table, row catalog.Row, held map[workflow.State]bool) []workflow.State {
	switch row.To {
	case workflow.Stay:
		return nil
	case workflow.Return:
	default:
		return []workflow.State{row.To}
	}
	var back []workflow.State
	for _, other := range table.Rows {
		for _, from := range row.From {
			if other.To == from && held[from] {
				for _, state := range other.From {
					if !slices.Contains(back, state) {
						back = append(back, state)
					}
				}
			}
		}
	}
	return back
}

func place(state workflow.State) string {
	if state == workflow.Unopened {
		return "[*]"
	}
	return string(state)
}
