package casework

import (
	"context"
	"crypto/sha256"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// OfHouse is an event of the house's own, under a key of its own like everybody's. The
// part of the house is named in the journal.
func OfHouse(part, procedure string, event workflow.Event, body []byte) Request {
	key := Key{Person: part, Text: uuid.NewString()}
	return Request{
		Procedure: procedure, By: House(part), Event: event, Body: body, Key: key, Fingerprint: sha256.Sum256([]byte(key.Text)),
	}
}

// FileOf finds the one case of a procedure that a person has in an agency, if it is among
// what the library shows.
func FileOf(ctx context.Context, in Library, procedure, agency, person string) (Record, bool, error) {
	records, err := in.Cases(ctx, Query{Procedure: procedure, Agency: agency, Ref: person, Limit: 1})
	if err != nil || len(records) == 0 {
		return Record{}, false, err
	}
	return records[0], true, nil
}

// An Installation is a duty that the house gives, because there is nobody yet who could:
// the first admins, and the cast of a story.
type Installation struct {
	Part   string // of the house
	Person string
	Agency string
	Zone   calendar.Zone
	Terms  mandate.InstallBody
}

// Install gives a duty by the house, in the mandate that the person has or in a new one.
// The library has to show everything. Errors are those of Open and Handle.
func (d *Desk) Install(ctx context.Context, everything Library, i Installation) error {
	body, err := wire.Canonical(i.Terms)
	if err != nil {
		return err
	}
	request := OfHouse(i.Part, mandate.Name, mandate.InstallDuty, body)
	there, found, err := FileOf(ctx, everything, mandate.Name, i.Agency, i.Person)
	switch {
	case err != nil:
		return err
	case found:
		_, err = d.Handle(ctx, there.ID, request)
	default:
		_, err = d.Open(ctx, Opening{
			Request: request, Agency: i.Agency, Ref: i.Person, Subject: i.Person, Zone: i.Zone, Policy: policy.Query{Agency: i.Agency},
		})
	}
	return err
}
