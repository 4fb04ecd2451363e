package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/audit"
)

// A Ledger is a library with what only an inspection asks for.
type Ledger interface {
	Library
	// Messages lists everything that a case put into the outbox.
	Messages(ctx context.Context, id workflow.CaseID) ([]Message, error)
	// Answers lists recorded answers in the order of their keys, after one, at most limit.
	Answers(ctx context.Context, after Key, limit int) ([]Answer, error)
	// Given lists the duties that a case gives its subject, in the order of the case.
	Given(ctx context.Context, by workflow.CaseID) ([]workflow.Duty, error)
	// Strays names cases of which something is kept under another agency: an entry, a timer,
	// a message, an answer or a duty; at most 100.
	Strays(ctx context.Context) ([]workflow.CaseID, error)
}

// An Invariant is what no crash, repetition or fault may break.
type Invariant string

// The invariants that can be seen in a store at rest. That nothing acknowledged is
// missing (I1) only those can tell who got the acknowledgements.
const (
	OneAnswer  Invariant = "I2 each key has one answer, and it is one entry's"
	Fold       Invariant = "I3 a case is the fold of its journal"
	Chain      Invariant = "I4 a journal is dense, chained and in the order of time"
	Handled    Invariant = "I5 a deadline is fired, closed, paused or still ahead"
	NotEarly   Invariant = "I6 nothing fires before its time"
	OneEffect  Invariant = "I7 a deadline and a message have one effect"
	everything           = 100 // the largest page
)

// A Violation is one thing that is not as an invariant has it.
type Violation struct {
	Invariant Invariant
	Case      workflow.CaseID
	Problem   string
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: case %s: %s", v.Invariant, v.Case, v.Problem)
}

// An Inspection counts what was looked at.
type Inspection struct {
	Cases, Broken, Entries, Timers, Messages, Answers int
	// Overdue timers are open though their time has come: work for the sweep.
	Overdue int
}

// Inspect looks at a whole store, which may be in use, and tells report of everything
// that breaks an invariant. When a sweep is known to have handled all that was due at a
// time, swept is that time, and a timer open from before is a violation; if not, swept
// is zero. An error says that the inspection did not come to its end.
func (d *Desk) Inspect(ctx context.Context, ledger Ledger, swept time.Time, report func(Violation)) (Inspection, error) {
	began, err := ledger.Ready(ctx)
	if err != nil {
		return Inspection{}, err
	}
	i := &inspector{
		desk: d, ledger: ledger, began: began, swept: swept, tell: report, broken: make(map[workflow.CaseID]bool),
		written: make(map[workflow.CaseID][]written), armed: make(map[deadlineOf]int64), sent: make(map[uuid.UUID]*sent),
	}
	for query := (Query{Limit: everything}); ; {
		page, err := ledger.Cases(ctx, query)
		if err != nil {
			return i.tally, err
		}
		if len(page) == 0 {
			break
		}
		for _, record := range page {
			if err := i.inspect(ctx, record.ID); err != nil {
				return i.tally, err
			}
			query.After = record.ID
		}
	}
	err = errors.Join(i.answers(ctx), i.strays(ctx))
	i.tally.Broken = len(i.broken)
	return i.tally, err
}

// Verify looks at one case alone: its chain, and that the fold of its journal is what is
// stored, byte for byte. The error names the first thing that is not as it should be.
func (d *Desk) Verify(ctx context.Context, ledger Ledger, id workflow.CaseID) error {
	var first error
	i := &inspector{desk: d, ledger: ledger, broken: make(map[workflow.CaseID]bool), tell: func(v Violation) {
		if first == nil {
			first = errors.New(v.String())
		}
	}}
	f, err := i.open(ctx, id)
	if err != nil {
		return err
	}
	i.chain(f)
	err = i.fold(ctx, f)
	return errors.Join(first, err)
}

// An inspector goes through the cases first and keeps what the answers are then held against.
type inspector struct {
	desk    *Desk
	ledger  Ledger
	began   time.Time
	swept   time.Time
	tell    func(Violation)
	broken  map[workflow.CaseID]bool
	tally   Inspection
	written map[workflow.CaseID][]written
	armed   map[deadlineOf]int64 // the newest generation
	sent    map[uuid.UUID]*sent
}

// written is what remains of an entry.
type written struct {
	hash     audit.Hash
	event    workflow.Event
	person   string
	awaits   bool // an answer; the clock goes without, and a child that its parent opened
	may      bool // have one: the house opens a child under a key of its own, too
	answered bool
}

type deadlineOf struct {
	id   workflow.CaseID
	kind workflow.Event
}

// sent is what remains of an event in the outbox.
type sent struct {
	from     workflow.CaseID
	event    workflow.Event
	arrives  bool // done, for one case and without a remark: the event has happened there
	answered bool
}

func (i *inspector) violated(invariant Invariant, id workflow.CaseID, format string, args ...any) {
	i.broken[id] = true
	i.tell(Violation{invariant, id, fmt.Sprintf(format, args...)})
}

// A file is all that a store knows of one case, at one moment.
type file struct {
	record   Record
	journal  []audit.Sealed
	timers   []Timer
	messages []Message
}

func (i *inspector) inspect(ctx context.Context, id workflow.CaseID) error {
	f, err := i.open(ctx, id)
	if err != nil {
		return err
	}
	i.tally.Cases++
	i.tally.Entries += len(f.journal)
	i.tally.Timers += len(f.timers)
	i.tally.Messages += len(f.messages)
	i.chain(f)
	if err := i.fold(ctx, f); err != nil {
		return err
	}
	if err := i.duties(ctx, f); err != nil {
		return err
	}
	i.deadlines(f)
	i.reminders(f)
	i.keep(f)
	return nil
}

// open reads a case as it was at one moment: again, when it moved meanwhile.
func (i *inspector) open(ctx context.Context, id workflow.CaseID) (f file, err error) {
	for range 10 {
		if f, err = i.read(ctx, id); err != nil {
			return f, err
		}
		again, err := i.ledger.Case(ctx, id)
		if err != nil {
			return f, err
		}
		timers, err := i.ledger.Timers(ctx, id)
		if err != nil {
			return f, err
		}
		if again.Record.Head == f.record.Head && slices.EqualFunc(timers, f.timers, alike) {
			return f, nil
		}
	}
	return f, fmt.Errorf("case %s moves too fast to be read", id)
}

func (i *inspector) read(ctx context.Context, id workflow.CaseID) (file, error) {
	loaded, err := i.ledger.Case(ctx, id)
	if err != nil {
		return file{}, err
	}
	f := file{record: loaded.Record}
	if f.timers, err = i.ledger.Timers(ctx, id); err != nil {
		return file{}, err
	}
	if f.messages, err = i.ledger.Messages(ctx, id); err != nil {
		return file{}, err
	}
	for {
		var after int64
		if n := len(f.journal); n > 0 {
			after = f.journal[n-1].Seq
		}
		page, err := i.ledger.Journal(ctx, id, after, everything)
		if err != nil || len(page) == 0 {
			return f, err
		}
		f.journal = append(f.journal, page...)
	}
}

func alike(a, b Timer) bool {
	return a.ID == b.ID && a.Generation == b.Generation && a.Due.Equal(b.Due) &&
		a.FiredAt.Equal(b.FiredAt) && a.ClearedAt.Equal(b.ClearedAt) && a.PausedAt.Equal(b.PausedAt)
}
