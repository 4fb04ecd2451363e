package worlds_test

import (
	"context"

	"selter/cmd/selter/house"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/person"
)

// A seat is a duty that the house has given somebody.
type seat struct {
	person, agency string
	duty           workflow.Role
	place          func(*plot) workflow.Scope // nil: the whole agency
}

func onRival(p *plot) workflow.Scope {
	return workflow.Scope{Round: p.Round, Selection: p.Rival}
}

// scripts are the people of the script, but for who supervises.
var scripts = []string{
	"ppk", "sekda", "sekretaris", "verifikator", "ketua", "anggota-1", "anggota-2", "anggota-3", "anggota-4", "penelusur", "asesor", "asesor-2", "asesor-3",
}

// seats are the people beside those of the script. Some hold a duty in one selection only.
func seats() []seat {
	all := []seat{
		{"admin", here, workflow.Admin, nil},
		{"narasumber", here, workflow.ResourcePerson, nil},
		{"penelusur-1", here, workflow.Tracer, nil},
		{"ganda", here, workflow.Tracer, nil},
		{"pemeriksa", here, workflow.Auditor, nil},
		{"ketua-saingan", here, workflow.CommitteeChair, onRival},
		{"sekretaris-saingan", here, workflow.Secretariat, onRival},
		{"izin", workflow.Nation, workflow.Permitter, nil},
		{"penyimpan-1", workflow.Nation, workflow.Custodian, nil},
		{"penyimpan-2", workflow.Nation, workflow.Custodian, nil},
		{"admin-lain", elsewhere, workflow.Admin, nil},
	}
	duties := []workflow.Role{
		workflow.AppointingOfficer, workflow.AuthorisedOfficer, workflow.Secretariat, workflow.Secretariat, workflow.CommitteeChair,
		workflow.CommitteeMember, workflow.CommitteeMember, workflow.CommitteeMember, workflow.CommitteeMember,
		workflow.Tracer, workflow.Assessor, workflow.Assessor, workflow.Assessor,
	}
	for n, who := range scripts {
		all = append(all, seat{who + "-lain", elsewhere, duties[n], nil})
	}
	return all
}

// files are the people on whom a file is kept.
var files = []string{"pelamar", "saingan", "ganda", "warga", "warga-lain", "penelusur-1", "asesor-lain"}

// inAgency tells who plays a part of the script in the other agency.
func inAgency(agency, by string) string {
	if agency == elsewhere && by != "pengawas" {
		return by + "-lain"
	}
	return by
}

// region is an agency as the house wants it named.
func region(code string) house.Agency {
	if code == workflow.Nation {
		return house.Nation()
	}
	return house.Agency{Code: code, Zone: calendar.WITA}
}

// install gives somebody a duty by the house itself.
func install(ctx context.Context, h *house.House, s seat, at workflow.Scope, ref string) error {
	day := calendar.DateOf(planned, calendar.WITA)
	terms := mandate.InstallBody{Ref: ref, Duty: mandate.DutyName(s.duty), From: day, Round: at.Round, Selection: at.Selection}
	return h.Install(ctx, s.person, region(s.agency), terms)
}

// enrol opens a file on a person of the plot, under a name that all worlds know.
func enrol(ctx context.Context, h *house.House, who string) (workflow.CaseID, error) {
	done, err := h.Desk.Open(ctx, byHouse(person.Name, person.EnrolPerson, who))
	return done.Case, err
}
