package compliance

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// R2: the names came to the appointing officer through the authorised officer, and one of them was
// chosen, with a reason if it is not the first.
func choice() Check {
	return Check{
		ID: "r2", Indicator: "r2", Dimension: Reporting,
		Sentence: "Hasil seleksi disampaikan, PPK memilih satu dari nama yang diusulkan, dan beralasan bila bukan peringkat pertama.",
		English:  "The result is reported; one of the proposed names is chosen, with a reason unless it is the first.",
		Cites:    []policy.Citation{choosing, threeNames},
		Touches:  []workflow.Event{openselection.ReportResult, openselection.Choose},
		measure: func(q *inquiry) {
			q.rely(q.selection, openselection.ReportResult)
			chosen, there := q.rely(q.selection, openselection.Choose)
			if !there || q.facts.Choice == nil || q.facts.Result == nil {
				q.waiting = true
				return
			}
			at := slices.Index(q.facts.Result.Proposed, q.facts.Choice.Candidate)
			q.must(at >= 0, workflow.Found("place_among_the_proposed", at+1))
			q.must(dated(&q.facts.Choice.Decree, q.day(chosen)), workflow.Found("decree_of", q.facts.Choice.Decree.Date))
			needed, reasoned := policy.ChoiceReasonUnlessFirst.In(q.pack), strings.TrimSpace(q.facts.Choice.Reason) != ""
			q.must(at == 0 || reasoned || !needed.Value, workflow.Found("reason", reasoned), workflow.Limit("needed", needed))
		},
	}
}
