package access_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// places is every place in which a case can stand: each state of each procedure, and
// each held state over each state in which a case can be held.
func places(t *testing.T) []access.Place {
	t.Helper()
	var list []access.Place
	for _, table := range tables(t) {
		for _, state := range table.States {
			if state.Standing != workflow.Held {
				list = append(list, access.Place{Procedure: table.Procedure, State: state.Name})
				continue
			}
			for _, from := range table.States {
				if from.Standing == workflow.Active {
					list = append(list, access.Place{Procedure: table.Procedure, State: state.Name, Resumes: from.Name})
				}
			}
		}
	}
	return list
}

// tables are the procedures under both profiles of supervision.
func tables(t *testing.T) []catalog.Table {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []catalog.Table
	for _, query := range []policy.Query{{Profile: "kasn"}, {Profile: "bkn"}} {
		query.Date = day
		pack, err := library.Resolve(query)
		if err != nil {
			t.Fatal(err)
		}
		all := catalog.New()
		for _, name := range []string{openselection.RoundName, openselection.SelectionName, openselection.ApplicationName, openselection.SheetName, openselection.PaperName, complaint.Name, mandate.Name, person.Name} {
			procedure, err := all.Procedure(name, pack)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, procedure.Table())
		}
	}
	return list
}

func one(role workflow.Role) []workflow.Role { return []workflow.Role{role} }

func TestCases_each_row_says_something_that_no_other_says(t *testing.T) {
	t.Parallel()
	all, where := access.Cases(), places(t)
	for i, row := range all {
		others := slices.Delete(slices.Clone(all), i, i+1)
		if row.Why == "" || len(row.Of) == 0 || len(row.What) == 0 || len(row.By) == 0 {
			t.Errorf("row %d lacks something: %+v", i, row)
		}
		for _, procedure := range row.Of {
			for _, what := range row.What {
				for _, role := range row.By {
					alone := slices.ContainsFunc(where, func(p access.Place) bool {
						if p.Procedure != procedure {
							return false
						}
						_, may := all.MayRead(what, p, one(role))
						_, anyway := others.MayRead(what, p, one(role))
						return may && !anyway
					})
					if !alone {
						t.Errorf("row %d (%s): %s of %s by %s is never read because of it", i, row.Why, what, procedure, role)
					}
				}
			}
		}
	}
}

func TestCases_order_of_rows_does_not_matter(t *testing.T) {
	t.Parallel()
	all, where := access.Cases(), places(t)
	for seed := range uint64(10) {
		shuffled, chance := slices.Clone(all), rand.New(rand.NewPCG(seed, 7))
		chance.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for _, place := range where {
			roles := workflow.Roles()
			chance.Shuffle(len(roles), func(i, j int) { roles[i], roles[j] = roles[j], roles[i] })
			for _, what := range access.Resources() {
				by, may := all.MayRead(what, place, roles)
				if again, still := shuffled.MayRead(what, place, roles); by != again || may != still {
					t.Fatalf("seed %d: %s in %+v: %s %t, in another order %s %t", seed, what, place, by, may, again, still)
				}
			}
		}
	}
}

// What follows from something follows from the table: nobody reads the facts of a case
// of which they may not know that it exists.
func TestCases_who_reads_anything_reads_the_status(t *testing.T) {
	t.Parallel()
	for _, place := range places(t) {
		for _, role := range workflow.Roles() {
			for _, what := range access.Resources() {
				_, may := access.MayRead(what, place, one(role))
				_, knows := access.MayRead(access.Status, place, one(role))
				_, journal := access.MayRead(access.Journal, place, one(role))
				if may && !knows || may && what == access.Bodies && !journal {
					t.Errorf("%s reads %s in %+v and lacks what stands around it", role, what, place)
				}
			}
		}
	}
}

