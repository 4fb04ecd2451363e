package house

import (
	"context"
	"time"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
)

// openKeeper makes who keeps the scores. The desk comes after it, and is told to it then.
func (h *House) openKeeper(holidays *calendar.Holidays) error {
	agencies, err := listAgencies(h.config.AgenciesFile)
	h.Keeper = oversight.NewKeeper(oversight.Config{Store: h.Store, Batches: h.Store, Holidays: holidays, Law: ScoreLaw(), Agencies: agencies})
	return err
}

// ScoreLaw is the law by which a house measures.
func ScoreLaw() oversight.Law {
	elections := gates.Listed() // those that the desk knows
	return oversight.Law{
		Rubric: compliance.Rubric,
		Measure: func(pack *policy.Pack, holidays *calendar.Holidays, r compliance.Record) (compliance.Result, compliance.Standing, error) {
			result, err := compliance.Of(pack, holidays, elections, r)
			if err != nil {
				return compliance.Result{}, compliance.Standing{}, err
			}
			standing, err := compliance.StandingOf(pack, holidays, r, result)
			return result, standing, err
		},
		Freeze: func(pack *policy.Pack, holidays *calendar.Holidays, kept compliance.Result, r compliance.Record) (compliance.Result, compliance.Standing, error) {
			result := compliance.Frozen(kept, r)
			standing, err := compliance.StandingOf(pack, holidays, r, result)
			return result, standing, err
		},
		Touches: func(row string) []workflow.Event {
			for _, check := range compliance.Checks() {
				if string(check.ID) == row {
					return check.Touches
				}
			}
			return nil
		},
	}
}

// A Remeasuring says how everything is to be measured anew.
type Remeasuring struct {
	// Everyone measures also what rests on the newest entries already.
	Everyone bool
	// Resume goes on with the newest that has not come to its end; there has to be one.
	Resume bool
	// Progress is told how many selections are done.
	Progress func(done, total int)
}

// The pauses of who watches a measuring.
const (
	lookEvery = 100 * time.Millisecond
	// ringAgain is how long nothing may have happened before the bell is taken to be lost: longer than a task works.
	ringAgain = 15 * time.Second
)

// Remeasure measures everything anew, as tasks of the queue, in which the workers of other processes take part. When ctx
// ends first, what is left is for the next worker or for who resumes. oversight.ErrNoBatch says that there is nothing to resume.
func (h *House) Remeasure(ctx context.Context, how Remeasuring) (oversight.Batch, error) {
	batch, err := h.remeasuring(ctx, how)
	if err != nil {
		return batch, err
	}
	working, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- ignoreEnd(working, h.worker.Run(working)) }()
	batch, err = h.watch(ctx, batch, how.Progress)
	stop()
	if failed := <-ended; err == nil {
		err = failed
	}
	return batch, err
}

func (h *House) remeasuring(ctx context.Context, how Remeasuring) (oversight.Batch, error) {
	if !how.Resume {
		return h.Keeper.Begin(ctx, how.Everyone)
	}
	batches, err := h.Store.Unended(ctx)
	if err == nil && len(batches) == 0 {
		err = oversight.ErrNoBatch
	}
	if err != nil {
		return oversight.Batch{}, err
	}
	return batches[0], nil
}

// watch waits until a measuring has come to its end. It rings again when nothing happens: Redis may have been emptied.
func (h *House) watch(ctx context.Context, batch oversight.Batch, progress func(done, total int)) (oversight.Batch, error) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	moved := time.Now() // the worker rings for all that is unended as it starts
	for id := batch.ID; ; {
		seen, err := h.Store.Batch(ctx, id)
		if err != nil {
			return batch, err
		}
		if progress != nil && seen.Total > 0 {
			progress(int(min(seen.Done, seen.Total)), int(seen.Total))
		}
		if !seen.Ended.IsZero() {
			return seen, nil
		}
		if seen.After != batch.After {
			moved = time.Now()
		} else if time.Since(moved) >= ringAgain {
			moved = time.Now()
			if err := h.queue.RingBatch(ctx, seen); err != nil {
				h.config.Log.Warn("what is to be measured anew waits for the bell", "error", err.Error())
			}
		}
		batch = seen
		select {
		case <-ctx.Done():
			return batch, ctx.Err()
		case <-ticker.C:
		}
	}
}
