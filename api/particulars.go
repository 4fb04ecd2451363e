package api

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/person"
	"selter/workflow/wire"
)

// A Vault keeps particulars; see vault.Vault for the errors. A server without it has none
// of the paths that need it.
type Vault interface {
	Prepare(ctx context.Context, person string, values map[vault.Field]vault.Value) ([]casework.Particular, []vault.Commitment, error)
	Read(ctx context.Context, reader vault.Reader, person string, fields []vault.Field) (map[vault.Field]vault.Value, error)
	Export(ctx context.Context, person string) ([]vault.Held, error)
	Find(ctx context.Context, reader vault.Reader, field vault.Field, value vault.Value) (string, error)
	Readings(ctx context.Context, person string, before uuid.UUID, limit int) ([]vault.Reading, error)
}

// Duties tells which duties somebody holds.
type Duties interface {
	DutiesOf(ctx context.Context, person string) ([]workflow.Duty, time.Time, error)
}

// prepared is what the vault has made ready, with the body of the event that tells of it.
type prepared struct {
	particulars []casework.Particular
	body        jsontext.Value
}

// prepare makes particulars ready; none for no values.
func (s *Server) prepare(ctx context.Context, who, under string, values map[string]string) (*prepared, error) {
	if values == nil {
		return nil, nil //nolint:nilnil // nothing is made ready of nothing
	}
	entrusted := make(map[vault.Field]vault.Value, len(values))
	for name, value := range values {
		entrusted[vault.Field(name)] = vault.Plain(value)
	}
	particulars, commitments, err := s.config.Vault.Prepare(ctx, who, entrusted)
	if errors.Is(err, vault.ErrUnknown) {
		return nil, casework.ErrNoCase
	}
	if err != nil {
		return nil, faultsOf(err, under)
	}
	body, err := wire.Canonical(person.ParticularsBody{Particulars: commitments})
	return &prepared{particulars, body}, err
}

// RecordParticulars keeps particulars. Who has a part in the file records them there; for
// an officer who may read them, because of what the person is to their agency, the house
// does it in the officer's name.
func (s *Server) RecordParticulars(ctx context.Context, request gen.RecordParticularsRequestObject) (gen.RecordParticularsResponseObject, error) {
	ex := exchangeOf(ctx)
	fields := make([]vault.Field, 0, len(request.Body.Values))
	for name := range request.Body.Values {
		fields = append(fields, vault.Field(name))
	}
	by := ex.caller()
	file, err := s.file(ctx, request.Person)
	if errors.Is(err, casework.ErrNoCase) {
		if err := s.mayRead(ctx, request.Person, fields, "/values"); err != nil {
			return nil, err
		}
		by = casework.House(ex.Who.Person)
		file, _, err = fileNamed(ctx, s.config.Shelves.Within(casework.Everywhere()), person.Name, workflow.Nation, request.Person)
	}
	if err != nil {
		return nil, err
	}
	ready, err := s.prepare(ctx, request.Person, "/values", request.Body.Values)
	if err != nil {
		return nil, err
	}
	if ready == nil {
		return nil, reject("invalid_body", "/values", "is required")
	}
	done, err := s.config.Desk.Handle(ctx, file.ID, casework.Request{
		Procedure: person.Name, By: by, Event: person.RecordParticulars, Body: ready.body, Particulars: ready.particulars,
		Key: ex.Key, Fingerprint: s.sealed(ex.Fingerprint),
	})
	if err != nil {
		return nil, err
	}
	return acted(done), nil
}

// ReadParticulars opens what is kept about a person, as far as the caller may read it.
func (s *Server) ReadParticulars(ctx context.Context, request gen.ReadParticularsRequestObject) (gen.ReadParticularsResponseObject, error) {
	named, err := fieldsIn(request.Params.Fields)
	if err != nil {
		return nil, err
	}
	fields, err := s.legible(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, casework.ErrNoCase
	}
	for _, field := range named {
		if !slices.Contains(fields, field) {
			return nil, notForYou("query:fields")
		}
	}
	if len(named) > 0 {
		fields = named
	}
	values, err := s.config.Vault.Read(ctx, s.reader(ctx), request.Person, fields)
	if errors.Is(err, vault.ErrUnknown) {
		return nil, casework.ErrNoCase
	}
	if err != nil {
		return nil, err
	}
	body := gen.ParticularsRead{Person: request.Person, Values: make(gen.KeptParticulars, len(values))}
	for field, value := range values {
		body.Values[string(field)] = value.Expose()
	}
	return ok(body)
}

func notForYou(field string) error {
	return &rejection{"not_for_you", []gen.Reason{{Code: "reader_has_a_part", Field: field}}}
}

