package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

// meddling does something at one moment of a call, once: between what was read and what
// is written upon it.
type meddling struct {
	identity.Store
	beforeIssue, beforeSet, beforeReset, beforeLink func()
}

func (m *meddling) Reset(ctx context.Context, person, phc string) error {
	if do := m.beforeReset; do != nil {
		m.beforeReset = nil
		do()
	}
	return m.Store.Reset(ctx, person, phc)
}

func (m *meddling) Link(ctx context.Context, issuer string, subject [32]byte, person string, session uuid.UUID) error {
	if do := m.beforeLink; do != nil {
		m.beforeLink = nil
		do()
	}
	return m.Store.Link(ctx, issuer, subject, person, session)
}

func (m *meddling) Rehash(ctx context.Context, person, was, phc string) (bool, error) {
	if do := m.beforeSet; do != nil {
		m.beforeSet = nil
		do()
	}
	return m.Store.Rehash(ctx, person, was, phc)
}

func (m *meddling) Issue(ctx context.Context, c identity.Credential) error {
	if do := m.beforeIssue; do != nil {
		m.beforeIssue = nil
		do()
	}
	return m.Store.Issue(ctx, c)
}

func (m *meddling) SetPassword(ctx context.Context, person, was, phc string, keep uuid.UUID) (bool, error) {
	if do := m.beforeSet; do != nil {
		m.beforeSet = nil
		do()
	}
	return m.Store.SetPassword(ctx, person, was, phc, keep)
}

// leaving has somebody hang up once the account has been read.
type leaving struct {
	identity.Store
	hangUp func()
}

func (l *leaving) AccountByLogin(ctx context.Context, login [32]byte) (identity.Account, error) {
	defer l.hangUp()
	return l.Store.AccountByLogin(ctx, login)
}

