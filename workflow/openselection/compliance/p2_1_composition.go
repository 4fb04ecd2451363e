package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P2.1: the committee is composed as the law demands, at its decree and after every change.
func composition() Check {
	return Check{
		ID: "p2_1", Indicator: "p2", Dimension: Preparation,
		Sentence: "Susunan panitia seleksi sah: gasal, 5 sampai 9 orang, unsur internal paling banyak 45 persen, dan ada unsur luar.",
		English:  "The committee is composed lawfully: odd, 5 to 9, at most 45 percent internal, with members from outside.",
		Cites:    []policy.Citation{formsCommittee, committeeRules},
		Touches:  []workflow.Event{openselection.AppointCommittee, openselection.ConfirmCommittee, openselection.ChangeCommittee},
		measure: func(q *inquiry) {
			decreed := q.decrees()
			if q.plan.Committee == nil || !decreed {
				q.waiting = true
				return
			}
			members := q.plan.Committee.Members
			flaws := q.plan.CompositionFlaws(q.pack, members)
			q.must(len(flaws) == 0, workflow.Found("members", len(members)), workflow.Found("internal", internal(members)), workflow.Found("flaws", flaws))
			q.must(q.plan.Committee.Decree.Number != "")
		},
	}
}

// decrees names the decrees of the committee and tells whether each is in the journal.
func (q *inquiry) decrees() bool {
	n := 0
	for _, event := range []workflow.Event{openselection.AppointCommittee, openselection.ChangeCommittee} {
		for _, step := range q.round.all(event) {
			q.name(q.round, step)
			n++
		}
	}
	// Where it was recorded early it counts from its confirmation.
	if confirmed, there := q.round.last(openselection.ConfirmCommittee); there {
		q.name(q.round, confirmed)
	} else if !policy.CommitteeAfterPlanRecommendation.In(q.pack).Value {
		if appointed, _ := q.round.last(openselection.AppointCommittee); appointed.To != openselection.CommitteeAppointed {
			return false
		}
	}
	return n > len(q.plan.FormerCommittees)
}

func internal(members []openselection.Member) int {
	n := 0
	for _, m := range members {
		if m.Origin == openselection.FromAgency {
			n++
		}
	}
	return n
}
