package api

import (
	"context"

	"selter/api/gen"
	"selter/workflow/openselection"
)

// ListSelectionSheets lists the score sheets of a selection.
func (s *Server) ListSelectionSheets(ctx context.Context, request gen.ListSelectionSheetsRequestObject) (gen.ListSelectionSheetsResponseObject, error) {
	p := request.Params
	return s.inSelection(ctx, request.ID, openselection.SheetName, p.State, p.After, p.Limit)
}

// ReadSheet reads a sheet.
func (s *Server) ReadSheet(ctx context.Context, request gen.ReadSheetRequestObject) (gen.ReadSheetResponseObject, error) {
	return s.read(ctx, request.ID)
}

// ListSheetEvents tells what could happen to a sheet.
func (s *Server) ListSheetEvents(ctx context.Context, request gen.ListSheetEventsRequestObject) (gen.ListSheetEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

// ReadSheetJournal reads the journal of a sheet.
func (s *Server) ReadSheetJournal(ctx context.Context, request gen.ReadSheetJournalRequestObject) (gen.ReadSheetJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// ActOnSheet lets an event happen to a sheet. Whoever may not read the sheet is not told
// that they expect another revision, which would say how often it was saved; what else
// stands against them the desk says.
func (s *Server) ActOnSheet(ctx context.Context, request gen.ActOnSheetRequestObject) (gen.ActOnSheetResponseObject, error) {
	id, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	record, err := s.of(ctx, id, openselection.SheetName)
	if err != nil {
		return nil, err
	}
	expect := exchangeOf(ctx).Expect
	if veiled(ctx, record) {
		expect = 0
	}
	return s.actAt(ctx, openselection.SheetName, request.ID, request.Event, expect)
}
