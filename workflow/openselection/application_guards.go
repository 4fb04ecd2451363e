package openselection

import (
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// instant writes a moment as the agency's clock shows it, to the microsecond.
func instant(at time.Time, zone calendar.Zone) string {
	return at.In(zone.Location()).Format("2006-01-02T15:04:05.000000 MST")
}

// The window is open from the first instant of its first day until the last instant of
// its last day, in the zone of the agency. Whoever is late is told both instants.
var windowIsOpen = applicationGuard{
	Code: "window_is_open", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		selection, state := above(q)
		w := selection.Window
		if w.Opens.IsZero() || w.Closes.IsZero() {
			return workflow.Require(false, workflow.Found("selection", state))
		}
		opens, closes := q.Case.Zone.StartOf(w.Opens), q.Case.Zone.EndOf(w.Closes)
		open := state == Announced || state == Extended
		return workflow.Require(open && !q.At.Before(opens) && q.At.Before(closes),
			workflow.Found("received", instant(q.At, q.Case.Zone)), workflow.Found("closes", instant(closes, q.Case.Zone)),
			workflow.Found("opens", instant(opens, q.Case.Zone)), workflow.Found("selection", state))
	},
}

// The name of an application is no choice of whoever opens it.
var registrationIsDerived = applicationGuard{
	Code: "registration_is_derived", Cites: []policy.Citation{openRecord},
	Check: func(q applicationQuestion) workflow.Verdict {
		derived := q.Case.Subject != "" && q.Case.Ref == RegistrationRef(q.Case.Parent, q.Case.Subject)
		return workflow.Require(derived, workflow.Found("derived", derived))
	},
}

var postsAreWithinLimit = applicationGuard{
	Code: "posts_are_within_limit",
	Check: func(q applicationQuestion) workflow.Verdict {
		most := policy.PostsPerApplicantMax.In(q.Pack)
		others := count(q.Held, func(d workflow.Duty) bool {
			return d.Role == workflow.Applicant && d.Scope.Round == q.After.Round && d.Scope.Selection != q.Case.Parent && d.InForce(q.Today)
		})
		return workflow.Require(others < most.Value, workflow.Found("applied_for", others), workflow.Limit("at_most", most))
	},
}

// Who has or had another part in the selection does not apply for its post. A part in the
// whole agency stands in the way while it is held, one in the round or the selection ever.
var applicantHasNoOtherPart = applicationGuard{
	Code: "applicant_has_no_other_part", Cites: []policy.Citation{conflictOfInterest, dutiesApart},
	Check: func(q applicationQuestion) workflow.Verdict {
		place := workflow.Scope{Agency: q.Case.Agency, Round: q.After.Round, Selection: q.Case.Parent}
		against := []workflow.Role{}
		for _, other := range q.Held {
			over := other.Scope.Round.IsZero() && !other.Until.IsZero() && other.Until.Before(q.Today)
			if workflow.Exclude(workflow.Applicant, other.Role) && other.Scope.Meets(place) && !over && !slices.Contains(against, other.Role) {
				against = append(against, other.Role)
			}
		}
		return workflow.Require(len(against) == 0, workflow.Found("held_already", against))
	},
}

var recommendationIsDated = applicationGuard{
	Code: "recommendation_is_dated", Cites: []policy.Citation{invitation},
	Check: func(q applicationQuestion) workflow.Verdict {
		dated := q.After.Invitation.Recommendation.Date
		return workflow.Require(!dated.IsZero() && !dated.After(q.Today),
			workflow.FoundIn("/recommendation/date", "date", textOf(dated)), workflow.Found("today", q.Today))
	},
}

var documentIsOnTheChecklist = applicationGuard{
	Code: "document_is_on_the_checklist", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		selection, _ := above(q)
		items, asked := selection.Terms.checklist(q.Pack)
		var kind ChecklistItem
		if n := len(q.After.Documents); n > 0 {
			kind = q.After.Documents[n-1].Kind
		}
		return workflow.Require(slices.Contains(items, kind), workflow.FoundIn("/kind", "kind", kind), asked)
	},
}

