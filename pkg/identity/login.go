package identity

import (
	"context"
	"errors"
	"time"
)

// A Login is what somebody says who wants to come in.
type Login struct {
	Name     string
	Password string
	Code     string // of the second factor, when the account has one
	Address  string // the IP address that the request is from
}

// Login gives a session to who knows the password, and the code when the account has a
// second factor. It answers ErrRefused to all others alike, after the same work, and
// *TooMany when the account, the address or the installation has had its fill of guesses.
// The session has Factors 1 when the account has no second factor.
func (s *Service) Login(ctx context.Context, l Login) (Issued, error) {
	login := s.loginHash(l.Name)
	now, err := s.guess(ctx, login, l.Address)
	if err != nil {
		return Issued{}, err
	}
	account, err := s.store.AccountByLogin(ctx, login)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Issued{}, err
	}
	password := opaque(l.Password)
	right, stale, err := s.verify(ctx, account.Password, password)
	if err != nil {
		return Issued{}, err
	}
	step, coded, err := s.judge(account.Person, account.TOTP, l.Code, now)
	if !right || account.Disabled { // also when judge has failed: nobody learns of it who does not know the password
		return Issued{}, s.refuse(ctx, account.Person)
	}
	if err != nil {
		return Issued{}, err
	}
	factors := 1
	if len(account.TOTP) > 0 {
		if coded {
			coded, err = s.store.UseStep(ctx, account.Person, account.TOTP, step)
		}
		if err != nil {
			return Issued{}, err
		}
		if !coded {
			return Issued{}, s.refuse(ctx, account.Person)
		}
		factors = 2
	}
	if stale {
		if account.Password, err = s.renew(ctx, account, password); err != nil {
			return Issued{}, err
		}
	}
	issued, err := s.admit(ctx, now, account, password, factors)
	if err != nil {
		return Issued{}, err
	}
	return issued, s.forgive(ctx, login, l.Address, now)
}

// renew hashes a password as it is done today.
func (s *Service) renew(ctx context.Context, account Account, password string) (string, error) {
	hash, err := s.hash(ctx, password)
	if err != nil {
		return "", err
	}
	set, err := s.store.Rehash(ctx, account.Person, account.Password, hash)
	if err != nil || !set {
		return account.Password, err
	}
	return hash, nil
}

// admit issues a session, and then looks at the account again: a password that was
// changed, or an account that was closed, after it was read ends the sessions that are
// there, and this one came after.
func (s *Service) admit(ctx context.Context, now time.Time, judged Account, password string, factors int) (Issued, error) {
	issued, err := s.newSession(ctx, now, judged.Person, factors)
	if err != nil {
		return Issued{}, err
	}
	account, err := s.store.AccountOf(ctx, judged.Person)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Issued{}, err
	}
	right := account.Password == judged.Password
	if !right { // perhaps the same password, hashed anew by another login
		if right, _, err = s.verify(ctx, account.Password, password); err != nil {
			return Issued{}, err
		}
	}
	if !right || account.Disabled {
		if err := s.store.Revoke(ctx, judged.Person, issued.Credential.ID); err != nil {
			return Issued{}, err
		}
		return Issued{}, s.refuse(ctx, judged.Person)
	}
	s.log.InfoContext(ctx, "session issued", "person", judged.Person, "factors", factors)
	return issued, nil
}
