package compliance

import (
	"slices"

	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// The bands of the total, the best first, and the labels of agencies and selections.
const (
	VeryGood   = "very_good"
	Good       = "good"
	Sufficient = "sufficient"
	Poor       = "poor"
)

// law is what a pack says of scores.
type law struct {
	dimensions, checks, off, bands, indices policy.Value[policy.Parts]
	gap                                     policy.Value[int]
}

func lawOf(pack *policy.Pack) law {
	return law{
		dimensions: policy.ScoreDimensions.In(pack), checks: policy.ScoreCheckWeights.In(pack), off: policy.ScoreDeductions.In(pack),
		bands: policy.ScoreBands.In(pack), indices: policy.ScoreIndices.In(pack), gap: policy.ScoreNormGapFrom.In(pack),
	}
}

// weights lists what the score rests on, to be shown with its certainty.
func (l law) weights() []Weight {
	var list []Weight
	for _, v := range []policy.Value[policy.Parts]{l.dimensions, l.checks, l.off, l.bands, l.indices} {
		list = append(list, Weight{Key: v.Key, Parts: v.Value, Unit: v.Unit, Citation: v.Citation})
	}
	return append(list, Weight{Key: l.gap.Key, Value: l.gap.Value, Unit: l.gap.Unit, Citation: l.gap.Citation})
}

// whole is a number of whole points.
func whole(n int) scoring.Points { return scoring.Points(n) * 100 }

// weigh gives each row its weight and its points, and adds them up. What does not apply, or is not
// in force, has no weight: the others of its dimension share it in proportion. A dimension of
// which nothing applies leaves its weight to the other dimensions likewise. Weights are whole
// hundredths and sum exactly; see shares.
func (l law) weigh(result *Result) {
	var counted []string // dimensions with a row that applies
	for _, row := range result.Rows {
		if row.Mark.Applies() && !slices.Contains(counted, row.Dimension) {
			counted = append(counted, row.Dimension)
		}
	}
	parts := make([]int, len(counted))
	for i, dimension := range counted {
		parts[i] = l.dimensions.Value.Of(dimension)
	}
	for i, weight := range shares(scoring.Full, parts) {
		d := Dimension{ID: counted[i], Weight: weight}
		var rows []int
		var within []int
		for at, row := range result.Rows {
			if row.Dimension == d.ID && row.Mark.Applies() {
				rows, within = append(rows, at), append(within, l.checks.Value.Of(row.ID))
			}
		}
		for n, share := range shares(weight, within) {
			row := &result.Rows[rows[n]]
			row.Weight = share
			row.Points = earned(share, row.Counts())
			d.Points += row.Points
		}
		result.Dimensions = append(result.Dimensions, d)
		result.Raw += d.Points
	}
}

// earned is what a mark makes of a weight: all, half, or nothing. Half a hundredth goes up, as
// everywhere here: no text states a rounding, it is our proposal.
func earned(weight scoring.Points, mark Mark) scoring.Points {
	switch mark {
	case Met:
		return weight
	case Partly:
		return (weight + 1) / 2
	case NotMet, NotApplicable, NotInForce:
		return 0
	}
	return 0
}

// shares divides points in proportion to parts, in whole hundredths that sum exactly to what is
// divided: each gets its share rounded down, and what is left goes by hundredths to the largest
// remainders, the earlier first among equal ones.
func shares(of scoring.Points, parts []int) []scoring.Points {
	sum := 0
	for _, part := range parts {
		sum += part
	}
	divided := make([]scoring.Points, len(parts))
	if sum == 0 {
		return divided
	}
	left := of
	order := make([]int, len(parts))
	for i, part := range parts {
		divided[i] = of * scoring.Points(part) / scoring.Points(sum)
		left -= divided[i]
		order[i] = i
	}
	remainder := func(i int) int64 { return int64(of) * int64(parts[i]) % int64(sum) }
	slices.SortStableFunc(order, func(a, b int) int { return int(remainder(b) - remainder(a)) })
	for _, i := range order[:left] {
		divided[i]++
	}
	return divided
}

// judge finds band, index and label of a total. A breach makes it poor whatever the points.
func (l law) judge(result *Result) {
	above := func(band string) bool { return result.Total > whole(l.bands.Value.Of(band)) }
	enough := result.Total >= whole(l.bands.Value.Of(Sufficient))
	result.NormGap = result.Total >= whole(l.gap.Value) && !enough
	switch {
	case len(result.Breaches) > 0:
		result.Band = Poor
	case above(VeryGood):
		result.Band = VeryGood
	case above(Good):
		result.Band = Good
	case enough:
		result.Band = Sufficient
	default:
		result.Band = Poor
	}
	result.Index = scoring.Points(l.indices.Value.Of(result.Band))
	result.Label = label(result.Band)
}

// label is how the known decks name an agency or a selection: baik, cukup, kurang.
func label(band string) string {
	if band == VeryGood {
		return Good
	}
	return band
}
