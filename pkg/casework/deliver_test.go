package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

var delivered = casework.Outcome{Done: true}

// permitted is what a round that gets the minister's permit sends to its selections.
func (r *room) permitted(t *testing.T, round workflow.CaseID) casework.Message {
	t.Helper()
	r.do(t, round, workflow.Permitter, openselection.RecordPermit, permit)
	return r.events(t, round, openselection.RecordPermit)[0]
}

func deliveries() []deskCase {
	return []deskCase{
		{"an event for all children reaches each of them, once", func(t *testing.T, r *room) {
			round := r.round(t)
			m := r.permitted(t, round)
			same(t, "delivered", delivered, r.Deliver(t.Context(), m))
			for _, ref := range []string{"bappeda", "dinkes"} {
				journal := r.journal(t, r.child(t, round, ref))
				last := journal[len(journal)-1]
				if len(journal) != 2 || last.Event != openselection.RecordPermit || last.Person != "case:"+round.String() || last.Role != workflow.System {
					t.Errorf("%s: %+v", ref, last)
				}
			}
			before := r.picture(t)
			same(t, "delivered again", delivered, r.another(t, nil).Deliver(t.Context(), m))
			same(t, "written by the second", before, r.picture(t))
		}},
		{"an event for one child by its name reaches that one alone", func(t *testing.T, r *room) {
			round := r.announced(t)
			messages := r.events(t, round, openselection.Announce)
			if len(messages) != 2 || messages[0].Ref == messages[1].Ref {
				t.Fatalf("sent %+v", messages)
			}
			same(t, "delivered", delivered, r.Deliver(t.Context(), messages[1]))
			if state := r.record(t, r.child(t, round, messages[1].Ref)).State; state != openselection.Announced {
				t.Errorf("%s is in %s", messages[1].Ref, state)
			}
			if state := r.record(t, r.child(t, round, messages[0].Ref)).State; state != openselection.Planned {
				t.Errorf("%s is in %s", messages[0].Ref, state)
			}
		}},
		{"an event for the parent reaches it, once", func(t *testing.T, r *room) {
			selection, round := r.running(t)
			m := casework.Message{
				ID: uuid.Must(uuid.NewV7()), Case: selection, Kind: casework.EventMessage, Event: openselection.NoteInauguration,
				ToParent: true, Body: jsontext.Value(`{"ref":"bappeda"}`),
			}
			before := r.record(t, round).Revision
			for range 2 {
				same(t, "delivered", delivered, r.Deliver(t.Context(), m))
			}
			if after := r.record(t, round); after.Revision != before+1 || !strings.Contains(string(after.Facts), `"inaugurated":["bappeda"]`) {
				t.Errorf("revision %d after %d: %s", after.Revision, before, after.Facts)
			}
			if due := r.timer(t, round, openselection.FinalReportDue); due.Generation != before+1 {
				t.Errorf("armed %+v", due)
			}
		}},
		{"a child that refuses is named in the remark, and the others go on", func(t *testing.T, r *room) {
			round := r.round(t)
			gone, stays := r.child(t, round, "bappeda"), r.child(t, round, "dinkes")
			r.do(t, gone, workflow.AppointingOfficer, openselection.Cancel, cancellation)
			out := r.Deliver(t.Context(), r.permitted(t, round))
			same(t, "delivered", casework.Outcome{
				Done: true, Remark: gone.String() + ": record_permit refused in cancelled: state_allows_event",
			}, out)
			if n := len(r.journal(t, stays)); n != 2 {
				t.Errorf("the other has %d entries", n)
			}
		}},
		{"a fault between two children is tried again and moves each once", func(t *testing.T, r *room) {
			round := r.round(t)
			m := r.permitted(t, round)
			desk := r.another(t, r.failingAt(2))
			if out := desk.Deliver(t.Context(), m); out.Done || out.Retry <= 0 || !strings.Contains(out.Remark, errDisk.Error()) {
				t.Errorf("got %+v", out)
			}
			same(t, "delivered", delivered, desk.Deliver(t.Context(), m))
			for _, ref := range []string{"bappeda", "dinkes"} {
				dense(t, r, r.child(t, round, ref), 2)
			}
		}},
		{"a message that fails waits longer each time, up to ten minutes", func(t *testing.T, r *room) {
			m := r.permitted(t, r.round(t))
			down := r.another(t, &tap{Store: r.store, commit: func(int64, *casework.Change) error { return errDisk }})
			var waits []time.Duration
			for m.Attempts = range 12 {
				waits = append(waits, down.Deliver(t.Context(), m).Retry)
			}
			if waits[0] < time.Second || waits[11] != 10*time.Minute || !slices.IsSorted(waits) || len(slices.Compact(waits[:9])) != 9 {
				t.Errorf("waits %v", waits)
			}
		}},
		{"a message of an unknown kind or from an unknown case is kept", func(t *testing.T, r *room) {
			for _, m := range []casework.Message{
				{Kind: "smoke"}, {Kind: casework.EventMessage, ToParent: true}, {Kind: casework.NoticeMessage},
			} {
				if out := r.Deliver(t.Context(), m); out.Done || out.Retry <= 0 || out.Remark == "" {
					t.Errorf("%q: %+v", m.Kind, out)
				}
			}
		}},
	}
}

