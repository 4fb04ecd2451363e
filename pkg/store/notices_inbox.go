package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
)

type itemRow struct {
	Letter letterRow `gorm:"embedded"`
	ReadAt instant
}

// own is the wall that shows a person nothing but what is about them.
func (m Mailroom) own(person string) view {
	return view{m.s.dialect, casework.Caller{Person: person}.Wall()}
}

// Items implements notify.Inbox. A limit outside 1 to 100 is taken as 100.
func (m Mailroom) Items(ctx context.Context, person string, unread bool, after uuid.UUID, limit int) ([]notify.Item, error) {
	own := m.own(person)
	text := `SELECT ` + letterNames + `, i.read_at FROM inbox AS i JOIN letters AS l ON l.id = i.notice WHERE i.person = ? AND {wall}`
	args := []any{person}
	args = append(args, own.set()...)
	if unread {
		text += ` AND i.read_at IS NULL`
	}
	if after != uuid.Nil {
		text += ` AND (i.at, i.notice) < (SELECT f.at, f.notice FROM inbox AS f WHERE f.person = ? AND f.notice = ?)`
		args = append(args, person, after)
	}
	var rows []itemRow
	err := m.s.persist(ctx, func() error {
		return m.s.reads.WithContext(ctx).Raw(own.sql(text+` ORDER BY i.at DESC, i.notice DESC LIMIT ?`), m.s.binds(append(args, page(limit)))...).Scan(&rows).Error
	})
	items := make([]notify.Item, len(rows))
	for i, row := range rows {
		items[i] = notify.Item{Notice: row.Letter.notice(), Letter: row.Letter.letter(), ReadAt: row.ReadAt.time()}
	}
	return items, err
}

// Read implements notify.Inbox. The first reading stays.
func (m Mailroom) Read(ctx context.Context, person string, notice uuid.UUID) error {
	met, err := m.s.repeatable(ctx, `UPDATE inbox SET read_at = coalesce(read_at, {now}) WHERE notice = ? AND person = ? AND {house}`, m.s.now(), notice, person)
	if err == nil && !met {
		return notify.ErrNoNotice
	}
	return err
}

// Preferring implements notify.Store.
func (m Mailroom) Preferring(ctx context.Context, people []string, event workflow.Event) ([]notify.Preference, error) {
	var said []notify.Preference
	err := m.s.find(ctx, &said, `SELECT person, carrier, event, off FROM preferences WHERE person IN ? AND event IN (?, '`+string(notify.Everything)+`')`,
		people, string(event))
	return said, err
}

// Preferences implements notify.Inbox.
func (m Mailroom) Preferences(ctx context.Context, person string) ([]notify.Preference, error) {
	var said []notify.Preference
	err := m.s.find(ctx, &said, `SELECT person, carrier, event, off FROM preferences WHERE person = ? ORDER BY carrier, event`, person)
	return said, err
}

// Prefer implements notify.Inbox.
func (m Mailroom) Prefer(ctx context.Context, person string, preferences []notify.Preference) error {
	return m.s.together(ctx, func(w *writer) error {
		w.exec(`DELETE FROM preferences WHERE person = ?`, person)
		for _, p := range preferences {
			w.exec(`INSERT INTO preferences (person, carrier, event, off) VALUES (?, ?, ?, ?)`, person, p.Carrier, string(p.Event), p.Off)
		}
		return nil
	})
}
