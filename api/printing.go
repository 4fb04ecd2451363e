package api

import (
	"context"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
)

// A Printer prints official documents. One that there is not, or not yet, is
// casework.ErrNoCase.
type Printer interface {
	Print(ctx context.Context, order PrintOrder) ([]byte, error)
}

// A PrintOrder is what is to be printed.
type PrintOrder struct {
	Document  string // the word of the document
	Form      string // pdf or xlsx
	Selection casework.Record
	Round     casework.Record
}

// PrintDocument prints an official document of what the selection says now. It follows
// from what the selection says, so whoever may read that may have it printed.
func (s *Server) PrintDocument(ctx context.Context, request gen.PrintDocumentRequestObject) (gen.PrintDocumentResponseObject, error) {
	document, form, named := strings.Cut(request.File, ".")
	media, known := printedMedia[form]
	if !named || !known || !isWord(document) {
		return nil, casework.ErrNoCase
	}
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	round, err := s.everything().Case(ctx, record.Parent)
	if err != nil {
		return nil, err
	}
	printed, err := s.config.Printer.Print(ctx, PrintOrder{Document: document, Form: form, Selection: record, Round: round.Record})
	if err != nil {
		return nil, err
	}
	return text(media, printed).with("Content-Disposition", `attachment; filename="`+document+"-"+record.Ref+"."+form+`"`), nil
}

var printedMedia = map[string]string{
	"pdf":  "application/pdf",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
