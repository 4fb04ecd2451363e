package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// banned are methods of gorm that must not be called, with what to do instead.
func banned(method string) (instead string, is bool) {
	instead, is = map[string]string{
		"Save":            "it is an upsert that overwrites newer rows: compare-and-set on the revision",
		"Updates":         "it leaves out what is zero: Exec an UPDATE that names its columns",
		"UpdateColumns":   "it leaves out what is zero: Exec an UPDATE that names its columns",
		"Create":          "it saves associations: insert by the tables of columns.go",
		"AutoMigrate":     "it alters types and constraints: add a file to migrations",
		"Migrator":        "it alters types and constraints: add a file to migrations",
		"FirstOrCreate":   "it is not atomic: INSERT ... ON CONFLICT",
		"FirstOrInit":     "it hides that there is no row: Take",
		"Association":     "it writes other tables: insert by the tables of columns.go",
		"Preload":         "it is one more query each: join",
		"Unscoped":        "there is no soft delete",
		"Clauses":         "SQLite drops locks in silence: write the statement out",
		"Delete":          "nothing is deleted: a withdrawn thing has a state",
		"CreateInBatches": "insert by the tables of columns.go",
		"UpdateColumn":    "Exec an UPDATE that names its columns",
	}[method]
	return instead, is
}

// breaches finds what is forbidden in one source file: "line: ban" with the ban's name in the samples.
func breaches(t *testing.T, path string) map[int]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[int]string)
	report := func(at ast.Node, ban string) { found[set.Position(at.Pos()).Line] = ban }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if selector, ok := n.Fun.(*ast.SelectorExpr); ok && named(selector.X) != "cmp" { // cmp.Or is no condition
				called(report, selector.Sel, n)
			}
		case *ast.Field:
			declared(report, n)
		case *ast.GenDecl:
			if n.Tok == token.VAR {
				ast.Inspect(n, func(inner ast.Node) bool {
					if literal, ok := inner.(*ast.CompositeLit); ok && named(literal.Type) == "gorm.Config" {
						report(literal, "gorm.Config that two databases could share")
					}
					return true
				})
			}
		case *ast.KeyValueExpr:
			if named(n.Key) == "PrepareStmt" && named(n.Value) != "false" {
				report(n, "PrepareStmt")
			}
		}
		return true
	})
	return found
}

func called(report func(ast.Node, string), method *ast.Ident, call *ast.CallExpr) {
	if _, is := banned(method.Name); is {
		report(method, method.Name)
	}
	switch method.Name {
	case "Where", "Or", "Not", "Having":
		if !question(call.Args[0]) {
			report(method, `condition that is not "... ?"`)
		}
	case "Find", "First", "Take", "Last":
		if len(call.Args) > 1 {
			report(method, "inline condition")
		}
	case "Raw", "Exec":
		if len(call.Args) > 0 && builtFromValues(call.Args[0]) {
			report(method, "SQL put together from values")
		}
	case "Transaction":
		ast.Inspect(call.Args[0], func(n ast.Node) bool {
			if inner, ok := n.(*ast.SelectorExpr); ok && (inner.Sel.Name == "writes" || inner.Sel.Name == "reads") {
				report(inner, "outer handle in a transaction")
			}
			return true
		})
	}
}

func declared(report func(ast.Node, string), field *ast.Field) {
	for _, name := range field.Names {
		if name.Name == "DeletedAt" {
			report(name, "soft delete")
		}
	}
	if kind := named(field.Type); kind == "gorm.Model" || kind == "gorm.DeletedAt" {
		report(field, kind)
	}
	if field.Tag != nil && slices.ContainsFunc([]string{"foreignKey", "references:", "many2many", "polymorphic"}, func(word string) bool {
		return strings.Contains(field.Tag.Value, word)
	}) {
		report(field, "association tag")
	}
}

// question tells whether a condition is one literal with a place for its value.
func question(condition ast.Expr) bool {
	literal, ok := condition.(*ast.BasicLit)
	return ok && literal.Kind == token.STRING && strings.Contains(literal.Value, "?")
}

// builtFromValues tells whether a statement is formatted or added up where it is sent.
func builtFromValues(statement ast.Expr) bool {
	switch statement := statement.(type) {
	case *ast.BinaryExpr:
		return true
	case *ast.CallExpr:
		return strings.HasPrefix(named(statement.Fun), "fmt.")
	}
	return false
}

// named writes an identifier or a qualified one.
func named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return named(e.X) + "." + e.Sel.Name
	}
	return ""
}

func sources(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source in %s, %v", pattern, err)
	}
	return paths
}

func TestBans(t *testing.T) {
	t.Parallel()
	t.Run("hold_in_this_package", func(t *testing.T) {
		t.Parallel()
		looked := 0
		for _, path := range sources(t, "*.go") {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			looked++
			for line, ban := range breaches(t, path) {
				instead, _ := banned(ban)
				t.Errorf("%s:%d: %s is banned: %s", path, line, ban, instead)
			}
		}
		if looked < 10 {
			t.Errorf("looked at %d files only", looked)
		}
	})
	t.Run("notice_every_sample", func(t *testing.T) {
		t.Parallel()
		for _, path := range sources(t, "testdata/bans/*.go") {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want := make(map[int]string)
			for i, line := range strings.Split(string(text), "\n") {
				if _, ban, ok := strings.Cut(line, "// ban: "); ok {
					want[i+1] = ban
				}
			}
			if diff := cmp.Diff(want, breaches(t, path)); diff != "" || len(want) == 0 {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
	t.Run("keep_gorm_and_the_drivers_inside_this_package", func(t *testing.T) {
		t.Parallel()
		const root = "../.."
		looked := 0
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains([]string{root + "/.git", root + "/pkg/store"}, filepath.ToSlash(path)), entry.Name() == "testdata":
				return fs.SkipDir
			}
			if !strings.HasSuffix(path, ".go") {
				return nil
			}
			looked++
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range file.Imports {
				name, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				if strings.HasPrefix(name, "gorm.io/") || strings.Contains(name, "gormlite") {
					t.Errorf("%s imports %s", path, name)
				}
			}
			return nil
		})
		if err != nil || looked < 50 {
			t.Errorf("looked at %d files, %v", looked, err)
		}
	})
}
