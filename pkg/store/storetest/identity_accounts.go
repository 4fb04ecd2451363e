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
			wantError(t, identity.ErrUnknown, p.OfferTOTP(t.Context(), "ketua", []byte{1}))
			wantError(t, identity.ErrUnknown, p.Reset(t.Context(), "ketua", "$invited$"))
			wantError(t, identity.ErrUnknown, p.Issue(t.Context(), p.session("ketua", "here")))
			wantError(t, identity.ErrUnknown, p.Disable(t.Context(), "ketua", true))
			spent, err := p.UseStep(t.Context(), "ketua", []byte{1}, 7)
			replaced, again := p.SetPassword(t.Context(), "ketua", "", "$argon2id$2", uuid.Nil)
			if spent || replaced || err != nil || again != nil {
				t.Errorf("spent %t, replaced %t, %v, %v", spent, replaced, err, again)
			}
			confirmed, err := p.ConfirmTOTP(t.Context(), "ketua", []byte{1}, 7, uuid.Nil)
			renewed, again := p.Rehash(t.Context(), "ketua", "", "$argon2id$2")
			if confirmed || renewed || err != nil || again != nil {
				t.Errorf("confirmed %t, hashed anew %t, %v, %v", confirmed, renewed, err, again)
			}
		}},
		{"a new password ends the other sessions, the tokens and what was begun", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			kept := p.issued(t, p.session("ketua", "kept"))
			p.issued(t, p.session("ketua", "other"))
			p.issued(t, p.session("anggota", "stranger"))
			token := p.session("ketua", "token")
			token.Kind = identity.TokenKind
			p.issued(t, token)
			p.begun(t, "ketua", "way")
			p.begun(t, "anggota", "stranger's way")
			replaced, err := p.SetPassword(t.Context(), "ketua", "$argon2id$0", "$argon2id$2", kept.ID)
			if replaced || err != nil {
				t.Errorf("a hash that is not there any more was replaced: %v", err)
			}
			p.wantKnown(t, map[string]bool{"kept": true, "other": true, "token": true})
			replaced, err = p.SetPassword(t.Context(), "ketua", "$argon2id$1", "$argon2id$2", kept.ID)
			if !replaced || err != nil {
				t.Errorf("not replaced: %v", err)
			}
			p.wantKnown(t, map[string]bool{"kept": true, "other": false, "stranger": true, "token": false})
			_, err = p.Take(t.Context(), "way", secret("way"))
			wantError(t, identity.ErrUnknown, err)
			_, err = p.Take(t.Context(), "way", secret("stranger's way"))
			wantError(t, nil, err)
			found, err := p.AccountOf(t.Context(), "ketua")
			if err != nil || found.Password != "$argon2id$2" {
				t.Errorf("the old hash is there still, %v", err)
			}
		}},
		{"the same password hashed anew ends nothing", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			p.issued(t, p.session("ketua", "here"))
			p.begun(t, "ketua", "way")
			for was, want := range map[string]bool{"$argon2id$0": false, "$argon2id$1": true} {
				if done, err := p.Rehash(t.Context(), "ketua", was, "$argon2id$2"); done != want || err != nil {
					t.Errorf("%s: %t, %v", was, done, err)
				}
			}
			p.wantKnown(t, map[string]bool{"here": true})
			_, err := p.Take(t.Context(), "way", secret("way"))
			wantError(t, nil, err)
			if found, err := p.AccountOf(t.Context(), "ketua"); err != nil || found.Password != "$argon2id$2" {
				t.Errorf("the old hash is there still, %v", err)
			}
		}},
		{"a reset leaves a person nothing to come in with, and others theirs", func(t *testing.T, p *People) {
			const issuer = "https://sso.contoh.go.id"
			for _, who := range []string{"ketua", "anggota"} {
				p.account(t, who)
				p.factored(t, who, "sealed", 7)
				token := p.session(who, "token of "+who)
				token.Kind = identity.TokenKind
				p.issued(t, token)
				p.issued(t, p.session(who, "session of "+who))
				p.begun(t, who, "way of "+who)
				wantError(t, nil, p.Link(t.Context(), issuer, secret(who), who, uuid.Nil))
				wantError(t, nil, p.OfferTOTP(t.Context(), who, []byte("pending")))
			}
			wantError(t, nil, p.Reset(t.Context(), "ketua", "$invited$1"))
			p.wantKnown(t, map[string]bool{
				"token of ketua": false, "session of ketua": false, "token of anggota": true, "session of anggota": true,
			})
			for who, want := range map[string]error{"ketua": identity.ErrUnknown, "anggota": nil} {
				_, err := p.Take(t.Context(), "way", secret("way of "+who))
				wantError(t, want, err)
				_, err = p.Linked(t.Context(), issuer, secret(who))
				wantError(t, want, err)
			}
			found, err := p.AccountOf(t.Context(), "ketua")
			wantError(t, nil, err)
			same(t, "account", identity.Account{Person: "ketua", Login: secret("ketua"), Password: "$invited$1", Created: p.Clock.Now()}, found)
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
		{"a time step is spent once, of the secret that counts", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			spend := func(sealed string, step int64, want bool) {
				t.Helper()
				if spent, err := p.UseStep(t.Context(), "ketua", []byte(sealed), step); spent != want || err != nil {
					t.Errorf("step %d of %s: %t, %v", step, sealed, spent, err)
				}
			}
			shown := func(counts, pending string, step int64) {
				t.Helper()
				found, err := p.AccountOf(t.Context(), "ketua")
				if err != nil || string(found.TOTP) != counts || string(found.Pending) != pending || found.Step != step {
					t.Errorf("%q counts, %q is pending, step %d, %v", found.TOTP, found.Pending, found.Step, err)
				}
			}
			spend("one", 7, false) // there is no secret
			wantError(t, nil, p.OfferTOTP(t.Context(), "ketua", []byte("one")))
			shown("", "one", 0)
			spend("one", 7, false) // it does not count yet
			p.factored(t, "ketua", "one", 7)
			shown("one", "", 7)
			spend("one", 7, false)
			spend("one", 6, false)
			spend("one", 8, true)
			wantError(t, nil, p.OfferTOTP(t.Context(), "ketua", []byte("two")))
			shown("one", "two", 8)
			spend("two", 9, false)
			spend("one", 9, true)
			p.factored(t, "ketua", "two", 3)
			shown("two", "", 3)
			spend("one", 10, false)
			spend("two", 4, true)
		}},
		{"a second factor that is confirmed ends all but the session that confirms it", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			kept := p.issued(t, p.session("ketua", "kept"))
			p.issued(t, p.session("ketua", "other"))
			token := p.session("ketua", "token")
			token.Kind = identity.TokenKind
			p.issued(t, token)
			p.begun(t, "ketua", "way")
			wantError(t, nil, p.OfferTOTP(t.Context(), "ketua", []byte("sealed")))
			for sealed, want := range map[string]bool{"another": false, "sealed": true} {
				if done, err := p.ConfirmTOTP(t.Context(), "ketua", []byte(sealed), 7, kept.ID); done != want || err != nil {
					t.Errorf("%s: %t, %v", sealed, done, err)
				}
			}
			p.wantKnown(t, map[string]bool{"kept": true, "other": false, "token": false})
			_, err := p.Take(t.Context(), "way", secret("way"))
			wantError(t, identity.ErrUnknown, err)
		}},
		{"of thirty-two who spend a time step one does", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			p.factored(t, "ketua", "sealed", 6)
			if won := raced(t, 32, func(int) (bool, error) { return p.UseStep(t.Context(), "ketua", []byte("sealed"), 7) }); won != 1 {
				t.Errorf("%d spent it", won)
			}
		}},
		{"of thirty-two who confirm a secret one does", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			wantError(t, nil, p.OfferTOTP(t.Context(), "ketua", []byte("sealed")))
			if won := raced(t, 32, func(int) (bool, error) {
				return p.ConfirmTOTP(t.Context(), "ketua", []byte("sealed"), 7, uuid.Nil)
			}); won != 1 {
				t.Errorf("%d confirmed it", won)
			}
		}},
		{"a disabled account ends its credentials for good", func(t *testing.T, p *People) {
			p.account(t, "ketua")
			p.account(t, "anggota")
			p.issued(t, p.session("ketua", "mine"))
			p.issued(t, p.session("anggota", "theirs"))
			p.begun(t, "ketua", "way")
			wantError(t, nil, p.Disable(t.Context(), "ketua", true))
			_, err := p.Take(t.Context(), "way", secret("way"))
			wantError(t, identity.ErrUnknown, err)
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
