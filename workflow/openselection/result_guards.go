package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// The ranking on paper has to be the one that the scores give, number by number.
var rankingIsRecomputed = selectionGuard{
	Code: "ranking_equals_recomputation", Cites: []policy.Citation{procedure2019, tieBreakRule},
	Check: func(q selectionQuestion) workflow.Verdict {
		expected := q.After.eligible()
		return workflow.Require(sameRanking(q.After.Result.Ranking, expected),
			workflow.FoundIn("/ranking", "ranking", q.After.Result.Ranking), workflow.Found("recomputed", expected))
	},
}

func sameRanking(a, b []Ranked) bool {
	order := func(x, y Ranked) int { return strings.Compare(x.Candidate, y.Candidate) }
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, order)
	slices.SortFunc(b, order)
	return slices.Equal(a, b)
}

var proposedAreTheBest = selectionGuard{
	Code: "proposed_are_the_best", Cites: []policy.Citation{threeNames, tieBreakRule},
	Check: func(q selectionQuestion) workflow.Verdict {
		return workflow.Require(areBest(q.After.Result.Proposed, q.After.eligible()),
			workflow.FoundIn("/proposed", "proposed", q.After.Result.Proposed))
	},
}

var threeAreProposed = selectionGuard{
	Code: "three_names_are_proposed",
	Check: func(q selectionQuestion) workflow.Verdict {
		names := policy.ProposedNames.In(q.Pack)
		r := q.After.Result
		few := len(r.Proposed) < names.Value && len(q.After.eligible()) == len(r.Proposed) && strings.TrimSpace(r.FewerReason) != ""
		return workflow.Require(len(r.Proposed) > 0 && (len(r.Proposed) == names.Value || few),
			workflow.FoundIn("/proposed", "proposed", len(r.Proposed)), workflow.Found("eligible", len(q.After.eligible())),
			workflow.FoundIn("/fewer_reason", "reason", strings.TrimSpace(r.FewerReason) != ""), workflow.Limit("names", names))
	},
}

// Who has withdrawn is not proposed. Whether the best have is seen when it is decided, so
// that nobody has to be told in time; neither has the applicant, whose application may
// still be on its way to being shortlisted.
var proposedStillApply = selectionGuard{
	Code: "proposed_still_apply", Cites: []policy.Citation{ownWord, threeNames},
	Check: func(q selectionQuestion) workflow.Verdict {
		gone, err := appliesNoMore(q, q.After.Result.Proposed...)
		return workflow.Require(err == nil && len(gone) == 0, workflow.FoundIn("/proposed", "applies_no_more", gone))
	},
}

var proposedAreFit = selectionGuard{
	Code: "proposed_are_healthy", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		unfit := []string{}
		for _, candidate := range q.After.Result.Proposed {
			if !q.After.fit(candidate) {
				unfit = append(unfit, candidate)
			}
		}
		return workflow.Require(len(unfit) == 0, workflow.FoundIn("/proposed", "without_health_result", unfit))
	},
}

