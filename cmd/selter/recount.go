package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"selter/pkg/casework"
	"selter/workflow/openselection"
	"selter/workflow/recount"
)

type recountCommand struct {
	File string `arg:"" help:"An exported JSON document with one selection or many, or - for the standard input."`
	JSON bool   `name:"json" help:"Print one JSON document instead of lines."`
}

// A counted selection is what counting one again has found.
type counted struct {
	Selection string `json:"selection"`
	recount.Report
}

// Run counts every selection of the document again. A record that cannot be counted, and
// a document without any, is a mistake; a difference is a failure.
func (c recountCommand) Run(t *terminal) error {
	document, err := c.read(os.Stdin)
	if err != nil {
		return mistake{err}
	}
	found, err := recount.Find(document)
	if err == nil && len(found) == 0 {
		err = errors.New("no selection is in it")
	}
	if err != nil {
		return mistake{fmt.Errorf("%s: %w", c.File, err)}
	}
	all, agree := make([]counted, len(found)), true
	for i, one := range found {
		report, err := recount.Check(one.Facts)
		if err != nil {
			return mistake{fmt.Errorf("%s: selection %s: %w", c.File, one.Name, err)}
		}
		all[i] = counted{one.Name, report}
		agree = agree && report.Agrees()
	}
	if c.JSON {
		err = printJSON(t, map[string]any{"selections": all})
	} else {
		err = printCounted(t.out, all)
	}
	if err == nil && !agree {
		err = exit(exitFailed)
	}
	return err
}

func (c recountCommand) read(standard io.Reader) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(standard)
	}
	return os.ReadFile(c.File)
}

// printCounted writes each recounted ranking and, below it, what is published otherwise.
func printCounted(out io.Writer, all []counted) error {
	var errs []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(out, format+"\n", args...)
		errs = append(errs, err)
	}
	for _, one := range all {
		switch {
		case !one.Agrees():
			line("selection %s: %d differences", one.Selection, len(one.Differences))
		case one.Determined:
			line("selection %s: the ranking is as published", one.Selection)
		default:
			line("selection %s: no ranking is published yet; the points so far are right", one.Selection)
		}
		for _, standing := range one.Standings {
			line("  %3d. %-8s %s", standing.Rank, standing.Candidate, standing.Total)
		}
		for _, difference := range one.Differences {
			line("  ! %s", difference)
		}
	}
	return errors.Join(errs...)
}

// A shelf lists cases.
type shelf interface {
	Cases(ctx context.Context, query casework.Query) ([]casework.Record, error)
}

// recounted counts every selection on a shelf again and tells report of each difference.
// It answers how many rankings it counted.
func recounted(ctx context.Context, kept shelf, report func(line string)) (rankings int, err error) {
	for query := (casework.Query{Procedure: openselection.SelectionName, Limit: 100}); ; {
		page, err := kept.Cases(ctx, query)
		if err != nil || len(page) == 0 {
			return rankings, err
		}
		for _, record := range page {
			query.After = record.ID
			found, err := recount.Check(record.Facts)
			if err != nil {
				report(fmt.Sprintf("recount: case %s: %v", record.ID, err))
			}
			if found.Determined {
				rankings++
			}
			for _, difference := range found.Differences {
				report(fmt.Sprintf("recount: case %s: %s", record.ID, difference))
			}
		}
	}
}
