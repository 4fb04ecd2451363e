package store

import (
	"context"
	"sync"
	"time"

	"selter/pkg/identity"
)

// noted is how seldom the use of a credential is written down. One that ends when it rests for less than
// twice as long is noted more often.
const noted = 5 * time.Minute

// uses writes down that credentials are used, beside the requests that use them. The zero value is ready.
type uses struct {
	underway sync.Map // of credentials
	writers  sync.WaitGroup
}

// note sees to it that a use is written down, unless one has been not long ago. What fails is logged like
// every statement and tried again at the next use.
func (u *uses) note(ctx context.Context, s *Store, c identity.Credential, now time.Time) {
	rest := noted
	if c.Idle > 0 {
		rest = min(rest, c.Idle/2)
	}
	if now.Sub(c.Used) < rest {
		return
	}
	if _, already := u.underway.LoadOrStore(c.ID, nil); already {
		return
	}
	u.writers.Go(func() {
		defer u.underway.LoadAndDelete(c.ID)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		_, _ = s.repeatable(ctx, `UPDATE credentials SET used_at = ? WHERE id = ? AND used_at < ?`, now, c.ID, now)
	})
}

// Flush waits until every use that has been seen so far is written down.
func (i Identity) Flush() { i.s.uses.writers.Wait() }
