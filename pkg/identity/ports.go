package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
)

// The errors that a Store answers with; every other error is a fault.
var (
	// ErrUnknown says that there is no account, credential, ceremony or link of this name.
	ErrUnknown = errors.New("not known")
	// ErrTaken says that the login name, or the identity at a provider, belongs to somebody.
	ErrTaken = errors.New("taken")
)

// A Store keeps who people are. Login names, addresses and subjects of providers come
// as keyed hashes, secrets come sealed or hashed: none of them can be read back from
// it. All times are the store's own clock's.
type Store interface {
	// Ready answers the clock that every expiry, idle time and time step is measured on. It
	// may be a story's: nothing that matters is ever decided by the clock of the process.
	Ready(ctx context.Context) (now time.Time, err error)
	Accounts
	Credentials
	Ceremonies
}

// An Account is how a person of this installation proves who they are.
type Account struct {
	Person string
	Login  [32]byte // keyed hash of the login name
	// Password is the argon2id hash in PHC form; until one is set, and for people who come
	// by a provider only, it is the mark of the newest invitation, or empty.
	Password string
	// TOTP is the sealed secret of the second factor that counts, empty when there is none;
	// Step is the last time step that was used of it. Pending is a secret of which no code has
	// been given yet: it opens nothing.
	TOTP     []byte
	Pending  []byte
	Step     int64
	Disabled bool
	Created  time.Time
}

// Accounts keeps accounts and counts guesses.
type Accounts interface {
	// CreateAccount adds an account; ErrTaken when the login name or the person has one, and
	// when the person has been forgotten.
	CreateAccount(ctx context.Context, a Account) error
	// AccountByLogin and AccountOf find an account, or ErrUnknown.
	AccountByLogin(ctx context.Context, login [32]byte) (Account, error)
	AccountOf(ctx context.Context, person string) (Account, error)
	// SetPassword replaces the hash if it still is was, and ends every credential of the
	// person but keep and whatever the person has begun, all or nothing; false when it is not: a
	// reset or another change was faster, and what was judged against the old hash no longer holds.
	SetPassword(ctx context.Context, person, was, phc string, keep uuid.UUID) (bool, error)
	// Rehash replaces the hash if it still is was by another of the same password. Nothing ends.
	Rehash(ctx context.Context, person, was, phc string) (bool, error)
	// Reset puts phc in the place of the hash and ends all that lets the person in, or is
	// about to: credentials, second factor, ceremonies, identities at providers. ErrUnknown
	// without an account.
	Reset(ctx context.Context, person, phc string) error
	// OfferTOTP keeps a sealed secret as pending. The one that counts goes on to count.
	OfferTOTP(ctx context.Context, person string, sealed []byte) error
	// ConfirmTOTP makes the pending secret, if it is sealed still, the one that counts, with
	// step as the last that was used, and ends what SetPassword does; false when it is not.
	ConfirmTOTP(ctx context.Context, person string, sealed []byte, step int64, keep uuid.UUID) (bool, error)
	// UseStep spends a time step of the secret that counts, if it is sealed still: false when
	// it is not, and when this step or a later one has been spent before, also by somebody
	// else at this very moment.
	UseStep(ctx context.Context, person string, sealed []byte, step int64) (bool, error)
	// Disable closes or opens an account; closing ends every credential of the person and
	// whatever the person has begun.
	Disable(ctx context.Context, person string, disabled bool) error
	// Attempt counts a guess before it is judged. Each subject is a keyed hash with the most
	// guesses that its window takes; when one has had its fill nothing is counted, and retry
	// is when the next may be made (zero: now). at is when it was counted, or asked for. All
	// replicas count together, and concurrent guesses cannot slip past one another.
	Attempt(ctx context.Context, subjects []Limit) (at, retry time.Time, err error)
	// GiveBack forgets one guess against a subject that was counted at an instant.
	GiveBack(ctx context.Context, subject [32]byte, at time.Time) error
	// Forgive forgets the guesses against a subject, after one that was right.
	Forgive(ctx context.Context, subject [32]byte) error
}

// A Limit is how many guesses a subject takes in a window that ends now.
type Limit struct {
	Subject [32]byte
	Most    int
	Window  time.Duration
}

// A Kind says what sort of credential somebody has.
type Kind string

// The kinds of credential.
const (
	SessionKind Kind = "session" // a browser's, in a cookie
	TokenKind   Kind = "token"   // a program's, in the Authorization header
)

