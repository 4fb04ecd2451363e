package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os/exec"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/telemetry"
	"selter/workflow/calendar"
)

// DeadlineOptions say how many deadlines fall due, and over which time.
type DeadlineOptions struct {
	Database  string // names an empty Postgres database; "" starts a private one
	Deadlines int
	Over      time.Duration
	Seed      uint64
	// Worker makes the command of a worker process; the settings of the run are added to its environment.
	Worker func() (*exec.Cmd, error)
	// Progress is told how far the run is.
	Progress func(done, total int)
}

const (
	crew       = 2               // worker processes
	lead       = 8 * time.Second // until the first deadline: the workers start meanwhile
	standstill = 2 * time.Minute // without anything moving is a failure of the run
)

// RunDeadlines lets deadlines with reminders and notices fall due on real servers, while Redis is emptied every few seconds
// and worker processes are killed and started anew, and then holds what is in the database against what had to happen.
func RunDeadlines(ctx context.Context, o DeadlineOptions) (report DeadlineReport, err error) {
	site, err := OpenSite(ctx, o.Database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	within, err := site.within(engineSchema)
	if err != nil {
		return report, err
	}
	keys, err := newKeys()
	if err != nil {
		return report, err
	}
	h, err := house.Open(ctx, house.Config{
		Settings: config.Settings{DatabaseURL: within, RedisURL: site.RedisURL, Keys: keys}, Log: telemetry.NewLog(io.Discard, slog.LevelError),
	})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	now, err := h.Store.Ready(ctx)
	if err != nil {
		return report, err
	}
	if err := Seat(ctx, h, calendar.DateOf(now, calendar.WITA)); err != nil {
		return report, err
	}
	random := rand.New(rand.NewPCG(o.Seed, 0)) //nolint:gosec // a seed lets a run be repeated
	f := flood{site: site, house: h, random: random, options: o}
	if err := f.fill(ctx, now); err != nil {
		return report, fmt.Errorf("filling: %w", err)
	}
	environ := []string{config.DatabaseURL + "=" + within, config.RedisURL + "=" + site.RedisURL, config.Keys + "=" + keys, config.LogLevel + "=error"}
	workers := &gang{command: o.Worker, environ: environ}
	defer workers.dismiss()
	began := time.Now()
	if err := f.disturb(ctx, workers, &report); err != nil {
		return report, err
	}
	if err := f.drain(ctx, &report); err != nil {
		return report, err
	}
	report.Took = time.Since(began).Round(time.Second).String()
	workers.dismiss()
	return report, f.judge(ctx, &report)
}

// A flood is the deadlines of one run.
type flood struct {
	site    *Site
	house   *house.House
	random  *rand.Rand
	options DeadlineOptions
}

// disturb empties Redis and kills workers at random instants until the last deadline has come.
func (f *flood) disturb(ctx context.Context, workers *gang, report *DeadlineReport) error {
	for range crew {
		if err := workers.hire(ctx); err != nil {
			return err
		}
	}
	between := func(least, most time.Duration) time.Duration {
		return least + time.Duration(f.random.Int64N(int64(most-least)))
	}
	start := time.Now()
	end := start.Add(lead + f.options.Over)
	flush, kill := time.NewTimer(between(2*time.Second, 6*time.Second)), time.NewTimer(lead)
	defer flush.Stop()
	defer kill.Stop()
	over := time.NewTimer(time.Until(end))
	defer over.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over.C:
			return nil
		case <-flush.C:
			if err := f.site.redis.Flush(ctx); err != nil {
				return err
			}
			report.Flushes++
			flush.Reset(between(2*time.Second, 6*time.Second))
		case <-kill.C:
			if err := workers.replace(ctx, f.random.IntN(crew)); err != nil {
				return err
			}
			report.Kills++
			kill.Reset(between(4*time.Second, 10*time.Second))
		}
		f.options.Progress(int(time.Since(start)/time.Second), int(end.Sub(start)/time.Second))
	}
}

// drain waits until nothing is due and nothing waits to be delivered.
func (f *flood) drain(ctx context.Context, report *DeadlineReport) error {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	began := time.Now()
	last, moved := int64(-1), began
	for {
		due, next, err := f.house.Store.Due(ctx, 1)
		if err != nil {
			return err
		}
		waiting, _, err := f.house.Store.Depth(ctx)
		if err != nil {
			return err
		}
		if len(due) == 0 && next.IsZero() && waiting == 0 {
			report.Drained = time.Since(began).Round(time.Millisecond).String()
			return nil
		}
		if waiting != last {
			last, moved = waiting, time.Now()
		}
		if time.Since(moved) > standstill {
			return fmt.Errorf("%d messages wait and nothing has moved for %s", waiting, standstill)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// A gang is the worker processes of a run.
type gang struct {
	command func() (*exec.Cmd, error)
	environ []string
	at      []*exec.Cmd
}

func (g *gang) start() (*exec.Cmd, error) {
	cmd, err := g.command()
	if err != nil {
		return nil, err
	}
	cmd.Env = append(cmd.Env, g.environ...)
	return cmd, cmd.Start()
}

func (g *gang) hire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	cmd, err := g.start()
	if err == nil {
		g.at = append(g.at, cmd)
	}
	return err
}

// replace kills a worker as a loss of power would, and starts another in its place.
func (g *gang) replace(ctx context.Context, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	end(g.at[n])
	cmd, err := g.start()
	if err == nil {
		g.at[n] = cmd
	}
	return err
}

// dismiss ends all workers. It may be called again.
func (g *gang) dismiss() {
	for _, cmd := range g.at {
		end(cmd)
	}
	g.at = nil
}

// end kills a process of the run's own and waits until it is gone; that it was killed is what was meant.
func end(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
