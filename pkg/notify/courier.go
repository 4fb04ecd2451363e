package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"selter/pkg/casework"
)

const (
	// handful is how many parcels of one carrier are under way at once.
	handful = 8
	// carrying bounds one attempt; lease is longer, so that nobody else brings a parcel that is still being brought.
	carrying = 20 * time.Second
	lease    = time.Minute
	// most is how often a parcel is tried: twelve times within the first 70 minutes, then each hour, for five days in
	// all. RFC 5321, section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days".
	most         = 131
	longestRest  = time.Hour
	longestPause = 2 * time.Second // within which something posted elsewhere is found
)

// A Courier carries what was posted. Any number of them may work on one store; what one leaves behind when it dies is
// carried again by another, under the same id.
type Courier struct {
	store    Consignments
	carriers []Carrier
	log      *slog.Logger
	bells    []chan struct{} // one for each carrier
}

// NewCourier makes a courier.
func NewCourier(store Consignments, carriers []Carrier, log *slog.Logger) *Courier {
	c := &Courier{store: store, carriers: carriers, log: log, bells: make([]chan struct{}, len(carriers))}
	for i := range c.bells {
		c.bells[i] = make(chan struct{}, 1)
	}
	return c
}

// Ring says that something has been posted. It never waits.
func (c *Courier) Ring() {
	for _, bell := range c.bells {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
	}
}

// Run carries until ctx ends, each carrier for itself: one that is broken holds up no other. What is under way is finished or
// given back.
func (c *Courier) Run(ctx context.Context) error {
	var group errgroup.Group
	for i, carrier := range c.carriers {
		group.Go(func() error {
			c.runOne(ctx, carrier, c.bells[i])
			return nil
		})
	}
	return group.Wait()
}

func (c *Courier) runOne(ctx context.Context, carrier Carrier, bell <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-bell:
		}
		if _, err := c.drain(ctx, carrier); err != nil && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "no parcels can be claimed", slog.String("carrier", carrier.Name()), slog.Any("error", err))
		}
		timer.Reset(longestPause)
	}
}

// Once carries all whose time has come and answers how many attempts that were.
func (c *Courier) Once(ctx context.Context) (attempts int, err error) {
	for _, carrier := range c.carriers {
		n, err := c.drain(ctx, carrier)
		attempts += n
		if err != nil {
			return attempts, err
		}
	}
	return attempts, nil
}

// drain carries handfuls until there is nothing more to claim. A parcel that fails rests, so that this ends.
func (c *Courier) drain(ctx context.Context, carrier Carrier) (attempts int, err error) {
	for ctx.Err() == nil {
		parcels, err := c.store.Claim(ctx, carrier.Name(), handful, lease)
		if err != nil || len(parcels) == 0 {
			return attempts, err
		}
		var done atomic.Int64
		var group errgroup.Group
		for _, parcel := range parcels {
			group.Go(func() error {
				done.Add(1)
				return c.bring(ctx, carrier, parcel)
			})
		}
		err = group.Wait()
		attempts += int(done.Load())
		if err != nil {
			return attempts, err
		}
	}
	return attempts, ctx.Err()
}

// bring makes one attempt and records how it ended. Attempts that were begun when ctx ends are ended first: a letter that has
// gone out is to be known as sent.
func (c *Courier) bring(ctx context.Context, carrier Carrier, parcel Consignment) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), carrying)
	defer cancel()
	err := attempt(ctx, carrier, parcel.Parcel)
	end := ended(err, parcel.Attempts)
	if err != nil {
		c.log.LogAttrs(ctx, slog.LevelWarn, "a parcel was not taken", slog.String("delivery", parcel.Parcel.ID.String()), slog.String("carrier", carrier.Name()),
			slog.Int("attempts", parcel.Attempts), slog.String("state", string(end.State)), slog.String("remark", end.Remark))
	}
	ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), carrying)
	defer cancel()
	if err := c.store.Settled(ctx, parcel, end); err != nil && !errors.Is(err, casework.ErrLostRace) {
		return fmt.Errorf("delivery %s: %w", parcel.Parcel.ID, err)
	}
	return nil
}

// attempt turns a panic into a fault of this parcel.
func attempt(ctx context.Context, carrier Carrier, parcel Parcel) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = errors.New("the carrier panicked")
		}
	}()
	return carrier.Carry(ctx, parcel)
}

func ended(err error, attempts int) End {
	refused, forever := errors.AsType[*Refused](err)
	switch {
	case err == nil:
		return End{State: Sent}
	case forever:
		return End{State: Turned, Remark: refused.Why}
	case attempts >= most:
		return End{State: Unknown, Remark: err.Error()}
	}
	return End{State: Waiting, Remark: err.Error(), Retry: rest(attempts)}
}

// rest doubles from a second to an hour.
func rest(attempts int) time.Duration { return min(time.Second<<min(attempts-1, 12), longestRest) }
