package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// said is the scoring that the event would open.
func said(q selectionQuestion) Scoring {
	if q.After.Scoring == nil {
		return Scoring{}
	}
	return *q.After.Scoring
}

// pairs lists the pairs of a scorer and a candidate that fail.
func pairs(s Scoring, fails func(scorer, candidate string) bool) []string {
	failing := []string{}
	for _, scorer := range s.Scorers {
		for _, candidate := range scorer.Candidates {
			if fails(scorer.Person, candidate) {
				failing = append(failing, scorer.Person+" "+candidate)
			}
		}
	}
	return failing
}

// As long as sheets are out nothing else is scored and no stage is closed.
var scoresAreRevealed = selectionGuard{
	Code: "scores_are_revealed", Standing: true, Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		open := q.Case.Facts.Scoring != nil
		return workflow.Require(!open, workflow.Found("sheets_are_out", open))
	},
}

var scoringIsOfAStageReached = selectionGuard{
	Code: "scoring_is_of_a_stage_reached", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		c := said(q).Component
		return workflow.Require(reached(c, q.Case.State), workflow.FoundIn("/component", "component", c), workflow.Found("state", q.Case.State))
	},
}

// A component is scored once more only for those who lack marks: nobody adds scores to
// those that are seen already.
var marksAreLacking = selectionGuard{
	Code: "marks_are_lacking", Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		lacking := q.Case.Facts.lacking(q.Pack, said(q).Component)
		return workflow.Require(len(lacking) > 0, workflow.FoundIn("/component", "lacking", len(lacking)))
	},
}

var scorersAreNamedOnce = selectionGuard{
	Code: "scorers_are_named_once", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		seen, wrong := make(map[string]bool), []string{}
		for _, s := range said(q).Scorers {
			if seen[s.Person] || s.Person == "" {
				wrong = append(wrong, s.Person)
			}
			seen[s.Person] = true
		}
		return workflow.Require(len(wrong) == 0 && len(seen) > 0, workflow.FoundIn("/scorers", "twice_or_unnamed", wrong), workflow.Found("scorers", len(seen)))
	},
}

// Papers and interviews are scored by members of the committee and by nobody else: no
// resource person, no user of the post, no secretariat.
var membersScore = selectionGuard{
	Code: "members_score_papers_and_interviews", Cites: []policy.Citation{interviewRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		strangers := []string{}
		for _, s := range newcomers(q) {
			if byMembers(said(q).Component) && !q.After.Terms.isMember(s.Person) {
				strangers = append(strangers, s.Person)
			}
		}
		return workflow.Require(len(strangers) == 0, workflow.FoundIn("/scorers", "not_members", strangers))
	},
}

// Where marks of the interview are lacking after it is closed, those who were there give
// them, or at a further sitting; see Sitting.
var scorersWerePresent = selectionGuard{
	Code: "members_present_score", Cites: []policy.Citation{interviewRules, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		absent := []string{}
		for _, s := range newcomers(q) {
			missed := slices.ContainsFunc(s.Candidates, func(candidate string) bool { return !q.After.attended(s.Person, candidate) })
			if said(q).Component == InterviewOf && len(q.Case.Facts.Present) > 0 && missed {
				absent = append(absent, s.Person)
			}
		}
		return workflow.Require(len(absent) == 0, workflow.FoundIn("/scorers", "not_present", absent))
	},
}

var statementsAreSigned = selectionGuard{
	Code: "scorers_signed_statements", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		missing := []string{}
		for _, s := range newcomers(q) {
			if q.After.Terms.isMember(s.Person) && !q.After.signed(s.Person) {
				missing = append(missing, s.Person)
			}
		}
		return workflow.Require(len(missing) == 0, workflow.FoundIn("/scorers", "without_statement", missing))
	},
}

var conflictedMembersDoNotScore = selectionGuard{
	Code: "conflicted_members_do_not_score", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		scoring := pairs(said(q), q.After.conflicted)
		return workflow.Require(len(scoring) == 0, workflow.FoundIn("/scorers", "scoring_with_conflict", scoring))
	},
}

// A scorer has candidates who compete, lack marks, and have none of this scorer.
var scorersScoreWhoLacksMarks = selectionGuard{
	Code: "scorers_score_who_lacks_marks", Cites: []policy.Citation{procedure2019, aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		s, before := said(q), q.Case.Facts
		s.Scorers = newcomers(q)
		wrong := []string{}
		for _, scorer := range s.Scorers {
			listed := slices.Compact(sorted(scorer.Candidates))
			if len(listed) == 0 || len(listed) != len(scorer.Candidates) {
				wrong = append(wrong, scorer.Person)
			}
		}
		wrong = append(wrong, pairs(s, func(scorer, candidate string) bool {
			return !slices.Contains(before.toScore(q.Pack, s.Component, scorer), candidate) && !before.conflicted(scorer, candidate)
		})...)
		return workflow.Require(len(wrong) == 0, workflow.FoundIn("/scorers", "wrong", wrong))
	},
}

