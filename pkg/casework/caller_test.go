package casework_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

func named(n byte) workflow.CaseID { return workflow.CaseID(uuid.UUID{n}) }

func record(procedure, agency, ref string, id, parent workflow.CaseID) casework.Record {
	r := casework.Record{Procedure: procedure, Case: catalog.Case{ID: id, Parent: parent, Ref: ref, Agency: agency}}
	switch procedure {
	case openselection.RoundName:
		r.Round = id
	case openselection.SelectionName:
		r.Round = parent
	default:
		r.Subject = ref
	}
	return r
}

// within is a case about somebody that a selection opened.
func within(selection casework.Record, id workflow.CaseID, who string) casework.Record {
	return casework.Record{Procedure: "application", Round: selection.Round, Case: catalog.Case{
		ID: id, Parent: selection.ID, Ref: "A-001", Subject: who, Agency: selection.Agency,
	}}
}

// The cases of two agencies, and two people's files.
var (
	round     = record(openselection.RoundName, "53", "", named(1), workflow.CaseID{})
	selection = record(openselection.SelectionName, "53", "bappeda", named(2), named(1))
	sibling   = record(openselection.SelectionName, "53", "dinas", named(3), named(1))
	elsewhere = record(openselection.SelectionName, "51", "dinas", named(5), named(4))
	ours      = within(selection, named(10), "pelamar")
	theirs    = within(sibling, named(11), "pelamar")
	duties    = record(mandate.Name, "53", "ketua", named(6), workflow.CaseID{})
	dossier   = record(person.Name, workflow.Nation, "ketua", named(7), workflow.CaseID{})
)

var day = calendar.MustDate("2024-05-08")

func holding(role workflow.Role, scope workflow.Scope) casework.Caller {
	return casework.Caller{Person: "ketua", Duties: []workflow.Duty{{Role: role, Scope: scope, From: day}}}
}

func TestCaller_reaches_what_a_duty_lies_around(t *testing.T) {
	t.Parallel()
	agency := workflow.Scope{Agency: "53"}
	for name, c := range map[string]struct {
		scope   workflow.Scope
		reaches []casework.Record
		misses  []casework.Record
	}{
		"nation": {workflow.Scope{Agency: workflow.Nation}, []casework.Record{round, selection, sibling, elsewhere, ours, theirs}, nil},
		"agency": {agency, []casework.Record{round, selection, sibling, duties, ours, theirs}, []casework.Record{elsewhere}},
		"round":  {workflow.Scope{Agency: "53", Round: round.ID}, []casework.Record{round, selection, sibling, ours, theirs}, []casework.Record{elsewhere}},
		"selection": {
			workflow.Scope{Agency: "53", Round: round.ID, Selection: selection.ID},
			[]casework.Record{selection, ours},
			[]casework.Record{round, sibling, elsewhere, theirs},
		},
		"a round named as a selection":        {workflow.Scope{Agency: "53", Selection: round.ID}, nil, []casework.Record{round, selection, ours}},
		"an application named as a selection": {workflow.Scope{Agency: "53", Selection: ours.ID}, nil, []casework.Record{round, selection, ours}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			caller := holding(workflow.CommitteeChair, c.scope)
			for _, r := range c.reaches {
				if !caller.Wall().Shows(r) || !slices.Contains(caller.Towards(r, day).Roles, workflow.CommitteeChair) {
					t.Errorf("%s of %s is out of reach", r.Procedure, r.Agency)
				}
			}
			for _, r := range c.misses {
				if caller.Wall().Shows(r) || len(caller.Towards(r, day).Roles) > 0 {
					t.Errorf("%s of %s is within reach", r.Procedure, r.Agency)
				}
			}
		})
	}
}

func TestCaller_is_the_data_subject_of_files_about_them_and_of_no_other(t *testing.T) {
	t.Parallel()
	nobody := casework.Caller{Person: "ketua"}
	for _, own := range []casework.Record{duties, dossier, within(elsewhere, named(12), "ketua")} {
		if !nobody.Wall().Shows(own) || !slices.Equal(nobody.Towards(own, day).Roles, []workflow.Role{workflow.DataSubject}) {
			t.Errorf("the own %s is out of reach", own.Procedure)
		}
	}
	// A post may be called as a person is: that makes it nobody's file.
	post := record(openselection.SelectionName, "53", "ketua", named(8), named(1))
	for _, other := range []casework.Record{post, round, ours} {
		if nobody.Wall().Shows(other) || len(nobody.Towards(other, day).Roles) > 0 {
			t.Errorf("%s %s is within reach", other.Procedure, other.Ref)
		}
	}
	if (casework.Caller{Person: "lain"}).Wall().Shows(dossier) {
		t.Error("the file of another person is within reach")
	}
	if (casework.Caller{}).Wall().Shows(record(person.Name, workflow.Nation, "", named(9), workflow.CaseID{})) {
		t.Error("nobody has a file")
	}
}

func TestWall_without_duties_shows_nothing(t *testing.T) {
	t.Parallel()
	for _, r := range []casework.Record{round, selection, elsewhere, duties, dossier} {
		if (casework.Wall{}).Shows(r) {
			t.Errorf("%s of %s is shown", r.Procedure, r.Agency)
		}
	}
	if !casework.Everywhere().Shows(elsewhere) || !casework.House("sistem").Wall().IsEverywhere() {
		t.Error("the house does not see its own cases")
	}
}

func TestCaller_does_not_get_rid_of_a_duty_by_leaving_the_second_factor_out(t *testing.T) {
	t.Parallel()
	serves := holding(workflow.Secretariat, workflow.Scope{Agency: "53"})
	if roles := serves.Towards(selection, day).Roles; !slices.Equal(roles, []workflow.Role{workflow.Secretariat}) {
		t.Fatalf("roles %v", roles)
	}
	serves.Dormant = []workflow.Duty{{Role: workflow.Supervisor, Scope: workflow.Scope{Agency: workflow.Nation}, From: day}}
	if roles := serves.Towards(selection, day).Roles; len(roles) > 0 {
		t.Errorf("roles %v", roles)
	}
	if serves.Wall().Shows(elsewhere) {
		t.Error("a duty that rests opens the wall")
	}
}

func TestCaller_with_duties_that_exclude_each_other_has_neither(t *testing.T) {
	t.Parallel()
	both := holding(workflow.Secretariat, workflow.Scope{Agency: "53"})
	both.Duties = append(both.Duties, workflow.Duty{Role: workflow.CommitteeMember, Scope: workflow.Scope{Agency: "53", Round: round.ID}, From: day})
	if roles := both.Towards(selection, day).Roles; len(roles) > 0 {
		t.Errorf("roles %v", roles)
	}
	if roles := both.Towards(duties, day).Roles; !slices.Equal(roles, []workflow.Role{workflow.Secretariat, workflow.DataSubject}) {
		t.Errorf("outside the round: roles %v", roles)
	}
}

func TestCaller_has_a_duty_from_its_first_day_to_its_last(t *testing.T) {
	t.Parallel()
	caller := holding(workflow.Assessor, workflow.Scope{Agency: "53"})
	caller.Duties[0].Until = calendar.MustDate("2024-05-10")
	for on, holds := range map[string]bool{"2024-05-07": false, "2024-05-08": true, "2024-05-10": true, "2024-05-11": false} {
		if got := len(caller.Towards(selection, calendar.MustDate(on)).Roles) == 1; got != holds {
			t.Errorf("%s: %t", on, got)
		}
	}
}
