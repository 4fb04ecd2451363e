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
	Note(ctx context.Context, reader vault.Reader, person string, what []string) error
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

// prepare makes particulars ready. A number that is somebody else's is a reading of that
// person: whoever tries numbers finds out by it that they are recorded.
func (s *Server) prepare(ctx context.Context, who, under string, values map[string]string) (*prepared, error) {
	entrusted := make(map[vault.Field]vault.Value, len(values))
	for name, value := range values {
		entrusted[vault.Field(name)] = vault.Plain(value)
	}
	if slices.ContainsFunc(vault.LookupFields(), func(field vault.Field) bool { return values[string(field)] != "" }) {
		if err := s.guessNumber(exchangeOf(ctx)); err != nil {
			return nil, err
		}
	}
	particulars, commitments, err := s.config.Vault.Prepare(ctx, who, entrusted)
	switch {
	case errors.Is(err, vault.ErrUnknown):
		return nil, casework.ErrNoCase
	case errors.Is(err, casework.ErrTaken):
		if unnoted := s.noteTaken(ctx, entrusted); unnoted != nil {
			return nil, unnoted
		}
		return nil, err
	case err != nil:
		return nil, faultsOf(err, under)
	}
	body, err := wire.Canonical(person.ParticularsBody{Particulars: commitments})
	return &prepared{particulars, body}, err
}

// noteTaken notes the look-up that a refusal because of a taken number amounts to.
func (s *Server) noteTaken(ctx context.Context, values map[vault.Field]vault.Value) error {
	for _, field := range vault.LookupFields() {
		if value, given := values[field]; given {
			if _, err := s.config.Vault.Find(ctx, s.reader(ctx), field, value); err != nil && !errors.Is(err, vault.ErrUnknown) {
				return err
			}
		}
	}
	return nil
}

// RecordParticulars keeps particulars. Who has a part in the file records them there; for
// an officer who may record them, because of what the person is to their agency, the house
// does it in the officer's name and says no more than that it is done. Whether somebody
// may record is settled before the vault is asked for anything.
func (s *Server) RecordParticulars(ctx context.Context, request gen.RecordParticularsRequestObject) (gen.RecordParticularsResponseObject, error) {
	ex, values := exchangeOf(ctx), request.Body.Values
	file, err := s.file(ctx, request.Person)
	if errors.Is(err, casework.ErrNoCase) {
		return s.recordForOffice(ctx, request.Person, values)
	}
	if err != nil {
		return nil, err
	}
	done, err := s.record(ctx, file, ex.caller(), values)
	if err != nil {
		return nil, err
	}
	return acted(done), nil
}

func (s *Server) recordForOffice(ctx context.Context, who string, values map[string]string) (gen.RecordParticularsResponseObject, error) {
	fields, err := s.fields(ctx, who, access.MayRecordParticular)
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, casework.ErrNoCase
	}
	for name := range values {
		if field := vault.Field(name); vault.IsField(field) && !slices.Contains(fields, field) {
			return nil, notToRecord("/values/" + name)
		}
	}
	file, found, err := casework.FileOf(ctx, s.config.Shelves.Within(casework.Everywhere()), person.Name, workflow.Nation, who)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, casework.ErrNoCase
	}
	done, err := s.record(ctx, file, casework.House(exchangeOf(ctx).Who.Person), values)
	if err != nil {
		return nil, hushed(err)
	}
	answer := nothing()
	if done.Replayed {
		answer = answer.with("Idempotency-Replayed", "true")
	}
	return answer, nil
}

