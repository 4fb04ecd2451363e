package casework_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
)

// A stage shows every case in one state, so that a test need not play its way there.
type stage struct {
	casework.Store
	state workflow.State
}

func (s stage) Load(ctx context.Context, wall casework.Wall, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	loaded, err := s.Store.Load(ctx, wall, id, key)
	loaded.Record.State = s.state
	return loaded, err
}

// reuse brings an earlier assessment of somebody who does not compete.
const reuse = `{"candidate":"01","points":70,"from":"2023-11-06","institution":"","letter":` + letter + `,
 "sha256":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"}`

// told finds evidence of what the case holds: neither said by the actor nor set by the law.
func told(reasons []workflow.Reason) (found []string) {
	for _, reason := range reasons {
		for _, e := range reason.Evidence {
			if e.Field == "" && e.Citation == nil {
				found = append(found, reason.Code+"/"+e.Name)
			}
		}
	}
	return found
}

func TestRefusals_repeat_no_facts_to_who_may_not_read_them(t *testing.T) {
	t.Parallel()
	r := newRoom(t, file(t))
	id := r.child(t, r.round(t), "bappeda")
	record := r.record(t, id)
	record.State = openselection.TrackRecordChecked
	pack, err := r.store.Pack(t.Context(), record.Pack)
	if err != nil {
		t.Fatal(err)
	}
	procedure, err := catalog.New().Procedure(openselection.SelectionName, pack)
	if err != nil {
		t.Fatal(err)
	}
	ask := request(workflow.Assessor, openselection.ReuseAssessment, reuse, "k")
	_, err = procedure.Decide(record.Case, workflow.Command{
		Event: ask.Event, Actor: workflow.Actor{Person: "a", Roles: []workflow.Role{workflow.Assessor}}, Body: ask.Body,
	}, workflow.Moment{At: r.clock(), Holidays: calendar.National()})
	whole, ok := errors.AsType[*workflow.Refusal](err)
	if !ok || whole.Kind != workflow.Guarded || len(told(whole.Reasons)) == 0 {
		t.Fatalf("the law itself says nothing that could be kept back: %v", err)
	}

	_, err = r.another(t, stage{r.store, openselection.TrackRecordChecked}).Handle(t.Context(), id, ask)
	heard, ok := errors.AsType[*workflow.Refusal](err)
	if !ok || heard.Error() != whole.Error() {
		t.Fatalf("heard %v, the law says %v", err, whole)
	}
	if leaks := told(heard.Reasons); len(leaks) > 0 {
		t.Errorf("the assessor is told %v", leaks)
	}
	own := false
	for _, reason := range heard.Reasons {
		for _, e := range reason.Evidence {
			own = own || e.Field != ""
		}
	}
	if !own {
		t.Error("the assessor is not told what of their own words is wrong")
	}
}

func TestOffers_repeat_no_facts_to_who_may_not_read_them(t *testing.T) {
	t.Parallel()
	r := newRoom(t, file(t))
	id := r.child(t, r.round(t), "bappeda")
	for state, hears := range map[workflow.State]bool{openselection.Chosen: true, openselection.Interviewed: false} {
		desk := r.another(t, stage{r.store, state})
		_, offers, err := desk.Offers(t.Context(), id, as(workflow.AppointingOfficer))
		if err != nil {
			t.Fatal(err)
		}
		var leaks []string
		for _, offer := range offers {
			for _, reason := range offer.Why {
				if reason.Code != workflow.ActorMayAct { // who may act is law
					leaks = append(leaks, told([]workflow.Reason{reason})...)
				}
			}
		}
		if (len(leaks) > 0) != hears {
			t.Errorf("in %s the officer is told %v", state, leaks)
		}
	}
}

func TestAnswers_hold_their_hash_for_who_may_read_what_it_covers(t *testing.T) {
	t.Parallel()
	r := newRoom(t, file(t))
	id := r.round(t)
	if o := outline(t, r.do(t, id, workflow.Permitter, openselection.RecordPermit, permit)); o.Hash != (casework.Outline{}).Hash {
		t.Error("who permits reads no bodies and gets a hash of them")
	}
	if o := outline(t, r.do(t, id, workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal)); o.Hash != r.record(t, id).Head {
		t.Error("who reads the bodies of a round does not get the hash of their own")
	}
	found, err := r.Inspect(t.Context(), r.store, time.Time{}, func(v casework.Violation) { t.Error(v) })
	if err != nil || found.Answers == 0 {
		t.Errorf("%+v %v", found, err)
	}
}

// A case that lies within the wall and of which the caller may not even know the state
// answers as one that was never opened, whatever is asked of it.
func TestCases_that_may_not_be_known_are_not_there(t *testing.T) {
	t.Parallel()
	r := newRoom(t, file(t))
	round := r.round(t)
	stranger := as(workflow.Public)
	// A key that was used while the case could be known says nothing either.
	used := request(workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal, "used")
	if _, err := r.Handle(t.Context(), round, used); err != nil {
		t.Fatal(err)
	}
	used.By = casework.Caller{Person: used.By.Person, Duties: stranger.Duties}
	stale := request(workflow.Public, openselection.SubmitPlan, proposal, "stale")
	stale.Expect = 9
	for name, ask := range map[string]casework.Request{
		"an_event":         request(workflow.Public, openselection.SubmitPlan, proposal, "a"),
		"an_unknown_event": request(workflow.Public, "become_president", "{}", "b"),
		"a_broken_body":    request(workflow.Public, openselection.SubmitPlan, "{", "c"),
		"a_revision":       stale,
		"a_used_key":       used,
	} {
		if !ask.By.Wall().Shows(r.record(t, round)) {
			t.Fatalf("%s: the case lies outside the wall", name)
		}
		if _, err := r.Handle(t.Context(), round, ask); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := r.Offers(t.Context(), round, stranger); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("offers: %v", err)
	}
	// Nor does a used key tell that the case is of another procedure.
	again := request(workflow.AuthorisedOfficer, openselection.SubmitPlan, cancellation, "used")
	again.Procedure = openselection.SelectionName
	if _, err := r.Handle(t.Context(), round, again); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("a used key on another path: %v", err)
	}
}
