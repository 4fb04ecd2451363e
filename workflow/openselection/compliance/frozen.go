package compliance

import (
	"slices"

	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// Frozen is the score of a selection that has closed, with what has come into its journal since. The
// rows stay as they were kept, with their weights, the rubric and what the policy says of scores:
// neither a new version of the checks nor a later entry of the round moves them any more. What
// complaints take off, the marks that supervisors adopted and their comments are those of the record,
// and the sums follow from them.
func Frozen(kept Result, r Record) Result {
	s := subject{record: &r, plan: &r.Round.Facts, facts: &r.Selection.Facts, selection: journal{r.Selection.Case, r.Selection.Steps}}
	result, law := kept, lawIn(kept.Weights)
	result.Rows, result.Dimensions, result.Raw = slices.Clone(kept.Rows), slices.Clone(kept.Dimensions), 0
	for at := range result.Dimensions {
		d := &result.Dimensions[at]
		d.Points = 0
		for i := range result.Rows {
			if row := &result.Rows[i]; row.Dimension == d.ID {
				row.Adopted = s.adopted(openselection.ComplianceCheck(row.ID))
				row.Points = earned(row.Weight, row.Counts())
				d.Points += row.Points
			}
		}
		result.Raw += d.Points
	}
	result.Comments = s.comments()
	result.Deductions, result.Deducted = s.deductions(law)
	result.Total = max(result.Raw-result.Deducted, 0)
	law.judge(&result)
	return result
}

// lawIn reads back what a result says of the policy that it rests on.
func lawIn(weights []Weight) law {
	of := func(key string) Weight {
		at := slices.IndexFunc(weights, func(w Weight) bool { return w.Key == key })
		if at < 0 {
			return Weight{}
		}
		return weights[at]
	}
	var l law
	l.off.Value, l.bands.Value = of(policy.ScoreDeductions.Name()).Parts, of(policy.ScoreBands.Name()).Parts
	l.indices.Value, l.gap.Value = of(policy.ScoreIndices.Name()).Parts, of(policy.ScoreNormGapFrom.Name()).Value
	return l
}
