package notify

import (
	"context"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/notice"
)

// A Carrier is one way by which notices leave the house: e-mail, a webhook.
type Carrier interface {
	// Name is the carrier's code word, as deliveries record it.
	Name() string
	// Addresses lists where a notice goes, given who is told. It is asked once, when the notice is posted.
	// An address keeps its Key as long as it is the same place.
	Addresses(ctx context.Context, notice casework.Notice, told []string) ([]Address, error)
	// Carry brings a parcel. It may be called again for one that has arrived: the ID is the same, and goes
	// with it, so that whoever gets it sees one. A *Refused is for ever; any other error is tried again.
	// The text of an error is kept and shown: it repeats nothing of an address or of an answer.
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
type Letter = notice.Letter

// Refused says that a place will never take a parcel: the address does not exist, is not allowed or is gone.
type Refused struct{ Why string }

func (r *Refused) Error() string { return r.Why }

// A State says how far a delivery has come.
type State string

// The states of a delivery.
const (
	Waiting State = "waiting" // to be brought, or to be tried again
	Sending State = "sending" // somebody carries it, or died while carrying it
	Sent    State = "sent"    // the other side has taken it
	Turned  State = "refused" // the other side will never take it
	Unknown State = "unknown" // tried for days; whether it arrived is for a person to find out
)

// InboxName is the word for the inboxes of the house where deliveries are listed by their carriers.
const InboxName = "inbox"

// A Delivery is one parcel as it is kept.
type Delivery struct {
	ID       uuid.UUID
	Notice   uuid.UUID
	Carrier  string
	Address  Address
	State    State
	Attempts int
	At       time.Time // of the last change
	Remark   string
}

// A Posting is all that follows from a notice once it is known who is told.
type Posting struct {
	Notice     casework.Notice
	Letter     Letter
	Told       []string
	Deliveries []Delivery
}

// A Holder is somebody who holds a role, with all duties of theirs: some exclude others.
type Holder struct {
	Person string
	Duties []workflow.Duty
}

// A Store keeps letters, inboxes and deliveries.
type Store interface {
	// Posted tells which of some notices have been posted.
	Posted(ctx context.Context, notices ...uuid.UUID) ([]uuid.UUID, error)
	// Holders lists the people who hold a role in an agency on a day, somewhere in it or in the whole nation, in
	// the order of their names.
	Holders(ctx context.Context, role workflow.Role, agency string, on calendar.Date) ([]Holder, error)
	// Preferring lists what people have said about some carrier and event, or about all events.
	Preferring(ctx context.Context, people []string, event workflow.Event) ([]Preference, error)
	// Post writes postings in one transaction, each whole, or nothing of it when the notice has been posted.
	Post(ctx context.Context, postings ...Posting) error
	Consignments
}

// Consignments are the deliveries that wait.
type Consignments interface {
	// Claim takes up to limit deliveries of a carrier whose time has come, for lease long; nobody else gets
	// them meanwhile. Attempts count this one. A delivery whose lease has ended is handed out again.
	Claim(ctx context.Context, carrier string, limit int, lease time.Duration) ([]Consignment, error)
	// Settled records how an attempt ended. Whoever comes after the lease changes nothing.
	Settled(ctx context.Context, c Consignment, end End) error
}

// A Consignment is a parcel that somebody has taken upon themself to carry.
type Consignment struct {
	Parcel   Parcel
	Carrier  string
	Attempts int
}

// An End is how an attempt ended; Retry is how long a Waiting one rests.
type End struct {
	State  State
	Remark string
	Retry  time.Duration
}

// Everything stands for all events in a preference.
const Everything workflow.Event = "*"

// A Preference says whether a person wants to be told of an event by a carrier. What is said of one event
// goes before what is said of Everything.
type Preference struct {
	Person  string
	Carrier string
	Event   workflow.Event
	Off     bool
}

// An Item is a notice in somebody's inbox.
type Item struct {
	Notice casework.Notice
	Letter Letter
	ReadAt time.Time // zero: not read
}

// An Inbox is what people are told, and how they want to be.
type Inbox interface {
	// Items lists a person's notices, the newest first, after one, at most limit.
	Items(ctx context.Context, person string, unread bool, after uuid.UUID, limit int) ([]Item, error)
	// Read marks a person's notice as read; ErrNoNotice when the person has none of this name.
	Read(ctx context.Context, person string, notice uuid.UUID) error
	// Preferences lists what a person has said, by carrier and event.
	Preferences(ctx context.Context, person string) ([]Preference, error)
	// Prefer puts preferences in the place of all that the person has said before.
	Prefer(ctx context.Context, person string, preferences []Preference) error
	// Deliveries lists what became of the notices about a case, the letters to inboxes among them, by notice.
	// Whoever calls has seen to it that the case may be read.
	Deliveries(ctx context.Context, id workflow.CaseID) ([]Delivery, error)
}
