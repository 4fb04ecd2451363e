package bench

import (
	"context"
	"fmt"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// Who acts. All people are made up.
const (
	appointing  = "ppk"
	authorised  = "sekda"
	secretariat = "sekretaris"
	supervisor  = "pengawas"
	chair       = "ketua"
	assessor    = "asesor"
)

// cast is what decrees have given the people before anything is measured.
var cast = []struct {
	person string
	duty   workflow.Role
}{
	{appointing, workflow.AppointingOfficer},
	{authorised, workflow.AuthorisedOfficer},
	{secretariat, workflow.Secretariat},
	{supervisor, workflow.Supervisor},
	{chair, workflow.CommitteeChair},
	{"anggota-1", workflow.CommitteeMember},
	{"anggota-2", workflow.CommitteeMember},
	{"anggota-3", workflow.CommitteeMember},
	{"anggota-4", workflow.CommitteeMember},
	{"verifikator", workflow.Secretariat},
	{"penelusur", workflow.Tracer},
	{assessor, workflow.Assessor},
	{"asesor-2", workflow.Assessor},
	{"asesor-3", workflow.Assessor},
}

// Agency is where the script plays: no region, so that no election stands in its way.
const Agency = "provinsi-contoh"

// Seat gives the people of the script their duties, from a day on.
func Seat(ctx context.Context, h *house.House, from calendar.Date) error {
	region := house.Agency{Code: Agency, Zone: calendar.WITA}
	for _, p := range cast {
		where, terms := region, mandate.InstallBody{
			Ref: "tugas", Duty: mandate.DutyName(p.duty), From: from, Decree: &mandate.Decree{Number: "821.2/1/BKD", Date: from},
		}
		if mandate.StandsOutside(p.duty) {
			where, terms.Body = house.Nation(), mandate.KASN
		}
		if err := h.Install(ctx, p.person, where, terms); err != nil {
			return fmt.Errorf("the duty of %s: %w", p.person, err)
		}
	}
	return nil
}

// newKeys are the keys of an installation that lasts as long as the benchmark.
func newKeys() (string, error) {
	keys, err := vault.Generate()
	if err != nil {
		return "", err
	}
	text, err := keys.Encode()
	return string(text), err
}

// people gives everybody their duties and their tokens.
func people(ctx context.Context, h *house.House, from calendar.Date) (map[string]string, error) {
	if err := Seat(ctx, h, from); err != nil {
		return nil, err
	}
	return tokens(ctx, h.Identity)
}

// signOn is where the people of the benchmark prove who they are.
const signOn = "https://sso.contoh.go.id"

// tokens are what the people's programs come in with: real ones, looked up at each request.
func tokens(ctx context.Context, people *identity.Service) (map[string]string, error) {
	secrets := make(map[string]string)
	enrolled := []string{applicants[0]} // who has no duty, and reads what is their own
	for _, p := range cast {
		enrolled = append(enrolled, p.person)
	}
	for _, person := range enrolled {
		if _, _, err := people.Enrol(ctx, person, person+"@contoh.go.id"); err != nil {
			return nil, err
		}
		if err := people.LinkProvider(ctx, person, signOn, person); err != nil {
			return nil, err
		}
		session, err := people.LinkedLogin(ctx, signOn, person, 2)
		if err != nil {
			return nil, err
		}
		who, err := people.Identify(ctx, session.Secret)
		if err != nil {
			return nil, err
		}
		token, err := people.IssueToken(ctx, who, "benchmark", []identity.Scope{identity.ReadCases, identity.ActOnCases}, 300*24*time.Hour)
		if err != nil {
			return nil, err
		}
		secrets[person] = token.Secret
	}
	return secrets, nil
}
