package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/person"
	"selter/workflow/wire"
)

// SetDemoCast gives the people of a story their duties and keeps when they were born, by the house. It may be asked for
// again: who holds a duty already gets no second one.
func (s *Server) SetDemoCast(ctx context.Context, request gen.SetDemoCastRequestObject) (gen.SetDemoCastResponseObject, error) {
	body := *request.Body
	zone := calendar.WIB
	if body.Zone != "" {
		var err error
		if zone, err = calendar.ParseZone(body.Zone); err != nil {
			return nil, reject("invalid_body", "/zone", "must be WIB, WITA or WIT, or the zone's full name")
		}
	}
	if !isCode(body.Agency) {
		return nil, reject("invalid_body", "/agency", "must be a code of 1 to 32 letters, digits, dots and hyphens")
	}
	if len(body.Cast) == 0 || len(body.Cast) > 100 {
		return nil, reject("invalid_body", "/cast", "must have 1 to 100 people")
	}
	for i, part := range body.Cast {
		if !isPerson(part.Person) {
			return nil, reject("invalid_body", fmt.Sprintf("/cast/%d/person", i), "is not the name of a person")
		}
		if part.Born != "" && s.config.Vault == nil {
			return nil, reject("invalid_body", fmt.Sprintf("/cast/%d/born", i), "cannot be kept by this server")
		}
		for j, duty := range part.Duties {
			if !slices.Contains(workflow.Duties(), duty) {
				return nil, reject("invalid_body", fmt.Sprintf("/cast/%d/duties/%d", i, j), "is not a duty")
			}
		}
	}
	now, err := s.library(ctx).Ready(ctx)
	if err != nil {
		return nil, err
	}
	for i, part := range body.Cast {
		for _, duty := range part.Duties {
			if err := s.install(ctx, body.Agency, zone, part.Person, duty, calendar.DateOf(now, zone)); err != nil {
				return nil, under(fmt.Sprintf("/cast/%d", i), err)
			}
		}
		if part.Born != "" {
			if err := s.recordBirth(ctx, part.Person, part.Born, fmt.Sprintf("/cast/%d", i)); err != nil {
				return nil, err
			}
		}
	}
	return ok(body)
}

// recordBirth keeps the invented day of birth of somebody in a story, in the file that is
// opened on them if there is none. The same that is kept already stays without another entry.
func (s *Server) recordBirth(ctx context.Context, who, born, at string) error {
	values := map[vault.Field]vault.Value{vault.BirthDate: vault.Plain(born)}
	kept, err := s.config.Vault.Read(ctx, vault.Reader{Person: who}, who, []vault.Field{vault.BirthDate})
	if err != nil && !errors.Is(err, vault.ErrUnknown) {
		return err
	}
	if kept[vault.BirthDate].Expose() == born {
		return nil
	}
	file, found, err := casework.FileOf(ctx, s.everything(), person.Name, workflow.Nation, who)
	if err != nil {
		return err
	}
	if !found {
		opened, err := s.config.Desk.Open(ctx, casework.Opening{
			Request: casework.OfHouse(stage, person.Name, person.EnrolPerson, nil), Agency: workflow.Nation, Ref: who, Subject: who, Zone: calendar.WIB,
		})
		if err != nil {
			return err
		}
		file.ID = opened.Case
	}
	particulars, commitments, err := s.config.Vault.Prepare(ctx, who, values)
	if faults, wrong := errors.AsType[vault.Faults](err); wrong {
		return reject("invalid_body", at+"/born", faults[0].Rule)
	}
	if err != nil {
		return err
	}
	body, err := wire.Canonical(person.ParticularsBody{Particulars: commitments})
	if err != nil {
		return err
	}
	request := casework.OfHouse(stage, person.Name, person.RecordParticulars, body)
	request.Particulars = particulars
	_, err = s.config.Desk.Handle(ctx, file.ID, request)
	return under(at, err)
}

// stage is the part of the house that gives duties for a story.
const stage = "stage"

// install gives a person a duty for a whole agency, or for the nation where it reaches
// beyond any one agency.
func (s *Server) install(ctx context.Context, agency string, zone calendar.Zone, who string, duty workflow.Role, today calendar.Date) error {
	terms := mandate.InstallBody{Ref: castAlias(duty, today), Duty: mandate.DutyName(duty), From: today}
	if duty == workflow.Supervisor {
		terms.Body = mandate.KASN
	}
	if mandate.StandsOutside(duty) {
		agency = workflow.Nation
	}
	held, _, err := s.config.Duties.DutiesOf(ctx, who)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(d workflow.Duty) bool { return d.Role == duty && d.Scope == workflow.Scope{Agency: agency} }) {
		return nil
	}
	err = s.config.Desk.Install(ctx, s.config.Shelves.Within(casework.Everywhere()), casework.Installation{
		Part: stage, Person: who, Agency: agency, Zone: zone, Terms: terms,
	})
	if errors.Is(err, casework.ErrFileExists) {
		return casework.ErrLostRace
	}
	return err
}

// castAlias is by what the mandate knows the duty: nobody is given one twice on one day.
func castAlias(duty workflow.Role, today calendar.Date) string {
	return strings.ReplaceAll(string(duty), "_", "-") + "-" + today.String()
}
