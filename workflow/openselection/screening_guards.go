package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// files judges each file and gathers the participants for whom the rule fails.
func files(q selectionQuestion, fails func(File) bool) []string {
	failing := []string{}
	for _, file := range q.After.Files {
		if fails(file) {
			failing = append(failing, file.Candidate)
		}
	}
	return failing
}

func noFiles(name string, failing []string, evidence ...workflow.Evidence) workflow.Verdict {
	return workflow.Require(len(failing) == 0, append([]workflow.Evidence{workflow.Found(name, failing)}, evidence...)...)
}

// Whoever sends it, nothing closes the window early: the last day is the whole of it.
var windowIsOver = selectionGuard{
	Code: "window_is_over", Standing: true, Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		closes := q.Case.Facts.Window.Closes
		return workflow.Require(q.Today.After(closes), workflow.Found("closes", closes), workflow.Found("today", q.Today))
	},
}

var filesAreVerifiedByTwo = selectionGuard{
	Code: "files_are_verified_by_two", Cites: []policy.Citation{twoPersons},
	Check: func(q selectionQuestion) workflow.Verdict {
		return noFiles("not_by_two", files(q, func(f File) bool {
			return f.Verifier == "" || f.Second == "" || f.Verifier == f.Second
		}))
	},
}

// Where the two disagree the committee has spoken before anything is decided on the files.
var verificationsAreSettled = selectionGuard{
	Code: "verifications_are_settled", Cites: []policy.Citation{twoPersons, procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		open := []string{}
		list, err := standingFor(q)
		for _, one := range list {
			if _, _, settled := one.facts.outcome(); one.facts.Second != nil && !settled {
				open = append(open, q.After.numberOf(one.registration))
			}
		}
		return workflow.Require(err == nil && len(open) == 0, workflow.Found("not_settled", open))
	},
}

// Who has withdrawn since the files were taken does not compete, and does not count.
var filesAreOfWhoStillApplies = selectionGuard{
	Code: "files_are_of_who_still_applies", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		list, err := standingFor(q)
		changed := []string{}
		for _, file := range q.Case.Facts.Files {
			if !slices.ContainsFunc(list, func(one applied) bool { return one.registration == file.Registration }) {
				changed = append(changed, file.Candidate)
			}
		}
		return workflow.Require(err == nil && len(changed) == 0, workflow.Found("applies_no_more", changed))
	},
}

// What is decided is what was found: a verification or a settlement that has come since the
// files were taken is taken first.
var filesAreAsFound = selectionGuard{
	Code: "files_are_as_found", Cites: []policy.Citation{procedure2019, twoPersons},
	Check: func(q selectionQuestion) workflow.Verdict {
		list, err := standingFor(q)
		changed := []string{}
		for _, file := range q.Case.Facts.Files {
			at := slices.IndexFunc(list, func(one applied) bool { return one.registration == file.Registration })
			if at >= 0 && list[at].file(file.Candidate) != file {
				changed = append(changed, file.Candidate)
			}
		}
		return workflow.Require(err == nil && len(changed) == 0, workflow.Found("changed", changed))
	},
}

var filesNumberEachOnce = selectionGuard{
	Code: "participants_are_listed_once", Cites: []policy.Citation{openRecord},
	Check: func(q selectionQuestion) workflow.Verdict {
		seen := make(map[string]bool)
		return noFiles("twice_or_unnumbered", files(q, func(f File) bool {
			again := seen[f.Candidate] || f.Candidate == ""
			seen[f.Candidate] = true
			return again
		}))
	},
}

var failuresHaveReasons = selectionGuard{
	Code: "failures_have_reasons", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		return noFiles("without_reason", files(q, func(f File) bool { return !f.Passed && strings.TrimSpace(f.Reason) == "" }))
	},
}

var agesAreWithinLimit = selectionGuard{
	Code: "ages_are_within_limit", Cites: []policy.Citation{requirements},
	Check: func(q selectionQuestion) workflow.Verdict {
		limit := maxAge(q.Pack, q.After.Post.Tier)
		return noFiles("too_old", files(q, func(f File) bool { return f.Passed && !f.AgeMet }), workflow.Limit("at_most", limit))
	},
}

var agesAreTakenOnReferenceDay = selectionGuard{
	Code: "ages_are_taken_on_reference_day",
	Check: func(q selectionQuestion) workflow.Verdict {
		days := q.After.ageDays(q.Pack)
		return noFiles("on_another_day", files(q, func(f File) bool { return !slices.Contains(days, f.AgeOn) }),
			workflow.Found("reference", days), workflow.Limit("reference_rule", policy.AgeReference.In(q.Pack)))
	},
}

