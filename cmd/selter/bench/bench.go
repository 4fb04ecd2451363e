package bench

import (
	"context"
	"errors"
	"time"

	"selter/pkg/store"
)

// The two targets.
const (
	EngineTarget   = "engine"
	BaselineTarget = "baseline"
)

// turns is how often engine and baseline take turns at one number of callers. What
// disturbs the machine for a while then meets both.
const turns = 4

// warmUp is how many selections each caller plays before anything counts.
const warmUp = 4

// Options say what to measure. The zero value of each means its default.
type Options struct {
	// Database names an empty Postgres database; "" starts a private one.
	Database string
	// Callers are the numbers of concurrent callers; default 1, 8 and 32.
	Callers []int
	// For is how long each target is measured at each number of callers; default 12 s.
	For time.Duration
	// Selections, when set, is how many are played instead, whatever time that takes.
	Selections int
	// Worker lets the house work off its outbox meanwhile; without it the house is
	// the API alone, as under "serve --role api".
	Worker bool
	// Progress is told how far the run is.
	Progress func(done, total int)
}

func (o Options) complete() Options {
	if len(o.Callers) == 0 {
		o.Callers = []int{1, 8, 32}
	}
	if o.For == 0 {
		o.For = 12 * time.Second
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return o
}

// Run measures.
func Run(ctx context.Context, o Options) (report Report, err error) {
	o = o.complete()
	site, err := OpenSite(ctx, o.Database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	engine, err := OpenEngine(ctx, site, o.Worker, new(store.Traffic))
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	first, err := engine.Prepare(ctx, 1)
	if err != nil {
		return report, err
	}
	sample, err := engine.Sample(ctx, first[0])
	if err != nil {
		return report, err
	}
	baseline, err := OpenBaseline(ctx, site, sample)
	if err != nil {
		return report, err
	}
	defer baseline.Close()
	r := run{Options: o, engine: engine, baseline: baseline, steps: len(sample.Steps)}
	for _, callers := range o.Callers {
		if err := r.level(ctx, callers); err != nil {
			return report, err
		}
	}
	return NewReport(r.results), nil
}

type run struct {
	Options
	engine   *Engine
	baseline *Baseline
	steps    int // of a selection
	done     int
	results  []Result
}

func (r *run) progress() {
	r.done++
	r.Progress(r.done, len(r.Callers)*(turns+1))
}

// level measures both targets at one number of callers.
func (r *run) level(ctx context.Context, callers int) error {
	play := map[string]func(int) (Tally, error){
		EngineTarget: func(n int) (Tally, error) {
			list, err := r.engine.Prepare(ctx, n)
			if err != nil {
				return Tally{}, err
			}
			return r.engine.Play(ctx, callers, list)
		},
		BaselineTarget: func(n int) (Tally, error) {
			list, err := r.baseline.Prepare(ctx, n)
			if err != nil {
				return Tally{}, err
			}
			return r.baseline.Play(ctx, callers, list)
		},
	}
	order := []string{EngineTarget, BaselineTarget}
	each, sums := make(map[string]int), make(map[string]Tally)
	for _, target := range order {
		warm, err := play[target](r.warmUp(callers))
		if err != nil {
			return err
		}
		each[target] = r.selections(callers, warm.PerSecond())
	}
	r.progress()
	for range turns {
		for _, target := range order {
			tally, err := play[target](each[target])
			if err != nil {
				return err
			}
			sums[target] = sums[target].plus(tally)
		}
		r.progress()
	}
	for _, target := range order {
		r.results = append(r.results, resultOf(target, callers, sums[target]))
	}
	return nil
}

func (r *run) warmUp(callers int) int {
	n := warmUp * max(callers, 8)
	if r.Selections > 0 {
		n = min(n, r.Selections)
	}
	return n
}

// selections is how many to play in one turn at a rate of steps per second.
func (r *run) selections(callers int, rate float64) int {
	if r.Selections > 0 {
		return max((r.Selections+turns-1)/turns, callers)
	}
	return max(int(rate*r.For.Seconds()/turns/float64(r.steps)), callers)
}
