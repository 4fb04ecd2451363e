package notify_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/calendar"
)

var errDown = errors.New("down")

// store is a mailroom in memory, with a clock that is moved by hand.
type store struct {
	mu      sync.Mutex
	now     time.Time
	holders map[workflow.Role][]string
	asked   []calendar.Date // the days for which holders were asked
	wishes  []notify.Preference
	kept    map[uuid.UUID]notify.Posting
	parcels map[uuid.UUID]*kept
	down    bool
}

type kept struct {
	notify.Delivery
	due time.Time
}

func newStore() *store {
	return &store{
		now: time.Date(2024, 7, 12, 3, 0, 0, 0, time.UTC), holders: make(map[workflow.Role][]string), kept: make(map[uuid.UUID]notify.Posting),
		parcels: make(map[uuid.UUID]*kept),
	}
}

func (s *store) locked(work func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	work()
	return nil
}

func (s *store) Posted(_ context.Context, ids ...uuid.UUID) (there []uuid.UUID, err error) {
	return there, s.locked(func() {
		for _, id := range ids {
			if _, kept := s.kept[id]; kept {
				there = append(there, id)
			}
		}
	})
}

func (s *store) Holders(_ context.Context, role workflow.Role, agency string, on calendar.Date) (who []notify.Holder, err error) {
	return who, s.locked(func() {
		s.asked = append(s.asked, on)
		for _, person := range s.holders[role] {
			who = append(who, notify.Holder{Person: person, Duties: []workflow.Duty{{Role: role, Scope: workflow.Scope{Agency: agency}}}})
		}
	})
}

func (s *store) Preferring(_ context.Context, people []string, event workflow.Event) (said []notify.Preference, err error) {
	return said, s.locked(func() {
		for _, wish := range s.wishes {
			for _, who := range people {
				if wish.Person == who && (wish.Event == event || wish.Event == notify.Everything) {
					said = append(said, wish)
				}
			}
		}
	})
}

func (s *store) Post(_ context.Context, postings ...notify.Posting) error {
	return s.locked(func() {
		for _, p := range postings {
			if _, there := s.kept[p.Notice.ID]; there {
				continue
			}
			s.kept[p.Notice.ID] = p
			for _, d := range p.Deliveries {
				s.parcels[d.ID] = &kept{Delivery: d, due: s.now}
			}
		}
	})
}

func (s *store) Claim(_ context.Context, carrier string, limit int, lease time.Duration) (list []notify.Consignment, err error) {
	return list, s.locked(func() {
		for _, p := range s.parcels {
			if p.Carrier != carrier || p.State != notify.Waiting && p.State != notify.Sending || p.due.After(s.now) || len(list) == limit {
				continue
			}
			p.State, p.due = notify.Sending, s.now.Add(lease)
			p.Attempts++
			posting := s.kept[p.Notice]
			list = append(list, notify.Consignment{Carrier: carrier, Attempts: p.Attempts, Parcel: notify.Parcel{
				ID: p.ID, Notice: posting.Notice, Letter: posting.Letter, Address: p.Address,
			}})
		}
	})
}

func (s *store) Settled(_ context.Context, c notify.Consignment, end notify.End) (err error) {
	return errors.Join(s.locked(func() {
		p := s.parcels[c.Parcel.ID]
		if p.State != notify.Sending || p.Attempts != c.Attempts {
			err = casework.ErrLostRace
			return
		}
		p.State, p.Remark, p.due = end.State, end.Remark, s.now.Add(end.Retry)
	}), err)
}

func (s *store) advance(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(by)
}

// states are the parcels by their carrier and address.
func (s *store) states() map[string]notify.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	states := make(map[string]notify.State)
	for _, p := range s.parcels {
		states[p.Carrier+" "+p.Address.Key] = p.State
	}
	return states
}

// carrier notes what it is given and ends as it is told to.
type carrier struct {
	name    string
	places  []notify.Address // nil: everybody who is told
	refuses error            // to list addresses

	mu      sync.Mutex
	brought []notify.Parcel
	ends    func(notify.Parcel) error
}

func (c *carrier) Name() string { return c.name }

func (c *carrier) Addresses(_ context.Context, _ casework.Notice, told []string) ([]notify.Address, error) {
	if c.places != nil {
		return c.places, c.refuses
	}
	var list []notify.Address
	for _, person := range told {
		list = append(list, notify.Address{Key: person, Person: person})
	}
	return list, c.refuses
}

func (c *carrier) Carry(_ context.Context, p notify.Parcel) error {
	c.mu.Lock()
	c.brought = append(c.brought, p)
	ends := c.ends
	c.mu.Unlock()
	if ends == nil {
		return nil
	}
	return ends(p)
}

// cases are what notices are about.
type cases struct {
	records map[workflow.CaseID]casework.Record
	timers  []casework.Timer
}

func (c cases) Case(_ context.Context, id workflow.CaseID) (casework.Loaded, error) {
	record, there := c.records[id]
	if !there {
		return casework.Loaded{}, casework.ErrNoCase
	}
	return casework.Loaded{Record: record}, nil
}

func (c cases) Timers(context.Context, workflow.CaseID) ([]casework.Timer, error) {
	return c.timers, nil
}
