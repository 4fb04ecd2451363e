// Package webhook brings notices to the endpoints of other systems, signed by the conventions of Standard Webhooks and
// written as CloudEvents 1.0.
//
// A message says that something happened to a case, in ids and code words, and nothing that somebody said: who gets it
// asks the API for the rest, as whoever they are there. It comes at least once, always under the same webhook-id, and a
// Receiver takes it once.
//
// Where a message goes is decided twice: when an endpoint is made, by its URL, and each time a connection is opened, by
// the address that it is opened to (Reach). No name, redirect, proxy or kept connection comes in between.
package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

// Name is the carrier's code word in deliveries.
const Name = "webhook"

// An Endpoint is a place of another system to which notices go.
type Endpoint struct {
	ID     uuid.UUID
	Agency string // whose notices it gets; workflow.Nation: everybody's
	// Listens is the role as which it hears: it gets the notices about a case that this role may read.
	Listens workflow.Role
	Label   string
	Events  []workflow.Event // those that it gets; none: all
	Sealed  []byte           // URL and secrets
	By      string           // who made it
	Created time.Time
	// Disabled is when it was, and Why in a code word; nothing goes there any more.
	Disabled time.Time
	Why      string
	// Failures in a row, and since when.
	Failures int
	Failing  time.Time
}

// Why an endpoint is disabled.
const (
	Gone   = "gone"   // it answered 410
	Failed = "failed" // it failed for too long, see Patience
)

// A Patience is how much may go wrong in a row before an endpoint is disabled: so many times, over so long. Both have to
// pass: a receiver that starts anew may fail often in a minute, and one that is asked seldom may be away for a day.
type Patience struct {
	Times int
	Over  time.Duration
}

// ErrUnknown says that there is no endpoint of this name.
var ErrUnknown = errors.New("no such endpoint")

// A Store keeps endpoints. Its times are its own clock's.
type Store interface {
	// AddEndpoint keeps a new endpoint, unless the agency has most of them already (false).
	AddEndpoint(ctx context.Context, e Endpoint, most int) (bool, error)
	// Endpoint reads one, or ErrUnknown.
	Endpoint(ctx context.Context, id uuid.UUID) (Endpoint, error)
	// Endpoints lists those of an agency, the oldest first.
	Endpoints(ctx context.Context, agency string) ([]Endpoint, error)
	// Listening lists those that are not disabled and get notices of an agency: its own and the nation's.
	Listening(ctx context.Context, agency string) ([]Endpoint, error)
	// Reseal puts now in the place of was; false when it is not was any more.
	Reseal(ctx context.Context, id uuid.UUID, was, now []byte) (bool, error)
	// RemoveEndpoint forgets one, or ErrUnknown.
	RemoveEndpoint(ctx context.Context, id uuid.UUID) error
	// Arrived ends a row of failures.
	Arrived(ctx context.Context, id uuid.UUID) error
	// Missed counts a failure and tells whether the endpoint is disabled, by it or before.
	Missed(ctx context.Context, id uuid.UUID, patience Patience) (disabled bool, err error)
	// Disable disables an endpoint; one that is disabled stays so for its first reason.
	Disable(ctx context.Context, id uuid.UUID, why string) error
	// Deliveries lists what was brought or is on its way to an endpoint, the newest first, below before, at most limit.
	Deliveries(ctx context.Context, id, before uuid.UUID, limit int) ([]Delivery, error)
}

// A Delivery is one parcel for an endpoint and how it stands.
type Delivery struct {
	ID       uuid.UUID // the webhook-id
	Notice   uuid.UUID
	State    string
	Attempts int
	At       time.Time // of the last change
	Remark   string
}

// A Sealer keeps what others must not read: a URL may hold a password, and a secret is one.
type Sealer interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
}

// Cases tells how a case stands, and what time it is.
type Cases interface {
	Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error)
}
