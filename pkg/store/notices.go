package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/calendar"
)

// Mailroom is the store as it keeps what people are told.
type Mailroom struct{ s *Store }

var (
	_ notify.Store = Mailroom{}
	_ notify.Inbox = Mailroom{}
)

// Mailroom is the view of the store that keeps letters, inboxes and deliveries.
func (s *Store) Mailroom() Mailroom { return Mailroom{s} }

// Posted implements notify.Store.
func (m Mailroom) Posted(ctx context.Context, notices ...uuid.UUID) ([]uuid.UUID, error) {
	var found []uuid.UUID
	err := m.s.find(ctx, &found, `SELECT id FROM letters WHERE `+m.s.among("id")+` AND {house}`, m.s.uuids(notices))
	return found, err
}

type holderRow struct {
	Person    string
	Duty      string
	Agency    string
	Round     uuid.UUID
	Selection uuid.UUID
	FromDay   string
	UntilDay  *string
}

// Holders implements notify.Store.
func (m Mailroom) Holders(ctx context.Context, role workflow.Role, agency string, on calendar.Date) ([]notify.Holder, error) {
	var rows []holderRow
	day := on.String()
	err := m.s.find(ctx, &rows, `SELECT person, duty, agency, round, selection, from_day, until_day FROM duties
		WHERE {house} AND person IN (SELECT h.person FROM duties AS h WHERE {house} AND h.duty = ? AND h.agency IN (?, '`+workflow.Nation+`')
			AND h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?))
		ORDER BY person, mandate, position`, string(role), agency, day, day)
	if err != nil {
		return nil, err
	}
	var holders []notify.Holder
	for _, row := range rows {
		duty := workflow.Duty{Role: workflow.Role(row.Duty), Scope: workflow.Scope{
			Agency: row.Agency, Round: workflow.CaseID(row.Round), Selection: workflow.CaseID(row.Selection),
		}}
		if duty.From, err = calendar.ParseDate(row.FromDay); err == nil && row.UntilDay != nil {
			duty.Until, err = calendar.ParseDate(*row.UntilDay)
		}
		if err != nil {
			return nil, err
		}
		if len(holders) == 0 || holders[len(holders)-1].Person != row.Person {
			holders = append(holders, notify.Holder{Person: row.Person})
		}
		last := &holders[len(holders)-1]
		last.Duties = append(last.Duties, duty)
	}
	return holders, nil
}

// letterRow is a letter with the notice that it is of.
type letterRow struct {
	ID       uuid.UUID
	Agency   string
	CaseID   uuid.UUID
	Role     string
	Event    string
	Reminder bool
	At       instant
	Subject  string
	Text     string
	English  string
	Path     string
	Due      instant `gorm:"column:due_at"`
}

const letterNames = `l.id, l.agency, l.case_id, l.role, l.event, l.reminder, l.at, l.subject, l.text, l.english, l.path, l.due_at`

func (r letterRow) notice() casework.Notice {
	return casework.Notice{
		ID: r.ID, Case: workflow.CaseID(r.CaseID), Agency: r.Agency, Role: workflow.Role(r.Role), About: workflow.Event(r.Event),
		Reminder: r.Reminder, At: r.At.time(),
	}
}

func (r letterRow) letter() notify.Letter {
	return notify.Letter{Subject: r.Subject, Text: r.Text, English: r.English, Path: r.Path, Due: r.Due.time()}
}
