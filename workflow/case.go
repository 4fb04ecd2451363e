package workflow

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/workflow/calendar"
)

// A State says what is true of a case (plan_recommended). States are the
// vocabulary of one procedure; the same word is stored, sent and shown.
type State string

// Unopened is where every case starts: the row that leaves it opens the case.
const Unopened State = "unopened"

// An Event says what somebody does to a case (announce). A deadline that passes
// is an event too: its kind is the event that the clock sends.
type Event string

// CaseID names one case, a round or a selection, for ever.
type CaseID uuid.UUID

// ParseCaseID reads the canonical text form of a case's name.
func ParseCaseID(s string) (CaseID, error) {
	id, err := uuid.Parse(s)
	if err != nil || id.String() != s { // the library also takes capitals, braces and urn:uuid:
		return CaseID{}, ErrNotAnID
	}
	return CaseID(id), nil
}

func (id CaseID) String() string { return uuid.UUID(id).String() }

// IsZero tells whether id names no case; the parent of a round is such an id.
func (id CaseID) IsZero() bool { return id == CaseID{} }

// MarshalText writes the canonical text form.
func (id CaseID) MarshalText() ([]byte, error) { return uuid.UUID(id).MarshalText() }

// UnmarshalText reads the canonical text form and nothing else.
func (id *CaseID) UnmarshalText(text []byte) error {
	parsed, err := ParseCaseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// A Case is one run of a procedure: a round of selections, or the selection for
// one post. F is what the procedure knows about it.
type Case[F any] struct {
	ID     CaseID
	Parent CaseID // the round of a selection; zero for a round
	Ref    string // what the parent calls this case: the alias of a post
	// Subject is the person whom the case is about: who applies, who scores, whose file it
	// is; empty for a case that is about nobody.
	Subject string
	Agency  string
	Zone    calendar.Zone // of the agency; civil days are counted in it
	State   State
	// Resumes is the state to which a held case goes back; empty when it is not held.
	Resumes State
	// Revision counts the case's journal entries and is its compare-and-set.
	Revision int64
	// Last is the time of the newest entry; times in a journal never fall.
	Last  time.Time
	Facts F
}

// A Relative is what a case knows of a case that it opened, or of the one that opened it.
// Facts is filled only for rows that say that they look there.
type Relative struct {
	ID        CaseID
	Procedure string
	Ref       string
	Subject   string
	State     State
	Revision  int64
	Facts     jsontext.Value // canonical
}