var documentIsAttached = applicationGuard{
	Code: "document_is_attached", Cites: []policy.Citation{openRecord},
	Check: func(q applicationQuestion) workflow.Verdict {
		fewer := len(q.After.Documents) < len(q.Case.Facts.Documents)
		return workflow.Require(fewer, workflow.FoundIn("/kind", "attached", fewer))
	},
}

// What has been submitted stays as complete as it had to be then.
var submittedStaysComplete = applicationGuard{
	Code: "submitted_stays_complete", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		if q.Case.State != Submitted {
			return workflow.Require(true)
		}
		return workflow.Every(profileIsFilled.Check(q), declarationsAreMade.Check(q), checklistIsComplete.Check(q))
	},
}

var profileIsFilled = applicationGuard{
	Code: "profile_is_filled", Cites: []policy.Citation{requirements},
	Check: func(q applicationQuestion) workflow.Verdict {
		return workflow.Require(q.After.Profile != nil, workflow.Found("profile", q.After.Profile != nil))
	},
}

var declarationsAreMade = applicationGuard{
	Code: "declarations_are_made", Cites: []policy.Citation{requirements, procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		var made Declarations
		if q.After.Profile != nil {
			made = q.After.Profile.Declarations
		}
		return workflow.Require(len(made.missing()) == 0, workflow.FoundIn("/declarations", "not_made", made.missing()))
	},
}

var checklistIsComplete = applicationGuard{
	Code: "checklist_is_complete", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		selection, _ := above(q)
		items, asked := selection.Terms.checklist(q.Pack)
		missing := q.After.lacking(items)
		return workflow.Require(len(missing) == 0, workflow.Found("missing", missing), asked)
	},
}

var birthDateIsOnRecord = applicationGuard{
	Code: "birth_date_is_on_record", Cites: []policy.Citation{requirements},
	Check: func(q applicationQuestion) workflow.Verdict {
		on := !q.After.AgeOn.IsZero()
		return workflow.Require(on, workflow.Found("on_record", on))
	},
}

var numberIsGivenOnce = applicationGuard{
	Code: "number_is_given_once", Cites: []policy.Citation{openRecord},
	Check: func(q applicationQuestion) workflow.Verdict {
		was := q.Case.Facts.Number
		return workflow.Require(q.After.Number != "" && (was == "" || was == q.After.Number), workflow.FoundIn("/number", "number", q.After.Number), workflow.Found("had", was))
	},
}

// Nobody looks into files while they may still change.
var applicationsAreClosed = applicationGuard{
	Code: "applications_are_closed", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		_, state := above(q)
		return workflow.Require(state == ApplicationsClosed, workflow.Found("selection", state))
	},
}

var verificationIsMissing = applicationGuard{
	Code: "verification_is_missing", Standing: true, Cites: []policy.Citation{twoPersons},
	Check: func(q applicationQuestion) workflow.Verdict {
		both := q.Case.Facts.First != nil && q.Case.Facts.Second != nil
		return workflow.Require(!both, workflow.Found("verified_by_two", both))
	},
}

var secondVerifierIsAnother = applicationGuard{
	Code: "second_verifier_is_another", Standing: true, Cites: []policy.Citation{twoPersons},
	Check: func(q applicationQuestion) workflow.Verdict {
		first := q.Case.Facts.First
		same := first != nil && first.By == q.Actor.Person
		return workflow.Require(!same, workflow.Found("verified_by_the_same", same))
	},
}

// newest is what the verifier says now.
func newest(q applicationQuestion) VerifyDocumentBody {
	switch {
	case q.After.Second != nil:
		return q.After.Second.Found
	case q.After.First != nil:
		return q.After.First.Found
	}
	return VerifyDocumentBody{}
}

var everyDocumentIsJudged = applicationGuard{
	Code: "every_document_is_judged", Cites: []policy.Citation{procedure2019},
	Check: func(q applicationQuestion) workflow.Verdict {
		judged, handedIn := []string{}, []string{}
		for _, one := range newest(q).Documents {
			judged = append(judged, string(one.Kind))
		}
		for _, d := range q.After.Documents {
			handedIn = append(handedIn, string(d.Kind))
		}
		return workflow.Require(slices.Equal(sorted(judged), sorted(handedIn)), workflow.FoundIn("/documents", "judged", judged), workflow.Found("handed_in", handedIn))
	},
}

