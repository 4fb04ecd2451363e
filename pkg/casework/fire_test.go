package casework_test

import (
	"errors"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// fire lets a deadline pass that must pass, or come to nothing in peace.
func (r *room) fire(t *testing.T, timer casework.Timer) {
	t.Helper()
	if err := r.Fire(t.Context(), timer); err != nil {
		t.Errorf("%s: %v", timer.Kind, err)
	}
}

func firings() []deskCase {
	return []deskCase{
		{"a deadline passes once and by the clock's hand", func(t *testing.T, r *room) {
			id := r.submitted(t)
			timer := r.timer(t, id, openselection.PlanRecommendedDue)
			r.set(timer.Due)
			r.fire(t, timer)
			journal := r.journal(t, id)
			last := journal[len(journal)-1]
			if len(journal) != 3 || last.Event != timer.Kind || last.Role != workflow.Clock || last.Person != "clock" || !last.At.Equal(timer.Due) {
				t.Errorf("journal: %+v", last)
			}
			if fired := r.timer(t, id, timer.Kind); !fired.FiredAt.Equal(timer.Due) || !fired.ClearedAt.IsZero() {
				t.Errorf("the timer: %+v", fired)
			}
			before := r.picture(t)
			r.fire(t, timer)
			same(t, "written the second time", before, r.picture(t))
		}},
		{"a deadline that moves the case is answered nil the second time although no row answers it then", func(t *testing.T, r *room) {
			id, _ := r.running(t)
			timer := r.timer(t, id, openselection.ApplicationsDue)
			r.set(timer.Due)
			r.fire(t, timer)
			if state := r.record(t, id).State; state != openselection.ApplicationsClosed {
				t.Errorf("the case is in %s", state)
			}
			before := r.picture(t)
			r.fire(t, timer)
			same(t, "written the second time", before, r.picture(t))
		}},
		{"a deadline does not pass before its time", func(t *testing.T, r *room) {
			id := r.submitted(t)
			timer := r.timer(t, id, openselection.PlanRecommendedDue)
			r.set(timer.Due.Add(-time.Microsecond))
			before := r.picture(t)
			r.fire(t, timer)
			same(t, "written too early", before, r.picture(t))
		}},
		{"two who fire one deadline at once make one entry", func(t *testing.T, r *room) {
			id := r.submitted(t)
			timer := r.timer(t, id, openselection.PlanRecommendedDue)
			r.set(timer.Due)
			desk := r.another(t, r.meeting(2))
			done := make(chan error)
			for range 2 {
				go func() { done <- desk.Fire(t.Context(), timer) }()
			}
			if err := errors.Join(<-done, <-done); err != nil {
				t.Error(err)
			}
			dense(t, r, id, 3)
		}},
		{"a deadline that no row answers is dismissed with the reason", func(t *testing.T, r *room) {
			id := r.submitted(t)
			timer := r.timer(t, id, openselection.PlanRecommendedDue)
			forgetful := &tap{Store: r.store, commit: func(_ int64, change *casework.Change) error {
				change.Cleared = nil // as a table would that forgot it
				return nil
			}}
			recommend := request(workflow.Supervisor, openselection.RecommendPlan, recommendation, "k")
			if _, err := r.another(t, forgetful).Handle(t.Context(), id, recommend); err != nil {
				t.Fatal(err)
			}
			r.set(timer.Due)

			broken := r.another(t, &tap{Store: r.store, dismiss: errDisk})
			wantError(t, errDisk, broken.Fire(t.Context(), timer))
			if open := r.timer(t, id, timer.Kind); !open.ClearedAt.IsZero() {
				t.Errorf("closed though the store failed: %+v", open)
			}

			before := r.record(t, id)
			r.fire(t, timer)
			dismissed := r.timer(t, id, timer.Kind)
			if dismissed.Note != "plan_recommendation_due refused in plan_recommended: state_allows_event" ||
				!dismissed.ClearedAt.Equal(timer.Due) || !dismissed.FiredAt.IsZero() {
				t.Errorf("the timer: %+v", dismissed)
			}
			same(t, "the case", before, r.record(t, id))
			r.fire(t, timer) // nothing is left of it
		}},
		{"a guard's no is an error and the deadline stays open", func(t *testing.T, r *room) {
			id, _ := r.running(t)
			timer := r.timer(t, id, openselection.ApplicationsDue)
			r.set(timer.Due.Add(-time.Second)) // the last day is not over: the clock fell back
			before := r.picture(t)
			wantRefusal(t, workflow.Guarded, "window_is_over", r.Fire(t.Context(), timer))
			same(t, "written", before, r.picture(t))
			r.set(timer.Due)
			r.fire(t, timer)
			if state := r.record(t, id).State; state != openselection.ApplicationsClosed {
				t.Errorf("in its time the case is in %s", state)
			}
		}},
		{"a fault is an error and the deadline stays open", func(t *testing.T, r *room) {
			id := r.submitted(t)
			timer := r.timer(t, id, openselection.PlanRecommendedDue)
			r.set(timer.Due)
			before := r.picture(t)
			wantError(t, errDisk, r.another(t, r.failingAt(1)).Fire(t.Context(), timer))
			same(t, "written", before, r.picture(t))
		}},
	}
}

func holdings() []deskCase {
	return []deskCase{
		{"a pause moves what is due by its length to the end of a day, and an alarm from before it does nothing", func(t *testing.T, r *room) {
			id, _ := r.running(t)
			armed := r.timer(t, id, openselection.ApplicationsDue)
			r.later(time.Hour)
			r.do(t, id, workflow.Supervisor, openselection.HoldForComplaint, hold)
			if paused := r.timer(t, id, armed.Kind); !paused.PausedAt.Equal(r.clock()) || !paused.Due.Equal(armed.Due) {
				t.Errorf("paused: %+v", paused)
			}
			pause := 40*24*time.Hour + 7*time.Microsecond
			r.later(pause)
			r.do(t, id, workflow.Supervisor, openselection.ReleaseComplaint, hold)
			resumed := r.timer(t, id, armed.Kind)
			if resumed.ID != armed.ID || !resumed.Due.Equal(armed.Due.Add(41*24*time.Hour)) || !resumed.PausedAt.IsZero() || resumed.Generation <= armed.Generation {
				t.Errorf("armed %+v, resumed %+v", armed, resumed)
			}
			r.set(resumed.Due)
			before := r.picture(t)
			r.fire(t, armed)
			same(t, "written by the stale alarm", before, r.picture(t))
			r.fire(t, resumed)
			if state := r.record(t, id).State; state != openselection.ApplicationsClosed {
				t.Errorf("the case is in %s", state)
			}
		}},
		{"an alarm that meets a held case does not lose the deadline", func(t *testing.T, r *room) {
			id, _ := r.running(t)
			armed := r.timer(t, id, openselection.ApplicationsDue)
			r.set(armed.Due) // the sweep has found it when somebody holds the case
			r.do(t, id, workflow.Supervisor, openselection.HoldForComplaint, hold)
			before := r.picture(t)
			r.fire(t, armed)
			same(t, "written while the case rests", before, r.picture(t))
			r.later(time.Hour)
			r.do(t, id, workflow.Supervisor, openselection.ReleaseComplaint, hold)
			r.set(r.timer(t, id, armed.Kind).Due)
			r.fire(t, r.timer(t, id, armed.Kind))
			if state := r.record(t, id).State; state != openselection.ApplicationsClosed {
				t.Errorf("the case is in %s", state)
			}
		}},
	}
}
