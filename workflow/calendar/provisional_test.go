package calendar_test

import (
	"strings"
	"testing"

	"selter/workflow/calendar"
)

func TestProvisional(t *testing.T) {
	t.Parallel()
	strict := calendar.National()
	list := strict.Provisional()
	term := calendar.Days{N: 5, Unit: calendar.WorkingDays}

	t.Run("goes_on_beyond_the_last_year_with_weekends_alone_and_says_so", func(t *testing.T) {
		t.Parallel()
		count, err := list.Count(calendar.MustDate("2028-01-06"), term, true)
		if err != nil {
			t.Fatal(err)
		}
		if count.Last != calendar.MustDate("2028-01-12") || count.Provisional != 2028 || len(count.Skipped) != 2 {
			t.Errorf("%+v", count)
		}
		if !strings.Contains(count.Working(), "daftar hari libur tahun 2028 belum ada") {
			t.Errorf("the working hides it: %s", count.Working())
		}
	})
	t.Run("names_the_year_that_a_count_runs_into", func(t *testing.T) {
		t.Parallel()
		count, err := list.Count(calendar.MustDate("2027-12-30"), term, true)
		if err != nil || count.Provisional != 2028 {
			t.Errorf("%+v, %v", count, err)
		}
	})
	t.Run("is_the_same_where_there_is_a_list", func(t *testing.T) {
		t.Parallel()
		a, errA := strict.Count(calendar.MustDate("2024-05-15"), term, true)
		b, errB := list.Count(calendar.MustDate("2024-05-15"), term, true)
		if errA != nil || errB != nil || a.Working() != b.Working() || b.Provisional != 0 {
			t.Errorf("%s, %s, %v, %v", a.Working(), b.Working(), errA, errB)
		}
	})
	t.Run("still_refuses_what_lies_before_the_first_year", func(t *testing.T) {
		t.Parallel()
		if _, err := list.Count(calendar.MustDate("2016-12-30"), term, true); err == nil {
			t.Error("counted without a list")
		}
	})
	t.Run("leaves_the_strict_list_strict", func(t *testing.T) {
		t.Parallel()
		if _, err := strict.Count(calendar.MustDate("2028-01-06"), term, true); err == nil {
			t.Error("counted without a list")
		}
	})
}
