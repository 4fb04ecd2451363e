package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// LinkProvider binds an identity at a provider to a person, on the word of who runs the
// installation: whoever the provider says is subject comes in as the person from now on, until
// Reinvite. ErrTaken when it is bound to somebody else, ErrUnknown without an open account.
func (s *Service) LinkProvider(ctx context.Context, person, issuer, subject string) error {
	return s.link(ctx, person, noCredential, issuer, subject)
}

// LinkOwn does so on the word of the person, given in a session that has to be in force still
// (ErrUnauthenticated) and fresh (ErrNeedsProof): whoever ends the session has ended what was
// begun in it. ErrNeedsSecondFactor when the person has a second factor that was not given.
func (s *Service) LinkOwn(ctx context.Context, person string, session uuid.UUID, issuer, subject string) error {
	c, err := s.inForce(ctx, Subject{Person: person, Credential: session, Kind: SessionKind})
	if err != nil {
		return err
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return err
	}
	account, err := s.store.AccountOf(ctx, person)
	switch {
	case errors.Is(err, ErrUnknown):
		return ErrUnauthenticated
	case err != nil:
		return err
	case now.Sub(c.Created) >= Fresh:
		return ErrNeedsProof
	case len(account.TOTP) > 0 && c.Factors < 2:
		return ErrNeedsSecondFactor
	}
	err = s.link(ctx, person, session, issuer, subject)
	if errors.Is(err, ErrUnknown) {
		return ErrUnauthenticated
	}
	return err
}

func (s *Service) link(ctx context.Context, person string, session uuid.UUID, issuer, subject string) error {
	if err := s.store.Link(ctx, issuer, s.providerHash(issuer, subject), person, session); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "identity at a provider linked", "person", person)
	return nil
}

// LinkedLogin gives a session to whom a provider has identified, in one way or in two:
// factors is what the provider vouches for. ErrUnlinked when that is nobody here, and
// ErrRefused when the account is closed.
func (s *Service) LinkedLogin(ctx context.Context, issuer, subject string, factors int) (Issued, error) {
	person, err := s.store.Linked(ctx, issuer, s.providerHash(issuer, subject))
	if errors.Is(err, ErrUnknown) {
		return Issued{}, ErrUnlinked
	}
	if err != nil {
		return Issued{}, err
	}
	account, err := s.store.AccountOf(ctx, person)
	switch {
	case errors.Is(err, ErrUnknown): // forgotten
		return Issued{}, ErrUnlinked
	case err != nil:
		return Issued{}, err
	case account.Disabled:
		return Issued{}, s.refuse(ctx, person)
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return Issued{}, err
	}
	issued, err := s.newSession(ctx, now, person, min(max(factors, 1), 2))
	if err != nil {
		return Issued{}, err
	}
	// A reset since the link was read has ended the sessions that were there; this one came after.
	still, err := s.store.Linked(ctx, issuer, s.providerHash(issuer, subject))
	if errors.Is(err, ErrUnknown) || err == nil && still != person {
		err = ErrUnlinked
	}
	if err != nil {
		return Issued{}, errors.Join(err, s.store.Revoke(ctx, person, issued.Credential.ID))
	}
	s.log.InfoContext(ctx, "session issued by a provider", "person", person)
	return issued, nil
}

func (s *Service) providerHash(issuer, subject string) [32]byte {
	return s.keys.Digest("provider", []byte(issuer+"\x00"+subject))
}

// BeginCeremony keeps data, sealed, for whoever comes back with the secret: what a login
// at a provider has to remember while the person is away. What is begun for a person, who is
// "" when nobody knows yet, ends with a new password, a reset, and when the account is closed.
func (s *Service) BeginCeremony(ctx context.Context, kind, person string, data []byte, lifetime time.Duration) (secret string, err error) {
	now, err := s.store.Ready(ctx)
	if err != nil {
		return "", err
	}
	secret = newSecret(ceremonyPrefix)
	hash := digestOf(secret)
	sealed, err := s.keys.Seal(data, ceremonyContext(kind, hash))
	if err != nil {
		return "", err
	}
	return secret, s.store.Begin(ctx, Ceremony{Hash: hash, Kind: kind, Person: person, Data: sealed, Expires: now.Add(lifetime)})
}

// TakeCeremony answers what BeginCeremony kept, once; ErrUnknown afterwards, when it has
// expired, and for another kind.
func (s *Service) TakeCeremony(ctx context.Context, kind, secret string) ([]byte, error) {
	if !wellFormed(secret, secretChars) || secret[:prefixChars] != ceremonyPrefix {
		return nil, ErrUnknown
	}
	hash := digestOf(secret)
	ceremony, err := s.store.Take(ctx, kind, hash)
	if err != nil {
		return nil, err
	}
	return s.keys.Open(ceremony.Data, ceremonyContext(kind, hash))
}

func ceremonyContext(kind string, hash [32]byte) []byte {
	return append([]byte("ceremony:"+kind+":"), hash[:]...)
}
