package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/policy"
)

// largestPage is the most that one page holds.
const largestPage = 100

// Children implements casework.Store.
func (s *Store) Children(ctx context.Context, parent workflow.CaseID) ([]workflow.Relative, error) {
	var rows []caseRow
	err := s.find(ctx, &rows, "SELECT id, procedure, ref, subject, state, revision FROM cases WHERE parent = ? AND {house} ORDER BY procedure, ref", uuid.UUID(parent))
	return relatives(rows), err
}

// Relatives implements casework.Store.
func (s *Store) Relatives(ctx context.Context, parent workflow.CaseID, procedures []string) ([]workflow.Relative, error) {
	var rows []caseRow
	err := s.find(ctx, &rows, `SELECT id, procedure, ref, subject, state, revision, facts FROM cases
		WHERE parent = ? AND procedure IN ? AND {house} ORDER BY procedure, ref`, uuid.UUID(parent), procedures)
	return relatives(rows), err
}

func relatives(rows []caseRow) []workflow.Relative {
	list := make([]workflow.Relative, len(rows))
	for i, row := range rows {
		list[i] = workflow.Relative{
			ID: workflow.CaseID(row.ID), Procedure: row.Procedure, Ref: row.Ref, Subject: row.Subject,
			State: workflow.State(row.State), Revision: row.Revision, Facts: text(row.Facts),
		}
	}
	return list
}

// Pack implements casework.Store.
func (s *Store) Pack(ctx context.Context, hash string) (*policy.Pack, error) {
	var content string
	if err := s.find(ctx, &content, "SELECT content FROM packs WHERE hash = ?", hash); err != nil {
		return nil, err
	}
	if content == "" {
		return nil, casework.ErrNoPack
	}
	return policy.ParsePack([]byte(content))
}

// A shelf is the library that a wall shows.
type shelf struct {
	*Store
	view view
}

// Within implements casework.Shelves.
func (s *Store) Within(wall casework.Wall) casework.Library { return s.within(wall) }

func (s *Store) within(wall casework.Wall) shelf { return shelf{s, view{s.dialect, wall}} }

// rows reads what a statement behind the wall finds.
func (l shelf) rows(ctx context.Context, into any, text string, args ...[]any) error {
	return l.fault(ctx, l.reads.WithContext(ctx).Raw(l.view.sql(text), l.binds(slices.Concat(args...))...).Scan(into).Error)
}

// Case implements casework.Library.
func (l shelf) Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	return l.Load(ctx, l.view.wall, id, casework.Key{})
}

// Cases implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (l shelf) Cases(ctx context.Context, query casework.Query) ([]casework.Record, error) {
	var rows []caseRow
	text, args := l.listing(query)
	err := l.rows(ctx, &rows, text, args)
	records := make([]casework.Record, len(rows))
	for i, row := range rows {
		records[i] = row.record()
	}
	return records, err
}

// listing is the statement that lists cases.
func (l shelf) listing(query casework.Query) (string, []any) {
	text, args := "SELECT "+casesTable.names()+" FROM cases AS c WHERE c.id > ?", []any{uuid.UUID(query.After)}
	with := func(condition string, value any) {
		text, args = text+" AND "+condition, append(args, value)
	}
	if query.Procedure != "" {
		with("c.procedure = ?", query.Procedure)
	}
	if !query.Parent.IsZero() {
		with("c.parent = ?", uuid.UUID(query.Parent))
	}
	if query.Agency != "" {
		with("c.agency = ?", query.Agency)
	}
	if query.Ref != "" {
		with("c.ref = ?", query.Ref)
	}
	if query.Subject != "" {
		with("c.subject <> '' AND c.subject = ?", query.Subject) // said twice: the index has no other rows
	}
	if query.Pack != "" {
		with("c.pack = ?", query.Pack)
	}
	if len(query.States) > 0 {
		with("c.state IN ?", query.States)
	}
	return text + " AND {shown} AND {wall} ORDER BY c.id LIMIT ?", slices.Concat(args, l.view.shown(), l.view.set(), []any{page(query.Limit)})
}

// ofShown lets a statement find what belongs to a case only when the case itself is shown. It is
// looked at once, and the wall is set there, before anything that belongs to the case is read.
const ofShown = " AND EXISTS (SELECT 1 FROM cases AS c WHERE c.id = ? AND {shown} AND {wall}) "

func (l shelf) ofShown(id workflow.CaseID) []any {
	return slices.Concat([]any{uuid.UUID(id)}, l.view.shown(), l.view.set())
}

// Journal implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (l shelf) Journal(ctx context.Context, id workflow.CaseID, after int64, limit int) ([]audit.Sealed, error) {
	var rows []journalRow
	err := l.rows(ctx, &rows, "SELECT "+journalTable.names()+" FROM journal WHERE case_id = ? AND seq > ?"+ofShown+"ORDER BY seq LIMIT ?",
		[]any{uuid.UUID(id), after}, l.ofShown(id), []any{page(limit)})
	entries := make([]audit.Sealed, len(rows))
	for i, row := range rows {
		entries[i] = row.sealed()
	}
	return entries, err
}

// Timers implements casework.Library.
func (l shelf) Timers(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	var rows []timerRow
	err := l.rows(ctx, &rows, "SELECT "+timerNames+" FROM timers WHERE case_id = ?"+ofShown+"ORDER BY due_at, id", []any{uuid.UUID(id)}, l.ofShown(id))
	if err != nil {
		return nil, err
	}
	return timers(rows)
}

// Notices implements casework.Library.
func (l shelf) Notices(ctx context.Context, id workflow.CaseID) ([]casework.Message, error) {
	var rows []messageRow
	err := l.rows(ctx, &rows, "SELECT "+messageNames+" FROM outbox WHERE case_id = ? AND kind = ?"+ofShown+"ORDER BY created_at, seq, position, id",
		[]any{uuid.UUID(id), casework.NoticeMessage}, l.ofShown(id))
	return messages(rows), err
}

// The unbound store is the library of the house itself.

// Case implements casework.Library.
func (s *Store) Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	return s.within(casework.Everywhere()).Case(ctx, id)
}

// Cases implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (s *Store) Cases(ctx context.Context, query casework.Query) ([]casework.Record, error) {
	return s.within(casework.Everywhere()).Cases(ctx, query)
}

// Journal implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (s *Store) Journal(ctx context.Context, id workflow.CaseID, after int64, limit int) ([]audit.Sealed, error) {
	return s.within(casework.Everywhere()).Journal(ctx, id, after, limit)
}

// Timers implements casework.Library.
func (s *Store) Timers(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	return s.within(casework.Everywhere()).Timers(ctx, id)
}

// Notices implements casework.Library.
func (s *Store) Notices(ctx context.Context, id workflow.CaseID) ([]casework.Message, error) {
	return s.within(casework.Everywhere()).Notices(ctx, id)
}

// Ready implements casework.Library.
func (s *Store) Ready(ctx context.Context) (time.Time, error) {
	var row struct{ Now instant }
	err := s.reads.WithContext(ctx).Raw(s.sql("SELECT {now} AS now FROM (SELECT count(*) FROM cases WHERE id = ?) AS readable"),
		s.now(), uuid.Nil).Scan(&row).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("store: not ready: %w", s.fault(ctx, err))
	}
	return row.Now.time(), nil
}

func page(limit int) int {
	if limit < 1 || limit > largestPage {
		return largestPage
	}
	return limit
}
