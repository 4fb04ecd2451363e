package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
)

// SignedMinutes are the minutes of a decision of the committee about one candidate, and the
// members who signed them.
type SignedMinutes struct {
	Minutes Letter   `json:"minutes"`
	Signed  []string `json:"signed"`
}

// shortFor judges whether among persons there is a quorum of the members who have no
// conflict with a candidate; the numbers tell how many there are.
func (f SelectionFacts) shortFor(pack *policy.Pack, candidate string, persons []string) (shortage, bool) {
	free := f.free(candidate)
	there := count(free, func(member string) bool { return slices.Contains(persons, member) })
	needed := f.quorumFor(policy.QuorumPercent.In(pack).Value, candidate)
	return shortage{candidate, len(f.Terms.Members), len(free), needed, there}, there < needed
}

// Who has read the marks and voids those of somebody else does not do so alone. Whose
// conflict it is signs nothing here, for they have one.
var conflictOfAnotherIsSigned = selectionGuard{
	Code: "conflict_of_another_is_signed_by_quorum", Cites: []policy.Citation{ethics, committeeRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		short := []shortage{}
		for _, c := range newConflicts(q) {
			seen := slices.ContainsFunc(q.Case.Facts.Marks, func(m Given) bool { return m.By == c.Member && m.Candidate == c.Candidate })
			if c.Member == q.Actor.Person || !seen {
				continue
			}
			basis := SignedMinutes{}
			if c.Basis != nil {
				basis = *c.Basis
			}
			if numbers, few := q.After.shortFor(q.Pack, c.Candidate, basis.Signed); few {
				short = append(short, numbers)
			}
		}
		return workflow.Require(len(short) == 0, workflow.FoundIn("/basis", "short", short), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// lastOut is who has just left the contest.
func lastOut(q selectionQuestion) Out {
	if len(q.After.Out) == 0 {
		return Out{}
	}
	return q.After.Out[len(q.After.Out)-1]
}

// Once a ranking can be foreseen nobody alone takes a candidate out of it.
var disqualificationIsSigned = selectionGuard{
	Code: "disqualification_is_signed_by_quorum", Cites: []policy.Citation{procedure2019, committeeRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		last := lastOut(q)
		numbers, few := q.After.shortFor(q.Pack, last.Candidate, last.Signed)
		return workflow.Require(!few, workflow.FoundIn("/signed", "short", numbers), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// Nobody was absent who has handed in a paper, whom somebody has marked already, or whose
// earlier assessment stands in place of marks.
var absenceAgreesWithTheRecord = selectionGuard{
	Code: "absence_agrees_with_the_record", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		last, f := lastOut(q), q.Case.Facts
		papers, err := papersOf(q.Children)
		name, handedIn := last.Candidate, false
		if last.Component == Paper {
			name, handedIn = papers[last.Candidate]
		}
		_, again := f.reused(last.Candidate)
		again = again && last.Component == Assessment
		marked, unread := false, err
		if s := f.Scoring; s != nil && s.Component == last.Component {
			for _, scorer := range s.Scorers {
				sheet, submitted, err := submittedSheet(q.Children, *s, scorer.Person)
				if err != nil {
					unread = err
				}
				marked = marked || submitted && slices.ContainsFunc(sheet.Marks, func(m SheetMark) bool { return m.Candidate == name })
			}
		}
		return workflow.Require(unread == nil && !handedIn && !again && !marked,
			workflow.FoundIn("/candidate", "handed_in_a_paper", handedIn), workflow.Found("is_on_submitted_sheets", marked), workflow.Found("has_an_earlier_assessment", again))
	},
}

// Only who competes is tested.
var healthIsOfCandidates = selectionGuard{
	Code: "health_test_is_of_candidates", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		strangers := []string{}
		for _, r := range q.After.Stage.Health.Results {
			if !slices.Contains(q.Case.Facts.competing(), r.Candidate) {
				strangers = append(strangers, r.Candidate)
			}
		}
		return workflow.Require(len(strangers) == 0, workflow.FoundIn("/results", "do_not_compete", strangers))
	},
}

// A result that is known already is changed for a reason, and a member of the committee
// has seen the new letter too.
var healthChangesAreReasoned = selectionGuard{
	Code: "health_changes_are_reasoned", Cites: []policy.Citation{twoPersons, procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		wrong := []string{}
		for _, r := range q.After.Stage.Health.Results {
			changes := slices.ContainsFunc(q.Case.Facts.Health, func(h HealthCheck) bool { return h.Candidate == r.Candidate && h.Fit != r.Fit })
			two := r.Second != q.Actor.Person && q.After.Terms.isMember(r.Second) && !q.After.conflicted(r.Second, r.Candidate)
			if changes && (strings.TrimSpace(r.Reason) == "" || !two) {
				wrong = append(wrong, r.Candidate)
			}
		}
		return workflow.Require(len(wrong) == 0, workflow.FoundIn("/results", "without_reason_or_second_person", wrong))
	},
}
