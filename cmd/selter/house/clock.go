package house

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Clock is a story's time: it stands still until it is moved, and only forward.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock that stands at a time.
func NewClock(now time.Time) *Clock { return &Clock{now: now.UTC().Truncate(time.Microsecond)} }

// Now is the time at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *Clock) set(now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Before(c.now) {
		return fmt.Errorf("the story clock stands at %s and does not go back", c.now.Format(time.RFC3339))
	}
	c.now = now.UTC().Truncate(time.Microsecond)
	return nil
}

// SetClock moves the story's time. It stops at each deadline and reminder on the
// way, so that each happens at its own time and in order, and comes back when
// nothing is left to do.
func (h *House) SetClock(ctx context.Context, to time.Time) error {
	h.moving.Lock()
	defer h.moving.Unlock()
	if to.Before(h.config.Clock.Now()) {
		return h.config.Clock.set(to)
	}
	for {
		if err := h.settle(ctx); err != nil {
			return err
		}
		_, next, err := h.Store.Due(ctx, 1)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			break
		}
		if err := h.config.Clock.set(next); err != nil {
			return err
		}
	}
	if err := h.config.Clock.set(to); err != nil {
		return err
	}
	return h.settle(ctx)
}
