package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"selter/workflow/calendar"
)

const (
	unitDays         = "days"
	unitCalendarDays = string(calendar.CalendarDays)
	unitWorkingDays  = string(calendar.WorkingDays)
	unitPercent      = "percent"
)

// The YAML tags of the scalars we accept. A quoted number is text, and text where a number belongs is an error.
const (
	tagInt  = "!!int"
	tagBool = "!!bool"
	tagText = "!!str"
	tagInts = "!!seq of !!int"
	tagSeq  = "!!seq of !!str"
)

// A form is how the values of one Go type are written. There is exactly one spelling for each value, so the text can be hashed.
type form[T any] struct {
	goType string
	tag    string
	parse  func(text, unit string) (T, error)
}

// Range is an inclusive range of whole numbers.
type Range struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Contains reports whether n lies in the range, both ends included.
func (r Range) Contains(n int) bool { return r.Min <= n && n <= r.Max }

// String reads like "15-20".
func (r Range) String() string { return fmt.Sprintf("%d-%d", r.Min, r.Max) }

// Leads are the times before a deadline at which a reminder is due, the longest first.
type Leads []calendar.Days

// whole is a whole number that is not negative; a percentage is at most 100.
var whole = form[int]{goType: "int", tag: tagInt, parse: func(text, unit string) (int, error) {
	n, err := number(text)
	if err == nil && unit == unitPercent && n > 100 {
		err = fmt.Errorf("%d percent is more than 100", n)
	}
	return n, err
}}

var yesNo = form[bool]{goType: "bool", tag: tagBool, parse: func(text, _ string) (bool, error) {
	if text != "true" && text != "false" {
		return false, fmt.Errorf("%q is not true or false", text)
	}
	return text == "true", nil
}}

// duration is a number of calendar or working days, at least one.
var duration = form[calendar.Days]{goType: "calendar.Days", tag: tagInt, parse: days}

var share = form[Range]{goType: "policy.Range", tag: tagText, parse: func(text, _ string) (Range, error) {
	low, high, ok := strings.Cut(text, "-")
	if !ok {
		return Range{}, fmt.Errorf("%q is not a range such as 15-20", text)
	}
	minimum, err := number(low)
	if err != nil {
		return Range{}, err
	}
	maximum, err := number(high)
	if err != nil {
		return Range{}, err
	}
	if minimum > maximum || maximum > 100 {
		return Range{}, fmt.Errorf("%q is not a range inside 0-100", text)
	}
	return Range{Min: minimum, Max: maximum}, nil
}}

var reminders = form[Leads]{goType: "policy.Leads", tag: tagInts, parse: func(text, unit string) (Leads, error) {
	var leads Leads
	for part := range strings.SplitSeq(text, ",") {
		lead, err := days(part, unit)
		if err != nil {
			return nil, err
		}
		if len(leads) > 0 && leads[len(leads)-1].N <= lead.N {
			return nil, fmt.Errorf("lead times %q do not fall from the longest to the shortest", text)
		}
		leads = append(leads, lead)
	}
	return leads, nil
}}

// choice is one word out of a closed list.
func choice(words ...string) form[string] {
	return form[string]{goType: "string", tag: tagText, parse: func(text, _ string) (string, error) {
		if !slices.Contains(words, text) {
			return "", fmt.Errorf("%q is not %s", text, either(words))
		}
		return text, nil
	}}
}

// sequence is an order over words of a closed list, each at most once.
func sequence(words ...string) form[[]string] {
	return form[[]string]{goType: "[]string", tag: tagSeq, parse: func(text, _ string) ([]string, error) {
		var order []string
		for word := range strings.SplitSeq(text, ",") {
			if !slices.Contains(words, word) {
				return nil, fmt.Errorf("%q is not %s", word, either(words))
			}
			if slices.Contains(order, word) {
				return nil, fmt.Errorf("%q stands twice in the order", word)
			}
			order = append(order, word)
		}
		return order, nil
	}}
}

func days(text, unit string) (calendar.Days, error) {
	n, err := number(text)
	if err != nil {
		return calendar.Days{}, err
	}
	if n == 0 {
		return calendar.Days{}, errors.New("0 days leave no time at all")
	}
	u, err := calendar.ParseUnit(unit)
	return calendar.Days{N: n, Unit: u}, err
}

// number accepts the plain decimal spelling only ("15", not "015", "+15", "0xf" or "1_5"). The bound is above every count of the
// field and keeps a slip of the pen out of the arithmetic.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return 0, fmt.Errorf("%q is not a plain whole number", text)
	}
	if n < 0 || n > calendar.MaxDays {
		return 0, fmt.Errorf("%d is outside 0-%d", n, calendar.MaxDays)
	}
	return n, nil
}

func either(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
