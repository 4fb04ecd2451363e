package generator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A Scratch is an empty store in which templates are played, on a clock of its own.
type Scratch interface {
	casework.Store
	casework.Alarms
	casework.Ledger
}

// A Clock is the scratch store's. It stands still until it is set, and may be set back.
type Clock struct{ now time.Time }

// Now is what the clock shows.
func (c *Clock) Now() time.Time { return c.now }

// The place and the people of the templates. Every copy has names of its own in their stead.
const (
	templateAgency = "templat"
	templateName   = "Instansi Templat"
	templatePrefix = templateAgency + "-"
)

// zone is where everything happens: the counts of days were found there, and stay.
const zone = calendar.WIB

// A stage is the scratch store with a desk on it.
type stage struct {
	Scratch
	desk  *casework.Desk
	clock *Clock
	cast  map[string]casework.Caller
	keys  int
}

func newStage(scratch Scratch, clock *Clock, law *policy.Library) *stage {
	s := &stage{Scratch: scratch, clock: clock, cast: make(map[string]casework.Caller)}
	s.desk = casework.NewDesk(casework.Config{
		Store: scratch, Policies: law, Catalog: catalog.New(), Holidays: calendar.National().Provisional(),
		Known: func(context.Context, string, []string) (map[string]string, error) {
			return map[string]string{"birth_date": "1972-03-04"}, nil // of everybody: nobody here is anybody
		},
	})
	for alias, role := range cast() {
		scope := workflow.Scope{Agency: templateAgency}
		if role == workflow.Supervisor {
			scope.Agency = workflow.Nation
		}
		s.cast[alias] = casework.Caller{Person: templatePrefix + alias, Duties: []workflow.Duty{{Role: role, Scope: scope, From: calendar.MustDate("2019-01-01")}}}
	}
	return s
}

// caller is somebody of the cast; anybody else is a citizen without a duty.
func (s *stage) caller(alias string) casework.Caller {
	if known, ok := s.cast[alias]; ok {
		return known
	}
	return casework.Caller{Person: templatePrefix + alias}
}

// obj is a body in the making.
type obj = map[string]any

func (s *stage) request(by casework.Caller, event workflow.Event, body any) (casework.Request, error) {
	if body == nil {
		body = obj{}
	}
	said, err := wire.Canonical(body)
	s.keys++
	key := casework.Key{Person: by.Person, Text: "templat-" + strconv.Itoa(s.keys)}
	return casework.Request{By: by, Event: event, Body: said, Key: key, Fingerprint: sha256.Sum256(said)}, err
}

// act lets somebody act on a case.
func (s *stage) act(ctx context.Context, id workflow.CaseID, by casework.Caller, event workflow.Event, body any) error {
	r, err := s.request(by, event, body)
	if err == nil {
		_, err = s.desk.Handle(ctx, id, r)
	}
	if err != nil {
		return fmt.Errorf("%s by %s on %s: %w", event, by.Person, s.clock.Now().In(zone.Location()).Format(time.DateTime), err)
	}
	return nil
}

// open lets somebody open a case.
func (s *stage) open(ctx context.Context, by casework.Caller, procedure string, event workflow.Event, body any, o casework.Opening) (workflow.CaseID, error) {
	r, err := s.request(by, event, body)
	if err != nil {
		return workflow.CaseID{}, err
	}
	o.Request = r
	o.Procedure = procedure
	reply, err := s.desk.Open(ctx, o)
	if err != nil {
		return workflow.CaseID{}, fmt.Errorf("%s by %s on %s: %w", event, by.Person, s.clock.Now().In(zone.Location()).Format(time.DateTime), err)
	}
	return reply.Case, nil
}

// begin sets the clock for a template, back if need be: what the others left has ended.
func (s *stage) begin(at time.Time) { s.clock.now = at }

// until lets time pass. Whatever falls due on the way happens, at its time and in its order.
func (s *stage) until(ctx context.Context, to time.Time) error {
	for {
		next, err := s.settle(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			break
		}
		s.clock.now = next
	}
	s.clock.now = to
	_, err := s.settle(ctx)
	return err
}

// batch is how much is taken from the store at once.
const batch = 500

// settle fires what is due and delivers what waits until nothing is left, and answers when
// the next timer comes.
func (s *stage) settle(ctx context.Context) (time.Time, error) {
	for {
		due, next, err := s.Due(ctx, batch)
		if err != nil {
			return next, err
		}
		for _, timer := range due {
			if timer.Reminder > 0 {
				_, err = s.Remind(ctx, []casework.Timer{timer})
			} else {
				err = s.desk.Fire(ctx, timer)
			}
			if err != nil {
				return next, fmt.Errorf("%s on %s: %w", timer.Kind, s.clock.Now().Format(time.RFC3339), err)
			}
		}
		delivered, err := s.deliver(ctx)
		if err != nil {
			return next, err
		}
		if len(due)+delivered == 0 {
			return next, nil
		}
	}
}

func (s *stage) deliver(ctx context.Context) (int, error) {
	messages, err := s.Claim(ctx, batch, time.Minute)
	if err != nil {
		return 0, err
	}
	for _, m := range messages {
		outcome := s.desk.Deliver(ctx, m)
		if !outcome.Done { // a case that refuses has been told: the remark says so, and is kept
			return 0, fmt.Errorf("%s was not delivered: %s", m.Event, outcome.Remark)
		}
		if err := s.Settle(ctx, m.ID, outcome); err != nil {
			return 0, err
		}
	}
	return len(messages), nil
}

// children lists the cases of a procedure under another one, by what they are called.
func (s *stage) children(ctx context.Context, parent workflow.CaseID, procedure string) ([]casework.Record, error) {
	list, err := s.Cases(ctx, casework.Query{Procedure: procedure, Parent: parent})
	slices.SortFunc(list, func(a, b casework.Record) int { return strings.Compare(a.Ref, b.Ref) })
	return list, err
}
