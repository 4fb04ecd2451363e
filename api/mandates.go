package api

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// ListMandates lists mandates.
func (s *Server) ListMandates(ctx context.Context, request gen.ListMandatesRequestObject) (gen.ListMandatesResponseObject, error) {
	p := request.Params
	if p.Person != "" && !isPerson(p.Person) {
		return nil, reject("malformed_request", "query:person", "is not the name of a person")
	}
	return s.cases(ctx, casework.Query{Procedure: mandate.Name, Agency: p.Agency, Ref: p.Person}, "", p.After, p.Limit)
}

// ReadMandate reads a mandate.
func (s *Server) ReadMandate(ctx context.Context, request gen.ReadMandateRequestObject) (gen.ReadMandateResponseObject, error) {
	return s.read(ctx, request.ID)
}

// ListMandateEvents tells what could happen to a mandate.
func (s *Server) ListMandateEvents(ctx context.Context, request gen.ListMandateEventsRequestObject) (gen.ListMandateEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

// ReadMandateJournal reads the journal of a mandate.
func (s *Server) ReadMandateJournal(ctx context.Context, request gen.ReadMandateJournalRequestObject) (gen.ReadMandateJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// ActOnMandate lets an event happen to a mandate.
func (s *Server) ActOnMandate(ctx context.Context, request gen.ActOnMandateRequestObject) (gen.ActOnMandateResponseObject, error) {
	id, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	record, err := s.of(ctx, id, mandate.Name)
	if err != nil {
		return nil, err
	}
	if err := s.placeIsThere(ctx, record.Agency, "", exchangeOf(ctx).Body); err != nil {
		return nil, err
	}
	return s.act(ctx, mandate.Name, request.ID, request.Event)
}

// ActOnMandateOf lets an event happen to the mandate that a person has in an agency,
// and opens it if there is none. Whether there is one counts only as far as the caller
// can see: who cannot see it may not open one either, and is told so by the table.
func (s *Server) ActOnMandateOf(ctx context.Context, request gen.ActOnMandateOfRequestObject) (gen.ActOnMandateOfResponseObject, error) {
	body := *request.Body
	opening, err := openingOf(gen.RoundOpening{Agency: gen.Agency{Code: body.Agency.Code}, Zone: body.Zone})
	if err != nil {
		return nil, err
	}
	switch {
	case !isPerson(body.Person):
		return nil, reject("invalid_body", "/person", "is not the name of a person")
	case !isWord(string(body.Event)):
		return nil, reject("invalid_body", "/event", "is not the name of an event")
	}
	if err := s.placeIsThere(ctx, opening.Agency, "/body", body.Body); err != nil {
		return nil, err
	}
	if err := s.personIsThere(ctx, opening.Agency, opening.Zone, body.Person); err != nil {
		return nil, err
	}
	ex := exchangeOf(ctx)
	opening.Ref, opening.Subject = body.Person, body.Person
	opening.Request = casework.Request{
		Procedure: mandate.Name, By: ex.caller(), Event: body.Event, Body: body.Body, Key: ex.Key, Fingerprint: ex.Fingerprint,
	}
	return s.openOrAct(ctx, opening)
}

// placeIsThere refuses a duty in a round or a selection that the agency does not have, as
// far as the caller can see: the table knows the identifiers only. What else is wrong
// with the body is the desk's to say.
func (s *Server) placeIsThere(ctx context.Context, agency, under string, body jsontext.Value) error {
	var named struct {
		Round     string `json:"round"`
		Selection string `json:"selection"`
	}
	if len(body) == 0 || json.Unmarshal(body, &named) != nil {
		return nil
	}
	round, isRound, err := s.placed(ctx, openselection.RoundName, agency, named.Round)
	if err != nil {
		return err
	}
	if !isRound {
		return reject("invalid_body", under+"/round", "is not a round of this agency")
	}
	selection, isSelection, err := s.placed(ctx, openselection.SelectionName, agency, named.Selection)
	if err != nil {
		return err
	}
	if !isSelection || named.Selection != "" && selection.Parent != round.ID {
		return reject("invalid_body", under+"/selection", "is not a selection of this round")
	}
	return nil
}

// placed reads the case of an agency that an identifier names; no identifier names none,
// and that is well.
func (s *Server) placed(ctx context.Context, procedure, agency, given string) (casework.Record, bool, error) {
	if given == "" {
		return casework.Record{}, true, nil
	}
	id, err := workflow.ParseCaseID(given)
	if err != nil {
		return casework.Record{}, true, nil //nolint:nilerr // the form of the body is the desk's to judge
	}
	loaded, err := s.library(ctx).Case(ctx, id)
	if errors.Is(err, casework.ErrNoCase) {
		return casework.Record{}, false, nil
	}
	return loaded.Record, loaded.Record.Procedure == procedure && loaded.Record.Agency == agency, err
}

// personIsThere refuses a duty for somebody on whom no file is kept, on a server that
// keeps files. Only who may look people up there is told: nobody else learns who is there.
func (s *Server) personIsThere(ctx context.Context, agency string, zone calendar.Zone, who string) error {
	if s.config.Accounts == nil {
		return nil
	}
	ex := exchangeOf(ctx)
	here := workflow.Scope{Agency: agency}
	roles := ex.caller().Parts(here, calendar.DateOf(ex.Who.At, zone))
	if _, may := access.MayAsk(access.Lookup, roles); !may {
		return nil
	}
	file, found, err := casework.FileOf(ctx, s.config.Shelves.Within(casework.Everywhere()), person.Name, workflow.Nation, who)
	if err != nil {
		return err
	}
	if !found || file.State == person.Erased {
		return reject("invalid_body", "/person", "is nobody on whom a file is kept")
	}
	return nil
}
