package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L5.1: a quorum of the committee held the interview by the sealed questions, and nobody else scored.
func interview() Check {
	return Check{
		ID: "l5_1", Indicator: "l5", Dimension: Execution,
		Sentence: "Wawancara dilakukan kuorum panitia seleksi dengan materi baku, dan narasumber tidak menilai.",
		English:  "A quorum of the committee interviews with the sealed material, and resource persons do not score.",
		Cites:    []policy.Citation{interviewRules},
		Touches:  []workflow.Event{openselection.Interview, openselection.OpenScoring},
		measure: func(q *inquiry) {
			_, there := q.rely(q.selection, openselection.Interview)
			held := q.facts.Stage.Interview
			if !there || held == nil {
				q.waiting = true
				return
			}
			quorum := q.facts.HasQuorum(q.pack, held.Present)
			q.must(quorum, workflow.Found("present", len(held.Present)), workflow.Found("quorum", quorum), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.pack)))
			q.must(held.Rubrics == q.facts.Terms.Rubrics, workflow.Found("sealed_material", held.Rubrics == q.facts.Terms.Rubrics))
			guests, strangers := 0, 0
			for _, scorer := range q.facts.Scorers(openselection.InterviewOf) {
				sits := slices.ContainsFunc(q.facts.Terms.Members, func(m openselection.Member) bool { return m.Person == scorer })
				switch {
				case slices.Contains(held.ResourcePersons, scorer):
					guests++
				case !sits:
					strangers++
				}
			}
			allowed := policy.ResourcePersonScores.In(q.pack)
			q.must(guests == 0 || allowed.Value, workflow.Found("resource_persons_who_scored", guests), workflow.Limit("allowed", allowed))
			q.must(strangers == 0, workflow.Found("others_who_scored", strangers))
			q.allScored(openselection.InterviewOf)
		},
	}
}
