package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// scoringStates are the states in which sheets can be out: each component in the stage
// that ends with it, or later, where a conflict that was found has left too few marks.
var scoringStates = []workflow.State{Screened, TrackRecordChecked, CompetencyAssessed, FieldTested, Interviewed, HealthTested}

// reached tells whether the stage of a component has come.
func reached(c Component, state workflow.State) bool {
	return slices.Contains(Components(), c) && slices.Index(Components(), c) <= slices.Index(scoringStates, state)
}

// dueIn is the component whose scoring a state waits for; none when all have been.
func dueIn(state workflow.State) Component {
	if at := slices.Index(scoringStates, state); at >= 0 && at < len(Components()) {
		return Components()[at]
	}
	return ""
}

// needed is how many marks a candidate needs in a component: at the interview a quorum of
// the members who have no conflict with the candidate, at the assessment as many assessors
// and of a paper as many markers as the pack asks for, else one. An earlier assessment stands in place of marks.
func (f SelectionFacts) needed(pack *policy.Pack, c Component, candidate string) int {
	_, again := f.reused(candidate)
	switch {
	case c == Assessment && again:
		return 0
	case c == Assessment:
		return policy.AssessorsPerCandidateMin.In(pack).Value
	case c == Paper:
		return policy.PaperMarkersMin.In(pack).Value
	case c == InterviewOf:
		return f.quorumFor(policy.QuorumPercent.In(pack).Value, candidate)
	}
	return 1
}

// lacking lists the candidates who compete and have too few marks in a component.
func (f SelectionFacts) lacking(pack *policy.Pack, c Component) []string {
	lacking := []string{}
	for _, candidate := range f.competing() {
		if len(f.counting(c, candidate)) < f.needed(pack, c, candidate) {
			lacking = append(lacking, candidate)
		}
	}
	return lacking
}

// toScore lists the candidates whom a person may score in a component: they lack marks,
// have none of this person and no conflict with the person. Who has failed to submit a
// sheet of it scores nobody: what the others gave is seen by then.
func (f SelectionFacts) toScore(pack *policy.Pack, c Component, person string) []string {
	if f.lapsed(c, person) {
		return nil
	}
	return slices.DeleteFunc(f.lacking(pack, c), func(candidate string) bool {
		marked := slices.ContainsFunc(f.Marks, func(m Given) bool { return m.Component == c && m.By == person && m.Candidate == candidate })
		return marked || f.conflicted(person, candidate)
	})
}

// A need is the numbers of a candidate who has too few marks or too few scorers.
type need struct {
	Candidate string `json:"candidate"`
	Needed    int    `json:"needed"`
	Found     int    `json:"found"`
}
