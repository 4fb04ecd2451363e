package policy_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"selter/workflow/policy"
)

// spoiled is the built-in files with one place changed.
func spoiled(t *testing.T, file, old, replacement string) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	source := os.DirFS("instruments")
	names, err := fs.Glob(source, "*.yaml")
	if err != nil || len(names) < 11 {
		t.Fatalf("instruments %v: %v", names, err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(source, name)
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			if !strings.Contains(string(content), old) {
				t.Fatalf("%q does not stand in %s", old, file)
			}
			content = []byte(strings.Replace(string(content), old, replacement, 1))
		}
		folder[name] = &fstest.MapFile{Data: content}
	}
	return folder
}

// The built-in files are held to the same strictness as an overlay, and to the rules of their kinds.
func TestLoad_refuses_bad_instruments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, old, replacement, want string }{
		{
			"two procedures in force on one day", "permenpanrb-13-2014.yaml", "to: 2019-07-01", "to: 2019-07-02",
			"permenpanrb-15-2019.yaml:16:10: overlap: announcement.length on 2019-07-01 is also given by permenpanrb-13-2014.yaml:35",
		},
		{
			"two laws of one rank with one key", "se-kasn.yaml", "inauguration.within\n    value: 15\n    unit: calendar_days", "announcement.length\n    value: 15\n    unit: calendar_days",
			"se-menpanrb-52-2020.yaml:16:10: overlap: announcement.length on 2020-04-29 is also given by se-kasn.yaml:9",
		},
		{
			"two profiles of one day", "profile-kasn.yaml", "to: 2024-08-26", "to: 2024-08-27",
			"profile-bkn.yaml:12:10: overlap: supervisor.body on 2024-08-26 is also given by profile-kasn.yaml:12",
		},
		{
			"a line outside its text", "uu-5-2014.yaml", "    article: Pasal 120", "    to: 2023-11-01\n    article: art. 120",
			"uu-5-2014.yaml:9:10: plan.recommendation_required: the line reaches outside the days on which uu-5-2014 is in force",
		},
		{
			"a proposal that looks like law", "selter-proposals.yaml", "certainty: proposal", "certainty: known",
			"selter-proposals.yaml:11:10: plan.recommendation_within: a line of our own must be marked proposal",
		},
		{"an unknown text to inherit", "seed.yaml", "  - se-kasn\n", "  - se-kpk\n", `seed.yaml:2:13: inherits unknown instrument "se-kpk"`},
		{"an unknown kind", "se-kasn.yaml", "kind: text", "kind: song", `se-kasn.yaml:4:7: unknown kind "song"`},
		{"a bad rank", "se-kasn.yaml", "rank: 40", "rank: -40", "se-kasn.yaml:5:7: rank: -40 is outside 0-9999"},
		{"a rank in words", "se-kasn.yaml", "rank: 40", "rank: high", `se-kasn.yaml:5:7: rank: "high" is !!str, expected !!int`},
		{"no rank", "se-kasn.yaml", "rank: 40\n", "", `se-kasn.yaml:2:1: missing field "rank"`},
		{"no first day", "se-kasn.yaml", "{from: 2014-01-15}", "{}", `se-kasn.yaml:6:11: missing field "from"`},
		{"a scope", "se-kasn.yaml", "kind: text", "kind: text\nscope: {agency: \"5300\"}", `se-kasn.yaml:5:1: unknown field "scope"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l, err := policy.LoadFrom(spoiled(t, tc.file, tc.old, tc.replacement), nil)
			if err == nil || l != nil || !strings.Contains("\n"+err.Error()+"\n", "\n"+tc.want) {
				t.Errorf("got:\n%v\nwant a line:\n%s", err, tc.want)
			}
		})
	}
}

// What no single file shows, the resolver refuses, and names who and when.
func TestResolve_refuses_what_the_files_leave_open(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, file, old, replacement string
		query                        policy.Query
		want                         string
	}{
		{
			"a key that ends", "pp-11-2017.yaml", "    article: Pasal 130 ayat (2)", "    to: 2024-05-08\n    article: art. 130(2)",
			policy.Query{Base: "national", Date: day("2024-05-08")},
			"gap: no instrument gives plan.internal_route_first on 2024-05-08 in base national with profile kasn",
		},
		{
			"the day before it ends", "pp-11-2017.yaml", "    article: Pasal 130 ayat (2)", "    to: 2024-05-08\n    article: art. 130(2)",
			policy.Query{Base: "national", Date: day("2024-05-07")},
			"",
		},
		{
			"two texts of one rank in the seed", "seed.yaml", "  - se-kasn\n", "  - permenpanrb-13-2014\n  - se-kasn\n",
			policy.Query{Date: day("2024-05-08")},
			"overlap: announcement.length on 2024-05-08 in base seed is given by permenpanrb-13-2014 (permenpanrb-13-2014.yaml:35) and permenpanrb-15-2019 (permenpanrb-15-2019.yaml:16)",
		},
		{
			"limits that contradict each other", "pp-11-2017.yaml", "key: committee.size_min\n    value: 5", "key: committee.size_min\n    value: 10",
			policy.Query{Date: day("2024-05-08")},
			"contradiction in seed/kasn/2024-05-08: committee.size_min is 10, more than committee.size_max with 9",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l, err := policy.LoadFrom(spoiled(t, tc.file, tc.old, tc.replacement), nil)
			if err != nil {
				t.Fatal(err)
			}
			p, err := l.Resolve(tc.query)
			if tc.want == "" {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if err == nil || p != nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