// record lets the event happen in a file. Where it cannot, the desk says why, or repeats
// what it answered before, without that anything is made ready.
func (s *Server) record(ctx context.Context, file casework.Record, by casework.Caller, values map[string]string) (casework.Reply, error) {
	ex := exchangeOf(ctx)
	request := casework.Request{
		Procedure: person.Name, By: by, Event: person.RecordParticulars, Key: ex.Key, Fingerprint: s.sealed(ex.Fingerprint),
	}
	loaded, offers, err := s.config.Desk.Offers(ctx, file.ID, by)
	if err != nil {
		return casework.Reply{}, err
	}
	if slices.ContainsFunc(offers, func(o workflow.Offer) bool { return o.Event == person.RecordParticulars && o.Open }) {
		if values == nil {
			return casework.Reply{}, reject("invalid_body", "/values", "is required")
		}
		actor := by.Towards(loaded.Record, calendar.DateOf(loaded.Now, loaded.Record.Zone))
		if !slices.Contains(actor.Roles, workflow.System) { // for which the officer's part was looked at
			if err := recordable(loaded.Record.Place(), actor.Roles, "/values", values); err != nil {
				return casework.Reply{}, err
			}
		}
		ready, err := s.prepare(ctx, file.Ref, "/values", values)
		if err != nil {
			return casework.Reply{}, err
		}
		request.Body, request.Particulars = ready.body, ready.particulars
	}
	return s.config.Desk.Handle(ctx, file.ID, request)
}

// recordable refuses values of which the table does not let a part record the class, in
// the file of the person itself.
func recordable(file access.Place, parts []workflow.Role, under string, values map[string]string) error {
	for name := range values {
		field := vault.Field(name)
		if !vault.IsField(field) {
			continue // the vault says so
		}
		if _, may := access.MayRecordParticular(vault.ClassOf(field), file, parts, nil); !may {
			return notToRecord(under + "/" + name)
		}
	}
	return nil
}

func notToRecord(field string) error {
	return &rejection{"wrong_actor", []gen.Reason{{
		Code: "recorder_has_a_part", Field: field, Detail: "is not recorded by your part, here or now; see what is recorded about people",
	}}}
}

// hushed keeps from an officer what the house was told: they have no part in the file, and
// how it stands is not theirs to hear.
func hushed(err error) error {
	if _, refused := errors.AsType[*workflow.Refusal](err); refused {
		return &rejection{code: "not_for_you"}
	}
	return err
}

// ReadParticulars opens what is kept about a person, as far as the caller may read it.
func (s *Server) ReadParticulars(ctx context.Context, request gen.ReadParticularsRequestObject) (gen.ReadParticularsResponseObject, error) {
	named, err := fieldsIn(request.Params.Fields)
	if err != nil {
		return nil, err
	}
	fields, err := s.fields(ctx, request.Person, access.MayReadParticular)
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

// A kept table lets a part have to do with a class of the particulars of another part.
type keptTable func(class access.Class, place access.Place, by, of []workflow.Role) (workflow.Role, bool)

// fields lists the fields of a person with which a table of particulars lets the caller
// have to do: the caller's part and the person's are looked at in each place where the
// person holds a duty today.
func (s *Server) fields(ctx context.Context, who string, lets keptTable) ([]vault.Field, error) {
	ex := exchangeOf(ctx)
	if !isPerson(who) {
		return nil, casework.ErrNoCase
	}
	if who == ex.Who.Person {
		return fieldsOf(lets, access.Place{}, []workflow.Role{workflow.DataSubject}, nil), nil
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
		by, of := ex.caller().Parts(d.Scope, today), workflow.Parts(held, d.Scope, today)
		for _, field := range fieldsOf(lets, place, by, of) {
			if !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields, nil
}

func fieldsOf(lets keptTable, place access.Place, by, of []workflow.Role) []vault.Field {
	var fields []vault.Field
	for _, field := range vault.Fields() {
		if _, may := lets(vault.ClassOf(field), place, by, of); may {
			fields = append(fields, field)
		}
	}
	return fields
}

// FindPerson tells who has a NIK or a NIP.
func (s *Server) FindPerson(ctx context.Context, request gen.FindPersonRequestObject) (gen.FindPersonResponseObject, error) {
	if _, err := s.asks(ctx, access.Lookup); err != nil {
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
