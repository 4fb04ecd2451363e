package identity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"selter/pkg/identity"
)

func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	list := identity.Common()
	if len(list) < 100 {
		t.Errorf("%d are listed", len(list))
	}
	for i, word := range list {
		if len(word) < identity.ShortestPassword || strings.ToLower(word) != word {
			t.Errorf("%q can never be met: too short, or not small", word)
		}
		if slices.Contains(list[:i], word) {
			t.Errorf("%q is listed twice", word)
		}
	}
}

func passwords() []serviceCase {
	const own = "a password of my own"
	return []serviceCase{
		{"a_changed_password_ends_whatever_lets_the_person_in_but_this_session", func(t *testing.T, r *room) {
			other, _ := r.session(t)
			this, who := r.in(t, "")
			token, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			way, err := r.BeginCeremony(t.Context(), "login", person, []byte("kept"), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.ChangePassword(t.Context(), who, password, own); err != nil {
				t.Fatal(err)
			}
			for what, secret := range map[string]string{"the other session": other.Secret, "the token": token.Secret} {
				_, err = r.Identify(t.Context(), secret)
				want(t, what, err, identity.ErrUnauthenticated)
			}
			_, err = r.TakeCeremony(t.Context(), "login", way)
			want(t, "what was begun", err, identity.ErrUnknown)
			r.who(t, this.Secret)
			_, err = r.Login(t.Context(), identity.Login{Name: login, Password: password, Address: address})
			want(t, "the old password", err, identity.ErrRefused)
			if _, err := r.Login(t.Context(), identity.Login{Name: login, Password: own, Address: address}); err != nil {
				t.Error(err)
			}
		}},
		{"the_old_password_is_guessed_at_no_oftener_than_at_the_door", func(t *testing.T, r *room) {
			_, who := r.session(t)
			before := r.hashes.Load()
			for range 40 {
				if err := r.ChangePassword(t.Context(), who, "wrong horse at sea", own); err == nil {
					t.Fatal("a wrong password was taken")
				}
			}
			if n := r.hashes.Load() - before; n != 20 {
				t.Errorf("%d guesses were judged", n)
			}
			if r.try(t, r.Service, login, address) {
				t.Error("the door counts for itself")
			}
		}},
		{"a_new_password_has_to_be_a_good_one", func(t *testing.T, r *room) {
			_, who := r.session(t)
			unfit(t, "short", r.ChangePassword(t.Context(), who, password, "short"), "password", "shorter")
			r.enrolled(t, "0190a5c0-0000-7000-8000-000000000002", "siti.contoh.utama")
			issued, err := r.Login(t.Context(), identity.Login{Name: "siti.contoh.utama", Password: password, Address: address})
			if err != nil {
				t.Fatal(err)
			}
			err = r.ChangePassword(t.Context(), r.who(t, issued.Secret), password, "Siti.Contoh.Utama")
			unfit(t, "the login name", err, "password", "login name")
		}},
		{"a_password_is_the_same_on_every_keyboard", func(t *testing.T, r *room) {
			_, who := r.session(t)
			if err := r.ChangePassword(t.Context(), who, password, "caf\u00e9 di\u00a0tepi laut"); err != nil { // é as one, and a space that does not break
				t.Fatal(err)
			}
			if _, err := r.Login(t.Context(), identity.Login{Name: login, Password: "cafe\u0301 di tepi laut", Address: address}); err != nil {
				t.Error(err)
			}
		}},
		{"a_reset_is_stronger_than_a_change_at_the_same_moment", func(t *testing.T, r *room) {
			_, who := r.session(t)
			var invitation string
			m := &meddling{Store: r.store.Identity(), beforeSet: func() {
				var err error
				if invitation, _, err = r.Reinvite(t.Context(), person); err != nil {
					t.Error(err)
				}
			}}
			want(t, "the change", r.another(m).ChangePassword(t.Context(), who, password, own), identity.ErrRefused)
			_, err := r.Login(t.Context(), identity.Login{Name: login, Password: own, Address: address})
			want(t, "the changed password", err, identity.ErrRefused)
			if _, err := r.AcceptInvitation(t.Context(), invitation, "a third password"); err != nil {
				t.Error(err)
			}
		}},
		{"a_change_at_the_same_moment_does_not_stop_a_reset", func(t *testing.T, r *room) {
			_, who := r.session(t)
			m := &meddling{Store: r.store.Identity(), beforeReset: func() {
				if err := r.ChangePassword(t.Context(), who, password, own); err != nil {
					t.Error(err)
				}
			}}
			invitation, _, err := r.another(m).Reinvite(t.Context(), person)
			if err != nil {
				t.Fatal(err)
			}
			_, err = r.Login(t.Context(), identity.Login{Name: login, Password: own, Address: address})
			want(t, "the changed password", err, identity.ErrRefused)
			if _, err := r.AcceptInvitation(t.Context(), invitation, "a third password"); err != nil {
				t.Error(err)
			}
		}},
	}
}
