package gates_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow/gates"
	"selter/workflow/policy"
)

// What is known of the regions: the districts and cities of East Java in 2020, and everybody in 2024.
func TestListed(t *testing.T) {
	t.Parallel()
	listed := gates.Listed()
	for region, want := range map[string][]gates.Window{
		"3507": { // Kabupaten Malang: 23 September 2020, new head on 26 February 2021
			{From: day("2020-03-23"), Until: day("2021-02-25")},
			{From: day("2021-02-26"), Until: day("2021-08-26")},
			{From: day("2024-03-22"), Until: day("2025-02-19")},
			{From: day("2025-02-20"), Until: day("2025-08-20")},
		},
		"3523": { // Kabupaten Tuban: the head in office stayed until 20 June 2021
			{From: day("2020-03-23"), Until: day("2021-06-20")},
			{From: day("2021-06-20"), Until: day("2021-12-20")},
			{From: day("2024-03-22"), Until: day("2025-02-19")},
			{From: day("2025-02-20"), Until: day("2025-08-20")},
		},
		"3508": { // Kabupaten Lumajang had no election in 2020
			{From: day("2024-03-22"), Until: day("2025-02-19")}, {From: day("2025-02-20"), Until: day("2025-08-20")},
		},
		"34":          nil, // Daerah Istimewa Yogyakarta elects no governor
		"kemenkes":    nil,
		"prov-contoh": nil,
		"":            nil,
	} {
		if got := listed.Windows(region, 6, 6); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", region, got, want)
		}
	}
	if listed.Name("3578") != "Kota Surabaya" || listed.Name("9999") != "" {
		t.Error("the names of regions")
	}
	districts, cities := 0, 0
	for _, known := range listed.Of("3501") {
		for _, cite := range known.Cites {
			if cite.Citation.Instrument == "" || !cite.Citation.Certainty.Valid() || cite.Citation.Certainty == policy.Proposal {
				t.Errorf("%s rests on %+v", cite.Day, cite.Citation)
			}
		}
	}
	for code := 3501; code <= 3579; code++ {
		region := string([]byte{'3', '5', byte('0' + code/10%10), byte('0' + code%10)})
		if known := listed.Of(region); len(known) == 2 && code < 3570 {
			districts++
		} else if len(known) == 2 {
			cities++
		}
	}
	if districts != 16 || cities != 3 {
		t.Errorf("%d districts and %d cities of East Java voted in 2020, want 16 and 3", districts, cities)
	}
	if none := (*gates.Elections)(nil); none.Windows("3507", 6, 6) != nil || none.Name("3507") != "" {
		t.Error("a list that is not there knows something")
	}
}

// A list with a slip in it does not start anything.
func TestParseElections(t *testing.T) {
	t.Parallel()
	const fixed = "candidates_fixed: {day: 2020-09-23, source: PKPU 5/2020, certainty: known}"
	good := "elections:\n  - {name: Pilkada, " + fixed + ", regions: [{code: \"3507\", name: Kabupaten Malang}]}\n"
	if _, err := gates.ParseElections([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string][2]string{
		"an_unknown_member":             {"name: Pilkada", "title: x, name: Pilkada"},
		"no_name":                       {"name: Pilkada", "name: \"\""},
		"a_day_without_a_source":        {"source: PKPU 5/2020, ", ""},
		"a_day_without_a_certainty":     {", certainty: known", ""},
		"a_certainty_that_is_none":      {"certainty: known", "certainty: sure"},
		"a_day_that_is_none":            {"2020-09-23", "2020-09-31"},
		"no_day_of_the_candidates":      {fixed, "term_ends: {day: 2020-09-23, source: PKPU 5/2020, certainty: known}"},
		"a_term_that_ends_before":       {fixed, fixed + ", term_ends: {day: 2020-09-22, source: x, certainty: seen}"},
		"a_head_inaugurated_before":     {fixed, fixed + ", head_inaugurated: {day: 2020-09-22, source: x, certainty: seen}"},
		"no_region":                     {"regions: [{code: \"3507\", name: Kabupaten Malang}]", "note: x"},
		"everywhere_and_in_some_places": {"name: Pilkada", "everywhere: true, name: Pilkada"},
		"exceptions_from_a_short_list":  {"name: Pilkada", "except: [\"34\"], name: Pilkada"},
		"a_region_twice":                {"[{code", "[{code: \"3507\", name: Malang}, {code"},
		"a_region_without_a_name":       {"name: Kabupaten Malang", "name: \"\""},
		"a_code_that_is_none":           {"3507", "350"},
	} {
		text := strings.Replace(good, broken[0], broken[1], 1)
		if text == good {
			t.Errorf("%s: nothing was broken", name)
		}
		if _, err := gates.ParseElections([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Both windows stand side by side under the months of the policy, each with its article.
func TestElections_in_a_region(t *testing.T) {
	t.Parallel()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Date: day("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	region := gates.Listed().In("3507", pack)
	if region.Name != "Kabupaten Malang" || region.MonthsBefore.Value != 6 || region.MonthsAfter.Citation.Instrument == "" || len(region.Elections) != 2 {
		t.Fatalf("%+v", region)
	}
	for on, want := range map[string]policy.Citation{
		"2024-03-21": {}, "2024-03-22": gates.FreezeBefore, "2025-02-19": gates.FreezeBefore, "2025-02-20": gates.FreezeAfter, "2025-08-20": gates.FreezeAfter, "2025-08-21": {},
	} {
		window, cite, frozen := region.On(day(on))
		if cite != want || frozen != (want != policy.Citation{}) || frozen && !window.Covers(day(on)) {
			t.Errorf("%s: %v by %v, want %v", on, window, cite, want)
		}
	}
	pending, err := gates.ParseElections([]byte("elections:\n  - {name: Pilkada, everywhere: true, candidates_fixed: {day: 2029-09-22, source: x, certainty: seen}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := pending.In("53", pack); len(got.Elections) != 1 || got.Elections[0].After != nil || !got.Elections[0].Before.Until.IsZero() {
		t.Errorf("before there is a new head: %+v", got.Elections)
	}
}
