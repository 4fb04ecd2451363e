package gates_test

import (
	"slices"
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/gates"
)

var day = calendar.MustDate

// The regional elections of 2024: candidates were fixed on 22 September, so the
// freeze of UU 10/2016 Pasal 71 ayat (2) began on 22 March. The ministry had counted
// from 21 March at first and corrected itself.
func TestFreeze(t *testing.T) {
	t.Parallel()
	fixed := gates.Election{CandidatesFixed: day("2024-09-22")}
	term := gates.Election{CandidatesFixed: day("2024-09-22"), TermEnds: day("2024-12-31")}
	inaugurated := gates.Election{CandidatesFixed: day("2024-09-22"), HeadInaugurated: day("2025-02-20")}
	both := gates.Election{CandidatesFixed: day("2024-09-22"), TermEnds: day("2024-12-31"), HeadInaugurated: day("2025-02-20")}
	for name, c := range map[string]struct {
		election gates.Election
		day      string
		frozen   bool
	}{
		"the_day_before_six_months_is_free":            {fixed, "2024-03-21", false},
		"six_months_before_to_the_day_is_frozen":       {fixed, "2024-03-22", true},
		"the_day_the_candidates_are_fixed_is_frozen":   {fixed, "2024-09-22", true},
		"without_a_known_end_it_stays_frozen":          {fixed, "2030-01-01", true},
		"the_last_day_of_the_term_is_frozen":           {term, "2024-12-31", true},
		"the_day_after_the_term_is_free":               {term, "2025-01-01", false},
		"the_day_before_the_new_head_is_frozen":        {inaugurated, "2025-02-19", true},
		"the_day_of_the_new_head_is_frozen":            {inaugurated, "2025-02-20", true},
		"six_months_after_the_new_head_are_frozen":     {inaugurated, "2025-08-20", true},
		"the_day_after_those_is_free":                  {inaugurated, "2025-08-21", false},
		"between_the_term_and_the_new_head_it_is_free": {both, "2025-02-19", false},
		"and_frozen_again_by_the_other_rule":           {both, "2025-02-20", true},
		"long_before_it_is_free":                       {both, "2020-01-01", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			windows := gates.Freeze(c.election, 6, 6)
			window, frozen := gates.Frozen(windows, day(c.day))
			if frozen != c.frozen {
				t.Fatalf("%s: %t in %v", c.day, frozen, windows)
			}
			if frozen && !window.Covers(day(c.day)) {
				t.Errorf("names %v", window)
			}
		})
	}
	t.Run("keeps_the_two_windows_apart", func(t *testing.T) {
		t.Parallel()
		want := []gates.Window{
			{From: day("2024-03-22"), Until: day("2024-12-31")}, {From: day("2025-02-20"), Until: day("2025-08-20")},
		}
		if got := gates.Freeze(both, 6, 6); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
	t.Run("stays_inside_short_months", func(t *testing.T) {
		t.Parallel()
		got := gates.Freeze(gates.Election{CandidatesFixed: day("2024-08-31"), HeadInaugurated: day("2025-08-31")}, 6, 6)
		want := []gates.Window{{From: day("2024-02-29"), Until: day("2025-08-30")}, {From: day("2025-08-31"), Until: day("2026-02-28")}}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
	t.Run("no_window_covers_nothing", func(t *testing.T) {
		t.Parallel()
		if window, frozen := gates.Frozen(nil, day("2024-05-08")); frozen || window != (gates.Window{}) {
			t.Errorf("%v", window)
		}
	})
}

func TestTenure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		since, on string
		years     int
		served    bool
		within    bool
	}{
		"a_day_short_of_two_years":             {"2022-05-08", "2024-05-07", 2, false, true},
		"two_years_to_the_day":                 {"2022-05-08", "2024-05-08", 2, true, true},
		"a_day_over_two_years":                 {"2022-05-08", "2024-05-09", 2, true, false},
		"five_years_to_the_day":                {"2019-05-08", "2024-05-08", 5, true, true},
		"a_day_over_five_years":                {"2019-05-08", "2024-05-09", 5, true, false},
		"leap_day_a_day_short":                 {"2020-02-29", "2022-02-27", 2, false, true},
		"leap_day_has_its_year_on_28_february": {"2020-02-29", "2022-02-28", 2, true, true},
		"leap_day_a_day_over":                  {"2020-02-29", "2022-03-01", 2, true, false},
		"leap_day_to_leap_day":                 {"2020-02-29", "2024-02-29", 4, true, true},
		"before_it_began":                      {"2024-05-08", "2023-01-01", 2, false, true},
		"no_years_at_all":                      {"2024-05-08", "2024-05-08", 0, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := gates.ServedYears(day(c.since), day(c.on), c.years); got != c.served {
				t.Errorf("served: %t", got)
			}
			if got := gates.WithinTerm(day(c.since), day(c.on), c.years); got != c.within {
				t.Errorf("within: %t", got)
			}
		})
	}
	for since, want := range map[string]string{"2024-05-08": "2029-05-07", "2024-01-01": "2028-12-31", "2024-02-29": "2029-02-27", "2024-03-01": "2029-02-28"} {
		if got := gates.TermEnds(day(since), 5).String(); got != want {
			t.Errorf("a term from %s ends on %s, want %s", since, got, want)
		}
	}
}
