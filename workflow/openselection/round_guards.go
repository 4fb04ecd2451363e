package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

var planHasPosts = roundGuard{
	Code: "plan_has_posts", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		return workflow.Require(len(q.After.Plan.Posts) > 0, workflow.FoundIn("/posts", "posts", len(q.After.Plan.Posts)))
	},
}

var internalRouteWasConsidered = roundGuard{
	Code: "internal_route_was_considered", Cites: []policy.Citation{internalFirst},
	Check: func(q roundQuestion) workflow.Verdict {
		first := policy.PlanInternalRouteFirst.In(q.Pack)
		route := q.Case.Facts.Plan.InternalRoute
		return workflow.Require(!first.Value || route.Tried || strings.TrimSpace(route.Reason) != "",
			workflow.Found("internal_route_tried", route.Tried), workflow.Limit("needed", first))
	},
}

// A timetable must leave room for the announcement before anything else happens.
var scheduleIsPossible = roundGuard{
	Code: "schedule_is_possible", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		s := q.Case.Facts.Plan.Schedule
		open := announcementLasts(q.Pack, q.Holidays, s.Opens, s.Closes, policy.AnnouncementLength, "/schedule/closes")
		ordered := workflow.Require(!s.Result.Before(s.Closes) && (s.Inaugurate.IsZero() || !s.Inaugurate.Before(s.Result)),
			workflow.FoundIn("/schedule/result", "result", s.Result))
		return workflow.Every(open, ordered)
	},
}

// announcementLasts judges a stretch of days against a length of the policy. A
// year without holiday data is a reason of its own, never a silent yes.
func announcementLasts(pack *policy.Pack, holidays *calendar.Holidays, opens, closes calendar.Date, key policy.Key[calendar.Days], field string) workflow.Verdict {
	needed := key.In(pack)
	length, _, err := holidays.Length(opens, closes, needed.Value.Unit)
	if err != nil {
		return workflow.Require(false, workflow.FoundIn(field, "uncountable", err.Error()), workflow.Limit("needed", needed))
	}
	evidence := []workflow.Evidence{
		workflow.FoundIn(field, "days", length), workflow.Found("opens", opens), workflow.Found("closes", closes), workflow.Limit("needed", needed),
	}
	if count, err := holidays.Count(opens, needed.Value, true); err == nil {
		evidence = append(evidence, workflow.Found("working", count.Working()))
	}
	return workflow.Require(length >= needed.Value.N, evidence...)
}

var vacanciesAreAllowed = roundGuard{
	Code: "vacancies_respect_two_years", Cites: []policy.Citation{gates.Replacing, gates.Moving},
	Check: func(q roundQuestion) workflow.Verdict {
		shortest := map[VacancyReason]policy.Key[int]{Moved: policy.MoveMinYears, Replacement: policy.ReplaceMinYears}
		var verdicts []workflow.Verdict
		for _, post := range q.Case.Facts.Plan.Posts {
			v := post.Vacancy
			key, judged := shortest[v.Reason]
			if !judged {
				continue
			}
			least := key.In(q.Pack)
			ok := v.Ground != nil || !v.HeldSince.IsZero() && gates.ServedYears(v.HeldSince, v.From, least.Value)
			verdicts = append(verdicts, workflow.Require(ok,
				workflow.FoundIn("/posts", "post", post.Ref), workflow.Found("held_since", textOf(v.HeldSince)), workflow.Limit("at_least", least)))
		}
		return workflow.Every(verdicts...)
	},
}

var endedTermsHaveEnded = roundGuard{
	Code: "ended_terms_have_ended", Cites: []policy.Citation{gates.Term},
	Check: func(q roundQuestion) workflow.Verdict {
		term := policy.TermMaxYears.In(q.Pack)
		var verdicts []workflow.Verdict
		for _, post := range q.Case.Facts.Plan.Posts {
			v := post.Vacancy
			if v.Reason == TermEnded {
				ok := !v.HeldSince.IsZero() && v.From.After(gates.TermEnds(v.HeldSince, term.Value))
				verdicts = append(verdicts, workflow.Require(ok,
					workflow.FoundIn("/posts", "post", post.Ref), workflow.Found("held_since", textOf(v.HeldSince)), workflow.Limit("term", term)))
			}
		}
		return workflow.Every(verdicts...)
	},
}