// A Credential is what a person shows instead of proving anew who they are. Its secret
// is random, 32 bytes, and kept as its SHA-256 only.
type Credential struct {
	ID      uuid.UUID
	Kind    Kind
	Person  string
	Hash    [32]byte
	Label   string
	Scopes  []Scope // of a token; a session may do whatever its person may
	Factors int     // 1 or 2: in how many ways the person had proved who they are
	Created time.Time
	Expires time.Time
	// Idle, when not zero, ends the credential when it has not been used for so long.
	Idle    time.Duration
	Used    time.Time // the last use, to the nearest few minutes
	Revoked time.Time
}

// An Identified is what one look at the database tells about a credential.
type Identified struct {
	Credential Credential
	Now        time.Time
	// Duties are those not ended, whether in force today or not.
	Duties []workflow.Duty
}

// Credentials keeps sessions and tokens.
type Credentials interface {
	// Issue adds a credential that is made now; ErrUnknown for a person who has no account, is
	// forgotten or whose account is disabled, also at this very moment: nothing is left to be in
	// force when it is opened again.
	Issue(ctx context.Context, c Credential) error
	// Identify finds a credential that is in force (neither revoked, expired nor idle for
	// too long, its account not disabled) with the duties of its person, in one round trip;
	// ErrUnknown for every other, whatever the reason.
	Identify(ctx context.Context, hash [32]byte) (Identified, error)
	// DutiesOf lists the duties of a person that are not ended, with the store's clock.
	DutiesOf(ctx context.Context, person string) ([]workflow.Duty, time.Time, error)
	// Revoke ends a credential of the person; ErrUnknown when the person has no such one.
	Revoke(ctx context.Context, person string, id uuid.UUID) error
	// Credentials lists a person's credentials that are in force, the newest first.
	Credentials(ctx context.Context, person string) ([]Credential, error)
}

// A Ceremony is something that was begun and waits to be ended once: an invitation, a
// login at a provider.
type Ceremony struct {
	Hash    [32]byte // of the secret that ends it
	Kind    string
	Person  string // whom it is about; empty when nobody knows yet
	Data    []byte // sealed
	Expires time.Time
}

// Ceremonies keeps ceremonies and identities at providers.
type Ceremonies interface {
	// Begin keeps a ceremony; ErrUnknown when it is about a person who has no account.
	Begin(ctx context.Context, c Ceremony) error
	// Take ends a ceremony: it answers it once, to one caller; ErrUnknown afterwards, when it
	// has expired, and for another kind.
	Take(ctx context.Context, kind string, hash [32]byte) (Ceremony, error)
	// Link binds an identity at a provider to a person; ErrTaken when it is bound to somebody
	// else, ErrUnknown without an open account, and when session, if it is not zero, has been
	// revoked, also at this very moment.
	Link(ctx context.Context, issuer string, subject [32]byte, person string, session uuid.UUID) error
	// Linked tells whose identity at a provider it is, or ErrUnknown.
	Linked(ctx context.Context, issuer string, subject [32]byte) (string, error)
}

// A Scope bounds what a token may be used for; it never adds anything.
type Scope string

// The scopes of tokens.
const (
	ReadCases   Scope = "cases:read"
	ActOnCases  Scope = "cases:act"
	ReadPeople  Scope = "people:read"
	ActOnPeople Scope = "people:act" // accounts, duties, particulars
)

// Scopes lists every scope.
func Scopes() []Scope { return []Scope{ReadCases, ActOnCases, ReadPeople, ActOnPeople} }

// A Subject is who a request is from, as far as it is known: the person, how they came
// in, and the duties that the database holds for them now.
type Subject struct {
	Person     string
	At         time.Time // the store's clock when the request came in
	Credential uuid.UUID // zero for a development identity
	Kind       Kind
	Scopes     []Scope // of a token
	Factors    int
	Proved     time.Time       // when the person proved who they are: the credential was made then
	Duties     []workflow.Duty // those that may be used
	// Dormant are duties that rest because they need a second factor that was not given.
	Dormant []workflow.Duty
}

// IsFresh tells whether the person has proved who they are so short a time ago that they
// need not do it again before what lets somebody in for long.
func (s Subject) IsFresh() bool { return s.At.Sub(s.Proved) < Fresh }

// Keys are the installation's own keys. What is sealed in one context cannot be opened
// in another; a digest is a keyed hash, so that nobody without the key can try values.
type Keys interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
	Digest(purpose string, value []byte) [32]byte
}
