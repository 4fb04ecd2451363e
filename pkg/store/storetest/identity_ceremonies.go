package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

// ceremonyCases are invitations, logins at a provider and identities there.
func ceremonyCases() []IdentityCase {
	begin := func(t *testing.T, p *People, word string) identity.Ceremony {
		t.Helper()
		p.someone(t, "ketua")
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
			p.account(t, "ketua")
			p.account(t, "anggota")
			_, err := p.Linked(t.Context(), issuer, secret("sub"))
			wantError(t, identity.ErrUnknown, err)
			for range 2 {
				wantError(t, nil, p.Link(t.Context(), issuer, secret("sub"), "ketua", uuid.Nil))
			}
			wantError(t, identity.ErrTaken, p.Link(t.Context(), issuer, secret("sub"), "anggota", uuid.Nil))
			wantError(t, nil, p.Link(t.Context(), "https://lain.contoh.go.id", secret("sub"), "anggota", uuid.Nil))
			person, err := p.Linked(t.Context(), issuer, secret("sub"))
			if person != "ketua" || err != nil {
				t.Errorf("linked to another, %v", err)
			}
		}},
		{"an identity is linked to who has an open account, in a session that is not revoked", func(t *testing.T, p *People) {
			const issuer = "https://sso.contoh.go.id"
			mine, theirs := p.issued(t, p.session("ketua", "mine")), p.issued(t, p.session("anggota", "theirs"))
			wantError(t, identity.ErrUnknown, p.Link(t.Context(), issuer, secret("sub"), "siapa", uuid.Nil))
			wantError(t, identity.ErrUnknown, p.Link(t.Context(), issuer, secret("sub"), "ketua", theirs.ID))
			wantError(t, identity.ErrUnknown, p.Link(t.Context(), issuer, secret("sub"), "ketua", newID()))
			wantError(t, nil, p.Link(t.Context(), issuer, secret("first"), "ketua", mine.ID))
			wantError(t, nil, p.Revoke(t.Context(), "ketua", mine.ID))
			wantError(t, identity.ErrUnknown, p.Link(t.Context(), issuer, secret("sub"), "ketua", mine.ID))
			wantError(t, nil, p.Disable(t.Context(), "ketua", true))
			wantError(t, identity.ErrUnknown, p.Link(t.Context(), issuer, secret("sub"), "ketua", uuid.Nil))
			_, err := p.Linked(t.Context(), issuer, secret("sub"))
			wantError(t, identity.ErrUnknown, err)
		}},
		{"nothing is begun about who has no account", func(t *testing.T, p *People) {
			c := identity.Ceremony{Hash: secret("one"), Kind: "invitation", Person: "siapa", Expires: p.Clock.Now().Add(time.Minute)}
			wantError(t, identity.ErrUnknown, p.Begin(t.Context(), c))
			c.Person = "" // a login of nobody yet
			wantError(t, nil, p.Begin(t.Context(), c))
		}},
		{"no link slips past a reset", func(t *testing.T, p *People) {
			const issuer = "https://sso.contoh.go.id"
			for round := range 10 {
				person := fmt.Sprint("peserta", round)
				session := p.issued(t, p.session(person, person))
				var callers sync.WaitGroup
				for n := range 4 {
					callers.Go(func() {
						if err := p.Link(t.Context(), issuer, secret(fmt.Sprint(person, n)), person, session.ID); err != nil {
							wantError(t, identity.ErrUnknown, err)
						}
					})
				}
				callers.Go(func() { wantError(t, nil, p.Reset(t.Context(), person, "$invited$")) })
				callers.Wait()
				for n := range 4 {
					_, err := p.Linked(t.Context(), issuer, secret(fmt.Sprint(person, n)))
					wantError(t, identity.ErrUnknown, err)
				}
			}
		}},
	}
}
