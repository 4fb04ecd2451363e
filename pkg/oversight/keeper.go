package oversight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
)

// A Law measures. Rubric names the version of its checks: a score that was measured by another is
// measured again, unless the selection has closed with it: what is final is frozen.
type Law struct {
	Rubric string
	// Measure must be pure: the same record gives the same, whoever measures it and when.
	Measure func(pack *policy.Pack, holidays *calendar.Holidays, r compliance.Record) (compliance.Result, compliance.Standing, error)
	// Freeze finds what a kept score of a selection that has closed has come to since: its rows stay as they are.
	Freeze func(pack *policy.Pack, holidays *calendar.Holidays, kept compliance.Result, r compliance.Record) (compliance.Result, compliance.Standing, error)
	// Touches are the events that can move a check.
	Touches func(row string) []workflow.Event
}

// A Desk is where what a keeper seals is recorded.
type Desk interface {
	Handle(ctx context.Context, id workflow.CaseID, r casework.Request) (casework.Reply, error)
}

// Config is what a keeper works with.
type Config struct {
	Store    Store
	Batches  Batches
	Holidays *calendar.Holidays
	Law      Law
	Agencies Agencies
	// Desk seals the scores of selections that have closed. It tells the keeper of entries and so is
	// made after it: the house fills it in before anything is measured.
	Desk Desk
}

// A Keeper keeps scores up to date. Any number of keepers may work on one store.
type Keeper struct {
	Config
	turns  turns
	stride int // rounds that a step of a batch takes
	mu     sync.RWMutex
	packs  map[string]*policy.Pack
}

var _ casework.Scorer = (*Keeper)(nil)

// NewKeeper makes a keeper.
func NewKeeper(config Config) *Keeper {
	return &Keeper{
		Config: config, turns: turns{taken: make(map[workflow.CaseID]*turn)}, stride: usualStride, packs: make(map[string]*policy.Pack),
	}
}

// attempts is how often a score is measured again because another keeper was faster.
const attempts = 4

// errContended says that other keepers were faster each time: whoever asked asks again.
var errContended = errors.New("the score keeps moving")

// Rescore implements casework.Scorer. It measures what is behind the journals by now, and nothing when
// another call, which may have come for a later entry, has done so already. An error leaves the message where it is.
func (k *Keeper) Rescore(ctx context.Context, id workflow.CaseID) error {
	done := k.turns.take(id)
	defer done()
	for range attempts {
		heads, err := k.Store.Touched(ctx, id)
		if err != nil {
			return err
		}
		stale := k.stale(heads)
		if len(stale) == 0 {
			return nil
		}
		passed, err := k.measure(ctx, stale, true)
		if err != nil {
			return err
		}
		if len(passed) == 0 {
			return nil
		}
	}
	return errContended
}

// stale picks the selections that are to be measured.
func (k *Keeper) stale(heads []Head) []workflow.CaseID {
	var ids []workflow.CaseID
	for _, head := range heads {
		if head.Behind() || head.Rubric != k.Law.Rubric && head.Status != compliance.Final {
			ids = append(ids, head.Selection)
		}
	}
	return ids
}

// measure measures selections and keeps what it finds. It names those that another keeper was faster with.
func (k *Keeper) measure(ctx context.Context, ids []workflow.CaseID, seal bool) (passed []workflow.CaseID, err error) {
	scores, err := k.scores(ctx, ids)
	if err != nil {
		return nil, err
	}
	// A seal that cannot be recorded keeps the score from being kept, so that both are tried again.
	for _, m := range scores {
		if seal && m.result.Status == compliance.Final {
			if err := k.seal(ctx, m); err != nil {
				return nil, fmt.Errorf("seal the score of %s: %w", m.Standing.Selection, err)
			}
		}
	}
	list := make([]Score, len(scores))
	for i, m := range scores {
		list[i] = m.Score
	}
	return k.Store.Keep(ctx, list)
}

// scores measures selections from what the store has of them.
func (k *Keeper) scores(ctx context.Context, ids []workflow.CaseID) ([]measured, error) {
	files, err := k.Store.Files(ctx, ids)
	if err != nil {
		return nil, err
	}
	kept, err := k.Store.Kept(ctx, ids)
	if err != nil {
		return nil, err
	}
	now, err := k.Store.Ready(ctx)
	if err != nil {
		return nil, err
	}
	return k.measureAll(ctx, files, kept, now)
}

// pack finds a policy pack that a case is bound to.
func (k *Keeper) pack(ctx context.Context, hash string) (*policy.Pack, error) {
	k.mu.RLock()
	pack, ok := k.packs[hash]
	k.mu.RUnlock()
	if ok {
		return pack, nil
	}
	pack, err := k.Store.Pack(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("policy pack %s: %w", hash, err)
	}
	k.mu.Lock()
	k.packs[hash] = pack
	k.mu.Unlock()
	return pack, nil
}

// turns let one call at a time work for a case: the next one finds done what the first one did.
type turns struct {
	mu    sync.Mutex
	taken map[workflow.CaseID]*turn
}

type turn struct {
	sync.Mutex
	wanted int
}

// take waits for the turn of a case. The answer gives it back.
func (t *turns) take(id workflow.CaseID) func() {
	t.mu.Lock()
	mine, there := t.taken[id]
	if !there {
		mine = &turn{}
		t.taken[id] = mine
	}
	mine.wanted++
	t.mu.Unlock()
	mine.Lock()
	return func() {
		mine.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.wanted--; mine.wanted == 0 {
			delete(t.taken, id)
		}
	}
}

// selectionsOf lists the selections of heads.
func selectionsOf(heads []Head) []workflow.CaseID {
	ids := make([]workflow.CaseID, len(heads))
	for i, head := range heads {
		ids[i] = head.Selection
	}
	return slices.Clip(ids)
}
