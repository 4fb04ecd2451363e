package casework

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// The errors that a Store answers with; every other error is a fault.
var (
	// ErrNoCase says that there is no case of this name.
	ErrNoCase = errors.New("no such case")
	// ErrLostRace says that the case has moved since it was read, or that the
	// deadline to be fired is not open any more. Nothing was written.
	ErrLostRace = errors.New("the case has moved")
	// ErrKeyUsed says that an answer is recorded for the idempotency key already.
	// Nothing was written.
	ErrKeyUsed = errors.New("the idempotency key has been used")
	// ErrFileExists says that the person has a file, or a mandate in that agency, already, or that
	// the parent has opened a case of this procedure and name.
	// Nothing was written.
	ErrFileExists = errors.New("there is such a file already")
	// ErrTaken says that a particular by which people are found belongs to another person.
	// Nothing was written.
	ErrTaken = errors.New("this belongs to another person")
	// ErrNoPack says that no policy pack has this hash.
	ErrNoPack = errors.New("no such policy pack")
)

// A Store keeps cases. Commit is the only method that writes what a case is; it
// writes a whole Change or nothing.
type Store interface {
	// Load reads a case with the store's clock and, when key is not zero, the answer
	// recorded for it, in one round trip. A case that does not exist, and one that the
	// wall does not show, is ErrNoCase, whatever is recorded.
	Load(ctx context.Context, wall Wall, id workflow.CaseID, key Key) (Loaded, error)
	// Recall reads the clock and the recorded answer alone, for commands that open a case.
	// An answer about a case that the wall does not show is ErrNoCase.
	Recall(ctx context.Context, wall Wall, key Key) (Loaded, error)
	// Children lists the cases that parent opened, without their facts, by their procedure and Ref.
	Children(ctx context.Context, parent workflow.CaseID) ([]workflow.Relative, error)
	// Relatives lists the cases of some procedures that parent opened, with their facts, by
	// their procedure and Ref.
	Relatives(ctx context.Context, parent workflow.CaseID, procedures []string) ([]workflow.Relative, error)
	// Clocks lists the open deadlines of a case, paused ones too, by their kind; no reminders.
	Clocks(ctx context.Context, id workflow.CaseID) ([]Timer, error)
	// Held lists the duties of a person that cases other than except give.
	Held(ctx context.Context, person string, except workflow.CaseID) ([]workflow.Duty, error)
	// Commit writes a change in one transaction: ErrLostRace, ErrKeyUsed, ErrFileExists,
	// ErrTaken, or done.
	Commit(ctx context.Context, change Change) error
	// Dismiss closes an open timer that no row answers any more, with the reason; a timer
	// that is paused, closed or of another generation is ErrLostRace.
	Dismiss(ctx context.Context, timer Timer, why string) error
	// Pack reads a stored policy pack by its hash.
	Pack(ctx context.Context, hash string) (*policy.Pack, error)
}

// An Alarms is the part of a store that the sweep works on.
type Alarms interface {
	// Due lists open timers whose time has come by the store's clock, the earliest
	// first, at most limit, and when the next one after them comes (zero if none).
	Due(ctx context.Context, limit int) (due []Timer, next time.Time, err error)
	// Remind marks reminders as fired and puts a notice into the outbox for each role
	// that each tells, in one transaction, each at most once. It answers how many it fired.
	Remind(ctx context.Context, reminders []Timer) (int, error)
	// Claim takes up to limit messages of the outbox that wait for delivery, for
	// lease long; nobody else gets them meanwhile. Events that one case sends are
	// handed out one at a time, in their order.
	Claim(ctx context.Context, limit int, lease time.Duration) ([]Message, error)
	// Settle records how the delivery of a claimed message ended.
	Settle(ctx context.Context, id uuid.UUID, outcome Outcome) error
	// SettleAll records, in one transaction, that claimed messages have been delivered. Those
	// that have been settled for good are passed over.
	SettleAll(ctx context.Context, ids []uuid.UUID) error
	// Depth counts messages that wait for delivery, and tells the store's clock.
	Depth(ctx context.Context) (waiting int64, now time.Time, err error)
}

