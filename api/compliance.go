package api

import (
	"context"
	"slices"
	"strconv"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// Scores are the compliance scores of selections.
type Scores interface {
	Score(ctx context.Context, wall casework.Wall, selection workflow.CaseID) (oversight.Reading, error)
	Changes(ctx context.Context, wall casework.Wall, selection workflow.CaseID, after int64, limit int) ([]oversight.Change, error)
}

// ReadCompliance reads the compliance score of a selection with what it rests on. When it was measured is not told, nor
// how many complaints there are: a complaint that has only been received would show in either.
func (s *Server) ReadCompliance(ctx context.Context, request gen.ReadComplianceRequestObject) (gen.ReadComplianceResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	reading, err := s.config.Scores.Score(ctx, exchangeOf(ctx).caller().Wall(), record.ID)
	if err != nil {
		return nil, err
	}
	return ok(complianceOf(reading))
}

func complianceOf(reading oversight.Reading) gen.Compliance {
	r := reading.Result
	return gen.Compliance{
		Selection: r.Selection.String(), Round: r.Round.String(), RoundRevision: reading.Basis.Round, Revision: reading.Basis.Selection,
		Rubric: r.Rubric, Pack: r.Pack, Status: r.Status, Raw: r.Raw, Deducted: r.Deducted, Total: r.Total, Index: r.Index,
		Band: r.Band, Label: r.Label, NormGap: r.NormGap, Dimensions: r.Dimensions, Rows: complianceRows(r.Rows),
		Breaches: r.Breaches, Deductions: r.Deductions, Comments: r.Comments, Weights: r.Weights, Notes: compliance.Notes(r),
	}
}

// complianceRows are the checks with their sentences, which the catalogue has. One that it has no more stands without.
func complianceRows(rows []compliance.Row) []gen.ComplianceRow {
	checks := compliance.Checks()
	list := make([]gen.ComplianceRow, len(rows))
	for i, row := range rows {
		list[i] = gen.ComplianceRow{
			ID: row.ID, Indicator: row.Indicator, Dimension: row.Dimension, Weight: row.Weight, Mark: row.Mark, Waiting: row.Waiting,
			Adopted: row.Adopted, Points: row.Points, Found: row.Found, Evidence: row.Evidence, Cites: row.Cites,
		}
		if at := slices.IndexFunc(checks, func(c compliance.Check) bool { return string(c.ID) == row.ID }); at >= 0 {
			list[i].Sentence, list[i].English = checks[at].Sentence, checks[at].English
		}
	}
	return list
}

// ListComplianceChanges lists how the score of a selection has moved, and by which entries.
func (s *Server) ListComplianceChanges(ctx context.Context, request gen.ListComplianceChangesRequestObject) (gen.ListComplianceChangesResponseObject, error) {
	length, err := pageLength(request.Params.Limit)
	if err != nil {
		return nil, err
	}
	after, err := entryAfter(request.Params.After)
	if err != nil {
		return nil, err
	}
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	changes, err := s.config.Scores.Changes(ctx, exchangeOf(ctx).caller().Wall(), record.ID, after, length)
	if err != nil {
		return nil, err
	}
	page, next := gen.ComplianceChanges{Items: make([]gen.ComplianceChange, len(changes))}, ""
	for i, c := range changes {
		page.Items[i] = gen.ComplianceChange{Position: c.Position, At: c.At.UTC(), Before: c.Before, After: c.After, Rows: c.Rows, Causes: c.Causes}
	}
	if len(changes) == length {
		page.Next = changes[len(changes)-1].Position
		next = strconv.FormatInt(page.Next, 10)
	}
	return pageReply(ctx, page, next)
}

// publicScore is the score of a selection that has closed, in one line; nil for any other.
func (s *Server) publicScore(ctx context.Context, record casework.Record) (*gen.PublicScore, error) {
	if s.config.Scores == nil || record.State != openselection.Closed {
		return nil, nil
	}
	reading, err := s.config.Scores.Score(ctx, casework.Everywhere(), record.ID)
	if err != nil {
		return nil, err
	}
	return &gen.PublicScore{Total: reading.Result.Total, Band: reading.Result.Band, Label: reading.Result.Label}, nil
}
