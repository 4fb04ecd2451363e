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
// once. It counts when ConfirmTOTP has seen a code; one that was there before counts no
// longer. It needs a session that is younger than Fresh, or the password (ErrNeedsProof,
// ErrRefused, *TooMany), and to replace a second factor the one that is there
// (ErrNeedsSecondFactor).
func (s *Service) BeginTOTP(ctx context.Context, who Subject, password string) (secret, uri string, err error) {
	account, err := s.own(ctx, who)
	if err != nil {
		return "", "", err
	}
	if account.Confirmed && who.Factors < 2 {
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
	if err := s.store.SetTOTP(ctx, who.Person, sealed); err != nil {
		return "", "", err
	}
	s.log.InfoContext(ctx, "second factor begun", "person", who.Person)
	return key.Secret(), key.URL(), nil
}

func totpContext(person string) []byte { return []byte("totp:" + person) }

// reprove has a person with an old session give the password again.
func (s *Service) reprove(ctx context.Context, who Subject, account Account, password string) error {
	if who.At.Sub(who.Proved) < Fresh {
		return nil
	}
	if password == "" {
		return ErrNeedsProof
	}
	if err := s.guess(ctx, account.Login, ""); err != nil {
		return err
	}
	// Nothing is forgiven for it: who knows the password only could else guess at codes without end.
	right, _, err := s.verify(ctx, account.Password, opaque(password))
	if err == nil && !right {
		return s.refuse(ctx, who.Person)
	}
	return err
}

// ConfirmTOTP ends what BeginTOTP began: the code shows that the authenticator has the
// secret. The session is replaced by one with Factors 2, which ends when the old one
// would have. It answers ErrNoSecondFactor when nothing was begun, ErrRefused, *TooMany.
func (s *Service) ConfirmTOTP(ctx context.Context, who Subject, code string) (Issued, error) {
	return s.prove(ctx, who, code, false)
}

// StepUp replaces a session by one with Factors 2, for a person who has a second factor.
// It answers as ConfirmTOTP does.
func (s *Service) StepUp(ctx context.Context, who Subject, code string) (Issued, error) {
	return s.prove(ctx, who, code, true)
}

func (s *Service) prove(ctx context.Context, who Subject, code string, confirmed bool) (Issued, error) {
	account, err := s.own(ctx, who)
	if err != nil {
		return Issued{}, err
	}
	if len(account.TOTP) == 0 || account.Confirmed != confirmed {
		return Issued{}, ErrNoSecondFactor
	}
	if err := s.guess(ctx, account.Login, ""); err != nil {
		return Issued{}, err
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return Issued{}, err
	}
	step, right, err := s.judge(account, code, now)
	if err == nil && right {
		right, err = s.store.UseStep(ctx, who.Person, step)
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
	return issued, s.store.Forgive(ctx, account.Login)
}

// judge tells for which time step a code is right. It does not spend the step. It costs
// the same for an account without a second factor.
func (s *Service) judge(account Account, code string, now time.Time) (step int64, right bool, err error) {
	raw := s.nothing
	if len(account.TOTP) > 0 {
		if raw, err = s.keys.Open(account.TOTP, totpContext(account.Person)); err != nil {
			return 0, false, fmt.Errorf("identity: the second factor cannot be opened: %w", err)
		}
	}
	step, right = stepOf(raw, code, now)
	return step, right && len(account.TOTP) > 0, nil
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
