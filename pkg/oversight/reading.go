package oversight

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

// A Reading is the score of a selection as it is by now.
type Reading struct {
	Result compliance.Result
	// Basis is what the result rests on.
	Basis Basis
	// At is when it was measured.
	At time.Time
}

// Score reads the score of a selection within the wall. Where the journals have moved on since it was kept it is measured
// for who asks: nobody is shown a score that an entry has overtaken. Errors: casework.ErrNoCase, also for what is no selection, or a fault.
func (k *Keeper) Score(ctx context.Context, wall casework.Wall, selection workflow.CaseID) (Reading, error) {
	head, kept, err := k.Store.KeptWithin(ctx, wall, selection)
	if err != nil {
		return Reading{}, err
	}
	if len(k.stale([]Head{head})) == 0 {
		reading := Reading{Basis: kept.Basis, At: kept.At}
		if err := json.Unmarshal(kept.Result, &reading.Result); err != nil {
			return Reading{}, fmt.Errorf("the score that is kept of %s: %w", selection, err)
		}
		return reading, nil
	}
	scores, err := k.scores(ctx, []workflow.CaseID{selection})
	if err != nil {
		return Reading{}, err
	}
	if len(scores) == 0 {
		return Reading{}, casework.ErrNoCase
	}
	return Reading{Result: scores[0].result, Basis: scores[0].Basis, At: scores[0].At}, nil
}

// Changes lists how the score of a selection within the wall has moved, the earliest first, after a position.
func (k *Keeper) Changes(ctx context.Context, wall casework.Wall, selection workflow.CaseID, after int64, limit int) ([]Change, error) {
	return k.Store.Changes(ctx, wall, selection, after, limit)
}
