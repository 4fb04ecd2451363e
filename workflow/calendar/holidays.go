package calendar

import (
	"embed"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Kind says why nobody works on a holiday.
type Kind string

// The two kinds of day in the joint decree.
const (
	KindNational        Kind = "national"         // hari libur nasional, Keppres 8/2024 and before it Keppres 251/1967 as amended
	KindCollectiveLeave Kind = "collective_leave" // cuti bersama
)

// Certainty says how far a date can be trusted.
type Certainty string

// From most to least certain.
const (
	CertaintySeen     Certainty = "seen"     // read in a published copy of the decree or in a report that quotes it
	CertaintyKnown    Certainty = "known"    // general knowledge, or fixed by law and arithmetic; the decree itself was not read
	CertaintyProposal Certainty = "proposal" // expected (astronomical) date, not yet fixed by a decree that was read
)

// Holiday is one day of the list.
type Holiday struct {
	Date      Date      `json:"date"`
	Name      string    `json:"name"` // in Indonesian
	Kind      Kind      `json:"kind"`
	Certainty Certainty `json:"certainty"`
	Decree    string    `json:"decree"` // the decree that fixes the day, as it is cited
}

// Holidays is a list of holidays over whole, consecutive years. It is immutable.
type Holidays struct {
	first, last int
	days        []Holiday // ascending; national before collective leave on the same day
	on          map[Date]Holiday
	ahead       bool // beyond the last year only weekends are off
}

//go:embed holidays/*.yaml
var holidayFiles embed.FS

var national = sync.OnceValue(func() *Holidays {
	files := map[string][]byte{}
	entries, err := holidayFiles.ReadDir("holidays")
	if err != nil {
		panic("calendar: " + err.Error())
	}
	for _, e := range entries {
		name := "holidays/" + e.Name()
		data, err := holidayFiles.ReadFile(name)
		if err != nil {
			panic("calendar: " + err.Error())
		}
		files[name] = data
	}
	h, err := ParseHolidays(files)
	if err != nil {
		panic("calendar: the embedded holidays are broken: " + err.Error())
	}
	return h
})

// National returns the national holidays and collective leave that ship with the program, 2017 to 2027.
func National() *Holidays { return national() }

// Years returns the first and the last year of the list.
func (h *Holidays) Years() (first, last int) { return h.first, h.last }

// In returns the holidays of a year in order; a year outside the list is an error.
func (h *Holidays) In(year int) ([]Holiday, error) {
	if err := h.covers(year); err != nil {
		return nil, err
	}
	var in []Holiday
	for _, day := range h.days {
		if day.Date.Year() == year {
			in = append(in, day)
		}
	}
	return in, nil
}

// On returns the holiday on a day. A national holiday hides collective leave on the same day. False for a day outside the
// years of the list, too: ask [Holidays.Working] when that matters.
func (h *Holidays) On(d Date) (Holiday, bool) {
	day, ok := h.on[d]
	return day, ok
}

// Working reports whether the civil service works on the day. A year outside the list is an error that names the years
// covered.
func (h *Holidays) Working(d Date) (bool, error) {
	why, err := h.off(d)
	return why == "" && err == nil, err
}

// off returns why nobody works on the day, "" when it is a working day.
func (h *Holidays) off(d Date) (string, error) {
	if err := h.covers(d.Year()); err != nil {
		return "", err
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return weekdayName(w), nil // a weekend is off anyway; no need to name the feast that fell on it
	}
	day, ok := h.on[d]
	if ok && day.Certainty == CertaintyProposal {
		return day.Name + ", perkiraan", nil
	}
	return day.Name, nil
}

// Provisional is the same list, made to go on beyond its last year: there only weekends
// are off, because the decree of such a year does not exist yet. A count that gets there
// says so. A term that the law starts cannot wait for the decree; it ends too early, if
// anything, and is shown as provisional.
func (h *Holidays) Provisional() *Holidays {
	goesOn := *h
	goesOn.ahead = true
	return &goesOn
}

func (h *Holidays) covers(year int) error {
	if h.ahead && year > h.last {
		return nil
	}
	if year < h.first || year > h.last {
		return fmt.Errorf("there is no holiday list for the year %d: the list covers %d to %d", year, h.first, h.last)
	}
	return nil
}

func newHolidays(years map[int][]Holiday) (*Holidays, error) {
	if len(years) == 0 {
		return nil, fmt.Errorf("no holiday list at all")
	}
	h := &Holidays{on: map[Date]Holiday{}}
	for year, days := range years {
		if h.first == 0 || year < h.first {
			h.first = year
		}
		h.last = max(h.last, year)
		h.days = append(h.days, days...)
	}
	for year := h.first; year <= h.last; year++ {
		if _, ok := years[year]; !ok {
			return nil, fmt.Errorf("the holiday list of %d is missing between %d and %d", year, h.first, h.last)
		}
	}
	slices.SortStableFunc(h.days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	for _, day := range h.days {
		if _, taken := h.on[day.Date]; !taken {
			h.on[day.Date] = day
		}
	}
	return h, nil
}
