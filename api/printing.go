package api

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/go-json-experiment/json"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/wire"
)

// A Printer prints official documents. One that there is not, or of which nothing has been
// said yet, is casework.ErrNoCase.
type Printer interface {
	// Print prints a document that can be checked at an address of this server.
	Print(ctx context.Context, order PrintOrder, address string) ([]byte, error)
	// Code is the verification code that the document would have if it were printed now.
	Code(ctx context.Context, order PrintOrder) (string, error)
}

// A PrintOrder is what is to be printed of a selection.
type PrintOrder struct {
	Document         string // the word of the document
	Stage            string // of an announcement of scores
	Form             string // pdf or xlsx
	Selection, Round casework.Record
}

// A ticket is by what a printed document is found again. It is sealed: who could make one
// could find out by trying what has not been published.
type ticket struct {
	Selection workflow.CaseID `json:"s"`
	Document  string          `json:"d"`
	Stage     string          `json:"t,omitzero"`
}

const ticketPurpose = "selter printed document"

var printedMedia = map[string]string{
	"pdf":  "application/pdf",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// PrintDocument prints an official document of what the selection and its round say now,
// and nothing that is said at the printing. So whoever may read that may have it printed.
func (s *Server) PrintDocument(ctx context.Context, request gen.PrintDocumentRequestObject) (gen.PrintDocumentResponseObject, error) {
	document, form, named := strings.Cut(request.File, ".")
	media, known := printedMedia[form]
	if !named || !known || !isWord(document) {
		return nil, casework.ErrNoCase
	}
	p := request.Params
	if p.Stage != "" && !isWord(p.Stage) {
		return nil, reject("malformed_request", "query:stage", "must be a stage of the contract")
	}
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	t := ticket{Selection: record.ID, Document: document, Stage: p.Stage}
	order, err := s.ordered(ctx, t, record)
	if err != nil {
		return nil, err
	}
	order.Form = form
	plain, err := wire.Canonical(t)
	if err != nil {
		return nil, err
	}
	sealed, err := s.config.Secrets.Seal(plain, []byte(ticketPurpose))
	if err != nil {
		return nil, err
	}
	printed, err := s.config.Printer.Print(ctx, order, "/v1/public/documents/"+base64.RawURLEncoding.EncodeToString(sealed))
	if err != nil {
		return nil, err
	}
	return text(media, printed).with("Content-Disposition", `attachment; filename="`+document+"-"+record.Ref+"."+form+`"`), nil
}

// ordered is what a ticket is for.
func (s *Server) ordered(ctx context.Context, t ticket, selection casework.Record) (PrintOrder, error) {
	round, err := s.everything().Case(ctx, selection.Parent)
	return PrintOrder{Document: t.Document, Stage: t.Stage, Selection: selection, Round: round.Record}, err
}

// CheckPrinted tells whoever holds a printed document whether it says what is on record
// now, and nothing of what is.
func (s *Server) CheckPrinted(ctx context.Context, request gen.CheckPrintedRequestObject) (gen.CheckPrintedResponseObject, error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(request.Ticket)
	if err != nil {
		return nil, casework.ErrNoCase
	}
	plain, err := s.config.Secrets.Open(sealed, []byte(ticketPurpose))
	if err != nil {
		return nil, casework.ErrNoCase
	}
	var t ticket
	if err := json.Unmarshal(plain, &t); err != nil {
		return nil, err
	}
	loaded, err := s.everything().Case(ctx, t.Selection)
	if err != nil {
		return nil, err
	}
	order, err := s.ordered(ctx, t, loaded.Record)
	if err != nil {
		return nil, err
	}
	code, err := s.config.Printer.Code(ctx, order)
	if err != nil {
		return nil, err
	}
	return ok(gen.PrintedCheck{Document: t.Document, Stands: code == request.Code})
}
