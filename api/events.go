package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// This file is the only way in which a case changes by HTTP.

// OpenRound opens a round by its first event, draft_plan.
func (s *Server) OpenRound(ctx context.Context, request gen.OpenRoundRequestObject) (gen.OpenRoundResponseObject, error) {
	ex := exchangeOf(ctx)
	opening, err := openingOf(*request.Body)
	if err != nil {
		return nil, err
	}
	if opening.Policy.Base != "" || opening.Policy.Profile != "" {
		if err := s.resolvable(ctx, opening.Policy, opening.Zone); err != nil {
			return nil, err
		}
	}
	opening.Request = casework.Request{
		Procedure: openselection.RoundName, By: ex.caller(), Event: openselection.DraftPlan, Body: request.Body.Plan, Key: ex.Key, Fingerprint: ex.Fingerprint,
	}
	done, err := s.config.Desk.Open(ctx, opening)
	if err != nil {
		return nil, under("/plan", err)
	}
	answer := acted(done).with("Location", "/v1/rounds/"+done.Case.String())
	answer.status = http.StatusCreated
	return answer, nil
}

// ActOnRound lets an event happen to a round.
func (s *Server) ActOnRound(ctx context.Context, request gen.ActOnRoundRequestObject) (gen.ActOnRoundResponseObject, error) {
	return s.act(ctx, openselection.RoundName, request.ID, request.Event)
}

// ActOnSelection lets an event happen to a selection.
func (s *Server) ActOnSelection(ctx context.Context, request gen.ActOnSelectionRequestObject) (gen.ActOnSelectionResponseObject, error) {
	return s.act(ctx, openselection.SelectionName, request.ID, request.Event)
}

func (s *Server) act(ctx context.Context, procedure, given, event string) (reply, error) {
	return s.actAt(ctx, procedure, given, event, exchangeOf(ctx).Expect)
}

// actAt lets an event happen to a case at one revision of it, or at any when expect is 0.
func (s *Server) actAt(ctx context.Context, procedure, given, event string, expect int64) (reply, error) {
	ex := exchangeOf(ctx)
	id, err := caseID("path:id", given)
	if err != nil {
		return reply{}, err
	}
	done, err := s.config.Desk.Handle(ctx, id, casework.Request{
		Procedure: procedure, By: ex.caller(), Event: workflow.Event(event), Body: ex.Body, Key: ex.Key, Fingerprint: ex.Fingerprint, Expect: expect,
	})
	if err != nil {
		return reply{}, err
	}
	return acted(done), nil
}

// acted is the answer to a command: the desk's own bytes.
func acted(done casework.Reply) reply {
	answer := said(done.Body).with("ETag", etag(done.Revision))
	if done.Replayed {
		answer = answer.with("Idempotency-Replayed", "true")
	}
	return answer
}

func openingOf(body gen.RoundOpening) (casework.Opening, error) {
	zone, err := calendar.ParseZone(body.Zone)
	if err != nil {
		return casework.Opening{}, reject("invalid_body", "/zone", "must be WIB, WITA or WIT, or the zone's full name")
	}
	for field, code := range map[string]string{"/agency/code": body.Agency.Code, "/agency/province": body.Agency.Province} {
		if !isCode(code) && (code != "" || field == "/agency/code") {
			return casework.Opening{}, reject("invalid_body", field, "must be a code of 1 to 32 letters, digits, dots and hyphens")
		}
	}
	if len(body.Agency.Name) > 200 {
		return casework.Opening{}, reject("invalid_body", "/agency/name", "must have at most 200 bytes")
	}
	province := body.Agency.Province
	switch body.Agency.Kind {
	case "", gen.Ministry, gen.Body, gen.Regency, gen.City:
	case gen.Province:
		if province == "" {
			province = body.Agency.Code
		}
	default:
		return casework.Opening{}, reject("invalid_body", "/agency/kind", "must be ministry, body, province, regency or city")
	}
	for field, word := range map[string]string{"/policy/base": body.Policy.Base, "/policy/profile": body.Policy.Profile} {
		if word != "" && !isWord(word) {
			return casework.Opening{}, reject("invalid_body", field, "must be a name of small letters, digits and hyphens")
		}
	}
	return casework.Opening{
		Agency: body.Agency.Code, Zone: zone,
		Policy: policy.Query{Base: body.Policy.Base, Profile: body.Policy.Profile, Province: province, Agency: body.Agency.Code},
	}, nil
}

// under moves the places that an event's refusal names to where its body stands in the
// request.
func under(place string, err error) error {
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		return err
	}
	moved := *refusal
	moved.Reasons = make([]workflow.Reason, len(refusal.Reasons))
	for i, reason := range refusal.Reasons {
		if strings.HasPrefix(reason.Field, "/") || refusal.Kind == workflow.Malformed {
			reason.Field = place + reason.Field
		}
		reason.Evidence = slices.Clone(reason.Evidence)
		for j := range reason.Evidence {
			if reason.Evidence[j].Field != "" {
				reason.Evidence[j].Field = place + reason.Evidence[j].Field
			}
		}
		moved.Reasons[i] = reason
	}
	return &moved
}
