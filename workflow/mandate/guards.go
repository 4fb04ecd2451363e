package mandate

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

type (
	question = workflow.Question[Facts]
	guard    = workflow.Guard[Facts]
)

// Nobody gives a duty to himself, also not as the second person.
var grantorIsNotGrantee = guard{
	Code: "grantor_is_not_grantee", Standing: true, Cites: []policy.Citation{conflictOfInterest, dutiesApart},
	Check: func(q question) workflow.Verdict {
		return workflow.Require(q.Actor.Person != q.Case.Ref, workflow.Found("own_mandate", q.Actor.Person == q.Case.Ref))
	},
}

var dutyRefIsNew = guard{
	Code: "duty_ref_is_new", Cites: []policy.Citation{openRecord},
	Check: func(q question) workflow.Verdict {
		return workflow.Require(q.Case.Facts.at(q.After.Latest) < 0, workflow.FoundIn("/ref", "used", true))
	},
}

var dutyDatesAreInOrder = guard{
	Code: "duty_dates_are_in_order", Cites: []policy.Citation{delegation},
	Check: func(q question) workflow.Verdict {
		g := q.After.named()
		return workflow.Require(g.Until.IsZero() || !g.Until.Before(g.From),
			workflow.FoundIn("/until", "until", g.Until), workflow.Found("from", g.From))
	},
}

// outside are the duties of those who watch over agencies or permit them something, and
// are of none; nationwide those that may be held in every agency at once.
var (
	outside    = []workflow.Role{workflow.Supervisor, workflow.Permitter, workflow.Auditor, workflow.Custodian}
	nationwide = append(slices.Clone(outside), workflow.Admin)
)

// StandsOutside tells whether a duty is of those who watch over agencies or permit them
// something, and are of none themselves.
func StandsOutside(duty workflow.Role) bool { return slices.Contains(outside, duty) }

// A duty is no wider than it may be, and its place is told in full: who applies does so
// for one post, and a selection is found by its round. A custodian is of no agency: none is
// to name those who learn who complained about it.
var dutyReachesWhereItMay = guard{
	Code: "duty_reaches_where_it_may", Cites: []policy.Citation{delegation, dutiesApart},
	Check: func(q question) workflow.Verdict {
		g := q.After.named()
		everywhere := q.Case.Agency == workflow.Nation
		within := workflow.Require(!everywhere || slices.Contains(nationwide, workflow.Role(g.Duty)) && g.Round.IsZero(),
			workflow.FoundIn("/duty", "nationwide", everywhere), workflow.Found("allowed", nationwide))
		post := workflow.Require(workflow.Role(g.Duty) != workflow.Applicant || !g.Selection.IsZero(),
			workflow.FoundIn("/selection", "selection_named", !g.Selection.IsZero()))
		round := workflow.Require(g.Selection.IsZero() || !g.Round.IsZero(), workflow.FoundIn("/round", "round_named", !g.Round.IsZero()))
		apart := workflow.Require(workflow.Role(g.Duty) != workflow.Custodian || everywhere, workflow.FoundIn("/duty", "nationwide", everywhere))
		return workflow.Every(within, apart, post, round)
	},
}

// Who applies does so in an application of their own, and is not appointed by decree.
var applicantsApplyThemselves = guard{
	Code: "applicants_apply_themselves", Cites: []policy.Citation{openToApply},
	Check: func(q question) workflow.Verdict {
		g := q.After.named()
		return workflow.Require(workflow.Role(g.Duty) != workflow.Applicant, workflow.FoundIn("/duty", "duty", g.Duty))
	},
}

var dutyIsByDecree = guard{
	Code: "duty_is_by_decree", Cites: []policy.Citation{delegation},
	Check: func(q question) workflow.Verdict {
		g := q.After.named()
		return workflow.Require(g.Decree != nil && !g.Decree.Date.IsZero(), workflow.FoundIn("/decree", "decree_named", g.Decree != nil))
	},
}

// A supervisor acts for one body, and nobody else does.
var supervisorNamesABody = guard{
	Code: "supervisor_names_a_body", Cites: []policy.Citation{supervision},
	Check: func(q question) workflow.Verdict {
		g := q.After.named()
		return workflow.Require((workflow.Role(g.Duty) == workflow.Supervisor) == (g.Body != ""),
			workflow.FoundIn("/body", "body_named", g.Body != ""), workflow.Found("duty", g.Duty))
	},
}

