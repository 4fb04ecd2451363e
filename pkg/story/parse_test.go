package story_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"selter/pkg/story"
)

// frame is a story without fault into which the tests below put theirs.
const frame = `story: contoh
zone: WIB
agency: {code: "53"}
cast:
  ketua: {role: committee_chair}
posts:
  satu: {title: Kepala Satu}
steps:
  - {at: 2024-05-08T09:00, by: ketua, on: round, do: draft_plan}
`

func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	unreadable, ok := errors.AsType[*story.Unreadable](err)
	if !ok {
		t.Fatalf("got %v, want faults", err)
	}
	return strings.Split(unreadable.Error(), "\n")
}

func TestParse_golden_of_the_small_story(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(small(t), json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "small.parsed.golden", string(text)+"\n")
}

func TestParse_names_every_fault_with_its_place(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, from, to string // in frame
		want           []string
	}{
		{"unknown_key", "zone: WIB", "zone: WIB\ntimezone: WIB", []string{`f.yaml:3:1: unknown key "timezone", expected one of story, source, zone`}},
		{"key_twice", "zone: WIB", "zone: WIB\nzone: WIT", []string{`f.yaml:3:1: "zone" appears twice`}},
		{"missing_keys", "zone: WIB\nagency: {code: \"53\"}\n", "", []string{`f.yaml:1:1: "zone" is missing`, `f.yaml:1:1: "agency" is missing`}},
		{"unknown_zone", "zone: WIB", "zone: UTC", []string{`f.yaml:2:7: "UTC" is not a zone of Indonesia`}},
		{"code_without_quotes", `code: "53"`, "code: 53", []string{"f.yaml:3:16: must be a text: write it in quotes"}},
		{"agency_without_code", `code: "53"`, "kind: city", []string{`f.yaml:3:9: "code" is missing`}},
		{"unknown_agency_kind", `code: "53"`, `code: "53", kind: village`, []string{`f.yaml:3:28: unknown kind "village"`}},
		{"unknown_policy", "zone: WIB", "zone: WIB\npolicy: {base: mars, profile: vip}", []string{
			`f.yaml:3:16: unknown base "mars"`, `f.yaml:3:31: unknown profile "vip"`,
		}},
		{"role_missing", "{role: committee_chair}", "{origin: academic}", []string{`f.yaml:5:10: "role" is missing`}},
		{"unknown_role", "committee_chair", "king", []string{`f.yaml:5:17: unknown role "king"`}},
		{"role_of_the_house", "committee_chair", "[clock, system]", []string{`f.yaml:5:18: unknown role "clock"`, `f.yaml:5:25: unknown role "system"`}},
		{"role_twice", "committee_chair", "[auditor, auditor]", []string{`f.yaml:5:27: "auditor" appears twice`}},
		{"alias_in_capitals", "satu:", "Satu:", []string{`f.yaml:7:3: "Satu" cannot be an alias`}},
		{"alias_reserved", "satu:", "all:", []string{`f.yaml:7:3: "all" cannot be an alias`}},
		{"alias_taken", "satu:", "ketua:", []string{`f.yaml:7:3: the alias "ketua" is taken`}},
		{"post_with_ref", "title: Kepala Satu", "ref: satu", []string{"f.yaml:7:15: the alias is the ref of the post"}},
		{"post_that_is_a_text", "{title: Kepala Satu}", "Kepala", []string{"f.yaml:7:9: must be a mapping"}},
		{"cast_that_is_a_list", "cast:\n  ketua: {role: committee_chair}", "cast: [ketua]", []string{
			"f.yaml:4:7: must be a mapping", `f.yaml:8:32: unknown member of the cast "ketua"`,
		}},
		{"applicant_for_nobody", "steps:", "applicants:\n  budi: {born: 1970-01-01}\nsteps:", []string{`f.yaml:9:9: "for" is missing`}},
		{"applicant_for_unknown_post", "steps:", "applicants:\n  budi: {for: [dua]}\nsteps:", []string{`f.yaml:9:16: unknown post "dua"`, "f.yaml:9:15: names no post"}},
		{"too_many_generated", "steps:", "applicants:\n  budi: {for: satu, generate: 1001}\nsteps:", []string{"f.yaml:9:31: must be a whole number from 1 to 1000"}},
		{"seed_alone", "steps:", "applicants:\n  budi: {for: satu, seed: 1}\nsteps:", []string{`f.yaml:9:27: "seed" goes with "generate"`}},
		{"each_alone", "steps:", "applicants:\n  budi: {each: satu}\nsteps:", []string{`f.yaml:9:16: "each" goes with "generate"`}},
		{"for_and_each", "steps:", "applicants:\n  b: {for: satu, each: satu, generate: 1}\nsteps:", []string{`f.yaml:9:24: "for" names the posts already`}},
		{"too_many_for_each", "satu: {title: Kepala Satu}\nsteps:", "satu: {title: Kepala Satu}\n  dua: {title: Kepala Dua}\napplicants:\n  b: {each: posts, generate: 501}\nsteps:", []string{
			"f.yaml:10:30: makes more than 1000 applicants",
		}},
		{"born_on_no_day", "steps:", "applicants:\n  budi: {for: posts, born: 1970}\nsteps:", []string{"f.yaml:9:28: must be a day such as 1970-04-01"}},
		{"applicant_where_an_officer_acts", "steps:\n  - {at: 2024-05-08T09:00, by: ketua", "applicants:\n  budi: {for: satu}\nsteps:\n  - {at: 2024-05-08T09:00, by: budi", []string{
			`f.yaml:11:32: unknown member of the cast "budi"`,
		}},
		{"list_of_nobody", "by: ketua", "by: []", []string{"f.yaml:9:32: names nobody"}},
		{"generated_alias_taken", "steps:", "applicants:\n  b-1: {for: satu}\n  b: {for: satu, generate: 1}\nsteps:", []string{`f.yaml:10:28: the alias "b-1" of a generated applicant is taken`}},
		{"no_step", "steps:\n  - {at: 2024-05-08T09:00, by: ketua, on: round, do: draft_plan}", "steps: []", []string{"f.yaml:1:1: the story has no step"}},
		{"two_verbs", "do: draft_plan", "do: draft_plan, fires: final_report_due", []string{"f.yaml:9:5: a step has one of do, fires, told, expect, import and skip, this one has do and fires"}},
		{"no_verb", ", do: draft_plan", "", []string{"f.yaml:9:5: a step has one of do, fires, told, expect, import and skip, this one has none"}},
		{"key_of_another_verb", "do: draft_plan", "do: draft_plan, about: announce", []string{`f.yaml:9:66: unknown key "about", expected one of at, by, on, do, with, then, refused`}},
		{"first_step_without_time", "at: 2024-05-08T09:00, ", "", []string{`f.yaml:9:5: the first step needs "at"`}},
		{"impossible_day", "2024-05-08", "2024-05-32", []string{"f.yaml:9:10: must be a time such as 2024-05-08T09:00"}},
		{"day_without_time", "2024-05-08T09:00", "2024-05-08", []string{"f.yaml:9:10: must be a time such as"}},
		{"back_in_time", "do: draft_plan}", "do: draft_plan}\n  - {at: 2024-05-08T08:59, skip: mundur}", []string{"f.yaml:10:10: goes back in time: the step before is at 2024-05-08T09:00"}},
		{"unknown_event", "draft_plan", "draft_plans", []string{`f.yaml:9:54: unknown event of a round "draft_plans"`}},
		{"event_of_the_other_procedure", "on: round, do: draft_plan", "on: satu, do: draft_plan", []string{`f.yaml:9:53: unknown event of a selection "draft_plan"`}},
		{"unknown_person", "by: ketua", "by: budi", []string{`f.yaml:9:32: unknown member of the cast "budi"`}},
		{"nobody_acts", "by: ketua, ", "", []string{`f.yaml:9:5: "by" is missing`}},
		{"about_nothing", "on: round, ", "", []string{`f.yaml:9:5: "on" is missing`}},
		{"unknown_post", "on: round, do: draft_plan", "on: dua, do: interview", []string{`f.yaml:9:43: unknown post "dua"`}},
		{"round_in_a_list", "on: round, do: draft_plan", "on: [round], do: interview", []string{`f.yaml:9:44: unknown post "round"`}},
		{"empty_list", "on: round, do: draft_plan", "on: [], do: interview", []string{"f.yaml:9:43: names no post"}},
		{"unknown_state", "do: draft_plan", "do: draft_plan, then: drafted", []string{`f.yaml:9:72: unknown state of a round "drafted"`}},
		{"unknown_reason", "do: draft_plan", "do: draft_plan, refused: [no_reason]", []string{`f.yaml:9:76: unknown reason "no_reason"`}},
		{"no_reason", "do: draft_plan", "do: draft_plan, refused: []", []string{"f.yaml:9:75: names no reason"}},
		{"then_and_refused", "do: draft_plan", "do: draft_plan, then: plan_drafted, refused: actor_may_act", []string{`f.yaml:9:5: has both "then" and "refused"`}},
		{"body_that_is_a_list", "do: draft_plan", "do: draft_plan, with: [1]", []string{"f.yaml:9:72: must be a mapping: the body of draft_plan"}},
		{"number_of_another_base", "do: draft_plan", "do: draft_plan, with: {n: 0x1F, m: 007, l: .inf}", []string{
			"f.yaml:9:76: is not a plain decimal number", "f.yaml:9:85: is not a plain decimal number", "f.yaml:9:93: is not a plain decimal number",
		}},
		{"unknown_tag", "do: draft_plan", "do: draft_plan, with: {n: !mine 1}", []string{"f.yaml:9:76: has the unknown tag !mine"}},
		{"merge_key", "do: draft_plan", "do: draft_plan, with: {<<: {a: 1}}", []string{"f.yaml:9:73: a key must be a plain word"}},
		{"member_twice_in_a_body", "do: draft_plan", "do: draft_plan, with: {a: {b: 1, b: 2}}", []string{`f.yaml:9:83: "b" appears twice`}},
		{"unknown_deadline", "by: ketua, on: round, do: draft_plan", "on: satu, fires: announce", []string{`f.yaml:9:45: unknown deadline of a selection "announce"`}},
		{"told_about_nothing", "by: ketua, on: round, do: draft_plan", "told: ketua", []string{`f.yaml:9:5: "about" is missing`}},
		{"told_nobody_known", "by: ketua, on: round, do: draft_plan", "told: budi, about: announces", []string{
			`f.yaml:9:34: unknown member of the cast "budi"`, `f.yaml:9:47: unknown event "announces"`,
		}},
		{"expectation_of_another_kind", "by: ketua, on: round, do: draft_plan", "expect: {on: satu, marks: {total: 87.5}}", []string{
			`f.yaml:9:47: unknown key "marks", expected one of on, complaint, state, revision, deadlines, facts, score`, "f.yaml:9:36: expects nothing",
		}},
		{"expectations_of_wrong_types", "by: ketua, on: round, do: draft_plan", "expect: {on: satu, revision: 0, deadlines: announce, facts: {title: 1}}", []string{
			"f.yaml:9:57: must be a whole number from 1", "f.yaml:9:71: must be a list", "f.yaml:9:89: must be a JSON pointer",
		}},
		{"score_of_a_round", "by: ketua, on: round, do: draft_plan", "expect: {on: round, score: {total: 87.5}}", []string{"f.yaml:9:55: only posts have a score"}},
		{"score_beyond_all_points", "by: ketua, on: round, do: draft_plan", "expect: {on: satu, score: {total: 100.5, band: baik}}", []string{
			"f.yaml:9:62: must be a plain number from 0 to 100 with at most 2 decimals", `f.yaml:9:75: unknown band "baik"`,
		}},
		{"score_of_nothing", "by: ketua, on: round, do: draft_plan", "expect: {on: satu, score: {}}", []string{"f.yaml:9:54: expects nothing"}},
		{"skip_without_reason", "by: ketua, on: round, do: draft_plan", "skip: ''", []string{"f.yaml:9:34: must not be empty"}},
		{"import_from_nowhere", "by: ketua, on: round, do: draft_plan", "skip: x}\n  - {import: lib.yaml", []string{"f.yaml:10:14: nothing can be imported here"}},
		{"import_at_a_time", "by: ketua, on: round, do: draft_plan", "import: lib.yaml", []string{"f.yaml:9:6: unknown key \"at\"", "f.yaml:9:36: nothing can be imported here"}},
		{"not_yaml", "zone: WIB", "zone: [WIB", []string{"f.yaml:2:1: not YAML: "}},
		{"second_document", "story: contoh", "story: contoh\n---\nx: 1", []string{"f.yaml:2:1: a second document in one file"}},
		{"empty_file", frame, "", []string{"f.yaml:1:1: the file is empty"}},
		{"only_a_text", frame, "halo", []string{"f.yaml:1:1: must be a mapping", "f.yaml:1:1: \"story\" is missing"}},
		{"several_at_once", "zone: WIB\nagency: {code: \"53\"}", "zone: UTC\nagency: {code: 53}", []string{"f.yaml:2:7: ", "f.yaml:3:16: "}},
	}
	if _, err := story.Parse("f.yaml", []byte(frame)); err != nil {
		t.Fatalf("the frame: %v", err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(frame, test.from, test.to, 1)
			if text == frame {
				t.Fatalf("the frame has no %q", test.from)
			}
			_, err := story.Parse("f.yaml", []byte(text))
			got := faultsOf(t, err)
			for _, want := range test.want {
				if !containsPrefix(got, want) {
					t.Errorf("no fault %q in\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

func containsPrefix(lines []string, prefix string) bool {
	for _, line := range lines {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

func TestParse_survives_what_is_built_to_hurt(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 9; i++ {
		bomb += fmt.Sprintf("      a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	for name, body := range map[string]string{
		"alias_within_itself": "a: &a {b: *a}",
		"alias_bomb":          bomb,
		"deep":                "a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(frame, "  - {at: 2024-05-08T09:00, by: ketua, on: round, do: draft_plan}",
				"  - at: 2024-05-08T09:00\n    by: ketua\n    on: round\n    do: draft_plan\n    with:\n      "+body, 1)
			_, err := story.Parse("f.yaml", []byte(text))
			if got := strings.Join(faultsOf(t, err), "\n"); !strings.Contains(got, "is nested too deeply or too large") {
				t.Errorf("got %s", got)
			}
		})
	}
	if _, err := story.Parse("f.yaml", []byte(frame+strings.Repeat("# \n", 1<<19))); err == nil {
		t.Error("a file of more than a megabyte was read")
	}
}

func TestLoad_imports(t *testing.T) {
	t.Parallel()
	importing := func(files string) string {
		return strings.Replace(frame, "steps:\n", "steps:\n"+files, 1)
	}
	t.Run("people_posts_and_applicants_of_others", func(t *testing.T) {
		t.Parallel()
		s, err := story.Load(fstest.MapFS{
			"a/f.yaml":     {Data: []byte(importing("  - {import: lib/b.yaml}\n  - {import: c.yaml}\n"))},
			"a/lib/b.yaml": {Data: []byte("cast: {budi: {role: auditor}}\nsteps: [{import: ../c.yaml}]")},
			"a/c.yaml":     {Data: []byte("posts: {dua: {title: Kepala Dua}}\napplicants: {eko: {for: [satu, dua]}}")},
		}, "a/f.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Person("budi"); !ok || len(s.Posts) != 2 || len(s.Applicants) != 1 || len(s.Steps) != 1 {
			t.Errorf("got %+v", s)
		}
	})
	bad := map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"circle": {fstest.MapFS{
			"f.yaml": {Data: []byte(importing("  - {import: b.yaml}\n"))}, "b.yaml": {Data: []byte("steps: [{import: f.yaml}]")},
		}, "b.yaml:1:18: imports itself: f.yaml -> b.yaml -> f.yaml"},
		"missing":  {fstest.MapFS{"f.yaml": {Data: []byte(importing("  - {import: b.yaml}\n"))}}, "f.yaml:9:14: cannot be read: "},
		"outside":  {fstest.MapFS{"f.yaml": {Data: []byte(importing("  - {import: ../b.yaml}\n"))}}, "f.yaml:9:14: must be a path inside the story's folder"},
		"absolute": {fstest.MapFS{"f.yaml": {Data: []byte(importing("  - {import: /etc/passwd}\n"))}}, "f.yaml:9:14: must be a path inside the story's folder"},
		"alias_of_both": {fstest.MapFS{
			"f.yaml": {Data: []byte(importing("  - {import: b.yaml}\n"))}, "b.yaml": {Data: []byte("cast: {ketua: {role: auditor}}")},
		}, `b.yaml:1:8: the alias "ketua" is taken`},
		"fault_in_the_applicants_of_another": {fstest.MapFS{
			"f.yaml": {Data: []byte(importing("  - {import: b.yaml}\n"))}, "b.yaml": {Data: []byte("applicants: {eko: {for: tiga}}")},
		}, `b.yaml:1:25: unknown post "tiga"`},
	}
	for name, test := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := story.Load(test.files, "f.yaml")
			if got := faultsOf(t, err); !containsPrefix(got, test.want) {
				t.Errorf("no fault %q in\n%s", test.want, strings.Join(got, "\n"))
			}
		})
	}
	t.Run("no_such_story", func(t *testing.T) {
		t.Parallel()
		if _, err := story.Load(fstest.MapFS{}, "f.yaml"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadFile_names_files_as_they_were_given(t *testing.T) {
	t.Parallel()
	s, err := story.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s.File != "testdata/small.yaml" {
		t.Errorf("the story's file is %q", s.File)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"f.yaml": strings.Replace(frame, "steps:\n", "steps:\n  - {import: b.yaml}\n", 1), "b.yaml": "casts: {}",
	} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err = story.ReadFile(dir + "/f.yaml")
	if got := faultsOf(t, err); !containsPrefix(got, dir+"/b.yaml:1:1: unknown key") {
		t.Errorf("got %v", got)
	}
}

func TestParse_generates_the_same_applicants_each_time(t *testing.T) {
	t.Parallel()
	text := func(seed string) []byte {
		return []byte(strings.Replace(frame, "steps:", "applicants:\n  p: {generate: 5, for: satu, seed: "+seed+", education: S3}\nsteps:", 1))
	}
	read := func(seed string) string {
		s, err := story.Parse("f.yaml", text(seed))
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Applicants) != 5 || s.Applicants[4].Alias != "p-5" {
			t.Fatalf("got %+v", s.Applicants)
		}
		var facts strings.Builder
		for _, a := range s.Applicants {
			facts.Write(a.Facts)
		}
		return facts.String()
	}
	one := read("1")
	if one != read("1") || one == read("2") {
		t.Error("the seed does not decide who is generated")
	}
	if strings.Count(one, `"education":"S3"`) != 5 {
		t.Errorf("what the author says is overruled: %s", one)
	}
}

func TestParse_generates_as_many_for_each_post(t *testing.T) {
	t.Parallel()
	s, err := story.Parse("f.yaml", []byte(strings.Replace(frame, "steps:", "  dua: {title: Kepala Dua}\napplicants:\n  p: {generate: 2, each: posts, born: 1968-01-01}\nsteps:", 1)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	facts := map[string]bool{}
	for _, a := range s.Applicants {
		got = append(got, fmt.Sprint(a.Alias, " ", a.Group, " ", a.For, " ", a.Born))
		facts[string(a.Facts)] = true
	}
	want := []string{"p-satu-1 p [satu] 1968-01-01", "p-satu-2 p [satu] 1968-01-01", "p-dua-1 p [dua] 1968-01-01", "p-dua-2 p [dua] 1968-01-01"}
	if diff := cmp.Diff(want, got); diff != "" || len(facts) < 3 {
		t.Errorf("%d profiles (-want +got):\n%s", len(facts), diff)
	}
}

func TestParse_reads_times_in_the_storys_zone(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"2024-05-08T09:00": "2024-05-08T02:00:00Z", "2024-05-08T09:00:30": "2024-05-08T02:00:30Z",
		"2024-05-08T09:00:00+09:00": "2024-05-08T00:00:00Z", "2024-05-08T09:00:00Z": "2024-05-08T09:00:00Z",
	} {
		s, err := story.Parse("f.yaml", []byte(strings.Replace(frame, "2024-05-08T09:00", given, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Steps[0].At.UTC().Format("2006-01-02T15:04:05Z"); got != want {
			t.Errorf("%s is %s, want %s", given, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(frame))
	if data, err := os.ReadFile("testdata/small.yaml"); err == nil {
		f.Add(data)
	}
	f.Add([]byte("story: &a [*a]\nsteps: [{do: {}, at: *a}]"))
	f.Add([]byte("{story: x, zone: WIT, agency: {code: \"1\"}, steps: [{at: 2024-01-01T00:00, expect: {on: all, facts: {/a: 1e400}}}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := story.Parse("f.yaml", data)
		if err != nil {
			for _, fault := range faultsOf(t, err) {
				if strings.Contains(fault, ":0:") || !strings.HasPrefix(fault, "f.yaml:") {
					t.Errorf("a fault without a place: %s", fault)
				}
			}
			return
		}
		if len(s.Steps) == 0 {
			t.Fatal("a story without a step")
		}
		for i, step := range s.Steps {
			if step.At.IsZero() || i > 0 && step.At.Before(s.Steps[i-1].At) || step.Verb == "" {
				t.Errorf("step %d is not one: %+v", i, step)
			}
		}
	})
}
