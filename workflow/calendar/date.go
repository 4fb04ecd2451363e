package calendar

import (
	"cmp"
	"fmt"
	"time"
)

const (
	secondsPerDay = 24 * 60 * 60
	// dayZero is 31 December of the year 0 in days since the Unix epoch, so that 1 January of the year 1 is day 1 and the
	// zero Date stays free to mean "no date".
	dayZero = -719163
	// lastDay is 31 December 9999, the last day that fits YYYY-MM-DD.
	lastDay = 3652059
)

// Date is a civil day from 0001-01-01 to 9999-12-31, without hour and zone. The zero value means "no date"; it sorts before
// every day and stays zero under arithmetic. Dates are comparable with == and usable as map keys.
type Date struct {
	day int32 // 1 is 0001-01-01
}

// NewDate returns the given day. A day that does not exist (30 February) panics instead of being normalised as time.Date
// would do it: use [ParseDate] for input.
func NewDate(year int, month time.Month, day int) Date {
	d := fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	// A month or a day out of its range always comes back as another month or day; a year out of range as the zero Date.
	if _, m, dd := d.split(); d.IsZero() || m != month || dd != day {
		panic(fmt.Sprintf("calendar: no such day: %d-%d-%d", year, month, day))
	}
	return d
}

// ParseDate reads exactly YYYY-MM-DD; any other form, and a day that does not exist, is an error that quotes the text.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || len(s) != len(time.DateOnly) {
		return Date{}, fmt.Errorf("%q is not a date of the form YYYY-MM-DD", s)
	}
	d := fromTime(t)
	if d.IsZero() {
		return Date{}, fmt.Errorf("%q is outside the years 0001 to 9999", s)
	}
	return d, nil
}

// MustDate is [ParseDate] for constants; it panics on bad text.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return d
}

// DateOf returns the civil day that the instant t falls on in zone z.
func DateOf(t time.Time, z Zone) Date {
	y, m, d := t.In(z.Location()).Date()
	return fromTime(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// fromTime keeps the day of a UTC midnight; outside the years 1 to 9999 it returns the zero Date.
func fromTime(midnight time.Time) Date {
	n := midnight.Unix()/secondsPerDay - dayZero
	if n < 1 || n > lastDay {
		return Date{}
	}
	return Date{int32(n)}
}

func (d Date) midnight() time.Time { return time.Unix((int64(d.day)+dayZero)*secondsPerDay, 0).UTC() }

func (d Date) split() (int, time.Month, int) { return d.midnight().Date() }

// IsZero reports that there is no date; `json:",omitzero"` uses it.
func (d Date) IsZero() bool { return d.day == 0 }

// String returns YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(time.DateOnly)
}

// AddDays moves n days, backwards when n is negative. It stops at the first and the last day that a Date can hold.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -lastDay), lastDay) // so that the sum below cannot overflow
	return Date{int32(min(max(int(d.day)+n, 1), lastDay))}
}

// AddMonths moves n months and stays inside the month reached: 31 January and one month is the last day of February. It
// stops at the first and the last day that a Date can hold.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	y, m, day := d.split()
	n = min(max(n, -12*10_000), 12*10_000)
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	switch {
	case first.Year() < 1:
		return Date{1}
	case first.Year() > 9999:
		return Date{lastDay}
	}
	end := first.AddDate(0, 1, -1).Day()
	return fromTime(first.AddDate(0, 0, min(day, end)-1))
}

// AddYears moves n years; 29 February becomes 28 February where there is none.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * min(max(n, -10_000), 10_000)) }

// DaysUntil returns how many days other lies after d: 0 for the same day, negative when other is earlier, and 0 when
// either is the zero Date.
func (d Date) DaysUntil(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(other.day) - int(d.day)
}

// Compare returns -1, 0 or +1 as d is before, the same as or after other.
func (d Date) Compare(other Date) int { return cmp.Compare(d.day, other.day) }

// Equal is == under the name that comparison packages look for.
func (d Date) Equal(other Date) bool { return d == other }

// Before reports that d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.day < other.day }

// After reports that d is a later day than other.
func (d Date) After(other Date) bool { return d.day > other.day }

// Weekday returns the day of the week; it has no meaning for the zero Date.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Year returns the year, or 0 for the zero Date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.midnight().Year()
}

// MarshalText writes YYYY-MM-DD. The zero Date is an error: an optional date is left out with `omitzero`.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, fmt.Errorf("there is no date to write")
	}
	return []byte(d.String()), nil
}

// UnmarshalText is [ParseDate]; the empty text is an error.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
