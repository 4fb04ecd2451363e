package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"selter/pkg/casework"
)

// commitSQLite is the same commit unit as commitPostgres, in one immediate transaction on the only
// writing connection. Old timers are touched before new ones are armed.
func (s *Store) commitSQLite(ctx context.Context, change casework.Change) error {
	packs, err := pack(change)
	if err != nil {
		return err
	}
	err = s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		w := &writer{tx: tx, bind: s.bind}
		w.held(s.dialect, change)
		w.compare(change)
		w.census(change)
		if change.Moved != nil {
			w.move(change)
		}
		agency := change.Head().Agency
		each(w, packsTable, packs, agency, " ON CONFLICT (hash) DO NOTHING")
		each(w, casesTable, change.Opened, agency, "")
		each(w, journalTable, change.Entries, agency, "")
		each(w, timersTable, change.Armed, agency, "")
		each(w, outboxTable, change.Outbox, agency, "")
		each(w, answersTable, answers(change), agency, "")
		w.people(change)
		return w.err
	})
	if err != nil || change.Forgets == "" {
		return err
	}
	s.emptyLog(ctx)
	return nil
}

// emptyLog moves everything out of the write-ahead log, in which older pages stand, and with them the
// key of somebody who has just been forgotten. A reader who is at it right now is waited for; whoever
// reads for longer keeps the log as it is, and the commit is none the worse.
func (s *Store) emptyLog(ctx context.Context) {
	var done struct{ Busy, Log, Checkpointed int }
	err := s.writes.WithContext(ctx).Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&done).Error
	if err == nil && done.Busy != 0 { // an error has been logged
		s.writes.Logger.Warn(ctx, "somebody reads, so that the write-ahead log is not emptied")
	}
}

// A writer carries out statements up to the first that fails.
type writer struct {
	tx   *gorm.DB
	bind func(any) any
	err  error
}

// exec answers how many rows were written.
func (w *writer) exec(text string, args ...any) int64 {
	if w.err != nil {
		return 0
	}
	bound := make([]any, len(args))
	for i, arg := range args {
		bound[i] = w.bind(arg)
	}
	done := w.tx.Exec(text, bound...)
	w.err = done.Error
	return done.RowsAffected
}

// must carries out a statement that writes exactly one row, or else the race is lost.
func (w *writer) must(text string, args ...any) {
	if w.exec(text, args...) != 1 && w.err == nil {
		w.err = casework.ErrLostRace
	}
}

func (w *writer) move(change casework.Change) {
	w.must(`UPDATE cases SET version = ?, state = ?, resumes = ?, revision = ?, facts = ?, head = ?, changed_at = ?
		WHERE id = ? AND revision = ? AND head = ?`, movedValues(change)...)
	id, at := uuid.UUID(change.Moved.Record.ID), micros(change.At)
	if fires := change.Moved.Fires; fires != nil {
		w.must(`UPDATE timers SET fired_at = ? WHERE id = ? AND case_id = ? AND generation = ? AND due_at <= ?
			AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL`, at, fires.ID, id, fires.Generation, at)
	}
	for _, kind := range kinds(change.Cleared) {
		w.exec(`UPDATE timers SET cleared_at = ? WHERE case_id = ? AND kind = ? AND fired_at IS NULL AND cleared_at IS NULL`, at, id, kind)
	}
	w.each(change.Paused, `UPDATE timers SET paused_at = ?
		WHERE case_id = ? AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL`, at, id)
	for _, rounding := range change.Rounded {
		w.exec(`UPDATE timers SET due_at = due_at + ?
			WHERE case_id = ? AND kind = ? AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NOT NULL`, rounding.By.Microseconds(), id, string(rounding.Kind))
	}
	w.each(change.Resumed, `UPDATE timers SET due_at = due_at + (? - paused_at), paused_at = NULL, generation = ?
		WHERE case_id = ? AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NOT NULL`, at, change.Moved.Record.Revision, id)
}

// each carries out a statement for the timers that are meant.
func (w *writer) each(clocks casework.Clocks, text string, args ...any) {
	if clocks.All {
		w.exec(text, args...)
	}
	for _, kind := range meant(clocks) {
		w.exec(text+" AND kind = ?", append(slices.Clone(args), kind)...)
	}
}

// scan reads what a statement that writes returns.
func (w *writer) scan(into any, text string, args ...any) {
	if w.err != nil {
		return
	}
	bound := make([]any, len(args))
	for i, arg := range args {
		bound[i] = w.bind(arg)
	}
	w.err = w.tx.Raw(text, bound...).Scan(into).Error
}

// each inserts rows one by one: the file is in this process, and nothing travels. It answers how many were written.
func each[R any](w *writer, t table[R], rows []R, agency, otherwise string) (written int64) {
	count := len(t.columns)
	if t.walled {
		count++
	}
	text := "INSERT INTO " + t.name + " (" + t.all() + ") VALUES (?" + strings.Repeat(", ?", count-1) + ")" + otherwise
	for _, row := range rows {
		values := make([]any, 0, count)
		for _, c := range t.columns {
			values = append(values, c.of(row))
		}
		if t.walled {
			values = append(values, agency)
		}
		written += w.exec(text, values...)
	}
	return written
}
