package custody

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
)

var (
	// ErrUnknown says that nothing is kept of this complaint.
	ErrUnknown = errors.New("nothing is kept of this complaint")
	// ErrSealed says that no two custodians have opened this complaint to who asks, or that
	// their time is over.
	ErrSealed = errors.New("who complained is under seal")
	// ErrTaken says that something else is kept under the name of a file.
	ErrTaken = errors.New("the name is taken by another file")
)

// A Store keeps what is sealed, and who was shown it.
type Store interface {
	// Keep keeps what is sealed of a complaint. Where something is kept already, that stays.
	Keep(ctx context.Context, complaint workflow.CaseID, sealed []byte) error
	// Kept reads it, or ErrUnknown.
	Kept(ctx context.Context, complaint workflow.CaseID) ([]byte, error)
	// Note writes a reading down, at the time of the store's clock.
	Note(ctx context.Context, r Reading) error
	// Readings lists all readings of a complaint, the oldest first.
	Readings(ctx context.Context, complaint workflow.CaseID) ([]Reading, error)
}

// A Reading is that a custodian was shown who complained, or what they handed in.
type Reading struct {
	ID        uuid.UUID // zero for a new one
	At        time.Time
	Complaint workflow.CaseID
	Reader    string
	What      string // ReporterRead, or the name of a file
	Request   string // the request's id, which finds it in the log
}

// ReporterRead is What of a reading of who complained.
const ReporterRead = "reporter"

// Keys are the keys of custody, which nothing else is sealed with.
type Keys interface {
	// Seal encrypts; Open gives it back in the same context only.
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
	// Digest is a keyed hash of a value for a purpose; it never changes for an installation.
	Digest(purpose string, value []byte) [32]byte
}

// Blobs keep files, encrypted already, under names of lower-case hex.
type Blobs interface {
	// Put keeps a content for good. Another content under a name that is used is ErrTaken.
	Put(ctx context.Context, name string, content []byte) error
	Get(ctx context.Context, name string) ([]byte, error)
}
