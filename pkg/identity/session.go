package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
)

// noCredential names no credential: what is kept when all sessions end.
var noCredential = uuid.Nil

// Identify tells whose a credential is and which duties the person holds now, in one
// look at the store, or answers ErrUnauthenticated. Of a session in which the second
// factor was not given the duties that need it are Dormant.
func (s *Service) Identify(ctx context.Context, secret string) (Subject, error) {
	if _, ok := kindOf(secret); !ok {
		return Subject{}, ErrUnauthenticated
	}
	found, err := s.store.Identify(ctx, digestOf(secret))
	switch {
	case errors.Is(err, ErrUnknown):
		return Subject{}, ErrUnauthenticated
	case err != nil:
		return Subject{}, err
	}
	c := &found.Credential
	who := Subject{
		Person: c.Person, At: found.Now, Credential: c.ID, Kind: c.Kind, Scopes: c.Scopes, Factors: c.Factors, Proved: c.Created,
	}
	who.Duties, who.Dormant = Awake(found.Duties, c.Factors)
	return who, nil
}

// Awake parts duties that may be used from those that rest for want of a second factor.
func Awake(duties []workflow.Duty, factors int) (used, dormant []workflow.Duty) {
	rests := func(d workflow.Duty) bool { return workflow.NeedsSecondFactor(d.Role) }
	if factors >= 2 || !slices.ContainsFunc(duties, rests) {
		return duties, nil
	}
	for _, d := range duties {
		if rests(d) {
			dormant = append(dormant, d)
		} else {
			used = append(used, d)
		}
	}
	return used, dormant
}

// Assume is a person without any proof, as if two factors had been given. It is for
// development and demonstrations; the duties are those of the store.
func (s *Service) Assume(ctx context.Context, person string) (Subject, error) {
	duties, now, err := s.store.DutiesOf(ctx, person)
	if err != nil {
		return Subject{}, err
	}
	return Subject{Person: person, At: now, Factors: 2, Proved: now, Duties: duties}, nil
}

// Credentials lists the sessions and tokens of the person that are in force, the newest
// first.
func (s *Service) Credentials(ctx context.Context, who Subject) ([]Credential, error) {
	return s.store.Credentials(ctx, who.Person)
}

// Revoke ends a credential of the person at once: the next call with it is refused. A
// token ends none but itself (ErrNeedsSession). ErrUnknown when the person has no such one.
func (s *Service) Revoke(ctx context.Context, who Subject, id uuid.UUID) error {
	if who.Kind != SessionKind && id != who.Credential {
		return ErrNeedsSession
	}
	if err := s.store.Revoke(ctx, who.Person, id); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "credential revoked", "person", who.Person)
	return nil
}

// Logout ends the credential that the person came with.
func (s *Service) Logout(ctx context.Context, who Subject) error {
	return s.Revoke(ctx, who, who.Credential)
}

// rotate replaces the session of who by one in which two factors were given.
func (s *Service) rotate(ctx context.Context, now time.Time, who Subject) (Issued, error) {
	old, err := s.inForce(ctx, who)
	if err != nil {
		return Issued{}, err
	}
	issued, err := mint(now, SessionKind, who.Person, 2)
	if err != nil {
		return Issued{}, err
	}
	issued.Credential.Expires, issued.Credential.Idle = old.Expires, old.Idle
	if err := s.issueBeside(ctx, who, issued.Credential); err != nil {
		return Issued{}, err
	}
	return issued, s.store.Revoke(ctx, who.Person, old.ID)
}

// issueBeside issues a credential on the strength of the session that who came with. Was
// that ended while the request was under way, then the new one ends with it: whoever
// closes an account has closed it.
func (s *Service) issueBeside(ctx context.Context, who Subject, c Credential) error {
	err := s.store.Issue(ctx, c)
	switch {
	case errors.Is(err, ErrUnknown):
		return ErrUnauthenticated
	case err != nil:
		return err
	}
	_, err = s.inForce(ctx, who)
	if errors.Is(err, ErrUnauthenticated) {
		return errors.Join(err, s.store.Revoke(ctx, c.Person, c.ID))
	}
	return err
}

// inForce is the session that who came with, as it stands now.
func (s *Service) inForce(ctx context.Context, who Subject) (Credential, error) {
	if who.Kind != SessionKind {
		return Credential{}, ErrNeedsSession
	}
	all, err := s.store.Credentials(ctx, who.Person)
	if err != nil {
		return Credential{}, err
	}
	at := slices.IndexFunc(all, func(c Credential) bool { return c.ID == who.Credential })
	if at < 0 {
		return Credential{}, ErrUnauthenticated
	}
	return all[at], nil
}
