package calendar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"selter/workflow/calendar"
)

// anyDate draws any day that a Date can hold.
func anyDate() *rapid.Generator[calendar.Date] {
	return rapid.Map(rapid.IntRange(0, 3652058), calendar.MustDate("0001-01-01").AddDays)
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "space before": " 2024-05-15", "short month": "2024-5-15", "time after": "2024-05-15T00:00:00Z",
		"no such day": "2023-02-29", "no such month": "2024-13-01", "day zero": "2024-05-00", "year zero": "0000-12-31",
		"other order": "15-05-2024", "slashes": "2024/05/15", "five digits": "12024-05-15", "letters": "today", "sign": "-024-05-15",
	} {
		t.Run("refused_"+name, func(t *testing.T) {
			t.Parallel()
			if d, err := calendar.ParseDate(text); err == nil || !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v, %v; want the zero date and an error", text, d, err)
			}
		})
	}
	for _, text := range []string{"0001-01-01", "1900-02-28", "2000-02-29", "2024-05-15", "9999-12-31"} {
		t.Run("accepted_"+text, func(t *testing.T) {
			t.Parallel()
			d, err := calendar.ParseDate(text)
			if err != nil || d.String() != text {
				t.Errorf("ParseDate(%q) = %q, %v", text, d, err)
			}
		})
	}
}

func TestNewDate(t *testing.T) {
	t.Parallel()
	if got := calendar.NewDate(2024, time.May, 15); got != calendar.MustDate("2024-05-15") {
		t.Errorf("NewDate = %s", got)
	}
	panics := func(name string, f func()) {
		t.Run("panics_on_"+name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("no panic: a day that does not exist was normalised")
				}
			}()
			f()
		})
	}
	panics("30_february", func() { calendar.NewDate(2024, time.February, 30) })
	panics("29_february_of_a_common_year", func() { calendar.NewDate(2023, time.February, 29) })
	panics("a_day_one_leap_year_ahead", func() { calendar.NewDate(2023, time.May, 15+366) })
	panics("last_day_before_the_calendar", func() { calendar.NewDate(0, time.December, 31) })
	panics("year_10000", func() { calendar.NewDate(10000, time.January, 1) })
	panics("month_13", func() { calendar.NewDate(2024, 13, 1) })
	panics("year_0", func() { calendar.NewDate(0, time.January, 1) })
	panics("bad_constant", func() { calendar.MustDate("15 Mei 2024") })
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	d := calendar.MustDate
	for _, c := range []struct {
		name      string
		got, want calendar.Date
	}{
		{"a day over a leap day", d("2024-02-28").AddDays(1), d("2024-02-29")},
		{"a day over a common february", d("2023-02-28").AddDays(1), d("2023-03-01")},
		{"back over new year", d("2024-01-01").AddDays(-1), d("2023-12-31")},
		{"1900 had no leap day", d("1900-02-28").AddDays(1), d("1900-03-01")},
		{"month end clamps", d("2024-01-31").AddMonths(1), d("2024-02-29")},
		{"month end clamps in a common year", d("2023-01-31").AddMonths(1), d("2023-02-28")},
		{"months over new year", d("2024-11-30").AddMonths(3), d("2025-02-28")},
		{"months back over new year", d("2024-01-31").AddMonths(-2), d("2023-11-30")},
		{"six months before 22 September 2024", d("2024-09-22").AddMonths(-6), d("2024-03-22")},
		{"no months", d("2024-01-31").AddMonths(0), d("2024-01-31")},
		{"years from a leap day", d("2024-02-29").AddYears(1), d("2025-02-28")},
		{"four years from a leap day", d("2024-02-29").AddYears(4), d("2028-02-29")},
		{"years back", d("2024-05-15").AddYears(-56), d("1968-05-15")},
		{"stops at the last day", d("9999-12-30").AddDays(5), d("9999-12-31")},
		{"stops at the last day, months", d("9999-12-30").AddMonths(1), d("9999-12-31")},
		{"reaches the last month", d("9999-11-30").AddMonths(1), d("9999-12-30")},
		{"stops at the first day", d("0001-01-02").AddDays(-5), d("0001-01-01")},
		{"stops at the first day, months", d("0001-01-02").AddMonths(-1), d("0001-01-01")},
		{"reaches the first month", d("0001-02-02").AddMonths(-1), d("0001-01-02")},
		{"does not overflow upwards", d("2024-05-15").AddDays(math.MaxInt), d("9999-12-31")},
		{"does not overflow downwards", d("2024-05-15").AddDays(math.MinInt), d("0001-01-01")},
		{"does not overflow in months", d("2024-05-15").AddMonths(math.MaxInt), d("9999-12-31")},
		{"does not overflow in years", d("2024-05-15").AddYears(math.MinInt), d("0001-01-01")},
		{"no date stays no date, days", calendar.Date{}.AddDays(3), calendar.Date{}},
		{"no date stays no date, months", calendar.Date{}.AddMonths(3), calendar.Date{}},
		{"no date stays no date, years", calendar.Date{}.AddYears(3), calendar.Date{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.got != c.want {
				t.Errorf("got %s, want %s", c.got, c.want)
			}
		})
	}
}

