package storetest

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
	"selter/pkg/identity/vault"
)

// A Register is an identity.Store that notes uses beside the requests that they belong to.
type Register interface {
	identity.Store
	// Flush waits until every use that has been seen is written down.
	Flush()
}

// A House is a store with its views of people.
type House struct {
	Backend
	Identity Register
	Vault    vault.Store
}

// A HouseOpening is an Opening with the views.
type HouseOpening func(t *testing.T, clock func() time.Time) House

// People is what a case about people is given. The changes that it commits come from a Kit.
type People struct {
	Register
	Vault vault.Store
	Kit   *Kit
	Clock *Clock
}

// An IdentityCase is one sentence about people and its proof.
type IdentityCase struct {
	Name  string
	Proof func(t *testing.T, p *People)
}

// IdentityCases lists the table.
func IdentityCases() []IdentityCase {
	return slices.Concat(accountCases(), attemptCases(), credentialCases(), ceremonyCases(), keyCases(), particularCases())
}

// RunIdentity proves every case about people, each on a store of its own.
func RunIdentity(t *testing.T, open HouseOpening) {
	t.Helper()
	for _, c := range IdentityCases() {
		t.Run(strings.ReplaceAll(c.Name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			c.Proof(t, newPeople(t, open))
		})
	}
}

func newPeople(t *testing.T, open HouseOpening) *People {
	t.Helper()
	clock := &Clock{now: start}
	house := open(t, clock.Now)
	return &People{
		Register: house.Identity, Vault: house.Vault, Clock: clock,
		Kit: &Kit{Backend: house.Backend, Clock: clock, pack: seed(t)},
	}
}

// secret is the hash of a secret that is known by a word.
func secret(word string) [32]byte { return sha256.Sum256([]byte(word)) }

// account opens an account whose login name is the person's.
func (p *People) account(t *testing.T, person string) {
	t.Helper()
	wantError(t, nil, p.CreateAccount(t.Context(), identity.Account{Person: person, Login: secret(person), Password: "$argon2id$1"}))
}

// session is a credential of a person for an hour, whose secret is known by a word.
func (p *People) session(person, word string) identity.Credential {
	return identity.Credential{
		ID: newID(), Kind: identity.SessionKind, Person: person, Hash: secret(word), Factors: 1, Expires: p.Clock.Now().Add(time.Hour),
	}
}

// issued issues a credential to a person, who gets an account if there is none.
func (p *People) issued(t *testing.T, c identity.Credential) identity.Credential {
	t.Helper()
	p.someone(t, c.Person)
	wantError(t, nil, p.Issue(t.Context(), c))
	return c
}

// someone sees to it that a person has an account.
func (p *People) someone(t *testing.T, person string) {
	t.Helper()
	if _, err := p.AccountOf(t.Context(), person); err != nil {
		wantError(t, identity.ErrUnknown, err)
		p.account(t, person)
	}
}

// begun is something that a person has begun, for an hour.
func (p *People) begun(t *testing.T, person, word string) {
	t.Helper()
	p.someone(t, person)
	wantError(t, nil, p.Begin(t.Context(), identity.Ceremony{Hash: secret(word), Kind: "way", Person: person, Expires: p.Clock.Now().Add(time.Hour)}))
}

// factored gives a person a second factor, which ends their credentials.
func (p *People) factored(t *testing.T, person, sealed string, step int64) {
	t.Helper()
	wantError(t, nil, p.OfferTOTP(t.Context(), person, []byte(sealed)))
	if confirmed, err := p.ConfirmTOTP(t.Context(), person, []byte(sealed), step, uuid.Nil); !confirmed || err != nil {
		t.Fatalf("confirmed %t, %v", confirmed, err)
	}
}

// known tells whether a word opens anything, to whom nothing but ErrUnknown is said otherwise.
func (p *People) known(t *testing.T, word string) bool {
	t.Helper()
	found, err := p.Identify(t.Context(), secret(word))
	if err == nil {
		return true
	}
	wantError(t, identity.ErrUnknown, err)
	same(t, "what is told about an unknown credential", identity.Identified{}, found)
	return false
}

// wantKnown says which words open something.
func (p *People) wantKnown(t *testing.T, want map[string]bool) {
	t.Helper()
	for word, known := range want {
		if p.known(t, word) != known {
			t.Errorf("%s: known %t, not %t", word, !known, known)
		}
	}
}
