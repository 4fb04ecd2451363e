package person

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

type (
	question = workflow.Question[Facts]
	guard    = workflow.Guard[Facts]
)

// The result of a health test comes from the hospital by way of the committee's
// secretariat, for which the house acts here; nobody states his own, and an admin has
// no business with it.
var healthResultComesFromTheExamination = guard{
	Code: "health_result_comes_from_the_examination", Cites: []policy.Citation{specificData, accuracy},
	Check: func(q question) workflow.Verdict {
		was := commitmentOf(q.Case.Facts, HealthResult)
		stated := commitmentOf(q.After, HealthResult) != was
		byHouse := slices.Contains(q.Actor.Roles, workflow.System)
		return workflow.Require(!stated || byHouse, workflow.FoundIn("/particulars", "health_result_stated", stated))
	},
}

// numbers are what a person is found and told apart by.
var numbers = []Particular{NIK, NIP, BirthDate}

// By NIK and NIP people are found, so whoever could write them anew could turn one person
// into another, or find out whose a number is by trying. They are stated once; a mistake is
// mended by a nation-wide admin, who keeps the files, and not in his own.
var whatIdentifiesIsRecordedOnce = guard{
	Code: "what_identifies_is_recorded_once", Cites: []policy.Citation{accuracy, correcting},
	Check: func(q question) workflow.Verdict {
		again := slices.DeleteFunc(slices.Clone(numbers), func(field Particular) bool {
			was := commitmentOf(q.Case.Facts, field)
			return was == "" || was == commitmentOf(q.After, field)
		})
		keeper := slices.Contains(q.Actor.Roles, workflow.Admin) && q.Actor.Person != q.Case.Ref
		return workflow.Require(len(again) == 0 || keeper, workflow.FoundIn("/particulars", "recorded_again", again))
	},
}

func commitmentOf(f Facts, field Particular) string {
	for _, c := range f.Recorded {
		if c.Field == field {
			return c.Commitment
		}
	}
	return ""
}

var requestOfAnotherIsByLetter = guard{
	Code: "request_of_another_is_by_letter", Cites: []policy.Citation{erasing, asking},
	Check: func(q question) workflow.Verdict {
		own, letter := q.Actor.Person == q.Case.Ref, q.After.Requested != nil && q.After.Requested.Letter != nil
		return workflow.Require(own || letter, workflow.FoundIn("/letter", "letter_named", letter), workflow.Found("own_file", own))
	},
}

// The key of a person is destroyed for ever, so two people look at it.
var erasureIsConfirmedByAnother = guard{
	Code: "erasure_is_confirmed_by_another", Standing: true, Cites: []policy.Citation{twoPersons},
	Check: func(q question) workflow.Verdict {
		requested := q.Case.Facts.Requested
		same := requested != nil && requested.Person == q.Actor.Person || q.Actor.Person == q.Case.Ref
		return workflow.Require(!same, workflow.Found("requested_by_the_same", same))
	},
}

// Who holds a duty, or will hold one, is answerable for it, and who applies is judged:
// both need somebody who can be named. A duty whose last day is over does not count.
var personHoldsNoDuty = guard{
	Code: "person_holds_no_duty", Cites: []policy.Citation{retention, openRecord},
	Check: func(q question) workflow.Verdict {
		held := []workflow.Role{}
		for _, d := range q.Held {
			if (d.Until.IsZero() || !q.Today.After(d.Until)) && !slices.Contains(held, d.Role) {
				held = append(held, d.Role)
			}
		}
		return workflow.Require(len(held) == 0, workflow.Found("held", held))
	},
}
