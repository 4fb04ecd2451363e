package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRun(t *testing.T) {
	t.Parallel()
	t.Run("twice_gives_the_same", func(t *testing.T) {
		t.Parallel()
		root := derived(t)
		before := everything(t, root)
		code, out, _ := call(t, root, noon.Add(time.Hour))
		if code != 0 || out != "" {
			t.Errorf("the second time answered %d: %s", code, out)
		}
		if diff := cmp.Diff(before, everything(t, root)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("in_two_places_gives_the_same", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(everything(t, derived(t)), everything(t, derived(t))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("works_from_any_folder", func(t *testing.T) {
		t.Parallel()
		root := derived(t)
		remove(t, root, "workflow/openselection/README.md")
		code, out, _ := call(t, filepath.Join(root, "migrations", "sqlite"), noon)
		if code != 0 || !strings.HasPrefix(out, "wrote workflow/openselection/README.md\n") {
			t.Errorf("%d: %s", code, out)
		}
	})
	t.Run("outside_a_repository_fails", func(t *testing.T) {
		t.Parallel()
		if code, _, complaints := call(t, t.TempDir(), noon); code != 1 || !strings.Contains(complaints, "no go.mod here or above") {
			t.Errorf("%d: %s", code, complaints)
		}
	})
	t.Run("keeps_what_is_written_by_hand", func(t *testing.T) {
		t.Parallel()
		root := repository(t)
		before, _, _ := strings.Cut(read(t, root, contractPath), marker)
		if code, _, complaints := call(t, root, noon); code != 0 {
			t.Fatal(complaints)
		}
		if after, _, _ := strings.Cut(read(t, root, contractPath), marker); after != before {
			t.Error(cmp.Diff(before, after))
		}
	})
	for name, args := range map[string][]string{"an_unknown_flag": {"-force"}, "a_file": {"README.md"}} {
		t.Run("with_"+name+"_is_wrong_use", func(t *testing.T) {
			t.Parallel()
			if code, _, complaints := call(t, t.TempDir(), noon, args...); code != 2 || complaints == "" {
				t.Errorf("%d: %s", code, complaints)
			}
		})
	}
	for name, tc := range map[string]struct{ change, to, want string }{
		"a_contract_without_the_marker":              {marker, "", "api/openapi.yaml has not the line"},
		"a_contract_with_a_derived_schema_by_hand":   {marker, "    Vacancy:\n      type: object\n" + marker, "has a schema Vacancy by hand"},
		"a_contract_that_is_not_YAML_above_the_mark": {marker, "   x: [\n" + marker, "api/openapi.yaml: yaml:"},
	} {
		t.Run("refuses_"+name, func(t *testing.T) {
			t.Parallel()
			root := repository(t)
			write(t, root, contractPath, strings.Replace(read(t, root, contractPath), tc.change, tc.to, 1))
			before := everything(t, root)
			if code, _, complaints := call(t, root, noon); code != 1 || !strings.Contains(complaints, tc.want) {
				t.Errorf("%d: %s", code, complaints)
			}
			if diff := cmp.Diff(before, everything(t, root)); diff != "" {
				t.Errorf("something was written:\n%s", diff)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	t.Run("is_content_after_a_run", func(t *testing.T) {
		t.Parallel()
		if code, out, complaints := call(t, derived(t), noon, "-check"); code != 0 || out != "" || complaints != "" {
			t.Errorf("%d: %s%s", code, out, complaints)
		}
	})
	postgres, sqlite := statesFiles(t, derived(t))
	for name, tc := range map[string]struct{ file, phrase, shows string }{
		"the_readme":          {"workflow/openselection/README.md", "plan_has_posts", "should be | `draft_plan` |"},
		"an_enum":             {contractPath, "        - instruments_sealed\n", "should be         - instruments_sealed\n"},
		"a_body":              {contractPath, "        tracers:\n", "should be         tracers:\n"},
		"a_check_on_postgres": {postgres, "'plan_drafted', ", "'plan_drafted'"},
		"a_check_on_sqlite":   {sqlite, "BEFORE UPDATE ON journal", "should be CREATE TRIGGER journal_states_update BEFORE UPDATE ON journal\n"},
	} {
		t.Run("notices_drift_in_"+name, func(t *testing.T) {
			t.Parallel()
			root := derived(t)
			was := read(t, root, tc.file)
			write(t, root, tc.file, cut(t, was, tc.phrase))
			before := everything(t, root)
			code, out, complaints := call(t, root, noon, "-check")
			if code != 1 || !strings.HasPrefix(out, "differs: "+tc.file+"\n  line ") || strings.Count(out, "differs:") != 1 || !strings.Contains(complaints, "go run ./cmd/derive") {
				t.Errorf("%d: %s%s", code, out, complaints)
			}
			if !strings.Contains(out, tc.shows) {
				t.Errorf("%q is not in %s", tc.shows, out)
			}
			if diff := cmp.Diff(before, everything(t, root)); diff != "" {
				t.Errorf("a check wrote:\n%s", diff)
			}
			if code, _, complaints := call(t, root, noon); code != 0 || read(t, root, tc.file) != was {
				t.Errorf("a run does not mend it: %d %s", code, complaints)
			}
		})
	}
	for _, file := range []string{"workflow/openselection/README.md", postgres, sqlite} {
		t.Run("notices_that_"+filepath.Base(filepath.Dir(file))+"_lacks_its_file", func(t *testing.T) {
			t.Parallel()
			root := derived(t)
			remove(t, root, file)
			if code, out, _ := call(t, root, noon, "-check"); code != 1 || out != "differs: "+file+"\n  the file is missing\n" {
				t.Errorf("%d: %s", code, out)
			}
		})
	}
	t.Run("names_every_file", func(t *testing.T) {
		t.Parallel()
		root := derived(t)
		for _, file := range []string{"workflow/openselection/README.md", contractPath, postgres, sqlite} {
			write(t, root, file, read(t, root, file)+"\n# x\n")
		}
		if _, out, _ := call(t, root, noon, "-check"); strings.Count(out, "differs:") != 4 {
			t.Error(out)
		}
	})
}
