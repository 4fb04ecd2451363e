package openselection

import (
	"slices"

	"selter/workflow"
)

// ScoresAreSealed tells that a selection may have scores and no result yet: sheets can be
// revealed as soon as the screening is over. Until the
// committee has determined the result, the officers who will choose see none of
// them: who knows the scores can steer them. A held selection is where it was held.
// No article says so in these words; the rule is a proposal of ours.
func ScoresAreSealed(state, resumes workflow.State) bool {
	if resumes != "" {
		state = resumes
	}
	return slices.Contains([]workflow.State{Screened, TrackRecordChecked, CompetencyAssessed, FieldTested, Interviewed, HealthTested}, state)
}