func textOf(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// In the plan the freeze that the round has recorded blocks already: nobody should plan an
// inauguration that the law forbids without the minister's approval in hand. What only the list
// of elections knows of the region warns: see warnOfFreeze.
var planHasElectionPermit = roundGuard{
	Code: "plan_has_election_permit", Standing: true, Cites: []policy.Citation{gates.FreezeBefore},
	Check: func(q roundQuestion) workflow.Verdict {
		last := q.Case.Facts.Plan.Schedule.Result
		if planned := q.Case.Facts.Plan.Schedule.Inaugurate; !planned.IsZero() {
			last = planned
		}
		return permitted(q.Case.Facts.Freeze, q.Pack, last)
	},
}

// permitted judges by what the round has recorded of its election.
func permitted(f Freeze, pack *policy.Pack, day calendar.Date) workflow.Verdict {
	return permittedIn(f.windows(pack), f, pack, day)
}

func permittedIn(windows []gates.Window, f Freeze, pack *policy.Pack, day calendar.Date) workflow.Verdict {
	window, frozen := gates.Frozen(windows, day)
	return workflow.Require(!frozen || f.Permit != nil,
		workflow.Found("day", day), workflow.Found("window", window),
		workflow.Limit("months_before", policy.ElectionFreezeMonthsBefore.In(pack)),
		workflow.Limit("months_after", policy.ElectionFreezeMonthsAfter.In(pack)))
}

var returnNamesItems = roundGuard{
	Code: "return_names_its_items", Cites: []policy.Citation{supervision},
	Check: func(q roundQuestion) workflow.Verdict {
		return workflow.Require(len(q.After.Returned) > 0, workflow.FoundIn("/items", "items", len(q.After.Returned)))
	},
}

var refusalsNamePosts = roundGuard{
	Code: "refused_posts_are_in_the_plan", Cites: []policy.Citation{planBySystem},
	Check: func(q roundQuestion) workflow.Verdict {
		unknown := []string{}
		seen := make(map[string]bool)
		for _, r := range q.After.Refused {
			if seen[r.Item] || !slices.ContainsFunc(q.After.Plan.Posts, func(p Post) bool { return p.Ref == r.Item }) {
				unknown = append(unknown, r.Item)
			}
			seen[r.Item] = true
		}
		return workflow.Require(len(unknown) == 0 && len(q.After.admitted()) > 0,
			workflow.FoundIn("/refused", "unknown_or_twice", unknown), workflow.Found("posts_left", len(q.After.admitted())))
	},
}

var inspectorCommitteeIsRecommended = roundGuard{
	Code: "committee_for_inspector_is_recommended", Cites: []policy.Citation{inspectorate},
	Check: func(q roundQuestion) workflow.Verdict {
		needed := policy.CommitteeGovernorForInspectorate.In(q.Pack)
		concerned := slices.ContainsFunc(q.After.admitted(), func(p Post) bool { return p.Office == Inspector })
		has := q.After.Committee != nil && q.After.Committee.GovernorLetter != nil
		return workflow.Require(!needed.Value || !concerned || has,
			workflow.FoundIn("/governor_letter", "letter", has), workflow.Limit("needed", needed))
	},
}

var committeeIsRecorded = roundGuard{
	Code: "committee_is_recorded", Standing: true, Cites: []policy.Citation{formsCommittee},
	Check: func(q roundQuestion) workflow.Verdict {
		return workflow.Require(q.Case.Facts.Committee != nil, workflow.Found("committee", q.Case.Facts.Committee != nil))
	},
}

// A sealed set of weights is the one that the supervisor recommended.
var sealedWeightsAreThePlan = roundGuard{
	Code: "sealed_weights_are_the_plan", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		return workflow.Require(q.After.Sealed.Instruments.Weights == q.After.Plan.Weights,
			workflow.FoundIn("/weights", "sealed", q.After.Sealed.Instruments.Weights), workflow.Found("plan", q.After.Plan.Weights))
	},
}

