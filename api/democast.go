package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// SetDemoCast gives the people of a story their duties, by the house. It may be asked for
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
	}
	return ok(body)
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
