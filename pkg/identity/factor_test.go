package identity_test

import (
	"context"
	"encoding/base32"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

// spending does something before a time step is spent.
type spending struct {
	identity.Store
	do func()
}

func (s spending) UseStep(ctx context.Context, person string, sealed []byte, step int64) (bool, error) {
	s.do()
	return s.Store.UseStep(ctx, person, sealed, step)
}

func secondFactors() []serviceCase {
	return []serviceCase{
		{"a_second_factor_counts_once_a_code_was_given", func(t *testing.T, r *room) {
			old, who := r.session(t)
			secret, uri, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(uri)
			if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("secret") != secret || u.Query().Get("issuer") != "Selter" {
				t.Errorf("the address is %s, %v", uri, err)
			}
			if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil || len(raw) != 20 {
				t.Errorf("the secret has %d bytes, %v", len(raw), err)
			}
			r.in(t, "") // it does not count yet
			r.later(20 * time.Minute)
			issued, err := r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
			if err != nil {
				t.Fatal(err)
			}
			if now := r.who(t, issued.Secret); now.Factors != 2 || !now.Proved.Equal(r.clock()) {
				t.Errorf("the new session has %d factors, since %v", now.Factors, now.Proved)
			}
			if c := issued.Credential; !c.Expires.Equal(old.Credential.Expires) || c.Idle != old.Credential.Idle {
				t.Errorf("it ends %v, idle %v; the old one %v", c.Expires, c.Idle, old.Credential.Expires)
			}
			_, err = r.Identify(t.Context(), old.Secret)
			want(t, "the old session", err, identity.ErrUnauthenticated)
			_, err = r.Login(t.Context(), identity.Login{Name: login, Password: password, Address: address})
			want(t, "no code", err, identity.ErrRefused)
		}},
		{"a_code_is_good_once", func(t *testing.T, r *room) {
			_, _, secret := r.factored(t)
			code := r.code(t, secret)
			l := identity.Login{Name: login, Password: password, Code: code, Address: address}
			_, err := r.Login(t.Context(), l)
			want(t, "the code that confirmed", err, identity.ErrRefused)
			r.later(30 * time.Second)
			r.in(t, r.code(t, secret))
			_, err = r.Login(t.Context(), l)
			want(t, "a code of a step before", err, identity.ErrRefused)
		}},
		{"of_many_who_give_one_code_at_once_one_comes_in", func(t *testing.T, r *room) {
			_, _, secret := r.factored(t)
			r.later(time.Minute)
			code := r.code(t, secret)
			if n := together(12, func(int) error {
				_, err := r.Login(t.Context(), identity.Login{Name: login, Password: password, Code: code, Address: address})
				return err
			}); n != 1 {
				t.Errorf("%d came in", n)
			}
		}},
		{"a_session_from_a_provider_steps_up", func(t *testing.T, r *room) {
			_, _, secret := r.factored(t)
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			one, err := r.LinkedLogin(t.Context(), issuer, "subject-1", 1)
			if err != nil {
				t.Fatal(err)
			}
			who := r.who(t, one.Secret)
			_, err = r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
			want(t, "confirming again", err, identity.ErrNoSecondFactor)
			_, err = r.StepUp(t.Context(), who, r.code(t, secret))
			want(t, "the code that confirmed", err, identity.ErrRefused)
			r.later(time.Minute)
			two, err := r.StepUp(t.Context(), who, r.code(t, secret))
			if err != nil || two.Credential.Factors != 2 {
				t.Fatalf("%d factors, %v", two.Credential.Factors, err)
			}
			_, err = r.Identify(t.Context(), one.Secret)
			want(t, "the session before", err, identity.ErrUnauthenticated)
		}},
		{"who_has_no_second_factor_cannot_step_up", func(t *testing.T, r *room) {
			_, who := r.session(t)
			_, err := r.StepUp(t.Context(), who, "123456")
			want(t, "none at all", err, identity.ErrNoSecondFactor)
			_, err = r.ConfirmTOTP(t.Context(), who, "123456")
			want(t, "none begun", err, identity.ErrNoSecondFactor)
			secret, _, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = r.StepUp(t.Context(), who, r.code(t, secret))
			want(t, "none confirmed", err, identity.ErrNoSecondFactor)
		}},
		{"codes_are_guessed_at_no_oftener_than_passwords", func(t *testing.T, r *room) {
			issued, who := r.session(t)
			secret, _, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			refused := 0
			for range 40 {
				if _, err := r.ConfirmTOTP(t.Context(), who, r.wrong(t, secret)); errors.Is(err, identity.ErrRefused) {
					refused++
				}
			}
			if refused != 20 {
				t.Errorf("%d codes were judged", refused)
			}
			_, err = r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
			if _, limited := errors.AsType[*identity.TooMany](err); !limited {
				t.Errorf("the right code: %v", err)
			}
			if r.try(t, r.Service, login, address) {
				t.Error("the door counts for itself")
			}
			r.who(t, issued.Secret) // whoever is in stays in
		}},
		{"a_second_factor_is_begun_by_who_has_just_proved_who_they_are", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			r.later(identity.Fresh)
			who := r.who(t, issued.Secret)
			_, _, err := r.BeginTOTP(t.Context(), who, "")
			want(t, "an old session", err, identity.ErrNeedsProof)
			_, _, err = r.BeginTOTP(t.Context(), who, "wrong horse at sea")
			want(t, "a wrong password", err, identity.ErrRefused)
			if _, _, err = r.BeginTOTP(t.Context(), who, password); err != nil {
				t.Error(err)
			}
		}},
		{"a_second_factor_is_replaced_by_who_has_it", func(t *testing.T, r *room) {
			_, two, secret := r.factored(t)
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			issued, err := r.LinkedLogin(t.Context(), issuer, "subject-1", 1)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = r.BeginTOTP(t.Context(), r.who(t, issued.Secret), password)
			want(t, "with the password alone", err, identity.ErrNeedsSecondFactor)
			token, err := r.IssueToken(t.Context(), two, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			next, _, err := r.BeginTOTP(t.Context(), two, "")
			if err != nil || next == secret {
				t.Fatalf("the same secret, or %v", err)
			}
			_, err = r.ConfirmTOTP(t.Context(), two, r.code(t, secret))
			want(t, "a code of the old secret", err, identity.ErrRefused)
			_, err = r.ConfirmTOTP(t.Context(), r.who(t, issued.Secret), r.code(t, next))
			want(t, "a session with one factor", err, identity.ErrNeedsSecondFactor)
			replaced, err := r.ConfirmTOTP(t.Context(), two, r.code(t, next))
			if err != nil {
				t.Fatal(err)
			}
			r.who(t, replaced.Secret)
			for what, secret := range map[string]string{"another session": issued.Secret, "a token": token.Secret} {
				_, err = r.Identify(t.Context(), secret)
				want(t, what, err, identity.ErrUnauthenticated)
			}
			r.later(time.Minute)
			l := identity.Login{Name: login, Password: password, Address: address, Code: r.code(t, secret)}
			_, err = r.Login(t.Context(), l)
			want(t, "the old secret", err, identity.ErrRefused)
			r.in(t, r.code(t, next))
		}},
		{"a_replacement_that_is_begun_and_left_takes_nothing_away", func(t *testing.T, r *room) {
			_, who, secret := r.factored(t)
			next, _, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			r.later(time.Minute)
			for what, code := range map[string]string{"no code": "", "a code of what was not confirmed": r.code(t, next)} {
				_, err := r.Login(t.Context(), identity.Login{Name: login, Password: password, Code: code, Address: address})
				want(t, what, err, identity.ErrRefused)
			}
			if issued, _ := r.in(t, r.code(t, secret)); issued.Credential.Factors != 2 {
				t.Errorf("the second factor gives %d", issued.Credential.Factors)
			}
		}},
		{"a_login_while_a_second_factor_is_begun_confirms_nothing", func(t *testing.T, r *room) {
			_, who, secret := r.factored(t)
			r.later(time.Minute)
			s := r.another(spending{r.store.Identity(), func() {
				if _, _, err := r.BeginTOTP(t.Context(), who, ""); err != nil {
					t.Error(err)
				}
			}})
			if _, err := s.Login(t.Context(), identity.Login{Name: login, Password: password, Code: r.code(t, secret), Address: address}); err != nil {
				t.Fatal(err)
			}
			account, err := r.store.Identity().AccountOf(t.Context(), person)
			if err != nil || len(account.Pending) == 0 || string(account.Pending) == string(account.TOTP) {
				t.Errorf("what nobody has scanned counts, or nothing was begun: %v", err)
			}
		}},
		{"a_second_factor_is_of_one_person", func(t *testing.T, r *room) {
			const other = "0190a5c0-0000-7000-8000-000000000002"
			_, who, secret := r.factored(t)
			r.enrolled(t, other, "siti.contoh")
			mine, err := r.store.Identity().AccountOf(t.Context(), who.Person)
			if err != nil || strings.Contains(string(mine.TOTP), secret) {
				t.Fatalf("kept in the clear, or %v", err)
			}
			// Somebody who can write to the database gives the other person a secret that they know.
			if err := r.store.Identity().OfferTOTP(t.Context(), other, mine.TOTP); err != nil {
				t.Fatal(err)
			}
			if _, err := r.store.Identity().ConfirmTOTP(t.Context(), other, mine.TOTP, 1, uuid.Nil); err != nil {
				t.Fatal(err)
			}
			_, err = r.Login(t.Context(), identity.Login{Name: "siti.contoh", Password: password, Code: r.code(t, secret), Address: address})
			if err == nil || errors.Is(err, identity.ErrRefused) {
				t.Errorf("a secret of somebody else: %v, want a fault", err)
			}
		}},
	}
}
