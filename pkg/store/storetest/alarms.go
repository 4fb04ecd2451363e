package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// alarmCases are what the sweep asks for.
func alarmCases() []Case {
	return []Case{
		{"due timers come the earliest first, with the time of the next one after them", func(t *testing.T, k *Kit) {
			k.opened(t, k.arming("c_due", 0, 3*time.Second), k.arming("a_due", 0, time.Second), k.arming("d_due", 0, 4*time.Second), k.arming("b_due", 0, 2*time.Second))
			for _, want := range []struct {
				advance time.Duration
				limit   int
				kinds   []workflow.Event
				next    time.Duration
			}{
				{0, 10, nil, time.Second},
				{time.Second - time.Microsecond, 10, nil, time.Second},
				{time.Microsecond, 10, []workflow.Event{"a_due"}, 2 * time.Second},
				{2 * time.Second, 10, []workflow.Event{"a_due", "b_due", "c_due"}, 4 * time.Second},
				{0, 2, []workflow.Event{"a_due", "b_due"}, 3 * time.Second},
				{0, 3, []workflow.Event{"a_due", "b_due", "c_due"}, 4 * time.Second},
				{time.Second, 10, []workflow.Event{"a_due", "b_due", "c_due", "d_due"}, 0},
			} {
				now := k.Clock.Advance(want.advance)
				due, next, err := k.Due(t.Context(), want.limit)
				wantError(t, nil, err)
				var kinds []workflow.Event
				for _, timer := range due {
					kinds = append(kinds, timer.Kind)
				}
				same(t, "kinds", want.kinds, kinds)
				if expected := start.Add(want.next); want.next != 0 && !next.Equal(expected) || want.next == 0 && !next.IsZero() {
					t.Errorf("at %v the next comes at %v, not at %v", now, next, expected)
				}
			}
		}},
		{"a reminder fires once and tells each role once, under the notice's own name", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 1, time.Minute), k.arming("plan_due", 0, time.Hour))
			reminder := k.timer(t, record.ID, "plan_due", 1, true)
			deadline := k.timer(t, record.ID, "plan_due", 0, true)
			fired, err := k.Remind(t.Context(), []casework.Timer{reminder})
			if err != nil || fired != 0 {
				t.Errorf("%d fired early, %v", fired, err)
			}
			now := k.Clock.Advance(time.Minute)
			for _, want := range []int{1, 0} {
				fired, err := k.Remind(t.Context(), []casework.Timer{reminder, deadline})
				if err != nil || fired != want {
					t.Errorf("%d fired, not %d, %v", fired, want, err)
				}
			}
			var want []casework.Message
			for i, role := range reminder.Tells {
				want = append(want, casework.Message{
					ID: casework.NoticeID(reminder.ID, role), Case: record.ID, Seq: 1, Position: i, Kind: casework.NoticeMessage,
					Event: "plan_due", Role: role, Reminder: true, Created: now,
				})
			}
			shown := k.picture(t, record.ID)
			same(t, "notices", want, shown.Notices)
			same(t, "row", record, shown.Record)
			if at := k.timer(t, record.ID, "plan_due", 1, false).FiredAt; !at.Equal(now) {
				t.Errorf("fired at %v", at)
			}
			k.timer(t, record.ID, "plan_due", 0, true)
		}},
		{"a reminder that is cleared, paused or of another generation tells nobody", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("a_due", 1, time.Minute), k.arming("b_due", 1, time.Minute))
			stale := k.timer(t, record.ID, "b_due", 1, true)
			cleared := k.timer(t, record.ID, "a_due", 1, true)
			k.Clock.Advance(time.Minute)
			record = k.moved(t, record, clearing("a_due"), pausing)
			for range 2 {
				fired, err := k.Remind(t.Context(), []casework.Timer{stale, cleared})
				if err != nil || fired != 0 {
					t.Errorf("%d fired, %v", fired, err)
				}
				if record.Revision == 2 {
					record = k.moved(t, record, resuming)
				}
			}
			fired, err := k.Remind(t.Context(), []casework.Timer{k.timer(t, record.ID, "b_due", 1, true)})
			if err != nil || fired != 1 || len(k.picture(t, record.ID).Notices) != 2 {
				t.Errorf("%d fired after the pause, %v", fired, err)
			}
		}},
		{"a reminder for nobody fires and tells nobody", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 1, 0), func(c *casework.Change) { c.Armed[0].Tells = nil })
			fired, err := k.Remind(t.Context(), []casework.Timer{k.timer(t, record.ID, "plan_due", 1, true)})
			if err != nil || fired != 1 || len(k.picture(t, record.ID).Notices) != 0 {
				t.Errorf("%d fired, %v", fired, err)
			}
			fired, err = k.Remind(t.Context(), nil)
			if err != nil || fired != 0 {
				t.Errorf("%d fired of none, %v", fired, err)
			}
		}},
		{"eight sweeps at once fire each of sixty reminders once", func(t *testing.T, k *Kit) {
			const reminders = 60
			var arm []func(*casework.Change)
			for i := range reminders {
				arm = append(arm, k.arming("plan_due", i+1, 0))
			}
			record := k.opened(t, arm...)
			var fired atomic.Int64
			var sweeps sync.WaitGroup
			for range 8 {
				sweeps.Go(func() {
					due, _, err := k.Due(t.Context(), reminders)
					if err != nil {
						t.Error(err)
						return
					}
					n, err := k.Remind(t.Context(), due)
					if err != nil {
						t.Error(err)
					}
					fired.Add(int64(n))
				})
			}
			sweeps.Wait()
			if waiting := k.picture(t, record.ID).Waiting; fired.Load() != reminders || waiting != 2*reminders {
				t.Errorf("%d fired, %d notices", fired.Load(), waiting)
			}
		}},
		{"a paused timer is not dismissed", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, 0))
			timer := k.timer(t, record.ID, "plan_due", 0, true)
			k.moved(t, record, pausing)
			wantError(t, casework.ErrLostRace, k.Dismiss(t.Context(), timer, "an alarm from before the hold"))
			rests, err := k.Timers(t.Context(), record.ID)
			if err != nil || len(rests) != 1 || rests[0].Note != "" || !rests[0].ClearedAt.IsZero() || rests[0].PausedAt.IsZero() {
				t.Errorf("got %+v, %v", rests, err)
			}
		}},
		{"a dismissed timer keeps the reason and cannot be dismissed again", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, 0))
			timer := k.timer(t, record.ID, "plan_due", 0, true)
			stale := timer
			stale.Generation++
			wantError(t, casework.ErrLostRace, k.Dismiss(t.Context(), stale, "x"))
			wantError(t, nil, k.Dismiss(t.Context(), timer, "no row answers plan_due in closed"))
			dismissed := k.timer(t, record.ID, "plan_due", 0, false)
			if dismissed.Note != "no row answers plan_due in closed" || !dismissed.ClearedAt.Equal(k.Clock.Now()) {
				t.Errorf("got %+v", dismissed)
			}
			if due, _, err := k.Due(t.Context(), 10); err != nil || len(due) != 0 {
				t.Errorf("still due: %v, %v", due, err)
			}
			wantError(t, casework.ErrLostRace, k.Dismiss(t.Context(), timer, "again"))
		}},
	}
}
