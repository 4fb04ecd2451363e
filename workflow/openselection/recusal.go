package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// recused is the facts once a conflict is known, whenever that is: the marks that were
// given in spite of it are void, corrections by the one who has it fall, the scores are
// counted again, no open sheet has the candidate any more, and a result that was
// determined before has fallen. Nothing is deleted: void marks and the former result stay
// to be seen.
func (f SelectionFacts) recused(c Conflict, on workflow.Occurrence) SelectionFacts {
	f.Conflicts = append(slices.Clone(f.Conflicts), c)
	f.Marks = slices.Clone(f.Marks)
	for i, m := range f.Marks {
		if m.By == c.Member && m.Candidate == c.Candidate && m.Void == nil {
			f.Marks[i].Void = &Void{Reason: VoidByConflict, On: on.Today}
		}
	}
	f = f.offSheets(func(scorer, candidate string) bool { return scorer == c.Member && candidate == c.Candidate })
	f = f.withoutReuseBy(c).withoutCorrectionsBy(c, on)
	if f.Result != nil {
		former := FormerResult{Result: *f.Result, Reason: VoidByConflict, On: on.Today}
		ofResult := func(p Publication) bool { return p.Stage == "result" }
		former.Announced = slices.DeleteFunc(slices.Clone(f.Publications), func(p Publication) bool { return !ofResult(p) })
		f.FormerResults = append(slices.Clone(f.FormerResults), former)
		f.Publications, f.Result = slices.DeleteFunc(slices.Clone(f.Publications), ofResult), nil
		former.Recommended, former.Choice = f.Recommended, f.Choice
		f.FormerResults[len(f.FormerResults)-1] = former
		f.Report, f.Enclosed, f.Returned, f.Recommended, f.Conditions, f.Choice, f.Cleared = nil, nil, nil, nil, nil, nil, nil
	}
	return f
}

// offSheets takes candidates off the sheets that are out.
func (f SelectionFacts) offSheets(off func(scorer, candidate string) bool) SelectionFacts {
	if f.Scoring == nil {
		return f
	}
	scoring := *f.Scoring
	scoring.Scorers = slices.Clone(scoring.Scorers)
	for i, s := range scoring.Scorers {
		scoring.Scorers[i].Candidates = slices.DeleteFunc(slices.Clone(s.Candidates), func(candidate string) bool { return off(s.Person, candidate) })
	}
	f.Scoring = &scoring
	return f
}

// free lists the members who have no conflict with a candidate.
func (f SelectionFacts) free(candidate string) []string {
	return those(f.Terms.Members, func(m Member) bool { return !f.conflicted(m.Person, candidate) })
}

// quorumFor is the fewest members who decide about a candidate: more than the pack's share
// of those who have no conflict with the candidate. A recusal lowers it; that too few are
// left altogether is asked by membersFreeOfConflict.
func (f SelectionFacts) quorumFor(percent int, candidate string) int {
	return len(f.free(candidate))*percent/100 + 1
}

// A shortage is the numbers of a candidate about whom too few can or did decide.
type shortage struct {
	Candidate string `json:"candidate"`
	Seats     int    `json:"seats"`
	Free      int    `json:"free_of_conflict"`
	Needed    int    `json:"needed"`
	Found     int    `json:"found"`
}

// present judges, for each competing candidate, whether among persons there is a quorum of
// the members who have no conflict with the candidate.
func (f SelectionFacts) present(pack *policy.Pack, persons []string) []shortage {
	short := []shortage{}
	for _, candidate := range f.competing() {
		if numbers, few := f.shortFor(pack, candidate, persons); few {
			short = append(short, numbers)
		}
	}
	return short
}

// undecidable lists the candidates with whom so many members have a conflict that those
// who are left are no majority of the seats: a committee like that does not decide by
// calling the rest of it a quorum. Its composition has to be changed first.
func (f SelectionFacts) undecidable(pack *policy.Pack) []shortage {
	short := []shortage{}
	needed := f.Terms.quorum(policy.QuorumPercent.In(pack).Value)
	for _, candidate := range f.competing() {
		if free := len(f.free(candidate)); free < needed {
			short = append(short, shortage{candidate, len(f.Terms.Members), free, needed, free})
		}
	}
	return short
}

// membersFreeOfConflict is asked wherever the committee scores or decides.
var membersFreeOfConflict = selectionGuard{
	Code: "members_free_of_conflict_are_a_majority", Cites: []policy.Citation{ethics, committeeRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		if s := q.After.Scoring; s != nil && !byMembers(s.Component) {
			return workflow.Require(true)
		}
		short := q.After.undecidable(q.Pack)
		return workflow.Require(len(short) == 0, workflow.Found("short", short), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// byMembers tells whether only members of the committee score a component.
func byMembers(c Component) bool { return c == Paper || c == InterviewOf }
