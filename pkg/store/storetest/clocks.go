package storetest

import (
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// clockCases are what is asked about open deadlines across cases.
func clockCases() []Case {
	return []Case{
		{"open deadlines come in the order in which they fall due, with their case and what started them", func(t *testing.T, k *Kit) {
			late := k.opened(t, k.arming("plan_due", 0, 3*time.Hour), k.arming("plan_due", 1, time.Minute))
			soon := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("other_due", 0, 2*time.Hour))
			opened := k.Clock.Now()
			k.Clock.Advance(time.Second)
			late = k.moved(t, late, clearing("plan_due"), k.arming("plan_due", 0, 4*time.Hour))
			moved := k.Clock.Now()
			wantRunning(t, k, casework.RunningQuery{}, []running{
				{soon.ID, "plan_due", "draft_plan", opened}, {soon.ID, "other_due", "draft_plan", opened}, {late.ID, "plan_due", "submit_plan", moved},
			})
			wantRunning(t, k, casework.RunningQuery{Until: opened.Add(2 * time.Hour)}, []running{{soon.ID, "plan_due", "draft_plan", opened}})
			wantRunning(t, k, casework.RunningQuery{Case: late.ID}, []running{{late.ID, "plan_due", "submit_plan", moved}})
			wantRunning(t, k, casework.RunningQuery{Agency: "kota-contoh"}, nil)
			clocks, err := k.Running(t.Context(), casework.RunningQuery{Case: late.ID})
			if err != nil || len(clocks) != 1 {
				t.Fatalf("%+v, %v", clocks, err)
			}
			late.Facts = nil // nobody needs them who asks what is due
			same(t, "the case", late, clocks[0].Record)
			same(t, "the timer", k.timer(t, late.ID, "plan_due", 0, true), clocks[0].Timer)
		}},
		{"pages of open deadlines have each of them once", func(t *testing.T, k *Kit) {
			want := make(map[workflow.CaseID]bool)
			for range 25 { // some fall due in the same instant
				want[k.opened(t, k.arming("plan_due", 0, time.Hour+time.Duration(len(want)/4)*time.Minute)).ID] = true
			}
			query := casework.RunningQuery{Limit: 7}
			for range 5 {
				page, err := k.Running(t.Context(), query)
				if err != nil {
					t.Fatal(err)
				}
				for _, clock := range page {
					if !want[clock.Record.ID] {
						t.Errorf("%s twice", clock.Record.ID)
					}
					delete(want, clock.Record.ID)
					query.After = casework.Mark{Due: clock.Timer.Due, Timer: clock.Timer.ID}
				}
			}
			if len(want) != 0 {
				t.Errorf("%d deadlines were not listed", len(want))
			}
		}},
		{"a clock that rests is told of with its case alone, one that has ended never", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("other_due", 0, 2*time.Hour), k.arming("third_due", 0, time.Second))
			opened := k.Clock.Now()
			record = k.moved(t, record, pausingOnly("plan_due"))
			k.Clock.Advance(time.Second)
			record = k.moved(t, record, firing(k.timer(t, record.ID, "third_due", 0, true)))
			wantRunning(t, k, casework.RunningQuery{}, []running{{record.ID, "other_due", "draft_plan", opened}})
			wantRunning(t, k, casework.RunningQuery{Case: record.ID}, []running{
				{record.ID, "plan_due", "draft_plan", opened}, {record.ID, "other_due", "draft_plan", opened},
			})
		}},
		{"the deadlines of another agency are not shown", func(t *testing.T, k *Kit) {
			ours := k.opened(t, k.arming("plan_due", 0, time.Hour))
			draft := k.draft()
			draft.Agency = "kota-contoh"
			change := k.opening(t, draft)
			k.arming("plan_due", 0, time.Minute)(&change)
			k.commit(t, change)
			clocks, err := k.Within(walled("ketua", workflow.Scope{Agency: "prov-contoh"})).Running(t.Context(), casework.RunningQuery{})
			if err != nil || len(clocks) != 1 || clocks[0].Record.ID != ours.ID {
				t.Errorf("%+v, %v", clocks, err)
			}
			clocks, err = k.Within(walled("ketua", workflow.Scope{Agency: "prov-contoh"})).Running(t.Context(), casework.RunningQuery{Agency: "kota-contoh"})
			if err != nil || len(clocks) != 0 {
				t.Errorf("%+v, %v", clocks, err)
			}
		}},
	}
}

// running is what a test looks at of an open deadline.
type running struct {
	Case  workflow.CaseID
	Kind  workflow.Event
	Since workflow.Event
	At    time.Time
}

func wantRunning(t *testing.T, k *Kit, query casework.RunningQuery, want []running) {
	t.Helper()
	clocks, err := k.Running(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]running, len(clocks))
	for i, clock := range clocks {
		got[i] = running{clock.Record.ID, clock.Timer.Kind, clock.Since, clock.At}
	}
	same(t, "running", want, got)
}