// A Bell wakes whoever runs the sweep. It never fails and never waits: what it
// loses, the sweep finds.
type Bell interface {
	// Ring says that messages are waiting now, or that a timer is due at a time.
	Ring(wake Wake)
}

// A Wake is what a commit leaves to be done.
type Wake struct {
	Messages []uuid.UUID
	Due      []time.Time
}

// A Notifier carries notices out of the house, all of them or, with an error, none. It is called
// at least once for each notice; the notice's ID is always the same.
type Notifier interface {
	Notify(ctx context.Context, notices ...Notice) error
}

// A Scorer measures again what follows from a case. It is called at least once after each entry of a
// case that the score of a selection rests on.
type Scorer interface {
	Rescore(ctx context.Context, id workflow.CaseID) error
}

// A Key is an idempotency key, bound to who uses it.
type Key struct {
	Person string
	Text   string
}

// IsZero tells whether there is no key: only the clock and the house's own events go without.
func (k Key) IsZero() bool { return k == Key{} }

// A Record is a case with all that is kept beside its facts.
type Record struct {
	catalog.Case
	// Round is the round in which the case lies, itself for a round; zero for a case that
	// stands in its agency as a whole.
	Round     workflow.CaseID
	Procedure string
	Version   string
	Pack      string // hash of its policy pack
	Head      audit.Hash
	Opened    time.Time
}

// Scope is the place of a case: a round is one, a selection lies in one, and what a
// selection opens lies in the selection. Any other case stands in its agency as a whole.
func (r Record) Scope() workflow.Scope {
	scope := workflow.Scope{Agency: r.Agency, Round: r.Round}
	switch {
	case r.Procedure == openselection.SelectionName:
		scope.Selection = r.ID
	case !r.Round.IsZero() && r.Procedure != openselection.RoundName:
		scope.Selection = r.Parent
	}
	return scope
}

// IsAbout tells whether the case is about a person: the file on them, their mandate, their
// application, the sheet on which they score.
func (r Record) IsAbout(who string) bool { return who != "" && r.Subject == who }

// Loaded is what one read gives the desk.
type Loaded struct {
	Record Record
	Now    time.Time // the store's clock, UTC, microseconds
	Answer *Answer   // recorded for the key, if any
}

// An Answer is what a command was answered with. Fingerprint binds it to the
// command: the same key with another command is a mistake of the caller.
type Answer struct {
	Key         Key
	Fingerprint [32]byte
	Case        workflow.CaseID
	Body        jsontext.Value
	At          time.Time
}

// A Change is one commit unit.
type Change struct {
	At     time.Time // the decision's moment, by the store's clock
	Moved  *Moved
	Opened []Record // new cases, with their state after their first entry
	// Entries go to the journals of Moved and Opened.
	Entries []audit.Sealed
	Armed   []Timer
	Cleared []Clearing
	Paused  Clocks // open timers of Moved
	Resumed Clocks // paused timers of Moved, due later by the pause
	// Rounded says by how much more those of a kind among them are due later, so that they end with a day.
	Rounded []Rounding
	Outbox  []Message
	// Watched are the relatives at which the decision looked: nothing is written unless each
	// still has the revision that was read (ErrLostRace).
	Watched []Watch
	// Held, when not nil, are the duties of the subject that other cases gave when the decision looked:
	// nothing is written when they are others by now (ErrLostRace).
	Held *Held
	// Census, when not nil, counts the cases under the moved one at which the decision looked:
	// nothing is written when there are more by now, or fewer (ErrLostRace).
	Census *Census
	Answer *Answer
	Pack   *policy.Pack // stored if its hash is new
	// Duties, when not nil, take the place of all duties that the moved or opened case
	// gives its subject.
	Duties []workflow.Duty
	// Forgets names the person whose key, particulars, account and credentials go.
	Forgets string
	// Particulars are kept with the entry that tells of them.
	Particulars []Particular
}

// Head is the case that a change moves or, failing that, the first that it opens.
// Everything that one change writes belongs to the agency of that case.
func (c Change) Head() Record {
	if c.Moved != nil {
		return c.Moved.Record
	}
	if len(c.Opened) > 0 {
		return c.Opened[0]
	}
	return Record{}
}

