package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/person"
)

// Enrolments is the part of Accounts that makes them.
type Enrolments interface {
	Enrol(ctx context.Context, person, login string) (invitation string, expires time.Time, err error)
	Reinvite(ctx context.Context, person string) (invitation string, expires time.Time, err error)
}

// EnrolPerson opens a person's file, keeps the particulars that came along and makes an
// account. The admin of an agency has no part in the file (see person.Person), so the
// house opens it in the admin's name. Each step can be repeated: what was done before a
// fault is found by the person's name, which follows from the command's key.
func (s *Server) EnrolPerson(ctx context.Context, request gen.EnrolPersonRequestObject) (gen.EnrolPersonResponseObject, error) {
	ex := exchangeOf(ctx)
	part, err := s.asks(ctx, access.Enrolment)
	if err != nil {
		return nil, err
	}
	if err := recordable(access.Place{Procedure: person.Name, State: workflow.Unopened}, []workflow.Role{part}, "/particulars", request.Body.Particulars); err != nil {
		return nil, err
	}
	who := enrolled(ex.Key)
	file, found, err := casework.FileOf(ctx, s.config.Shelves.Within(casework.Everywhere()), person.Name, workflow.Nation, who)
	if err != nil {
		return nil, err
	}
	var prepared *prepared
	if values := request.Body.Particulars; values != nil && file.State != person.Erased {
		if prepared, err = s.prepare(ctx, who, "/particulars", values); err != nil {
			return nil, err
		}
	}
	body := gen.Enrolled{Person: who}
	if !found { // whoever has a file was told of the invitation, and may have an account in use or have been erased
		if body.Invitation, body.Expires, err = s.account(ctx, who, request.Body.Login); err != nil {
			return nil, err
		}
	}
	command := casework.Request{
		Procedure: person.Name, By: casework.House(ex.Who.Person), Event: person.EnrolPerson, Key: ex.Key, Fingerprint: s.sealed(ex.Fingerprint),
	}
	done, err := s.config.Desk.Open(ctx, casework.Opening{Request: command, Agency: workflow.Nation, Ref: who, Subject: who, Zone: calendar.WIB})
	if err != nil {
		return nil, err
	}
	if prepared != nil {
		command.Event, command.Body, command.Particulars = person.RecordParticulars, prepared.body, prepared.particulars
		command.Key.Text = itemKey(ex.Key.Text, done.Case)
		if _, err := s.config.Desk.Handle(ctx, done.Case, command); err != nil {
			return nil, hushed(err)
		}
	}
	answer, err := ok(body)
	answer.status = http.StatusCreated
	if done.Replayed {
		answer = answer.with("Idempotency-Replayed", "true")
	}
	return answer.with("Location", "/v1/persons/"+who), err
}

// enrolled is the name of the person whom a command enrols: opaque, and the same when the
// command is repeated (a UUID of version 8, RFC 9562).
func enrolled(key casework.Key) string {
	return uuid.NewHash(sha256.New(), uuid.Nil, []byte("selter enrol\x00"+key.Person+"\x00"+key.Text), 8).String()
}

// account makes an account, or finishes one that an attempt before left without a file.
func (s *Server) account(ctx context.Context, who, login string) (invitation string, expires time.Time, err error) {
	invitation, expires, err = s.config.Accounts.Enrol(ctx, who, login)
	if !errors.Is(err, identity.ErrTaken) {
		return invitation, expires, refusedAs("fault", err)
	}
	invitation, expires, err = s.config.Accounts.Reinvite(ctx, who)
	if errors.Is(err, identity.ErrUnknown) {
		return "", time.Time{}, &rejection{code: "login_taken"}
	}
	return invitation, expires, err
}

// sealed is a fingerprint under a key: that of a command with personal data in it could
// otherwise be used to try values.
func (s *Server) sealed(fingerprint [32]byte) [32]byte {
	return s.config.Digest("fingerprint", fingerprint[:])
}

// asks refuses who may not ask for this in the name of any agency as a whole, and tells
// by which part the others may. Where two duties exclude each other they give neither,
// here as everywhere.
func (s *Server) asks(ctx context.Context, what access.Resource) (workflow.Role, error) {
	ex := exchangeOf(ctx)
	today := calendar.DateOf(ex.Who.At, calendar.WIB)
	for _, d := range ex.Who.Duties {
		if part, may := access.MayAsk(what, ex.caller().Parts(workflow.Scope{Agency: d.Scope.Agency}, today)); may {
			return part, nil
		}
	}
	return "", wrongAsker(what)
}

// wrongAsker says who may ask for something.
func wrongAsker(what access.Resource) error {
	return &rejection{"wrong_actor", []gen.Reason{{Code: workflow.ActorMayAct, Evidence: []workflow.Evidence{{Name: "by", Value: access.Askers(what)}}}}}
}

// ReadPerson tells how a person's file stands.
func (s *Server) ReadPerson(ctx context.Context, request gen.ReadPersonRequestObject) (gen.ReadPersonResponseObject, error) {
	file, err := s.file(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	return s.read(ctx, file.ID.String())
}

// ListPersonEvents tells what could happen to a person's file.
func (s *Server) ListPersonEvents(ctx context.Context, request gen.ListPersonEventsRequestObject) (gen.ListPersonEventsResponseObject, error) {
	file, err := s.file(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	return s.offers(ctx, file.ID.String())
}

// ReadPersonJournal reads the journal of a person's file.
func (s *Server) ReadPersonJournal(ctx context.Context, request gen.ReadPersonJournalRequestObject) (gen.ReadPersonJournalResponseObject, error) {
	file, err := s.file(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	return s.journal(ctx, file.ID.String(), request.Params.After, request.Params.Limit)
}

// ActOnPerson lets an event happen to a person's file, except that particulars are
// recorded: a commitment to what nobody keeps would be worth nothing.
func (s *Server) ActOnPerson(ctx context.Context, request gen.ActOnPersonRequestObject) (gen.ActOnPersonResponseObject, error) {
	file, err := s.file(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	if workflow.Event(request.Event) == person.RecordParticulars {
		return nil, &rejection{"unknown_event", []gen.Reason{{Code: "particulars_are_recorded_at_their_path", Field: "path:event"}}}
	}
	return s.act(ctx, person.Name, file.ID.String(), request.Event)
}

// file finds the file on a person, or ErrNoCase when there is none of which the caller may know.
func (s *Server) file(ctx context.Context, who string) (casework.Record, error) {
	if !isPerson(who) {
		return casework.Record{}, casework.ErrNoCase
	}
	file, found, err := casework.FileOf(ctx, s.library(ctx), person.Name, workflow.Nation, who)
	if err == nil && (!found || !may(ctx, access.Status, file)) {
		err = casework.ErrNoCase
	}
	return file, err
}
