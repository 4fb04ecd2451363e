package compliance

import (
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P1.1: the post is or will be vacant, other ways were tried, and nothing forbids to fill it.
func vacancy() Check {
	return Check{
		ID: "p1_1", Indicator: "p1", Dimension: Preparation,
		Sentence: "Jabatan benar lowong atau akan lowong, jalur pengisian lain sudah ditempuh, dan pengisian tidak dalam masa larangan.",
		English:  "The post is or will be vacant, other ways of filling it were tried, and no ban is in force.",
		Cites:    []policy.Citation{internalFirst, freezeBefore},
		Touches: []workflow.Event{
			openselection.DraftPlan, openselection.RevisePlan, openselection.SubmitPlan, openselection.OpenSelection, openselection.ChangePost, openselection.RecordPermit,
		},
		measure: func(q *inquiry) {
			q.rely(q.round, openselection.DraftPlan, openselection.RevisePlan)
			q.rely(q.selection, openselection.OpenSelection, openselection.ChangePost)
			v := q.facts.Post.Vacancy
			q.must(v.Reason != "" && !v.From.IsZero() && v.Evidence.Number != "", workflow.Found("vacant_from", v.From), workflow.Found("evidence", v.Evidence.Number != ""))
			if early, least := v.EarlyFor(q.pack); early {
				q.must(v.Ground != nil, workflow.Found("held_since", v.HeldSince), workflow.Found("ground", v.Ground != nil), workflow.Limit("at_least", least))
			}
			if first := policy.PlanInternalRouteFirst.In(q.pack); first.Value {
				route := q.plan.Plan.InternalRoute
				q.should(route.Tried, workflow.Found("internal_route_tried", route.Tried), workflow.Limit("needed", first))
				q.must(route.Tried || strings.TrimSpace(route.Reason) != "")
			}
			submitted, there := q.rely(q.round, openselection.SubmitPlan)
			if !there {
				return
			}
			if q.plan.Freeze.Covers(q.pack, q.elections, q.record.Agency, q.day(submitted)) {
				q.permitted(q.day(submitted))
			}
		},
	}
}

// permitted demands the permit to appoint in an election freeze: for the whole round, or for this
// selection alone.
func (q *inquiry) permitted(frozen calendar.Date) {
	on, permit := q.round, q.plan.Freeze.Permit
	if permit == nil && q.facts.Freeze.Permit != nil {
		on, permit = q.selection, q.facts.Freeze.Permit
	}
	q.rely(on, openselection.RecordPermit)
	q.must(permit != nil, workflow.Found("frozen_on", frozen), workflow.Found("permit", permit != nil))
}
