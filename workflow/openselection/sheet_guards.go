package openselection

import (
	"slices"

	"github.com/go-json-experiment/json"

	"selter/workflow"
	"selter/workflow/policy"
)

// factsOf reads the facts of a relative.
func factsOf[T any](r workflow.Relative) (T, error) {
	var facts T
	err := json.Unmarshal(r.Facts, &facts)
	return facts, err
}

// above is the selection that a case lies under; one that was not looked at has no scoring
// and no terms, so that whatever needs them is refused.
func above[F any](q workflow.Question[F]) (SelectionFacts, workflow.State) {
	if q.Parent == nil {
		return SelectionFacts{}, ""
	}
	facts, err := factsOf[SelectionFacts](*q.Parent)
	if err != nil {
		return SelectionFacts{}, ""
	}
	return facts, q.Parent.State
}

// A sheet lives as long as the scoring for which it was handed out, and rests with the
// selection: the one event that ends the scoring is the selection's, not the clock's alone.
var scoringStillRuns = sheetGuard{
	Code: "scoring_still_runs", Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q sheetQuestion) workflow.Verdict {
		selection, state := above(q)
		runs := selection.Scoring != nil && selection.Scoring.Component == q.Case.Facts.Component &&
			selection.Scoring.Turn == q.Case.Facts.Turn && slices.Contains(scoringStates, state)
		inTime := !runs || !q.Today.After(selection.Scoring.Until)
		return workflow.Require(runs && inTime, workflow.Found("component", q.Case.Facts.Component), workflow.Found("selection", state), workflow.Found("in_time", inTime))
	},
}

// partsThatScore lists who may score a component. A resource person and the secretariat
// never do (PermenPANRB 15/2019), whoever handed them a sheet.
func partsThatScore(c Component) []workflow.Role {
	switch c {
	case TrackRecord:
		return roles{workflow.Tracer, workflow.CommitteeMember, workflow.CommitteeChair}
	case Assessment:
		return roles{workflow.Assessor}
	case Paper, InterviewOf: // by the committee
	}
	return roles{workflow.CommitteeMember, workflow.CommitteeChair}
}

var scorerHasAPart = sheetGuard{
	Code: "scorer_has_a_part_that_scores", Cites: []policy.Citation{interviewRules},
	Check: func(q sheetQuestion) workflow.Verdict {
		allowed := policy.ResourcePersonScores.In(q.Pack)
		scores := partsThatScore(q.Case.Facts.Component)
		never := roles{workflow.Secretariat}
		if allowed.Value {
			scores = append(scores, workflow.ResourcePerson)
		} else {
			never = append(never, workflow.ResourcePerson)
		}
		_, may := q.Actor.Acting(scores)
		_, mustNot := q.Actor.Acting(never)
		return workflow.Require(may && !mustNot, workflow.Found("parts", q.Actor.Roles), workflow.Found("parts_that_score", scores),
			workflow.Limit("resource_person_may", allowed))
	},
}

// What is entered may be incomplete, but not of somebody else or by another measure.
var marksAreOfTheSheet = sheetGuard{
	Code: "marks_are_of_the_sheet", Cites: []policy.Citation{procedure2019},
	Check: func(q sheetQuestion) workflow.Verdict {
		seen, wrong := make(map[string]bool), []string{}
		for _, m := range q.After.Marks {
			if seen[m.Candidate] || !slices.Contains(q.After.left(), m.Candidate) || !q.After.isWhole(m) {
				wrong = append(wrong, m.Candidate)
			}
			seen[m.Candidate] = true
		}
		return workflow.Require(len(wrong) == 0, workflow.FoundIn("/marks", "not_of_the_sheet", wrong), workflow.Found("candidates", q.After.left()))
	},
}

var everyCandidateIsMarked = sheetGuard{
	Code: "every_candidate_is_marked", Standing: true, Cites: []policy.Citation{procedure2019},
	Check: func(q sheetQuestion) workflow.Verdict {
		missing := []string{}
		for _, candidate := range q.Case.Facts.left() {
			if m, marked := q.Case.Facts.mark(candidate); !marked || !q.Case.Facts.isWhole(m) {
				missing = append(missing, candidate)
			}
		}
		return workflow.Require(len(missing) == 0, workflow.Found("not_marked", missing))
	},
}

// The statement of a member who was replaced or has come later is asked for again here:
// the committee may have changed since the sheet was handed out.
var statementIsSigned = sheetGuard{
	Code: "scorers_signed_statements", Cites: []policy.Citation{ethics},
	Check: func(q sheetQuestion) workflow.Verdict {
		selection, _ := above(q)
		signed := !selection.Terms.isMember(q.Case.Subject) || selection.signed(q.Case.Subject)
		return workflow.Require(signed, workflow.Found("signed", signed))
	},
}
