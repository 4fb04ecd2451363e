package notify

import (
	"context"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
)

// A Carrier is one way by which notices leave the house: e-mail, a webhook.
type Carrier interface {
	// Name is the carrier's code word, as deliveries record it.
	Name() string
	// Addresses lists where a notice goes, given who is told. An address keeps its Key as long as it is
	// the same place, so that a notice that is brought again goes to the same parcels.
	Addresses(ctx context.Context, notice casework.Notice, told []string) ([]Address, error)
	// Carry brings a parcel. It may be called again for one that has arrived: the ID is the same, and goes
	// with it, so that whoever gets it sees one. A *Refused is for ever; any other error is tried again.
	Carry(ctx context.Context, parcel Parcel) error
}

// An Address is one place to which a carrier brings notices.
type Address struct {
	Key    string // stable: a person, or the id of an endpoint
	Person string // for whom it is, if it is for one person
}

// A Parcel is a notice on its way to one address.
type Parcel struct {
	ID      uuid.UUID // of the delivery: stable for notice, carrier and address
	Notice  casework.Notice
	Address Address
	Letter  Letter
}

// A Letter is what a notice says, in Indonesian with English beside.
type Letter struct {
	Subject string
	Text    string // Indonesian
	English string
	// Path leads to the case at this server.
	Path string
	Due  time.Time // of the deadline that it is about; zero if it is about none
}

// Refused says that a place will never take a parcel: the address does not exist, is not allowed or is gone.
type Refused struct{ Why string }

func (r *Refused) Error() string { return r.Why }
