package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L2.1: tracers were named, the sealed criteria used, suspicious signs cleared up, and the scores
// published.
func trackRecord() Check {
	return Check{
		ID: "l2_1", Indicator: "l2", Dimension: Execution,
		Sentence: "Penelusur ditugaskan, kriteria integritas baku dipakai, dan nilai diumumkan.",
		English:  "Tracers are appointed, the sealed criteria are used and the scores published.",
		Cites:    []policy.Citation{procedure2019},
		Touches:  []workflow.Event{openselection.CheckTrackRecord, openselection.PublishStage},
		measure: func(q *inquiry) {
			_, there := q.rely(q.selection, openselection.CheckTrackRecord)
			checked := q.facts.Stage.TrackRecord
			if !there || checked == nil {
				q.waiting = true
				return
			}
			q.must(len(checked.Tracers) > 0, workflow.Found("tracers", len(checked.Tracers)))
			q.must(checked.Rubrics == q.facts.Terms.Rubrics, workflow.Found("sealed_criteria", checked.Rubrics == q.facts.Terms.Rubrics))
			q.must(checked.NeutralityChecked && checked.DisciplineChecked,
				workflow.Found("neutrality_checked", checked.NeutralityChecked), workflow.Found("discipline_checked", checked.DisciplineChecked),
				workflow.Found("clarifications", checked.Clarifications))
			q.allScored(openselection.TrackRecord)
			step, published := q.published(string(openselection.TrackRecord))
			if !published && !policy.PublishStageScores.In(q.pack).Value {
				return
			}
			q.relyOn(q.selection, step, published)
		},
	}
}

// allScored demands that whoever competes has a score in a component.
func (q *inquiry) allScored(c openselection.Component) {
	unmarked := q.facts.Unmarked(c)
	q.must(len(unmarked) == 0, workflow.Found("without_score", len(unmarked)))
}
