package recount

import (
	"math/big"
	"strings"
)

var (
	half    = big.NewRat(1, 2)
	hundred = big.NewRat(100, 1)
)

// longest is how many characters a number may have. 100 with four decimals has eight.
const longest = 16

// decimal reads a number as it is written, digit by digit, as a fraction. An exponent is
// no part of a score: the canonical form has none between 0.0001 and 100.
func decimal(written string) (*big.Rat, bool) {
	digits, negative := strings.CutPrefix(written, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(written) > longest || whole == "" {
		return nil, false
	}
	sum, unit := int64(0), int64(1)
	for i, digit := range whole + fraction {
		if digit < '0' || digit > '9' {
			return nil, false
		}
		sum = 10*sum + int64(digit-'0')
		if i >= len(whole) {
			unit *= 10
		}
	}
	if negative {
		sum = -sum
	}
	return big.NewRat(sum, unit), true
}

// inHundredths rounds to hundredths; half of one goes up.
func inHundredths(x *big.Rat) *big.Rat {
	if parts := x.Denom(); parts.IsInt64() && 100%parts.Int64() == 0 {
		return x // there is nothing to round
	}
	shifted := new(big.Rat).Mul(x, hundred)
	shifted.Add(shifted, half)
	floor := new(big.Int).Div(shifted.Num(), shifted.Denom()) // the denominator is above 0
	return new(big.Rat).SetFrac(floor, hundred.Num())
}

// isPoints tells whether x is a score: from 0 to 100, in hundredths.
func isPoints(x *big.Rat) bool {
	return x.Sign() >= 0 && x.Cmp(hundred) <= 0 && inHundredths(x).Cmp(x) == 0
}

// mean of fractions, of which there is at least one; not rounded.
func mean(of []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, x := range of {
		sum.Add(sum, x)
	}
	return sum.Quo(sum, big.NewRat(int64(len(of)), 1))
}

// text writes a fraction as a plain decimal number without zeros at its end; scores and
// totals have at most four decimals, and what has more is written as a fraction.
func text(x *big.Rat) string {
	if places, exact := x.FloatPrec(); !exact {
		return x.RatString()
	} else {
		return x.FloatString(places)
	}
}
