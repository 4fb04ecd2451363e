package api

import (
	"context"

	"selter/pkg/casework"
	"selter/workflow"
)

// of reads a case that has to be run by the procedure whose path the request took.
func (s *Server) of(ctx context.Context, id workflow.CaseID, procedure string) (casework.Record, error) {
	loaded, err := s.config.Library.Case(ctx, id)
	if err == nil && loaded.Record.Procedure != procedure {
		err = casework.ErrNoCase
	}
	return loaded.Record, err
}
