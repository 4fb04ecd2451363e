package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
)

var _ oversight.Batches = (*Store)(nil)

type batchRow struct {
	ID       uuid.UUID
	Rubric   string
	Everyone bool
	After    uuid.UUID
	Done     int64
	Moved    int64
	Total    int64
	Begun    instant `gorm:"column:begun_at"`
	Ended    instant `gorm:"column:ended_at"`
}

const batchNames = "id, rubric, everyone, after, done, moved, total, begun_at, ended_at"

func (r batchRow) batch() oversight.Batch {
	return oversight.Batch{
		ID: r.ID, Rubric: r.Rubric, Everyone: r.Everyone, After: workflow.CaseID(r.After),
		Done: r.Done, Moved: r.Moved, Total: r.Total, Begun: r.Begun.time(), Ended: r.Ended.time(),
	}
}

// Begin implements oversight.Batches.
func (s *Store) Begin(ctx context.Context, id uuid.UUID, rubric string, everyone bool) (oversight.Batch, error) {
	_, err := s.repeatable(ctx, `INSERT INTO rescores (id, rubric, everyone, done, moved, total, begun_at)
		SELECT ?, ?, ?, 0, 0, count(*), {now} FROM cases WHERE procedure = '`+openselection.SelectionName+`' AND {house}
		ON CONFLICT (id) DO NOTHING`, id, rubric, everyone, s.now())
	if err != nil {
		return oversight.Batch{}, err
	}
	return s.Batch(ctx, id)
}

// Batch implements oversight.Batches.
func (s *Store) Batch(ctx context.Context, id uuid.UUID) (oversight.Batch, error) {
	var rows []batchRow
	err := s.find(ctx, &rows, "SELECT "+batchNames+" FROM rescores WHERE id = ?", id)
	if err == nil && len(rows) == 0 {
		err = oversight.ErrNoBatch
	}
	if err != nil {
		return oversight.Batch{}, err
	}
	return rows[0].batch(), nil
}

// Unended implements oversight.Batches.
func (s *Store) Unended(ctx context.Context) ([]oversight.Batch, error) {
	var rows []batchRow
	err := s.find(ctx, &rows, "SELECT "+batchNames+" FROM rescores WHERE ended_at IS NULL ORDER BY begun_at DESC, id DESC")
	list := make([]oversight.Batch, len(rows))
	for i, row := range rows {
		list[i] = row.batch()
	}
	return list, err
}

// Advance implements oversight.Batches. An end says only that it has ended: the time is the store's.
func (s *Store) Advance(ctx context.Context, before, after oversight.Batch) (bool, error) {
	done := s.writes.WithContext(ctx).Exec(s.sql(`UPDATE rescores SET after = ?, done = ?, moved = ?, ended_at = CASE WHEN ? THEN {now} END
		WHERE id = ? AND done = ? AND ended_at IS NULL AND coalesce(after, ?) = ?`), s.binds([]any{
		uuid.UUID(after.After), after.Done, after.Moved, !after.Ended.IsZero(), s.now(),
		before.ID, before.Done, uuid.Nil, uuid.UUID(before.After),
	})...)
	return done.RowsAffected == 1, s.fault(ctx, done.Error)
}
