package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

// accountCases are accounts, passwords and second factors.
func accountCases() []IdentityCase {
	return []IdentityCase{
		{"an account is found by its login name and by its person", func(t *testing.T, p *People) {
			want := identity.Account{Person: "ketua", Login: secret("ketua"), Password: "$argon2id$1", Created: p.Clock.Now()}
			p.account(t, "ketua")
			p.account(t, "anggota")
			byLogin, err := p.AccountByLogin(t.Context(), secret("ketua"))
			wantError(t, nil, err)
			same(t, "by login name", want, byLogin)
			byPerson, err := p.AccountOf(t.Context(), "ketua")
			wantError(t, nil, err)
			same(t, "by person", want, byPerson)
		}},
		{"a login name and a person have one account", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			wantError(t, identity.ErrTaken, p.CreateAccount(t.Context(), identity.Account{Person: "ketua", Login: secret("lain")}))
			wantError(t, identity.ErrTaken, p.CreateAccount(t.Context(), identity.Account{Person: "lain", Login: secret("ketua")}))
			_, err := p.AccountOf(t.Context(), "lain")
			wantError(t, identity.ErrUnknown, err)
		}},
		{"who has no account is unknown", func(t *testing.T, p *People) {
			_, err := p.AccountByLogin(t.Context(), secret("ketua"))
			wantError(t, identity.ErrUnknown, err)
			wantError(t, identity.ErrUnknown, p.SetTOTP(t.Context(), "ketua", []byte{1}))
			wantError(t, identity.ErrUnknown, p.Disable(t.Context(), "ketua", true))
			spent, err := p.UseStep(t.Context(), "ketua", 7)
			replaced, again := p.SetPassword(t.Context(), "ketua", "", "$argon2id$2", uuid.Nil)
			if spent || replaced || err != nil || again != nil {
				t.Errorf("spent %t, replaced %t, %v, %v", spent, replaced, err, again)
			}
		}},
		{"a new password ends the other sessions and no token", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			kept := p.issued(t, p.session("ketua", "kept"))
			p.issued(t, p.session("ketua", "other"))
			p.issued(t, p.session("anggota", "stranger"))
			token := p.session("ketua", "token")
			token.Kind = identity.TokenKind
			p.issued(t, token)
			replaced, err := p.SetPassword(t.Context(), "ketua", "$argon2id$0", "$argon2id$2", kept.ID)
			if replaced || err != nil {
				t.Errorf("a hash that is not there any more was replaced: %v", err)
			}
			p.wantKnown(t, map[string]bool{"kept": true, "other": true})
			replaced, err = p.SetPassword(t.Context(), "ketua", "$argon2id$1", "$argon2id$2", kept.ID)
			if !replaced || err != nil {
				t.Errorf("not replaced: %v", err)
			}
			p.wantKnown(t, map[string]bool{"kept": true, "other": false, "stranger": true, "token": true})
			found, err := p.AccountOf(t.Context(), "ketua")
			if err != nil || found.Password != "$argon2id$2" {
				t.Errorf("the old hash is there still, %v", err)
			}
		}},
		{"of eight new passwords at once one takes the place", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			won := raced(t, 8, func(n int) (bool, error) {
				return p.SetPassword(t.Context(), "ketua", "$argon2id$1", fmt.Sprint("$argon2id$new", n), uuid.Nil)
			})
			if won != 1 {
				t.Errorf("%d replaced it", won)
			}
		}},
		{"a time step is spent once", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			spend := func(step int64, want bool) {
				t.Helper()
				if spent, err := p.UseStep(t.Context(), "ketua", step); spent != want || err != nil {
					t.Errorf("step %d: %t, %v", step, spent, err)
				}
			}
			spend(7, false) // there is no secret
			wantError(t, nil, p.SetTOTP(t.Context(), "ketua", []byte("sealed")))
			shown := func(confirmed bool, step int64) {
				t.Helper()
				found, err := p.AccountOf(t.Context(), "ketua")
				if err != nil || found.Confirmed != confirmed || found.Step != step {
					t.Errorf("confirmed %t, step %d, %v", found.Confirmed, found.Step, err)
				}
			}
			shown(false, 0)
			spend(7, true)
			spend(7, false)
			spend(6, false)
			spend(8, true)
			shown(true, 8)
			wantError(t, nil, p.SetTOTP(t.Context(), "ketua", []byte("another")))
			shown(false, 0)
			spend(8, true)
			wantError(t, nil, p.SetTOTP(t.Context(), "ketua", nil))
			spend(9, false)
			found, err := p.AccountOf(t.Context(), "ketua")
			if err != nil || len(found.TOTP) > 0 || found.Confirmed {
				t.Errorf("a second factor is left, %v", err)
			}
		}},
		{"of thirty-two who spend a time step one does", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			wantError(t, nil, p.SetTOTP(t.Context(), "ketua", []byte("sealed")))
			if won := raced(t, 32, func(int) (bool, error) { return p.UseStep(t.Context(), "ketua", 7) }); won != 1 {
				t.Errorf("%d spent it", won)
			}
		}},
		{"a disabled account ends its credentials for good", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			p.account(t, "anggota")
			p.issued(t, p.session("ketua", "mine"))
			p.issued(t, p.session("anggota", "theirs"))
			wantError(t, nil, p.Disable(t.Context(), "ketua", true))
			p.wantKnown(t, map[string]bool{"mine": false, "theirs": true})
			found, err := p.AccountOf(t.Context(), "ketua")
			if err != nil || !found.Disabled {
				t.Errorf("not disabled, %v", err)
			}
			wantError(t, identity.ErrUnknown, p.Issue(t.Context(), p.session("ketua", "new")))
			wantError(t, nil, p.Disable(t.Context(), "ketua", false))
			p.wantKnown(t, map[string]bool{"mine": false, "new": false})
			p.issued(t, p.session("ketua", "newer"))
			p.wantKnown(t, map[string]bool{"newer": true})
		}},
		{"no credential slips past an account that is being disabled", func(t *testing.T, p *People) {
			for round := range 10 {
				person := fmt.Sprint("peserta", round)
				p.account(t, person)
				var callers sync.WaitGroup
				for n := range 8 {
					callers.Go(func() {
						if err := p.Issue(t.Context(), p.session(person, fmt.Sprint(person, n))); err != nil {
							wantError(t, identity.ErrUnknown, err)
						}
					})
				}
				callers.Go(func() { wantError(t, nil, p.Disable(t.Context(), person, true)) })
				callers.Wait()
				wantError(t, nil, p.Disable(t.Context(), person, false))
				left, err := p.Credentials(t.Context(), person)
				if err != nil || len(left) != 0 {
					t.Errorf("%d credentials in force, %v", len(left), err)
				}
			}
		}},
	}
}

// raced has many do the same at once and counts for whom it came true.
func raced(t *testing.T, many int, do func(n int) (bool, error)) int64 {
	t.Helper()
	var won atomic.Int64
	var callers sync.WaitGroup
	for n := range many {
		callers.Go(func() {
			did, err := do(n)
			if err != nil {
				t.Error(err)
			}
			if did {
				won.Add(1)
			}
		})
	}
	callers.Wait()
	return won.Load()
}
