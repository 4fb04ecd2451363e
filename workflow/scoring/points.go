// Package scoring counts scores in exact decimals: no float ever decides who is
// among the three names.
package scoring

import (
	"fmt"
	"strconv"
	"strings"
)

// Points is a score from 0 to 100 in hundredths of a point.
type Points int64

// Full is the highest score.
const Full Points = 100_00

// A Total is a weighted sum of points in ten-thousandths of a point: hundredths
// times whole percents, so that no weighing ever rounds.
type Total int64

// Valid tells whether p is a score at all.
func (p Points) Valid() bool { return p >= 0 && p <= Full }

func (p Points) String() string { return decimal(int64(p), 2) }
func (t Total) String() string  { return decimal(int64(t), 4) }

// MarshalJSON writes a number without trailing zeros.
func (p Points) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalJSON reads a plain decimal number with at most two decimals, exactly.
func (p *Points) UnmarshalJSON(data []byte) error {
	n, err := parse(string(data), 2)
	*p = Points(n)
	return err
}

// MarshalJSON writes a number without trailing zeros.
func (t Total) MarshalJSON() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalJSON reads a plain decimal number with at most four decimals, exactly.
func (t *Total) UnmarshalJSON(data []byte) error {
	n, err := parse(string(data), 4)
	*t = Total(n)
	return err
}

// FormError says that a number is not a plain decimal of so many places.
type FormError struct{ Places int }

func (e *FormError) Error() string { return e.Complaint() }

// Complaint is the text that may be shown.
func (e *FormError) Complaint() string {
	return fmt.Sprintf("must be a plain number with at most %d decimals", e.Places)
}

func parse(text string, places int) (int64, error) {
	whole, fraction, pointed := strings.Cut(text, ".")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || digits[0] == '+' || pointed && fraction == "" || len(fraction) > places || len(whole) > 6 {
		return 0, &FormError{places}
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		return 0, &FormError{places}
	}
	return n, nil
}

func decimal(n int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	if short := places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, fraction := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction
}

// Mean is the mean of scores, rounded half up to hundredths. The rounding is a
// proposal of ours: no legal text states one. It is sealed with the instruments.
func Mean(scores []Points) Points {
	if len(scores) == 0 {
		return 0
	}
	var sum Points
	for _, s := range scores {
		sum += s
	}
	n := Points(len(scores))
	return (2*sum + n) / (2 * n)
}

// Weigh multiplies a score with a weight in whole percent: hundredths of a point
// times hundredths is exactly ten-thousandths.
func Weigh(p Points, percent int) Total { return Total(int64(p) * int64(percent)) }
