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

// Notify implements casework.Notifier: each notice lies in the inbox of everybody who holds the role, and for each
// carrier and address there is a delivery. It is written once, however often it is brought.
func (d *Dispatcher) Notify(ctx context.Context, notices ...casework.Notice) error {
	ids := make([]uuid.UUID, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	posted, err := d.Store.Posted(ctx, ids...)
	if err != nil {
		return err
	}
	at := &clerk{Dispatcher: d, cases: make(map[workflow.CaseID]casework.Loaded), timers: make(map[workflow.CaseID][]casework.Timer), held: make(map[post][]Holder)}
	var postings []Posting
	for _, n := range notices {
		if slices.Contains(posted, n.ID) {
			continue
		}
		posting, err := at.posting(ctx, n)
		if err != nil {
			return fmt.Errorf("notice %s: %w", n.ID, err)
		}
		postings = append(postings, posting)
	}
	if len(postings) == 0 {
		return nil
	}
	if err := d.Store.Post(ctx, postings...); err != nil {
		return fmt.Errorf("%d notices: %w", len(postings), err)
	}
	if d.Ring != nil {
		d.Ring()
	}
	return nil
}

// A clerk writes the postings of notices that came together. What it has looked up for one it knows for the others: they
// are often of one case, and the holders of a role are the same throughout an agency.
type clerk struct {
	*Dispatcher
	cases  map[workflow.CaseID]casework.Loaded
	timers map[workflow.CaseID][]casework.Timer
	held   map[post][]Holder
}

// A post is a role in an agency on a day.
type post struct {
	role   workflow.Role
	agency string
	on     calendar.Date
}

func (c *clerk) posting(ctx context.Context, n casework.Notice) (Posting, error) {
	posting := Posting{Notice: n}
	loaded, err := c.file(ctx, n.Case)
	if err != nil {
		return posting, err
	}
	if posting.Told, err = c.told(ctx, n, loaded.Record); err != nil {
		return posting, err
	}
	about, err := c.about(ctx, n, loaded.Record)
	if err != nil {
		return posting, err
	}
	if posting.Letter, err = notice.Compose(c.Words, about); err != nil {
		return posting, err
	}
	posting.Deliveries, err = c.deliveries(ctx, n, loaded.Record.Procedure, posting.Told)
	return posting, err
}

func (c *clerk) file(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	return known(ctx, c.cases, id, c.Cases.Case)
}

func (c *clerk) clocks(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	return known(ctx, c.timers, id, c.Cases.Timers)
}

func (c *clerk) holders(ctx context.Context, of post) ([]Holder, error) {
	return known(ctx, c.held, of, func(ctx context.Context, of post) ([]Holder, error) {
		return c.Store.Holders(ctx, of.role, of.agency, of.on)
	})
}

// known finds out once.
func known[K comparable, V any](ctx context.Context, kept map[K]V, key K, find func(context.Context, K) (V, error)) (V, error) {
	if value, there := kept[key]; there {
		return value, nil
	}
	value, err := find(ctx, key)
	if err == nil {
		kept[key] = value
	}
	return value, err
}

// told are the people who held the role towards the case on the day of the notice, in the case's zone.
func (c *clerk) told(ctx context.Context, n casework.Notice, record casework.Record) ([]string, error) {
	switch n.Role { //nolint:exhaustive // the others are held by duties
	case workflow.Public, workflow.Clock, workflow.System:
		return nil, nil // what is for everybody goes to nobody in particular
	case workflow.DataSubject:
		if record.Subject == "" {
			return nil, nil
		}
		return []string{record.Subject}, nil
	}
	on := calendar.DateOf(n.At, record.Zone)
	holders, err := c.holders(ctx, post{n.Role, record.Agency, on})
	if err != nil {
		return nil, err
	}
	return Told(holders, n.Role, record.Scope(), on), nil
}

// Told are those among the holders of a role in an agency who hold it towards a place of the agency on a day. Duties that exclude
// each other give nothing here either.
func Told(holders []Holder, role workflow.Role, place workflow.Scope, on calendar.Date) []string {
	var people []string
	for _, holder := range holders {
		if slices.Contains(workflow.Parts(holder.Duties, place, on), role) {
			people = append(people, holder.Person)
		}
	}
	return people
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
