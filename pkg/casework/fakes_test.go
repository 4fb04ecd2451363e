package casework_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

var errDisk = errors.New("the disk is full")

// A tap stands before a real store and sees, changes or stops its commits.
type tap struct {
	casework.Store
	commits atomic.Int64
	commit  func(n int64, change *casework.Change) error // nil lets all pass
	dismiss error
}

func (s *tap) Commit(ctx context.Context, change casework.Change) error {
	n := s.commits.Add(1)
	if s.commit != nil {
		if err := s.commit(n, &change); err != nil {
			return err
		}
	}
	return s.Store.Commit(ctx, change)
}

func (s *tap) Dismiss(ctx context.Context, timer casework.Timer, why string) error {
	if s.dismiss != nil {
		return s.dismiss
	}
	return s.Store.Dismiss(ctx, timer, why)
}

// failingAt is a store whose commit fails when it is called the k-th time.
func (r *room) failingAt(k int64) *tap {
	return &tap{Store: r.store, commit: func(n int64, _ *casework.Change) error {
		if n == k {
			return errDisk
		}
		return nil
	}}
}

// A meeting lets its first readers go only together, so that they decide on the same revision.
type meeting struct {
	casework.Store
	seats atomic.Int64
	here  sync.WaitGroup
}

func (r *room) meeting(readers int) *meeting {
	m := &meeting{Store: r.store}
	m.seats.Store(int64(readers))
	m.here.Add(readers)
	return m
}

func (m *meeting) Load(ctx context.Context, wall casework.Wall, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	loaded, err := m.Store.Load(ctx, wall, id, key)
	m.wait()
	return loaded, err
}

func (m *meeting) Recall(ctx context.Context, wall casework.Wall, key casework.Key) (casework.Loaded, error) {
	loaded, err := m.Store.Recall(ctx, wall, key)
	m.wait()
	return loaded, err
}

func (m *meeting) wait() {
	if m.seats.Add(-1) >= 0 {
		m.here.Done()
		m.here.Wait()
	}
}

// same compares values; nil and empty lists are the same, times are compared as instants.
func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateComparable(calendar.Date{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantError(t *testing.T, want, got error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
}

// wantRefusal demands a refusal of the kind, with the code among its reasons.
func wantRefusal(t *testing.T, kind workflow.Kind, code string, err error) {
	t.Helper()
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	if !refused || refusal.Kind != kind || !refusal.Has(code) {
		t.Errorf("want %s for %s, got %v", kind, code, err)
	}
}

// packless is a store that has lost its packs.
type packless struct{ casework.Store }

func (packless) Pack(context.Context, string) (*policy.Pack, error) { return nil, casework.ErrNoPack }
