package identity_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

const issuer = "https://login.example"

func providers() []serviceCase {
	return []serviceCase{
		{"whom_a_provider_knows_comes_in_as_the_person_linked", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			_, err := r.LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "before it is linked", err, identity.ErrUnlinked)
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			want(t, "nobody", r.LinkProvider(t.Context(), "0190a5c0-0000-7000-8000-000000000002", issuer, "subject-9"), identity.ErrUnknown)
			r.enrolled(t, "0190a5c0-0000-7000-8000-000000000002", "siti.contoh")
			want(t, "linked again", r.LinkProvider(t.Context(), "0190a5c0-0000-7000-8000-000000000002", issuer, "subject-1"), identity.ErrTaken)
			for given, factors := range map[int]int{-1: 1, 0: 1, 1: 1, 2: 2, 9: 2} {
				issued, err := r.LinkedLogin(t.Context(), issuer, "subject-1", given)
				if err != nil {
					t.Fatal(err)
				}
				if who := r.who(t, issued.Secret); who.Person != person || who.Factors != factors {
					t.Errorf("%d factors vouched for: %s with %d", given, who.Person, who.Factors)
				}
			}
			for _, other := range [][2]string{{issuer, "subject-2"}, {issuer + "/", "subject-1"}, {issuer + "s", "ubject-1"}} {
				_, err := r.LinkedLogin(t.Context(), other[0], other[1], 2)
				want(t, "somebody else", err, identity.ErrUnlinked)
			}
			if err := r.Disable(t.Context(), person, true); err != nil {
				t.Fatal(err)
			}
			_, err = r.LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "a closed account", err, identity.ErrRefused)
		}},
		{"an_account_that_is_closed_while_a_provider_sends_somebody_lets_nobody_in", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			m := &meddling{Store: r.store.Identity(), beforeIssue: func() {
				if err := r.Disable(t.Context(), person, true); err != nil {
					t.Error(err)
				}
			}}
			_, err := r.another(m).LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "the account", err, identity.ErrRefused)
		}},
		{"a_person_links_an_identity_in_a_session_that_is_in_force_and_fresh", func(t *testing.T, r *room) {
			_, who, secret := r.factored(t)
			link := func() error { return r.LinkOwn(t.Context(), person, who.Credential, issuer, "subject-1") }
			if err := link(); err != nil {
				t.Fatal(err)
			}
			if err := r.Logout(t.Context(), who); err != nil {
				t.Fatal(err)
			}
			want(t, "after leaving", r.LinkOwn(t.Context(), person, who.Credential, issuer, "subject-2"), identity.ErrUnauthenticated)
			want(t, "in no session", r.LinkOwn(t.Context(), person, uuid.Nil, issuer, "subject-2"), identity.ErrUnauthenticated)
			r.later(time.Minute)
			_, who = r.in(t, r.code(t, secret))
			want(t, "for somebody else", r.LinkOwn(t.Context(), "0190a5c0-0000-7000-8000-000000000002", who.Credential, issuer, "subject-2"), identity.ErrUnauthenticated)
			one, err := r.LinkedLogin(t.Context(), issuer, "subject-1", 1)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "with one factor of two", r.LinkOwn(t.Context(), person, one.Credential.ID, issuer, "subject-2"), identity.ErrNeedsSecondFactor)
			r.later(identity.Fresh)
			want(t, "in an old session", r.LinkOwn(t.Context(), person, who.Credential, issuer, "subject-2"), identity.ErrNeedsProof)
			_, err = r.LinkedLogin(t.Context(), issuer, "subject-2", 2)
			want(t, "what was not linked", err, identity.ErrUnlinked)
		}},
		{"a_reset_takes_identities_at_providers_with_it", func(t *testing.T, r *room) {
			_, who := r.session(t)
			if err := r.LinkOwn(t.Context(), person, who.Credential, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			way, err := r.BeginCeremony(t.Context(), "login", person, []byte("kept"), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.Reinvite(t.Context(), person); err != nil {
				t.Fatal(err)
			}
			_, err = r.LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "the identity", err, identity.ErrUnlinked)
			_, err = r.TakeCeremony(t.Context(), "login", way)
			want(t, "what was begun", err, identity.ErrUnknown)
		}},
		{"nothing_is_linked_in_a_session_that_ends_at_this_moment", func(t *testing.T, r *room) {
			_, who := r.session(t)
			m := &meddling{Store: r.store.Identity(), beforeLink: func() {
				if err := r.Logout(t.Context(), who); err != nil {
					t.Error(err)
				}
			}}
			want(t, "the link", r.another(m).LinkOwn(t.Context(), person, who.Credential, issuer, "subject-1"), identity.ErrUnauthenticated)
			_, err := r.LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "the identity", err, identity.ErrUnlinked)
		}},
		{"a_link_that_is_reset_while_a_provider_sends_somebody_lets_nobody_in", func(t *testing.T, r *room) {
			_, who := r.session(t)
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-1"); err != nil {
				t.Fatal(err)
			}
			m := &meddling{Store: r.store.Identity(), beforeIssue: func() {
				if _, _, err := r.Reinvite(t.Context(), person); err != nil {
					t.Error(err)
				}
			}}
			_, err := r.another(m).LinkedLogin(t.Context(), issuer, "subject-1", 2)
			want(t, "the identity", err, identity.ErrUnlinked)
			if left, err := r.Credentials(t.Context(), who); err != nil || len(left) != 0 {
				t.Errorf("%d credentials are in force, %v", len(left), err)
			}
		}},
		{"a_ceremony_is_ended_once_and_in_time", func(t *testing.T, r *room) {
			begin := func() string {
				secret, err := r.BeginCeremony(t.Context(), "login", "", []byte("nonce and verifier"), 10*time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				return secret
			}
			secret := begin()
			for _, other := range []string{"", secret[1:], "selter_s_" + secret[9:], begin()[:51] + "A "} {
				_, err := r.TakeCeremony(t.Context(), "login", other)
				want(t, "another secret", err, identity.ErrUnknown)
			}
			_, err := r.TakeCeremony(t.Context(), "link", secret)
			want(t, "another kind", err, identity.ErrUnknown)
			if n := together(8, func(int) error {
				data, err := r.TakeCeremony(t.Context(), "login", secret)
				if err == nil && string(data) != "nonce and verifier" {
					t.Errorf("kept %q", data)
				}
				return err
			}); n != 1 {
				t.Errorf("%d took it", n)
			}
			late := begin()
			r.later(10 * time.Minute)
			_, err = r.TakeCeremony(t.Context(), "login", late)
			want(t, "after its time", err, identity.ErrUnknown)
		}},
	}
}
