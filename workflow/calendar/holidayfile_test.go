package calendar_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"selter/workflow/calendar"
)

const goodYear = `year: 2024
decrees:
  skb: "SKB"
days:
  - {date: 2024-05-23, name: "Waisak", kind: national, certainty: known, decree: skb}
  - {date: 2024-05-24, name: "Cuti bersama", kind: collective_leave, certainty: known, decree: skb}
`

func TestParseHolidaysRefused(t *testing.T) {
	t.Parallel()
	swap := func(old, replacement string) string { return strings.Replace(goodYear, old, replacement, 1) }
	for _, c := range []struct{ name, text, want string }{
		{"unknown_key", swap("year: 2024", "year: 2024\nnote: x"), "list/2024.yaml:2: field note not found"},
		{"unknown_key_of_a_day", swap(`name: "Waisak"`, `name: "Waisak", note: x`), "list/2024.yaml:5: field note not found"},
		{"doubled_key", swap("year: 2024", "year: 2024\nyear: 2024"), "list/2024.yaml:2: mapping key"},
		{"broken_yaml", swap("days:", "days: ["), "list/2024.yaml:"},
		{"empty_file", "", "list/2024.yaml:1: the file is empty"},
		{"two_documents", goodYear + "---\nyear: 2025\n", "list/2024.yaml: more than one document"},
		{"year_of_another_file", swap("year: 2024", "year: 2023"), `list/2024.yaml:1: the year "2023" does not fit`},
		{"no_days", "year: 2024\n", "list/2024.yaml:1: the year has no days"},
		{"bad_date", swap("2024-05-24", "2024-5-24"), `list/2024.yaml:6: date: "2024-5-24" is not a date`},
		{"no_date", swap("date: 2024-05-24, ", ""), `list/2024.yaml:6: date: ""`},
		{"no_name", swap(`"Waisak"`, `""`), "list/2024.yaml:5: 2024-05-23 has no name"},
		{"bad_kind", swap("national", "regional"), `list/2024.yaml:5: kind: "regional"`},
		{"bad_certainty", swap("certainty: known", "certainty: sure"), `list/2024.yaml:5: certainty: "sure"`},
		{"undeclared_decree", swap("known, decree: skb", "known, decree: other"), `list/2024.yaml:5: decree: "other" is not declared`},
		{"unused_decree", swap(`"SKB"`, "\"SKB\"\n  idle: \"X\""), `list/2024.yaml:4: the decree "idle" is declared and never used`},
		{"date_outside_the_year", swap("2024-05-24", "2025-05-24"), "list/2024.yaml:6: 2025-05-24 is not in 2024"},
		{"unsorted", swap("2024-05-24", "2024-05-22"), "list/2024.yaml:6: 2024-05-22 stands after 2024-05-23"},
		{"leave_before_national", swap("2024-05-23", "2024-05-24") + "  - {date: 2024-05-24, name: B, kind: national, certainty: known, decree: skb}\n", "list/2024.yaml:7: 2024-05-24 stands after 2024-05-24"},
		{"same_day_and_kind_twice", swap("collective_leave", "national") + "  - {date: 2024-05-24, name: B, kind: national, certainty: known, decree: skb}\n", "list/2024.yaml:7: 2024-05-24 is given twice as national"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, err := calendar.ParseHolidays(map[string][]byte{"list/2024.yaml": []byte(c.text)})
			if err == nil || h != nil {
				t.Fatalf("accepted:\n%s", c.text)
			}
			if !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %q, want one that starts with %q", err, c.want)
			}
		})
	}
}

func TestParseHolidaysYears(t *testing.T) {
	t.Parallel()
	year := func(y string) []byte { return []byte(strings.ReplaceAll(goodYear, "2024", y)) }
	for name, c := range map[string]struct {
		files map[string][]byte
		says  string
	}{
		"no_files":            {nil, "no holiday list at all"},
		"a_missing_year":      {map[string][]byte{"2022.yaml": year("2022"), "2024.yaml": year("2024")}, "the holiday list of 2023 is missing"},
		"a_year_twice":        {map[string][]byte{"a/2024.yaml": year("2024"), "b/2024.yaml": year("2024")}, "b/2024.yaml: the year 2024 is given twice"},
		"before_the_republic": {map[string][]byte{"1944.yaml": year("1944")}, "1944.yaml:1: the year 1944 is outside 1945 to 2999"},
		"too_far_ahead":       {map[string][]byte{"3000.yaml": year("3000")}, "3000.yaml:1: the year 3000 is outside 1945 to 2999"},
		"no_year_in_the_name": {map[string][]byte{"days.yaml": year("2024")}, "days.yaml:1: the year \"2024\" does not fit"},
		"all_faults_together": {map[string][]byte{"2022.yaml": []byte("x: 1"), "2024.yaml": []byte("y: 1")}, "2024.yaml:1: field y"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if h, err := calendar.ParseHolidays(c.files); h != nil || err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
	t.Run("good_years_in_any_folder", func(t *testing.T) {
		t.Parallel()
		h, err := calendar.ParseHolidays(map[string][]byte{"b/2023.yaml": year("2023"), "a/2024.yaml": year("2024")})
		if err != nil {
			t.Fatal(err)
		}
		if first, last := h.Years(); first != 2023 || last != 2024 {
			t.Errorf("years %d to %d", first, last)
		}
	})
	for _, y := range []string{"1945", "2999"} {
		t.Run("accepted_"+y, func(t *testing.T) {
			t.Parallel()
			if _, err := calendar.ParseHolidays(map[string][]byte{y + ".yaml": year(y)}); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("national_hides_leave_on_the_same_day", func(t *testing.T) {
		t.Parallel()
		h, err := calendar.ParseHolidays(map[string][]byte{"2024.yaml": []byte(strings.Replace(goodYear, "2024-05-24", "2024-05-23", 1))})
		if err != nil {
			t.Fatal(err)
		}
		if day, ok := h.On(calendar.MustDate("2024-05-23")); !ok || day.Kind != calendar.KindNational {
			t.Errorf("On = %v, %t", day, ok)
		}
		if days, err := h.In(2024); err != nil || len(days) != 2 {
			t.Errorf("In = %v, %v", days, err)
		}
	})
}

// Each shipped file opens with a header that says which decrees it follows and how sure it is.
func TestHolidayFilesHaveHeaders(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("holidays/*.yaml")
	if err != nil || len(files) != 11 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(string(data), "\nyear:")
		if !strings.HasPrefix(header, "# National holidays and collective leave of "+strings.TrimSuffix(filepath.Base(name), ".yaml")) ||
			strings.Count(header, "\n#") < 1 || !strings.Contains(strings.ToLower(header), "decree") {
			t.Errorf("%s: the header says too little: %q", name, header)
		}
	}
}
