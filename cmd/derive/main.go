// Derive rewrites everything in the repository that follows from the tables of the
// procedures and of the reads: the READMEs of their packages, the enums and event bodies of the contract, the
// checks on states in the database. With -check it writes nothing, names each file that
// differs and exits 1. It may be run from anywhere in the repository.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], ".", time.Now(), os.Stdout, os.Stderr))
}

// run is the program: 0 done, 1 drift or a failure, 2 wrong use.
func run(args []string, folder string, now time.Time, out, complaints io.Writer) int {
	flags := flag.NewFlagSet("derive", flag.ContinueOnError)
	flags.SetOutput(complaints)
	check := flags.Bool("check", false, "write nothing; exit 1 and name the files that differ")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		_, _ = fmt.Fprintf(complaints, "derive takes no files, got %q\n", flags.Arg(0))
		return 2
	}
	changed, err := derive(folder, now, *check)
	if err != nil {
		_, _ = fmt.Fprintln(complaints, "derive:", err)
		return 1
	}
	for _, a := range changed {
		verb := "wrote"
		if *check {
			verb = "differs:"
		}
		_, _ = fmt.Fprintf(out, "%s %s\n%s", verb, a.path, a.firstDifference())
	}
	if *check && len(changed) > 0 {
		_, _ = fmt.Fprintln(complaints, "derived files are out of date; run: go run ./cmd/derive")
		return 1
	}
	return 0
}

// derive finds the artefacts that differ and, unless it only checks, writes them.
func derive(folder string, now time.Time, check bool) ([]artefact, error) {
	root, err := findRoot(folder)
	if err != nil {
		return nil, err
	}
	l, err := readLaw()
	if err != nil {
		return nil, err
	}
	artefacts, err := all(root, l, now)
	if err != nil {
		return nil, err
	}
	var changed []artefact
	for _, a := range artefacts {
		if err := a.read(root); err != nil {
			return nil, err
		}
		if a.want == a.found {
			continue
		}
		if !check {
			if err := a.write(root); err != nil {
				return nil, err
			}
		}
		changed = append(changed, a)
	}
	return changed, nil
}

func all(root string, l law, now time.Time) ([]artefact, error) {
	pages, err := readmes(l)
	if err != nil {
		return nil, err
	}
	contract, err := contract(root, l)
	if err != nil {
		return nil, err
	}
	checks, err := stateChecks(root, l, now)
	if err != nil {
		return nil, err
	}
	return slices.Concat(pages, []artefact{accessReadme(l), contract}, checks), nil
}

// findRoot goes up to the folder with go.mod.
func findRoot(folder string) (string, error) {
	start, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", errors.New("no go.mod here or above: run it inside the repository")
		}
	}
}
