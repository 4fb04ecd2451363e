package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/openselection"
)

// ListSelectionPapers lists the papers for a post, as far as the caller may know of them.
func (s *Server) ListSelectionPapers(ctx context.Context, request gen.ListSelectionPapersRequestObject) (gen.ListSelectionPapersResponseObject, error) {
	p := request.Params
	return s.inSelection(ctx, request.ID, openselection.PaperName, "", p.After, p.Limit)
}

// ReadPaper reads the case of a paper.
func (s *Server) ReadPaper(ctx context.Context, request gen.ReadPaperRequestObject) (gen.ReadPaperResponseObject, error) {
	return s.read(ctx, request.ID)
}

// ReadPaperJournal reads the journal of a paper.
func (s *Server) ReadPaperJournal(ctx context.Context, request gen.ReadPaperJournalRequestObject) (gen.ReadPaperJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// codeOf is the code of a person's paper. It is chance to whoever has not the keys of the
// installation, and the same each time, so that nobody hands in two.
func (s *Server) codeOf(selection workflow.CaseID, person string) string {
	for draw := byte(0); ; draw++ {
		sum := s.config.Digest("paper code", append([]byte(selection.String()+"\x00"+person+"\x00"), draw))
		if code := openselection.PaperCode([5]byte(sum[:5])); openselection.IsPaperCode(code) {
			return code
		}
	}
}

// HandInPaper keeps a paper and opens its case, or lets it take the place of the one that
// was handed in before.
func (s *Server) HandInPaper(ctx context.Context, request gen.HandInPaperRequestObject) (gen.HandInPaperResponseObject, error) {
	selection, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	who := exchangeOf(ctx).Who.Person
	code := s.codeOf(selection, who)
	found, err := s.library(ctx).Cases(ctx, casework.Query{Procedure: openselection.PaperName, Parent: selection, Ref: code, Subject: who, Limit: 1})
	if err != nil {
		return nil, err
	}
	event, offers := openselection.HandInPaper, []gen.Offer{{Event: openselection.HandInPaper, Open: true}}
	if len(found) > 0 {
		event = openselection.ReplacePaper
		if _, offers, err = s.offersAt(ctx, found[0].ID, openselection.PaperName); err != nil {
			return nil, err
		}
	} else if _, err := s.of(ctx, selection, openselection.SelectionName); err != nil {
		return nil, err // who has no part in the selection fills no disk
	}
	done, err := s.handIn(ctx, offers, event, who, func(kept KeptFile) any {
		return openselection.HandInBody{Document: openselection.PaperDocument{
			Name: kept.Name, SHA256: kept.SHA256, Size: kept.Size, Pages: kept.Pages, Media: kept.Media,
		}}
	}, func(r casework.Request) (casework.Reply, error) {
		r.Procedure = openselection.PaperName
		if len(found) > 0 {
			return s.config.Desk.Handle(ctx, found[0].ID, r)
		}
		return s.config.Desk.Open(ctx, casework.Opening{Request: r, Parent: selection, Under: openselection.SelectionName, Ref: code, Subject: who})
	})
	if errors.Is(err, casework.ErrFileExists) {
		err = casework.ErrLostRace // two at once: the other one has opened it
	}
	if err != nil {
		return nil, err
	}
	answer := acted(done)
	if done.Revision == 1 {
		answer.status = http.StatusCreated
	}
	return answer.with("Location", "/v1/papers/"+done.Case.String()), nil
}

// LinkPaper makes a link to a paper by its code. It is not noted as a reading of the
// person's documents: the note would tell who is marked who marks.
func (s *Server) LinkPaper(ctx context.Context, request gen.LinkPaperRequestObject) (gen.LinkPaperResponseObject, error) {
	selection, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.everything().Cases(ctx, casework.Query{Procedure: openselection.PaperName, Parent: selection, Ref: request.Code, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, casework.ErrNoCase
	}
	document, err := s.paperFor(ctx, found[0])
	if err != nil {
		return nil, err
	}
	return s.link(ctx, lead{Case: found[0].ID, SHA256: document.SHA256})
}

// paperFor is a paper for who may read what its case says, and for who is to mark it: a
// sheet of theirs names its code.
func (s *Server) paperFor(ctx context.Context, record casework.Record) (openselection.PaperDocument, error) {
	facts, err := factsOf[openselection.PaperFacts](record)
	if err != nil {
		return openselection.PaperDocument{}, err
	}
	if exchangeOf(ctx).caller().Wall().Shows(record) && may(ctx, access.Facts, record) {
		return facts.Document, nil
	}
	marks, err := s.marks(ctx, record)
	if err != nil {
		return openselection.PaperDocument{}, err
	}
	if !marks {
		return openselection.PaperDocument{}, casework.ErrNoCase
	}
	return facts.Document, nil
}

// marks tells whether the caller has a sheet on which a paper is to be marked.
func (s *Server) marks(ctx context.Context, paper casework.Record) (bool, error) {
	sheets, err := s.library(ctx).Cases(ctx, casework.Query{
		Procedure: openselection.SheetName, Parent: paper.Parent, Subject: exchangeOf(ctx).Who.Person, Limit: pageMost,
	})
	if err != nil {
		return false, err
	}
	for _, sheet := range sheets {
		facts, err := factsOf[openselection.SheetFacts](sheet)
		if err != nil {
			return false, err
		}
		if facts.Component == openselection.Paper && slices.Contains(facts.Candidates, paper.Ref) && may(ctx, access.Facts, sheet) {
			return true, nil
		}
	}
	return false, nil
}
