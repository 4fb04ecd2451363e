package storetest

import (
	"errors"
	"testing"
	"time"

	"selter/pkg/casework"
)

// timerCases are what a commit does to timers.
func timerCases() []Case {
	return []Case{
		{"arming again clears the open timers of the kind and not the new ones", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute), k.arming("other_due", 0, time.Hour))
			old := k.timer(t, record.ID, "plan_due", 0, true)
			k.Clock.Advance(time.Second)
			record = k.moved(t, record, clearing("plan_due"), k.arming("plan_due", 0, 2*time.Hour))
			cleared := k.timer(t, record.ID, "plan_due", 0, false)
			if cleared.ID != old.ID || !cleared.ClearedAt.Equal(k.Clock.Now()) {
				t.Errorf("cleared %+v", cleared)
			}
			k.timer(t, record.ID, "plan_due", 1, false)
			fresh := k.timer(t, record.ID, "plan_due", 0, true)
			if fresh.Generation != 2 || !fresh.Due.Equal(k.Clock.Now().Add(2*time.Hour)) {
				t.Errorf("armed %+v", fresh)
			}
			k.timer(t, record.ID, "other_due", 0, true)
		}},
		{"a clock that arms itself anew as it fires has fired once, and the new one is open", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Second))
			old := k.timer(t, record.ID, "plan_due", 0, true)
			k.Clock.Advance(time.Second)
			record = k.moved(t, record, firing(old), clearing("plan_due"), k.arming("plan_due", 0, time.Hour))
			if fired := k.timer(t, record.ID, "plan_due", 0, false); fired.ID != old.ID || !fired.FiredAt.Equal(k.Clock.Now()) || !fired.ClearedAt.IsZero() {
				t.Errorf("fired %+v", fired)
			}
			fresh := k.timer(t, record.ID, "plan_due", 0, true)
			if fresh.ID == old.ID || fresh.Generation != 2 || !fresh.Due.Equal(k.Clock.Now().Add(time.Hour)) {
				t.Errorf("armed %+v", fresh)
			}
		}},
		{"clearing touches neither another case nor a timer that has fired", func(t *testing.T, k *Kit) {
			other := k.opened(t, k.arming("plan_due", 0, time.Hour))
			record := k.opened(t, k.arming("plan_due", 0, time.Second))
			k.Clock.Advance(time.Second)
			record = k.moved(t, record, firing(k.timer(t, record.ID, "plan_due", 0, true)))
			record = k.moved(t, record, clearing("plan_due"))
			if fired := k.timer(t, record.ID, "plan_due", 0, false); !fired.ClearedAt.IsZero() {
				t.Errorf("cleared after firing: %+v", fired)
			}
			k.timer(t, other.ID, "plan_due", 0, true)
		}},
		{"a paused timer is not due and goes on later by the pause, under a new generation", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, 30*time.Minute))
			armed := k.timer(t, record.ID, "plan_due", 0, true)
			k.Clock.Advance(10 * time.Minute)
			record = k.moved(t, record, pausing)
			paused := k.timer(t, record.ID, "plan_due", 0, true)
			if !paused.PausedAt.Equal(k.Clock.Now()) || !paused.Due.Equal(armed.Due) || paused.Generation != 1 {
				t.Errorf("paused %+v", paused)
			}
			k.Clock.Advance(48*time.Hour + 7*time.Microsecond)
			if due, next, err := k.Due(t.Context(), 10); err != nil || len(due) != 0 || !next.IsZero() {
				t.Errorf("due in the pause: %v, next %v, %v", due, next, err)
			}
			record = k.moved(t, record, resuming)
			resumed := k.timer(t, record.ID, "plan_due", 0, true)
			if !resumed.PausedAt.IsZero() || !resumed.Due.Equal(armed.Due.Add(48*time.Hour+7*time.Microsecond)) || resumed.Generation != 3 {
				t.Errorf("resumed %+v", resumed)
			}
			if reminder := k.timer(t, record.ID, "plan_due", 1, true); !reminder.Due.Equal(resumed.Due.Add(-30 * time.Minute)) {
				t.Errorf("the reminder is due at %v", reminder.Due)
			}
		}},
		{"a timer armed in the step that pauses or resumes the others is left as it was armed", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour))
			record = k.moved(t, record, pausing, k.arming("permit_due", 0, time.Hour))
			if armed := k.timer(t, record.ID, "permit_due", 0, true); !armed.PausedAt.IsZero() {
				t.Errorf("paused: %+v", armed)
			}
			k.Clock.Advance(time.Minute)
			record = k.moved(t, record, resuming, clearing("plan_due"))
			if cleared := k.timer(t, record.ID, "plan_due", 0, false); !cleared.ClearedAt.Equal(k.Clock.Now()) || cleared.PausedAt.IsZero() || cleared.Generation != 1 {
				t.Errorf("a paused timer is cleared as it was: %+v", cleared)
			}
			if running := k.timer(t, record.ID, "permit_due", 0, true); running.Generation != 2 {
				t.Errorf("one that ran goes on as it did: %+v", running)
			}
		}},
		{"a pause of one kind leaves the others running, and only that kind goes on", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute), k.arming("other_due", 0, time.Hour), k.arming("third_due", 0, time.Hour))
			armed := k.timer(t, record.ID, "plan_due", 0, true)
			record = k.moved(t, record, pausingOnly("plan_due"), pausingOnly("third_due"))
			k.Clock.Advance(time.Minute)
			if due, next, err := k.Due(t.Context(), 10); err != nil || len(due) != 0 || !next.Equal(k.timer(t, record.ID, "other_due", 0, true).Due) {
				t.Errorf("while one kind rests: due %v, next %v, %v", due, next, err)
			}
			record = k.moved(t, record, resumingOnly("plan_due"))
			resumed := k.timer(t, record.ID, "plan_due", 0, true)
			if !resumed.PausedAt.IsZero() || !resumed.Due.Equal(armed.Due.Add(time.Minute)) || resumed.Generation != 3 {
				t.Errorf("resumed %+v", resumed)
			}
			if other := k.timer(t, record.ID, "other_due", 0, true); !other.PausedAt.IsZero() || other.Generation != 1 {
				t.Errorf("never paused: %+v", other)
			}
			if third := k.timer(t, record.ID, "third_due", 0, true); third.PausedAt.IsZero() || third.Generation != 1 {
				t.Errorf("not resumed: %+v", third)
			}
			open, err := k.Clocks(t.Context(), record.ID)
			if err != nil || len(open) != 3 || open[0].Kind != "other_due" || open[1].ID != resumed.ID || open[2].PausedAt.IsZero() {
				t.Errorf("open clocks: %+v, %v", open, err)
			}
			k.moved(t, record, clearing("plan_due"), clearing("third_due"))
			if open, err = k.Clocks(t.Context(), record.ID); err != nil || len(open) != 1 {
				t.Errorf("after two were cleared: %+v, %v", open, err)
			}
		}},
		{"a kind that is rounded goes on later by the pause and the rounding, with its reminders, and no other", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute), k.arming("other_due", 0, time.Hour))
			armed := k.timer(t, record.ID, "plan_due", 0, true)
			record = k.moved(t, record, pausing)
			k.Clock.Advance(time.Minute)
			record = k.moved(t, record, resuming, rounding("plan_due", 5*time.Hour+3*time.Microsecond))
			later := time.Minute + 5*time.Hour + 3*time.Microsecond
			if due := k.timer(t, record.ID, "plan_due", 0, true).Due; !due.Equal(armed.Due.Add(later)) {
				t.Errorf("due at %v", due)
			}
			if due := k.timer(t, record.ID, "plan_due", 1, true).Due; !due.Equal(armed.Due.Add(later - 59*time.Minute)) {
				t.Errorf("the reminder is due at %v", due)
			}
			if due := k.timer(t, record.ID, "other_due", 0, true).Due; !due.Equal(armed.Due.Add(time.Minute)) {
				t.Errorf("the other is due at %v", due)
			}
		}},
		{"a second pause keeps the beginning of the first", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour))
			record = k.moved(t, record, pausing)
			first := k.timer(t, record.ID, "plan_due", 0, true).PausedAt
			k.Clock.Advance(time.Minute)
			record = k.moved(t, record, pausing)
			if again := k.timer(t, record.ID, "plan_due", 0, true).PausedAt; !again.Equal(first) {
				t.Errorf("paused at %v, then at %v", first, again)
			}
		}},
		{"a due deadline fires with the move, once", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute))
			timer := k.timer(t, record.ID, "plan_due", 0, true)
			k.Clock.Advance(time.Hour)
			record = k.moved(t, record, firing(timer), clearing("plan_due"), k.arming("plan_due", 0, time.Hour), pausing)
			fired := k.timer(t, record.ID, "plan_due", 0, false)
			if fired.ID != timer.ID || !fired.FiredAt.Equal(k.Clock.Now()) || !fired.ClearedAt.IsZero() || !fired.PausedAt.IsZero() {
				t.Errorf("fired %+v", fired)
			}
			if reminder := k.timer(t, record.ID, "plan_due", 1, false); reminder.ClearedAt.IsZero() {
				t.Errorf("the reminder: %+v", reminder)
			}
			before := k.picture(t, record.ID)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, record, firing(timer))))
			same(t, "after", before, k.picture(t, record.ID))
		}},
		{"a deadline does not fire a microsecond early", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour))
			timer := k.timer(t, record.ID, "plan_due", 0, true)
			k.Clock.Advance(time.Hour - time.Microsecond)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, record, firing(timer))))
			k.Clock.Advance(time.Microsecond)
			k.moved(t, record, firing(timer))
		}},
		{"a deadline that is cleared, paused, of another generation or another case does not fire", func(t *testing.T, k *Kit) {
			other := k.opened(t, k.arming("plan_due", 0, time.Minute))
			for name, prepare := range map[string]func(casework.Record, casework.Timer) (casework.Record, casework.Timer){
				"cleared": func(r casework.Record, timer casework.Timer) (casework.Record, casework.Timer) {
					return k.moved(t, r, clearing("plan_due")), timer
				},
				"paused": func(r casework.Record, timer casework.Timer) (casework.Record, casework.Timer) {
					return k.moved(t, r, pausing), timer
				},
				"resumed": func(r casework.Record, timer casework.Timer) (casework.Record, casework.Timer) {
					return k.moved(t, k.moved(t, r, pausing), resuming), timer
				},
				"of another case": func(r casework.Record, _ casework.Timer) (casework.Record, casework.Timer) {
					foreign := k.timer(t, other.ID, "plan_due", 0, true)
					foreign.Case = r.ID
					return r, foreign
				},
				"dismissed": func(r casework.Record, timer casework.Timer) (casework.Record, casework.Timer) {
					wantError(t, nil, k.Dismiss(t.Context(), timer, "no row answers it"))
					return r, timer
				},
			} {
				record := k.opened(t, k.arming("plan_due", 0, time.Minute))
				k.Clock.Advance(time.Minute)
				record, timer := prepare(record, k.timer(t, record.ID, "plan_due", 0, true))
				before := k.picture(t, record.ID)
				if err := k.Commit(t.Context(), k.moving(t, record, firing(timer), k.telling("x"))); !errors.Is(err, casework.ErrLostRace) {
					t.Errorf("%s: %v", name, err)
				}
				same(t, name, before, k.picture(t, record.ID))
			}
		}},
	}
}