// Whoever marks papers marks all of them, but for conflicts: which papers somebody has
// must tell nothing about whose they are.
var papersAreMarkedByAll = selectionGuard{
	Code: "papers_are_marked_by_all", Cites: []policy.Citation{procedure2019, blindPapers},
	Check: func(q selectionQuestion) workflow.Verdict {
		s, some := said(q), []string{}
		for _, scorer := range s.Scorers {
			all := q.Case.Facts.toScore(q.Pack, s.Component, scorer.Person)
			if s.Component == Paper && slices.ContainsFunc(all, func(candidate string) bool { return !slices.Contains(scorer.Candidates, candidate) }) {
				some = append(some, scorer.Person)
			}
		}
		return workflow.Require(len(some) == 0, workflow.FoundIn("/scorers", "not_marking_all", some))
	},
}

var candidatesHaveEnoughScorers = selectionGuard{
	Code: "candidates_have_enough_scorers", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		s, f, short := said(q), q.Case.Facts, []need{}
		for _, candidate := range f.lacking(q.Pack, s.Component) {
			scorers := make(map[string]bool)
			for _, scorer := range s.Scorers {
				if slices.Contains(scorer.Candidates, candidate) {
					scorers[scorer.Person] = true
				}
			}
			found, needed := len(scorers)+len(f.counting(s.Component, candidate)), f.needed(q.Pack, s.Component, candidate)
			if _, taken := gone(q); found < needed && (!taken || len(scorers) < f.scorersOf(candidate)) {
				short = append(short, need{candidate, needed, found})
			}
		}
		return workflow.Require(len(short) == 0, workflow.FoundIn("/scorers", "short", short),
			workflow.Limit("assessors", policy.AssessorsPerCandidateMin.In(q.Pack)), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// Who has handed in no paper is recorded as absent before papers are marked.
var papersAreHandedIn = selectionGuard{
	Code: "papers_are_handed_in", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		missing := []string{}
		papers, err := papersOf(q.Children)
		if said(q).Component == Paper {
			for _, candidate := range q.After.competing() {
				if _, there := papers[candidate]; !there {
					missing = append(missing, candidate)
				}
			}
		}
		return workflow.Require(err == nil && len(missing) == 0, workflow.Found("without_paper", missing), workflow.Found("legible", err == nil))
	},
}

var scoringEndsInTime = selectionGuard{
	Code: "scoring_ends_in_time", Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		return scoringEndsOn(q, said(q).Until)
	},
}

var scoringIsOpen = selectionGuard{
	Code: "scoring_is_open", Standing: true, Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		open := q.Case.Facts.Scoring != nil
		return workflow.Require(open, workflow.Found("sheets_are_out", open))
	},
}

// Before the window ends the scores are revealed only when everybody has given theirs.
var allSheetsAreSubmitted = selectionGuard{
	Code: "all_sheets_are_submitted", Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		missing := []string{}
		if s := q.Case.Facts.Scoring; s != nil {
			for _, scorer := range s.Scorers {
				if _, submitted, err := submittedSheet(q.Children, *s, scorer.Person); err != nil || !submitted && len(scorer.Candidates) > 0 {
					missing = append(missing, scorer.Person)
				}
			}
		}
		return workflow.Require(len(missing) == 0, workflow.Found("not_submitted", missing))
	},
}

var scoringWindowIsOver = selectionGuard{
	Code: "scoring_window_is_over", Standing: true, Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		s := q.Case.Facts.Scoring
		if s == nil {
			return workflow.Require(true) // scoring_is_open says so
		}
		return workflow.Require(q.Today.After(s.Until), workflow.Found("until", textOf(s.Until)), workflow.Found("today", q.Today))
	},
}

var candidateCompetes = selectionGuard{
	Code: "candidate_competes", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		gone := q.After.Out[max(len(q.After.Out)-1, 0):]
		competes := len(gone) == 1 && slices.Contains(q.Case.Facts.competing(), gone[0].Candidate)
		return workflow.Require(competes, workflow.FoundIn("/candidate", "competes", competes))
	},
}

// Absent is who did not come to the stage that is under way; after its scores are
// revealed nobody becomes absent from it.
var absenceIsOfThisStage = selectionGuard{
	Code: "absence_is_of_this_stage", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		var last Out
		if len(q.After.Out) > 0 {
			last = q.After.Out[len(q.After.Out)-1]
		}
		marked := len(q.Case.Facts.counting(last.Component, last.Candidate)) > 0
		return workflow.Require(last.Component == dueIn(q.Case.State) && !marked,
			workflow.FoundIn("/component", "component", last.Component), workflow.Found("stage", dueIn(q.Case.State)), workflow.Found("has_marks", marked))
	},
}
