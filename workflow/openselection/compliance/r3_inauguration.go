package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// R3: whoever was chosen is in office within the days that run from the last recommendation.
func inauguration() Check {
	return Check{
		ID: "r3", Indicator: "r3", Dimension: Reporting,
		Sentence: "Pelantikan dilakukan paling lambat 15 hari sesudah rekomendasi pengawas yang terakhir.",
		English:  "The chosen one is inaugurated within 15 days of the supervisor's last recommendation.",
		Cites:    []policy.Citation{inaugurateInTime},
		Touches:  []workflow.Event{openselection.RecommendResult, openselection.ClearInauguration, openselection.Inaugurate, openselection.GrantTime, openselection.InaugurationDue},
		measure: func(q *inquiry) {
			recommended, cleared := q.rely(q.selection, lastLetter(q.pack))
			inaugurated, there := q.rely(q.selection, openselection.Inaugurate)
			if !there || !cleared {
				return
			}
			// No text lets anybody give more than the fifteen days: time that was granted is no breach of
			// the clock, and yet not what the rule demands.
			_, byLaw := q.timely(q.selection, recommended, inaugurated, openselection.InaugurationDue, policy.InaugurationWithin)
			q.should(byLaw)
		},
	}
}

// lastLetter is the event by which the supervisor lets an inauguration go on: the recommendation of
// the result, or the second letter where there are two.
func lastLetter(pack *policy.Pack) workflow.Event {
	if policy.TwoSupervisorLetters.In(pack).Value && policy.ResultOrder.In(pack).Value == "recommend_first" {
		return openselection.ClearInauguration
	}
	return openselection.RecommendResult
}
