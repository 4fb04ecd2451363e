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
		Touches:  []workflow.Event{openselection.RecommendResult, openselection.ClearInauguration, openselection.Inaugurate, openselection.InaugurationDue},
		measure: func(q *inquiry) {
			recommended, cleared := q.rely(q.selection, openselection.RecommendResult, openselection.ClearInauguration)
			inaugurated, there := q.rely(q.selection, openselection.Inaugurate)
			if !there || !cleared {
				return
			}
			q.should(q.inTime(q.selection, recommended, inaugurated, openselection.InaugurationDue, policy.InaugurationWithin))
		},
	}
}
