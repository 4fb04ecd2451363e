package scoring_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/scoring"
)

func TestPoints(t *testing.T) {
	t.Parallel()
	t.Run("are_written_and_read_exactly", func(t *testing.T) {
		t.Parallel()
		for text, want := range map[string]scoring.Points{
			"0": 0, "100": 10_000, "70.5": 7050, "70.05": 7005, "0.01": 1, "99.99": 9999, "-1": -100, "-0.5": -50, "-0.01": -1, "12345.67": 1234567,
		} {
			var got scoring.Points
			if err := got.UnmarshalJSON([]byte(text)); err != nil || got != want || got.String() != text {
				t.Errorf("%s: %v: read %d, wrote %s", text, err, got, got)
			}
		}
		var same scoring.Points
		if err := same.UnmarshalJSON([]byte("70.50")); err != nil || same != 7050 {
			t.Errorf("70.50: %v, %d", err, same)
		}
	})
	t.Run("refuse_what_is_not_a_plain_decimal", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{
			"", "-", ".", ".5", "5.", "-.5", "+5", "1.2.3", "70.125", "7e1", "7E1", "1e-2", "0x10", "1_000", "NaN", "Infinity", "null", `"70"`, "true", " 70", "70 ",
			"1.+5", "1.-5", "--5", "-+5", "9999999", "99999999999999999999", "٧٠",
		} {
			kept := scoring.Points(42)
			err := kept.UnmarshalJSON([]byte(text))
			if err == nil {
				t.Errorf("%q: read as %s", text, kept)
			} else if want := "must be a plain number with at most 2 decimals"; err.Error() != want {
				t.Errorf("%q: says %q", text, err)
			}
		}
	})
	t.Run("are_valid_from_0_to_100", func(t *testing.T) {
		t.Parallel()
		for points, want := range map[scoring.Points]bool{-1: false, 0: true, 1: true, 9999: true, 10_000: true, 10_001: false} {
			if points.Valid() != want {
				t.Errorf("%s: %t", points, !want)
			}
		}
	})
	t.Run("come_back_from_json", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			points := scoring.Points(rapid.Int64Range(-99_999_99, 999_999_99).Draw(t, "points"))
			total := scoring.Total(rapid.Int64Range(-99_999_9999, 999_999_9999).Draw(t, "total"))
			text, err := json.Marshal([]any{points, total})
			if err != nil {
				t.Fatal(err)
			}
			var readPoints scoring.Points
			var readTotal scoring.Total
			if err := json.Unmarshal(text, &[]any{&readPoints, &readTotal}); err != nil || readPoints != points || readTotal != total {
				t.Fatalf("%v: wrote %s, read %s and %s", err, text, readPoints, readTotal)
			}
			// What is written is the number itself, not a rounding of it.
			exact, ok := new(big.Rat).SetString(total.String())
			if !ok || exact.Cmp(big.NewRat(int64(total), 10_000)) != 0 {
				t.Fatalf("%d ten-thousandths are written %s", total, total)
			}
			if s := points.String(); strings.Contains(s, ".") && strings.HasSuffix(s, "0") || strings.HasSuffix(s, ".") {
				t.Fatalf("%s has zeros or a point too many", s)
			}
		})
	})
}

// The mean against exact fractions: half a hundredth goes up, less does not.
func TestMean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scores []scoring.Points
		want   scoring.Points
	}{
		{nil, 0},
		{[]scoring.Points{7000}, 7000},
		{[]scoring.Points{1, 2}, 2},
		{[]scoring.Points{0, 1}, 1},
		{[]scoring.Points{1, 1, 2}, 1},
		{[]scoring.Points{1, 2, 2}, 2},
		{[]scoring.Points{8033, 8033, 8034}, 8033},
		{[]scoring.Points{10_000, 10_000}, 10_000},
		{[]scoring.Points{0, 0, 0, 2}, 1},
		{[]scoring.Points{0, 0, 0, 1}, 0},
	} {
		if got := scoring.Mean(c.scores); got != c.want {
			t.Errorf("mean of %v is %s, want %s", c.scores, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) scoring.Points {
			return scoring.Points(rapid.Int64Range(0, 10_000).Draw(t, "score"))
		}), 1, 40).Draw(t, "scores")
		var sum int64
		for _, s := range scores {
			sum += int64(s)
		}
		// floor(sum/n + 1/2), in fractions
		half := new(big.Rat).Add(big.NewRat(sum, int64(len(scores))), big.NewRat(1, 2))
		want := new(big.Int).Div(half.Num(), half.Denom()).Int64()
		if got := scoring.Mean(scores); int64(got) != want || !got.Valid() {
			t.Fatalf("mean of %v is %s, want %d hundredths", scores, got, want)
		}
	})
}

// Weighing never rounds: the total is the exact sum of points times percent.
func TestWeigh(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var total scoring.Total
		exact := new(big.Rat)
		left := 100
		for i := range 4 {
			percent := rapid.IntRange(0, left).Draw(t, "percent")
			if i == 3 {
				percent = left
			}
			left -= percent
			points := scoring.Points(rapid.Int64Range(0, 10_000).Draw(t, "points"))
			total += scoring.Weigh(points, percent)
			score, _ := new(big.Rat).SetString(points.String())
			exact.Add(exact, score.Mul(score, big.NewRat(int64(percent), 100)))
		}
		if got, _ := new(big.Rat).SetString(total.String()); got.Cmp(exact) != 0 {
			t.Fatalf("total %s, exactly %s", total, exact.FloatString(8))
		}
		if total < 0 || total > 100_0000 {
			t.Fatalf("total %s of scores up to 100", total)
		}
	})
	// Where floats would tie or turn: 0.1 + 0.2 against 0.3.
	if a, b := scoring.Weigh(10, 50)+scoring.Weigh(20, 50), scoring.Weigh(30, 50); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

func FuzzPoints(f *testing.F) {
	for _, text := range []string{"0", "70.25", "-0", "-.5", "5.", "1e2", "999999.99", "null"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var points scoring.Points
		if points.UnmarshalJSON([]byte(text)) != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(text)
		if !ok || exact.Cmp(big.NewRat(int64(points), 100)) != 0 {
			t.Fatalf("%q is read as %s", text, points)
		}
		var again scoring.Points
		if err := again.UnmarshalJSON([]byte(points.String())); err != nil || again != points {
			t.Fatalf("%s: %v, %s", points, err, again)
		}
	})
}
