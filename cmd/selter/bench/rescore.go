package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"syscall"
	"text/tabwriter"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/generator"
	"selter/pkg/telemetry"
)

// A Remeasured is one measuring of all selections.
type Remeasured struct {
	What       string  `json:"what"`
	Processors int     `json:"processors"` // that our process may use; the database has its own
	Selections int64   `json:"selections"`
	Changed    int64   `json:"changed"`
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"per_second"`
	// CPUSeconds is the processor time of our process, without the database's: beside others on one
	// machine the rate by it says more than that by the clock.
	CPUSeconds   float64 `json:"cpu_seconds"`
	PerCPUSecond float64 `json:"per_cpu_second"`
}

// The runs in which there is something to measure.
const (
	noneKept = "none kept"
	allAgain = "all again"
)

// A RemeasureReport is what was measured of measuring.
type RemeasureReport struct {
	Rounds int          `json:"rounds"`
	Runs   []Remeasured `json:"runs"`
}

// RunRescore brings a nation into a database and measures all its scores: when nothing is kept, when all is kept and
// is measured again, with one processor and with all, and when there is nothing to do. Templates are made once.
func RunRescore(ctx context.Context, database string, nation generator.Nation, progress func(done, total int)) (report RemeasureReport, err error) {
	site, err := OpenSite(ctx, database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	h, err := site.openHouse(ctx)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if report.Rounds, err = settle(ctx, h, nation, progress); err != nil {
		return report, err
	}
	if err := site.exec(ctx, "ANALYZE"); err != nil { // as autovacuum would have it after a while
		return report, err
	}
	all := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(all)
	for _, run := range []struct {
		what       string
		processors int
		everyone   bool
	}{{noneKept, 1, false}, {allAgain, 1, true}, {allAgain, all, true}, {"all up to date", all, false}} {
		runtime.GOMAXPROCS(run.processors)
		found, err := remeasured(ctx, h, run.everyone)
		if err != nil {
			return report, fmt.Errorf("%s: %w", run.what, err)
		}
		found.What, found.Processors = run.what, run.processors
		report.Runs = append(report.Runs, found)
	}
	return report, nil
}

// openHouse opens a house that serves nobody.
func (s *Site) openHouse(ctx context.Context) (*house.House, error) {
	within, err := s.within(engineSchema)
	if err != nil {
		return nil, err
	}
	keys, err := newKeys()
	if err != nil {
		return nil, err
	}
	return house.Open(ctx, house.Config{
		Settings: config.Settings{DatabaseURL: within, RedisURL: s.RedisURL, Keys: keys}, Log: telemetry.NewLog(io.Discard, slog.LevelWarn),
	})
}

func settle(ctx context.Context, h *house.House, nation generator.Nation, progress func(done, total int)) (rounds int, err error) {
	archives, err := h.Store.Archives(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for archive, err := range nation.Rounds() {
		if err == nil {
			err = archives.Add(ctx, archive)
		}
		if err != nil {
			return rounds, err
		}
		rounds, done = rounds+1, done+generator.Selections(archive)
		progress(done, nation.Selections)
	}
	return rounds, nil
}

func remeasured(ctx context.Context, h *house.House, everyone bool) (Remeasured, error) {
	began, spent := time.Now(), processorTime()
	batch, err := h.Remeasure(ctx, house.Remeasuring{Everyone: everyone})
	if err != nil {
		return Remeasured{}, err
	}
	took, cpu := time.Since(began).Seconds(), (processorTime() - spent).Seconds()
	return Remeasured{
		Selections: batch.Done, Changed: batch.Moved, Seconds: rounded(took, 100), PerSecond: rounded(float64(batch.Done)/took, 1),
		CPUSeconds: rounded(cpu, 100), PerCPUSecond: rounded(float64(batch.Done)/cpu, 1),
	}, nil
}

// processorTime is what our process has used so far.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// Print writes the report as a table.
func (r RemeasureReport) Print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%d rounds\tprocessors\tselections\tchanged\tseconds\tper second\tCPU seconds\tper CPU second\t\n", r.Rounds)
	for _, run := range r.Runs {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%.2f\t%.0f\t%.2f\t%.0f\t\n",
			run.What, run.Processors, run.Selections, run.Changed, run.Seconds, run.PerSecond, run.CPUSeconds, run.PerCPUSecond)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "at least %d per second on one processor; below it: %d\n", leastMeasured, len(r.Beyond()))
	return err
}
