package storetest

import (
	"errors"
	"testing"
	"time"

	"selter/pkg/identity"
)

// ceremonyCases are invitations, logins at a provider and identities there.
func ceremonyCases() []IdentityCase {
	begin := func(t *testing.T, p *People, word string) identity.Ceremony {
		t.Helper()
		c := identity.Ceremony{Hash: secret(word), Kind: "invitation", Person: "ketua", Data: []byte("sealed"), Expires: p.Clock.Now().Add(time.Minute)}
		wantError(t, nil, p.Begin(t.Context(), c))
		return c
	}
	return []IdentityCase{
		{"a ceremony is ended once, by its kind and in time", func(t *testing.T, p *People) {
			want := begin(t, p, "one")
			begin(t, p, "late")
			_, err := p.Take(t.Context(), "login", secret("one"))
			wantError(t, identity.ErrUnknown, err)
			_, err = p.Take(t.Context(), "invitation", secret("two"))
			wantError(t, identity.ErrUnknown, err)
			got, err := p.Take(t.Context(), "invitation", secret("one"))
			wantError(t, nil, err)
			same(t, "ceremony", want, got)
			_, err = p.Take(t.Context(), "invitation", secret("one"))
			wantError(t, identity.ErrUnknown, err)
			p.Clock.Advance(time.Minute)
			_, err = p.Take(t.Context(), "invitation", secret("late"))
			wantError(t, identity.ErrUnknown, err)
			begin(t, p, "next") // takes away those that nobody has ended
		}},
		{"of thirty-two who end a ceremony one does", func(t *testing.T, p *People) {
			begin(t, p, "one")
			won := raced(t, 32, func(int) (bool, error) {
				_, err := p.Take(t.Context(), "invitation", secret("one"))
				if errors.Is(err, identity.ErrUnknown) {
					return false, nil
				}
				return err == nil, err
			})
			if won != 1 {
				t.Errorf("%d ended it", won)
			}
		}},
		{"an identity at a provider belongs to one person", func(t *testing.T, p *People) {
			const issuer = "https://sso.contoh.go.id"
			_, err := p.Linked(t.Context(), issuer, secret("sub"))
			wantError(t, identity.ErrUnknown, err)
			wantError(t, nil, p.Link(t.Context(), issuer, secret("sub"), "ketua"))
			wantError(t, identity.ErrTaken, p.Link(t.Context(), issuer, secret("sub"), "anggota"))
			wantError(t, nil, p.Link(t.Context(), "https://lain.contoh.go.id", secret("sub"), "anggota"))
			person, err := p.Linked(t.Context(), issuer, secret("sub"))
			if person != "ketua" || err != nil {
				t.Errorf("linked to another, %v", err)
			}
		}},
	}
}
