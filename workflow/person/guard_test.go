package person_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/person"
	"selter/workflow/wire"
)

var day = calendar.MustDate

// A player plays the file of one person.
type player struct {
	t       testing.TB
	law     *workflow.Procedure[person.Facts]
	file    workflow.Case[person.Facts]
	held    []workflow.Duty
	actions []workflow.Action // of the newest decision
	refused map[string]int
	passed  map[string]int
}

func newPlayer(t testing.TB) *player {
	t.Helper()
	law, err := person.Person(seed(t))
	if err != nil {
		t.Fatal(err)
	}
	return &player{
		t: t, law: law, refused: map[string]int{}, passed: map[string]int{},
		file: workflow.Case[person.Facts]{ID: workflow.CaseID{9}, Ref: "rahmat", Agency: workflow.Nation, Zone: calendar.WIB, State: workflow.Unopened},
	}
}

func actor(who string, roles ...workflow.Role) workflow.Actor {
	return workflow.Actor{Person: who, Roles: roles}
}

var (
	self        = actor("rahmat", workflow.DataSubject)
	admin       = actor("admin-1", workflow.Admin)
	second      = actor("admin-2", workflow.Admin)
	house       = actor("sekretaris", workflow.System)
	selfAsAdmin = actor("rahmat", workflow.Admin, workflow.DataSubject)
)

func (p *player) try(who workflow.Actor, event workflow.Event, body any) error {
	p.t.Helper()
	raw, err := wire.Canonical(body)
	if err != nil {
		p.t.Fatal(err)
	}
	row, _ := p.law.Row(event, p.file.State)
	decision, err := p.law.Decide(p.file, workflow.Command{Event: event, Actor: who, Body: raw}, workflow.Moment{
		At: time.Date(2024, time.May, 8, 3, 0, 0, 0, time.UTC), Holidays: calendar.National(), Held: p.held,
	})
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
		for _, reason := range refusal.Reasons {
			p.refused[string(event)+"/"+reason.Code]++
		}
		return err
	} else if err != nil {
		p.t.Fatalf("%s is neither done nor refused: %v", event, err)
	}
	for _, guard := range row.Requires {
		p.passed[string(event)+"/"+guard.Code]++
	}
	p.file, p.actions = decision.Case, decision.Actions
	return nil
}

func (p *player) do(who workflow.Actor, event workflow.Event, body any) {
	p.t.Helper()
	if err := p.try(who, event, body); err != nil {
		p.t.Fatalf("%s by %s: %v", event, who.Person, err)
	}
}

func (p *player) refuse(who workflow.Actor, event workflow.Event, body any, codes ...string) {
	p.t.Helper()
	err := p.try(who, event, body)
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		p.t.Fatalf("%s by %s was not refused", event, who.Person)
	}
	var got []string
	for _, reason := range refusal.Reasons {
		got = append(got, reason.Code)
		if refusal.Kind == workflow.Guarded && (len(reason.Evidence) == 0 || len(reason.Citations) == 0) {
			p.t.Errorf("%s: evidence %v, citations %v", reason.Code, reason.Evidence, reason.Citations)
		}
	}
	slices.Sort(got)
	if slices.Sort(codes); !slices.Equal(got, codes) {
		p.t.Fatalf("%s by %s: refused by %v, want %v", event, who.Person, got, codes)
	}
}

func recorded(fields ...person.Particular) person.ParticularsBody {
	var body person.ParticularsBody
	for i, field := range fields {
		body.Particulars = append(body.Particulars, person.Commitment{Field: field, Commitment: strings.Repeat("0"+string(rune('a'+i)), 32)})
	}
	return body
}

