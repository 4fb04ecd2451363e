package webhook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/workflow"
)

const (
	// mostEndpoints of one agency: each notice goes to all of them.
	mostEndpoints = 10
	mostEvents    = 50
	longestLabel  = 100
	// takeover is for how long the secret before signs beside a new one.
	takeover = 24 * time.Hour
)

// ErrTooMany says that the agency has as many endpoints as it may have.
var ErrTooMany = errors.New("no more endpoints")

// ErrMoved says that somebody else has changed the endpoint at this moment.
var ErrMoved = errors.New("the endpoint has been changed")

// Unfit says what cannot be used in an order; it repeats no value.
type Unfit struct{ Member, Why string }

func (u *Unfit) Error() string { return u.Member + " " + u.Why }

// An Order is what an endpoint is to be.
type Order struct {
	Agency  string
	Listens workflow.Role
	Label   string
	URL     string
	Events  []workflow.Event
	By      string
}

// kept is what an endpoint keeps sealed.
type kept struct {
	URL string `json:"url"`
	// Secrets sign all messages, the newest first; the one before it until a time.
	Secrets []keptSecret `json:"secrets"`
}

type keptSecret struct {
	Text  string    `json:"text"`
	Until time.Time `json:"until,omitzero"`
}

// signing are the secrets that sign at a time.
func (k kept) signing(now time.Time) ([]Secret, error) {
	var secrets []Secret
	for _, one := range k.Secrets {
		if !one.Until.IsZero() && !now.Before(one.Until) {
			continue
		}
		secret, err := ParseSecret(one.Text)
		if err != nil {
			return nil, err
		}
		secrets = append(secrets, secret)
	}
	return secrets, nil
}

// purpose binds what is sealed to its endpoint.
func purpose(id uuid.UUID) []byte { return []byte("selter webhook endpoint\x00" + id.String()) }

func (s *Service) seal(id uuid.UUID, k kept) ([]byte, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	return s.Sealer.Seal(text, purpose(id))
}

func (s *Service) open(e Endpoint) (kept, error) {
	var k kept
	text, err := s.Sealer.Open(e.Sealed, purpose(e.ID))
	if err != nil {
		return k, fmt.Errorf("webhook: endpoint %s: %w", e.ID, err)
	}
	if json.Unmarshal(text, &k) != nil {
		return k, fmt.Errorf("webhook: endpoint %s: what was sealed cannot be read", e.ID) // the error itself might show what it is
	}
	return k, nil
}

// Make keeps a new endpoint. Its secret is shown this once. *Unfit, ErrTooMany.
func (s *Service) Make(ctx context.Context, o Order) (Endpoint, Secret, error) {
	if err := s.fit(o); err != nil {
		return Endpoint{}, Secret{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Endpoint{}, Secret{}, err
	}
	secret := NewSecret()
	e := Endpoint{ID: id, Agency: o.Agency, Listens: o.Listens, Label: o.Label, Events: o.Events, By: o.By}
	if e.Sealed, err = s.seal(id, kept{URL: o.URL, Secrets: []keptSecret{{Text: secret.Expose()}}}); err != nil {
		return Endpoint{}, Secret{}, err
	}
	added, err := s.Store.AddEndpoint(ctx, e, mostEndpoints)
	switch {
	case err != nil:
		return Endpoint{}, Secret{}, err
	case !added:
		return Endpoint{}, Secret{}, ErrTooMany
	}
	e, err = s.Store.Endpoint(ctx, id)
	return e, secret, err
}

func (s *Service) fit(o Order) error {
	if _, err := s.Reach.place(o.Agency, o.URL); err != nil {
		return &Unfit{"url", err.Error()}
	}
	switch {
	case strings.TrimSpace(o.Label) == "" || !utf8.ValidString(o.Label) || utf8.RuneCountInString(o.Label) > longestLabel ||
		strings.ContainsFunc(o.Label, func(r rune) bool { return !unicode.IsPrint(r) }):
		return &Unfit{"label", "must have 1 to 100 characters that can be printed"}
	case len(o.Events) > mostEvents:
		return &Unfit{"events", "must be at most 50"}
	case s.Knows != nil && slices.ContainsFunc(o.Events, func(e workflow.Event) bool { return !s.Knows(e) }):
		return &Unfit{"events", "hold one that is not known"}
	}
	return nil
}

// Host is where an endpoint lies, without what may be secret in its URL.
func (s *Service) Host(e Endpoint) (string, error) {
	k, err := s.open(e)
	if err != nil {
		return "", err
	}
	_, after, _ := strings.Cut(k.URL, "://")
	host, _, _ := strings.Cut(after, "/")
	host, _, _ = strings.Cut(host, "?")
	return host, nil
}

// Rotate gives an endpoint a new secret, which is shown this once. The one before goes on signing beside it for a day, so that the
// other end can change over; an older one ends.
func (s *Service) Rotate(ctx context.Context, e Endpoint) (Secret, time.Time, error) {
	k, err := s.open(e)
	if err != nil {
		return Secret{}, time.Time{}, err
	}
	secret, until := NewSecret(), s.Now().Add(takeover).UTC().Truncate(time.Second)
	before := k.Secrets[0]
	before.Until = until
	k.Secrets = []keptSecret{{Text: secret.Expose()}, before}
	sealed, err := s.seal(e.ID, k)
	if err != nil {
		return Secret{}, time.Time{}, err
	}
	changed, err := s.Store.Reseal(ctx, e.ID, e.Sealed, sealed)
	if err == nil && !changed {
		err = ErrMoved
	}
	if err != nil {
		return Secret{}, time.Time{}, err
	}
	return secret, until, nil
}

// A Ping is how an attempt to reach an endpoint ended.
type Ping struct {
	ID     uuid.UUID
	Taken  bool
	Remark string
}

// Ping sends a message that says nothing, at once and once. One that arrives ends a row of failures; what does not counts as
// none: who mends an endpoint tries it often.
func (s *Service) Ping(ctx context.Context, e Endpoint) (Ping, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return Ping{}, err
	}
	ping := Ping{ID: id}
	err = s.send(ctx, e, event(s.Source, id.String(), pingType, s.Now()))
	_, never := errors.AsType[*Unreachable](err)
	_, answered := errors.AsType[*missed](err)
	switch {
	case err == nil:
		ping.Taken = true
		return ping, s.Store.Arrived(ctx, e.ID)
	case never, answered, errors.Is(err, errGone):
		ping.Remark = err.Error()
		return ping, nil
	}
	return ping, err
}

// Endpoint reads an endpoint, or ErrUnknown.
func (s *Service) Endpoint(ctx context.Context, id uuid.UUID) (Endpoint, error) {
	return s.Store.Endpoint(ctx, id)
}

// Endpoints lists those of an agency, the oldest first.
func (s *Service) Endpoints(ctx context.Context, agency string) ([]Endpoint, error) {
	return s.Store.Endpoints(ctx, agency)
}

// Remove forgets an endpoint, or ErrUnknown. What is on its way to it is not brought.
func (s *Service) Remove(ctx context.Context, id uuid.UUID) error {
	return s.Store.RemoveEndpoint(ctx, id)
}

// Deliveries lists what was brought to an endpoint, see Store.
func (s *Service) Deliveries(ctx context.Context, id, before uuid.UUID, limit int) ([]Delivery, error) {
	return s.Store.Deliveries(ctx, id, before, limit)
}
