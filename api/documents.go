package api

import (
	"context"
	"errors"
	"slices"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// AttachDocument keeps a document of the checklist and tells the application of it, in
// this order: a file of which nobody was told does no harm.
func (s *Server) AttachDocument(ctx context.Context, request gen.AttachDocumentRequestObject) (gen.AttachDocumentResponseObject, error) {
	record, offers, err := s.offersOf(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	ex := exchangeOf(ctx)
	done, err := s.handIn(ctx, offers, openselection.AttachDocument, record.Subject, func(kept KeptFile) any {
		return openselection.AttachDocumentBody{
			Kind: openselection.ChecklistItem(request.Kind), Name: kept.Name, SHA256: kept.SHA256, Size: kept.Size, Pages: kept.Pages, Media: kept.Media,
		}
	}, func(r casework.Request) (casework.Reply, error) {
		r.Procedure, r.Expect = openselection.ApplicationName, ex.Expect
		return s.config.Desk.Handle(ctx, record.ID, r)
	})
	if err != nil {
		return nil, err
	}
	return acted(done), nil
}

// handIn keeps the file of the request under the key of a person and has it told, see tell.
func (s *Server) handIn(ctx context.Context, offers []gen.Offer, event workflow.Event, person string, tells func(KeptFile) any, at func(casework.Request) (casework.Reply, error)) (casework.Reply, error) {
	ex := exchangeOf(ctx)
	return tell(offers, event, func() (any, error) {
		kept, err := s.config.Dossier.Keep(ctx, person, ex.Media, ex.File)
		if err != nil {
			return nil, refusedFile(err)
		}
		return tells(kept), nil
	}, func(r casework.Request) (casework.Reply, error) {
		r.By, r.Key, r.Fingerprint = ex.caller(), ex.Key, ex.Fingerprint
		return at(r)
	})
}

// tell keeps something, where the event that tells of it is open, and has it told. Where it
// is not, the desk says why, or repeats what it answered before, without that anything is kept.
func tell(offers []gen.Offer, event workflow.Event, keep func() (any, error), at func(casework.Request) (casework.Reply, error)) (casework.Reply, error) {
	request := casework.Request{Event: event}
	i := slices.IndexFunc(offers, func(o gen.Offer) bool { return o.Event == event })
	if i < 0 || !offers[i].Open {
		done, err := at(request)
		if refusal, refused := errors.AsType[*workflow.Refusal](err); refused && refusal.Kind == workflow.Malformed && i >= 0 {
			err = &rejection{"guarded", offers[i].Why} // it says nothing yet, which is not why
		}
		return done, err
	}
	kept, err := keep()
	if err != nil {
		return casework.Reply{}, err
	}
	if request.Body, err = wire.Canonical(kept); err != nil {
		return casework.Reply{}, err
	}
	return at(request)
}

// LinkDocument makes a link to a document of an application. That somebody else than the
// applicant asked for it is noted before it is made.
func (s *Server) LinkDocument(ctx context.Context, request gen.LinkDocumentRequestObject) (gen.LinkDocumentResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	document, err := documentOf(record, request.Kind)
	if err != nil {
		return nil, err
	}
	if err := s.mayReadDocument(ctx, record, document.Kind); err != nil {
		return nil, err
	}
	if reader := s.reader(ctx); reader.Person != record.Subject {
		if err := s.config.Vault.Note(ctx, reader, record.Subject, []string{"document:" + string(document.Kind)}); err != nil {
			return nil, err
		}
	}
	return s.link(ctx, lead{Case: record.ID, Kind: string(document.Kind), SHA256: document.SHA256})
}

// mayReadDocument asks the table of documents, for who may read the application: those on
// wealth and health are for fewer, and for as long as the files are verified.
func (s *Server) mayReadDocument(ctx context.Context, record casework.Record, kind openselection.ChecklistItem) error {
	ex := exchangeOf(ctx)
	if _, special := access.ClassOf(kind); !special {
		return nil
	}
	above, err := s.everything().Case(ctx, record.Parent)
	if err != nil {
		return err
	}
	reader := ex.caller().Towards(record, calendar.DateOf(ex.Who.At, record.Zone))
	if _, may := access.MayReadDocument(kind, above.Record.Place(), reader.Roles); !may {
		return &rejection{code: "not_for_you"}
	}
	return nil
}

// documentOf finds a document of an application by its kind.
func documentOf(record casework.Record, kind string) (openselection.Document, error) {
	facts, err := factsOf[openselection.ApplicationFacts](record)
	if err != nil {
		return openselection.Document{}, err
	}
	i := slices.IndexFunc(facts.Documents, func(d openselection.Document) bool { return string(d.Kind) == kind })
	if i < 0 {
		return openselection.Document{}, casework.ErrNoCase
	}
	return facts.Documents[i], nil
}
