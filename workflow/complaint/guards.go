package complaint

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

type (
	question = workflow.Question[Facts]
	guard    = workflow.Guard[Facts]
)

// Who is signed in complains under a receipt code like everybody else: no case of this procedure
// can be about a person of the house, and its name follows from the code alone.
var reporterIsPseudonymous = guard{
	Code: "reporter_is_pseudonymous", Cites: []policy.Citation{namelessReport, protection},
	Check: func(q question) workflow.Verdict {
		pseudonym := isPseudonym(q.Case.Subject)
		named := q.Case.Ref == Number(q.Case.Subject)
		return workflow.Every(
			workflow.Require(pseudonym, workflow.Found("subject_is_pseudonym", pseudonym)),
			workflow.Require(named, workflow.Found("number_follows_from_it", named)))
	},
}

var complainedEventHasHappened = guard{
	Code: "complained_event_has_happened", Cites: []policy.Citation{complaintFlow},
	Check: func(q question) workflow.Verdict {
		on := q.After.Filed.happenedOn()
		return workflow.Require(!on.After(q.Today), workflow.FoundIn("/happened_on", "happened_on", on), workflow.Found("today", q.Today))
	},
}

// Of a selection that has not been announced nobody outside is to learn, not even by complaining.
var selectionIsAnnounced = guard{
	Code: "selection_is_announced", Cites: []policy.Citation{openRecord},
	Check: func(q question) workflow.Verdict {
		if q.Case.Parent.IsZero() {
			return workflow.Require(true)
		}
		ok := q.Parent != nil && openselection.WasAnnounced(*q.Parent)
		return workflow.Require(ok, workflow.Found("announced", ok))
	},
}

// The bounds keep a file readable; nobody can stop an examination by adding to it for ever.
var (
	additionsAreWithinLimit = guard{
		Code: "additions_are_within_limit", Standing: true, Cites: []policy.Citation{complaintFlow},
		Check: func(q question) workflow.Verdict {
			limit, n := policy.ComplaintAdditionsMax.In(q.Pack), len(q.Case.Facts.Additions)
			return workflow.Require(n < limit.Value, workflow.Found("additions", n), workflow.Limit("most", limit))
		},
	}
	attachmentsAreWithinLimit = guard{
		Code: "attachments_are_within_limit", Standing: true, Cites: []policy.Citation{complaintFlow},
		Check: func(q question) workflow.Verdict {
			limit, n := policy.ComplaintAttachmentsMax.In(q.Pack), len(q.Case.Facts.Attachments)
			return workflow.Require(n < limit.Value, workflow.Found("attachments", n), workflow.Limit("most", limit))
		},
	}
	attachmentNameIsNew = guard{
		Code: "attachment_name_is_new", Cites: []policy.Citation{openRecord},
		Check: func(q question) workflow.Verdict {
			name := last(q.After.Attachments).Name
			used := slices.ContainsFunc(q.Case.Facts.Attachments, func(a Attachment) bool { return a.Name == name })
			return workflow.Require(!used, workflow.FoundIn("/name", "used", used))
		},
	}
)

var clarificationWasAsked = guard{
	Code: "clarification_was_asked", Standing: true, Cites: []policy.Citation{heardFirst},
	Check: func(q question) workflow.Verdict {
		n := len(q.Case.Facts.Asked)
		return workflow.Require(n > 0, workflow.Found("asked", n))
	},
}

// Who was asked is heard: nobody goes on without the answer before the time for it is over.
var answerIsNotWaitedFor = guard{
	Code: "answer_is_not_waited_for", Standing: true, Cites: []policy.Citation{heardFirst},
	Check: func(q question) workflow.Verdict {
		waits := len(q.Case.Facts.Asked) > 0 && last(q.Case.Facts.Asked).Unanswered.IsZero()
		return workflow.Require(!waits, workflow.Found("waits", waits))
	},
}

var findingIsByAnother = guard{
	Code: "finding_is_by_another", Standing: true, Cites: []policy.Citation{secondSupervisor},
	Check: func(q question) workflow.Verdict {
		examined := q.Case.Facts.Examined
		same := examined != nil && examined.Person == q.Actor.Person
		return workflow.Require(!same, workflow.Found("examined_by_the_same", same))
	},
}

// The class may be another than the guide's, and then it is said why.
var classFollowsGuideOrSaysWhy = guard{
	Code: "class_follows_guide_or_says_why", Cites: []policy.Citation{severityGuide},
	Check: func(q question) workflow.Verdict {
		found := q.After.Finding
		if found == nil {
			return workflow.Require(false, workflow.Found("finding", false))
		}
		guided := GuidedClass(found.Breaches)
		return workflow.Require(guided == "" || guided == found.Class || given(found.Departure),
			workflow.FoundIn("/class", "class", found.Class), workflow.Found("guide", guided), workflow.FoundIn("/departure", "departure_given", given(found.Departure)))
	},
}

