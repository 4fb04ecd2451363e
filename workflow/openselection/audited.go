package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// What guards ask before a decision is asked once more by who measures the selection
// afterwards, of the same facts and by the same rules.

// flaws are the codes of the guards that a committee does not pass.
func flaws(pack *policy.Pack, f RoundFacts, members []Member, codes ...string) []string {
	found := []string{}
	q := roundQuestion{Pack: pack, Case: workflow.Case[RoundFacts]{Facts: f}}
	for _, guard := range committeeGuards(func(roundQuestion) []Member { return members }) {
		if slices.Contains(codes, guard.Code) && !guard.Check(q).OK {
			found = append(found, guard.Code)
		}
	}
	return found
}

// CompositionFlaws lists the guards on its composition that a committee does not pass.
func (f RoundFacts) CompositionFlaws(pack *policy.Pack, members []Member) []string {
	return flaws(pack, f, members, "committee_has_its_size", "committee_is_odd", "committee_is_mostly_external", "committee_has_outside_member",
		"committee_is_free_of_supervisor_staff", "committee_has_one_chair", "committee_sits_once_each")
}

// MemberFlaws lists the guards on its members that a committee does not pass.
func (f RoundFacts) MemberFlaws(pack *policy.Pack, members []Member) []string {
	return flaws(pack, f, members, "committee_declared_no_conflict", "committee_is_without_party_members", "committee_has_expertise")
}

// WeightsAdmitted tells whether the weights lie in their ranges and sum to what they must.
func WeightsAdmitted(pack *policy.Pack, w Weights) bool {
	return weightsAreInRange(pack, w).OK && w.Sum() == policy.WeightTotal.In(pack).Value
}

// Covers tells whether no official may be appointed on a day without a permit: by the election that
// the round has recorded, or by one that is known of the region.
func (f Freeze) Covers(pack *policy.Pack, elections *gates.Elections, region string, day calendar.Date) bool {
	_, frozen := gates.Frozen(f.windowsIn(pack, elections, region), day)
	return frozen
}

// EarlyFor tells whether the holder of a post is moved or replaced before the years that the
// law demands, and how many those are; 0 where the vacancy has another reason. See Ground.
func (v Vacancy) EarlyFor(pack *policy.Pack) (bool, policy.Value[int]) {
	var least policy.Value[int]
	switch v.Reason {
	case Moved:
		least = policy.MoveMinYears.In(pack)
	case Replacement:
		least = policy.ReplaceMinYears.In(pack)
	case Retirement, NewPost, Resignation, Death, TermEnded:
		return false, least
	}
	return v.HeldSince.IsZero() || !gates.ServedYears(v.HeldSince, v.From, least.Value), least
}

// Lasts tells whether a window of applications is as long as the policy demands. An error is a
// year of which no holidays are known.
func (w Window) Lasts(holidays *calendar.Holidays, needed calendar.Days) (int, bool, error) {
	n, _, err := holidays.Length(w.Opens, w.Closes, needed.Unit)
	return n, err == nil && n >= needed.N, err
}

// Passed lists the participants who passed the administrative check.
func (f SelectionFacts) Passed() []string { return f.passed() }

// Minimum is how many have to pass; see minimum.
func (f SelectionFacts) Minimum(pack *policy.Pack) policy.Value[int] { return f.minimum(pack) }

// AgeDays are the days on which the ages of who applied may have been taken.
func (f SelectionFacts) AgeDays(pack *policy.Pack) []calendar.Date { return f.ageDays(pack) }

// Scorers lists who has given marks in a component that count, each once.
func (f SelectionFacts) Scorers(c Component) []string { return f.markers(c) }

// Unmarked lists the candidates who compete and have no score in a component.
func (f SelectionFacts) Unmarked(c Component) []string {
	scores := f.sheet(c)
	return slices.DeleteFunc(f.competing(), func(candidate string) bool {
		return slices.ContainsFunc(scores, func(s Score) bool { return s.Candidate == candidate })
	})
}

// MarkedByFew lists the candidates who compete and were marked by fewer persons than so many,
// and have no earlier result in place of that.
func (f SelectionFacts) MarkedByFew(c Component, least int) []string {
	return slices.DeleteFunc(f.competing(), func(candidate string) bool {
		_, again := f.reused(candidate)
		return again && c == Assessment || len(f.counting(c, candidate)) >= least
	})
}

// HasQuorum tells whether among persons there is a quorum of the free members for every
// candidate who competes.
func (f SelectionFacts) HasQuorum(pack *policy.Pack, persons []string) bool {
	return len(f.present(pack, persons)) == 0
}

// Recounted tells whether a result is the one that the scores give: the ranking number by
// number, and the names the best of it.
func (f SelectionFacts) Recounted() (ranking, names bool) {
	if f.Result == nil {
		return false, false
	}
	ranked := f.eligible()
	return sameRanking(f.Result.Ranking, ranked), areBest(f.Result.Proposed, ranked)
}

// Unfit lists the proposed who have no health result that lets them be appointed.
func (f SelectionFacts) Unfit() []string {
	return slices.DeleteFunc(slices.Clone(f.proposed()), f.fit)
}

// IsSigned tells whether a member's statement is one of the present window.
func (f SelectionFacts) IsSigned(member string) bool { return f.signed(member) }

// MarksInConflict counts the marks that count although who gave them has a conflict of interest
// with the candidate.
func (f SelectionFacts) MarksInConflict() int {
	return count(f.Marks, func(m Given) bool { return m.Void == nil && f.conflicted(m.By, m.Candidate) })
}
