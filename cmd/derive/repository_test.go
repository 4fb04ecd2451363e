package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"selter/pkg/peers"
)

func TestMain(m *testing.M) { peers.Main(m) }

var noon = time.Date(2030, time.May, 8, 12, 0, 0, 0, time.UTC)

// repository is a copy of what derive reads and writes.
func repository(t *testing.T) string {
	t.Helper()
	root, err := findRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, pattern := range []string{
		"go.mod", "api/openapi.yaml", "migrations/*/*.sql", "workflow/openselection/*", "workflow/complaint/*", "workflow/mandate/*", "workflow/person/*", "workflow/access/*", "workflow/gates/*.go",
	} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			if info, err := os.Stat(file); err != nil || info.IsDir() {
				continue
			}
			name, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, to, name, read(t, root, name))
		}
	}
	return to
}

// derived is a repository in which derive has run.
func derived(t *testing.T) string {
	t.Helper()
	root := repository(t)
	if code, _, complaints := call(t, root, noon); code != 0 {
		t.Fatalf("%d: %s", code, complaints)
	}
	return root
}

func call(t *testing.T, folder string, now time.Time, args ...string) (code int, out, complaints string) {
	t.Helper()
	var said, complained bytes.Buffer
	code = run(args, folder, now, &said, &complained)
	return code, said.String(), complained.String()
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	file := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, root, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(root, name)); err != nil {
		t.Fatal(err)
	}
}

// everything is each file of a repository with its content.
func everything(t *testing.T, root string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	if err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, file)
		files[filepath.ToSlash(name)] = read(t, root, name)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return files
}

// statesFiles are the newest checks of states in both dialects.
func statesFiles(t *testing.T, root string) (postgres, sqlite string) {
	t.Helper()
	name, err := newestStates(root)
	if err != nil || name == "" {
		t.Fatalf("no checks of states: %v", err)
	}
	return "migrations/postgres/" + name, "migrations/sqlite/" + name
}

// document is the contract of a repository.
func document(t *testing.T, root string) *openapi3.T {
	t.Helper()
	loaded, err := openapi3.NewLoader().LoadFromData([]byte(read(t, root, contractPath)))
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return loaded
}

func theLaw(t *testing.T) law {
	t.Helper()
	l, err := readLaw()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// cut is text with the first of a phrase taken out.
func cut(t *testing.T, text, phrase string) string {
	t.Helper()
	before, after, found := strings.Cut(text, phrase)
	if !found {
		t.Fatalf("no %q", phrase)
	}
	return before + after
}
