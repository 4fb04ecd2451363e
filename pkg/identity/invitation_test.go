package identity_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"selter/pkg/identity"
)

// hangingUp ends a context once a ceremony has been taken.
type hangingUp struct {
	identity.Store
	cancel context.CancelFunc
}

func (h hangingUp) Take(ctx context.Context, kind string, hash [32]byte) (identity.Ceremony, error) {
	c, err := h.Store.Take(ctx, kind, hash)
	h.cancel()
	return c, err
}

func invitations() []serviceCase {
	return []serviceCase{
		{"an_invitation_sets_the_first_password_once", func(t *testing.T, r *room) {
			invitation, expires, err := r.Enrol(t.Context(), person, login)
			if err != nil || !expires.Equal(start.Add(72*time.Hour)) {
				t.Fatalf("expires %v, %v", expires, err)
			}
			_, err = r.Login(t.Context(), identity.Login{Name: login, Address: address})
			want(t, "no password yet", err, identity.ErrRefused)
			if got, err := r.AcceptInvitation(t.Context(), invitation, password); err != nil || got != person {
				t.Fatalf("accepted for %q, %v", got, err)
			}
			r.in(t, "")
			_, err = r.AcceptInvitation(t.Context(), invitation, "another good password")
			want(t, "again", err, identity.ErrUnknown)
			r.in(t, "")
		}},
		{"of_many_who_accept_an_invitation_at_once_one_does", func(t *testing.T, r *room) {
			invitation, _, err := r.Enrol(t.Context(), person, login)
			if err != nil {
				t.Fatal(err)
			}
			words := []string{"kuda nil berenang", "kuda laut menari", "kuda kayu berlari", "kuda besi berdiri"}
			if n := together(len(words), func(i int) error {
				_, err := r.AcceptInvitation(t.Context(), invitation, words[i])
				return err
			}); n != 1 {
				t.Errorf("%d accepted it", n)
			}
			if n := together(len(words), func(i int) error {
				_, err := r.Login(t.Context(), identity.Login{Name: login, Password: words[i], Address: address})
				return err
			}); n != 1 {
				t.Errorf("%d passwords are right", n)
			}
		}},
		{"an_invitation_expires", func(t *testing.T, r *room) {
			invitation, _, err := r.Enrol(t.Context(), person, login)
			if err != nil {
				t.Fatal(err)
			}
			r.later(identity.InvitationLifetime)
			_, err = r.AcceptInvitation(t.Context(), invitation, password)
			want(t, "after 72 hours", err, identity.ErrUnknown)
		}},
		{"what_is_no_invitation_is_refused", func(t *testing.T, r *room) {
			invitation, _, err := r.Enrol(t.Context(), person, login)
			if err != nil {
				t.Fatal(err)
			}
			// The end of an invitation says which login name it is for; it cannot be exchanged.
			exchanged := invitation[:len(invitation)-4] + strings.Map(func(c rune) rune {
				if c == 'A' {
					return 'Q'
				}
				return 'A'
			}, invitation[len(invitation)-4:])
			for _, text := range []string{"", "selter_i_", exchanged, strings.Replace(invitation, "_i_", "_s_", 1), invitation + "A"} {
				_, err := r.AcceptInvitation(t.Context(), text, password)
				want(t, "no invitation", err, identity.ErrUnknown)
			}
			if _, err := r.AcceptInvitation(t.Context(), invitation, password); err != nil {
				t.Error(err)
			}
		}},
		{"a_password_that_cannot_be_taken_does_not_cost_the_invitation", func(t *testing.T, r *room) {
			const name = "Budi.Contoh.Santoso"
			invitation, _, err := r.Enrol(t.Context(), person, name)
			if err != nil {
				t.Fatal(err)
			}
			for given, problem := range map[string]string{
				"":                        "shorter than 12",
				"elevenchars":             "shorter than 12",
				"äöüßäöüßäöü":             "shorter than 12", // 22 bytes
				strings.Repeat("ab1", 86): "longer than 256 bytes",
				"a\x00bcdefghijklmn":      "typed again",
				"not utf-8 \xff\xfe\xfd":  "typed again",
				name:                      "is the login name",
				strings.ToUpper(name):     "is the login name",
				"ｂudi.contoh.santoso":     "is the login name",
				"Password1234":            "commonest",
				"indonesia1945":           "commonest",
				"xyxyxyxyxyxyxy":          "one piece over and over",
			} {
				_, err := r.AcceptInvitation(t.Context(), invitation, given)
				unfit(t, given, err, "password", problem)
			}
			if r.hashes.Load() != 0 {
				t.Error("work was done for a password that cannot be taken")
			}
			if _, err := r.AcceptInvitation(t.Context(), invitation, strings.Repeat("kuda", 3)+"!"); err != nil {
				t.Error(err)
			}
		}},
		{"hanging_up_does_not_cost_the_invitation", func(t *testing.T, r *room) {
			invitation, _, err := r.Enrol(t.Context(), person, login)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			if _, err := r.another(hangingUp{r.store.Identity(), cancel}).AcceptInvitation(ctx, invitation, password); err != nil {
				t.Error(err)
			}
			r.in(t, "")
		}},
		{"a_login_name_belongs_to_one_person_however_it_is_written", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			for _, taken := range []string{login, "BUDI.contoh", "ｂｕｄｉ.contoh"} {
				_, _, err := r.Enrol(t.Context(), "0190a5c0-0000-7000-8000-000000000002", taken)
				want(t, taken, err, identity.ErrTaken)
			}
			_, _, err := r.Enrol(t.Context(), person, "another.name")
			want(t, "the same person", err, identity.ErrTaken)
			for _, given := range []string{"Budi.Contoh", "BUDI.CONTOH"} {
				if _, err := r.Login(t.Context(), identity.Login{Name: given, Password: password, Address: address}); err != nil {
					t.Errorf("%s: %v", given, err)
				}
			}
		}},
		{"a_login_name_has_a_form", func(t *testing.T, r *room) {
			for name, problem := range map[string]string{
				"": "", "ab": "shorter than 3", "budi contoh": "spaces", "budi\n": "spaces", "\xff\xfe\xfd": "", strings.Repeat("a", 101): "longer than 100",
			} {
				_, _, err := r.Enrol(t.Context(), person, name)
				unfit(t, name, err, "login", problem)
			}
		}},
		{"a_new_invitation_ends_everything_before_it", func(t *testing.T, r *room) {
			first, _, err := r.Enrol(t.Context(), person, login)
			if err != nil {
				t.Fatal(err)
			}
			second, _, err := r.Reinvite(t.Context(), person)
			if err != nil {
				t.Fatal(err)
			}
			_, err = r.AcceptInvitation(t.Context(), first, password)
			want(t, "the older invitation", err, identity.ErrUnknown)
			if _, err := r.AcceptInvitation(t.Context(), second, password); err != nil {
				t.Fatal(err)
			}
			_, who := r.in(t, "")
			secret, _, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			session, err := r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
			if err != nil {
				t.Fatal(err)
			}
			token, err := r.IssueToken(t.Context(), r.who(t, session.Secret), "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			third, _, err := r.Reinvite(t.Context(), person)
			if err != nil {
				t.Fatal(err)
			}
			for what, secret := range map[string]string{"session": session.Secret, "token": token.Secret} {
				_, err := r.Identify(t.Context(), secret)
				want(t, what, err, identity.ErrUnauthenticated)
			}
			_, err = r.Login(t.Context(), identity.Login{Name: login, Password: password, Code: r.code(t, secret), Address: address})
			want(t, "the old password", err, identity.ErrRefused)
			if _, err := r.AcceptInvitation(t.Context(), third, "a password of my own"); err != nil {
				t.Fatal(err)
			}
			issued, err := r.Login(t.Context(), identity.Login{Name: login, Password: "a password of my own", Address: address})
			if err != nil || issued.Credential.Factors != 1 {
				t.Errorf("the second factor is not forgotten: %d, %v", issued.Credential.Factors, err)
			}
			_, _, err = r.Reinvite(t.Context(), "0190a5c0-0000-7000-8000-000000000009")
			want(t, "nobody", err, identity.ErrUnknown)
		}},
	}
}