func logins() []serviceCase {
	return []serviceCase{
		{"who_knows_the_password_comes_in", func(t *testing.T, r *room) {
			issued, who := r.session(t)
			c := issued.Credential
			if who.Person != person || who.Kind != identity.SessionKind || who.Factors != 1 || who.Credential != c.ID {
				t.Errorf("came in as %+v", who)
			}
			if !who.At.Equal(start) || !who.Proved.Equal(start) || !c.Expires.Equal(start.Add(12*time.Hour)) || c.Idle != time.Hour {
				t.Errorf("at %v, proved %v, expires %v, idle %v", who.At, who.Proved, c.Expires, c.Idle)
			}
		}},
		{"whoever_is_refused_is_refused_alike_and_after_the_same_work", func(t *testing.T, r *room) {
			_, _, secret := r.factored(t)
			r.later(time.Minute)
			for i, name := range []string{"plain.person", "closed.person"} {
				r.enrolled(t, "0190a5c0-0000-7000-8000-00000000001"+string(rune('0'+i)), name)
			}
			if _, _, err := r.Enrol(t.Context(), "0190a5c0-0000-7000-8000-000000000013", "invited.person"); err != nil {
				t.Fatal(err)
			}
			if err := r.Disable(t.Context(), "0190a5c0-0000-7000-8000-000000000011", true); err != nil {
				t.Fatal(err)
			}
			for what, l := range map[string]identity.Login{
				"an unknown name":            {Name: "nobody.here", Password: password},
				"no name":                    {Password: password},
				"what cannot be a name":      {Name: "\xff \n", Password: password},
				"a wrong password":           {Name: "plain.person", Password: "wrong horse at sea"},
				"no password":                {Name: "plain.person"},
				"what cannot be a password":  {Name: "plain.person", Password: "\x00\xff"},
				"a code nobody has":          {Name: "plain.person", Password: "wrong horse at sea", Code: "123456"},
				"a closed account":           {Name: "closed.person", Password: password},
				"an account not yet open":    {Name: "invited.person", Password: password},
				"a missing code":             {Name: login, Password: password},
				"a wrong code":               {Name: login, Password: password, Code: r.wrong(t, secret)},
				"what cannot be a code":      {Name: login, Password: password, Code: "12345"},
				"a wrong password with code": {Name: login, Password: "wrong horse at sea", Code: r.code(t, secret)},
			} {
				l.Address = address
				before := r.hashes.Load()
				issued, err := r.Login(t.Context(), l)
				if err != identity.ErrRefused || issued.Secret != "" { //nolint:errorlint // nothing may be wrapped around it
					t.Errorf("%s: %v", what, err)
				}
				if n := r.hashes.Load() - before; n != 1 {
					t.Errorf("%s: %d hashes", what, n)
				}
			}
			if issued, _ := r.in(t, r.code(t, secret)); issued.Credential.Factors != 2 {
				t.Errorf("the right code gives %d factors", issued.Credential.Factors)
			}
		}},
		{"a_password_is_hashed_anew_when_it_costs_too_little", func(t *testing.T, r *room) {
			here, who := r.session(t)
			token, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			costlier := r.another(nil, func(c *identity.Config) { c.Hashing = identity.Hashing{Memory: 16, Passes: 2, Lanes: 1} })
			for i, hashes := range []int64{2, 1} {
				before := r.hashes.Load()
				if _, err := costlier.Login(t.Context(), identity.Login{Name: login, Password: password, Address: address}); err != nil {
					t.Fatal(err)
				}
				if n := r.hashes.Load() - before; n != hashes {
					t.Errorf("login %d took %d hashes, want %d", i, n, hashes)
				}
			}
			_, err = costlier.Login(t.Context(), identity.Login{Name: login, Password: "wrong horse at sea", Address: address})
			want(t, "a wrong one", err, identity.ErrRefused)
			r.who(t, here.Secret) // it is the same password
			r.who(t, token.Secret)
		}},
		{"two_may_come_in_at_once_while_a_password_is_hashed_anew", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			dearer := func(c *identity.Config) { c.Hashing = identity.Hashing{Memory: 16, Passes: 1, Lanes: 1} }
			l := identity.Login{Name: login, Password: password, Address: address}
			m := &meddling{Store: r.store.Identity(), beforeSet: func() {
				if _, err := r.another(nil, dearer).Login(t.Context(), l); err != nil {
					t.Errorf("the other: %v", err)
				}
			}}
			if _, err := r.another(m, dearer).Login(t.Context(), l); err != nil {
				t.Errorf("the one: %v", err)
			}
		}},
		{"a_password_that_is_changed_while_somebody_comes_in_lets_nobody_in", func(t *testing.T, r *room) {
			_, who := r.session(t)
			m := &meddling{Store: r.store.Identity(), beforeIssue: func() {
				if err := r.ChangePassword(t.Context(), who, password, "a password of my own"); err != nil {
					t.Error(err)
				}
			}}
			_, err := r.another(m).Login(t.Context(), identity.Login{Name: login, Password: password, Address: address})
			want(t, "the old password", err, identity.ErrRefused)
			if left, err := r.Credentials(t.Context(), who); err != nil || len(left) != 1 || left[0].ID != who.Credential {
				t.Errorf("%d credentials are in force, %v", len(left), err)
			}
		}},
		{"an_account_that_is_closed_while_somebody_comes_in_lets_nobody_in", func(t *testing.T, r *room) {
			_, who := r.session(t)
			m := &meddling{Store: r.store.Identity(), beforeIssue: func() {
				if err := r.Disable(t.Context(), person, true); err != nil {
					t.Error(err)
				}
			}}
			_, err := r.another(m).Login(t.Context(), identity.Login{Name: login, Password: password, Address: address})
			want(t, "the account", err, identity.ErrRefused)
			if err := r.Disable(t.Context(), person, false); err != nil {
				t.Fatal(err)
			}
			if left, err := r.Credentials(t.Context(), who); err != nil || len(left) != 0 {
				t.Errorf("%d credentials are in force, %v", len(left), err)
			}
		}},
		{"who_does_not_wait_for_a_hash_is_let_go", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			ctx, cancel := context.WithCancel(t.Context())
			started, proceed := make(chan struct{}), make(chan struct{})
			door := &leaving{Store: r.store.Identity(), hangUp: func() {}}
			slow := r.another(door, func(c *identity.Config) {
				c.Hashed = func() { started <- struct{}{}; <-proceed }
			})
			l := identity.Login{Name: login, Password: password, Address: address}
			ended := make(chan error)
			places := 0
			for ; places < identity.AtOnce(slow); places++ {
				go func() {
					_, err := slow.Login(t.Context(), l)
					ended <- err
				}()
				<-started
			}
			door.hangUp = cancel
			_, err := slow.Login(ctx, l)
			want(t, "the one who hung up", err, context.Canceled)
			close(proceed)
			for range places {
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}
		}},
	}
}
