package api

import (
	"context"

	"selter/pkg/casework"
	"selter/workflow"
)

// library is what the caller can see of the cases.
func (s *Server) library(ctx context.Context) casework.Library {
	return s.config.Shelves.Within(exchangeOf(ctx).caller().Wall())
}

// of reads a case that has to be run by the procedure whose path the request took.
func (s *Server) of(ctx context.Context, id workflow.CaseID, procedure string) (casework.Record, error) {
	loaded, err := s.library(ctx).Case(ctx, id)
	if err == nil && loaded.Record.Procedure != procedure {
		err = casework.ErrNoCase
	}
	return loaded.Record, err
}
