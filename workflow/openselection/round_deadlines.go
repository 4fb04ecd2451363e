package openselection

import (
	"selter/workflow"
	"selter/workflow/wire"
)

// changingRoundTime has the changes of the deadlines of a round.
func changingRoundTime() []roundRow {
	line := timeline[RoundFacts]{of: func(f RoundFacts) []Time { return f.Times }, clocks: roundDeadlines()}
	return line.rows(workflow.FormOf[AskForRoundTimeBody](), workflow.FormOf[GrantRoundTimeBody](), PlanSubmitted, Announced)
}

// AskForRoundTimeBody asks for more time for what the round waits for.
type AskForRoundTimeBody AskedTime

// Check demands a reason.
func (b AskForRoundTimeBody) Check() wire.Problems { return AskedTime(b).Check() }

// Apply keeps what was asked for.
func (b AskForRoundTimeBody) Apply(f RoundFacts, on workflow.Occurrence) RoundFacts {
	f.Times = AskedTime(b).keptIn(f.Times, on)
	return f
}

// GrantRoundTimeBody grants what was last asked for.
type GrantRoundTimeBody struct {
	Kind workflow.Event `json:"kind"`
}

// Apply keeps who granted it.
func (b GrantRoundTimeBody) Apply(f RoundFacts, on workflow.Occurrence) RoundFacts {
	f.Times = granted(f.Times, b.Kind, on)
	return f
}
