package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify/feed"
)

// Calendars is the store as it keeps the links to people's calendars, and the clocks that stand in them.
type Calendars struct{ s *Store }

var _ feed.Store = Calendars{}

// Calendars is the view of the store that keeps the links to calendars.
func (s *Store) Calendars() Calendars { return Calendars{s} }

// Share implements feed.Store.
func (c Calendars) Share(ctx context.Context, person string, hash [32]byte, factors int) error {
	_, err := c.s.repeatable(ctx, `INSERT INTO calendars (person, factors, hash, created_at) VALUES (?, ?, ?, {now})
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, factors = excluded.factors, created_at = excluded.created_at`, person, factors, hash[:], c.s.now())
	return err
}

// Unshare implements feed.Store.
func (c Calendars) Unshare(ctx context.Context, person string) error {
	_, err := c.s.repeatable(ctx, `DELETE FROM calendars WHERE person = ?`, person)
	return err
}

// Shared implements feed.Store. The link of somebody whose account is closed, or who has been forgotten, leads nowhere.
func (c Calendars) Shared(ctx context.Context, hash [32]byte) (feed.Shared, error) {
	var rows []struct {
		Person  string
		Factors int
	}
	err := c.s.find(ctx, &rows, `SELECT s.person, s.factors FROM calendars AS s LEFT JOIN accounts AS a ON a.person = s.person
		LEFT JOIN person_keys AS k ON k.person = s.person WHERE s.hash = ? AND a.disabled_at IS NULL AND k.destroyed_at IS NULL`, hash[:])
	if err == nil && len(rows) == 0 {
		err = feed.ErrUnknown
	}
	if err != nil {
		return feed.Shared{}, err
	}
	return feed.Shared(rows[0]), nil
}

type dateRow struct {
	Case  caseRow  `gorm:"embedded"`
	Timer timerRow `gorm:"embedded;embeddedPrefix:t_"`
	SetAt instant
}

// Dates implements feed.Store. A limit outside 1 to feed.Most is taken as feed.Most.
func (c Calendars) Dates(ctx context.Context, wall casework.Wall, query feed.Query) ([]feed.Date, error) {
	if query.Limit < 1 || query.Limit > feed.Most {
		query.Limit = feed.Most
	}
	text := "SELECT " + of("c", casesTable.names(), "") + ", " + of("t", timerNames, "t_") + `, j.at AS set_at FROM timers AS t JOIN cases AS c ON c.id = t.case_id
		JOIN journal AS j ON j.case_id = t.case_id AND j.seq = t.generation
		WHERE t.reminder = 0 AND t.cleared_at IS NULL`
	var args []any
	if !query.Since.IsZero() {
		text, args = text+" AND t.due_at >= ?", append(args, micros(query.Since))
	}
	if !query.Round.IsZero() {
		text, args = text+" AND c.round = ?", append(args, uuid.UUID(query.Round))
	}
	var rows []dateRow
	l := c.s.within(wall)
	if err := l.rows(ctx, &rows, text+" AND {shown} AND {wall} ORDER BY t.due_at, t.id LIMIT ?", args, l.view.shown(), l.view.set(), []any{query.Limit}); err != nil {
		return nil, err
	}
	dates := make([]feed.Date, len(rows))
	for i, row := range rows {
		timer, err := row.Timer.timer()
		if err != nil {
			return nil, err
		}
		dates[i] = feed.Date{Record: row.Case.record(), Timer: timer, At: row.SetAt.time()}
	}
	return dates, nil
}

// of names columns of one of several tables.
func of(table, names, prefix string) string {
	columns := strings.Split(names, ", ")
	for i, name := range columns {
		columns[i] = table + "." + name + " AS " + prefix + name
	}
	return strings.Join(columns, ", ")
}
