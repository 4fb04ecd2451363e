package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// R4: the round was reported to its end in time, the appointment entered into the personnel system,
// and what the supervisor asked for was done.
func finalReport() Check {
	return Check{
		ID: "r4", Indicator: "r4", Dimension: Reporting,
		Sentence: "Laporan akhir, arsip, dan data kepegawaian disampaikan, dan catatan pengawas ditindaklanjuti.",
		English:  "The final report, the archive and the personnel data are handed over, and the supervisor's conditions are met.",
		Cites:    []policy.Citation{procedure2019, openRecord},
		Touches:  []workflow.Event{openselection.NoteInauguration, openselection.ReportFinally, openselection.GrantTime, openselection.FinalReportDue, openselection.CloseSelection, openselection.Choose},
		measure: func(q *inquiry) {
			reported, there := q.rely(q.round, openselection.ReportFinally)
			q.rely(q.selection, openselection.CloseSelection)
			if !there {
				return
			}
			if noted, told := q.rely(q.round, openselection.NoteInauguration); told {
				q.should(q.inTime(q.round, noted, reported, openselection.FinalReportDue, policy.FinalReportWithin))
			}
			q.must(dated(q.plan.FinalReport, q.day(reported)), workflow.Found("report", q.plan.FinalReport != nil))
			q.should(q.plan.PersonnelSystem, workflow.Found("personnel_system", q.plan.PersonnelSystem))
			open := 0
			for _, condition := range q.facts.Conditions {
				if q.facts.Choice == nil || !slices.Contains(q.facts.Choice.Answered, condition.Item) {
					open++
				}
			}
			q.must(open == 0, workflow.Found("conditions", len(q.facts.Conditions)), workflow.Found("open_conditions", open))
		},
	}
}
