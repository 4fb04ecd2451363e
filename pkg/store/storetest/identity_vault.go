package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/person"
)

// enrolled opens the file of a person with particulars.
func (p *People) enrolled(t *testing.T, who string, particulars ...casework.Particular) casework.Record {
	t.Helper()
	draft := p.Kit.draft()
	draft.Round, draft.Procedure, draft.Ref, draft.Subject, draft.Agency = workflow.CaseID{}, person.Name, who, who, workflow.Nation
	for i := range particulars {
		particulars[i].Person = who
	}
	after, entry := p.Kit.step(t, draft, person.EnrolPerson, person.Enrolled)
	p.Kit.commit(t, casework.Change{
		At: p.Clock.Now(), Opened: []casework.Record{after}, Entries: []audit.Sealed{entry}, Pack: p.Kit.pack, Particulars: particulars,
	})
	return after
}

// forgotten ends the file of a person.
func (p *People) forgotten(t *testing.T, file casework.Record) {
	t.Helper()
	after, entry := p.Kit.step(t, file, person.ConfirmErasure, person.Erased)
	p.Kit.commit(t, casework.Change{
		At: p.Clock.Now(), Moved: &casework.Moved{Record: after, Was: file.Revision}, Entries: []audit.Sealed{entry}, Forgets: file.Subject,
	})
}

// forgetOne keeps of two people whatever can be kept, and forgets one of them.
func (p *People) forgetOne(t *testing.T) {
	t.Helper()
	files := make(map[string]casework.Record)
	for _, who := range []string{"peserta", "lain"} {
		files[who] = p.enrolled(t, who,
			casework.Particular{Field: "nik", Sealed: []byte("sealed nik of " + who), Lookup: []byte("digest nik of " + who)},
			casework.Particular{Field: "email", Sealed: []byte("sealed mail of " + who)})
		p.account(t, who)
		named := p.session(who, "session of "+who)
		named.Label = "laptop of " + who
		p.issued(t, named)
		wantError(t, nil, p.Link(t.Context(), "https://sso.contoh.go.id", secret(who), who, uuid.Nil))
		wantError(t, nil, p.Begin(t.Context(), identity.Ceremony{Hash: secret(who), Kind: "invitation", Person: who, Expires: p.Clock.Now().Add(time.Hour)}))
		_, err := p.Vault.AddKey(t.Context(), who, []byte("key of "+who))
		wantError(t, nil, err)
	}
	p.forgottenAmid(t, files["peserta"])
}

// forgottenAmid ends the file of a person while sessions, links and ceremonies are made for them.
func (p *People) forgottenAmid(t *testing.T, file casework.Record) {
	t.Helper()
	who := file.Ref
	var callers sync.WaitGroup
	for n := range 4 {
		word := fmt.Sprint(who, n)
		for _, add := range []func() error{
			func() error { return p.Issue(t.Context(), p.session(who, word)) },
			func() error { return p.Link(t.Context(), "https://sso.contoh.go.id", secret(word), who, uuid.Nil) },
			func() error {
				return p.Begin(t.Context(), identity.Ceremony{Hash: secret(word), Kind: "way", Person: who, Expires: p.Clock.Now().Add(time.Hour)})
			},
		} {
			callers.Go(func() {
				if err := add(); err != nil {
					wantError(t, identity.ErrUnknown, err)
				}
			})
		}
	}
	p.forgotten(t, file)
	callers.Wait()
	wantError(t, identity.ErrTaken, p.CreateAccount(t.Context(), identity.Account{Person: who, Login: secret("new " + who), Password: "$argon2id$1"}))
	wantError(t, identity.ErrUnknown, p.Issue(t.Context(), p.session(who, "afterwards")))
}

// Forgotten opens a store that keeps whatever can be kept of two people and has forgotten one. It answers who.
func Forgotten(t *testing.T, open HouseOpening) (gone, left string) {
	t.Helper()
	newPeople(t, open).forgetOne(t)
	return "peserta", "lain"
}

