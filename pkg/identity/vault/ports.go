// Package vault keeps what is known about people, each under a key of their own, and
// notes who has read it.
package vault

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
)

// ErrUnknown says that nothing is kept of this name: no key, no person.
var ErrUnknown = errors.New("not known")

// A Store keeps keys, particulars and readings. Particulars are written and keys
// destroyed by casework.Store.Commit alone, together with the journal entry that tells
// of it.
type Store interface {
	// Key reads a person's wrapped key, or ErrUnknown when there is none, or none any more.
	Key(ctx context.Context, person string) ([]byte, error)
	// AddKey keeps a wrapped key for a person who has none and answers the one that is
	// kept now: of two that come at once the first stays. A person whose key has been
	// destroyed gets no other: ErrUnknown.
	AddKey(ctx context.Context, person string, wrapped []byte) ([]byte, error)
	// Keys lists people with their wrapped keys in the order of their names, after one.
	Keys(ctx context.Context, after string, limit int) ([]WrappedKey, error)
	// Rewrap replaces a wrapped key if it still is what it was; false when it is not.
	Rewrap(ctx context.Context, person string, was, now []byte) (bool, error)

	// Particulars lists what is kept about a person: the fields named, or all.
	Particulars(ctx context.Context, person string, fields []string) ([]casework.Particular, error)
	// Find tells who has this value in this field, by its keyed hash, or ErrUnknown.
	Find(ctx context.Context, field string, lookup []byte) (string, error)
	// Relookup replaces the keyed hash of a particular, when the key of the hash has changed,
	// if it still is what it was; false when it is not.
	Relookup(ctx context.Context, person, field string, was, now []byte) (bool, error)

	// Note writes down a reading before anything read is handed out, at the time of the
	// store's clock.
	Note(ctx context.Context, r Reading) error
	// Readings lists who read a person's particulars, the newest first, before one.
	Readings(ctx context.Context, person string, before uuid.UUID, limit int) ([]Reading, error)
}

// A WrappedKey is a person's key, encrypted under the key of the installation.
type WrappedKey struct {
	Person  string
	Wrapped []byte
}

// A Reading is that somebody was shown what is kept about somebody.
type Reading struct {
	ID      uuid.UUID
	At      time.Time
	Reader  string
	Person  string // "" when a look-up found nobody
	Fields  []string
	Route   string // method and path as in the contract
	Request string // the request's id, which finds it in the log
}
