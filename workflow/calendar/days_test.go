package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"selter/workflow/calendar"
)

func TestParseDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]calendar.Days{
		"15 calendar_days":   {15, calendar.CalendarDays},
		"5 working_days":     {5, calendar.WorkingDays},
		"0 working_days":     {0, calendar.WorkingDays},
		"9999 calendar_days": {calendar.MaxDays, calendar.CalendarDays},
	} {
		if got, err := calendar.ParseDays(text); err != nil || got != want {
			t.Errorf("ParseDays(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "15", "15 ", "calendar_days", "15calendar_days", "15  calendar_days", " 15 calendar_days", "15 calendar_days ",
		"015 calendar_days", "+15 calendar_days", "-1 calendar_days", "1.5 calendar_days", "15 days", "15 Calendar_Days",
		"10000 calendar_days", "99999999999999999999 calendar_days", "15 hari kalender", "1_5 calendar_days",
	} {
		var d calendar.Days
		if err := d.UnmarshalText([]byte(text)); err == nil || d != (calendar.Days{}) {
			t.Errorf("%q was read as %v, %v", text, d, err)
		}
	}
}

func TestDaysText(t *testing.T) {
	t.Parallel()
	if got := (calendar.Days{15, calendar.CalendarDays}).String(); got != "15 hari kalender" {
		t.Errorf("String = %q", got)
	}
	if got := (calendar.Days{5, calendar.WorkingDays}).String(); got != "5 hari kerja" {
		t.Errorf("String = %q", got)
	}
	if got := (calendar.Days{5, "moons"}).String(); got != "5 moons" {
		t.Errorf("String = %q", got)
	}
	for _, bad := range []calendar.Days{{}, {5, "moons"}, {-1, calendar.CalendarDays}, {calendar.MaxDays + 1, calendar.WorkingDays}} {
		if text, err := bad.MarshalText(); err == nil {
			t.Errorf("%#v was written as %q", bad, text)
		}
		if text, err := json.Marshal(bad); err == nil {
			t.Errorf("%#v was written as %s", bad, text)
		}
	}
}

func TestDaysJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(calendar.Days{15, calendar.CalendarDays})
	if err != nil || string(text) != `{"n":15,"unit":"calendar_days"}` {
		t.Fatalf("Marshal = %s, %v", text, err)
	}
	var d calendar.Days
	if err := json.Unmarshal([]byte(` {"unit":"working_days", "n":5} `), &d); err != nil || d != (calendar.Days{5, calendar.WorkingDays}) {
		t.Errorf("read %v, %v", d, err)
	}
	for bad, says := range map[string]string{
		`null`: "want an object", `[]`: "want an object", `"15 calendar_days"`: "want an object", `15`: "want an object",
		`{}`: "both required", `{"n":15}`: "both required", `{"unit":"calendar_days"}`: "both required",
		`{"n":null,"unit":"calendar_days"}`: "both required", `{"n":15,"unit":null}`: "both required",
		`{"n":15,"unit":"calendar_days","n":16}`:   `"n" stands twice`,
		`{"N":15,"unit":"calendar_days"}`:          `unknown key "N"`,
		`{"n":15,"unit":"calendar_days","from":1}`: `unknown key "from"`,
		`{"n":1.5,"unit":"calendar_days"}`:         "1.5",
		`{"n":"15","unit":"calendar_days"}`:        "string",
		`{"n":15,"unit":"moons"}`:                  "moons",
		`{"n":-1,"unit":"calendar_days"}`:          "outside 0 to 9999",
		`{"n":10000,"unit":"calendar_days"}`:       "outside 0 to 9999",
	} {
		kept := calendar.Days{N: 7, Unit: calendar.WorkingDays}
		err := kept.UnmarshalJSON([]byte(bad))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want one that says %q", bad, err, says)
		}
		if kept != (calendar.Days{7, calendar.WorkingDays}) {
			t.Errorf("%s: the refused text changed the value to %v", bad, kept)
		}
	}
	for _, broken := range []string{``, `{`, `{"n"`, `{"n":15,"unit":"calendar_days"`, `{"n":15,"unit":"calendar_days"} {}`} {
		if err := d.UnmarshalJSON([]byte(broken)); err == nil {
			t.Errorf("the broken text %q was read", broken)
		}
	}
}

func TestDaysReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := calendar.Days{
			N:    rapid.IntRange(0, calendar.MaxDays).Draw(t, "n"),
			Unit: rapid.SampledFrom([]calendar.Unit{calendar.CalendarDays, calendar.WorkingDays}).Draw(t, "unit"),
		}
		text, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		object, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var fromText, fromObject calendar.Days
		if err := fromText.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(object, &fromObject); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]calendar.Days{want, want}, []calendar.Days{fromText, fromObject}); diff != "" {
			t.Fatal(diff)
		}
	})
}