// The duties held already, in this agency by the case itself, in others by the
// person's other mandates, are held against the new one. It is asked whenever a duty
// begins to stand, so that the order in which two are asked for does not matter.
var dutiesDoNotExcludeEachOther = guard{
	Code: "duties_do_not_exclude_each_other", Cites: []policy.Citation{conflictOfInterest, dutiesApart},
	Check: func(q question) workflow.Verdict {
		named := q.After.named().in(q.Case.Agency)
		against := []workflow.Role{}
		for _, other := range slices.Concat(q.Case.Facts.held(q.Case.Agency), q.Held) {
			if excludes(named, other) && !slices.Contains(against, other.Role) {
				against = append(against, other.Role)
			}
		}
		return workflow.Require(len(against) == 0, workflow.FoundIn("/duty", "duty", named.Role), workflow.Found("held_already", against))
	},
}

// excludes tells whether two duties would meet on one selection on one day or, when one of
// them is an application, ever: who applied for a post yesterday does not score for it today.
// A duty in the whole agency is not kept from everybody who once applied there; it gives no
// part in that one selection (see workflow.Parts).
func excludes(a, b workflow.Duty) bool {
	apart := !a.Until.IsZero() && a.Until.Before(b.From) || !b.Until.IsZero() && b.Until.Before(a.From)
	ever := (a.Role == workflow.Applicant || b.Role == workflow.Applicant) && !a.Scope.Round.IsZero() && !b.Scope.Round.IsZero()
	return workflow.Exclude(a.Role, b.Role) && a.Scope.Meets(b.Scope) && (ever || !apart)
}

var nothingStands = guard{
	Code: "nothing_stands", Standing: true, Cites: []policy.Citation{openRecord},
	Check: func(q question) workflow.Verdict {
		open := 0
		for _, g := range q.Case.Facts.Duties {
			if g.stands() || g.proposed() {
				open++
			}
		}
		return workflow.Require(open == 0, workflow.Found("open", open))
	},
}

// What cannot be undone is looked at by two: one who ends the duties, one who closes.
var closingIsByAnother = guard{
	Code: "closing_is_by_another", Standing: true, Cites: []policy.Citation{twoPersons},
	Check: func(q question) workflow.Verdict {
		same := q.Actor.Person == q.Case.Ref || slices.ContainsFunc(q.Case.Facts.Duties, func(g Grant) bool {
			return g.Ended != nil && g.Ended.Person == q.Actor.Person || g.Refused != nil && g.Refused.Person == q.Actor.Person
		})
		return workflow.Require(!same, workflow.Found("ended_by_the_same", same))
	},
}

// A custodian is never made by one person, whatever the policy says: two custodians that one
// admin has made are no two.
var dutyNeedsNoSecondPerson = guard{
	Code: "duty_needs_no_second_person", Cites: []policy.Citation{twoPersons},
	Check: func(q question) workflow.Verdict {
		sensitive, g := policy.DutySecondPerson.In(q.Pack), q.After.named()
		return workflow.Require(!slices.Contains(sensitive.Value, string(g.Duty)) && workflow.Role(g.Duty) != workflow.Custodian,
			workflow.FoundIn("/duty", "duty", g.Duty), workflow.Limit("second_person", sensitive))
	},
}

var dutyIsProposed = guard{
	Code: "duty_is_proposed", Cites: []policy.Citation{twoPersons},
	Check: func(q question) workflow.Verdict {
		i := q.Case.Facts.at(q.After.Latest)
		return workflow.Require(i >= 0 && q.Case.Facts.Duties[i].proposed(), workflow.FoundIn("/ref", "proposed", false))
	},
}

var secondPersonIsAnother = guard{
	Code: "second_person_is_another", Cites: []policy.Citation{twoPersons},
	Check: func(q question) workflow.Verdict {
		proposed := q.After.named().Proposed
		same := proposed != nil && proposed.Person == q.Actor.Person
		return workflow.Require(!same, workflow.FoundIn("/ref", "proposed_by_the_same", same))
	},
}

var dutyIsInForce = guard{
	Code: "duty_is_in_force", Cites: []policy.Citation{delegation},
	Check: func(q question) workflow.Verdict {
		i := q.Case.Facts.at(q.After.Latest)
		return workflow.Require(i >= 0 && q.Case.Facts.Duties[i].stands(), workflow.FoundIn("/ref", "in_force", false))
	},
}
