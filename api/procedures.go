package api

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
)

// library is what the caller can see of the cases.
func (s *Server) library(ctx context.Context) casework.Library {
	return s.config.Shelves.Within(exchangeOf(ctx).caller().Wall())
}

// of reads a case of which the caller may know. One of another agency, one of another
// procedure and one that nobody ever opened are the same: there is none.
func (s *Server) of(ctx context.Context, id workflow.CaseID, procedure string) (casework.Record, error) {
	loaded, err := s.library(ctx).Case(ctx, id)
	if err != nil {
		return casework.Record{}, err
	}
	if loaded.Record.Procedure != procedure || !may(ctx, access.Status, loaded.Record) {
		return casework.Record{}, casework.ErrNoCase
	}
	return loaded.Record, nil
}

// readable reads the case of which the route shows a resource: both stand in the route's policy.
func (s *Server) readable(ctx context.Context, given string) (casework.Record, error) {
	id, err := caseID("path:id", given)
	if err != nil {
		return casework.Record{}, err
	}
	policy := exchangeOf(ctx).Route.Policy
	record, err := s.of(ctx, id, policy.Procedure)
	if err == nil && !may(ctx, policy.Resource, record) {
		return casework.Record{}, &rejection{code: "not_for_you"}
	}
	return record, err
}

// everything is the library for what follows from what a caller may know.
func (s *Server) everything() casework.Library { return s.config.Shelves.Within(casework.Everywhere()) }

// factsOf reads what is known of a case.
func factsOf[F any](record casework.Record) (F, error) {
	var facts F
	if len(record.Facts) == 0 {
		return facts, nil
	}
	if err := json.Unmarshal(record.Facts, &facts); err != nil {
		return facts, fmt.Errorf("the facts of a %s: %w", record.Procedure, err)
	}
	return facts, nil
}