// Who may act on a case may know that it exists and what is open.
func TestCases_who_acts_reads_status_and_offers(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, table := range tables(t) {
		for _, row := range table.Rows {
			for _, state := range row.From {
				if state == workflow.Unopened {
					continue
				}
				for _, role := range row.By {
					if role == workflow.Clock || role == workflow.System {
						continue
					}
					looked++
					place := access.Place{Procedure: table.Procedure, State: state}
					for _, what := range []access.Resource{access.Status, access.Offers} {
						if _, may := access.MayRead(what, place, one(role)); !may {
							t.Errorf("%s may %s in %s of %s and not read its %s", role, row.Event, state, table.Procedure, what)
						}
					}
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("looked at %d acts only", looked)
	}
}

func TestCases_nobody_without_a_part_reads_anything(t *testing.T) {
	t.Parallel()
	for _, place := range append(places(t), access.Place{}, access.Place{Procedure: "coup"}) {
		for _, what := range append(access.Resources(), "", "everything") {
			for _, roles := range [][]workflow.Role{nil, {workflow.Public}, {workflow.Clock}, {workflow.System}, {"king"}} {
				announced := what == access.Status && place.Procedure == openselection.SelectionName && access.OnceAnnounced.Holds(place)
				if by, may := access.MayRead(what, place, roles); may && (!announced || by != workflow.Public) {
					t.Errorf("%v reads %s in %+v as %s", roles, what, place, by)
				}
			}
		}
	}
}

// The rules that the table is made of, said once more and shorter.
func TestCases_say_what_the_rules_say(t *testing.T) {
	t.Parallel()
	scoring := []workflow.State{
		openselection.Screened, openselection.TrackRecordChecked, openselection.CompetencyAssessed, openselection.FieldTested, openselection.Interviewed,
		openselection.HealthTested, openselection.Cancelled, openselection.DivertedToJobfit, openselection.DivertedToSuccession, openselection.ToBeRepeated,
	}
	for _, place := range places(t) {
		state := place.State
		if place.Resumes != "" {
			state = place.Resumes
		}
		selecting := place.Procedure == openselection.SelectionName
		ours := selecting || place.Procedure == openselection.RoundName
		if slices.Contains([]string{openselection.ApplicationName, openselection.SheetName, openselection.PaperName, complaint.Name}, place.Procedure) {
			continue // see TestCases_applications, TestCases_sheets_and_papers and TestCases_complaints
		}
		reads := func(role workflow.Role, what access.Resource) bool {
			_, may := access.MayRead(what, place, one(role))
			return may
		}
		for _, what := range access.Resources() {
			if slices.Contains([]access.Resource{access.Findings, access.Reporter, access.Compliance}, what) {
				continue // see TestCases_applications, TestCases_complaints and TestCases_compliance
			}
			said := what == access.Facts || what == access.Bodies
			for role, want := range map[workflow.Role]bool{
				workflow.Supervisor:        what != access.Readings || place.Procedure == person.Name,
				workflow.Auditor:           what != access.Readings || place.Procedure == person.Name,
				workflow.DataSubject:       !ours && (what != access.Readings || place.Procedure == person.Name),
				workflow.CommitteeMember:   ours && what != access.Readings,
				workflow.AppointingOfficer: ours && what != access.Readings && (!said || !selecting || !slices.Contains(scoring, state)) || place.Procedure == mandate.Name && what != access.Readings,
				workflow.Applicant:         ours && what == access.Status,
				workflow.Assessor:          ours && slices.Contains([]access.Resource{access.Status, access.Offers, access.Deadlines}, what),
				workflow.Permitter:         ours && slices.Contains([]access.Resource{access.Status, access.Offers, access.Deadlines, access.Notices}, what),
				workflow.Admin:             ours && what == access.Status || !ours && what != access.Readings,
			} {
				if reads(role, what) != want {
					t.Errorf("%s reads %s in %+v: %t", role, what, place, !want)
				}
			}
		}
	}
}

// An application is read by who applies and, from the day it is handed in, by who looks
// into it and who watches over that: before that they know that there is one. The officers
// who choose read nothing of it, in no state, and neither does who assesses, traces, attends
// or applies as well. What was found in it the applicant reads once it is decided.
func TestCases_applications(t *testing.T) {
	t.Parallel()
	readers := []workflow.Role{
		workflow.CommitteeChair, workflow.CommitteeMember, workflow.Secretariat, workflow.Supervisor, workflow.Auditor,
	}
	looked := 0
	for _, place := range places(t) {
		if place.Procedure != openselection.ApplicationName {
			continue
		}
		looked++
		for _, role := range workflow.Roles() {
			for _, what := range access.Resources() {
				decided := place.State == openselection.Shortlisted || place.State == openselection.NotShortlisted
				others := decided || slices.Contains([]workflow.State{openselection.Invited, openselection.InvitationDeclined, openselection.Submitted}, place.State)
				want := slices.Contains(readers, role) && (others || what == access.Status) || role == workflow.DataSubject && (what != access.Findings || decided)
				if _, may := access.MayRead(what, place, one(role)); may != (want && what != access.Readings && what != access.Reporter && what != access.Compliance) {
					t.Errorf("%s reads %s in %+v: %t", role, what, place, may)
				}
			}
		}
	}
	if looked < 8 {
		t.Errorf("looked at %d places only", looked)
	}
}

// Before the reveal a sheet and a paper are their subject's alone; of a sheet others know
// that it is there and whether it has been submitted, of a paper not even that.
func TestCases_sheets_and_papers(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, place := range places(t) {
		if place.Procedure != openselection.SheetName && place.Procedure != openselection.PaperName {
			continue
		}
		looked++
		revealed := place.State == openselection.SheetRevealed || place.State == openselection.PaperOpened
		insiders := []workflow.Role{workflow.CommitteeChair, workflow.CommitteeMember, workflow.Secretariat, workflow.Supervisor, workflow.Auditor}
		for _, role := range workflow.Roles() {
			for _, what := range access.Resources() {
				_, may := access.MayRead(what, place, one(role))
				status := place.Procedure == openselection.SheetName && what == access.Status
				want := slices.Contains(ofACase, what) && (role == workflow.DataSubject || slices.Contains(insiders, role) && (revealed || status))
				if may != want {
					t.Errorf("%s reads %s in %+v: %t", role, what, place, may)
				}
			}
		}
	}
	if looked < 6 {
		t.Errorf("looked at %d places only", looked)
	}
}

// ofACase are the resources that cases of all procedures have.
var ofACase = []access.Resource{access.Status, access.Offers, access.Deadlines, access.Notices, access.Journal, access.Bodies, access.Facts}

// How far a selection has kept the rules is read, check by check, by exactly those who read what the selection says: whoever is
// measured, and whoever watches. Nothing else has such a score.
func TestCases_compliance(t *testing.T) {
	t.Parallel()
	read := 0
	for _, place := range places(t) {
		for _, role := range workflow.Roles() {
			_, facts := access.MayRead(access.Facts, place, one(role))
			_, may := access.MayRead(access.Compliance, place, one(role))
			if may != (facts && place.Procedure == openselection.SelectionName) {
				t.Errorf("%s reads compliance in %+v: %t", role, place, may)
			}
			if may {
				read++
			}
		}
	}
	if read < 100 {
		t.Errorf("read in %d places only", read)
	}
}

// What is said in a complaint is for who said it and for who watches. Those whom it concerns
// learn that it is there once it is examined, and read what the supervisor says; custodians alone
// can learn a name, and read nothing else. Everybody else does not learn that it is there.
func TestCases_complaints(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, place := range append(places(t), access.Place{Procedure: complaint.Name, State: workflow.Unopened}) {
		if place.Procedure != complaint.Name {
			continue
		}
		looked++
		heard := place.State != complaint.Received && place.State != workflow.Unopened
		for _, role := range workflow.Roles() {
			for _, what := range access.Resources() {
				want := false
				switch role {
				case workflow.DataSubject, workflow.Supervisor, workflow.Auditor:
					want = slices.Contains(ofACase, what) || what == access.Findings
				case workflow.AppointingOfficer, workflow.AuthorisedOfficer:
					want = heard && slices.Contains([]access.Resource{access.Status, access.Offers, access.Deadlines, access.Findings}, what)
				case workflow.Custodian:
					want = slices.Contains([]access.Resource{access.Status, access.Offers, access.Journal, access.Reporter}, what)
				default: // nobody else knows of it
				}
				if _, may := access.MayRead(what, place, one(role)); may != want {
					t.Errorf("%s reads %s in %+v: %t", role, what, place, may)
				}
			}
		}
	}
	if looked < 8 {
		t.Errorf("looked at %d places only", looked)
	}
}

// What has been announced stays there for everybody, also when it is over: who was passed over
// complains about it then. A selection that was cancelled may never have been announced.
func TestCases_public_knows_what_was_announced(t *testing.T) {
	t.Parallel()
	for _, place := range places(t) {
		if place.Procedure != openselection.SelectionName {
			continue
		}
		state := place.State
		if place.Resumes != "" {
			state = place.Resumes
		}
		want := state != openselection.Planned && state != openselection.Cancelled
		if _, may := access.MayRead(access.Status, place, one(workflow.Public)); may != want {
			t.Errorf("public knows of %+v: %t", place, may)
		}
	}
}

func TestCovers_only_what_the_table_speaks_of(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what      access.Resource
		procedure string
		want      bool
	}{
		{access.Journal, openselection.RoundName, true},
		{access.Readings, person.Name, true},
		{access.Particulars, person.Name, true},
		{access.Readings, openselection.RoundName, false},
		{access.Particulars, mandate.Name, false},
		{access.Status, "coup", false},
		{"", openselection.RoundName, false},
	} {
		if got := access.Covers(c.what, c.procedure); got != c.want {
			t.Errorf("%s of %s: %t", c.what, c.procedure, got)
		}
	}
}
