package identity

import (
	"context"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// Time-based codes as every authenticator has them (RFC 6238), and one step of 30
// seconds to either side for clocks that are not quite right.
const (
	totpBytes  = 20
	totpPeriod = 30
	totpSkew   = 1
)

// BeginTOTP makes a new second factor for the person and answers its secret and the
// address (otpauth://) that an authenticator reads from a picture; both are shown this
// once. It counts when ConfirmTOTP has seen a code; until then one that was there before
// goes on to count. It needs a session that is younger than Fresh, or the password (ErrNeedsProof,
// ErrRefused, *TooMany), and to replace a second factor the one that is there
// (ErrNeedsSecondFactor).
func (s *Service) BeginTOTP(ctx context.Context, who Subject, password string) (secret, uri string, err error) {
	account, err := s.own(ctx, who)
	if err != nil {
		return "", "", err
	}
	if len(account.TOTP) > 0 && who.Factors < 2 {
		return "", "", ErrNeedsSecondFactor
	}
	if err := s.reprove(ctx, who, account, password); err != nil {
		return "", "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: s.name, AccountName: who.Person, SecretSize: totpBytes, Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	if err != nil {
		return "", "", fmt.Errorf("identity: %w", err)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key.Secret())
	if err != nil {
		return "", "", fmt.Errorf("identity: %w", err)
	}
	sealed, err := s.keys.Seal(raw, totpContext(who.Person))
	if err != nil {
		return "", "", err
	}
	if err := s.store.OfferTOTP(ctx, who.Person, sealed); err != nil {
		return "", "", err
	}
	s.log.InfoContext(ctx, "second factor begun", "person", who.Person)
	return key.Secret(), key.URL(), nil
}

func totpContext(person string) []byte { return []byte("totp:" + person) }

// reprove has a person with an old session give the password again.
func (s *Service) reprove(ctx context.Context, who Subject, account Account, password string) error {
	if who.IsFresh() {
		return nil
	}
	if password == "" {
		return ErrNeedsProof
	}
	if _, err := s.guess(ctx, account.Login, ""); err != nil {
		return err
	}
	// Nothing is forgiven for it: who knows the password only could else guess at codes without end.
	right, _, err := s.verify(ctx, account.Password, opaque(password))
	if err == nil && !right {
		return s.refuse(ctx, who.Person)
	}
	return err
}

// ConfirmTOTP ends what BeginTOTP began: a code of the new secret shows that the
// authenticator has it, and from now on it counts. The session is replaced by one with
// Factors 2, which ends when the old one would have; every other session, every token and
// whatever was begun ends, because none of it knows of the new second factor. It answers
// ErrNoSecondFactor when nothing was begun, ErrNeedsSecondFactor when another second factor
// counts that was not given, ErrRefused, *TooMany.
func (s *Service) ConfirmTOTP(ctx context.Context, who Subject, code string) (Issued, error) {
	account, err := s.own(ctx, who)
	switch {
	case err != nil:
		return Issued{}, err
	case len(account.Pending) == 0:
		return Issued{}, ErrNoSecondFactor
	case len(account.TOTP) > 0 && who.Factors < 2: // the person began it in another session
		return Issued{}, ErrNeedsSecondFactor
	}
	return s.prove(ctx, who, account, account.Pending, code, func(step int64) (bool, error) {
		return s.store.ConfirmTOTP(ctx, who.Person, account.Pending, step, who.Credential)
	})
}

// StepUp replaces a session by one with Factors 2, for a person who has a second factor. It
// answers ErrNoSecondFactor when there is none, ErrRefused, *TooMany.
func (s *Service) StepUp(ctx context.Context, who Subject, code string) (Issued, error) {
	account, err := s.own(ctx, who)
	if err != nil {
		return Issued{}, err
	}
	if len(account.TOTP) == 0 {
		return Issued{}, ErrNoSecondFactor
	}
	return s.prove(ctx, who, account, account.TOTP, code, func(step int64) (bool, error) {
		return s.store.UseStep(ctx, who.Person, account.TOTP, step)
	})
}

// prove judges a code of a sealed secret, spends its time step and gives the session two factors.
func (s *Service) prove(ctx context.Context, who Subject, account Account, sealed []byte, code string, spend func(step int64) (bool, error)) (Issued, error) {
	now, err := s.guess(ctx, account.Login, "")
	if err != nil {
		return Issued{}, err
	}
	step, right, err := s.judge(account.Person, sealed, code, now)
	if err == nil && right {
		right, err = spend(step)
	}
	if err != nil {
		return Issued{}, err
	}
	if !right {
		return Issued{}, s.refuse(ctx, who.Person)
	}
	issued, err := s.rotate(ctx, now, who)
	if err != nil {
		return Issued{}, err
	}
	s.log.InfoContext(ctx, "second factor given", "person", who.Person)
	return issued, s.forgive(ctx, account.Login, "", now)
}

// judge tells for which time step a code of a sealed secret is right. It does not spend the
// step. It costs the same when there is no secret.
func (s *Service) judge(person string, sealed []byte, code string, now time.Time) (step int64, right bool, err error) {
	raw := s.nothing
	if len(sealed) > 0 {
		if raw, err = s.keys.Open(sealed, totpContext(person)); err != nil {
			return 0, false, fmt.Errorf("identity: the second factor cannot be opened: %w", err)
		}
	}
	step, right = stepOf(raw, code, now)
	return step, right && len(sealed) > 0, nil
}

// stepOf looks for the time step around now that a code is of; the latest, should two
// steps have the same code.
func stepOf(raw []byte, code string, now time.Time) (step int64, right bool) {
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	code = strings.ReplaceAll(code, " ", "") // as authenticators show it: 123 456
	current := now.Unix() / totpPeriod
	for at := current - totpSkew; at <= current+totpSkew; at++ {
		// An error means that the code has not six characters.
		if ok, err := hotp.ValidateCustom(code, uint64(at), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}); err == nil && ok {
			step, right = at, true
		}
	}
	return step, right
}
