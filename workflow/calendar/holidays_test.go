package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/calendar"
)

// The totals that the decrees (after their amendments) name, with the polling days that came by Keppres. 13 May 2021 was
// two national holidays on one day, so 2021 has 15 dates for 16 feasts.
func TestNationalTotals(t *testing.T) {
	t.Parallel()
	h := calendar.National()
	if first, last := h.Years(); first != 2017 || last != 2027 {
		t.Fatalf("the list covers %d to %d", first, last)
	}
	for year, want := range map[int]struct{ national, leave int }{
		2017: {16 + 1, 7}, 2018: {16 + 1, 8}, 2019: {16 + 1, 4}, 2020: {16 + 1, 5}, 2021: {15, 1}, 2022: {16, 4},
		2023: {16, 11}, 2024: {17 + 2, 10}, 2025: {17, 11}, 2026: {17, 8}, 2027: {17, 0},
	} {
		days, err := h.In(year)
		if err != nil {
			t.Fatal(err)
		}
		got := map[calendar.Kind]int{}
		for _, day := range days {
			got[day.Kind]++
			if w := day.Date.Weekday(); day.Kind == calendar.KindCollectiveLeave && (w == time.Saturday || w == time.Sunday) {
				t.Errorf("%s: collective leave on a weekend", day.Date)
			}
			if (day.Certainty == calendar.CertaintyProposal) != strings.Contains("2027-01-05 2027-02-06 2027-03-08 2027-03-10 2027-03-11 "+
				"2027-05-17 2027-05-20 2027-06-06 2027-08-15", day.Date.String()) {
				t.Errorf("%s is marked %s", day.Date, day.Certainty)
			}
			if day.Decree == "" || day.Name == "" {
				t.Errorf("%s lacks a name or a decree", day.Date)
			}
		}
		if got[calendar.KindNational] != want.national || got[calendar.KindCollectiveLeave] != want.leave {
			t.Errorf("%d: %v, want %+v", year, got, want)
		}
	}
	for _, year := range []int{2016, 2028} {
		if days, err := h.In(year); err == nil || days != nil {
			t.Errorf("%d: %v, %v", year, days, err)
		}
	}
}

// Each feast of each year falls on the weekday that the published lists print.
func TestNationalWeekdays(t *testing.T) {
	t.Parallel()
	for name, weekday := range map[string]time.Weekday{
		"Wafat": time.Friday, "Kenaikan": time.Thursday, "Kebangkitan": time.Sunday,
	} {
		for year := 2017; year <= 2027; year++ {
			days, err := calendar.National().In(year)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, day := range days {
				if strings.HasPrefix(day.Name, name) {
					found++
					if day.Date.Weekday() != weekday {
						t.Errorf("%s on %s is a %s", day.Name, day.Date, day.Date.Weekday())
					}
				}
			}
			if want := 1; found != want && (name != "Kebangkitan" || year >= 2024) {
				t.Errorf("%d has %d days that start with %q", year, found, name)
			}
		}
	}
}

func TestNationalAmendments(t *testing.T) {
	t.Parallel()
	h := calendar.National()
	for name, c := range map[string]struct {
		working, off string // days, separated by spaces
	}{
		"2017: 23 June was added for civil servants":            {"2017-06-22", "2017-06-23 2017-06-30"},
		"2018: three days of June were added":                   {"2018-06-21", "2018-06-11 2018-06-12 2018-06-20"},
		"2020: the leave of May moved away and part of it fell": {"2020-05-22 2020-05-26 2020-05-29 2020-12-28 2020-12-29 2020-12-30", "2020-08-21 2020-10-28 2020-10-30 2020-12-24 2020-12-31"},
		"2021: cut to one day, two feasts moved":                {"2021-03-12 2021-05-17 2021-08-10 2021-10-19 2021-12-24 2021-12-27", "2021-05-12 2021-08-11 2021-10-20"},
		"2022: four days were added":                            {"2022-04-28 2022-05-09", "2022-04-29 2022-05-04 2022-05-05 2022-05-06"},
		"2023: Idul Fitri moved, Idul Adha grew":                {"2023-04-18 2023-04-26 2023-06-27", "2023-04-19 2023-04-20 2023-04-21 2023-04-24 2023-04-25 2023-06-28 2023-06-29 2023-06-30"},
		"2024: two polling days":                                {"2024-02-13 2024-11-28", "2024-02-14 2024-11-27"},
		"2025: 18 August was added":                             {"2025-08-19", "2025-08-18"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for want, days := range map[bool]string{true: c.working, false: c.off} {
				for day := range strings.FieldsSeq(days) {
					if works, err := h.Working(calendar.MustDate(day)); err != nil || works != want {
						t.Errorf("Working(%s) = %t, %v; want %t", day, works, err, want)
					}
				}
			}
		})
	}
}

func TestHolidaysOn(t *testing.T) {
	t.Parallel()
	got, ok := calendar.National().On(calendar.MustDate("2025-08-18"))
	want := calendar.Holiday{
		Date: calendar.MustDate("2025-08-18"), Name: "Cuti bersama Proklamasi Kemerdekaan",
		Kind: calendar.KindCollectiveLeave, Certainty: calendar.CertaintySeen,
		Decree: "Keputusan Bersama Menteri Agama, Menteri Ketenagakerjaan, dan Menteri PANRB " +
			"Nomor 933 Tahun 2025, Nomor 1 Tahun 2025, dan Nomor 3 Tahun 2025 (perubahan)",
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Error(ok, diff)
	}
	for _, day := range []string{"2024-05-15", "2024-05-18", "2016-08-17"} {
		if got, ok := calendar.National().On(calendar.MustDate(day)); ok {
			t.Errorf("%s is %q", day, got.Name)
		}
	}
}

func TestWorkingOutsideTheYears(t *testing.T) {
	t.Parallel()
	for _, day := range []calendar.Date{calendar.MustDate("2016-12-30"), calendar.MustDate("2028-01-03"), calendar.MustDate("2028-01-01"), {}} {
		works, err := calendar.National().Working(day)
		if works || err == nil || !strings.Contains(err.Error(), "2017 to 2027") {
			t.Errorf("Working(%s) = %t, %v; want an error that names the years", day, works, err)
		}
	}
	for _, day := range []string{"2017-01-03", "2027-12-31"} {
		if works, err := calendar.National().Working(calendar.MustDate(day)); err != nil || !works {
			t.Errorf("Working(%s) = %t, %v", day, works, err)
		}
	}
}
