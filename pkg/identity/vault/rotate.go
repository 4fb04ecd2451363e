package vault

import (
	"context"
	"errors"
	"fmt"

	"selter/pkg/casework"
)

// ErrInUse says that something is still kept under a key that was to be pruned.
var ErrInUse = errors.New("an old key is in use")

// page is how many people are asked for at once.
const page = 100

// A Tally counts people: how many have a key, and how much of theirs is kept under old
// keys or, in a rotation, was brought under the newest.
type Tally struct {
	People  int
	Keys    int // wrapped keys
	Lookups int // hashes by which people are found
}

// Rotate brings everything under the newest keys of the keyring: the keys of people are
// wrapped anew, the hashes by which they are found made anew. What it did it does not
// do again, so that it can be stopped and begun again at any time. It can run while the
// house serves: whatever is replaced is replaced only if it still is what was read. progress,
// if not nil, is called after each page.
func (v *Vault) Rotate(ctx context.Context, progress func(Tally)) (Tally, error) {
	var done Tally
	err := v.everybody(ctx, func(one WrappedKey) error {
		done.People++
		rewrapped, err := v.rewrap(ctx, one)
		if err != nil {
			return err
		}
		if rewrapped {
			done.Keys++
		}
		rehashed, err := v.rehash(ctx, one.Person)
		done.Lookups += rehashed
		return err
	}, func() {
		if progress != nil {
			progress(done)
		}
	})
	return done, err
}

// Stale counts what is kept under old keys.
func (v *Vault) Stale(ctx context.Context) (Tally, error) {
	if err := v.ring.refresh(); err != nil {
		return Tally{}, err
	}
	var stale Tally
	err := v.everybody(ctx, func(one WrappedKey) error {
		stale.People++
		if !v.ring.isNewest(one.Wrapped) {
			stale.Keys++
		}
		old, err := v.staleLookups(ctx, one.Person)
		stale.Lookups += len(old)
		return err
	}, func() {})
	return stale, err
}

// Prune forgets the old keys for people and look-ups, for ever; ErrInUse when anything
// is kept under one.
func (v *Vault) Prune(ctx context.Context) error {
	stale, err := v.Stale(ctx)
	if err != nil {
		return err
	}
	if stale.Keys+stale.Lookups > 0 {
		return fmt.Errorf("%w: %d keys of people and %d hashes are still to be rotated", ErrInUse, stale.Keys, stale.Lookups)
	}
	// Somebody may have wrapped a new key between the look and the file that changes. This
	// process still has the old keys, and takes along what it finds under them.
	before := new(Keyring)
	before.now.Store(v.ring.now.Load())
	if err := v.ring.prune(); err != nil {
		return err
	}
	_, err = New(v.store, before, v.clock).Rotate(ctx, nil)
	return err
}

// everybody goes through all people who have a key.
func (v *Vault) everybody(ctx context.Context, do func(WrappedKey) error, turned func()) error {
	for after := ""; ; {
		people, err := v.store.Keys(ctx, after, page)
		if err != nil {
			return err
		}
		for _, one := range people {
			if err := do(one); err != nil {
				return err
			}
			after = one.Person
		}
		if len(people) == 0 {
			return nil
		}
		turned()
	}
}

// rewrap wraps a person's key under the newest key, unless it is. When somebody else was
// faster it looks again.
func (v *Vault) rewrap(ctx context.Context, one WrappedKey) (bool, error) {
	for !v.ring.isNewest(one.Wrapped) {
		raw, err := v.ring.unwrap(one.Person, one.Wrapped)
		if err != nil {
			return false, fmt.Errorf("the key of a person: %w", err)
		}
		wrapped, err := v.ring.wrap(one.Person, raw)
		if err != nil {
			return false, err
		}
		done, err := v.store.Rewrap(ctx, one.Person, one.Wrapped, wrapped)
		if done || err != nil {
			return done, err
		}
		one.Wrapped, err = v.store.Key(ctx, one.Person)
		if errors.Is(err, ErrUnknown) {
			return false, nil // erased meanwhile
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// staleLookups lists what a person is found by under old keys.
func (v *Vault) staleLookups(ctx context.Context, person string) ([]casework.Particular, error) {
	names := make([]string, 0, len(LookupFields()))
	for _, field := range LookupFields() {
		names = append(names, string(field))
	}
	found, err := v.store.Particulars(ctx, person, names)
	if errors.Is(err, ErrUnknown) {
		return nil, nil // erased meanwhile
	}
	var stale []casework.Particular
	for _, one := range found {
		if !v.ring.isNewestLookup(one.Lookup) {
			stale = append(stale, one)
		}
	}
	return stale, err
}

// rehash makes the hashes by which a person is found anew, those that are not. A value
// that was recorded meanwhile has been hashed with the newest key, or is found the next time.
func (v *Vault) rehash(ctx context.Context, person string) (int, error) {
	stale, err := v.staleLookups(ctx, person)
	if len(stale) == 0 || err != nil {
		return 0, err
	}
	wrapped, err := v.store.Key(ctx, person)
	if errors.Is(err, ErrUnknown) {
		return 0, nil // erased meanwhile
	}
	if err != nil {
		return 0, err
	}
	key, err := v.unwrapped(person, wrapped)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, one := range stale {
		field := Field(one.Field)
		value, _, err := key.open(person, field, one.Sealed)
		if err != nil {
			return done, fmt.Errorf("%s of a person: %w", field, err)
		}
		hashes, err := v.ring.lookups(field, value)
		if err != nil {
			return done, err
		}
		replaced, err := v.store.Relookup(ctx, person, one.Field, one.Lookup, hashes[0])
		if err != nil {
			return done, err
		}
		if replaced {
			done++
		}
	}
	return done, nil
}
