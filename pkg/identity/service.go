package identity

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/google/uuid"
)

// How long things last, by the store's clock.
const (
	SessionLifetime    = 12 * time.Hour       // a working day
	SessionIdle        = time.Hour            // a session that nobody uses ends after this
	InvitationLifetime = 72 * time.Hour       // over a weekend
	LongestToken       = 365 * 24 * time.Hour // no token is given for longer
	Fresh              = 10 * time.Minute     // a login that is younger needs no password again
)

// A Config says what a Service works with. Store and Keys are required.
type Config struct {
	Store Store
	Keys  Keys
	// Name is what an authenticator shows beside the code; empty: Selter.
	Name string
	// Limits bound guessing; members that are zero stand for DefaultLimits.
	Limits Limits
	// Hashing is how passwords are hashed from now on; zero: DefaultHashing. Older hashes are
	// made anew at the next login.
	Hashing Hashing
	// Hashed, when set, is called once for each password hash that is computed, before it is.
	Hashed func()
	// Log is told what happens to accounts, by the ids of people and nothing else.
	Log *slog.Logger
}

// Limits are how many guesses are judged in a window.
type Limits struct {
	Account      int           // at one account, wherever they come from
	Address      int           // from one address, at whatever account; IPv6 counts by /64
	Installation int           // at all accounts together: spraying from many addresses
	Window       time.Duration // which ends now
}

// DefaultLimits are the limits of an installation that says nothing else.
func DefaultLimits() Limits {
	return Limits{Account: 20, Address: 100, Installation: 5000, Window: time.Hour}
}

// A Service proves who people are. It is safe for concurrent use, and any number of
// processes may work on one store.
type Service struct {
	store  Store
	keys   Keys
	name   string
	limits Limits
	log    *slog.Logger

	hashing Hashing
	hashed  func()
	hashers chan struct{} // as many hashes at once as there are processors: each takes Hashing.Memory
	nobody  string        // a hash that no password has, for the work that unknown names cost
	nothing []byte        // a second factor that nobody has, likewise
}

// New makes a Service.
func New(c Config) *Service {
	defaults := DefaultLimits()
	s := &Service{
		store: c.Store, keys: c.Keys, name: cmp.Or(c.Name, "Selter"),
		limits: Limits{
			Account: cmp.Or(c.Limits.Account, defaults.Account), Address: cmp.Or(c.Limits.Address, defaults.Address),
			Installation: cmp.Or(c.Limits.Installation, defaults.Installation), Window: cmp.Or(c.Limits.Window, defaults.Window),
		},
		log: cmp.Or(c.Log, slog.New(slog.DiscardHandler)), hashing: cmp.Or(c.Hashing, DefaultHashing()), hashed: c.Hashed,
		hashers: make(chan struct{}, runtime.GOMAXPROCS(0)), nothing: make([]byte, totpBytes),
	}
	if s.hashed == nil {
		s.hashed = func() {}
	}
	s.nobody = s.hashing.unknown()
	rand.Read(s.nothing) // never fails: it ends the process instead
	return s
}

// Issued is a new credential with its secret, which is shown this once and kept nowhere.
type Issued struct {
	Secret     string
	Credential Credential
}

// mint makes a credential that begins now.
func mint(now time.Time, kind Kind, person string, factors int) (Issued, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return Issued{}, err
	}
	secret := newSecret(prefixes[kind])
	return Issued{Secret: secret, Credential: Credential{
		ID: id, Kind: kind, Person: person, Hash: digestOf(secret), Factors: factors, Created: now, Used: now,
	}}, nil
}

// newSession issues a session that begins now, or answers ErrRefused when the account is
// closed.
func (s *Service) newSession(ctx context.Context, now time.Time, person string, factors int) (Issued, error) {
	issued, err := mint(now, SessionKind, person, factors)
	if err != nil {
		return Issued{}, err
	}
	issued.Credential.Expires, issued.Credential.Idle = now.Add(SessionLifetime), SessionIdle
	err = s.store.Issue(ctx, issued.Credential)
	if errors.Is(err, ErrUnknown) {
		return Issued{}, s.refuse(ctx, person)
	}
	return issued, err
}
