package store

import (
	"context"
	"slices"

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
func (m Mailroom) Posted(ctx context.Context, notice uuid.UUID) (bool, error) {
	var found []uuid.UUID
	err := m.s.find(ctx, &found, `SELECT id FROM letters WHERE id = ? AND {house}`, notice)
	return len(found) > 0, err
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

// Holders implements notify.Store. Duties that exclude each other give nothing here either, so that all duties of whoever
// might hold the role are read.
func (m Mailroom) Holders(ctx context.Context, role workflow.Role, place workflow.Scope, on calendar.Date) ([]string, error) {
	var rows []holderRow
	day := on.String()
	err := m.s.find(ctx, &rows, `SELECT person, duty, agency, round, selection, from_day, until_day FROM duties
		WHERE {house} AND person IN (SELECT h.person FROM duties AS h WHERE {house} AND h.duty = ? AND h.agency IN (?, '`+workflow.Nation+`')
			AND h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?))
		ORDER BY person, mandate, position`, string(role), place.Agency, day, day)
	if err != nil {
		return nil, err
	}
	duties := make(map[string][]workflow.Duty)
	var people []string
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
		if len(duties[row.Person]) == 0 {
			people = append(people, row.Person)
		}
		duties[row.Person] = append(duties[row.Person], duty)
	}
	return slices.DeleteFunc(people, func(person string) bool {
		return !slices.Contains(workflow.Parts(duties[person], place, on), role)
	}), nil
}

// Post implements notify.Store. The letter decides: whoever finds one there has come second.
func (m Mailroom) Post(ctx context.Context, p notify.Posting) error {
	return m.s.together(ctx, func(w *writer) error {
		id, at := p.Notice.ID, micros(p.Notice.At)
		var due any
		if !p.Letter.Due.IsZero() {
			due = micros(p.Letter.Due)
		}
		if w.exec(m.s.sql(`INSERT INTO letters (id, agency, case_id, role, event, reminder, at, subject, text, english, path, due_at)
			SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE {house} ON CONFLICT (id) DO NOTHING`),
			id, p.Notice.Agency, uuid.UUID(p.Notice.Case), string(p.Notice.Role), string(p.Notice.About), p.Notice.Reminder, at,
			p.Letter.Subject, p.Letter.Text, p.Letter.English, p.Letter.Path, due) == 0 {
			return nil
		}
		for _, person := range p.Told {
			w.exec(m.s.sql(`INSERT INTO inbox (notice, person, agency, at) SELECT ?, ?, ?, ? WHERE {house}`), id, person, p.Notice.Agency, at)
		}
		for _, d := range p.Deliveries {
			w.exec(m.s.sql(`INSERT INTO deliveries (id, notice, agency, carrier, address, person, state, next_at, at)
				SELECT ?, ?, ?, ?, ?, ?, ?, {now}, {now} WHERE {house}`),
				d.ID, id, p.Notice.Agency, d.Carrier, d.Address.Key, d.Address.Person, string(notify.Waiting), m.s.now(), m.s.now())
		}
		return nil
	})
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
