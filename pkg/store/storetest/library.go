package storetest

import (
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/mandate"
)

// libraryCases are what readers ask for.
func libraryCases() []Case {
	return []Case{
		{"cases come in pages, each of them once, while others are opened", func(t *testing.T, k *Kit) {
			want := make(map[workflow.CaseID]bool)
			for range 25 {
				want[k.opened(t).ID] = true
			}
			query := casework.Query{Limit: 10}
			for pages := 0; ; pages++ {
				records, err := k.Cases(t.Context(), query)
				wantError(t, nil, err)
				if len(records) == 0 {
					break
				}
				for _, record := range records {
					if !want[record.ID] && pages < 2 {
						t.Errorf("%s twice", record.ID)
					}
					delete(want, record.ID)
				}
				query.After = records[len(records)-1].ID
				k.opened(t)
				if pages > 40 {
					t.Fatal("no end")
				}
				if len(want) == 0 {
					break
				}
			}
			if len(want) != 0 {
				t.Errorf("%d cases were not listed", len(want))
			}
		}},
		{"cases are selected by procedure, parent, agency, person and state, alone and together", func(t *testing.T, k *Kit) {
			round := k.opened(t)
			change := k.moving(t, round)
			k.child(t, &change, "a")
			k.child(t, &change, "b")
			k.applying(t, &change, "peserta")
			k.applying(t, &change, "lain")
			k.commit(t, change)
			k.filed(t, mandate.Name, "kab-contoh", "peserta")
			elsewhere := k.draft()
			elsewhere.Agency = "kota-contoh"
			opening := k.opening(t, elsewhere)
			k.commit(t, opening)
			for name, c := range map[string]struct {
				query casework.Query
				want  int
			}{
				"everything":                {casework.Query{}, 7},
				"procedure":                 {casework.Query{Procedure: "selection"}, 2},
				"parent":                    {casework.Query{Parent: round.ID}, 4},
				"agency":                    {casework.Query{Agency: "kota-contoh"}, 1},
				"one state":                 {casework.Query{States: []workflow.State{"planned"}}, 2},
				"two states":                {casework.Query{States: []workflow.State{"planned", "plan_drafted"}}, 3},
				"together":                  {casework.Query{Procedure: "round", Agency: "prov-contoh", States: []workflow.State{"plan_submitted"}}, 1},
				"a person":                  {casework.Query{Subject: "peserta"}, 2},
				"a person under a parent":   {casework.Query{Subject: "peserta", Parent: round.ID, Procedure: "errand"}, 1},
				"a procedure of a parent":   {casework.Query{Parent: round.ID, Procedure: "errand"}, 2},
				"a name that is an SQL":     {casework.Query{Agency: "' OR 1=1 --"}, 0},
				"a state that is an SQL":    {casework.Query{States: []workflow.State{"x') OR (1=1"}}, 0},
				"nothing is nobody's child": {casework.Query{Parent: elsewhere.ID}, 0},
			} {
				records, err := k.Cases(t.Context(), c.query)
				if err != nil || len(records) != c.want {
					t.Errorf("%s: %d cases, not %d, %v", name, len(records), c.want, err)
				}
			}
		}},
		{"a page holds one hundred at most", func(t *testing.T, k *Kit) {
			round := k.opened(t)
			change := k.moving(t, round)
			for range 120 {
				k.child(t, &change, newID().String())
			}
			k.commit(t, change)
			for limit, want := range map[int]int{0: 100, 1: 1, 100: 100, 1000: 100, -1: 100} {
				records, err := k.Cases(t.Context(), casework.Query{Limit: limit})
				if err != nil || len(records) != want {
					t.Errorf("limit %d: %d cases, %v", limit, len(records), err)
				}
			}
		}},
		{"a journal comes in pages", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			for range 6 {
				record = k.moved(t, record)
			}
			var whole []audit.Sealed
			for {
				var after int64
				if len(whole) > 0 {
					after = whole[len(whole)-1].Seq
				}
				page, err := k.Journal(t.Context(), record.ID, after, 3)
				wantError(t, nil, err)
				whole = append(whole, page...)
				if len(page) < 3 {
					break
				}
			}
			if len(whole) != 7 {
				t.Errorf("%d entries", len(whole))
			}
			wantError(t, nil, audit.Verify(whole))
		}},
		{"what is asked about a case that is not there is empty", func(t *testing.T, k *Kit) {
			same(t, "picture", picture{}, k.picture(t, workflow.CaseID(newID())))
			children, err := k.Children(t.Context(), workflow.CaseID(newID()))
			if err != nil || len(children) != 0 {
				t.Errorf("%v, %v", children, err)
			}
		}},
		{"a store that is ready tells its clock", func(t *testing.T, k *Kit) {
			now, err := k.Ready(t.Context())
			if err != nil || !now.Equal(k.Clock.Now()) || now.Location() != time.UTC {
				t.Errorf("%v, %v", now, err)
			}
		}},
		{"without another clock the database's own holds, everywhere", func(t *testing.T, k *Kit) {
			own := k.open(t, nil)
			before := time.Now().Add(-2 * time.Second)
			loaded, err := own.Recall(t.Context(), casework.Everywhere(), casework.Key{})
			wantError(t, nil, err)
			ready, err := own.Ready(t.Context())
			wantError(t, nil, err)
			_, depth, err := own.Depth(t.Context())
			wantError(t, nil, err)
			for name, now := range map[string]time.Time{"recall": loaded.Now, "ready": ready, "depth": depth} {
				if now.Before(before) || now.After(time.Now().Add(2*time.Second)) || now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
					t.Errorf("%s: %v", name, now)
				}
			}
			// The story's clock is in 2024: what it arms for tomorrow is long due.
			theirs := &Kit{Backend: own, Clock: k.Clock, pack: k.pack}
			record := theirs.opened(t, k.arming("plan_due", 1, 24*time.Hour), k.sending("event"))
			due, _, err := own.Due(t.Context(), 10)
			if err != nil || len(due) != 1 {
				t.Errorf("%d due, %v", len(due), err)
			}
			if fired, err := own.Remind(t.Context(), due); err != nil || fired != 1 {
				t.Errorf("%d fired, %v", fired, err)
			}
			claimed, err := own.Claim(t.Context(), 10, time.Hour)
			if err != nil || len(claimed) != 3 {
				t.Errorf("%d claimed, %v", len(claimed), err)
			}
			if again, err := own.Claim(t.Context(), 10, time.Hour); err != nil || len(again) != 0 {
				t.Errorf("%d claimed again, %v", len(again), err)
			}
			if fired := theirs.timer(t, record.ID, "plan_due", 1, false).FiredAt; fired.Before(before) {
				t.Errorf("fired at %v", fired)
			}
		}},
	}
}
