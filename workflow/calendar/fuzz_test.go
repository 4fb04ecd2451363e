package calendar_test

import (
	"encoding/json"
	"testing"

	"selter/workflow/calendar"
)

// What is read must be written back as the same text: there is one spelling of each value.

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-05-15", "2023-02-29", "0000-01-01", "9999-12-31", "2024-5-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Errorf("%q: an error and the date %s", s, d)
			}
			return
		}
		if d.IsZero() || d.String() != s {
			t.Errorf("%q reads as %q", s, d)
		}
	})
}

func FuzzParseDays(f *testing.F) {
	for _, s := range []string{"15 calendar_days", "5 working_days", "0 working_days", "-1 calendar_days", "15  calendar_days", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDays(s)
		if err != nil {
			return
		}
		if text, err := d.MarshalText(); err != nil || string(text) != s {
			t.Errorf("%q is written as %q, %v", s, text, err)
		}
	})
}

func FuzzDaysJSON(f *testing.F) {
	for _, s := range []string{`{"n":15,"unit":"calendar_days"}`, `{"n":15,"n":16,"unit":"calendar_days"}`, `{"N":1}`, `[]`, `{`, `{"n":1e2,"unit":"working_days"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d calendar.Days
		if err := d.UnmarshalJSON(data); err != nil {
			if d != (calendar.Days{}) {
				t.Errorf("%q: an error and the value %v", data, d)
			}
			return
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Days
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Errorf("%q reads back as %v, %v", data, back, err)
		}
	})
}
