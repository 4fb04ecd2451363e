package policy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// Each base under each profile gives exactly one value for each key on each day on which anything changes, on the day before, and in each month.
func TestCoverage(t *testing.T) {
	t.Parallel()
	l := load(t)
	for _, base := range l.Bases() {
		for _, profile := range append([]string{""}, l.Profiles()...) {
			t.Run(base+"/"+profile, func(t *testing.T) {
				t.Parallel()
				days := boundaries(l)
				if len(days) < 200 {
					t.Fatalf("only %d days to look at", len(days))
				}
				for _, d := range days {
					p, err := l.Resolve(policy.Query{Base: base, Profile: profile, Date: d})
					if err != nil {
						t.Errorf("%s: %v", d, err)
						continue
					}
					var got []string
					for _, e := range p.Entries() {
						got = append(got, e.Key)
					}
					if want := names(); !slices.Equal(got, want) {
						t.Errorf("%s: keys %v, want %v", d, got, want)
					}
				}
			})
		}
	}
}

func boundaries(l *policy.Library) []calendar.Date {
	first, last := day("2014-01-01"), day("2028-12-31")
	days := []calendar.Date{first, last}
	for d := first; d.Before(last); d = d.AddMonths(1) {
		days = append(days, d)
	}
	touch := func(d calendar.Date) {
		if !d.IsZero() {
			days = append(days, d.AddDays(-1), d, d.AddDays(1))
		}
	}
	for _, i := range l.Instruments() {
		touch(i.From)
		touch(i.To)
		for _, line := range i.Lines {
			touch(line.From)
			touch(line.To)
		}
	}
	slices.SortFunc(days, calendar.Date.Compare)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d calendar.Date) bool { return d.Before(first) || last.Before(d) })
}

func names() []string {
	var all []string
	for _, k := range policy.Keys() {
		all = append(all, k.Name())
	}
	return all
}

func TestKeys(t *testing.T) {
	t.Parallel()
	t.Run("lists every declared key once", func(t *testing.T) {
		t.Parallel()
		file, err := parser.ParseFile(token.NewFileSet(), "keys.go", nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var declared, listed []string
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && decl.Tok == token.VAR {
						declared = append(declared, v.Names[0].Name)
					}
				}
			case *ast.FuncDecl:
				ast.Inspect(decl.Body, func(n ast.Node) bool {
					if list, ok := n.(*ast.CompositeLit); ok {
						for _, e := range list.Elts {
							listed = append(listed, e.(*ast.Ident).Name)
						}
					}
					return true
				})
			}
		}
		if len(declared) < 60 || !slices.Equal(declared, listed) {
			t.Errorf("declared %v\nlisted %v", declared, listed)
		}
	})
	t.Run("each has its own name, a unit, a type and a meaning", func(t *testing.T) {
		t.Parallel()
		all := names()
		slices.Sort(all)
		if len(slices.Compact(slices.Clone(all))) != len(all) {
			t.Errorf("a name stands twice in %v", all)
		}
		for _, k := range policy.Keys() {
			if !strings.Contains(k.Name(), ".") || k.Unit() == "" || k.Type() == "" || k.Meaning() == "" || len(k.Units()) == 0 {
				t.Errorf("%s: unit %q, type %q, meaning %q", k.Name(), k.Unit(), k.Type(), k.Meaning())
			}
		}
	})
	t.Run("each is given by at least one instrument", func(t *testing.T) {
		t.Parallel()
		given := map[string]bool{}
		for _, i := range load(t).Instruments() {
			for _, line := range i.Lines {
				given[line.Key] = true
			}
		}
		for _, name := range names() {
			if !given[name] {
				t.Errorf("no instrument gives %s", name)
			}
		}
	})
}

func TestInstruments(t *testing.T) {
	t.Parallel()
	units := map[string][]string{}
	for _, k := range policy.Keys() {
		units[k.Name()] = k.Units()
	}
	l := load(t)
	ids := map[string]bool{}
	for _, i := range l.Instruments() {
		ids[i.ID] = true
		if i.File != i.ID+".yaml" || i.Title == "" || len(i.Lines) == 0 || i.From.IsZero() {
			t.Errorf("%s: file %q, title %q, %d lines from %s", i.ID, i.File, i.Title, len(i.Lines), i.From)
		}
		for _, line := range i.Lines {
			if !slices.Contains(units[line.Key], line.Unit) {
				t.Errorf("%s: %s has the unit %q, want %v", i.ID, line.Key, line.Unit, units[line.Key])
			}
			if line.Article == "" || !line.Certainty.Valid() {
				t.Errorf("%s: %s cites %q, %q", i.ID, line.Key, line.Article, line.Certainty)
			}
			if (i.Kind == policy.KindProposal) != (line.Certainty == policy.Proposal) {
				t.Errorf("%s: %s is marked %s", i.ID, line.Key, line.Certainty)
			}
		}
	}
	for _, id := range []string{
		"uu-5-2014", "pp-11-2017", "permenpanrb-13-2014", "permenpanrb-15-2019", "se-menpanrb-52-2020", "se-kasn", "uu-10-2016",
		"profile-kasn", "profile-bkn", "seed", "selter-proposals",
	} {
		if !ids[id] {
			t.Errorf("no instrument %s", id)
		}
	}
	for _, base := range []string{"seed", "national", "permenpanrb-13-2014", "permenpanrb-15-2019", "se-menpanrb-52-2020"} {
		if !slices.Contains(l.Bases(), base) {
			t.Errorf("no base %s in %v", base, l.Bases())
		}
	}
	if slices.Contains(l.Bases(), "selter-proposals") || slices.Contains(l.Bases(), "profile-kasn") {
		t.Errorf("a base that is no legal text: %v", l.Bases())
	}
}

// The answer belongs to the caller: changing it must not reach the library.
func TestInstruments_are_copies(t *testing.T) {
	t.Parallel()
	l := load(t)
	before := resolve(t, l, policy.Query{Date: day("2024-05-08")}).Hash
	for _, i := range l.Instruments() {
		for n := range i.Lines {
			i.Lines[n].Value = "broken"
		}
		for n := range i.Inherits {
			i.Inherits[n] = "broken"
		}
	}
	if after := resolve(t, l, policy.Query{Date: day("2024-05-08")}).Hash; after != before {
		t.Error("the library changed through a list it handed out")
	}
}
