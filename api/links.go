package api

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// Secrets seals what a caller carries and must not read: a link names whom a file is about.
type Secrets interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
}

const (
	// linkLife is for how long a link leads anywhere: it is made when somebody clicks.
	linkLife = 5 * time.Minute
	// linkPurpose keeps links and other sealed things apart.
	linkPurpose = "selter document link"
)

// A lead is what a link holds, sealed: for whom it was made, until when, and the file to
// which it leads by where it is known. It gives no leave: that is asked for again.
type lead struct {
	Reader string          `json:"reader"`
	Until  time.Time       `json:"until"`
	Case   workflow.CaseID `json:"case"`
	Kind   string          `json:"kind,omitzero"` // of a document of an application
	SHA256 string          `json:"sha256"`
}

// link makes a link for the caller.
func (s *Server) link(ctx context.Context, to lead) (reply, error) {
	ex := exchangeOf(ctx)
	to.Reader, to.Until = ex.Who.Person, ex.Who.At.UTC().Add(linkLife)
	plain, err := wire.Canonical(to)
	if err != nil {
		return reply{}, err
	}
	sealed, err := s.config.Secrets.Seal(plain, []byte(linkPurpose))
	if err != nil {
		return reply{}, err
	}
	return ok(gen.DocumentLink{URL: "/v1/documents/" + base64.RawURLEncoding.EncodeToString(sealed), Expires: to.Until})
}

// followed reads a link for who follows it now. One that is none, is too old or was made
// for somebody else leads nowhere, and which it was is not said.
func (s *Server) followed(ctx context.Context, token string) (lead, error) {
	var to lead
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return to, casework.ErrNoCase
	}
	plain, err := s.config.Secrets.Open(sealed, []byte(linkPurpose))
	if err != nil {
		return to, casework.ErrNoCase
	}
	if err := json.Unmarshal(plain, &to); err != nil {
		return to, err
	}
	if ex := exchangeOf(ctx); to.Reader != ex.Who.Person || !ex.Who.At.Before(to.Until) {
		return to, casework.ErrNoCase
	}
	return to, nil
}

// DownloadDocument answers a file as something to be saved: it came from a stranger, and
// no page of ours is to show it.
func (s *Server) DownloadDocument(ctx context.Context, request gen.DownloadDocumentRequestObject) (gen.DownloadDocumentResponseObject, error) {
	to, err := s.followed(ctx, request.Token)
	if err != nil {
		return nil, err
	}
	loaded, err := s.everything().Case(ctx, to.Case)
	if err != nil {
		return nil, err
	}
	document, err := s.stillReadable(ctx, loaded.Record, to)
	if err != nil {
		return nil, err
	}
	if document.SHA256 != to.SHA256 {
		return nil, casework.ErrNoCase // another one has taken its place
	}
	content, err := s.config.Dossier.Fetch(ctx, loaded.Record.Subject, document.Name)
	if err != nil {
		return nil, err
	}
	return text(document.Media, content).
		with("Content-Disposition", `attachment; filename="`+fileName(loaded.Record, to.Kind)+extensionOf(document.Media)+`"`).
		with("Content-Security-Policy", "sandbox; default-src 'none'"), nil
}

// stillReadable is the document to which a link leads, if the caller may read it now.
func (s *Server) stillReadable(ctx context.Context, record casework.Record, to lead) (openselection.Document, error) {
	switch record.Procedure {
	case openselection.ApplicationName:
		if !exchangeOf(ctx).caller().Wall().Shows(record) || !may(ctx, access.Facts, record) {
			return openselection.Document{}, casework.ErrNoCase
		}
		err := s.mayReadDocument(ctx, record, openselection.ChecklistItem(to.Kind))
		if _, refused := errors.AsType[*rejection](err); refused {
			err = casework.ErrNoCase
		}
		if err != nil {
			return openselection.Document{}, err
		}
		return documentOf(record, to.Kind)
	case openselection.PaperName:
		paper, err := s.paperFor(ctx, record)
		return openselection.Document{Name: paper.Name, SHA256: paper.SHA256, Media: paper.Media}, err
	}
	return openselection.Document{}, errors.New("a link leads to what has no documents")
}

// fileName is what a file is called that is saved: by what it is, not by whom it is about.
func fileName(record casework.Record, kind string) string {
	if kind == "" {
		kind = record.Procedure
	}
	return kind + "-" + record.Ref
}

func extensionOf(media string) string {
	switch media {
	case "application/pdf":
		return ".pdf"
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	}
	return ""
}
