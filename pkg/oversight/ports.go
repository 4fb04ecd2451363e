package oversight

import (
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// ErrNoBatch says that there is no such batch.
var ErrNoBatch = errors.New("no such measuring")

// A Store keeps scores beside the cases from which they follow.
type Store interface {
	// Touched lists the selections whose score rests on the journal of a case: the selection itself, all
	// selections of a round, or the selection of which something was complained.
	Touched(ctx context.Context, id workflow.CaseID) ([]Head, error)
	// Files reads what the scores of some selections rest on, all as they were at one moment.
	Files(ctx context.Context, selections []workflow.CaseID) ([]File, error)
	// Kept reads what is kept of some selections.
	Kept(ctx context.Context, selections []workflow.CaseID) (map[workflow.CaseID]Kept, error)
	// Keep writes scores, standings and changes in one transaction. It passes over a score that was
	// compared with another one than is kept by then, or that rests on less, and names its selection.
	Keep(ctx context.Context, scores []Score) (passed []workflow.CaseID, err error)
	// KeptWithin reads what is kept of a selection within the wall, and its head; casework.ErrNoCase when the
	// selection is not there.
	KeptWithin(ctx context.Context, wall casework.Wall, selection workflow.CaseID) (Head, Kept, error)
	// Changes lists how the score of a selection within the wall has moved, the earliest first.
	Changes(ctx context.Context, wall casework.Wall, selection workflow.CaseID, after int64, limit int) ([]Change, error)
	// Pack reads a policy pack by its hash.
	Pack(ctx context.Context, hash string) (*policy.Pack, error)
	// Ready tells the store's clock.
	Ready(ctx context.Context) (time.Time, error)
}

// Basis is how far the journals had come on which a score rests.
type Basis struct {
	Round      int64 // revision
	Selection  int64 // revision
	Complaints int   // how many
}

// Beyond tells whether the journals had come further in any of this than in that of another. Both are
// moments of the same journals, so that the one which is further in anything is the later one.
func (b Basis) Beyond(of Basis) bool {
	return b.Round > of.Round || b.Selection > of.Selection || b.Complaints > of.Complaints
}

// A Head is a selection with its basis by now, and with that of the score which is kept of it.
type Head struct {
	Selection workflow.CaseID
	Now       Basis
	Kept      Basis // zero when nothing is kept
	Rubric    string
	Status    compliance.Status
}

// Behind tells whether journals have moved on since the score was measured.
func (h Head) Behind() bool { return h.Now != h.Kept }

// A File is a round with some of its selections, as the store has them.
type File struct {
	Agency string
	Zone   calendar.Zone
	Pack   string // hash
	Round  compliance.Trail[jsontext.Value]
	// Selections are in the order of their IDs.
	Selections []Chapter
}

// A Chapter is one selection of a File.
type Chapter struct {
	compliance.Trail[jsontext.Value]
	Complaints int
}

// Kept is what is kept of a selection: the result as text, since most who compare it find it unchanged.
type Kept struct {
	Selection workflow.CaseID
	Rubric    string
	Status    compliance.Status
	Basis     Basis
	// Position is that of the newest change; 0 when nothing is kept.
	Position int64
	Result   jsontext.Value
	At       time.Time
}

// A Score is what is to be kept of one selection.
type Score struct {
	Standing compliance.Standing
	// Kind and Region are those of the agency; "" where nobody has said them.
	Kind, Region string
	Rubric, Pack string
	Basis        Basis
	Result       jsontext.Value // compliance.Result
	At           time.Time
	// Was is the position of the score with which it was compared; 0 for none.
	Was int64
	// Same is set when the result is that of the score with which it was compared, byte for byte, and
	// is then what that one rests on: where it is what is kept still, the result need not be written again.
	Same *Basis
	// Change is what is different from that; nil when nothing is but the basis.
	Change *Change
}

// A Change tells which journal entries moved a score, and how.
type Change struct {
	Position int64                 `json:"position"` // from 1, without a gap
	At       time.Time             `json:"at"`
	Before   *Figure               `json:"before,omitzero"` // none for the first
	After    Figure                `json:"after"`
	Rows     []MovedRow            `json:"rows"`
	Causes   []compliance.Evidence `json:"causes"`
}

// A Figure is a score in one line.
type Figure struct {
	Status   compliance.Status `json:"status"`
	Total    scoring.Points    `json:"total"`
	Raw      scoring.Points    `json:"raw"`
	Deducted scoring.Points    `json:"deducted"`
	Band     string            `json:"band"`
	Label    string            `json:"label"`
}

// A MovedRow is a check whose mark or points changed.
type MovedRow struct {
	ID     string          `json:"id"`
	Before compliance.Mark `json:"before,omitzero"`
	After  compliance.Mark `json:"after"`
}

// A Batch is a measuring of everything anew, of which the store keeps how far it has come.
type Batch struct {
	ID     uuid.UUID
	Rubric string
	// Everyone measures also what rests on the newest entries already.
	Everyone bool
	After    workflow.CaseID // the last round that is done
	Done     int64           // selections
	Moved    int64           // of them, those whose score has changed
	Total    int64           // selections there were at the beginning
	Begun    time.Time
	Ended    time.Time // zero while it goes on
}

// Batches keeps measurings of everything.
type Batches interface {
	// Rounds lists the rounds that follow one in the order of their IDs.
	Rounds(ctx context.Context, after workflow.CaseID, limit int) ([]workflow.CaseID, error)
	// Heads lists the selections of some rounds.
	Heads(ctx context.Context, rounds []workflow.CaseID) ([]Head, error)
	// Begin writes a batch, with the number of selections that there are by now.
	Begin(ctx context.Context, id uuid.UUID, rubric string, everyone bool) (Batch, error)
	// Batch reads one; ErrNoBatch.
	Batch(ctx context.Context, id uuid.UUID) (Batch, error)
	// Unended lists those that have not come to their end, the newest first.
	Unended(ctx context.Context) ([]Batch, error)
	// Advance says that a batch, which stood where before has it, has come to where after has it; false, and
	// nothing is written, when it stands elsewhere by now.
	Advance(ctx context.Context, before, after Batch) (bool, error)
}
