package calendar_test

import (
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/calendar"
)

func TestAgeOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, born, ref     string
		years, months, days int
	}{
		{"the day before the 56th birthday", "1968-05-16", "2024-05-15", 55, 11, 29},
		{"the 56th birthday", "1968-05-15", "2024-05-15", 56, 0, 0},
		{"56 and one day", "1968-05-14", "2024-05-15", 56, 0, 1},
		// Domain vector: 55 at the closing of registration, 56 at the inauguration; the rule says which day counts.
		{"turns 56 between closing and inauguration, at the closing", "1968-06-20", "2024-05-29", 55, 11, 9},
		{"turns 56 between closing and inauguration, at the inauguration", "1968-06-20", "2024-07-27", 56, 1, 7},
		{"the day of birth", "2024-05-15", "2024-05-15", 0, 0, 0},
		{"leap day, 28 February of a common year", "1968-02-29", "2023-02-28", 55, 0, 0},
		{"leap day, 27 February of a common year", "1968-02-29", "2023-02-27", 54, 11, 29},
		{"leap day, 28 February of a leap year", "1968-02-29", "2024-02-28", 55, 11, 30},
		{"month end", "1990-01-31", "1990-02-28", 0, 1, 0},
		{"not yet born", "2024-05-16", "2024-05-15", 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			y, m, d := calendar.AgeOn(calendar.MustDate(c.born), calendar.MustDate(c.ref))
			if y != c.years || m != c.months || d != c.days {
				t.Errorf("got %d years %d months %d days, want %d, %d, %d", y, m, d, c.years, c.months, c.days)
			}
		})
	}
	if y, m, d := calendar.AgeOn(calendar.Date{}, calendar.MustDate("2024-05-15")); y+m+d != 0 {
		t.Errorf("an unknown birth gave %d years %d months %d days", y, m, d)
	}
}

func TestAgeAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		born := anyDate().Filter(func(d calendar.Date) bool { return d.Year() < 9800 }).Draw(t, "born")
		ref := born.AddDays(rapid.IntRange(0, 60000).Draw(t, "lived"))
		y, m, d := calendar.AgeOn(born, ref)
		if got := born.AddMonths(12*y + m).AddDays(d); got != ref {
			t.Fatalf("%s + %d years %d months %d days = %s, want %s", born, y, m, d, got, ref)
		}
		if y < 0 || m < 0 || m > 11 || d < 0 || d > 30 {
			t.Fatalf("%d years %d months %d days is no age", y, m, d)
		}
		if nextY, _, _ := calendar.AgeOn(born, ref.AddDays(1)); nextY < y || nextY > y+1 {
			t.Fatalf("age goes from %d to %d overnight", y, nextY)
		}
	})
}
