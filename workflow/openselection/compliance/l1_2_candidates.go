package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L1.2: enough candidates passed, or the post was extended or the supervisor let it go on; the
// result bears the chair's signature and was published.
func enoughCandidates() Check {
	return Check{
		ID: "l1_2", Indicator: "l1", Dimension: Execution,
		Sentence: "Jumlah minimum calon dan perpanjangan sesuai ketentuan; hasil ditandatangani ketua dan diumumkan.",
		English:  "Enough candidates pass and extensions are as admitted; the result is signed by the chair and published.",
		Cites:    []policy.Citation{procedure2019, shortageLetter},
		Touches:  []workflow.Event{openselection.Extend, openselection.AllowFewer, openselection.PassScreening, openselection.PublishStage},
		measure: func(q *inquiry) {
			passed, there := q.rely(q.selection, openselection.PassScreening)
			if !there {
				return
			}
			if q.facts.Allowed > 0 {
				q.rely(q.selection, openselection.AllowFewer)
			}
			least, most := q.facts.Minimum(q.pack), policy.ExtensionsMax.In(q.pack)
			q.must(len(q.facts.Passed()) >= least.Value, workflow.Found("passed", len(q.facts.Passed())), workflow.Limit("at_least", least))
			for _, extended := range q.selection.all(openselection.Extend) {
				q.name(q.selection, extended)
			}
			q.must(len(q.facts.Extensions) <= most.Value && len(q.selection.all(openselection.Extend)) >= len(q.facts.Extensions),
				workflow.Found("extensions", len(q.facts.Extensions)), workflow.Limit("at_most", most))
			signed := q.facts.Screened != nil && passed.Role == workflow.CommitteeChair && dated(&q.facts.Screened.Result, q.day(passed))
			q.must(signed, workflow.Found("signed_by_the_chair", signed))
			step, published := q.published("screening")
			q.relyOn(q.selection, step, published)
		},
	}
}