func TestDateOrder(t *testing.T) {
	t.Parallel()
	early, late := calendar.MustDate("2024-05-15"), calendar.MustDate("2024-05-29")
	if !early.Before(late) || late.Before(early) || early.Before(early) {
		t.Error("Before is wrong")
	}
	if !late.After(early) || early.After(late) || early.After(early) {
		t.Error("After is wrong")
	}
	if early.Compare(late) != -1 || late.Compare(early) != 1 || early.Compare(early) != 0 {
		t.Error("Compare is wrong")
	}
	if !early.Equal(early) || early.Equal(late) {
		t.Error("Equal is wrong")
	}
	if n := early.DaysUntil(late); n != 14 {
		t.Errorf("DaysUntil = %d, want 14", n)
	}
	if n := late.DaysUntil(early); n != -14 {
		t.Errorf("DaysUntil = %d, want -14", n)
	}
	if n, m := early.DaysUntil(calendar.Date{}), (calendar.Date{}).DaysUntil(early); n != 0 || m != 0 {
		t.Errorf("DaysUntil with no date = %d, %d; want 0, 0", n, m)
	}
	if !(calendar.Date{}).Before(calendar.MustDate("0001-01-01")) {
		t.Error("no date must sort before every day")
	}
	if early.Year() != 2024 || (calendar.Date{}).Year() != 0 {
		t.Error("Year is wrong")
	}
	if early.Weekday() != time.Wednesday {
		t.Errorf("15 May 2024 was a Wednesday, not a %s", early.Weekday())
	}
}

func TestDateLong(t *testing.T) {
	t.Parallel()
	want := []string{
		"31 Januari 2024", "29 Februari 2024", "31 Maret 2024", "30 April 2024", "31 Mei 2024", "30 Juni 2024",
		"31 Juli 2024", "31 Agustus 2024", "30 September 2024", "31 Oktober 2024", "30 November 2024", "31 Desember 2024",
	}
	for i, w := range want {
		if got := calendar.MustDate("2024-01-31").AddMonths(i).Long(); got != w {
			t.Errorf("Long = %q, want %q", got, w)
		}
	}
	if got := (calendar.Date{}).Long() + (calendar.Date{}).String(); got != "" {
		t.Errorf("no date prints %q", got)
	}
}

func TestDateJSON(t *testing.T) {
	t.Parallel()
	type doc struct {
		On    calendar.Date `json:"on"`
		Until calendar.Date `json:"until,omitzero"`
	}
	text, err := json.Marshal(doc{On: calendar.MustDate("2024-05-15")})
	if err != nil || string(text) != `{"on":"2024-05-15"}` {
		t.Fatalf("Marshal = %s, %v", text, err)
	}
	var back doc
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(doc{On: calendar.MustDate("2024-05-15")}, back); diff != "" {
		t.Error(diff)
	}
	if text, err := json.Marshal(doc{}); err == nil {
		t.Errorf("a missing date was written as %s", text)
	}
	if err := json.Unmarshal([]byte(`{"on":""}`), &back); err == nil {
		t.Error("the empty text was read as a date")
	}
	if back.On != calendar.MustDate("2024-05-15") {
		t.Error("a refused text changed the value")
	}
}

func TestDateProperties(t *testing.T) {
	t.Parallel()
	t.Run("add_days_and_days_until_are_inverse", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
			if got := a.AddDays(a.DaysUntil(b)); got != b {
				t.Fatalf("%s + %d days = %s, want %s", a, a.DaysUntil(b), got, b)
			}
			if a.Before(b) != (a.DaysUntil(b) > 0) || a.Compare(b) != -b.Compare(a) {
				t.Fatalf("order and distance of %s and %s disagree", a, b)
			}
		})
	})
	t.Run("text_reads_back", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			d := anyDate().Draw(t, "d")
			if back, err := calendar.ParseDate(d.String()); err != nil || back != d {
				t.Fatalf("%s reads back as %s, %v", d, back, err)
			}
		})
	})
	t.Run("agrees_with_the_standard_library", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			d, n := anyDate().Draw(t, "d"), rapid.IntRange(0, 40000).Draw(t, "n")
			std, err := time.Parse(time.DateOnly, d.String())
			if err != nil {
				t.Fatal(err)
			}
			if d.Weekday() != std.Weekday() || d.Year() != std.Year() {
				t.Fatalf("%s: %s %d, want %s %d", d, d.Weekday(), d.Year(), std.Weekday(), std.Year())
			}
			if want := std.AddDate(0, 0, n); want.Year() <= 9999 && d.AddDays(n).String() != want.Format(time.DateOnly) {
				t.Fatalf("%s + %d days = %s, want %s", d, n, d.AddDays(n), want.Format(time.DateOnly))
			}
		})
	})
	t.Run("a_month_never_overshoots", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			d, n := anyDate().Draw(t, "d"), rapid.IntRange(0, 600).Draw(t, "n")
			moved := d.AddMonths(n)
			if moved.Before(d) || moved.After(d.AddMonths(n+1)) || d.DaysUntil(moved) > n*31 {
				t.Fatalf("%s + %d months = %s", d, n, moved)
			}
		})
	})
}
