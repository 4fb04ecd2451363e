package identity

import (
	"context"
	"encoding/base64"
	"time"
)

// invitationKind is the kind of the ceremony in which somebody sets a first password.
const invitationKind = "invitation"

// Enrol makes an account without a password for a person, and an invitation by which the
// person, and nobody who enrols, sets one. It can be used once, until it expires. Enrol
// answers ErrTaken when the login name or the person has an account, and *Unfit.
func (s *Service) Enrol(ctx context.Context, person, login string) (invitation string, expires time.Time, err error) {
	if _, err := canonical(login); err != nil {
		return "", time.Time{}, err
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	account := Account{Person: person, Login: s.loginHash(login), Created: now}
	invitation = newInvitation(account)
	account.Password = mark(invitation)
	if err := s.store.CreateAccount(ctx, account); err != nil {
		return "", time.Time{}, err
	}
	s.log.InfoContext(ctx, "account made", "person", person)
	expires, err = s.invite(ctx, now, person, invitation)
	return invitation, expires, err
}

// Reinvite begins an account anew: every credential ends, password, second factor and
// identities at providers are forgotten, invitations from before and whatever else was
// begun are worth nothing, and a new invitation is made. An account that is closed stays
// closed. It answers ErrUnknown for a person without an account.
func (s *Service) Reinvite(ctx context.Context, person string) (invitation string, expires time.Time, err error) {
	now, err := s.store.Ready(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	account, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return "", time.Time{}, err
	}
	invitation = newInvitation(account)
	if err := s.store.Reset(ctx, person, mark(invitation)); err != nil {
		return "", time.Time{}, err
	}
	s.log.InfoContext(ctx, "account begun anew", "person", person)
	expires, err = s.invite(ctx, now, person, invitation)
	return invitation, expires, err
}

func (s *Service) invite(ctx context.Context, now time.Time, person, invitation string) (expires time.Time, err error) {
	expires = now.Add(InvitationLifetime)
	return expires, s.store.Begin(ctx, Ceremony{Hash: digestOf(invitation), Kind: invitationKind, Person: person, Expires: expires})
}

// AcceptInvitation sets the password of whoever was invited and says who that is. It
// answers *Unfit, after which the invitation can still be used, and ErrUnknown when it
// has been used, replaced or has expired, or is none.
func (s *Service) AcceptInvitation(ctx context.Context, invitation, password string) (person string, err error) {
	tag, ok := loginTag(invitation)
	if !ok {
		return "", ErrUnknown
	}
	same, err := s.choose(password, tag)
	if err != nil {
		return "", err
	}
	ceremony, err := s.store.Take(ctx, invitationKind, digestOf(invitation))
	if err != nil {
		return "", err
	}
	// From here on nobody's hanging up may cost the person the invitation.
	ctx = context.WithoutCancel(ctx)
	hash, err := s.hash(ctx, same)
	if err != nil {
		return "", err
	}
	set, err := s.store.SetPassword(ctx, ceremony.Person, mark(invitation), hash, noCredential)
	switch {
	case err != nil:
		return "", err
	case !set:
		return "", ErrUnknown
	}
	s.log.InfoContext(ctx, "invitation accepted", "person", ceremony.Person)
	return ceremony.Person, nil
}

func newInvitation(account Account) string {
	return newSecret(invitationPrefix, account.Login[:tagBytes]...)
}

// mark stands in the place of a password hash until there is one: only the newest
// invitation can replace it. It is the hash of no password.
func mark(invitation string) string {
	hash := digestOf(invitation)
	return "$invited$" + base64.RawStdEncoding.EncodeToString(hash[:16])
}

// Disable closes an account, which ends every credential of the person and whatever the
// person has begun, or opens it. It answers ErrUnknown for a person without one.
func (s *Service) Disable(ctx context.Context, person string, disabled bool) error {
	if err := s.store.Disable(ctx, person, disabled); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "account closed or opened", "person", person, "disabled", disabled)
	return nil
}
