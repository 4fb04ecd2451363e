package policy_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/policy"
)

// good is an overlay without a mistake; the table below spoils one line each.
const good = `instrument: local
title: Peraturan Bupati 12/2024
scope: {agency: "5300"}
values:
  - key: candidates.min
    value: 5
    unit: people
    from: 2024-01-01
    article: art. 4
    certainty: seen
`

func overlays(files ...string) fstest.MapFS {
	folder := fstest.MapFS{}
	for n, content := range files {
		folder[string(rune('a'+n))+".yaml"] = &fstest.MapFile{Data: []byte(content)}
	}
	return folder
}

func swap(t *testing.T, old, replacement string) string {
	t.Helper()
	if !strings.Contains(good, old) {
		t.Fatalf("%q does not stand in the overlay", old)
	}
	return strings.Replace(good, old, replacement, 1)
}

// line is one more line for candidates.min over the given days.
func line(days string) string {
	return "  - {key: candidates.min, value: 6, unit: people, " + days + ", article: art. 5, certainty: seen}\n"
}

func TestLoad_takes_a_good_overlay(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"plain":                good,
		"two lines that meet":  swap(t, "from: 2024-01-01", "from: 2024-01-01\n    to: 2024-06-01") + line("from: 2024-06-01"),
		"another later text":   good + "  - {key: extension.length, value: 5, unit: working_days, from: 2024-01-01, article: art. 6, certainty: seen}\n",
		"a quoted day":         swap(t, "2024-01-01", `"2024-01-01"`),
		"a note on line level": good + "    note: After the letter of the supervisor.\n",
		"a list":               good + "  - {key: reminders.inauguration_due, value: [10, 5], unit: calendar_days, from: 2024-01-01, article: none, certainty: proposal}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := policy.Load(overlays(content))
			if err != nil {
				t.Fatal(err)
			}
			p := resolve(t, l, policy.Query{Agency: "5300", Date: day("2024-05-08")})
			v := policy.CandidatesMin.In(p)
			if v.Value != 5 || v.Citation != policy.Cite("Peraturan Bupati 12/2024", "art. 4", policy.Seen) {
				t.Errorf("got %d from %s", v.Value, v.Citation)
			}
		})
	}
}

