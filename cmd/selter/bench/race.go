package bench

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Tally is how long each step of a race took, and the race. Steps that ended after
// the first caller had run out of work do not count: fewer callers than asked for
// were at work by then.
type Tally struct {
	Steps []time.Duration
	Took  time.Duration
}

// PerSecond is the rate of steps.
func (t Tally) PerSecond() float64 {
	if t.Took <= 0 {
		return 0
	}
	return float64(len(t.Steps)) / t.Took.Seconds()
}

// Percentile is the time within which a share p (0 to 1) of the steps ended.
func (t Tally) Percentile(p float64) time.Duration {
	if len(t.Steps) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.Steps))
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}

func (t Tally) plus(more Tally) Tally {
	return Tally{Steps: append(t.Steps, more.Steps...), Took: t.Took + more.Took}
}

// race lets callers take jobs until none is left. A job calls lap after each step,
// with the time at which the step began.
func race(ctx context.Context, callers, jobs int, job func(ctx context.Context, caller, job int, lap func(began time.Time)) error) (Tally, error) {
	var next atomic.Int64
	var over sync.Once
	var ended time.Time
	laps := make([][]lap, callers)
	began := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for caller := range callers {
		group.Go(func() error {
			for {
				n := int(next.Add(1)) - 1
				if n >= jobs {
					over.Do(func() { ended = time.Now() })
					return nil
				}
				if err := job(ctx, caller, n, func(began time.Time) { laps[caller] = append(laps[caller], lap{began, time.Now()}) }); err != nil {
					return err
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return Tally{}, err
	}
	tally := Tally{Took: ended.Sub(began)}
	for _, of := range laps {
		for _, l := range of {
			if !l.ended.After(ended) {
				tally.Steps = append(tally.Steps, l.ended.Sub(l.began))
			}
		}
	}
	return tally, nil
}

type lap struct{ began, ended time.Time }
