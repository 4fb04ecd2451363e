package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/pprof"
	"strings"
	"time"

	"selter/cmd/selter/bench"
	"selter/pkg/generator"
	"selter/pkg/peers/private"
)

type benchCommand struct {
	What       string        `arg:"" optional:"" enum:"engine,round,lists,deadlines,board,rescore" default:"engine" help:"engine: transitions against raw SQL. round: closing a stage of a round of 30 posts and 900 applicants, and ranking it. lists: pages of applications beside 100,000. deadlines: thousands that fall due while Redis is emptied and workers are killed. board: tables of the supervisor over 100,000 selections. rescore: measuring the scores of all selections of a nation."`
	Seconds    float64       `default:"12" help:"How long to measure each target at each number of callers."`
	Selections int           `help:"Play this many selections for each figure instead, whatever time it takes."`
	Callers    []int         `default:"1,8,32" help:"Numbers of concurrent callers."`
	WithWorker bool          `help:"Let the worker and the sweep of the same process work off the outbox meanwhile."`
	Deadlines  int           `default:"20000" help:"How many deadlines fall due."`
	Over       time.Duration `default:"4m" help:"How long they take to fall due."`
	Seed       uint64        `default:"1" help:"Of the instants at which they fall due, and at which Redis is emptied and workers are killed."`
	Hold       bool          `help:"Fail when a figure of deadlines, board or rescore is beyond its limit, which is printed beside it."`
	JSON       bool          `name:"json" help:"Print one JSON document instead of the table."`
	CPUProfile string        `name:"cpu-profile" help:"Write a CPU profile of the run to this file." type:"path"`
}

// Run measures on the database that the environment names, which has to be empty, or
// on a private one.
func (c benchCommand) Run(ctx context.Context, t *terminal) error {
	if c.Seconds <= 0 || c.Selections < 0 {
		return mistake{errors.New("--seconds must be above 0 and --selections not below it")}
	}
	for _, n := range c.Callers {
		if n < 1 || n > 64 {
			return mistake{errors.New("--callers must be between 1 and 64")}
		}
	}
	where := "a private Postgres with its default durability"
	if t.settings.DatabaseURL != "" {
		where = "the Postgres of SELTER_DATABASE_URL"
	}
	role := "the API alone, as under \"serve --role api\": no worker and no sweep compete"
	if c.WithWorker {
		role = "API, worker and sweep in one process"
	}
	if c.What == "rescore" {
		role = "the keeper of scores alone"
	}
	if c.What == "deadlines" {
		role = "worker processes that are killed again and again"
	}
	fmt.Fprintf(t.err, "measuring %s, on %s\n", role, where)
	if c.CPUProfile != "" {
		file, err := os.Create(c.CPUProfile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	report, err := c.measure(ctx, t)
	if _, missing := errors.AsType[*private.MissingError](err); missing || errors.Is(err, bench.ErrNotEmpty) {
		return mistake{err}
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(t, report)
	} else {
		err = report.Print(t.out)
	}
	return errors.Join(err, c.held(report))
}

// held is an error where a report has to be within its limits and is not.
func (c benchCommand) held(report measured) error {
	limited, is := report.(interface{ Beyond() []string })
	if !c.Hold || !is {
		return nil
	}
	if beyond := limited.Beyond(); len(beyond) > 0 {
		return errors.New("beyond the limit: " + strings.Join(beyond, "; "))
	}
	return nil
}

// A measured thing can be printed as a table.
type measured interface{ Print(out io.Writer) error }

func (c benchCommand) measure(ctx context.Context, t *terminal) (measured, error) {
	switch c.What {
	case "round":
		return bench.RunRound(ctx, t.settings.DatabaseURL, bench.Province(), roundCallers)
	case "deadlines":
		return c.deadlines(ctx, t)
	case "board":
		return bench.RunBoard(ctx, t.settings.DatabaseURL, boardSelections, boardRequests, listCallers, progressOn(t.err, "writing standings"))
	case "rescore":
		return c.rescore(ctx, t)
	case "lists":
		return bench.RunLists(ctx, t.settings.DatabaseURL, bench.Nation(), listPages, listCallers)
	}
	return bench.Run(ctx, bench.Options{
		Database: t.settings.DatabaseURL, Callers: c.Callers, For: time.Duration(c.Seconds * float64(time.Second)),
		Selections: c.Selections, Worker: c.WithWorker, Progress: progressOn(t.err, "measuring"),
	})
}

// rescore measures the scores of a nation, or of --selections of it.
func (c benchCommand) rescore(ctx context.Context, t *terminal) (measured, error) {
	templates, err := playTemplates(ctx, progressOn(t.err, "memutar pola"))
	if err != nil {
		return nil, err
	}
	nation := generator.Nation{Seed: c.Seed, Selections: generator.National, Agencies: generator.Agencies(), Templates: templates}
	if c.Selections > 0 {
		nation.Selections = c.Selections
	}
	return bench.RunRescore(ctx, t.settings.DatabaseURL, nation, progressOn(t.err, "menyalin"))
}

// deadlines floods the house with deadlines. A missed, an early or a double one is a failure.
func (c benchCommand) deadlines(ctx context.Context, t *terminal) (measured, error) {
	if c.Deadlines < 1 || c.Over < time.Second {
		return nil, mistake{errors.New("--deadlines must be at least 1 and --over at least 1s")}
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	report, err := bench.RunDeadlines(ctx, bench.DeadlineOptions{
		Database: t.settings.DatabaseURL, Deadlines: c.Deadlines, Over: c.Over, Seed: c.Seed, Progress: progressOn(t.err, "falling due"),
		Worker: func() (*exec.Cmd, error) {
			cmd := exec.CommandContext(ctx, program, "worker")
			cmd.Stderr = t.err
			return cmd, nil
		},
	})
	if err == nil && !report.Faultless() {
		err = errors.Join(report.Print(t.err), errors.New("a deadline was missed, early or double"))
	}
	return report, err
}

const (
	roundCallers = 4    // who close a round's stage together
	listCallers  = 2    // who read lists at once
	listPages    = 1000 // of each list

	boardSelections = 100_000 // five years of the nation
	boardRequests   = 300     // of each table
)
