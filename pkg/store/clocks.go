package store

import (
	"context"

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
