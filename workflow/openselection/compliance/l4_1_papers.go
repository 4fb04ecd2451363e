package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L4.1: papers were marked under their codes, by enough members, and a mark was changed only by
// two with a reason.
func papers() Check {
	return Check{
		ID: "l4_1", Indicator: "l4", Dimension: Execution,
		Sentence: "Makalah atau tes terstandar, dinilai tanpa nama oleh penilai yang ditunjuk, dan tidak diubah sesudah dikirim.",
		English:  "Papers are marked without names by those who were named for it, and marks are not changed after they were given.",
		Cites:    []policy.Citation{blindPapers, procedure2019},
		Touches:  []workflow.Event{openselection.TestField, openselection.ConfirmCorrection},
		measure: func(q *inquiry) {
			if _, there := q.rely(q.selection, openselection.TestField); !there {
				return
			}
			named := 0
			for _, candidate := range q.facts.Passed() {
				marked := slices.ContainsFunc(q.facts.Marks, func(m openselection.Given) bool {
					return m.Component == openselection.Paper && m.Candidate == candidate
				})
				coded := slices.ContainsFunc(q.facts.Papers, func(p openselection.Unsealed) bool { return p.Candidate == candidate && p.Code != "" })
				if marked && !coded {
					named++
				}
			}
			q.must(named == 0, workflow.Found("papers", len(q.facts.Papers)), workflow.Found("marked_without_code", named))
			least := policy.PaperMarkersMin.In(q.pack)
			few := q.facts.MarkedByFew(openselection.Paper, least.Value)
			q.must(len(few) == 0, workflow.Found("marked_by_too_few", len(few)), workflow.Limit("at_least", least))
			corrected, unreasoned := 0, 0
			for _, c := range q.facts.Corrections {
				if c.Component == openselection.Paper {
					corrected++
					if c.Reason == "" || c.Second == "" || c.Second == c.By {
						unreasoned++
					}
				}
			}
			q.must(unreasoned == 0, workflow.Found("corrected", corrected), workflow.Found("corrected_without_reason", unreasoned))
		},
	}
}
