package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// endings are the events that end the stages, in their order.
var endings = map[string]workflow.Event{
	"screening":                       openselection.PassScreening,
	string(openselection.TrackRecord): openselection.CheckTrackRecord,
	string(openselection.Assessment):  openselection.AssessCompetency,
	string(openselection.Paper):       openselection.TestField,
	string(openselection.InterviewOf): openselection.Interview,
}

// L3.2: the result of every stage was published, each in its time. More than half of them is a part.
func stagesPublished() Check {
	return Check{
		ID: "l3_2", Indicator: "l3", Dimension: Execution,
		Sentence: "Nilai setiap tahapan diumumkan tepat waktu.",
		English:  "The result of every stage is published in its time.",
		Cites:    []policy.Citation{procedure2019},
		InForce:  func(pack *policy.Pack) bool { return policy.PublishStageScores.In(pack).Value },
		Touches: []workflow.Event{
			openselection.PassScreening, openselection.CheckTrackRecord, openselection.AssessCompetency, openselection.TestField, openselection.Interview,
			openselection.GrantTime, openselection.PublishStage, openselection.ScreeningPublicationDue, openselection.TrackRecordPublicationDue,
			openselection.AssessmentPublicationDue, openselection.PaperPublicationDue, openselection.InterviewPublicationDue,
		},
		measure: func(q *inquiry) {
			stages := openselection.PublicationStages()
			published, late := 0, 0
			for _, stage := range stages {
				ended, over := q.selection.last(endings[stage])
				if !over {
					continue
				}
				q.name(q.selection, ended)
				step, shown := q.published(stage)
				clock := workflow.Event(stage + "_publication_due")
				if !shown {
					if passed, ran := q.selection.first(clock, ended.Seq); ran {
						q.name(q.selection, passed)
					}
					continue
				}
				q.name(q.selection, step)
				published++
				if !q.quietly(func() bool { return q.inTime(q.selection, ended, step, clock, policy.PublicationWithin) }) {
					late++
				}
			}
			_, over := q.selection.last(openselection.Interview)
			q.found = append(q.found, workflow.Found("stages", len(stages)), workflow.Found("published", published), workflow.Found("late", late),
				workflow.Limit("within", policy.PublicationWithin.In(q.pack)))
			switch {
			case published == len(stages):
				q.should(late == 0)
			case 2*published > len(stages):
				q.should(false)
			case over:
				q.must(false)
			default:
				q.waiting = true
			}
		},
	}
}

// quietly asks without keeping the numbers: five stages would tell them five times.
func (q *inquiry) quietly(ask func() bool) bool {
	kept := q.found
	answer := ask()
	q.found = kept
	return answer
}
