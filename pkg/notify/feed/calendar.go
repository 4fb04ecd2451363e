package feed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"selter/workflow/calendar"
)

// MediaType is that of a calendar.
const MediaType = "text/calendar; charset=utf-8"

// A Calendar is a list of days with a name.
type Calendar struct {
	Name    string
	Entries []Entry
}

// An Entry is something that happens on a day, or from one day to another.
type Entry struct {
	// UID is the same as long as it is the same thing, on whatever day.
	UID string
	// Sequence grows when the day changes; Stamp is a moment of the data, never the one at which the calendar is written.
	Sequence  int64
	Stamp     time.Time
	First     calendar.Date
	Last      calendar.Date // First, if it is zero
	Title     string
	Text      string // may have lines
	URL       string
	Tentative bool // the clock stands still
}

func (e Entry) check() error {
	switch {
	case e.UID == "" || e.Stamp.IsZero() || e.First.IsZero() || e.Title == "":
		return errors.New("an entry of a calendar needs a name, a stamp, a day and a title")
	case !e.Last.IsZero() && e.Last.Before(e.First):
		return errors.New("an entry of a calendar ends before it begins")
	}
	return nil
}

// Encode writes the calendar, its entries by their days. Entries are days as the agency counts them and have no zone (RFC 5545, 3.3.4):
// the last day of a term is that day, wherever one looks at it.
func (c Calendar) Encode() ([]byte, error) {
	out := ics.NewCalendarFor("Selter")
	out.SetProductId("-//Selter//Kalender//ID")
	out.SetMethod(ics.MethodPublish)
	out.SetXWRCalName(plain(c.Name))
	entries := slices.SortedFunc(slices.Values(c.Entries), func(a, b Entry) int {
		return cmp.Or(a.First.Compare(b.First), strings.Compare(a.UID, b.UID))
	})
	for _, e := range entries {
		if err := e.check(); err != nil {
			return nil, err
		}
		day := out.AddEvent(e.UID)
		day.SetDtStampTime(e.Stamp.UTC())
		day.SetSequence(int(e.Sequence))
		day.SetProperty(ics.ComponentPropertyDtStart, basic(e.First), ics.WithValue(string(ics.ValueDataTypeDate)))
		day.SetProperty(ics.ComponentPropertyDtEnd, basic(cmp.Or(e.Last, e.First).AddDays(1)), ics.WithValue(string(ics.ValueDataTypeDate))) // the day after
		day.SetSummary(plain(e.Title))
		if e.Text != "" {
			day.SetDescription(lines(e.Text))
		}
		if e.URL != "" {
			day.SetURL(e.URL)
		}
		day.SetTimeTransparency(ics.TransparencyTransparent) // nobody is busy all day because something ends on it
		day.SetStatus(ics.ObjectStatusConfirmed)
		if e.Tentative {
			day.SetStatus(ics.ObjectStatusTentative)
		}
	}
	var b bytes.Buffer
	if err := out.SerializeTo(&b, ics.WithNewLine("\r\n")); err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return b.Bytes(), nil
}

func basic(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// plain is a text of one line, in which nothing ends a line of the file.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
}

// lines is a text each of whose lines is plain.
func lines(text string) string {
	list := strings.Split(text, "\n")
	for i, line := range list {
		list[i] = plain(line)
	}
	return strings.Join(list, "\n")
}
