package compliance

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/scoring"
)

// What is divided is there again, to the hundredth, and nobody gets a hundredth more or less than
// the share.
func TestShares_are_exact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := scoring.Points(rapid.Int64Range(0, 100_00).Draw(t, "whole"))
		parts := rapid.SliceOfN(rapid.IntRange(0, 100), 1, 20).Draw(t, "parts")
		sum := 0
		for _, part := range parts {
			sum += part
		}
		divided := shares(whole, parts)
		var again scoring.Points
		for i, share := range divided {
			again += share
			if sum == 0 {
				continue
			}
			exact := big.NewRat(int64(whole)*int64(parts[i]), int64(sum))
			off := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(share)), exact)
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("%v of %d: %s gets %d", parts, whole, exact.FloatString(4), share)
			}
		}
		if sum > 0 && again != whole || sum == 0 && again != 0 {
			t.Fatalf("%v of %d: %v, together %d", parts, whole, divided, again)
		}
	})
	for _, c := range []struct {
		whole scoring.Points
		parts []int
		want  []scoring.Points
	}{
		{40_00, []int{4, 6, 8, 7, 5, 6, 4}, []scoring.Points{4_00, 6_00, 8_00, 7_00, 5_00, 6_00, 4_00}},
		{10_00, []int{1, 1, 1}, []scoring.Points{3_34, 3_33, 3_33}}, // the earlier first among equal remainders
		{1, []int{1, 3}, []scoring.Points{0, 1}},
		{10_00, nil, []scoring.Points{}},
	} {
		got := shares(c.whole, c.parts)
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("%v of %s: %v", c.parts, c.whole, got)
			}
		}
	}
}

// Half a hundredth goes up.
func TestHalf_a_weight_is_rounded_up(t *testing.T) {
	t.Parallel()
	for weight, want := range map[scoring.Points]scoring.Points{0: 0, 1: 1, 2: 1, 3_33: 1_67, 3_34: 1_67, 100_00: 50_00} {
		if got := earned(weight, Partly); got != want {
			t.Errorf("half of %s is %s", weight, got)
		}
	}
}
