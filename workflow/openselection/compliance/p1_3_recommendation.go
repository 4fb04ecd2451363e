package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P1.3: the supervisor recommended the plan before the announcement, with this post in it.
func planRecommendation() Check {
	return Check{
		ID: "p1_3", Indicator: "p1", Dimension: Preparation,
		Sentence: "Rencana seleksi direkomendasikan pengawas sebelum pengumuman dan memuat jabatan ini.",
		English:  "The supervisor recommends the plan, with this post in it, before the announcement.",
		Cites:    []policy.Citation{supervision, planBySystem},
		InForce:  func(pack *policy.Pack) bool { return policy.PlanRecommendationRequired.In(pack).Value },
		Touches:  []workflow.Event{openselection.RecommendPlan, openselection.Announce},
		measure: func(q *inquiry) {
			recommended, there := q.rely(q.round, openselection.RecommendPlan)
			if !there {
				q.before(recommended)
				return
			}
			refused := slices.ContainsFunc(q.plan.Refused, func(r openselection.Remark) bool { return r.Item == q.facts.Post.Ref })
			q.must(dated(q.plan.Recommend, q.day(recommended)), workflow.Found("letter", q.plan.Recommend != nil && q.plan.Recommend.Number != ""))
			q.must(!refused, workflow.Found("post_refused", refused))
			q.found = append(q.found, workflow.Found("recommended_on", q.day(recommended)))
			q.before(recommended)
		},
	}
}

// before fails the check where the announcement came without an entry, or earlier. Only then does
// it speak against the selection, and is named.
func (q *inquiry) before(step Step) {
	announced, opened := q.round.last(openselection.Announce)
	if opened && (step.Seq == 0 || announced.Seq < step.Seq) {
		q.name(q.round, announced)
		q.must(false, workflow.Found("announced_on", q.day(announced)))
	}
}
