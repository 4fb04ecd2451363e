package workflowtest

import (
	"fmt"
	"slices"

	"selter/workflow"
)

// A place is where a case can be: a held case also remembers where it goes back to.
type place struct{ state, resumes workflow.State }

// step is the place that a row leads to from another.
func step[F any](row workflow.Transition[F], from place) place {
	switch {
	case row.To == workflow.Stay:
		return from
	case row.To == workflow.Return:
		return place{state: from.resumes}
	case row.Holds:
		return place{state: row.To, resumes: from.state}
	}
	return place{state: row.To}
}

func rowsFrom[F any](p *workflow.Procedure[F], state workflow.State) []workflow.Transition[F] {
	var rows []workflow.Transition[F]
	for _, row := range p.Rows {
		if slices.Contains(row.From, state) {
			rows = append(rows, row)
		}
	}
	return rows
}

// places lists every place that can be reached from the start, each once.
func places[F any](p *workflow.Procedure[F]) []place {
	reached := []place{{state: workflow.Unopened}}
	for i := 0; i < len(reached); i++ {
		for _, row := range rowsFrom(p, reached[i].state) {
			if next := step(row, reached[i]); !slices.Contains(reached, next) {
				reached = append(reached, next)
			}
		}
	}
	return reached
}

// inspectPaths walks the table: every state can be reached, every case can end, and
// what is held can be released.
func inspectPaths[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	reached := places(p)
	for _, state := range p.States {
		if !slices.ContainsFunc(reached, func(at place) bool { return at.state == state.Name }) {
			findings = append(findings, Finding{"every_state_is_reached", string(state.Name), "cannot be reached from unopened"})
		}
		if state.Standing == workflow.Held &&
			!slices.ContainsFunc(rowsFrom(p, state.Name), func(row workflow.Transition[F]) bool { return row.To == workflow.Return }) {
			findings = append(findings, Finding{"every_hold_is_released", string(state.Name), "has no row that returns"})
		}
	}
	// Backwards from the ends, until nothing more is found.
	ending := make(map[place]bool)
	for grown := true; grown; {
		grown = false
		for _, at := range reached {
			if ending[at] {
				continue
			}
			ends := p.Standing(at.state) == workflow.Final
			for _, row := range rowsFrom(p, at.state) {
				ends = ends || ending[step(row, at)]
			}
			if ends {
				ending[at], grown = true, true
			}
		}
	}
	for _, at := range reached {
		if !ending[at] {
			subject := string(at.state)
			if at.resumes != "" {
				subject = fmt.Sprintf("%s (held from %s)", at.state, at.resumes)
			}
			findings = append(findings, Finding{"no_dead_ends", subject, "no final state can be reached"})
		}
	}
	return findings
}