func notices() []deskCase {
	return []deskCase{
		{"a notice reaches the notifier, each time under the same name", func(t *testing.T, r *room) {
			id := r.submitted(t)
			m := r.messages(t, id, casework.NoticeMessage, openselection.SubmitPlan)[0]
			for range 2 {
				same(t, "delivered", delivered, r.Deliver(t.Context(), m))
			}
			want := casework.Notice{ID: m.ID, Case: id, Agency: "53", Role: workflow.Supervisor, About: openselection.SubmitPlan, At: start}
			same(t, "noticed", []casework.Notice{want, want}, r.noticed)
		}},
		{"a reminder's notice says that it reminds and has the name of its timer and role", func(t *testing.T, r *room) {
			id := r.submitted(t)
			r.set(r.timer(t, id, openselection.PlanRecommendedDue).Due.Add(-time.Microsecond))
			due, _, err := r.store.Due(t.Context(), 10)
			if err != nil || len(due) == 0 {
				t.Fatalf("%v, %v", due, err)
			}
			if _, err := r.store.Remind(t.Context(), due); err != nil {
				t.Fatal(err)
			}
			names := make(map[uuid.UUID]bool)
			for _, timer := range due {
				names[casework.NoticeID(timer.ID, workflow.Supervisor)] = true
			}
			for _, m := range r.messages(t, id, casework.NoticeMessage, openselection.PlanRecommendedDue) {
				same(t, "delivered", delivered, r.Deliver(t.Context(), m))
			}
			if len(r.noticed) != len(due) {
				t.Errorf("%d reminders, %d notices", len(due), len(r.noticed))
			}
			for _, notice := range r.noticed {
				if !notice.Reminder || !names[notice.ID] || notice.About != openselection.PlanRecommendedDue || notice.Role != workflow.Supervisor {
					t.Errorf("noticed %+v", notice)
				}
			}
		}},
		{"a notice that the notifier does not take is tried again", func(t *testing.T, r *room) {
			m := r.messages(t, r.submitted(t), casework.NoticeMessage, openselection.SubmitPlan)[0]
			r.deaf = errDisk
			if out := r.Deliver(t.Context(), m); out.Done || out.Retry <= 0 || out.Remark != errDisk.Error() {
				t.Errorf("got %+v", out)
			}
			r.deaf = nil
			same(t, "delivered", delivered, r.Deliver(t.Context(), m))
		}},
		{"a desk without bell, notifier and metrics works and is done with its notices", func(t *testing.T, r *room) {
			id := r.round(t)
			bare := casework.NewDesk(casework.Config{Store: r.store, Catalog: r.Catalog, Holidays: r.Holidays})
			if _, err := bare.Handle(t.Context(), id, submit("k")); err != nil {
				t.Fatal(err)
			}
			m := r.messages(t, id, casework.NoticeMessage, openselection.SubmitPlan)[0]
			same(t, "delivered", delivered, bare.Deliver(t.Context(), m))
			same(t, "noticed", []casework.Notice{}, r.noticed)
		}},
	}
}

func TestNoticeID(t *testing.T) {
	t.Parallel()
	timer := uuid.MustParse("0190b1c2-0000-7000-8000-000000000001")
	t.Run("is_the_same_in_every_version_of_the_program", func(t *testing.T) {
		t.Parallel()
		if got := casework.NoticeID(timer, workflow.Supervisor).String(); got != "bbe12cad-668a-5c67-bc42-f900c61e592a" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("differs_by_timer_and_by_role", func(t *testing.T) {
		t.Parallel()
		other := timer
		other[15]++
		seen := map[uuid.UUID]bool{
			casework.NoticeID(timer, workflow.Supervisor): true, casework.NoticeID(other, workflow.Supervisor): true,
			casework.NoticeID(timer, workflow.Secretariat): true,
		}
		if len(seen) != 3 {
			t.Errorf("only %d names", len(seen))
		}
	})
}