// A participant who already holds a senior post moves by this selection: not before
// two years there, and not after five, on the last day of the window in which the
// participant applied. Nobody's term grows too long by an extension that others made necessary.
var movesAreInTime = selectionGuard{
	Code: "moves_are_between_two_and_five_years", Cites: []policy.Citation{gates.Moving},
	Check: func(q selectionQuestion) workflow.Verdict {
		least, most := policy.MoveMinYears.In(q.Pack), policy.MoveMaxYears.In(q.Pack)
		list, err := standingFor(q)
		if err != nil {
			return workflow.Require(false, workflow.Found("moving", []string{}))
		}
		return noFiles("moving", files(q, func(f File) bool {
			since, on := f.HoldsJPTSince, q.After.Window.Closes
			if at := slices.IndexFunc(list, func(one applied) bool { return one.registration == f.Registration }); at >= 0 {
				on = list[at].closing(q.After, q.Case.Zone)
			}
			return f.Passed && !since.IsZero() && (!gates.ServedYears(since, on, least.Value) || !gates.WithinTerm(since, on, most.Value))
		}), workflow.Limit("at_least", least), workflow.Limit("at_most", most))
	},
}

var filesAreVerified = selectionGuard{
	Code: "files_are_verified", Standing: true, Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		return workflow.Require(q.Case.Facts.Verified, workflow.Found("verified", q.Case.Facts.Verified))
	},
}

var enoughPassed = selectionGuard{
	Code: "enough_candidates_passed", Standing: true,
	Check: func(q selectionQuestion) workflow.Verdict {
		f := q.Case.Facts
		return workflow.Require(!f.short(q.Pack), workflow.Found("passed", len(f.passed())), workflow.Limit("at_least", f.minimum(q.Pack)))
	},
}

var postIsShort = selectionGuard{
	Code: "post_is_short_of_candidates", Standing: true,
	Check: func(q selectionQuestion) workflow.Verdict {
		f := q.Case.Facts
		return workflow.Require(f.short(q.Pack), workflow.Found("passed", len(f.passed())), workflow.Limit("at_least", f.minimum(q.Pack)))
	},
}

var extensionIsLeft = selectionGuard{
	Code: "extension_is_left", Standing: true,
	Check: func(q selectionQuestion) workflow.Verdict {
		most := policy.ExtensionsMax.In(q.Pack)
		return workflow.Require(len(q.Case.Facts.Extensions) < most.Value,
			workflow.Found("extensions", len(q.Case.Facts.Extensions)), workflow.Limit("at_most", most))
	},
}

var extensionsAreUsedUp = selectionGuard{
	Code: "extensions_are_used_up", Standing: true,
	Check: func(q selectionQuestion) workflow.Verdict {
		most := policy.ExtensionsMax.In(q.Pack)
		return workflow.Require(len(q.Case.Facts.Extensions) >= most.Value,
			workflow.Found("extensions", len(q.Case.Facts.Extensions)), workflow.Limit("at_most", most))
	},
}

var extensionIsLongEnough = selectionGuard{
	Code: "extension_is_long_enough",
	Check: func(q selectionQuestion) workflow.Verdict {
		w := q.After.Window
		return announcementLasts(q.Pack, q.Holidays, w.Opens, w.Closes, policy.ExtensionLength, "/closes")
	},
}

var extensionIsNotBackdated = selectionGuard{
	Code: "extension_is_not_backdated", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		opens := q.After.Window.Opens
		return workflow.Require(!opens.Before(q.Today) && opens.After(q.Case.Facts.Window.Closes),
			workflow.FoundIn("/opens", "opens", opens), workflow.Found("today", q.Today), workflow.Found("closed", q.Case.Facts.Window.Closes))
	},
}

// The supervisor may allow fewer than the pack asks for, though never nobody.
var allowedNumberIsSensible = selectionGuard{
	Code: "allowed_number_is_reached", Cites: []policy.Citation{shortageLetter},
	Check: func(q selectionQuestion) workflow.Verdict {
		passed := len(q.After.passed())
		return workflow.Require(q.After.Allowed >= 1 && passed >= q.After.Allowed,
			workflow.FoundIn("/minimum", "minimum", q.After.Allowed), workflow.Found("passed", passed))
	},
}

func routeIs(code string, route Route) selectionGuard {
	return selectionGuard{
		Code: code, Standing: true, Cites: []policy.Citation{shortageLetter},
		Check: func(q selectionQuestion) workflow.Verdict {
			return workflow.Require(q.Case.Facts.Route == route, workflow.Found("route", q.Case.Facts.Route))
		},
	}
}

var (
	jobfitIsNamed     = routeIs("supervisor_named_jobfit", ToJobfit)
	successionIsNamed = routeIs("supervisor_named_succession", ToSuccession)
)

var declarerIsMember = selectionGuard{
	Code: "declarer_is_a_member", Standing: true, Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		member := q.Case.Facts.Terms.isMember(q.Actor.Person)
		_, scores := q.Actor.Acting(roles{workflow.Tracer, workflow.Assessor})
		return workflow.Require(member || scores, workflow.Found("member", member), workflow.Found("traces_or_assesses", scores))
	},
}