// fieldsIn reads a list of fields.
func fieldsIn(given string) ([]vault.Field, error) {
	if given == "" {
		return nil, nil
	}
	var fields []vault.Field
	for name := range strings.SplitSeq(given, ",") {
		field := vault.Field(name)
		if !vault.IsField(field) || slices.Contains(fields, field) {
			return nil, reject("malformed_request", "query:fields", "must be fields of the contract, each once, separated by commas")
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// reader is who reads, for the note that the vault makes of it.
func (s *Server) reader(ctx context.Context) vault.Reader {
	ex := exchangeOf(ctx)
	return vault.Reader{Person: ex.Who.Person, Route: ex.Route.Method + " " + ex.Route.Path, Request: ex.ID}
}

// mayRead refuses unless the caller may read all these fields of a person: as nobody who
// is there when they may read none at all.
func (s *Server) mayRead(ctx context.Context, who string, fields []vault.Field, under string) error {
	legible, err := s.legible(ctx, who)
	if err != nil {
		return err
	}
	if len(legible) == 0 {
		return casework.ErrNoCase
	}
	for _, field := range fields {
		if vault.IsField(field) && !slices.Contains(legible, field) {
			return notForYou(under + "/" + string(field))
		}
	}
	return nil
}

// legible lists the fields of a person that the caller may read by the table of
// particulars: the caller's part and the person's are looked at in each place where the
// person holds a duty today.
func (s *Server) legible(ctx context.Context, who string) ([]vault.Field, error) {
	ex := exchangeOf(ctx)
	if !isPerson(who) {
		return nil, casework.ErrNoCase
	}
	if who == ex.Who.Person {
		return fieldsOf(access.Place{}, []workflow.Role{workflow.DataSubject}, nil), nil
	}
	held, now, err := s.config.Duties.DutiesOf(ctx, who)
	if err != nil {
		return nil, err
	}
	var fields []vault.Field
	seen := make(map[workflow.Scope]bool)
	for _, d := range held {
		if seen[d.Scope] {
			continue
		}
		seen[d.Scope] = true
		place, today := access.Place{}, calendar.DateOf(now, calendar.WIB)
		if !d.Scope.Selection.IsZero() {
			loaded, err := s.library(ctx).Case(ctx, d.Scope.Selection)
			if errors.Is(err, casework.ErrNoCase) {
				continue // behind the caller's wall
			}
			if err != nil {
				return nil, err
			}
			place, today = loaded.Record.Place(), calendar.DateOf(now, loaded.Record.Zone)
		}
		reader, subject := workflow.Parts(ex.Who.Duties, d.Scope, today), workflow.Parts(held, d.Scope, today)
		for _, field := range fieldsOf(place, reader, subject) {
			if !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields, nil
}

func fieldsOf(place access.Place, reader, subject []workflow.Role) []vault.Field {
	var fields []vault.Field
	for _, field := range vault.Fields() {
		if _, may := access.MayReadParticular(vault.ClassOf(field), place, reader, subject); may {
			fields = append(fields, field)
		}
	}
	return fields
}

// FindPerson tells who has a NIK or a NIP.
func (s *Server) FindPerson(ctx context.Context, request gen.FindPersonRequestObject) (gen.FindPersonResponseObject, error) {
	if err := s.hasDuty(ctx, workflow.Admin, workflow.Secretariat); err != nil {
		return nil, err
	}
	field, value := vault.NIK, request.Body.Nik
	if value == "" {
		field, value = vault.NIP, request.Body.Nip
	}
	if value == "" || request.Body.Nik != "" && request.Body.Nip != "" {
		return nil, reject("invalid_body", "", "must have one of nik and nip")
	}
	found, err := s.config.Vault.Find(ctx, s.reader(ctx), field, vault.Plain(value))
	if errors.Is(err, vault.ErrUnknown) {
		return nil, casework.ErrNoCase
	}
	if err != nil {
		return nil, faultsOf(err, "")
	}
	return ok(gen.PersonFound{Person: found})
}

// ListReadings tells who has read what is kept about a person.
func (s *Server) ListReadings(ctx context.Context, request gen.ListReadingsRequestObject) (gen.ListReadingsResponseObject, error) {
	length, err := pageLength(request.Params.Limit)
	if err != nil {
		return nil, err
	}
	before := uuid.Nil
	if after := request.Params.After; after != "" {
		id, err := caseID("query:after", after)
		if err != nil {
			return nil, err
		}
		before = uuid.UUID(id)
	}
	file, err := s.file(ctx, request.Person)
	if err != nil {
		return nil, err
	}
	ex := exchangeOf(ctx)
	actor := ex.caller().Towards(file, calendar.DateOf(ex.Who.At, file.Zone))
	if _, may := access.MayRead(access.Readings, file.Place(), actor.Roles); !may {
		return nil, notForYou("")
	}
	readings, err := s.config.Vault.Readings(ctx, request.Person, before, length)
	if err != nil {
		return nil, err
	}
	page := gen.Readings{Items: readingsOf(readings)}
	if len(readings) == length {
		page.Next = readings[length-1].ID.String()
	}
	return pageReply(ctx, page, page.Next)
}

func readingsOf(readings []vault.Reading) []gen.Reading {
	items := make([]gen.Reading, len(readings))
	for i, r := range readings {
		items[i] = gen.Reading{ID: r.ID.String(), At: r.At.UTC(), Reader: r.Reader, Fields: r.Fields, Route: r.Route, Request: r.Request}
	}
	return items
}
