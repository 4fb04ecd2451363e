package compliance

import (
	"strings"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L3.1: a competent body assessed by a standard method, enough assessors watched each candidate,
// and an earlier result that was used again was still valid when the names were determined.
func assessment() Check {
	return Check{
		ID: "l3_1", Indicator: "l3", Dimension: Execution,
		Sentence: "Metode uji kompetensi baku, lembaga dan asesor kompeten, dan hasil terdahulu yang dipakai masih berlaku.",
		English:  "The method is standard, body and assessors are competent, and earlier results that are used again are still valid.",
		Cites:    []policy.Citation{procedure2019},
		Touches:  []workflow.Event{openselection.AssessCompetency, openselection.ReuseAssessment, openselection.ConfirmReuse, openselection.DetermineResult},
		measure: func(q *inquiry) {
			assessed, there := q.rely(q.selection, openselection.AssessCompetency)
			report := q.facts.Stage.Assessment
			if !there || report == nil {
				q.waiting = true
				return
			}
			q.must(strings.TrimSpace(report.Institution) != "" && strings.TrimSpace(report.Method) != "",
				workflow.Found("institution", strings.TrimSpace(report.Institution) != ""), workflow.Found("method", strings.TrimSpace(report.Method) != ""))
			q.must(dated(&report.Report, q.day(assessed)), workflow.Found("report_of", report.Report.Date))
			least := policy.AssessorsPerCandidateMin.In(q.pack)
			few := q.facts.MarkedByFew(openselection.Assessment, least.Value)
			q.must(len(few) == 0, workflow.Found("with_too_few_assessors", len(few)), workflow.Limit("at_least", least))
			q.stillValid(assessed)
		},
	}
}

// stillValid looks at the earlier results on the day on which the names are determined; until then
// on the day on which the assessment was closed.
func (q *inquiry) stillValid(assessed Step) {
	if len(q.facts.Reused) == 0 {
		return
	}
	for _, confirmed := range q.selection.all(openselection.ConfirmReuse) {
		q.name(q.selection, confirmed)
	}
	on := q.day(assessed)
	if determined, there := q.selection.last(openselection.DetermineResult); there {
		q.name(q.selection, determined)
		on = q.day(determined)
	}
	valid, expired, unconfirmed := policy.AssessmentValidityYears.In(q.pack), 0, 0
	for _, earlier := range q.facts.Reused {
		if on.After(earlier.From.AddYears(valid.Value)) {
			expired++
		}
		if earlier.ConfirmedBy == "" {
			unconfirmed++
		}
	}
	used := len(q.facts.Reused) - unconfirmed
	q.should(expired == 0, workflow.Found("used_again", used), workflow.Found("expired", expired), workflow.Limit("years", valid))
	q.must(len(q.selection.all(openselection.ConfirmReuse)) >= used)
}
