package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Skipped is a day that a working-day count passed over.
type Skipped struct {
	Date Date   `json:"date"`
	Why  string `json:"why"` // in Indonesian: "Sabtu", "Minggu" or the name of the holiday
}

// Count is a counted term: the day it starts from, its length, and the last day it reaches.
type Count struct {
	From      Date      `json:"from"`
	Last      Date      `json:"last"`
	Days      Days      `json:"days"`
	Inclusive bool      `json:"inclusive"`         // From itself can be day 1
	Skipped   []Skipped `json:"skipped,omitempty"` // ascending; only for working days
	// Provisional is the first year that the count reaches without a list of holidays.
	Provisional int `json:"provisional,omitempty"`
}

// Count finds the last day of a term that starts from a day. Inclusive, day 1 is from itself (for working days: the first
// working day on or after it); exclusive, day 1 is the day after (the first working day after it). It refuses a zero date,
// a length below 1, and working days that leave the years of the list.
func (h *Holidays) Count(from Date, d Days, inclusive bool) (Count, error) {
	if from.IsZero() {
		return Count{}, errors.New("a count needs a day to start from")
	}
	if err := d.check(); err != nil {
		return Count{}, err
	}
	if d.N < 1 {
		return Count{}, fmt.Errorf("a count needs at least 1 day, not %d", d.N)
	}
	c := Count{From: from, Days: d, Inclusive: inclusive}
	first := c.start()
	if d.Unit == CalendarDays {
		c.Last = first.AddDays(d.N - 1)
		if first.DaysUntil(c.Last) != d.N-1 || !inclusive && first == from {
			return Count{}, fmt.Errorf("%s from %s runs past the last day of the calendar", d, from)
		}
		return c, nil
	}
	for day, n := first, 0; ; day = day.AddDays(1) {
		why, err := h.off(day)
		if err != nil {
			return Count{}, fmt.Errorf("%s from %s: %w", d, from, err)
		}
		if why != "" {
			c.Skipped = append(c.Skipped, Skipped{Date: day, Why: why})
			continue
		}
		if n++; n == d.N {
			c.Last = day
			if day.Year() > h.last {
				c.Provisional = max(from.Year(), h.last+1)
			}
			return c, nil
		}
	}
}

// Length counts the days from one day to another, both ends included, and lists the days that a working-day count skips.
// It refuses a zero date, an end before the start, and working days outside the years of the list. The length can be 0
// working days.
func (h *Holidays) Length(from, to Date, u Unit) (int, []Skipped, error) {
	if _, err := ParseUnit(string(u)); err != nil {
		return 0, nil, err
	}
	if from.IsZero() || to.Before(from) {
		return 0, nil, fmt.Errorf("cannot count from %q to %q", from, to)
	}
	n := from.DaysUntil(to) + 1
	if u == CalendarDays {
		return n, nil, nil
	}
	// Both ends first: a span of thousands of years must be refused before it is walked.
	if err := errors.Join(h.covers(from.Year()), h.covers(to.Year())); err != nil {
		return 0, nil, err
	}
	var skipped []Skipped
	for day := from; !day.After(to); day = day.AddDays(1) {
		why, err := h.off(day)
		if err != nil {
			return 0, nil, err
		}
		if why != "" {
			skipped = append(skipped, Skipped{Date: day, Why: why})
		}
	}
	return n - len(skipped), skipped, nil
}

// start is the first day that can be day 1.
func (c Count) start() Date {
	if c.Inclusive {
		return c.From
	}
	return c.From.AddDays(1)
}

// First returns day 1: the first day that counts.
func (c Count) First() Date {
	first := c.start()
	for slices.ContainsFunc(c.Skipped, func(s Skipped) bool { return s.Date == first }) {
		first = first.AddDays(1)
	}
	return first
}

// Working shows the count in Indonesian so that it can be checked by hand: day 1 and the last day, whether the start
// counts, and each day skipped.
func (c Count) Working() string {
	var b strings.Builder
	if !c.Inclusive {
		rule := "sehari sesudah"
		if c.Days.Unit == WorkingDays {
			rule = "pada hari kerja pertama sesudah"
		}
		fmt.Fprintf(&b, "hari pertama dihitung %s %s: ", rule, c.From.Long())
	}
	fmt.Fprintf(&b, "hari ke-1 = %s", c.First().Long())
	if c.Days.N > 1 {
		fmt.Fprintf(&b, " ... hari ke-%d = %s", c.Days.N, c.Last.Long())
	}
	if c.Inclusive {
		b.WriteString(", inklusif")
	}
	for i, s := range c.Skipped {
		sep := ", "
		if i == 0 {
			sep = "; dilewati: "
		}
		b.WriteString(sep + s.text(c.From.Year()))
	}
	if c.Provisional > 0 {
		fmt.Fprintf(&b, "; sementara: daftar hari libur tahun %d belum ada, hanya akhir pekan yang dilewati", c.Provisional)
	}
	return b.String()
}

// text is "Sabtu 18 Mei" or "23 Mei (Hari Raya Waisak)"; the year is told only when it is not the year of the count.
func (s Skipped) text(year int) string {
	day := s.Date.dayAndMonth()
	if s.Date.Year() != year {
		day = s.Date.Long()
	}
	if s.Why == weekdayName(s.Date.Weekday()) {
		return s.Why + " " + day
	}
	return fmt.Sprintf("%s (%s)", day, s.Why)
}