// One recommendation is talked about at a time.
var (
	noRecommendationWaits = guard{
		Code: "no_recommendation_waits", Standing: true, Cites: []policy.Citation{exchangeOfKASN},
		Check: func(q question) workflow.Verdict {
			waits := last(q.Case.Facts.Restorings).waitsForAnswer()
			return workflow.Require(!waits, workflow.Found("waits", waits))
		},
	}
	// A late answer is an answer.
	recommendationIsUnanswered = guard{
		Code: "recommendation_is_unanswered", Standing: true, Cites: []policy.Citation{exchangeOfKASN},
		Check: func(q question) workflow.Verdict {
			restoring := last(q.Case.Facts.Restorings)
			open := restoring.Post != "" && restoring.Answer == nil
			return workflow.Require(open, workflow.Found("unanswered", open))
		},
	}
	answerWaitsForReply = guard{
		Code: "answer_waits_for_reply", Standing: true, Cites: []policy.Citation{exchangeOfKASN},
		Check: func(q question) workflow.Verdict {
			restoring := last(q.Case.Facts.Restorings)
			waits := restoring.Answer != nil && restoring.Reply == nil
			return workflow.Require(waits, workflow.Found("answered_without_reply", waits))
		},
	}
	answerDayIsAhead = guard{
		Code: "answer_day_is_ahead", Cites: []policy.Citation{exchangeOfKASN},
		Check: func(q question) workflow.Verdict {
			until := last(q.After.Restorings).AnswerBy
			return workflow.Require(until.IsZero() || until.After(q.Today), workflow.FoundIn("/answer_by", "answer_by", until), workflow.Found("today", q.Today))
		},
	}
)

var complaintIsAboutASelection = guard{
	Code: "complaint_is_about_a_selection", Standing: true, Cites: []policy.Citation{supervision},
	Check: func(q question) workflow.Verdict {
		about := !q.Case.Parent.IsZero()
		return workflow.Require(about, workflow.Found("about_a_selection", about))
	},
}

// atRest are the states of a selection in which there is nothing to hold: it rests already, has
// not begun, or is over.
var atRest = []workflow.State{
	openselection.Planned, openselection.HeldForElection, openselection.HeldForComplaint, openselection.Inaugurated, openselection.Closed,
	openselection.Cancelled, openselection.DivertedToJobfit, openselection.DivertedToSuccession, openselection.ToBeRepeated,
}

var selectionGoesOn = guard{
	Code: "selection_goes_on", Cites: []policy.Citation{supervision},
	Check: func(q question) workflow.Verdict {
		if q.Parent == nil {
			return workflow.Require(q.Case.Parent.IsZero(), workflow.Found("selection", nil)) // complaint_is_about_a_selection says so
		}
		return workflow.Require(!slices.Contains(atRest, q.Parent.State), workflow.Found("state", q.Parent.State))
	},
}

var (
	noHoldStands = guard{
		Code: "no_hold_stands", Standing: true, Cites: []policy.Citation{supervision},
		Check: func(q question) workflow.Verdict {
			stands := q.Case.Facts.holdStands()
			return workflow.Require(!stands, workflow.Found("hold_stands", stands))
		},
	}
	holdStands = guard{
		Code: "hold_stands", Standing: true, Cites: []policy.Citation{supervision},
		Check: func(q question) workflow.Verdict {
			stands := q.Case.Facts.holdStands()
			return workflow.Require(stands, workflow.Found("hold_stands", stands))
		},
	}
)

// What was freed in the selection itself is free: the complaint needs no order of its own to be closed.
var selectionIsNotHeldByIt = guard{
	Code: "selection_is_not_held_by_it", Cites: []policy.Citation{supervision},
	Check: func(q question) workflow.Verdict {
		rests := q.Parent != nil && q.Case.Facts.holdStands() && openselection.IsHeldFor(*q.Parent, q.Case.Ref)
		return workflow.Require(!rests, workflow.Found("held_by_it", rests))
	},
}

// Who complained is learnt by two or by nobody.
var (
	openingIsAskedFor = guard{
		Code: "opening_is_asked_for", Standing: true, Cites: []policy.Citation{openedByTwo},
		Check: func(q question) workflow.Verdict {
			waits := len(q.Case.Facts.Openings) > 0 && last(q.Case.Facts.Openings).Granted == nil
			return workflow.Require(waits, workflow.Found("asked_for", waits))
		},
	}
	reporterIsOpenedByTwo = guard{
		Code: "reporter_is_opened_by_two", Standing: true, Cites: []policy.Citation{openedByTwo, protection},
		Check: func(q question) workflow.Verdict {
			same := len(q.Case.Facts.Openings) > 0 && last(q.Case.Facts.Openings).Person == q.Actor.Person
			return workflow.Require(!same, workflow.Found("asked_by_the_same", same))
		},
	}
)