// A Particular is one thing that is kept about a person, encrypted under the person's
// own key. The journal holds its commitment and nothing else of it.
type Particular struct {
	Person string
	Field  string
	Sealed []byte
	// Lookup is the keyed hash by which a person is found by this field; empty for
	// fields by which nobody is looked for.
	Lookup []byte
}

// Moved is the case that the change moves: written only if its revision is
// still Was and, when Fires is set, that timer is still open and due.
type Moved struct {
	Record Record // as it is afterwards
	Was    int64
	Fires  *Timer
}

// A Watch is a case as a decision on another one saw it.
type Watch struct {
	Case     workflow.CaseID
	Revision int64
}

// Held is what a person held by other cases, in the order of Store.Held.
type Held struct{ Duties []workflow.Duty }

// A Census says how many cases of some procedures another one has opened.
type Census struct {
	Of    []string // empty for all
	Count int
}

// Clocks says which timers of a case are meant: all, or those of some kinds; none in the zero value.
type Clocks struct {
	All   bool
	Kinds []workflow.Event
}

// has tells whether timers of a kind are meant.
func (c Clocks) has(kind workflow.Event) bool { return c.All || slices.Contains(c.Kinds, kind) }

// Some tells whether any are meant.
func (c Clocks) Some() bool { return c.All || len(c.Kinds) > 0 }

// and adds some kinds; with none named, all.
func (c Clocks) and(kinds []workflow.Event) Clocks {
	return Clocks{All: c.All || len(kinds) == 0, Kinds: slices.Concat(c.Kinds, kinds)}
}

// A Rounding makes the timers of one kind due later by a time, its reminders too.
type Rounding struct {
	Kind workflow.Event
	By   time.Duration
}

// A Clearing closes the open timers of one kind of the moved case.
type Clearing struct {
	Case workflow.CaseID
	Kind workflow.Event
}

// A Timer is a deadline of a case, or a reminder before one. It is open until it
// is fired, cleared or dismissed; a paused timer is not due.
type Timer struct {
	ID   uuid.UUID
	Case workflow.CaseID
	Kind workflow.Event // the event that the clock will send
	// Reminder is 0 for the deadline itself, 1, 2, ... for reminders before it.
	Reminder int
	// Generation is the revision of the case that armed the timer or let it go on; an
	// alarm that names an older one is stale.
	Generation int64
	Due        time.Time
	Tells      []workflow.Role // of a reminder
	Count      calendar.Count  // how the day was found
	FiredAt    time.Time
	ClearedAt  time.Time
	PausedAt   time.Time
	Note       string
}

// A MessageKind says what a message of the outbox is for.
type MessageKind string

// The kinds of message.
const (
	EventMessage  MessageKind = "event"  // an event for another case
	NoticeMessage MessageKind = "notice" // somebody is to be told
	ScoreMessage  MessageKind = "score"  // what follows from the case is to be measured again
)

// A Message is an effect that waits in the outbox. Its ID is stable.
type Message struct {
	ID       uuid.UUID
	Case     workflow.CaseID // whose decision sent it
	Seq      int64           // of the journal entry
	Position int             // within the entry
	Kind     MessageKind
	Event    workflow.Event // to be sent, or that the notice is about
	// ToParent, Ref: where an event goes; all children when neither is set.
	ToParent bool
	Ref      string
	Role     workflow.Role // who is told
	Reminder bool          // the notice reminds of a deadline that is still ahead
	Body     jsontext.Value
	Created  time.Time
	Attempts int
	Done     time.Time
	Outcome  string
}

// An Outcome is how a delivery ended: done with a remark, or to be tried again.
type Outcome struct {
	Done   bool
	Remark string // "", or why the other case refused
	Retry  time.Duration
}

// A Notice tells the holders of a role that something happened to a case or is due.
type Notice struct {
	ID       uuid.UUID
	Case     workflow.CaseID
	Agency   string
	Role     workflow.Role
	About    workflow.Event
	Reminder bool
	At       time.Time
}
