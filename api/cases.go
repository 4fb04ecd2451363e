package api

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
)

const (
	pageUsual = 50
	pageMost  = 100
)

// ListRounds lists rounds.
func (s *Server) ListRounds(ctx context.Context, request gen.ListRoundsRequestObject) (gen.ListRoundsResponseObject, error) {
	p := request.Params
	return s.cases(ctx, casework.Query{Procedure: openselection.RoundName, Agency: p.Agency}, p.State, p.After, p.Limit)
}

// ListSelections lists selections.
func (s *Server) ListSelections(ctx context.Context, request gen.ListSelectionsRequestObject) (gen.ListSelectionsResponseObject, error) {
	p := request.Params
	query := casework.Query{Procedure: openselection.SelectionName, Agency: p.Agency}
	if p.Round != "" {
		round, err := caseID("query:round", p.Round)
		if err != nil {
			return nil, err
		}
		query.Parent = round
	}
	return s.cases(ctx, query, p.State, p.After, p.Limit)
}

func (s *Server) cases(ctx context.Context, query casework.Query, states, after, limit string) (reply, error) {
	var err error
	if query.Agency != "" && !isCode(query.Agency) {
		return reply{}, reject("malformed_request", "query:agency", "is not a code")
	}
	if query.States, err = s.statesIn(states); err != nil {
		return reply{}, err
	}
	if query.Limit, err = pageLength(limit); err != nil {
		return reply{}, err
	}
	if after != "" {
		if query.After, err = caseID("query:after", after); err != nil {
			return reply{}, err
		}
	}
	records, err := s.known(ctx, query)
	if err != nil {
		return reply{}, err
	}
	page := gen.CasePage{Items: make([]gen.Case, len(records))}
	for i, record := range records {
		if page.Items[i], err = s.caseFor(ctx, record); err != nil {
			return reply{}, err
		}
	}
	if len(records) == query.Limit {
		page.Next = records[len(records)-1].ID.String()
	}
	return pageReply(ctx, page, page.Next)
}

// known lists a page of the cases of which the caller may know. The wall has left out what
// lies outside the caller's duties; what they lie around and do not open is passed over
// here, so that neither the number of cases on a page nor its end tells of it.
func (s *Server) known(ctx context.Context, query casework.Query) ([]casework.Record, error) {
	library, known := s.library(ctx), make([]casework.Record, 0, query.Limit)
	for {
		records, err := library.Cases(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			if may(ctx, access.Status, record) {
				known = append(known, record)
			}
			if len(known) == query.Limit {
				return known, nil
			}
		}
		if len(records) < query.Limit {
			return known, nil
		}
		query.After = records[len(records)-1].ID
	}
}

// ReadRound reads a round.
func (s *Server) ReadRound(ctx context.Context, request gen.ReadRoundRequestObject) (gen.ReadRoundResponseObject, error) {
	return s.read(ctx, request.ID)
}

// ReadSelection reads a selection.
func (s *Server) ReadSelection(ctx context.Context, request gen.ReadSelectionRequestObject) (gen.ReadSelectionResponseObject, error) {
	return s.read(ctx, request.ID)
}

func (s *Server) read(ctx context.Context, given string) (reply, error) {
	record, offers, err := s.offersOf(ctx, given)
	if err != nil {
		return reply{}, err
	}
	shown, err := s.caseFor(ctx, record)
	if err != nil {
		return reply{}, err
	}
	view := gen.CaseView{Case: shown}
	if may(ctx, access.Offers, record) {
		view.AvailableEvents = offers
	}
	if view.Publications, err = s.publications(ctx, record); err != nil {
		return reply{}, err
	}
	answer, err := ok(view)
	return tagged(ctx, answer, record), err
}

