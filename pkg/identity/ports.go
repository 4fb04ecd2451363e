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
	// TOTP is the sealed secret of the second factor, empty when there is none; Confirmed
	// tells that a code has been given once, Step is the last time step that was used.
	TOTP      []byte
	Confirmed bool
	Step      int64
	Disabled  bool
	Created   time.Time
}

// Accounts keeps accounts and counts guesses.
type Accounts interface {
	// CreateAccount adds an account; ErrTaken when the login name or the person has one.
	CreateAccount(ctx context.Context, a Account) error
	// AccountByLogin and AccountOf find an account, or ErrUnknown.
	AccountByLogin(ctx context.Context, login [32]byte) (Account, error)
	AccountOf(ctx context.Context, person string) (Account, error)
	// SetPassword replaces the hash if it still is was, and revokes every session of the
	// person but keep, both or neither; false when it is not: a reset or another change was
	// faster, and what was judged against the old hash no longer holds.
	SetPassword(ctx context.Context, person, was, phc string, keep uuid.UUID) (bool, error)
	// SetTOTP keeps a sealed secret that is not confirmed yet, and forgets the step; with an
	// empty one the account has no second factor any more.
	SetTOTP(ctx context.Context, person string, sealed []byte) error
	// UseStep spends a time step, confirming the secret: false when this step or a later
	// one has been spent before, also by somebody else at this very moment.
	UseStep(ctx context.Context, person string, step int64) (bool, error)
	// Disable closes or opens an account; closing revokes every credential of the person.
	Disable(ctx context.Context, person string, disabled bool) error
	// Attempt counts a guess before it is judged. Each subject is a keyed hash with the most
	// guesses that its window takes; when one has had its fill nothing is counted, and the
	// answer is when the next may be made (zero: now). All replicas count together, and
	// concurrent guesses cannot slip past one another.
	Attempt(ctx context.Context, subjects []Limit) (retry time.Time, err error)
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
	// Issue adds a credential that is made now; ErrUnknown for a person whose account is
	// disabled, also at this very moment: nothing is left to be in force when it is opened again.
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
	Begin(ctx context.Context, c Ceremony) error
	// Take ends a ceremony: it answers it once, to one caller; ErrUnknown afterwards, when it
	// has expired, and for another kind.
	Take(ctx context.Context, kind string, hash [32]byte) (Ceremony, error)
	// Link binds an identity at a provider to a person; ErrTaken when it is bound already.
	Link(ctx context.Context, issuer string, subject [32]byte, person string) error
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

// Keys are the installation's own keys. What is sealed in one context cannot be opened
// in another; a digest is a keyed hash, so that nobody without the key can try values.
type Keys interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
	Digest(purpose string, value []byte) [32]byte
}
