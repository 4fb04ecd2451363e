package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"selter/workflow/calendar"
)

func calendarDays(n int) calendar.Days { return calendar.Days{N: n, Unit: calendar.CalendarDays} }
func workingDays(n int) calendar.Days  { return calendar.Days{N: n, Unit: calendar.WorkingDays} }

// The vectors are facts: terms that real selections announced, counted by hand.
func TestVectors(t *testing.T) {
	t.Parallel()
	h, d := calendar.National(), calendar.MustDate
	length := func(t *testing.T, from, to string, u calendar.Unit) int {
		t.Helper()
		n, _, err := h.Length(d(from), d(to), u)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	count := func(t *testing.T, from string, days calendar.Days, inclusive bool) calendar.Count {
		t.Helper()
		c, err := h.Count(d(from), days, inclusive)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("15_to_29_may_2024_is_15_calendar_days_inclusive", func(t *testing.T) {
		t.Parallel()
		if n := length(t, "2024-05-15", "2024-05-29", calendar.CalendarDays); n != 15 {
			t.Errorf("length = %d", n)
		}
		if c := count(t, "2024-05-15", calendarDays(15), true); c.Last != d("2024-05-29") {
			t.Errorf("last day = %s", c.Last)
		}
	})
	t.Run("15_to_29_may_2024_has_9_working_days_not_15", func(t *testing.T) {
		t.Parallel()
		// 11 weekdays, less Waisak (23) and its collective leave (24).
		if n := length(t, "2024-05-15", "2024-05-29", calendar.WorkingDays); n != 9 {
			t.Errorf("length = %d", n)
		}
		if c := count(t, "2024-05-15", workingDays(15), true); c.Last != d("2024-06-06") {
			t.Errorf("15 working days end on %s, want 2024-06-06", c.Last)
		}
	})
	t.Run("19_to_24_january_2022_is_4_working_days_and_to_the_25th_5", func(t *testing.T) {
		t.Parallel()
		if n := length(t, "2022-01-19", "2022-01-24", calendar.WorkingDays); n != 4 {
			t.Errorf("to the 24th = %d", n)
		}
		if n := length(t, "2022-01-19", "2022-01-25", calendar.WorkingDays); n != 5 {
			t.Errorf("to the 25th = %d", n)
		}
		if c := count(t, "2022-01-19", workingDays(5), true); c.Last != d("2022-01-25") {
			t.Errorf("5 working days end on %s", c.Last)
		}
	})
	t.Run("recommendation_of_12_july_2024_plus_15_calendar_days_is_27_july", func(t *testing.T) {
		t.Parallel()
		if c := count(t, "2024-07-12", calendarDays(15), false); c.Last != d("2024-07-27") || c.First() != d("2024-07-13") {
			t.Errorf("from %s to %s", c.First(), c.Last)
		}
	})
	t.Run("5_to_7_october_2020_is_an_extension_of_3_working_days", func(t *testing.T) {
		t.Parallel()
		if n := length(t, "2020-10-05", "2020-10-07", calendar.WorkingDays); n != 3 {
			t.Errorf("length = %d", n)
		}
	})
	t.Run("announcements_of_15_calendar_days_seen_in_practice", func(t *testing.T) {
		t.Parallel()
		for _, span := range [][2]string{{"2022-05-31", "2022-06-14"}, {"2025-12-03", "2025-12-17"}} {
			if n := length(t, span[0], span[1], calendar.CalendarDays); n != 15 {
				t.Errorf("%s to %s = %d days", span[0], span[1], n)
			}
		}
	})
}

func TestCountWorking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from string
		days       calendar.Days
		inclusive  bool
		want       string
	}{
		{
			"inclusive_calendar_days", "2024-05-15", calendarDays(15), true,
			"hari ke-1 = 15 Mei 2024 ... hari ke-15 = 29 Mei 2024, inklusif",
		},
		{
			"exclusive_calendar_days", "2024-07-12", calendarDays(15), false,
			"hari pertama dihitung sehari sesudah 12 Juli 2024: hari ke-1 = 13 Juli 2024 ... hari ke-15 = 27 Juli 2024",
		},
		{"one_day", "2024-05-15", calendarDays(1), true, "hari ke-1 = 15 Mei 2024, inklusif"},
		{
			"working_days_name_what_they_skip", "2024-05-15", workingDays(9), true,
			"hari ke-1 = 15 Mei 2024 ... hari ke-9 = 29 Mei 2024, inklusif; dilewati: Sabtu 18 Mei, Minggu 19 Mei, " +
				"23 Mei (Hari Raya Waisak), 24 Mei (Cuti bersama Hari Raya Waisak), Sabtu 25 Mei, Minggu 26 Mei",
		},
		{"working_days_without_skips", "2024-05-13", workingDays(5), true, "hari ke-1 = 13 Mei 2024 ... hari ke-5 = 17 Mei 2024, inklusif"},
		{
			"inclusive_from_a_saturday_starts_on_monday", "2024-05-18", workingDays(2), true,
			"hari ke-1 = 20 Mei 2024 ... hari ke-2 = 21 Mei 2024, inklusif; dilewati: Sabtu 18 Mei, Minggu 19 Mei",
		},
		{
			"exclusive_from_a_friday_starts_on_monday", "2024-05-17", workingDays(2), false,
			"hari pertama dihitung pada hari kerja pertama sesudah 17 Mei 2024: hari ke-1 = 20 Mei 2024 ... hari ke-2 = 21 Mei 2024" +
				"; dilewati: Sabtu 18 Mei, Minggu 19 Mei",
		},
		{
			"a_skip_in_another_year_tells_its_year", "2024-12-31", workingDays(2), true,
			"hari ke-1 = 31 Desember 2024 ... hari ke-2 = 2 Januari 2025, inklusif; dilewati: 1 Januari 2025 (Tahun Baru Masehi)",
		},
		{
			"an_expected_date_says_so", "2027-03-09", workingDays(2), true,
			"hari ke-1 = 9 Maret 2027 ... hari ke-2 = 12 Maret 2027, inklusif; dilewati: 10 Maret (Hari Raya Idul Fitri, perkiraan), " +
				"11 Maret (Hari Raya Idul Fitri, perkiraan)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.National().Count(calendar.MustDate(c.from), c.days, c.inclusive)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Working()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCountRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		from      calendar.Date
		days      calendar.Days
		inclusive bool
		says      string
	}{
		{"without_a_start", calendar.Date{}, calendarDays(15), true, "a day to start from"},
		{"of_no_days", calendar.MustDate("2024-05-15"), calendarDays(0), true, "at least 1 day"},
		{"of_negative_days", calendar.MustDate("2024-05-15"), workingDays(-1), true, "outside 0 to 9999"},
		{"in_an_unknown_unit", calendar.MustDate("2024-05-15"), calendar.Days{N: 15, Unit: "moons"}, true, "moons"},
		{"before_the_lists", calendar.MustDate("2016-12-30"), workingDays(1), true, "2016: the list covers 2017 to 2027"},
		{"running_past_the_lists", calendar.MustDate("2027-12-30"), workingDays(5), true, "2028: the list covers 2017 to 2027"},
		{"past_the_end_of_the_calendar", calendar.MustDate("9999-12-30"), calendarDays(3), true, "past the last day"},
		{"after_the_last_day", calendar.MustDate("9999-12-31"), calendarDays(1), false, "past the last day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.National().Count(c.from, c.days, c.inclusive)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
			if diff := cmp.Diff(calendar.Count{}, got); diff != "" {
				t.Errorf("a refused count has a result: %s", diff)
			}
		})
	}
	last, err := calendar.National().Count(calendar.MustDate("9999-12-30"), calendarDays(2), true)
	if err != nil || last.Last != calendar.MustDate("9999-12-31") {
		t.Errorf("the last day cannot be reached: %s, %v", last.Last, err)
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	h, d := calendar.National(), calendar.MustDate
	n, skipped, err := h.Length(d("2024-05-22"), d("2024-05-27"), calendar.WorkingDays)
	want := []calendar.Skipped{
		{d("2024-05-23"), "Hari Raya Waisak"},
		{d("2024-05-24"), "Cuti bersama Hari Raya Waisak"},
		{d("2024-05-25"), "Sabtu"},
		{d("2024-05-26"), "Minggu"},
	}
	if diff := cmp.Diff(want, skipped); err != nil || n != 2 || diff != "" {
		t.Errorf("Length = %d, %v\n%s", n, err, diff)
	}
	if n, _, err := h.Length(d("2024-05-25"), d("2024-05-26"), calendar.WorkingDays); n != 0 || err != nil {
		t.Errorf("a weekend has %d working days, %v", n, err)
	}
	if n, skipped, err := h.Length(d("1945-08-17"), d("1945-08-17"), calendar.CalendarDays); n != 1 || len(skipped) != 0 || err != nil {
		t.Errorf("calendar days need no list: %d, %v, %v", n, skipped, err)
	}
	for name, c := range map[string]struct {
		from, to calendar.Date
		unit     calendar.Unit
		says     string
	}{
		"end before start":  {d("2024-05-15"), d("2024-05-14"), calendar.CalendarDays, "cannot count"},
		"no start":          {calendar.Date{}, d("2024-05-14"), calendar.CalendarDays, "cannot count"},
		"no end":            {d("2024-05-15"), calendar.Date{}, calendar.CalendarDays, "cannot count"},
		"unknown unit":      {d("2024-05-15"), d("2024-05-16"), "moons", "moons"},
		"starts too early":  {d("2016-12-31"), d("2017-01-03"), calendar.WorkingDays, "2016"},
		"ends too late":     {d("2027-12-31"), d("2028-01-03"), calendar.WorkingDays, "2028"},
		"thousands of days": {d("2027-12-31"), d("9999-12-31"), calendar.WorkingDays, "9999"},
	} {
		if n, skipped, err := h.Length(c.from, c.to, c.unit); err == nil || !strings.Contains(err.Error(), c.says) || n != 0 || skipped != nil {
			t.Errorf("%s: %d, %v, %v", name, n, skipped, err)
		}
	}
}

func TestCountJSON(t *testing.T) {
	t.Parallel()
	c, err := calendar.National().Count(calendar.MustDate("2024-05-17"), workingDays(2), false)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"from":"2024-05-17","last":"2024-05-21","days":{"n":2,"unit":"working_days"},"inclusive":false,` +
		`"skipped":[{"date":"2024-05-18","why":"Sabtu"},{"date":"2024-05-19","why":"Minggu"}]}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	var back calendar.Count
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, back); diff != "" || back.Working() != c.Working() {
		t.Errorf("a stored count reads back differently: %s", diff)
	}
}

