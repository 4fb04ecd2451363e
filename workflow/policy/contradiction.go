package policy

import (
	"errors"
	"fmt"
	"slices"

	"selter/workflow/calendar"
)

// contradictionError says that the values of a pack, each sound by itself, leave no way to hold a selection.
type contradictionError struct{ pack, problem string }

func (e contradictionError) Error() string {
	return "policy: contradiction in " + e.pack + ": " + e.problem
}

// contradictions holds the values of a pack against each other.
func contradictions(p *Pack) error {
	var errs []error
	ordered := func(low, high Key[int]) {
		if a, b := low.In(p).Value, high.In(p).Value; a > b {
			problem := fmt.Sprintf("%s is %d, more than %s with %d", low.Name(), a, high.Name(), b)
			errs = append(errs, contradictionError{p.ID, problem})
		}
	}
	ordered(CommitteeSizeMin, CommitteeSizeMax)
	ordered(CommitteeOutsideMin, CommitteeSizeMax)
	ordered(CandidatesMinAfterExtension, CandidatesMin)
	ordered(AssessmentFitLow, AssessmentFitHigh)
	ordered(MoveMinYears, MoveMaxYears)

	var sum Range
	for _, k := range []Key[Range]{WeightTrackRecord, WeightAssessment, WeightPaper, WeightInterview} {
		r := k.In(p).Value
		sum.Min, sum.Max = sum.Min+r.Min, sum.Max+r.Max
	}
	if total := WeightTotal.In(p); !sum.Contains(total.Value) {
		problem := fmt.Sprintf("%s is %d, but the weights sum to %s", total.Key, total.Value, sum)
		errs = append(errs, contradictionError{p.ID, problem})
	}
	return errors.Join(errs...)
}

// checkContradictions resolves each overlay's scope on the days on which its lines begin or end, under the two bases that follow the
// law as a whole. What only another combination brings to light, Resolve refuses.
func (l *Library) checkContradictions(found *faults) {
	for _, i := range l.instruments {
		if i.Kind != KindOverlay {
			continue
		}
		var told []calendar.Date
		for _, line := range i.Lines {
			for _, d := range []calendar.Date{line.From, line.To} {
				if d.IsZero() || slices.Contains(told, d) {
					continue
				}
				told = append(told, d)
				for _, base := range []string{BaseSeed, BaseNational} {
					_, err := l.Resolve(Query{Base: base, Province: i.Scope.Province, Agency: i.Scope.Agency, Date: d})
					if problem, ok := errors.AsType[contradictionError](err); ok {
						found.add(line.at, "contradiction: %s (in %s)", problem.problem, problem.pack)
						break
					}
				}
			}
		}
	}
}
