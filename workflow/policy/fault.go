package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Fault is one mistake in a policy file, at the place where it stands. Line and Column count from 1.
type Fault struct {
	File    string
	Line    int
	Column  int
	Problem string
}

// Error reads like "agency-5300.yaml:7:10: unknown key \"announcment.length\"".
func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Problem)
}

// place is a position in a file.
type place struct {
	file         string
	line, column int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// faults gathers every mistake, so that the author of a file sees all of them at once.
type faults []*Fault

func (fs *faults) add(at place, format string, args ...any) {
	*fs = append(*fs, &Fault{File: at.file, Line: at.line, Column: at.column, Problem: fmt.Sprintf(format, args...)})
}

// joined is nil without faults, else one error holding all of them in the order in which a reader meets them.
func (fs faults) joined() error {
	slices.SortStableFunc(fs, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errors.Join(errs...)
}
