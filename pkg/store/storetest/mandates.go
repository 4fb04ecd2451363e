package storetest

import (
	"fmt"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// mandateCases show what a commit writes of duties.
func mandateCases() []Case {
	return []Case{
		{"the duties of a mandate are those of its last step", func(t *testing.T, k *Kit) {
			first := []workflow.Duty{
				{
					Role: workflow.Supervisor, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-05-08"), Body: "bkn",
				},
				{
					Role:  workflow.CommitteeMember,
					Scope: workflow.Scope{Agency: "prov-contoh", Round: workflow.CaseID(newID()), Selection: workflow.CaseID(newID())},
					From:  calendar.MustDate("2024-05-09"), Until: calendar.MustDate("2024-12-31"),
				},
			}
			record := k.mandated(t, "prov-contoh", "ketua", first)
			k.wantHeld(t, "ketua", workflow.CaseID{}, first)
			given, err := k.Given(t.Context(), record.ID)
			wantError(t, nil, err)
			same(t, "given", first, given)

			record = k.moved(t, record) // says nothing of duties
			k.wantHeld(t, "ketua", workflow.CaseID{}, first)
			second := []workflow.Duty{first[1]}
			record = k.moved(t, record, setting(second))
			k.wantHeld(t, "ketua", workflow.CaseID{}, second)
			k.moved(t, record, setting([]workflow.Duty{}))
			k.wantHeld(t, "ketua", workflow.CaseID{}, nil)
		}},
		{"what is held is asked for besides one mandate, of one person", func(t *testing.T, k *Kit) {
			duty := func(agency string) []workflow.Duty {
				return []workflow.Duty{{Role: workflow.Assessor, Scope: workflow.Scope{Agency: agency}, From: calendar.MustDate("2024-05-08")}}
			}
			k.mandated(t, "prov-contoh", "ketua", duty("prov-contoh"))
			other := k.mandated(t, "kota-contoh", "ketua", duty("kota-contoh"))
			k.mandated(t, "prov-contoh", "anggota", duty("prov-contoh"))
			k.wantHeld(t, "ketua", other.ID, duty("prov-contoh"))
			k.wantHeld(t, "entah", other.ID, nil)
		}},
		{"a change that looked at somebody's other duties is written only while they are the same", func(t *testing.T, k *Kit) {
			duty := workflow.Duty{Role: workflow.Applicant, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-05-08")}
			other := k.mandated(t, "kota-contoh", "ketua", nil)
			record := k.mandated(t, "prov-contoh", "ketua", nil)
			record = k.moved(t, record, havingSeen())
			seen := k.moving(t, record, havingSeen(), setting([]workflow.Duty{duty}))
			elsewhere := duty
			elsewhere.Scope.Agency = "kota-contoh"
			k.moved(t, other, setting([]workflow.Duty{elsewhere}))
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), seen))
			k.wantHeld(t, "ketua", other.ID, nil)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, record, havingSeen(elsewhere, elsewhere))))
			record = k.moved(t, record, havingSeen(elsewhere), setting([]workflow.Duty{duty}))
			k.moved(t, record, havingSeen(elsewhere)) // what the case gives itself is not among them
		}},
		{"of eight cases that look at one person's duties at once one gives theirs first", func(t *testing.T, k *Kit) {
			for n := range 5 {
				who := fmt.Sprint("orang ", n)
				changes := make([]casework.Change, 8)
				for i := range changes {
					agency := fmt.Sprint("agency-", i)
					changes[i] = k.moving(t, k.mandated(t, agency, who, nil), havingSeen(), setting([]workflow.Duty{
						{Role: workflow.Applicant, Scope: workflow.Scope{Agency: agency}, From: calendar.MustDate("2024-05-08")},
					}))
				}
				if _, winners := k.atOnce(t, changes...); winners != 1 {
					t.Fatalf("%d were written", winners)
				}
			}
		}},
		{"a mandate that loses the race leaves the duties as they are", func(t *testing.T, k *Kit) {
			duties := []workflow.Duty{{Role: workflow.Tracer, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-05-08")}}
			record := k.mandated(t, "prov-contoh", "ketua", duties)
			stale := k.moving(t, record, setting([]workflow.Duty{}))
			k.moved(t, record)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), stale))
			k.wantHeld(t, "ketua", workflow.CaseID{}, duties)
		}},
		{"what a change says of people must be about the person whose file it moves", func(t *testing.T, k *Kit) {
			file, round := k.mandated(t, "prov-contoh", "ketua", nil), k.opened(t)
			for name, c := range map[string]struct {
				record casework.Record
				spoil  func(*casework.Change)
			}{
				"duties by a round":               {round, setting([]workflow.Duty{})},
				"duties in another agency":        {file, setting([]workflow.Duty{{Role: workflow.Tracer, Scope: workflow.Scope{Agency: "kota-contoh"}}})},
				"forgetting by a round":           {round, func(c *casework.Change) { c.Forgets = "ketua" }},
				"forgetting somebody else":        {file, func(c *casework.Change) { c.Forgets = "anggota" }},
				"a particular by a round":         {round, func(c *casework.Change) { c.Particulars = []casework.Particular{{Person: "ketua"}} }},
				"a particular of somebody else's": {file, func(c *casework.Change) { c.Particulars = []casework.Particular{{Person: "anggota"}} }},
			} {
				if err := k.Commit(t.Context(), k.moving(t, c.record, c.spoil)); err == nil {
					t.Errorf("%s was written", name)
				}
			}
			same(t, "file", file, k.picture(t, file.ID).Record)
			same(t, "round", round, k.picture(t, round.ID).Record)
		}},
		{"everything of a case is kept under its agency, also what a reminder leaves", func(t *testing.T, k *Kit) {
			k.inhabited(t, "prov-contoh")
			k.inhabited(t, "kota-contoh")
			k.mandated(t, "prov-contoh", "ketua", []workflow.Duty{{
				Role: workflow.Tracer, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-05-08"),
			}})
			k.Clock.Advance(time.Hour)
			due, _, err := k.Due(t.Context(), 10)
			wantError(t, nil, err)
			if fired, err := k.Remind(t.Context(), due); err != nil || fired != 2 {
				t.Errorf("%d fired, %v", fired, err)
			}
			strays, err := k.Strays(t.Context())
			if err != nil || len(strays) != 0 {
				t.Errorf("%v stray, %v", strays, err)
			}
		}},
	}
}

// havingSeen says which duties the person held elsewhere.
func havingSeen(duties ...workflow.Duty) func(*casework.Change) {
	return func(change *casework.Change) { change.Held = &casework.Held{Duties: duties} }
}

// setting says which duties a mandate gives.
func setting(duties []workflow.Duty) func(*casework.Change) {
	return func(change *casework.Change) { change.Duties = duties }
}

// mandated opens a mandate that gives duties.
func (k *Kit) mandated(t testing.TB, agency, who string, duties []workflow.Duty) casework.Record {
	t.Helper()
	draft := k.draft()
	draft.Round, draft.Procedure, draft.Agency, draft.Ref, draft.Subject = workflow.CaseID{}, mandate.Name, agency, who, who
	change := k.openingBy(t, draft, "grant_duty", mandate.Mandated)
	change.Duties = append([]workflow.Duty{}, duties...)
	k.commit(t, change)
	return change.Opened[0]
}

func (k *Kit) wantHeld(t *testing.T, who string, except workflow.CaseID, want []workflow.Duty) {
	t.Helper()
	held, err := k.Held(t.Context(), who, except)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "held", want, held)
}