func TestLoad_refuses_a_bad_overlay(t *testing.T) {
	t.Parallel()
	const meets = "from: 2024-01-01\n    to: 2024-06-01"
	for _, tc := range []struct{ name, content, want string }{
		{"empty file", "", "a.yaml:1:1: file is empty"},
		{"only a comment", "# nothing\n", "a.yaml:1:1: file is empty"},
		{"no mapping", "- a\n", "a.yaml:1:1: expected a mapping with instrument, title, scope, note or values"},
		{"not YAML", swap(t, "value: 5", "value: [5"), "a.yaml:6:1: not readable as YAML: did not find expected ',' or ']', in what begins here"},
		{"list not closed at the end", good + "note: [x\n", "a.yaml:11:1: not readable as YAML: did not find expected ',' or ']', in what begins here"},
		{"wrong indentation", swap(t, "    unit:", "   unit:"), "a.yaml:5:1: not readable as YAML: did not find expected '-' indicator, in what begins here"},
		{"a tab", swap(t, "    unit:", "\tunit:"), "a.yaml:7:1: not readable as YAML: found a tab character that violates indentation"},
		{"two values on a line", swap(t, "unit: people", "unit: people: all"), "a.yaml:7:1: not readable as YAML: mapping values are not allowed in this context"},
		{"second document", good + "---\ntitle: again\n", "a.yaml:11:1: second document in one file"},
		{"second document broken", good + "---\n[", "a.yaml:12:1: not readable as YAML: did not find expected node content"},
		{"too large", good + "# " + strings.Repeat("x", 1<<20) + "\n", "a.yaml:1:1: file is larger than 1048576 bytes"},

		{"unknown field in the header", swap(t, "title:", "rank: 99\ntitle:"), `a.yaml:2:1: unknown field "rank"`},
		{"unknown field in a line", swap(t, "article:", "artikel:"), `a.yaml:9:5: unknown field "artikel"
a.yaml:5:5: missing field "article"`},
		{"wrong case", swap(t, "title:", "Title:"), `a.yaml:2:1: unknown field "Title"
a.yaml:1:1: missing field "title"`},
		{"duplicate field in the header", swap(t, "scope:", "title: Again\nscope:"), `a.yaml:3:1: duplicate field "title"`},
		{"duplicate field in a line", swap(t, "unit:", "value: 6\n    unit:"), `a.yaml:7:5: duplicate field "value"`},
		{"missing key", swap(t, "key: candidates.min\n    value", "value"), `a.yaml:5:5: missing field "key"`},
		{"missing value", swap(t, "    value: 5\n", ""), `a.yaml:5:5: missing field "value"`},
		{"missing unit", swap(t, "    unit: people\n", ""), `a.yaml:5:5: missing field "unit"`},
		{"missing first day", swap(t, "    from: 2024-01-01\n", ""), `a.yaml:5:5: missing field "from"`},
		{"missing certainty", swap(t, "    certainty: seen\n", ""), `a.yaml:5:5: missing field "certainty"`},
		{"empty title", swap(t, "Peraturan Bupati 12/2024", `" "`), "a.yaml:2:8: title is empty"},
		{"title is a list", swap(t, "Peraturan Bupati 12/2024", "[x]"), "a.yaml:2:8: title: expected one plain value"},
		{"no lines", "instrument: local\ntitle: x\nscope: {agency: \"5300\"}\nvalues: []\n", "a.yaml:4:9: values: expected a list with at least one item"},
		{"a line is a word", good + "  - words\n", "a.yaml:11:5: expected a mapping with key, value, unit, from, to, article, certainty or note"},

		{"no scope", swap(t, "scope: {agency: \"5300\"}\n", ""), `a.yaml:1:1: missing field "scope"`},
		{"empty scope", swap(t, `{agency: "5300"}`, "{}"), "a.yaml:3:8: scope: expected exactly one of province or agency"},
		{"both scopes", swap(t, `{agency: "5300"}`, `{agency: "5300", province: "53"}`), "a.yaml:3:8: scope: expected exactly one of province or agency"},
		{"unknown scope", swap(t, `{agency: "5300"}`, `{agency: "5300", city: "x"}`), `a.yaml:3:25: unknown field "city"`},
		{"code that would lose its zeros", swap(t, `"5300"`, "0530"), `a.yaml:3:17: agency: "0530" is !!int, expected !!str`},

		{"unknown key", swap(t, "candidates.min", "candidates.minimum"), `a.yaml:5:10: unknown key "candidates.minimum"`},
		{"wrong unit", swap(t, "people", "persons"), `a.yaml:7:11: candidates.min: wrong unit "persons", expected people`},
		{
			"days without their kind", swap(t, "candidates.min\n    value: 5\n    unit: people", "extension.length\n    value: 5\n    unit: days"),
			`a.yaml:7:11: extension.length: wrong unit "days", expected calendar_days or working_days`,
		},
		{"text for a number", swap(t, "value: 5", "value: five"), "a.yaml:6:12: candidates.min: wrong type, expected a whole number"},
		{"quoted number", swap(t, "value: 5", `value: "5"`), "a.yaml:6:12: candidates.min: wrong type, expected a whole number"},
		{"fraction", swap(t, "value: 5", "value: 4.5"), "a.yaml:6:12: candidates.min: wrong type, expected a whole number"},
		{"null", swap(t, "value: 5", "value:"), "a.yaml:6:11: candidates.min: wrong type, expected a whole number"},
		{"list for a number", swap(t, "value: 5", "value: [5]"), "a.yaml:6:12: candidates.min: wrong type, expected a whole number"},
		{"alias", swap(t, "value: 5", "value: *five"), "a.yaml:1:1: not readable as YAML: unknown anchor 'five' referenced"},
		{"negative", swap(t, "value: 5", "value: -5"), "a.yaml:6:12: candidates.min: -5 is outside 0-9999"},
		{"too many", swap(t, "value: 5", "value: 10000"), "a.yaml:6:12: candidates.min: 10000 is outside 0-9999"},
		{"octal", swap(t, "value: 5", "value: 017"), `a.yaml:6:12: candidates.min: "017" is not a plain whole number`},
		{
			"yes for true", swap(t, "candidates.min\n    value: 5\n    unit: people", "committee.odd\n    value: yes\n    unit: yes_no"),
			"a.yaml:6:12: committee.odd: wrong type, expected true or false",
		},
		{
			"True for true", swap(t, "candidates.min\n    value: 5\n    unit: people", "committee.odd\n    value: True\n    unit: yes_no"),
			`a.yaml:6:12: committee.odd: "True" is not true or false`,
		},
		{
			"above a hundred percent", swap(t, "candidates.min\n    value: 5\n    unit: people", "quorum.percent\n    value: 101\n    unit: percent"),
			"a.yaml:6:12: quorum.percent: 101 percent is more than 100",
		},
		{
			"no days at all", swap(t, "candidates.min\n    value: 5\n    unit: people", "extension.length\n    value: 0\n    unit: working_days"),
			"a.yaml:6:12: extension.length: 0 days leave no time at all",
		},
		{
			"range upside down", swap(t, "candidates.min\n    value: 5\n    unit: people", "weight.paper\n    value: 20-15\n    unit: percent"),
			`a.yaml:6:12: weight.paper: "20-15" is not a range inside 0-100`,
		},
		{
			"range with one end", swap(t, "candidates.min\n    value: 5\n    unit: people", "weight.paper\n    value: up to 20\n    unit: percent"),
			`a.yaml:6:12: weight.paper: "up to 20" is not a range such as 15-20`,
		},
		{
			"unknown choice", swap(t, "candidates.min\n    value: 5\n    unit: people", "age.reference\n    value: birthday\n    unit: choice"),
			`a.yaml:6:12: age.reference: "birthday" is not registration, inauguration or printed_date`,
		},
		{
			"unknown component", swap(t, "candidates.min\n    value: 5\n    unit: people", "tie_break.order\n    value: [interview, luck]\n    unit: order"),
			`a.yaml:6:12: tie_break.order: "luck" is not track_record, assessment, paper or interview`,
		},
		{
			"component twice", swap(t, "candidates.min\n    value: 5\n    unit: people", "tie_break.order\n    value: [paper, paper]\n    unit: order"),
			`a.yaml:6:12: tie_break.order: "paper" stands twice in the order`,
		},
		{
			"reminders that rise", swap(t, "candidates.min\n    value: 5\n    unit: people", "reminders.inauguration_due\n    value: [1, 3]\n    unit: calendar_days"),
			`a.yaml:6:12: reminders.inauguration_due: lead times "1,3" do not fall from the longest to the shortest`,
		},
		{
			"reminder twice", swap(t, "candidates.min\n    value: 5\n    unit: people", "reminders.inauguration_due\n    value: [3, 3]\n    unit: calendar_days"),
			`a.yaml:6:12: reminders.inauguration_due: lead times "3,3" do not fall from the longest to the shortest`,
		},
		{
			"range above a hundred", swap(t, "candidates.min\n    value: 5\n    unit: people", "weight.paper\n    value: 15-101\n    unit: percent"),
			`a.yaml:6:12: weight.paper: "15-101" is not a range inside 0-100`,
		},
		{
			"one lead without its list", swap(t, "candidates.min\n    value: 5\n    unit: people", "reminders.inauguration_due\n    value: 3\n    unit: calendar_days"),
			"a.yaml:6:12: reminders.inauguration_due: wrong type, expected a list of whole numbers",
		},
		{"unknown certainty", swap(t, "certainty: seen", "certainty: sure"), `a.yaml:10:16: unknown certainty "sure", expected seen, known or proposal`},

		{"bad date", swap(t, "2024-01-01", "2024-02-30"), `a.yaml:8:11: from: bad date "2024-02-30", expected a day such as 2024-05-08`},
		{"instant for a date", swap(t, "2024-01-01", "2024-01-01T00:00:00Z"), `a.yaml:8:11: from: bad date "2024-01-01T00:00:00Z", expected a day such as 2024-05-08`},
		{"empty interval", swap(t, "from: 2024-01-01", "from: 2024-01-01\n    to: 2024-01-01"), "a.yaml:9:9: empty interval: to 2024-01-01 is not after from 2024-01-01"},
		{"overlap in one file", good + line("from: 2024-06-01"), "a.yaml:11:11: overlap: candidates.min on 2024-06-01 is also given by a.yaml:5"},
		{"overlap by one day", swap(t, "from: 2024-01-01", meets) + line("from: 2024-05-31"), "a.yaml:12:11: overlap: candidates.min on 2024-05-31 is also given by a.yaml:5"},
		{"gap", swap(t, "from: 2024-01-01", meets) + line("from: 2024-06-02"), "a.yaml:12:11: gap: no candidates.min from 2024-06-01 to 2024-06-02, after a.yaml:5"},
		{
			"contradiction", swap(t, "candidates.min\n    value: 5\n    unit: people", "committee.size_min\n    value: 11\n    unit: people"),
			"a.yaml:5:10: contradiction: committee.size_min is 11, more than committee.size_max with 9 (in seed/kasn/2024-01-01/agency-5300)",
		},
		{
			"weights that cannot sum to the total", swap(t, "candidates.min\n    value: 5\n    unit: people", "weight.interview\n    value: 30-34\n    unit: percent"),
			"a.yaml:5:10: contradiction: weight.total is 100, but the weights sum to 80-99 (in seed/kasn/2024-01-01/agency-5300)",
		},
		{
			"contradiction from a later day on", swap(t, "candidates.min\n    value: 5", "candidates.min_after_extension\n    value: 3") +
				"  - {key: candidates.min, value: 2, unit: people, from: 2025-01-01, article: art. 5, certainty: seen}\n",
			"a.yaml:11:11: contradiction: candidates.min_after_extension is 3, more than candidates.min with 2 (in seed/kasn/2025-01-01/agency-5300)",
		},
		{
			"fit from below the lower band", swap(t, "candidates.min\n    value: 5\n    unit: people", "assessment.fit_high\n    value: 60\n    unit: percent"),
			"a.yaml:5:10: contradiction: assessment.fit_low is 68, more than assessment.fit_high with 60 (in seed/kasn/2024-01-01/agency-5300)",
		},
		{
			"more outside members than seats", swap(t, "candidates.min\n    value: 5", "committee.outside_min\n    value: 10"),
			"a.yaml:5:10: contradiction: committee.outside_min is 10, more than committee.size_max with 9 (in seed/kasn/2024-01-01/agency-5300)",
		},
		{
			"a move before and after its time", swap(t, "candidates.min\n    value: 5\n    unit: people", "post.move_min_years\n    value: 6\n    unit: years"),
			"a.yaml:5:10: contradiction: post.move_min_years is 6, more than post.move_max_years with 5 (in seed/kasn/2024-01-01/agency-5300)",
		},
		{
			"contradiction once a line has ended", swap(t, "candidates.min\n    value: 5", "committee.size_min\n    value: 11") +
				"  - {key: committee.size_max, value: 13, unit: people, from: 2024-01-01, to: 2025-01-01, article: art. 5, certainty: seen}\n",
			"a.yaml:11:11: contradiction: committee.size_min is 11, more than committee.size_max with 9 (in seed/kasn/2025-01-01/agency-5300)",
		},
		{"a name the built-in instruments use", swap(t, "instrument: local", "instrument: uu-5-2014"), `a.yaml:1:13: duplicate instrument "uu-5-2014", also in uu-5-2014.yaml`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l, err := policy.Load(overlays(tc.content))
			if err == nil || l != nil {
				t.Fatalf("library %v, error %v", l != nil, err)
			}
			want := strings.Split(tc.want, "\n")
			got := strings.Split(err.Error(), "\n")
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// Two files of one scope stand side by side; two scopes do not.
func TestLoad_holds_overlays_against_each_other(t *testing.T) {
	t.Parallel()
	other := strings.Replace(good, "instrument: local", "instrument: other", 1)
	_, err := policy.Load(overlays(good, other))
	if want := "b.yaml:5:10: overlap: candidates.min on 2024-01-01 is also given by a.yaml:5"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := policy.Load(overlays(good, strings.Replace(other, `agency: "5300"`, `province: "53"`, 1))); err != nil {
		t.Errorf("another scope: %v", err)
	}
	if _, err := policy.Load(overlays(good, strings.Replace(other, `"5300"`, `"5301"`, 1))); err != nil {
		t.Errorf("another agency: %v", err)
	}
}

// The author sees every mistake of every file at once, as faults that a command can print or count.
func TestLoad_reports_all_faults_at_once(t *testing.T) {
	t.Parallel()
	_, err := policy.Load(overlays(
		swap(t, "candidates.min\n    value: 5\n    unit: people", "candidates.minimum\n    value: 5\n    unit: persons"),
		swap(t, "value: 5", "value: five"),
		strings.NewReplacer("people", "persons", "2024-01-01", "yesterday", "seen", "sure").Replace(good),
	))
	want := `a.yaml:5:10: unknown key "candidates.minimum"
b.yaml:6:12: candidates.min: wrong type, expected a whole number
c.yaml:7:11: candidates.min: wrong unit "persons", expected people
c.yaml:8:11: from: bad date "yesterday", expected a day such as 2024-05-08
c.yaml:10:16: unknown certainty "sure", expected seen, known or proposal`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
	if fault, ok := errors.AsType[*policy.Fault](err); !ok || fault.File != "a.yaml" || fault.Line != 5 || fault.Column != 10 {
		t.Errorf("first fault %+v", fault)
	}
}

func TestLoad_reads_folders(t *testing.T) {
	t.Parallel()
	t.Run("a .yml file is refused", func(t *testing.T) {
		t.Parallel()
		_, err := policy.Load(fstest.MapFS{"agency.yml": {Data: []byte(good)}})
		if err == nil || err.Error() != "agency.yml:1:1: file name must end in .yaml" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an empty folder is fine", func(t *testing.T) {
		t.Parallel()
		if _, err := policy.Load(fstest.MapFS{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("a folder that cannot be read is an error", func(t *testing.T) {
		t.Parallel()
		if _, err := policy.Load(missing{}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
}

// missing is a folder that is not there.
type missing struct{}

func (missing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Whatever bytes a folder holds: Load answers with a library that resolves, or with faults that name a place; it never panics.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("instrument: &a local\ntitle: *a\nscope: {agency: *a}\nvalues: [*a]\n"))
	f.Add([]byte("? [a, b]\n: c\n<<: {title: x}\n"))
	f.Add([]byte("values:\n  - {key: tie_break.order, value: [], unit: order}\n"))
	f.Add([]byte("---\n---\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		l, err := policy.Load(fstest.MapFS{"a.yaml": {Data: content}})
		if err != nil {
			fault, ok := errors.AsType[*policy.Fault](err)
			if !ok || l != nil || fault.File != "a.yaml" || fault.Line < 1 || fault.Column < 1 || fault.Problem == "" {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		for _, i := range l.Instruments() {
			if i.Kind != policy.KindOverlay {
				continue
			}
			for _, line := range i.Lines {
				q := policy.Query{Province: i.Scope.Province, Agency: i.Scope.Agency, Date: line.From}
				p, err := l.Resolve(q)
				if err != nil {
					t.Fatalf("loaded, but %+v does not resolve: %v", q, err)
				}
				data, err := p.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := policy.ParsePack(data); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