var tieBreakIsComplete = roundGuard{
	Code: "tie_break_is_complete", Cites: []policy.Citation{tieBreakRule},
	Check: func(q roundQuestion) workflow.Verdict {
		tie := q.After.Sealed.Instruments.Tie
		complete := len(tie) == len(Components())
		for _, c := range Components() {
			complete = complete && slices.Contains(tie, c)
		}
		return workflow.Require(complete, workflow.FoundIn("/tie_break", "tie_break", tie), workflow.Limit("proposed", policy.TieBreak.In(q.Pack)))
	},
}

var announcementIsLongEnough = roundGuard{
	Code: "announcement_is_long_enough",
	Check: func(q roundQuestion) workflow.Verdict {
		a := q.After.Announced
		return announcementLasts(q.Pack, q.Holidays, a.Opens, a.Closes, policy.AnnouncementLength, "/closes")
	},
}

// Redating must not shorten the announcement: it opens on the day it is made, or later.
var announcementIsNotBackdated = roundGuard{
	Code: "announcement_is_not_backdated", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		return workflow.Require(!q.After.Announced.Opens.Before(q.Today),
			workflow.FoundIn("/opens", "opens", q.After.Announced.Opens), workflow.Found("today", q.Today))
	},
}

var announcementHasChannels = roundGuard{
	Code: "announcement_has_channels",
	Check: func(q roundQuestion) workflow.Verdict {
		least := policy.AnnouncementChannelsMin.In(q.Pack)
		kinds := make(map[string]bool)
		for _, c := range q.After.Announced.Channels {
			kinds[c.Kind] = true
		}
		return workflow.Require(len(kinds) >= least.Value,
			workflow.FoundIn("/channels", "channels", len(kinds)), workflow.Limit("at_least", least))
	},
}

var announcementIsComplete = roundGuard{
	Code: "announcement_is_complete", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		missing := []string{}
		for _, content := range AnnouncementContents() {
			if !slices.Contains(q.After.Announced.Contents, content) {
				missing = append(missing, content)
			}
		}
		return workflow.Require(len(missing) == 0, workflow.FoundIn("/contents", "missing", missing))
	},
}

// Where the policy leaves the day of the age to the announcement, it is printed there; and
// it lies at the closing day or later, so that nobody is younger on paper than when applying.
var ageDayIsAnnounced = roundGuard{
	Code: "age_day_is_announced", Cites: []policy.Citation{requirements},
	Check: func(q roundQuestion) workflow.Verdict {
		a, reference := q.After.Announced, policy.AgeReference.In(q.Pack)
		printed := reference.Value != onPrintedDate || !a.AgeOn.IsZero()
		return workflow.Require(printed && (a.AgeOn.IsZero() || !a.AgeOn.Before(a.Closes)),
			workflow.FoundIn("/age_on", "age_on", textOf(a.AgeOn)), workflow.Found("closes", a.Closes), workflow.Limit("reference_rule", reference))
	},
}

// childrenNotIn lists the selections in a state that is not among those wanted.
func childrenNotIn(q roundQuestion, wanted ...workflow.State) []string {
	open := []string{}
	for _, child := range q.Children {
		if !slices.Contains(wanted, child.State) {
			open = append(open, child.Ref)
		}
	}
	return open
}

var ended = []workflow.State{Closed, Cancelled, DivertedToJobfit, DivertedToSuccession, ToBeRepeated}

var everySelectionHasAnOutcome = roundGuard{
	Code: "every_selection_has_an_outcome", Standing: true, Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		open := childrenNotIn(q, append([]workflow.State{Inaugurated}, ended...)...)
		return workflow.Require(len(open) == 0 && len(q.Children) > 0, workflow.Found("without_outcome", open))
	},
}

var everySelectionHasEnded = roundGuard{
	Code: "every_selection_has_ended", Standing: true, Cites: []policy.Citation{openRecord},
	Check: func(q roundQuestion) workflow.Verdict {
		open := childrenNotIn(q, ended...)
		return workflow.Require(len(open) == 0 && len(q.Children) > 0, workflow.Found("not_ended", open))
	},
}

var nobodyIsInaugurated = roundGuard{
	Code: "nobody_is_inaugurated", Standing: true, Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		var inaugurated []string
		for _, child := range q.Children {
			if child.State == Inaugurated || child.State == Closed {
				inaugurated = append(inaugurated, child.Ref)
			}
		}
		return workflow.Require(len(inaugurated) == 0, workflow.Found("inaugurated", inaugurated))
	},
}