// ListRoundEvents tells what could happen to a round.
func (s *Server) ListRoundEvents(ctx context.Context, request gen.ListRoundEventsRequestObject) (gen.ListRoundEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

// ListSelectionEvents tells what could happen to a selection.
func (s *Server) ListSelectionEvents(ctx context.Context, request gen.ListSelectionEventsRequestObject) (gen.ListSelectionEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

func (s *Server) offers(ctx context.Context, given string) (reply, error) {
	record, offers, err := s.offersOf(ctx, given)
	if err != nil {
		return reply{}, err
	}
	if !may(ctx, access.Offers, record) {
		return reply{}, &rejection{code: "not_for_you"}
	}
	body := gen.Offers{State: record.State, Items: offers}
	if !veiled(ctx, record) {
		body.Revision = record.Revision
	}
	answer, err := ok(body)
	return tagged(ctx, answer, record), err
}

// offersOf reads a case of which the caller may know, of the procedure of the route.
func (s *Server) offersOf(ctx context.Context, given string) (casework.Record, []gen.Offer, error) {
	id, err := caseID("path:id", given)
	if err != nil {
		return casework.Record{}, nil, err
	}
	return s.offersAt(ctx, id, exchangeOf(ctx).Route.Policy.Procedure)
}

// offersAt reads a case of a procedure of which the caller may know.
func (s *Server) offersAt(ctx context.Context, id workflow.CaseID, procedure string) (casework.Record, []gen.Offer, error) {
	loaded, offers, err := s.config.Desk.Offers(ctx, id, exchangeOf(ctx).caller())
	if err != nil {
		return casework.Record{}, nil, err
	}
	if loaded.Record.Procedure != procedure {
		return casework.Record{}, nil, casework.ErrNoCase
	}
	shown := make([]gen.Offer, len(offers))
	for i, offer := range offers {
		shown[i] = gen.Offer{Event: offer.Event, Open: offer.Open, By: offer.By, Why: s.reasons(offer.Why), Asks: offer.Asks}
	}
	return loaded.Record, shown, nil
}

// caseFor is a case as the caller may see it.
func (s *Server) caseFor(ctx context.Context, record casework.Record) (gen.Case, error) {
	c := gen.Case{
		ID: record.ID.String(), Procedure: record.Procedure, Version: record.Version, Ref: record.Ref, Agency: record.Agency,
		Zone: string(record.Zone), State: record.State, Resumes: record.Resumes, Opened: record.Opened.UTC(), Pack: record.Pack,
	}
	if !record.Parent.IsZero() {
		c.Round = record.Round.String()
	}
	if underSelection(record.Procedure) || record.Procedure == complaint.Name && !record.Parent.IsZero() {
		c.Selection = record.Parent.String()
	}
	if showsSubject(ctx, record) {
		c.Subject = record.Subject
	}
	if !veiled(ctx, record) {
		c.Revision, c.Last = record.Revision, record.Last.UTC()
	}
	facts, err := factsFor(ctx, record)
	if err != nil {
		return gen.Case{}, err
	}
	if may(ctx, access.Bodies, record) && bytes.Equal(facts, record.Facts) { // a hash gives away what was left out
		c.Head = record.Head.String()
	}
	if may(ctx, access.Facts, record) && len(facts) > 0 {
		c.Facts = facts
	}
	return c, nil
}

// statesIn reads a list of states; words that the contract does not know are
// refused, because a misspelt one would silently select nothing.
func (s *Server) statesIn(given string) ([]workflow.State, error) {
	if given == "" {
		return nil, nil
	}
	known, err := s.states()
	if err != nil {
		return nil, err
	}
	var states []workflow.State
	for word := range strings.SplitSeq(given, ",") {
		if !isWord(word) || len(known) > 0 && !slices.Contains(known, word) || len(states) == 32 {
			return nil, reject("malformed_request", "query:state", "must be states of the contract, separated by commas")
		}
		states = append(states, workflow.State(word))
	}
	return states, nil
}

func caseID(field, given string) (workflow.CaseID, error) {
	id, err := workflow.ParseCaseID(given)
	if err != nil || id.String() != given {
		return workflow.CaseID{}, reject("malformed_request", field, "is not an identifier")
	}
	return id, nil
}

func pageLength(given string) (int, error) {
	if given == "" {
		return pageUsual, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > pageMost || strconv.Itoa(n) != given {
		return 0, reject("malformed_request", "query:limit", "must be a whole number from 1 to 100")
	}
	return n, nil
}

// pageReply answers with a page and, when there may be more, a link to the next.
func pageReply(ctx context.Context, page any, next string) (reply, error) {
	answer, err := ok(page)
	if err != nil || next == "" {
		return answer, err
	}
	at := exchangeOf(ctx).URL
	query := at.Query()
	query.Set("after", next)
	link := url.URL{Path: at.Path, RawQuery: query.Encode()}
	return answer.with("Link", "<"+link.String()+`>; rel="next"`), nil
}

// isCode tells whether s can be the code of an agency or a province.
func isCode(s string) bool {
	return s != "" && len(s) <= 32 && s[0] != '.' && s[0] != '-' && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-'
	})
}

// isWord tells whether s can be the name of a state, a base or a profile.
func isWord(s string) bool {
	return s != "" && len(s) <= 64 && s[0] != '_' && s[0] != '-' && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-'
	})
}
