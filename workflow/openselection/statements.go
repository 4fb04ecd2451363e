package openselection

import (
	"slices"
	"strconv"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// SignStatementBody is a member's statement before the first score: to keep the code of
// ethics, and which conflicts of interest there are with whom.
type SignStatementBody struct {
	CodeOfEthics bool `json:"code_of_ethics"`
	// NoFurtherConflict says that there are none besides Conflicts and those declared before.
	NoFurtherConflict bool                `json:"no_further_conflict"`
	Conflicts         []StatementConflict `json:"conflicts,omitzero"`
	// Denied are the candidates whose word that they are related to the member is not true.
	Denied []string `json:"denied,omitzero"`
}

// A StatementConflict is a conflict that a statement declares.
type StatementConflict struct {
	Candidate string `json:"candidate"`
	Relation  string `json:"relation"`
}

// Check demands to know what each conflict is.
func (b SignStatementBody) Check() wire.Problems {
	var problems wire.Problems
	for i, c := range b.Conflicts {
		problems = append(problems, relationGiven("/conflicts/"+strconv.Itoa(i)+"/relation", c.Relation)...)
	}
	return problems
}

// Apply keeps the newest statement of the member, and the conflicts for ever.
func (b SignStatementBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	others := slices.DeleteFunc(slices.Clone(f.Statements), func(s Statement) bool { return s.Member == on.Actor.Person })
	f.Statements = append(others, Statement{
		Member: on.Actor.Person, CodeOfEthics: b.CodeOfEthics, NoFurtherConflict: b.NoFurtherConflict, Denied: b.Denied, On: on.Today,
	})
	for _, c := range b.Conflicts {
		f = f.recused(Conflict{Member: on.Actor.Person, Candidate: c.Candidate, Relation: c.Relation}, on)
	}
	return f
}

// DeclareConflictBody declares that somebody must not score a candidate.
type DeclareConflictBody struct {
	Candidate string `json:"candidate"`
	Relation  string `json:"relation"`
	// Member is whose conflict it is: the declarer's own where it is left out. The chair
	// records one that somebody else has not declared.
	Member string `json:"member,omitzero"`
	// Basis is the minutes on the conflict of somebody else whose marks are seen already.
	Basis *SignedMinutes `json:"basis,omitzero"`
}

// Check demands to know what the conflict is.
func (b DeclareConflictBody) Check() wire.Problems { return relationGiven("/relation", b.Relation) }

func relationGiven(at, relation string) wire.Problems {
	if strings.TrimSpace(relation) == "" {
		return wire.Problems{{Field: at, Problem: "must not be empty"}}
	}
	return nil
}

// Apply keeps the conflict. Marks that were given in spite of it count no more.
func (b DeclareConflictBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	member := b.Member
	if member == "" {
		member = on.Actor.Person
	}
	return f.recused(Conflict{Member: member, Candidate: b.Candidate, Relation: b.Relation, Basis: b.Basis}, on)
}

// signed tells whether somebody has signed since the last window closed: whoever signed
// before an extension did not know who would come.
func (f SelectionFacts) signed(member string) bool {
	return slices.ContainsFunc(f.Statements, func(s Statement) bool {
		return s.Member == member && (len(f.Closed) == 0 || s.On.After(f.Closed[len(f.Closed)-1]))
	})
}

var statementIsComplete = selectionGuard{
	Code: "statement_is_complete", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		at := slices.IndexFunc(q.After.Statements, func(s Statement) bool { return s.Member == q.Actor.Person })
		var s Statement
		if at >= 0 {
			s = q.After.Statements[at]
		}
		return workflow.Require(s.CodeOfEthics && s.NoFurtherConflict,
			workflow.FoundIn("/code_of_ethics", "code_of_ethics", s.CodeOfEthics),
			workflow.FoundIn("/no_further_conflict", "no_further_conflict", s.NoFurtherConflict))
	},
}

// newConflicts are those that the event has added.
func newConflicts(q selectionQuestion) []Conflict {
	return q.After.Conflicts[min(len(q.Case.Facts.Conflicts), len(q.After.Conflicts)):]
}

// A conflict is declared with a participant of this selection, as soon as there are
// numbers.
var conflictIsWithACandidate = selectionGuard{
	Code: "conflict_names_a_candidate", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		strangers := []string{}
		for _, c := range newConflicts(q) {
			checked := slices.ContainsFunc(q.After.Files, func(f File) bool { return f.Candidate == c.Candidate })
			applied := slices.ContainsFunc(q.After.Participants, func(p Participant) bool { return p.Number == c.Candidate })
			if !checked && !applied {
				strangers = append(strangers, c.Candidate)
			}
		}
		return workflow.Require(len(strangers) == 0, workflow.FoundIn("/candidate", "not_a_candidate", strangers))
	},
}

// Whoever has a conflict says so; the chair records what somebody else has kept back. Of
// people who neither sit on the committee nor have a mark here there is nothing to record.
var conflictIsOnesOwn = selectionGuard{
	Code: "conflict_is_ones_own_or_recorded_by_the_chair", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		_, chairs := q.Actor.Acting(roles{workflow.CommitteeChair})
		var wrong []string
		for _, c := range newConflicts(q) {
			scored := slices.ContainsFunc(q.After.Marks, func(m Given) bool { return m.By == c.Member })
			out := q.After.Scoring != nil && slices.ContainsFunc(q.After.Scoring.Scorers, func(s Scorer) bool { return s.Person == c.Member })
			if c.Member != q.Actor.Person && (!chairs || !q.After.Terms.isMember(c.Member) && !scored && !out) {
				wrong = append(wrong, c.Member)
			}
		}
		return workflow.Require(len(wrong) == 0, workflow.FoundIn("/member", "of_somebody_else", len(wrong)), workflow.Found("chair", chairs))
	},
}

// denied tells whether a member's statement says that what was derived of a candidate and
// the member is not so.
func (f SelectionFacts) denied(member, candidate string) bool {
	return slices.ContainsFunc(f.Statements, func(s Statement) bool { return s.Member == member && slices.Contains(s.Denied, candidate) })
}

// What is denied is what has been derived, and nothing that is still to come.
var denialsAnswerClaims = selectionGuard{
	Code: "denials_answer_claims", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		unasked := []string{}
		for _, s := range q.After.Statements {
			for _, candidate := range s.Denied {
				claimed := slices.ContainsFunc(q.Case.Facts.Conflicts, func(c Conflict) bool {
					return c.Derived && c.Member == s.Member && c.Candidate == candidate
				})
				if s.Member == q.Actor.Person && !claimed {
					unasked = append(unasked, candidate)
				}
			}
		}
		return workflow.Require(len(unasked) == 0, workflow.FoundIn("/denied", "not_claimed", unasked))
	},
}
