package casework_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/openselection"
)

func submit(key string) casework.Request {
	return request(workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal, key)
}

// revise is a request that may follow itself.
func revise(key string) casework.Request {
	return request(workflow.Secretariat, openselection.RevisePlan, strings.Replace(plan, "terbuka", key, 1), key)
}

func handlings() []deskCase {
	return []deskCase{
		{"the same key again is answered with the same bytes and writes nothing", func(t *testing.T, r *room) {
			id := r.round(t)
			first, err := r.Handle(t.Context(), id, submit("k"))
			if err != nil || first.Replayed || first.Revision != 2 {
				t.Fatalf("%+v, %v", first, err)
			}
			r.do(t, id, workflow.Supervisor, openselection.RecommendPlan, recommendation) // the case goes on
			before := r.picture(t)
			again := submit("k")
			again.Expect = 1 // true when it was sent
			second, err := r.another(t, nil).Handle(t.Context(), id, again)
			if err != nil || !second.Replayed || second.Revision != 2 || string(second.Body) != string(first.Body) {
				t.Errorf("%+v, %v", second, err)
			}
			same(t, "written", before, r.picture(t))
		}},
		{"a key that belongs to another command is refused and writes nothing", func(t *testing.T, r *room) {
			id := r.submitted(t)
			if _, err := r.Handle(t.Context(), id, request(workflow.Supervisor, openselection.RecommendPlan, recommendation, "k")); err != nil {
				t.Fatal(err)
			}
			before := r.picture(t)
			other := request(workflow.Supervisor, openselection.ReturnPlan, `{"letter":`+letter+`,"items":[]}`, "k")
			_, err := r.Handle(t.Context(), id, other)
			wantError(t, casework.ErrKeyReused, err)
			same(t, "written", before, r.picture(t))
		}},
		{"the same text of another person is another key", func(t *testing.T, r *room) {
			id := r.round(t)
			for _, person := range []string{"a", "b"} {
				q := revise("k")
				q.By.Person, q.Key.Person = person, person
				if reply, err := r.Handle(t.Context(), id, q); err != nil || reply.Replayed {
					t.Errorf("%+v, %v", reply, err)
				}
			}
			if revision := r.record(t, id).Revision; revision != 3 {
				t.Errorf("revision %d", revision)
			}
		}},
		{"a stale expectation is told the present revision", func(t *testing.T, r *room) {
			id := r.submitted(t)
			before := r.picture(t)
			q := request(workflow.Supervisor, openselection.RecommendPlan, recommendation, "k")
			q.Expect = 1
			_, err := r.Handle(t.Context(), id, q)
			if stale, is := errors.AsType[*casework.StaleRevision](err); !is || stale.Current != 2 || !strings.Contains(stale.Error(), "2") {
				t.Errorf("got %v", err)
			}
			same(t, "written", before, r.picture(t))
			q.Expect = 2
			if reply, err := r.Handle(t.Context(), id, q); err != nil || reply.Revision != 3 {
				t.Errorf("as expected: %+v, %v", reply, err)
			}
		}},
		{"a case of another procedure is no case", func(t *testing.T, r *room) {
			id := r.round(t)
			before := r.picture(t)
			q := submit("k")
			q.Procedure = openselection.SelectionName
			_, err := r.Handle(t.Context(), id, q)
			wantError(t, casework.ErrNoCase, err)
			_, err = r.Handle(t.Context(), workflow.CaseID(uuid.New()), submit("k"))
			wantError(t, casework.ErrNoCase, err)
			same(t, "written", before, r.picture(t))
		}},
		{"a refusal writes nothing and leaves its key free", func(t *testing.T, r *room) {
			id := r.submitted(t)
			before := r.picture(t)
			refused := map[string]casework.Request{
				workflow.StateAllowsEvent: revise("k"),
				workflow.ActorMayAct:      request(workflow.Secretariat, openselection.RecommendPlan, recommendation, "k"),
				workflow.BodyIsWellFormed: request(workflow.Supervisor, openselection.RecommendPlan, `{"letter":1}`, "k"),
				workflow.EventIsKnown:     request(workflow.Supervisor, "dance", `{}`, "k"),
				"return_names_its_items":  request(workflow.Supervisor, openselection.ReturnPlan, `{"letter":`+letter+`,"items":[]}`, "k"),
			}
			for code, q := range refused {
				_, err := r.Handle(t.Context(), id, q)
				if refusal, is := errors.AsType[*workflow.Refusal](err); !is || !refusal.Has(code) {
					t.Errorf("want %s, got %v", code, err)
				}
			}
			same(t, "written", before, r.picture(t))
			if reply, err := r.Handle(t.Context(), id, request(workflow.Supervisor, openselection.RecommendPlan, recommendation, "k")); err != nil || reply.Replayed {
				t.Errorf("with the key of the refused: %+v, %v", reply, err)
			}
		}},
		{"a fault is told and writes nothing, and the same request then succeeds", func(t *testing.T, r *room) {
			id := r.round(t)
			before := r.picture(t)
			desk := r.another(t, r.failingAt(1))
			_, err := desk.Handle(t.Context(), id, submit("k"))
			wantError(t, errDisk, err)
			same(t, "written", before, r.picture(t))
			if reply, err := desk.Handle(t.Context(), id, submit("k")); err != nil || reply.Replayed || reply.Revision != 2 {
				t.Errorf("%+v, %v", reply, err)
			}
		}},
		{"a commit whose answer got lost is found out by the same request", func(t *testing.T, r *room) {
			id := r.round(t)
			cut := &tap{Store: r.store}
			cut.commit = func(n int64, change *casework.Change) error {
				if n > 1 {
					return nil
				}
				return errors.Join(r.store.Commit(t.Context(), *change), errDisk)
			}
			desk := r.another(t, cut)
			_, err := desk.Handle(t.Context(), id, submit("k"))
			wantError(t, errDisk, err)
			if reply, err := desk.Handle(t.Context(), id, submit("k")); err != nil || !reply.Replayed || reply.Revision != 2 {
				t.Errorf("%+v, %v", reply, err)
			}
		}},
	}
}

