package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Unit is the kind of day that a term is counted in.
type Unit string

// The two kinds of day.
const (
	CalendarDays Unit = "calendar_days" // hari kalender: every day
	WorkingDays  Unit = "working_days"  // hari kerja: Monday to Friday, no holiday, no collective leave
)

// ParseUnit accepts exactly "calendar_days" or "working_days".
func ParseUnit(s string) (Unit, error) {
	switch u := Unit(s); u {
	case CalendarDays, WorkingDays:
		return u, nil
	}
	return "", fmt.Errorf("%q is not a unit of days: want %s or %s", s, CalendarDays, WorkingDays)
}

// String returns the Indonesian word, "hari kalender" or "hari kerja", and the raw text for an unknown unit.
func (u Unit) String() string {
	switch u {
	case CalendarDays:
		return "hari kalender"
	case WorkingDays:
		return "hari kerja"
	}
	return string(u)
}

// MaxDays is the longest length that is read from text or JSON. No term in the rules comes near it; it is our own bound
// against nonsense, not law.
const MaxDays = 9999

// Days is a length with its unit. N is not negative.
type Days struct {
	N    int
	Unit Unit
}

// ParseDays reads exactly "15 calendar_days" or "5 working_days": decimal digits without sign or leading zero, one space,
// the unit; 0 to [MaxDays].
func ParseDays(s string) (Days, error) {
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number {
		return Days{}, fmt.Errorf("%q is not a length such as \"15 calendar_days\"", s)
	}
	u, err := ParseUnit(unit)
	if err != nil {
		return Days{}, fmt.Errorf("%q: %w", s, err)
	}
	d := Days{N: n, Unit: u}
	return d, d.check()
}

func (d Days) check() error {
	if _, err := ParseUnit(string(d.Unit)); err != nil {
		return err
	}
	if d.N < 0 || d.N > MaxDays {
		return fmt.Errorf("%d days is outside 0 to %d", d.N, MaxDays)
	}
	return nil
}

// String returns the Indonesian form, "15 hari kalender".
func (d Days) String() string { return fmt.Sprintf("%d %s", d.N, d.Unit) }

// MarshalText writes the form that [ParseDays] reads.
func (d Days) MarshalText() ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%d %s", d.N, string(d.Unit)), nil
}

// UnmarshalText is [ParseDays].
func (d *Days) UnmarshalText(text []byte) error {
	parsed, err := ParseDays(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes {"n":15,"unit":"calendar_days"}.
func (d Days) MarshalJSON() ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"n":%d,"unit":%q}`, d.N, string(d.Unit)), nil
}

// UnmarshalJSON reads an object with exactly the keys "n" and "unit". It walks the tokens itself, because decoding into a
// struct would let doubled keys and keys in the wrong case pass.
func (d *Days) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New(`days: want an object {"n":15,"unit":"calendar_days"}`)
	}
	var n *int // pointers, because null must not pass for 0 or ""
	var unit *Unit
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return fmt.Errorf("days: %w", err)
		}
		key, _ := token.(string) // a key of an object is always a string
		if seen[key] {
			return fmt.Errorf("days: the key %q stands twice", key)
		}
		seen[key] = true
		switch key {
		case "n":
			err = dec.Decode(&n)
		case "unit":
			err = dec.Decode(&unit)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		if err != nil {
			return fmt.Errorf("days: %w", err)
		}
	}
	if n == nil || unit == nil {
		return errors.New(`days: "n" and "unit" are both required`)
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("days: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("days: text after the object")
	}
	parsed := Days{N: *n, Unit: *unit}
	if err := parsed.check(); err != nil {
		return fmt.Errorf("days: %w", err)
	}
	*d = parsed
	return nil
}
