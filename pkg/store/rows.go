package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
)

// An instant reads a time of either database; zero stands for NULL. It is never written.
type instant time.Time

// Scan implements sql.Scanner.
func (i *instant) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*i = instant{}
	case time.Time:
		*i = instant(from.UTC())
	case int64:
		*i = instant(time.UnixMicro(from).UTC())
	default:
		return fmt.Errorf("a time cannot be read from %T", from)
	}
	return nil
}

func (i instant) time() time.Time { return time.Time(i) }

// The rows as they are read; no member is ever used to write, and none refers to another table.

type caseRow struct {
	ID        uuid.UUID
	Parent    uuid.UUID
	Round     uuid.UUID
	Ref       string
	Subject   string
	Procedure string
	Version   string
	Pack      string
	Agency    string
	Zone      string
	State     string
	Resumes   string
	Revision  int64
	Facts     string
	Head      []byte
	Opened    instant `gorm:"column:opened_at"`
	Changed   instant `gorm:"column:changed_at"`
}

func (r caseRow) record() casework.Record {
	return casework.Record{
		Case: catalog.Case{
			ID: workflow.CaseID(r.ID), Parent: workflow.CaseID(r.Parent), Ref: r.Ref, Subject: r.Subject, Agency: r.Agency, Zone: calendar.Zone(r.Zone),
			State: workflow.State(r.State), Resumes: workflow.State(r.Resumes), Revision: r.Revision, Last: r.Changed.time(),
			Facts: text(r.Facts),
		},
		Round: workflow.CaseID(r.Round), Procedure: r.Procedure, Version: r.Version, Pack: r.Pack, Head: hash(r.Head), Opened: r.Opened.time(),
	}
}

type journalRow struct {
	Case      uuid.UUID `gorm:"column:case_id"`
	Seq       int64
	At        instant
	Procedure string
	Version   string
	Pack      string
	Event     string
	From      string `gorm:"column:from_state"`
	To        string `gorm:"column:to_state"`
	Person    string
	Role      string
	Body      string
	Previous  []byte
	Hash      []byte
}

func (r journalRow) sealed() audit.Sealed {
	return audit.Sealed{
		Entry: workflow.Entry{
			Case: workflow.CaseID(r.Case), Seq: r.Seq, At: r.At.time(), Procedure: r.Procedure, Version: r.Version, Pack: r.Pack,
			Event: workflow.Event(r.Event), From: workflow.State(r.From), To: workflow.State(r.To),
			Person: r.Person, Role: workflow.Role(r.Role), Body: text(r.Body),
		},
		Previous: hash(r.Previous), Hash: hash(r.Hash),
	}
}

type timerRow struct {
	ID         uuid.UUID
	Case       uuid.UUID `gorm:"column:case_id"`
	Kind       string
	Reminder   int
	Generation int64
	Due        instant `gorm:"column:due_at"`
	Tells      string
	Count      string
	Fired      instant `gorm:"column:fired_at"`
	Cleared    instant `gorm:"column:cleared_at"`
	Paused     instant `gorm:"column:paused_at"`
	Note       string
}

func (r timerRow) timer() (casework.Timer, error) {
	timer := casework.Timer{
		ID: r.ID, Case: workflow.CaseID(r.Case), Kind: workflow.Event(r.Kind), Reminder: r.Reminder, Generation: r.Generation,
		Due: r.Due.time(), FiredAt: r.Fired.time(), ClearedAt: r.Cleared.time(), PausedAt: r.Paused.time(), Note: r.Note,
	}
	if r.Tells != "" {
		for word := range strings.SplitSeq(r.Tells, ",") {
			timer.Tells = append(timer.Tells, workflow.Role(word))
		}
	}
	if r.Count != "" {
		if err := json.Unmarshal([]byte(r.Count), &timer.Count); err != nil {
			return timer, fmt.Errorf("count of timer %s: %w", r.ID, err)
		}
	}
	return timer, nil
}

func timers(rows []timerRow) ([]casework.Timer, error) {
	list := make([]casework.Timer, len(rows))
	for i, row := range rows {
		timer, err := row.timer()
		if err != nil {
			return nil, err
		}
		list[i] = timer
	}
	return list, nil
}

type messageRow struct {
	ID       uuid.UUID
	Case     uuid.UUID `gorm:"column:case_id"`
	Seq      int64
	Position int
	Kind     string
	Event    string
	ToParent bool
	Ref      string
	Role     string
	Reminder bool
	Body     string
	Created  instant `gorm:"column:created_at"`
	Attempts int
	Done     instant `gorm:"column:done_at"`
	Outcome  string
}

func (r messageRow) message() casework.Message {
	return casework.Message{
		ID: r.ID, Case: workflow.CaseID(r.Case), Seq: r.Seq, Position: r.Position, Kind: casework.MessageKind(r.Kind),
		Event: workflow.Event(r.Event), ToParent: r.ToParent, Ref: r.Ref, Role: workflow.Role(r.Role), Reminder: r.Reminder,
		Body: text(r.Body), Created: r.Created.time(), Attempts: r.Attempts, Done: r.Done.time(), Outcome: r.Outcome,
	}
}

func messages(rows []messageRow) []casework.Message {
	list := make([]casework.Message, len(rows))
	for i, row := range rows {
		list[i] = row.message()
	}
	return list
}

type answerRow struct {
	Person      string
	Key         string
	Fingerprint []byte
	Case        uuid.UUID `gorm:"column:case_id"`
	Body        string
	At          instant
}

func (r answerRow) answer() casework.Answer {
	return casework.Answer{
		Key: casework.Key{Person: r.Person, Text: r.Key}, Fingerprint: hash(r.Fingerprint), Case: workflow.CaseID(r.Case),
		Body: text(r.Body), At: r.At.time(),
	}
}

type dutyRow struct {
	Duty      string
	Agency    string
	Round     uuid.UUID
	Selection uuid.UUID
	From      string `gorm:"column:from_day"`
	Until     string `gorm:"column:until_day"`
	Body      string
}

func (r dutyRow) duty() (workflow.Duty, error) {
	d := workflow.Duty{
		Role: workflow.Role(r.Duty), Body: r.Body,
		Scope: workflow.Scope{Agency: r.Agency, Round: workflow.CaseID(r.Round), Selection: workflow.CaseID(r.Selection)},
	}
	var err, more error
	d.From, err = calendar.ParseDate(r.From)
	if r.Until != "" {
		d.Until, more = calendar.ParseDate(r.Until)
	}
	return d, errors.Join(err, more)
}

func dutiesOf(rows []dutyRow) ([]workflow.Duty, error) {
	list := make([]workflow.Duty, len(rows))
	for i, row := range rows {
		duty, err := row.duty()
		if err != nil {
			return nil, fmt.Errorf("days of a duty: %w", err)
		}
		list[i] = duty
	}
	return list, nil
}

func hash(from []byte) (h [32]byte) {
	copy(h[:], from)
	return h
}

// text gives JSON back as it was; a member that was not there stays nil.
func text(from string) jsontext.Value {
	if from == "" {
		return nil
	}
	return jsontext.Value(from)
}
