package api

import (
	"context"

	"selter/api/gen"
	"selter/workflow/openselection"
)

// ReadRanking reads the ranking with the working of every number. It follows from what
// the selection says, so whoever may read that may read it.
func (s *Server) ReadRanking(ctx context.Context, request gen.ReadRankingRequestObject) (gen.ReadRankingResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	facts, err := factsOf[openselection.SelectionFacts](record)
	if err != nil {
		return nil, err
	}
	lines := openselection.Trace(facts)
	if lines == nil {
		lines = []openselection.TraceLine{}
	}
	answer, err := ok(gen.Ranking{Items: lines})
	return tagged(ctx, answer, record), err
}
