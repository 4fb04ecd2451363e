package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
	"selter/workflow/notice"
)

// ErrNoNotice says that somebody has no notice of this name.
var ErrNoNotice = errors.New("no such notice")

// A Dispatcher finds who is told of a notice and what they are told, and leaves the rest to a Courier: what is
// slow or broken outside keeps no deadline waiting.
type Dispatcher struct {
	Store    Store
	Cases    Cases
	Words    *glossary.Glossary
	Carriers []Carrier
	// Ring, when set, is called after something was posted.
	Ring func()
}

// Notify implements casework.Notifier: the notice lies in the inbox of everybody who holds the role, and for each
// carrier and address there is a delivery. It is written once, however often it is brought.
func (d *Dispatcher) Notify(ctx context.Context, n casework.Notice) error {
	posted, err := d.Store.Posted(ctx, n.ID)
	if err != nil || posted {
		return err
	}
	posting, err := d.posting(ctx, n)
	if err != nil {
		return fmt.Errorf("notice %s: %w", n.ID, err)
	}
	if err := d.Store.Post(ctx, posting); err != nil {
		return fmt.Errorf("notice %s: %w", n.ID, err)
	}
	if d.Ring != nil {
		d.Ring()
	}
	return nil
}

func (d *Dispatcher) posting(ctx context.Context, n casework.Notice) (Posting, error) {
	posting := Posting{Notice: n}
	loaded, err := d.Cases.Case(ctx, n.Case)
	if err != nil {
		return posting, err
	}
	if posting.Told, err = d.told(ctx, n, loaded.Record); err != nil {
		return posting, err
	}
	about, err := d.about(ctx, n, loaded.Record)
	if err != nil {
		return posting, err
	}
	if posting.Letter, err = notice.Compose(d.Words, about); err != nil {
		return posting, err
	}
	posting.Deliveries, err = d.deliveries(ctx, n, loaded.Record.Procedure, posting.Told)
	return posting, err
}

// told are the people who held the role towards the case on the day of the notice, in the case's zone.
func (d *Dispatcher) told(ctx context.Context, n casework.Notice, record casework.Record) ([]string, error) {
	switch n.Role { //nolint:exhaustive // the others are held by duties
	case workflow.Public, workflow.Clock, workflow.System:
		return nil, nil // what is for everybody goes to nobody in particular
	case workflow.DataSubject:
		if record.Subject == "" {
			return nil, nil
		}
		return []string{record.Subject}, nil
	}
	return d.Store.Holders(ctx, n.Role, record.Scope(), calendar.DateOf(n.At, record.Zone))
}

// deliveries are the parcels of a notice. A person's wish not to be told counts, unless the law needs it.
func (d *Dispatcher) deliveries(ctx context.Context, n casework.Notice, procedure string, told []string) ([]Delivery, error) {
	var wishes []Preference
	if _, mandatory := notice.Mandatory(procedure, n.About, n.Role); !mandatory && len(told) > 0 {
		var err error
		if wishes, err = d.Store.Preferring(ctx, told, n.About); err != nil {
			return nil, err
		}
	}
	var list []Delivery
	for _, carrier := range d.Carriers {
		addresses, err := carrier.Addresses(ctx, n, told)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", carrier.Name(), err)
		}
		for _, address := range addresses {
			if address.Person != "" && off(wishes, address.Person, carrier.Name()) {
				continue
			}
			list = append(list, Delivery{
				ID: DeliveryID(n.ID, carrier.Name(), address.Key), Notice: n.ID, Carrier: carrier.Name(), Address: address, State: Waiting,
			})
		}
	}
	return list, nil
}

// DeliveryID is the stable name of what a carrier brings to an address.
func DeliveryID(notice uuid.UUID, carrier, address string) uuid.UUID {
	return uuid.NewSHA1(notice, []byte(carrier+"\x00"+address))
}

// off tells whether a person does not want to be told by a carrier: what is said of the event itself goes first.
func off(wishes []Preference, person, carrier string) bool {
	for _, ofAll := range []bool{false, true} {
		at := slices.IndexFunc(wishes, func(p Preference) bool {
			return p.Person == person && p.Carrier == carrier && (p.Event == Everything) == ofAll
		})
		if at >= 0 {
			return wishes[at].Off
		}
	}
	return false
}
