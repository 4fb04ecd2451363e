package workflowtest

import (
	"fmt"
	"slices"

	"selter/workflow"
)

// A clock as it stands for a case.
type clock int

const (
	idle clock = iota
	ticking
	paused // with all others, as the case is held
	rested // alone, until something else comes
)

// inspectDeadlines follows each clock through the table. An effect may arm nothing
// (a clock that only runs in the freeze), so arming is followed both ways; clearing,
// pausing and resuming always happen. To set a clock to another day starts none that was idle. Wherever the clock can tick there has to be a
// row that the clock may take, or the deadline passes and nobody is told.
func inspectDeadlines[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	known := make(map[string]bool)
	for _, d := range p.Deadlines {
		known[string(d.Kind)] = true
		findings = append(findings, inspectDeadline(p, d)...)
	}
	for _, row := range p.Rows {
		for _, effect := range row.Effects {
			of := effect.Object != "" && slices.Contains([]workflow.EffectKind{
				workflow.ArmsDeadline, workflow.ClearsDeadline, workflow.ResetsDeadline, workflow.PausesDeadlines, workflow.ResumesDeadlines,
			}, effect.Kind)
			if of && !known[effect.Object] {
				findings = append(findings, Finding{"deadlines_are_listed", rowName(row), effect.Object + " is not among the procedure's deadlines"})
			}
		}
	}
	return findings
}

func inspectDeadline[F any](p *workflow.Procedure[F], d workflow.Deadline[F]) []Finding {
	var findings []Finding
	for _, kind := range []workflow.EffectKind{workflow.ArmsDeadline, workflow.ClearsDeadline} {
		if !slices.ContainsFunc(p.Rows, func(row workflow.Transition[F]) bool { return touches(row, kind, d.Kind) }) {
			findings = append(findings, Finding{"deadlines_are_armed_and_cleared", string(d.Kind), fmt.Sprintf("no row has the effect %s", kind)})
		}
	}
	for _, cite := range d.Cites {
		if problem := uncertain(cite); problem != "" {
			findings = append(findings, Finding{"every_deadline_cites", string(d.Kind), problem})
		}
	}
	if len(d.Cites) == 0 || len(d.Tells) == 0 {
		findings = append(findings, Finding{"every_deadline_cites", string(d.Kind), "cites nothing or tells nobody"})
	}
	findings = append(findings, inspectLadder(p, d)...)
	type node struct {
		at    place
		clock clock
	}
	seen := []node{{at: place{state: workflow.Unopened}}}
	var gaps []string
	for i := 0; i < len(seen); i++ {
		here := seen[i]
		rings := false
		for _, row := range rowsFrom(p, here.at.state) {
			firing := row.On == d.Kind && slices.Contains(row.By, workflow.Clock)
			rings = rings || firing
			if firing && here.clock != ticking {
				continue // a clock that does not tick does not ring
			}
			start := here.clock
			if firing {
				start = idle // it has rung
			}
			for _, after := range follow(row, d.Kind, start) {
				if next := (node{step(row, here.at), after}); !slices.Contains(seen, next) {
					seen = append(seen, next)
				}
			}
		}
		if here.clock == ticking && !rings && !slices.Contains(gaps, string(here.at.state)) {
			gaps = append(gaps, string(here.at.state))
		}
		if held := p.Standing(here.at.state) == workflow.Held; !held && here.clock == paused || !held && here.clock == rested && !resumedIn(p, d.Kind, here.at.state) {
			findings = append(findings, Finding{"paused_clocks_go_on", string(d.Kind), fmt.Sprintf("is paused in %s, which is not held", here.at.state)})
		}
	}
	for _, state := range gaps {
		findings = append(findings, Finding{"deadlines_have_rows", string(d.Kind), fmt.Sprintf("can be open in %s, where the clock has no row", state)})
	}
	return findings
}

// inspectLadder holds that whoever owes what the clock waits for is told that it has passed, and somebody
// above them too: nobody stands above a supervisor.
func inspectLadder[F any](p *workflow.Procedure[F], d workflow.Deadline[F]) []Finding {
	var findings []Finding
	if len(d.Next) == 0 && slices.ContainsFunc(d.Tells, func(role workflow.Role) bool { return role != workflow.Supervisor }) {
		findings = append(findings, Finding{"deadlines_have_ladders", string(d.Kind), "is told to nobody but who owes it"})
	}
	for _, row := range p.Rows {
		if row.On != d.Kind {
			continue
		}
		for _, role := range d.Escalates() {
			if !slices.ContainsFunc(row.Effects, func(e workflow.Effect[F]) bool { return e.Kind == workflow.Tells && e.Object == string(role) }) {
				findings = append(findings, Finding{"deadlines_have_ladders", rowName(row), fmt.Sprintf("does not tell %s", role)})
			}
		}
	}
	return findings
}

// resumedIn tells whether some row of a state lets the clock, and no other, go on.
func resumedIn[F any](p *workflow.Procedure[F], deadline workflow.Event, state workflow.State) bool {
	return slices.ContainsFunc(rowsFrom(p, state), func(row workflow.Transition[F]) bool { return touches(row, workflow.ResumesDeadlines, deadline) })
}

func touches[F any](row workflow.Transition[F], kind workflow.EffectKind, deadline workflow.Event) bool {
	return slices.ContainsFunc(row.Effects, func(e workflow.Effect[F]) bool { return e.Kind == kind && e.Object == string(deadline) })
}

// follow lists how a clock may stand after a row's effects, in their order.
func follow[F any](row workflow.Transition[F], deadline workflow.Event, start clock) []clock {
	stands := []clock{start}
	for _, effect := range row.Effects {
		of, all := effect.Object == string(deadline), effect.Object == ""
		for i, c := range stands {
			switch {
			case effect.Kind == workflow.ArmsDeadline && of:
				if !slices.Contains(stands, ticking) {
					stands = append(stands, ticking)
				}
			case effect.Kind == workflow.ClearsDeadline && of:
				stands[i] = idle
			case effect.Kind == workflow.PausesDeadlines && all && c == ticking:
				stands[i] = paused
			case effect.Kind == workflow.PausesDeadlines && of && c != idle:
				stands[i] = rested
			case effect.Kind == workflow.ResumesDeadlines && all && c == paused,
				effect.Kind == workflow.ResumesDeadlines && of && (c == paused || c == rested):
				stands[i] = ticking
			}
		}
	}
	return stands
}