// Each guard refuses and is passed, and the table is asked whether any was left out.
func TestGuards(t *testing.T) {
	t.Parallel()
	p := newPlayer(t)
	p.do(house, person.EnrolPerson, person.EnrolBody{})

	for _, who := range []workflow.Actor{self, admin, selfAsAdmin} {
		p.refuse(who, person.RecordParticulars, recorded(person.Email, person.HealthResult), "health_result_comes_from_the_examination")
		p.do(who, person.RecordParticulars, recorded(person.FullName, person.Email, person.WealthReport))
	}
	p.do(house, person.RecordParticulars, recorded(person.HealthResult))
	for _, field := range []person.Particular{person.NIK, person.NIP, person.BirthDate} {
		p.do(self, person.RecordParticulars, recorded(field))
		for _, who := range []workflow.Actor{self, house, selfAsAdmin} {
			p.refuse(who, person.RecordParticulars, recorded(person.Email, field), "what_identifies_is_recorded_once")
		}
		p.do(admin, person.RecordParticulars, recorded(person.Email, field))
	}
	if got := p.file.Facts.Recorded; len(got) != 7 || got[0].Field != person.FullName || got[3].Field != person.HealthResult {
		t.Errorf("recorded %+v", got)
	}

	p.refuse(admin, person.RequestErasure, person.RequestErasureBody{}, "request_of_another_is_by_letter")
	p.do(self, person.RequestErasure, person.RequestErasureBody{})
	p.do(admin, person.RefuseErasure, person.RefuseErasureBody{Reason: "arsip seleksi masih dalam masa simpan"})
	p.do(admin, person.RequestErasure, person.RequestErasureBody{Letter: &person.Basis{Number: "S/1", Date: day("2024-05-01")}})
	p.refuse(admin, person.ConfirmErasure, person.ConfirmErasureBody{}, "erasure_is_confirmed_by_another")
	p.refuse(selfAsAdmin, person.ConfirmErasure, person.ConfirmErasureBody{}, "erasure_is_confirmed_by_another")

	duty := workflow.Duty{Role: workflow.Applicant, Scope: workflow.Scope{Agency: "53"}, From: day("2024-01-01")}
	for name, until := range map[string]calendar.Date{"without an end": {}, "to this day": day("2024-05-08")} {
		duty.Until = until
		p.held = []workflow.Duty{duty}
		p.refuse(second, person.ConfirmErasure, person.ConfirmErasureBody{}, "person_holds_no_duty")
		if p.file.State != person.ErasureRequested {
			t.Errorf("a duty %s: is %s", name, p.file.State)
		}
	}
	duty.From, duty.Until = day("2024-06-01"), calendar.Date{}
	p.held = []workflow.Duty{duty}
	p.refuse(second, person.ConfirmErasure, person.ConfirmErasureBody{}, "person_holds_no_duty") // it is still to come
	duty.From, duty.Until = day("2024-01-01"), day("2024-05-07")
	p.held = []workflow.Duty{duty}
	p.do(second, person.ConfirmErasure, person.ConfirmErasureBody{})

	for _, row := range p.law.Rows {
		for _, guard := range row.Requires {
			key := string(row.On) + "/" + guard.Code
			if p.refused[key] == 0 || p.passed[key] == 0 {
				t.Errorf("%s: refused %d times, passed %d times", key, p.refused[key], p.passed[key])
			}
		}
	}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	t.Run("is_erased_for_good", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t)
		p.do(admin, person.EnrolPerson, person.EnrolBody{})
		p.do(self, person.RecordParticulars, recorded(person.NIK, person.NIP))
		p.do(self, person.RequestErasure, person.RequestErasureBody{})
		p.refuse(self, person.RecordParticulars, recorded(person.Phone), workflow.StateAllowsEvent)
		p.do(admin, person.ConfirmErasure, person.ConfirmErasureBody{})
		if p.file.State != person.Erased || len(p.actions) != 1 || p.actions[0] != (workflow.DestroyKey{}) {
			t.Errorf("is %s by %v", p.file.State, p.actions)
		}
		if f := p.file.Facts; f.Erased.Person != "admin-1" || f.Requested.Person != "rahmat" || len(f.Recorded) != 2 {
			t.Errorf("knows %+v", f)
		}
		p.refuse(admin, person.EnrolPerson, person.EnrolBody{}, workflow.StateAllowsEvent)
		p.refuse(self, person.RecordParticulars, recorded(person.NIK), workflow.StateAllowsEvent)
	})
	t.Run("may_ask_again_after_a_refusal", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t)
		p.do(house, person.EnrolPerson, person.EnrolBody{})
		for n := range 2 {
			p.do(self, person.RequestErasure, person.RequestErasureBody{})
			p.do(admin, person.RefuseErasure, person.RefuseErasureBody{Reason: "sengketa masih berjalan"})
			if p.file.State != person.Enrolled || p.file.Facts.Requested != nil || len(p.file.Facts.Refused) != n+1 {
				t.Errorf("is %s, knows %+v", p.file.State, p.file.Facts)
			}
		}
	})
	t.Run("replaces_a_commitment_and_keeps_the_others", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t)
		p.do(house, person.EnrolPerson, person.EnrolBody{})
		p.do(self, person.RecordParticulars, recorded(person.Email, person.Phone))
		was := p.file.Facts.Recorded
		p.do(self, person.RecordParticulars, recorded(person.Address, person.Email))
		got := p.file.Facts.Recorded
		if len(got) != 3 || got[0].Field != person.Email || got[0] == was[0] || got[1] != was[1] || got[2].Field != person.Address {
			t.Errorf("was %v, is %v", was, got)
		}
	})
	t.Run("keeps_nothing_that_was_not_sealed", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t)
		p.do(house, person.EnrolPerson, person.EnrolBody{})
		twice := recorded(person.Email, person.Email)
		for name, body := range map[string]any{
			"nothing":        person.ParticularsBody{Particulars: []person.Commitment{}},
			"a field twice":  twice,
			"a name":         map[string]any{"particulars": []any{map[string]any{"field": "full_name", "commitment": "Rahmat"}}},
			"63 digits":      map[string]any{"particulars": []any{map[string]any{"field": "nik", "commitment": strings.Repeat("a", 63)}}},
			"large digits":   map[string]any{"particulars": []any{map[string]any{"field": "nik", "commitment": strings.Repeat("A", 64)}}},
			"another field":  map[string]any{"particulars": []any{map[string]any{"field": "religion", "commitment": strings.Repeat("a", 64)}}},
			"a value beside": map[string]any{"particulars": []any{map[string]any{"field": "nik", "commitment": strings.Repeat("a", 64), "value": "5301"}}},
		} {
			if err := p.try(self, person.RecordParticulars, body); err == nil || !strings.Contains(err.Error(), workflow.BodyIsWellFormed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		p.do(self, person.RequestErasure, person.RequestErasureBody{})
		p.refuse(admin, person.RefuseErasure, person.RefuseErasureBody{Reason: " "}, workflow.BodyIsWellFormed)
	})
	t.Run("is_touched_by_no_officer_of_an_agency", func(t *testing.T) {
		t.Parallel()
		for _, role := range workflow.Duties() {
			if role == workflow.Admin {
				continue
			}
			p := newPlayer(t)
			p.do(house, person.EnrolPerson, person.EnrolBody{})
			for event, body := range map[workflow.Event]any{
				person.RecordParticulars: recorded(person.Email), person.RequestErasure: person.RequestErasureBody{},
			} {
				p.refuse(actor("officer", role), event, body, workflow.ActorMayAct)
			}
		}
	})
}
