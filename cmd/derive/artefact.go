package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An artefact is one file as it should be.
type artefact struct {
	path  string // from the root, with slashes
	want  string
	found string
}

// read finds what stands there now; a file that is missing is empty.
func (a *artefact) read(root string) error {
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(a.path)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	a.found = string(content)
	return err
}

func (a *artefact) write(root string) error {
	return os.WriteFile(filepath.Join(root, filepath.FromSlash(a.path)), []byte(a.want), 0o644) //nolint:gosec // sources are read by everybody
}

// firstDifference shows the first line that is not as it should be.
func (a *artefact) firstDifference() string {
	if a.found == "" {
		return "  the file is missing\n"
	}
	found, want := strings.Split(a.found, "\n"), strings.Split(a.want, "\n")
	for i := range max(len(found), len(want)) {
		is, should := lineAt(found, i), lineAt(want, i)
		if is != should {
			return fmt.Sprintf("  line %d is        %s\n  line %d should be %s\n", i+1, is, i+1, should)
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end of file)"
}
