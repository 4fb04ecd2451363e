package compliance

import (
	"strings"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L5.2: the three names are those that the scores give, number by number, all healthy, and the
// minutes are signed by a quorum.
func determination() Check {
	return Check{
		ID: "l5_2", Indicator: "l5", Dimension: Execution,
		Sentence: "Tiga calon adalah tiga nilai tertinggi, rekapitulasi cocok, hasil tes kesehatan ada, dan berita acara ditandatangani kuorum.",
		English:  "The three names have the three best scores, the recount agrees, health results are there and a quorum signed the minutes.",
		Cites:    []policy.Citation{threeNames, procedure2019},
		Touches:  []workflow.Event{openselection.TestHealth, openselection.DetermineResult, openselection.CorrectScore, openselection.DeclareConflict},
		measure: func(q *inquiry) {
			q.rely(q.selection, openselection.TestHealth)
			determined, there := q.rely(q.selection, openselection.DetermineResult)
			result := q.facts.Result
			if !there || result == nil {
				q.waiting = true
				return
			}
			ranking, names := q.facts.Recounted()
			q.must(ranking, workflow.Found("recount_agrees", ranking))
			most := policy.ProposedNames.In(q.pack)
			q.must(names && len(result.Proposed) > 0 && len(result.Proposed) <= most.Value, workflow.Found("are_the_best", names), workflow.Found("proposed", len(result.Proposed)))
			q.must(len(result.Proposed) == most.Value || strings.TrimSpace(result.FewerReason) != "",
				workflow.Found("fewer_with_reason", strings.TrimSpace(result.FewerReason) != ""), workflow.Limit("names", most))
			unfit := q.facts.Unfit()
			q.must(len(unfit) == 0, workflow.Found("without_health_result", len(unfit)))
			quorum := q.facts.HasQuorum(q.pack, result.Signed)
			q.must(quorum && dated(&result.Minutes, q.day(determined)), workflow.Found("signed", len(result.Signed)), workflow.Found("quorum", quorum))
		},
	}
}
