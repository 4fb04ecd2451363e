package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P2.2: members are fit to sit on the committee, have said so, and keep away from whom they are
// close to.
func membersFit() Check {
	return Check{
		ID: "p2_2", Indicator: "p2", Dimension: Preparation,
		Sentence: "Anggota panitia seleksi memenuhi syarat, ditetapkan sebelum pengumuman, menandatangani pernyataan, dan bebas benturan kepentingan.",
		English:  "Members are fit, appointed before the announcement, have signed their statements and score nobody with whom they have a conflict of interest.",
		Cites:    []policy.Citation{ethics, committeeRules},
		Touches: []workflow.Event{
			openselection.AppointCommittee, openselection.ConfirmCommittee, openselection.ChangeCommittee, openselection.Announce, openselection.SignStatement,
			openselection.DeclareConflict,
		},
		measure: func(q *inquiry) {
			if decreed := q.decrees(); q.plan.Committee == nil || !decreed {
				q.waiting = true
				return
			}
			flaws := q.plan.MemberFlaws(q.pack, q.plan.Committee.Members)
			q.must(len(flaws) == 0, workflow.Found("members", len(q.plan.Committee.Members)), workflow.Found("flaws", flaws))
			appointed, _ := q.round.last(openselection.AppointCommittee)
			q.found = append(q.found, workflow.Found("appointed_on", q.day(appointed)))
			q.before(appointed)
			unsigned := 0
			for _, scorer := range q.scorers() {
				step, there := q.selection.byPerson(openselection.SignStatement, scorer)
				if !there || !q.facts.IsSigned(scorer) {
					unsigned++
					continue
				}
				q.name(q.selection, step)
			}
			q.must(unsigned == 0, workflow.Found("scoring_members_without_statement", unsigned))
			conflicting := q.facts.MarksInConflict()
			q.must(conflicting == 0, workflow.Found("marks_in_conflict", conflicting))
		},
	}
}

// scorers lists the members who have given marks that count. Assessors and tracers from outside
// sign nothing here: they are bound by who sent them.
func (q *inquiry) scorers() []string {
	var persons []string
	for _, m := range q.facts.Terms.Members {
		if slices.ContainsFunc(q.facts.Marks, func(g openselection.Given) bool { return g.By == m.Person && g.Void == nil }) {
			persons = append(persons, m.Person)
		}
	}
	return persons
}