// keyCases are the keys of people and who has read about them.
func keyCases() []IdentityCase {
	return []IdentityCase{
		{"a person has one key, the first", func(t *testing.T, p *People) {
			_, err := p.Vault.Key(t.Context(), "peserta")
			wantError(t, vault.ErrUnknown, err)
			for _, wrapped := range []string{"first", "second"} {
				kept, err := p.Vault.AddKey(t.Context(), "peserta", []byte(wrapped))
				if err != nil || string(kept) != "first" {
					t.Errorf("another key, %v", err)
				}
			}
		}},
		{"of sixteen who make a key for a person all get the same", func(t *testing.T, p *People) {
			kept := make([]string, 16)
			raced(t, len(kept), func(n int) (bool, error) {
				wrapped, err := p.Vault.AddKey(t.Context(), "peserta", fmt.Append(nil, n))
				kept[n] = string(wrapped)
				return true, err
			})
			if len(slices.Compact(kept)) != 1 || kept[0] == "" {
				t.Errorf("not one key: %d", len(slices.Compact(kept)))
			}
		}},
		{"keys come in pages and are wrapped anew if they are what they were", func(t *testing.T, p *People) {
			for _, who := range []string{"c", "a", "b"} {
				_, err := p.Vault.AddKey(t.Context(), who, []byte("old "+who))
				wantError(t, nil, err)
			}
			page, err := p.Vault.Keys(t.Context(), "", 2)
			wantError(t, nil, err)
			same(t, "first page", []vault.WrappedKey{{Person: "a", Wrapped: []byte("old a")}, {Person: "b", Wrapped: []byte("old b")}}, page)
			for _, want := range []bool{true, false} { // the second time it is not what it was
				if done, err := p.Vault.Rewrap(t.Context(), "b", []byte("old b"), []byte("new b")); done != want || err != nil {
					t.Errorf("wrapped anew: %t, not %t, %v", done, want, err)
				}
			}
			page, err = p.Vault.Keys(t.Context(), "a", 0)
			wantError(t, nil, err)
			same(t, "second page", []vault.WrappedKey{{Person: "b", Wrapped: []byte("new b")}, {Person: "c", Wrapped: []byte("old c")}}, page)
		}},
		{"who has read about a person is listed, the newest first", func(t *testing.T, p *People) {
			var want []vault.Reading
			for n := range 3 {
				reading := vault.Reading{
					ID: newID(), At: p.Clock.Now(), Reader: fmt.Sprint("pembaca", n), Person: "peserta", Fields: []string{"nik", "email"},
					Route: "GET /v1/people/{person}", Request: fmt.Sprint("permintaan", n),
				}
				wantError(t, nil, p.Vault.Note(t.Context(), reading))
				want = append([]vault.Reading{reading}, want...)
				p.Clock.Advance(time.Second)
			}
			wantError(t, nil, p.Vault.Note(t.Context(), vault.Reading{Reader: "peserta", Person: "pembaca0", Fields: []string{"nik"}}))
			all, err := p.Vault.Readings(t.Context(), "peserta", uuid.Nil, 100)
			wantError(t, nil, err)
			same(t, "all", want, all)
			earlier, err := p.Vault.Readings(t.Context(), "peserta", want[0].ID, 1)
			wantError(t, nil, err)
			same(t, "the one before", want[1:2], earlier)
			unnamed, err := p.Vault.Readings(t.Context(), "pembaca0", uuid.Nil, 1)
			if err != nil || len(unnamed) != 1 || unnamed[0].ID == uuid.Nil || !unnamed[0].At.Equal(p.Clock.Now()) {
				t.Errorf("%+v, %v", unnamed, err)
			}
		}},
	}
}

// particularCases are what is kept about people, and that it can be made to go.
func particularCases() []IdentityCase {
	nik := casework.Particular{Field: "nik", Sealed: []byte("sealed nik"), Lookup: []byte("digest nik")}
	mail := casework.Particular{Field: "email", Sealed: []byte("sealed mail")}
	return []IdentityCase{
		{"particulars are kept with the entry that tells of them and found by their digest", func(t *testing.T, p *People) {
			p.enrolled(t, "peserta", nik, mail)
			p.enrolled(t, "lain", casework.Particular{Field: "nik", Sealed: []byte("another"), Lookup: []byte("another digest")})
			ofHim := func(fields ...string) []casework.Particular {
				t.Helper()
				kept, err := p.Vault.Particulars(t.Context(), "peserta", fields)
				wantError(t, nil, err)
				return kept
			}
			wantMail, wantNIK := mail, nik
			wantMail.Person, wantNIK.Person = "peserta", "peserta"
			same(t, "all", []casework.Particular{wantMail, wantNIK}, ofHim())
			same(t, "one", []casework.Particular{wantNIK}, ofHim("nik"))
			same(t, "none", []casework.Particular{}, ofHim("address"))
			found := func(field, digest, want string, none error) {
				t.Helper()
				who, err := p.Vault.Find(t.Context(), field, []byte(digest))
				wantError(t, none, err)
				if who != want {
					t.Errorf("%s by %s is another's", field, digest)
				}
			}
			found("nik", "digest nik", "peserta", nil)
			found("nip", "digest nik", "", vault.ErrUnknown)
			found("nik", "nobody's", "", vault.ErrUnknown)
			found("email", "", "", vault.ErrUnknown)
			for _, want := range []bool{true, false} { // the second time it is not what it was
				if done, err := p.Vault.Relookup(t.Context(), "peserta", "nik", nik.Lookup, []byte("new digest")); done != want || err != nil {
					t.Errorf("replaced: %t, not %t, %v", done, want, err)
				}
			}
			found("nik", "new digest", "peserta", nil)
			found("nik", "digest nik", "", vault.ErrUnknown)
		}},
		{"of a person who is to be forgotten nothing is left but that a key was destroyed", func(t *testing.T, p *People) {
			p.forgetOne(t)
			for who, left := range map[string]bool{"peserta": false, "lain": true} {
				unknown, unkept := identity.ErrUnknown, vault.ErrUnknown
				if left {
					unknown, unkept = nil, nil
				}
				wantError(t, unknown, p.Issue(t.Context(), p.session(who, "late session of "+who)))
				p.wantKnown(t, map[string]bool{"session of " + who: left, "late session of " + who: left})
				_, err := p.AccountOf(t.Context(), who)
				wantError(t, unknown, err)
				_, err = p.Linked(t.Context(), "https://sso.contoh.go.id", secret(who))
				wantError(t, unknown, err)
				_, err = p.Take(t.Context(), "invitation", secret(who))
				wantError(t, unknown, err)
				_, err = p.Vault.Key(t.Context(), who)
				wantError(t, unkept, err)
				_, err = p.Vault.AddKey(t.Context(), who, []byte("a new key"))
				wantError(t, unkept, err)
				kept, err := p.Vault.Particulars(t.Context(), who, nil)
				if err != nil || len(kept) > 0 != left {
					t.Errorf("%s: %d particulars, %v", who, len(kept), err)
				}
			}
			_, err := p.Vault.Find(t.Context(), "nik", []byte("digest nik of peserta"))
			wantError(t, vault.ErrUnknown, err)
		}},
		{"who never had a key gets none after being forgotten", func(t *testing.T, p *People) {
			file := p.enrolled(t, "peserta")
			p.forgotten(t, file)
			_, err := p.Vault.AddKey(t.Context(), "peserta", []byte("late"))
			wantError(t, vault.ErrUnknown, err)
		}},
	}
}
