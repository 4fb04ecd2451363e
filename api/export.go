package api

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// ExportPerson gives a person everything that is held about them (UU 27/2022, articles 7
// and 13; known, not verified against the text). Nobody else is told that there is such a
// person.
func (s *Server) ExportPerson(ctx context.Context, request gen.ExportPersonRequestObject) (gen.ExportPersonResponseObject, error) {
	ex := exchangeOf(ctx)
	if request.Person != ex.Who.Person {
		return nil, casework.ErrNoCase
	}
	body := gen.PersonExport{
		Person: ex.Who.Person, At: ex.Who.At.UTC(), Particulars: gen.KeptParticulars{}, Files: []gen.ExportedCase{},
		Duties: []gen.HeldDuty{}, Readings: []gen.Reading{},
	}
	held, err := s.config.Vault.Export(ctx, ex.Who.Person)
	if err != nil && !errors.Is(err, vault.ErrUnknown) {
		return nil, err
	}
	for _, one := range held {
		body.Particulars[string(one.Field)] = one.Value.Expose()
		body.Proofs = append(body.Proofs, gen.CommitmentProof{Field: gen.ParticularField(one.Field), Salt: one.Salt, Commitment: one.Commitment})
	}
	for _, procedure := range []string{person.Name, mandate.Name, openselection.ApplicationName, openselection.PaperName, openselection.SheetName} {
		if body.Files, err = s.exportFiles(ctx, body.Files, procedure); err != nil {
			return nil, err
		}
	}
	duties, _, err := s.config.Duties.DutiesOf(ctx, ex.Who.Person)
	if err != nil {
		return nil, err
	}
	for _, d := range duties {
		body.Duties = append(body.Duties, heldDuty(d))
	}
	if body.Credentials, err = s.credentials(ctx); err != nil {
		return nil, err
	}
	for before := uuid.Nil; ; {
		readings, err := s.config.Vault.Readings(ctx, ex.Who.Person, before, pageMost)
		if err != nil {
			return nil, err
		}
		body.Readings = append(body.Readings, readingsOf(readings)...)
		if len(readings) < pageMost {
			return ok(body)
		}
		before = readings[len(readings)-1].ID
	}
}

// exportFiles adds the cases of a procedure that are about who asks, with their journals.
func (s *Server) exportFiles(ctx context.Context, files []gen.ExportedCase, procedure string) ([]gen.ExportedCase, error) {
	query := casework.Query{Procedure: procedure, Subject: exchangeOf(ctx).Who.Person, Limit: pageMost}
	for {
		records, err := s.library(ctx).Cases(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			shown, err := s.caseFor(ctx, record)
			if err != nil {
				return nil, err
			}
			one := gen.ExportedCase{Case: shown, Journal: []gen.JournalEntry{}}
			for after := int64(0); ; {
				entries, err := s.library(ctx).Journal(ctx, record.ID, after, pageMost)
				if err != nil {
					return nil, err
				}
				one.Journal = append(one.Journal, entriesFor(ctx, record, entries, true)...)
				if len(entries) < pageMost {
					break
				}
				after = entries[len(entries)-1].Seq
			}
			files = append(files, one)
		}
		if len(records) < pageMost {
			return files, nil
		}
		query.After = records[len(records)-1].ID
	}
}
