package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// RecordWithdrawals takes up who of the candidates has withdrawn: they compete no more, and
// nobody has to disqualify them for it.
const RecordWithdrawals workflow.Event = "record_withdrawals"

// Gone is how a candidate leaves the contest who has withdrawn the application.
const Gone = "withdrawn"

// WithdrawalsBody is what is recorded of it. Nobody says it; see gatherWithdrawals.
type WithdrawalsBody struct {
	Withdrawn []WithdrawnCandidate `json:"withdrawn"`
}

// A WithdrawnCandidate has withdrawn, in the stage of a component or after all of them. The
// reason stays in the application.
type WithdrawnCandidate struct {
	Candidate string        `json:"candidate"`
	Component Component     `json:"component,omitzero"`
	On        calendar.Date `json:"on"`
}

// Apply takes the candidates out of the contest and off the sheets. Marks stay to be seen.
func (b WithdrawalsBody) Apply(f SelectionFacts, _ workflow.Occurrence) SelectionFacts {
	f.Out = slices.Clone(f.Out)
	for _, w := range b.Withdrawn {
		f.Out = append(f.Out, Out{Candidate: w.Candidate, Kind: Gone, Component: w.Component, On: w.On})
	}
	return f.offSheets(func(_, candidate string) bool {
		return slices.ContainsFunc(b.Withdrawn, func(w WithdrawnCandidate) bool { return w.Candidate == candidate })
	})
}

// gatherWithdrawals reads in the applications who competes here and applies no more.
func gatherWithdrawals(q selectionQuestion, _ nothing[SelectionFacts]) (WithdrawalsBody, error) {
	body := WithdrawalsBody{Withdrawn: []WithdrawnCandidate{}}
	list, err := applications(q)
	if err != nil {
		return body, err
	}
	for _, one := range list {
		number := q.Case.Facts.numberOf(one.registration)
		if one.state == Withdrawn && one.facts.Withdrawal != nil && slices.Contains(q.Case.Facts.competing(), number) {
			body.Withdrawn = append(body.Withdrawn, WithdrawnCandidate{Candidate: number, Component: dueIn(q.Case.State), On: one.facts.Withdrawal.On})
		}
	}
	return body, nil
}

var somebodyHasWithdrawn = selectionGuard{
	Code: "somebody_has_withdrawn", Cites: []policy.Citation{ownWord},
	Check: func(q selectionQuestion) workflow.Verdict {
		more := len(q.After.Out) - len(q.Case.Facts.Out)
		return workflow.Require(more > 0, workflow.Found("withdrawn", more))
	},
}

// appliesNoMore lists those of the candidates whose application does not stand.
func appliesNoMore(q selectionQuestion, candidates ...string) ([]string, error) {
	gone := []string{}
	list, err := applications(q)
	for _, candidate := range candidates {
		if !slices.ContainsFunc(list, func(one applied) bool {
			return (one.state == Submitted || one.state == Shortlisted) && q.After.numberOf(one.registration) == candidate
		}) {
			gone = append(gone, candidate)
		}
	}
	return gone, err
}

// Between the three names and the choice one of them may have withdrawn.
var chosenStillApplies = selectionGuard{
	Code: "chosen_still_applies", Cites: []policy.Citation{ownWord, threeNames},
	Check: func(q selectionQuestion) workflow.Verdict {
		if !slices.Contains(q.After.proposed(), q.After.Choice.Candidate) {
			return workflow.Require(true) // chosen_is_one_of_the_proposed says so
		}
		gone, err := appliesNoMore(q, q.After.Choice.Candidate)
		return workflow.Require(err == nil && len(gone) == 0, workflow.FoundIn("/candidate", "applies_no_more", gone))
	},
}