func TestCountProperties(t *testing.T) {
	t.Parallel()
	h := calendar.National()
	listed := rapid.Map(rapid.IntRange(0, 365*10), calendar.MustDate("2017-01-01").AddDays)
	term := rapid.Custom(func(t *rapid.T) calendar.Days {
		return calendar.Days{
			N:    rapid.IntRange(1, 120).Draw(t, "n"),
			Unit: rapid.SampledFrom([]calendar.Unit{calendar.CalendarDays, calendar.WorkingDays}).Draw(t, "unit"),
		}
	})
	count := func(t *rapid.T, from calendar.Date, d calendar.Days, inclusive bool) calendar.Count {
		c, err := h.Count(from, d, inclusive)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("count_and_length_agree", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			d := term.Draw(t, "term")
			c := count(t, listed.Draw(t, "from"), d, rapid.Bool().Draw(t, "inclusive"))
			n, _, err := h.Length(c.First(), c.Last, d.Unit)
			if err != nil || n != d.N {
				t.Fatalf("%s: length of %s to %s is %d, %v", c.Working(), c.First(), c.Last, n, err)
			}
			start := c.From
			if !c.Inclusive {
				start = start.AddDays(1)
			}
			if n, skipped, err := h.Length(start, c.Last, d.Unit); err != nil || n != d.N || !cmp.Equal(skipped, c.Skipped) {
				t.Fatalf("%s: length from the start is %d, skips %v, %v", c.Working(), n, skipped, err)
			}
		})
	})
	t.Run("first_and_last_are_working_days", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			c := count(t, listed.Draw(t, "from"), workingDays(rapid.IntRange(1, 60).Draw(t, "n")), rapid.Bool().Draw(t, "inclusive"))
			for _, day := range []calendar.Date{c.First(), c.Last} {
				if works, err := h.Working(day); err != nil || !works {
					t.Fatalf("%s: nobody works on %s (%v)", c.Working(), day, err)
				}
			}
		})
	})
	t.Run("a_later_start_or_a_longer_term_never_ends_earlier", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			from, d, inclusive := listed.Draw(t, "from"), term.Draw(t, "term"), rapid.Bool().Draw(t, "inclusive")
			c := count(t, from, d, inclusive)
			if later := count(t, from.AddDays(1), d, inclusive); later.Last.Before(c.Last) {
				t.Fatalf("starting a day later ends on %s, before %s", later.Last, c.Last)
			}
			if longer := count(t, from, calendar.Days{N: d.N + 1, Unit: d.Unit}, inclusive); !longer.Last.After(c.Last) {
				t.Fatalf("a day longer ends on %s, not after %s", longer.Last, c.Last)
			}
		})
	})
	t.Run("exclusive_is_inclusive_from_the_next_day", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			from, d := listed.Draw(t, "from"), term.Draw(t, "term")
			if a, b := count(t, from, d, false), count(t, from.AddDays(1), d, true); a.Last != b.Last || a.First() != b.First() {
				t.Fatalf("%s differs from %s", a.Working(), b.Working())
			}
		})
	})
	t.Run("working_days_end_no_earlier_than_calendar_days", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			from, n, inclusive := listed.Draw(t, "from"), rapid.IntRange(1, 60).Draw(t, "n"), rapid.Bool().Draw(t, "inclusive")
			if w, c := count(t, from, workingDays(n), inclusive), count(t, from, calendarDays(n), inclusive); w.Last.Before(c.Last) {
				t.Fatalf("%s ends before %s", w.Working(), c.Working())
			}
		})
	})
}