func races() []deskCase {
	return []deskCase{
		{"two who decide on the same revision both succeed, one after the other", func(t *testing.T, r *room) {
			id := r.round(t)
			desk := r.another(t, r.meeting(2))
			var both sync.WaitGroup
			errs := make([]error, 2)
			for n := range errs {
				both.Go(func() { _, errs[n] = desk.Handle(t.Context(), id, revise("k"+strconv.Itoa(n))) })
			}
			both.Wait()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			dense(t, r, id, 3)
		}},
		{"of two who expect the same revision one is told that it is stale", func(t *testing.T, r *room) {
			id := r.round(t)
			desk := r.another(t, r.meeting(2))
			var both sync.WaitGroup
			errs := make([]error, 2)
			for n := range errs {
				both.Go(func() {
					q := revise("k" + strconv.Itoa(n))
					q.Expect = 1
					_, errs[n] = desk.Handle(t.Context(), id, q)
				})
			}
			both.Wait()
			stale, is := errors.AsType[*casework.StaleRevision](errors.Join(errs...))
			if !is || stale.Current != 2 || errs[0] != nil && errs[1] != nil {
				t.Errorf("got %v", errs)
			}
			dense(t, r, id, 2)
		}},
		{"two with the same key have one effect and one answer", func(t *testing.T, r *room) {
			id := r.round(t)
			desk := r.another(t, r.meeting(2))
			var both sync.WaitGroup
			errs, replies := make([]error, 2), make([]casework.Reply, 2)
			for n := range errs {
				both.Go(func() { replies[n], errs[n] = desk.Handle(t.Context(), id, submit("k")) })
			}
			both.Wait()
			if err := errors.Join(errs...); err != nil || string(replies[0].Body) != string(replies[1].Body) || replies[0].Replayed == replies[1].Replayed {
				t.Errorf("%+v, %v", replies, err)
			}
			dense(t, r, id, 2)
		}},
		{"two who open with the same key open one round", func(t *testing.T, r *room) {
			desk := r.another(t, r.meeting(2))
			var both sync.WaitGroup
			errs, replies := make([]error, 2), make([]casework.Reply, 2)
			for n := range errs {
				both.Go(func() { replies[n], errs[n] = desk.Open(t.Context(), draft(plan, "open")) })
			}
			both.Wait()
			if err := errors.Join(errs...); err != nil || string(replies[0].Body) != string(replies[1].Body) || replies[0].Replayed == replies[1].Replayed {
				t.Errorf("%+v, %v", replies, err)
			}
			if p := r.picture(t); len(p.Records) != 3 || len(p.Journal) != 3 {
				t.Errorf("%d cases, %d entries", len(p.Records), len(p.Journal))
			}
		}},
		{"a case that keeps moving is a lost race, and only the others have written", func(t *testing.T, r *room) {
			id := r.round(t)
			rival := &tap{Store: r.store}
			rival.commit = func(n int64, _ *casework.Change) error {
				_, err := r.Handle(t.Context(), id, revise("rival"+strconv.FormatInt(n, 10)))
				return err
			}
			_, err := r.another(t, rival).Handle(t.Context(), id, revise("k"))
			wantError(t, casework.ErrLostRace, err)
			if rival.commits.Load() != 2 {
				t.Errorf("tried %d times", rival.commits.Load())
			}
			dense(t, r, id, 3)
		}},
		{"many at once leave a dense chain", func(t *testing.T, r *room) {
			id := r.round(t)
			var all sync.WaitGroup
			errs := make([]error, 6)
			for n := range errs {
				all.Go(func() { _, errs[n] = r.Handle(t.Context(), id, revise("k"+strconv.Itoa(n))) })
			}
			all.Wait()
			var written int64
			for _, err := range errs {
				if err == nil {
					written++
				} else {
					wantError(t, casework.ErrLostRace, err)
				}
			}
			if written == 0 {
				t.Error("nobody succeeded")
			}
			dense(t, r, id, 1+written)
		}},
	}
}

// dense demands a chain without a gap up to the revision, of which the case is the fold.
func dense(t *testing.T, r *room, id workflow.CaseID, revision int64) {
	t.Helper()
	journal := r.journal(t, id)
	if err := audit.Verify(journal); err != nil || int64(len(journal)) != revision {
		t.Errorf("%d entries, want %d; %v", len(journal), revision, err)
	}
	if err := r.Verify(t.Context(), r.store, id); err != nil {
		t.Error(err)
	}
}
