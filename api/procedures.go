package api

import (
	"context"

	"selter/pkg/casework"
	"selter/workflow"
)

// of tells that the case exists and is run by the procedure whose path the
// request took.
func (s *Server) of(ctx context.Context, id workflow.CaseID, procedure string) error {
	loaded, err := s.config.Library.Case(ctx, id)
	if err == nil && loaded.Record.Procedure != procedure {
		return casework.ErrNoCase
	}
	return err
}
