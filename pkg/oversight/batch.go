package oversight

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
)

// usualStride is a few hundred selections.
const usualStride = 100

// Begin begins to measure everything anew; Step then does the work. With everyone also what rests on the newest
// entries already is measured; what is final keeps its rows even so.
func (k *Keeper) Begin(ctx context.Context, everyone bool) (Batch, error) {
	return k.Batches.Begin(ctx, uuid.Must(uuid.NewV7()), k.Law.Rubric, everyone)
}

// Unended lists the batches that have not come to their end, the newest first.
func (k *Keeper) Unended(ctx context.Context) ([]Batch, error) { return k.Batches.Unended(ctx) }

// Step measures the next rounds of a batch. What it keeps and how far the batch has come are two commits: whoever is
// killed in between leaves rounds that are measured once more, with the same result. When another has taken the
// same rounds, mine is false, and the other goes on.
func (k *Keeper) Step(ctx context.Context, id uuid.UUID) (after Batch, mine bool, err error) {
	before, err := k.Batches.Batch(ctx, id)
	if err != nil || !before.Ended.IsZero() {
		return before, false, err
	}
	after = before
	rounds, err := k.Batches.Rounds(ctx, before.After, k.stride)
	if err != nil {
		return before, false, err
	}
	if len(rounds) == 0 {
		after.Ended = time.Unix(0, 1) // that it has ended; when, the store says
		mine, err = k.Batches.Advance(ctx, before, after)
		return after, mine, err
	}
	heads, err := k.Batches.Heads(ctx, rounds)
	if err != nil {
		return before, false, err
	}
	moved, err := k.stepOver(ctx, heads, before.Everyone)
	if err != nil {
		return before, false, err
	}
	after.After, after.Done, after.Moved = rounds[len(rounds)-1], before.Done+int64(len(heads)), before.Moved+moved
	mine, err = k.Batches.Advance(ctx, before, after)
	return after, mine, err
}

// stepOver measures those of some selections that are to be measured, and counts whose score has changed. It seals nothing:
// the journals of what has closed are not for a batch to write in.
func (k *Keeper) stepOver(ctx context.Context, heads []Head, everyone bool) (moved int64, err error) {
	ids := selectionsOf(heads)
	if !everyone {
		ids = k.stale(heads)
	}
	for attempt := 0; len(ids) > 0; attempt++ {
		if attempt == attempts {
			return moved, errContended
		}
		passed, changed, err := k.remeasure(ctx, ids)
		if err != nil {
			return moved, fmt.Errorf("measure %d selections: %w", len(ids), err)
		}
		moved, ids = moved+changed, passed
	}
	return moved, nil
}

// remeasure measures and keeps, whether or not anything is different: a standing may be where the score is not.
func (k *Keeper) remeasure(ctx context.Context, ids []workflow.CaseID) (passed []workflow.CaseID, changed int64, err error) {
	scores, err := k.scores(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	list := make([]Score, len(scores))
	for i, m := range scores {
		list[i] = m.Score
	}
	if passed, err = k.Store.Keep(ctx, list); err != nil {
		return nil, 0, err
	}
	for _, score := range list {
		if score.Change != nil && !slices.Contains(passed, score.Standing.Selection) {
			changed++
		}
	}
	return passed, changed, nil
}
