package compliance

import (
	"strings"

	"selter/workflow"
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
			unpermitted := q.plan.Freeze
			unpermitted.Permit = nil
			if !unpermitted.Permitted(q.pack, q.day(submitted)) {
				q.rely(q.round, openselection.RecordPermit)
				q.must(q.plan.Freeze.Permit != nil, workflow.Found("frozen_on", q.day(submitted)), workflow.Found("permit", q.plan.Freeze.Permit != nil))
			}
		},
	}
}
