package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

// Clocks implements casework.Store.
func (s *Store) Clocks(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	var rows []timerRow
	err := s.find(ctx, &rows, "SELECT "+timerNames+` FROM timers
		WHERE case_id = ? AND reminder = 0 AND fired_at IS NULL AND cleared_at IS NULL AND {house} ORDER BY kind, generation`, uuid.UUID(id))
	if err != nil {
		return nil, err
	}
	return timers(rows)
}

// A clockRow is a timer with its case and the head of the entry that started it.
type clockRow struct {
	Timer timerRow `gorm:"embedded;embeddedPrefix:t_"`
	Case  caseRow  `gorm:"embedded;embeddedPrefix:c_"`
	Since string
	At    instant
}

func (r clockRow) clock() (casework.OpenClock, error) {
	timer, err := r.Timer.timer()
	return casework.OpenClock{Timer: timer, Record: r.Case.record(), Since: workflow.Event(r.Since), At: r.At.time()}, err
}

// prefixed names columns of a table so that those of two tables can stand side by side.
func prefixed(alias, columns string) string {
	names := strings.Split(columns, ", ")
	for i, name := range names {
		names[i] = alias + "." + name + " AS " + alias + "_" + name
	}
	return strings.Join(names, ", ")
}

// Without the facts, which nobody needs who asks what is due.
var clockNames = prefixed("t", timerNames) + ", " + prefixed("c", strings.Replace(casesTable.names(), ", facts", "", 1)) + ", j.event AS since, j.at AS at"

// Running implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (l shelf) Running(ctx context.Context, query casework.RunningQuery) ([]casework.OpenClock, error) {
	text, args := l.running(query)
	var rows []clockRow
	if err := l.rows(ctx, &rows, text, args); err != nil {
		return nil, err
	}
	clocks := make([]casework.OpenClock, len(rows))
	for i, row := range rows {
		var err error
		if clocks[i], err = row.clock(); err != nil {
			return nil, err
		}
	}
	return clocks, nil
}

// running is the statement that lists open deadlines. Those that run have an index of their own.
func (l shelf) running(query casework.RunningQuery) (string, []any) {
	text, args := "SELECT "+clockNames+` FROM timers AS t JOIN cases AS c ON c.id = t.case_id
		JOIN journal AS j ON j.case_id = t.case_id AND j.seq = t.generation
		WHERE t.reminder = 0 AND t.fired_at IS NULL AND t.cleared_at IS NULL`, []any{}
	with := func(condition string, values ...any) {
		text, args = text+" AND "+condition, append(args, values...)
	}
	if query.Case.IsZero() {
		with("t.paused_at IS NULL")
	} else {
		with("t.case_id = ?", uuid.UUID(query.Case))
	}
	if query.Agency != "" {
		with("c.agency = ?", query.Agency)
	}
	if !query.Until.IsZero() {
		with("t.due_at < ?", micros(query.Until))
	}
	if !query.After.Due.IsZero() {
		with("t.due_at >= ? AND (t.due_at, t.id) > (?, ?)", micros(query.After.Due), micros(query.After.Due), query.After.Timer)
	}
	return text + " AND {shown} AND {wall} ORDER BY t.due_at, t.id LIMIT ?", slices.Concat(args, l.view.shown(), l.view.set(), []any{page(query.Limit)})
}

// Running implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (s *Store) Running(ctx context.Context, query casework.RunningQuery) ([]casework.OpenClock, error) {
	return s.within(casework.Everywhere()).Running(ctx, query)
}