// findings is what the policy makes of the file, for the post of the selection.
func findings(q applicationQuestion) []Finding {
	selection, _ := above(q)
	return Eligibility(q.Pack, selection.Post, q.After)
}

var everyRequirementIsJudged = applicationGuard{
	Code: "every_requirement_is_judged", Cites: []policy.Citation{requirements},
	Check: func(q applicationQuestion) workflow.Verdict {
		judged, asked := []string{}, []string{}
		for _, one := range newest(q).Requirements {
			judged = append(judged, string(one.Requirement))
		}
		for _, finding := range findings(q) {
			asked = append(asked, string(finding.Requirement))
		}
		return workflow.Require(slices.Equal(sorted(judged), sorted(asked)), workflow.FoundIn("/requirements", "judged", judged), workflow.Found("required", asked))
	},
}

// Whoever refuses something says why, and so does who finds otherwise than the policy's
// computation.
var judgementsHaveReasons = applicationGuard{
	Code: "judgements_have_reasons", Cites: []policy.Citation{procedure2019, twoPersons},
	Check: func(q applicationQuestion) workflow.Verdict {
		said, bare := newest(q), []string{}
		for _, one := range said.Documents {
			if !one.Accepted && strings.TrimSpace(one.Reason) == "" {
				bare = append(bare, string(one.Kind))
			}
		}
		computed := make(map[Requirement]bool)
		for _, finding := range findings(q) {
			computed[finding.Requirement] = finding.Met
		}
		for _, one := range said.Requirements {
			if (!one.Met || one.Met != computed[one.Requirement]) && strings.TrimSpace(one.Reason) == "" {
				bare = append(bare, string(one.Requirement))
			}
		}
		if !said.Passed && strings.TrimSpace(said.Reason) == "" {
			bare = append(bare, "passed")
		}
		return workflow.Require(len(bare) == 0, workflow.FoundIn("/reason", "without_reason", bare))
	},
}

// A file passes when everything in it does, and only then.
var passingFollowsFromJudgements = applicationGuard{
	Code: "passing_follows_from_the_judgements", Cites: []policy.Citation{requirements},
	Check: func(q applicationQuestion) workflow.Verdict {
		said := newest(q)
		all := !slices.ContainsFunc(said.Documents, func(one JudgedDocument) bool { return !one.Accepted }) &&
			!slices.ContainsFunc(said.Requirements, func(one JudgedRequirement) bool { return !one.Met })
		return workflow.Require(said.Passed == all, workflow.FoundIn("/passed", "passed", said.Passed), workflow.Found("everything_is_met", all))
	},
}

// The committee settles what two have looked at, also where they agree: they may agree on
// what the law does not let pass.
var twoHaveVerified = applicationGuard{
	Code: "two_have_verified", Standing: true, Cites: []policy.Citation{twoPersons},
	Check: func(q applicationQuestion) workflow.Verdict {
		both := q.Case.Facts.First != nil && q.Case.Facts.Second != nil
		return workflow.Require(both, workflow.Found("verified_by_two", both))
	},
}

// Where the two disagree the chair's word with minutes is enough. Where they agree it takes
// more than half of the members who have no conflict with the applicant to decide otherwise,
// or the same once more.
var settlementIsSigned = applicationGuard{
	Code: "settlement_is_signed_by_quorum", Cites: []policy.Citation{twoPersons, committeeRules},
	Check: func(q applicationQuestion) workflow.Verdict {
		f := q.After
		if f.First == nil || f.Second == nil || f.Settled == nil || f.First.Found.Passed != f.Second.Found.Passed {
			return workflow.Require(true)
		}
		percent := policy.QuorumPercent.In(q.Pack)
		selection, _ := above(q)
		free := selection.free(f.Number)
		signed := count(free, func(member string) bool { return slices.Contains(f.Settled.Found.Signed, member) })
		needed := selection.quorumFor(percent.Value, f.Number)
		return workflow.Require(signed >= needed,
			workflow.FoundIn("/signed", "signed", signed), workflow.Found("needed", needed), workflow.Found("free_of_conflict", len(free)), workflow.Limit("more_than_percent", percent))
	},
}
