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
)

// ListSelectionApplications lists the applications for a post.
func (s *Server) ListSelectionApplications(ctx context.Context, request gen.ListSelectionApplicationsRequestObject) (gen.ListSelectionApplicationsResponseObject, error) {
	p := request.Params
	return s.inSelection(ctx, request.ID, openselection.ApplicationName, p.State, p.After, p.Limit)
}

// inSelection lists the cases of a procedure that lie under a selection. Whoever has no other
// part there than to apply is shown what is about them without that the rest is looked at.
func (s *Server) inSelection(ctx context.Context, selection, procedure, states, after, limit string) (reply, error) {
	id, err := caseID("path:id", selection)
	if err != nil {
		return reply{}, err
	}
	record, err := s.of(ctx, id, openselection.SelectionName)
	if err != nil {
		return reply{}, err
	}
	ex, query := exchangeOf(ctx), casework.Query{Procedure: procedure, Parent: id}
	parts := ex.caller().Parts(record.Scope(), calendar.DateOf(ex.Who.At, record.Zone))
	if !slices.ContainsFunc(parts, func(part workflow.Role) bool { return part != workflow.Applicant }) {
		query.Subject = ex.Who.Person
	}
	return s.cases(ctx, query, states, after, limit)
}

// ListApplications lists one's own applications, or those of a post or an agency.
func (s *Server) ListApplications(ctx context.Context, request gen.ListApplicationsRequestObject) (gen.ListApplicationsResponseObject, error) {
	p := request.Params
	query := casework.Query{Procedure: openselection.ApplicationName, Agency: p.Agency}
	if p.Selection != "" {
		selection, err := caseID("query:selection", p.Selection)
		if err != nil {
			return nil, err
		}
		query.Parent = selection
	}
	if p.Selection == "" && p.Agency == "" {
		query.Subject = exchangeOf(ctx).Who.Person
	}
	return s.cases(ctx, query, p.State, p.After, p.Limit)
}

// ReadApplication reads an application, with the requirements as they are computed from it.
func (s *Server) ReadApplication(ctx context.Context, request gen.ReadApplicationRequestObject) (gen.ReadApplicationResponseObject, error) {
	record, offers, err := s.offersOf(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	shown, err := s.caseFor(ctx, record)
	if err != nil {
		return nil, err
	}
	view := gen.ApplicationView{Case: shown}
	if may(ctx, access.Offers, record) {
		view.AvailableEvents = offers
	}
	if may(ctx, access.Facts, record) {
		if view.Eligibility, err = s.eligibility(ctx, record); err != nil {
			return nil, err
		}
	}
	answer, err := ok(view)
	return tagged(ctx, answer, record), err
}

// eligibility computes the requirements of the post from an application, under the policy
// to which it is bound.
func (s *Server) eligibility(ctx context.Context, record casework.Record) ([]openselection.Finding, error) {
	facts, err := factsOf[openselection.ApplicationFacts](record)
	if err != nil {
		return nil, err
	}
	above, err := s.everything().Case(ctx, record.Parent)
	if err != nil {
		return nil, err
	}
	selection, err := factsOf[openselection.SelectionFacts](above.Record)
	if err != nil {
		return nil, err
	}
	pack, err := s.config.Packs.Pack(ctx, record.Pack)
	if err != nil {
		return nil, err
	}
	return openselection.Eligibility(pack, selection.Post, facts), nil
}

// ListApplicationEvents tells what could happen to an application.
func (s *Server) ListApplicationEvents(ctx context.Context, request gen.ListApplicationEventsRequestObject) (gen.ListApplicationEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

// ReadApplicationJournal reads the journal of an application.
func (s *Server) ReadApplicationJournal(ctx context.Context, request gen.ReadApplicationJournalRequestObject) (gen.ReadApplicationJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// ActOnApplication lets an event happen to an application, except that documents are
// handed in: the digest of a file that nobody keeps would be worth nothing.
func (s *Server) ActOnApplication(ctx context.Context, request gen.ActOnApplicationRequestObject) (gen.ActOnApplicationResponseObject, error) {
	if workflow.Event(request.Event) == openselection.AttachDocument {
		id, err := caseID("path:id", request.ID)
		if err != nil {
			return nil, err
		}
		if _, err := s.of(ctx, id, openselection.ApplicationName); err != nil {
			return nil, err
		}
		return nil, &rejection{"unknown_event", []gen.Reason{{Code: "documents_are_handed_in_at_their_path", Field: "path:event"}}}
	}
	return s.act(ctx, openselection.ApplicationName, request.ID, request.Event)
}

// ActOnApplicationFor applies for a post, or invites somebody to. Whether there is an
// application counts only as far as the caller can see, as with mandates.
func (s *Server) ActOnApplicationFor(ctx context.Context, request gen.ActOnApplicationForRequestObject) (gen.ActOnApplicationForResponseObject, error) {
	selection, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	ex, body := exchangeOf(ctx), *request.Body
	who := ex.Who.Person
	switch {
	case body.Event == openselection.ApplyForPost && body.Person == "":
	case body.Event == openselection.ApplyForPost:
		return nil, reject("invalid_body", "/person", "must be left out: who applies is the one who asks")
	case body.Event != openselection.Invite:
		return nil, reject("invalid_body", "/event", "must be apply or invite")
	case !isPerson(body.Person):
		return nil, reject("invalid_body", "/person", "is not the name of a person")
	default:
		who = body.Person
		if err := s.inviteeIsThere(ctx, selection, who); err != nil {
			return nil, err
		}
	}
	return s.openOrAct(ctx, casework.Opening{
		Request: casework.Request{
			Procedure: openselection.ApplicationName, By: ex.caller(), Event: body.Event, Body: body.Body, Key: ex.Key, Fingerprint: ex.Fingerprint,
		},
		Parent: selection, Under: openselection.SelectionName, Ref: openselection.RegistrationRef(selection, who), Subject: who,
	})
}

// inviteeIsThere refuses to invite somebody on whom no file is kept, as far as the caller
// may know who is there.
func (s *Server) inviteeIsThere(ctx context.Context, selection workflow.CaseID, who string) error {
	record, err := s.of(ctx, selection, openselection.SelectionName)
	if errors.Is(err, casework.ErrNoCase) {
		return nil // the desk says so, or that the caller may not
	}
	if err != nil {
		return err
	}
	return s.personIsThere(ctx, record.Agency, record.Zone, who)
}
