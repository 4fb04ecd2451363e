package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// R1: the supervisor got a complete report of the result in its time, at the first attempt.
func resultReport() Check {
	return Check{
		ID: "r1", Indicator: "r1", Dimension: Reporting,
		Sentence: "Laporan hasil seleksi lengkap dan tepat waktu disampaikan kepada pengawas.",
		English:  "The supervisor gets a complete report of the result in its time.",
		Cites:    []policy.Citation{supervision},
		Touches: []workflow.Event{
			openselection.DetermineResult, openselection.ReportResult, openselection.ReturnResult, openselection.RefuseResult, openselection.GrantTime, openselection.ResultReportDue,
		},
		measure: func(q *inquiry) {
			determined, there := q.rely(q.selection, openselection.DetermineResult)
			if !there {
				return
			}
			step, reported := q.selection.first(openselection.ReportResult, determined.Seq)
			if _, reported = q.relyOn(q.selection, step, reported); !reported {
				return
			}
			q.should(q.inTime(q.selection, determined, step, openselection.ResultReportDue, policy.ResultReportWithin))
			q.rely(q.selection, openselection.ReportResult)
			missing := []string{}
			for _, paper := range openselection.ReportPackage() {
				if !slices.Contains(q.facts.Enclosed, paper) {
					missing = append(missing, paper)
				}
			}
			q.must(len(missing) == 0, workflow.Found("missing", missing))
			returns := 0
			for _, event := range []workflow.Event{openselection.ReturnResult, openselection.RefuseResult} {
				for _, returned := range q.selection.all(event) {
					if returned.Seq > step.Seq {
						q.name(q.selection, returned)
						returns++
					}
				}
			}
			q.should(returns == 0, workflow.Found("returned", returns))
		},
	}
}