// The quorum is counted for each candidate over the members who have no conflict with the
// candidate; see recusal.go.
var minutesHaveQuorum = selectionGuard{
	Code: "minutes_are_signed_by_quorum", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		short := q.After.present(q.Pack, q.After.Result.Signed)
		return workflow.Require(len(short) == 0, workflow.FoundIn("/signed", "short", short),
			workflow.Found("seats", len(q.After.Terms.Members)), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// A committee that is not valid on the day of the decision decides nothing.
var committeeIsStillValid = selectionGuard{
	Code: "committee_is_still_valid", Standing: true, Cites: []policy.Citation{committeeRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		members, term := q.Case.Facts.Terms.Members, q.Case.Facts.Terms.Term
		round := roundQuestion{Pack: q.Pack}
		inTerm := workflow.Require(true)
		if term != nil {
			inTerm = workflow.Require(!q.Today.Before(term.From) && !q.Today.After(term.Until),
				workflow.Found("term_from", term.From), workflow.Found("term_until", term.Until), workflow.Found("today", q.Today))
		}
		return workflow.Every(committeeHasItsSize(round, members), committeeIsOdd(round, members), committeeIsMostlyExternal(round, members), inTerm)
	},
}

var reportIsComplete = selectionGuard{
	Code: "report_is_complete", Cites: []policy.Citation{supervision},
	Check: func(q selectionQuestion) workflow.Verdict {
		missing := []string{}
		for _, paper := range ReportPackage() {
			if !slices.Contains(q.After.Enclosed, paper) {
				missing = append(missing, paper)
			}
		}
		return workflow.Require(len(missing) == 0, workflow.FoundIn("/package", "missing", missing))
	},
}

var returnedItemsAreNamed = selectionGuard{
	Code: "return_names_its_items", Cites: []policy.Citation{supervision},
	Check: func(q selectionQuestion) workflow.Verdict {
		return workflow.Require(len(q.After.Returned) > 0, workflow.FoundIn("/items", "items", len(q.After.Returned)))
	},
}

var stageIsPublishable = selectionGuard{
	Code: "stage_can_be_published", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		stage := q.After.Publications[len(q.After.Publications)-1].Stage
		return workflow.Require(q.After.stageIsOver(stage, q.Case.State), workflow.FoundIn("/stage", "stage", stage))
	},
}

// stageIsOver tells whether there is anything to publish of a stage: its scores, once the
// event that closes the stage has followed the reveal. The result has an event of its own,
// whose place depends on the supervision profile.
func (f SelectionFacts) stageIsOver(stage string, state workflow.State) bool {
	if stage == "screening" {
		return f.Verified
	}
	component := Component(stage)
	if f.sheet(component) == nil {
		return false
	}
	now := slices.Index(scoringStates, state)
	return now < 0 || now > slices.Index(Components(), component)
}

var resultIsAnnounced = selectionGuard{
	Code: "result_is_announced", Standing: true,
	Check: func(q selectionQuestion) workflow.Verdict {
		needed := policy.PublishStageScores.In(q.Pack)
		return workflow.Require(!needed.Value || q.Case.Facts.published("result"),
			workflow.Found("announced", q.Case.Facts.published("result")), workflow.Limit("needed", needed))
	},
}

var chosenIsProposed = selectionGuard{
	Code: "chosen_is_one_of_the_proposed", Cites: []policy.Citation{threeNames, choosing},
	Check: func(q selectionQuestion) workflow.Verdict {
		return workflow.Require(slices.Contains(q.After.proposed(), q.After.Choice.Candidate),
			workflow.FoundIn("/candidate", "candidate", q.After.Choice.Candidate), workflow.Found("proposed", q.After.proposed()))
	},
}

var choiceHasReason = selectionGuard{
	Code: "choice_of_another_than_the_first_has_a_reason", Cites: []policy.Citation{choosing},
	Check: func(q selectionQuestion) workflow.Verdict {
		needed := policy.ChoiceReasonUnlessFirst.In(q.Pack)
		names := q.After.proposed()
		first := len(names) > 0 && names[0] == q.After.Choice.Candidate
		return workflow.Require(!needed.Value || first || strings.TrimSpace(q.After.Choice.Reason) != "",
			workflow.FoundIn("/reason", "first", first), workflow.Limit("needed", needed))
	},
}

var chosenIsStillEligible = selectionGuard{
	Code: "chosen_is_still_eligible", Cites: []policy.Citation{requirements},
	Check: func(q selectionQuestion) workflow.Verdict {
		c := q.After.Choice
		// The age matters again only where the pack takes it at the inauguration.
		age := workflow.Require(true)
		if policy.AgeReference.In(q.Pack).Value == "inauguration" {
			age = ageOn(q, c.Age, q.Today)
		}
		return workflow.Every(age,
			workflow.Require(!c.Disciplined, workflow.FoundIn("/disciplined", "disciplined", c.Disciplined)),
			workflow.Require(q.After.fit(c.Candidate), workflow.FoundIn("/candidate", "fit", q.After.fit(c.Candidate))))
	},
}

var presidentDecides = selectionGuard{
	Code: "president_decides_on_madya_and_utama", Cites: []policy.Citation{threeNames},
	Check: func(q selectionQuestion) workflow.Verdict {
		needed := q.After.Post.Tier != Pratama
		return workflow.Require(!needed || q.After.Choice.Presidential != nil,
			workflow.FoundIn("/presidential", "decree", q.After.Choice.Presidential != nil), workflow.Found("tier", q.After.Post.Tier))
	},
}

var officeIsApproved = selectionGuard{
	Code: "special_office_is_approved", Cites: []policy.Citation{regionSecretary, inspectorate, registryOffice},
	Check: func(q selectionQuestion) workflow.Verdict {
		needed := q.After.Post.Office != OrdinaryOffice
		return workflow.Require(!needed || q.After.Choice.Approval != nil,
			workflow.FoundIn("/approval", "approval", q.After.Choice.Approval != nil), workflow.Found("office", q.After.Post.Office))
	},
}

// At the choice and at the inauguration the freeze blocks without the permit.
var freezeIsPermitted = selectionGuard{
	Code: "election_freeze_is_permitted", Standing: true, Cites: []policy.Citation{gates.FreezeBefore, gates.FreezeAfter},
	Check: func(q selectionQuestion) workflow.Verdict {
		return permittedIn(frozenDays(q, q.Case.Facts.Freeze), q.Case.Facts.Freeze, q.Pack, q.Today)
	},
}

var runsIntoFreeze = selectionGuard{
	Code: "selection_runs_into_the_freeze", Standing: true, Cites: []policy.Citation{gates.FreezeBefore},
	Check: func(q selectionQuestion) workflow.Verdict {
		_, frozen := gates.Frozen(frozenDays(q, q.Case.Facts.Freeze), q.Today)
		return workflow.Require(frozen && q.Case.Facts.Freeze.Permit == nil,
			workflow.Found("frozen", frozen), workflow.Found("permit", q.Case.Facts.Freeze.Permit != nil))
	},
}

var freezeIsOver = selectionGuard{
	Code: "freeze_is_over_or_permitted", Standing: true, Cites: []policy.Citation{gates.FreezeBefore},
	Check: func(q selectionQuestion) workflow.Verdict {
		return permittedIn(frozenDays(q, q.Case.Facts.Freeze), q.Case.Facts.Freeze, q.Pack, q.Today)
	},
}

var conditionsAreMet = selectionGuard{
	Code: "conditions_are_answered", Cites: []policy.Citation{supervision},
	Check: func(q selectionQuestion) workflow.Verdict {
		open := []string{}
		for _, condition := range q.After.Conditions {
			if !slices.Contains(q.After.Choice.Answered, condition.Item) {
				open = append(open, condition.Item)
			}
		}
		return workflow.Require(len(open) == 0, workflow.FoundIn("/answered", "unanswered", open))
	},
}
