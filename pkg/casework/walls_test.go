package casework_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// of is a person with one duty in one agency.
func of(agency string, role workflow.Role) casework.Caller {
	caller := as(role)
	caller.Duties[0].Scope.Agency = agency
	return caller
}

// walls show that the desk knows nothing of what its caller does not reach.
func walls() []deskCase {
	return []deskCase{
		{"an event of a case in another agency happens to no case", func(t *testing.T, r *room) {
			id := r.round(t)
			before := r.picture(t)
			foreign := submit("foreign")
			foreign.By = of("52", workflow.AuthorisedOfficer)
			_, err := r.Handle(t.Context(), id, foreign)
			wantError(t, casework.ErrNoCase, err)
			_, _, err = r.Offers(t.Context(), id, foreign.By)
			wantError(t, casework.ErrNoCase, err)
			same(t, "after", before, r.picture(t))
			own := submit("own")
			own.By = of("53", workflow.AuthorisedOfficer)
			if _, err := r.Handle(t.Context(), id, own); err != nil {
				t.Error(err)
			}
		}},
		{"an answer is not given again to whom the case is not shown any more", func(t *testing.T, r *room) {
			id := r.round(t)
			request := submit("once")
			request.By = of("53", workflow.AuthorisedOfficer)
			if _, err := r.Handle(t.Context(), id, request); err != nil {
				t.Fatal(err)
			}
			reply, err := r.Handle(t.Context(), id, request)
			if err != nil || !reply.Replayed {
				t.Errorf("%+v, %v", reply, err)
			}
			request.By = of("52", workflow.AuthorisedOfficer)
			_, err = r.Handle(t.Context(), id, request)
			wantError(t, casework.ErrNoCase, err)

			opening := draft(plan, "opened once")
			if _, err := r.Open(t.Context(), opening); err != nil {
				t.Fatal(err)
			}
			opening.By = of("52", workflow.Secretariat)
			_, err = r.Open(t.Context(), opening)
			wantError(t, casework.ErrNoCase, err)
		}},
		{"an inspection finds the duties of a mandate as its journal gives them, and notices when they are others", func(t *testing.T, r *room) {
			id := r.mandated(t, "orang-ketua", workflow.CommitteeChair)
			held, err := r.store.Held(t.Context(), "orang-ketua", workflow.CaseID{})
			if err != nil || len(held) != 1 || held[0].Role != workflow.CommitteeChair || held[0].Scope.Agency != "53" {
				t.Fatalf("held %+v, %v", held, err)
			}
			same(t, "untouched", []casework.Violation(nil), r.inspected(t, r.store))
			found := r.inspected(t, crooked{Store: r.store, given: []workflow.Duty{}})
			if len(found) != 1 || found[0].Case != id || found[0].Invariant != casework.Fold {
				t.Errorf("a duty that got lost: %v", found)
			}
			more := append(held, held[0])
			if found := r.inspected(t, crooked{Store: r.store, given: more}); len(found) != 1 || !strings.Contains(found[0].Problem, "gives 1 duties, 2 are kept") {
				t.Errorf("a duty too many: %v", found)
			}
			found = r.inspected(t, crooked{Store: r.store, given: held, strays: []workflow.CaseID{id}})
			if len(found) != 1 || !strings.Contains(found[0].Problem, "under another agency") {
				t.Errorf("a row in another agency: %v", found)
			}
		}},
		{"the same answer to a second mandate of a person in an agency names what is there", func(t *testing.T, r *room) {
			r.mandated(t, "orang-ketua", workflow.CommitteeChair)
			_, err := r.Open(t.Context(), installing("orang-ketua", workflow.CommitteeMember, "second"))
			wantError(t, casework.ErrFileExists, err)
		}},
	}
}

func installing(person string, duty workflow.Role, key string) casework.Opening {
	body := `{"ref":"a","duty":"` + string(duty) + `","from":"2024-05-08"}`
	o := casework.Opening{Agency: "53", Ref: person, Subject: person, Zone: calendar.WITA, Request: casework.Request{
		By: casework.House("pemasang"), Procedure: mandate.Name, Event: mandate.InstallDuty, Body: []byte(body),
		Key: casework.Key{Person: "pemasang", Text: key}, Fingerprint: sha256.Sum256([]byte(body)),
	}}
	return o
}

// mandated gives a person a duty.
func (r *room) mandated(t *testing.T, person string, duty workflow.Role) workflow.CaseID {
	t.Helper()
	reply, err := r.Open(t.Context(), installing(person, duty, "mandate of "+person))
	if err != nil {
		t.Fatal(err)
	}
	return outline(t, reply).Case
}

func (r *room) inspected(t *testing.T, ledger casework.Ledger) (found []casework.Violation) {
	t.Helper()
	saw, err := r.Inspect(t.Context(), ledger, time.Time{}, func(v casework.Violation) { found = append(found, v) })
	if err != nil || saw.Cases == 0 {
		t.Fatalf("%+v, %v", saw, err)
	}
	return found
}

// A crooked ledger tells of other duties, and of rows that have got under another agency.
type crooked struct {
	*store.Store
	given  []workflow.Duty
	strays []workflow.CaseID
}

func (c crooked) Given(context.Context, workflow.CaseID) ([]workflow.Duty, error) {
	return c.given, nil
}

func (c crooked) Strays(context.Context) ([]workflow.CaseID, error) { return c.strays, nil }
