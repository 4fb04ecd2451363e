package webhook

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/access"
)

// Config is what a Service works with. Store, Sealer and Cases are required.
type Config struct {
	Store  Store
	Sealer Sealer
	Cases  Cases
	Reach  Reach
	// Source is how the server calls itself in messages: the URL under which it is found.
	Source string
	// Knows tells whether a word is an event; without it every word is taken for one.
	Knows func(workflow.Event) bool
	// Resolver and Roots stand in for those of the system.
	Resolver Resolver
	Roots    *x509.CertPool
	// Now is the time in signatures. It is never a story's: who verifies them has a clock of their own.
	Now func() time.Time
}

// A Service keeps endpoints and brings notices to them. It is safe for concurrent use.
type Service struct {
	Config
	line line
}

var _ notify.Carrier = (*Service)(nil)

// New makes a Service.
func New(c Config) *Service {
	if c.Source == "" {
		c.Source = usualSource
	}
	if c.Resolver == nil {
		c.Resolver = net.DefaultResolver
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Service{Config: c, line: line{c.Reach, c.Resolver, c.Roots}}
}

// patience is what an endpoint may miss before it is disabled.
var patience = Patience{Times: 20, Over: 3 * 24 * time.Hour}

// Name implements notify.Carrier.
func (*Service) Name() string { return Name }

// Addresses implements notify.Carrier: the endpoints that ask for such notices and listen as somebody who may read who was
// told about the case. To whom the notice is makes no difference.
func (s *Service) Addresses(ctx context.Context, n casework.Notice, _ []string) ([]notify.Address, error) {
	listening, err := s.Store.Listening(ctx, n.Agency)
	if err != nil || len(listening) == 0 {
		return nil, err
	}
	loaded, err := s.Cases.Case(ctx, n.Case)
	if err != nil {
		return nil, err
	}
	var found []notify.Address
	for _, e := range listening {
		if (len(e.Events) == 0 || slices.Contains(e.Events, n.About)) && hears(e, loaded.Record) {
			found = append(found, notify.Address{Key: e.ID.String()})
		}
	}
	return found, nil
}

// hears tells whether an endpoint may be told of notices about a case: the table of reads says so.
func hears(e Endpoint, record casework.Record) bool {
	_, may := access.MayRead(access.Notices, record.Place(), []workflow.Role{e.Listens})
	return may && (e.Agency == record.Agency || e.Agency == workflow.Nation)
}

// Carry implements notify.Carrier. What the endpoint may not read any more when its turn comes is not brought.
func (s *Service) Carry(ctx context.Context, parcel notify.Parcel) error {
	id, err := uuid.Parse(parcel.Address.Key)
	if err != nil {
		return refused("is no endpoint")
	}
	e, err := s.Store.Endpoint(ctx, id)
	switch {
	case errors.Is(err, ErrUnknown):
		return refused("the endpoint has been removed")
	case err != nil:
		return err
	case !e.Disabled.IsZero():
		return refused("the endpoint is disabled")
	}
	loaded, err := s.Cases.Case(ctx, parcel.Notice.Case)
	if err != nil {
		return err
	}
	if !hears(e, loaded.Record) {
		return refused("the endpoint may not be told of this case")
	}
	return s.deliver(ctx, e, eventOf(s.Source, parcel, loaded.Record))
}

// deliver sends a message and keeps account of how the endpoint does.
func (s *Service) deliver(ctx context.Context, e Endpoint, message Event) error {
	err := s.send(ctx, e, message)
	if _, is := errors.AsType[*notify.Refused](err); is || errors.Is(err, context.Canceled) {
		return err // nothing was tried, or not to the end
	}
	unreachable, never := errors.AsType[*Unreachable](err)
	switch {
	case err == nil && e.Failures == 0:
		return nil
	case err == nil:
		return s.Store.Arrived(ctx, e.ID)
	case errors.Is(err, errGone):
		return errors.Join(s.Store.Disable(ctx, e.ID, Gone), refused("the endpoint wants no more messages"))
	}
	disabled, more := s.Store.Missed(ctx, e.ID, patience)
	switch {
	case more != nil:
		return more
	case never:
		return refused(unreachable.Why)
	case disabled:
		return refused("the endpoint has failed for too long and is disabled")
	}
	return err
}

// send makes one attempt.
func (s *Service) send(ctx context.Context, e Endpoint, message Event) error {
	kept, err := s.open(e)
	if err != nil {
		return err
	}
	to, err := s.Reach.place(e.Agency, kept.URL)
	if err != nil {
		return err
	}
	body, err := message.encode()
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	now := s.Now()
	secrets, err := kept.signing(now)
	if err != nil {
		return err
	}
	return s.line.send(ctx, e.Agency, to, signed(secrets, message.ID, now, body), body)
}
