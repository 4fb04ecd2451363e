package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

func commitCases() []Case {
	return []Case{
		{"a case that was never opened is not there", func(t *testing.T, k *Kit) {
			loaded, err := k.Load(t.Context(), casework.Everywhere(), workflow.CaseID(newID()), casework.Key{})
			wantError(t, casework.ErrNoCase, err)
			if !loaded.Now.Equal(k.Clock.Now()) {
				t.Errorf("the clock says %v", loaded.Now)
			}
		}},
		{"an opened case is loaded as it was written", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			loaded, err := k.Load(t.Context(), casework.Everywhere(), record.ID, casework.Key{})
			wantError(t, nil, err)
			same(t, "loaded", casework.Loaded{Record: record, Now: k.Clock.Now()}, loaded)
		}},
		{"a moved case has its new row and its journal verifies", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			for range 5 {
				k.Clock.Advance(time.Minute)
				record = k.moved(t, record)
			}
			shown := k.picture(t, record.ID)
			same(t, "row", record, shown.Record)
			if len(shown.Journal) != 6 {
				t.Errorf("%d entries", len(shown.Journal))
			}
			wantError(t, nil, audit.Verify(shown.Journal))
			if head := shown.Journal[5].Hash; head != shown.Record.Head {
				t.Errorf("the head is %s, the last entry %s", shown.Record.Head, head)
			}
		}},
		{"every column comes back, the zero ones too", roundTrip},
		{"times of all zones come back as the same microseconds in UTC", zones},
		{"a change for an older revision loses the race and writes nothing", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour))
			stale := k.moving(t, record, clearing("plan_due"), k.arming("result_due", 0, time.Hour), k.telling(workflow.Supervisor),
				k.answering(casework.Key{Person: "ketua", Text: "stale"}))
			k.moved(t, record)
			before := k.picture(t, record.ID)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), stale))
			same(t, "after", before, k.picture(t, record.ID))
			loaded, err := k.Recall(t.Context(), casework.Everywhere(), stale.Answer.Key)
			if err != nil || loaded.Answer != nil {
				t.Errorf("an answer was recorded: %+v, %v", loaded.Answer, err)
			}
		}},
		{"a change behind another entry than the last loses the race", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			forked := record
			forked.Head = audit.Hash{1}
			before := k.picture(t, record.ID)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, forked)))
			same(t, "after", before, k.picture(t, record.ID))
		}},
		{"a change of a case that is not there loses the race", func(t *testing.T, k *Kit) {
			never, _ := k.step(t, k.draft(), "draft_plan", "plan_drafted")
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, never)))
		}},
		{"an answer is found with the case and without it", func(t *testing.T, k *Kit) {
			key := casework.Key{Person: "sekretariat", Text: "01-kunci"}
			var answer casework.Answer
			record := k.opened(t, k.answering(key), func(c *casework.Change) { answer = *c.Answer })
			loaded, err := k.Load(t.Context(), casework.Everywhere(), record.ID, key)
			wantError(t, nil, err)
			same(t, "with", casework.Loaded{Record: record, Now: k.Clock.Now(), Answer: &answer}, loaded)
			other, err := k.Load(t.Context(), casework.Everywhere(), k.opened(t).ID, key)
			wantError(t, nil, err)
			same(t, "with another case", &answer, other.Answer)
			nowhere, err := k.Load(t.Context(), casework.Everywhere(), workflow.CaseID(newID()), key)
			wantError(t, casework.ErrNoCase, err)
			same(t, "with no case", casework.Loaded{Now: k.Clock.Now()}, nowhere)
			recalled, err := k.Recall(t.Context(), casework.Everywhere(), key)
			wantError(t, nil, err)
			same(t, "without", casework.Loaded{Now: k.Clock.Now(), Answer: &answer}, recalled)
		}},
		{"a key belongs to its person", func(t *testing.T, k *Kit) {
			k.opened(t, k.answering(casework.Key{Person: "a", Text: "1"}))
			recalled, err := k.Recall(t.Context(), casework.Everywhere(), casework.Key{Person: "b", Text: "1"})
			if err != nil || recalled.Answer != nil {
				t.Errorf("got %+v, %v", recalled.Answer, err)
			}
			k.opened(t, k.answering(casework.Key{Person: "b", Text: "1"}))
		}},
		{"a used key refuses the whole change, be it a move or an opening", func(t *testing.T, k *Kit) {
			key := casework.Key{Person: "ketua", Text: "sekali"}
			record := k.opened(t, k.answering(key))
			before := k.picture(t, record.ID)
			moving := k.moving(t, record, k.answering(key), k.telling(workflow.Supervisor), k.arming("plan_due", 0, time.Hour))
			wantError(t, casework.ErrKeyUsed, k.Commit(t.Context(), moving))
			same(t, "after the move", before, k.picture(t, record.ID))
			opening := k.opening(t, k.draft())
			k.answering(key)(&opening)
			wantError(t, casework.ErrKeyUsed, k.Commit(t.Context(), opening))
			same(t, "not opened", picture{}, k.picture(t, opening.Opened[0].ID))
		}},
		{"a parent opens its children in its own step", func(t *testing.T, k *Kit) {
			round := k.opened(t)
			k.Clock.Advance(time.Second)
			change := k.moving(t, round, k.telling(workflow.Supervisor))
			for _, ref := range []string{"dinas-sosial", "dinas-kesehatan", "biro-hukum"} {
				k.child(t, &change, ref)
			}
			k.commit(t, change)
			children, err := k.Children(t.Context(), round.ID)
			wantError(t, nil, err)
			want := []workflow.Relative{
				{ID: change.Opened[2].ID, Procedure: "selection", Ref: "biro-hukum", State: "planned", Revision: 1},
				{ID: change.Opened[1].ID, Procedure: "selection", Ref: "dinas-kesehatan", State: "planned", Revision: 1},
				{ID: change.Opened[0].ID, Procedure: "selection", Ref: "dinas-sosial", State: "planned", Revision: 1},
			}
			same(t, "children", want, children)
			for _, child := range change.Opened {
				shown := k.picture(t, child.ID)
				same(t, "child", child, shown.Record)
				if len(shown.Timers) != 1 || len(shown.Journal) != 1 {
					t.Errorf("child %s has %d timers, %d entries", child.Ref, len(shown.Timers), len(shown.Journal))
				}
			}
		}},
		{"a parent and its children are opened by one change", func(t *testing.T, k *Kit) {
			change := k.opening(t, k.draft())
			k.child(t, &change, "biro-hukum")
			k.commit(t, change)
			children, err := k.Children(t.Context(), change.Opened[0].ID)
			if err != nil || len(children) != 1 {
				t.Errorf("%v, %v", children, err)
			}
		}},
		{"a parent that loses the race opens nobody", func(t *testing.T, k *Kit) {
			round := k.opened(t)
			change := k.moving(t, round)
			k.child(t, &change, "biro-hukum")
			k.moved(t, round)
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), change))
			children, err := k.Children(t.Context(), round.ID)
			if err != nil || len(children) != 0 {
				t.Errorf("%v, %v", children, err)
			}
			same(t, "child", picture{}, k.picture(t, change.Opened[0].ID))
		}},
		{"a pack comes back as it was and is stored once", func(t *testing.T, k *Kit) {
			_, err := k.Pack(t.Context(), k.pack.Hash)
			wantError(t, casework.ErrNoPack, err)
			k.opened(t)
			k.opened(t) // the same pack again
			pack, err := k.Pack(t.Context(), k.pack.Hash)
			wantError(t, nil, err)
			want, err := k.pack.MarshalJSON()
			wantError(t, nil, err)
			got, err := pack.MarshalJSON()
			wantError(t, nil, err)
			if string(want) != string(got) {
				t.Errorf("want %s\ngot  %s", want, got)
			}
		}},
		{"a case cannot be bound to a pack that is not stored", func(t *testing.T, k *Kit) {
			change := k.opening(t, k.draft())
			change.Pack = nil
			if err := k.Commit(t.Context(), change); err == nil {
				t.Error("done")
			}
			same(t, "case", picture{}, k.picture(t, change.Opened[0].ID))
		}},
	}
}

// child adds the opening of a selection, with a deadline of its own.
func (k *Kit) child(t testing.TB, change *casework.Change, ref string) {
	t.Helper()
	draft := k.draft()
	draft.Parent, draft.Ref, draft.Procedure, draft.Agency = subject(change).ID, ref, "selection", subject(change).Agency
	draft.Round = subject(change).Round
	after, sealed := k.step(t, draft, "plan_selection", "planned")
	change.Opened = append(change.Opened, after)
	change.Entries = append(change.Entries, sealed)
	change.Armed = append(change.Armed, casework.Timer{
		ID: newID(), Case: after.ID, Kind: "applications_due", Generation: 1, Due: k.Clock.Now().Add(time.Hour),
	})
}

// G1: what is zero is written as zero, also over what was not.
func roundTrip(t *testing.T, k *Kit) {
	var opening casework.Change
	full := k.opened(t, k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute), k.telling(workflow.Permitter),
		k.posting(casework.Message{Kind: casework.NoticeMessage, Event: "e", ToParent: true, Ref: "r", Role: "x", Reminder: true, Body: jsontext.Value(`[1.50,"\u0000"]`)}),
		k.posting(casework.Message{Kind: casework.NoticeMessage}),
		func(c *casework.Change) {
			c.Armed = append(c.Armed, casework.Timer{ID: newID(), Case: c.Opened[0].ID})
			opening = *c
		})
	shown := k.picture(t, full.ID)
	same(t, "row", full, shown.Record)
	same(t, "journal", opening.Entries, shown.Journal)
	same(t, "notices", opening.Outbox, shown.Notices)
	same(t, "timers", []casework.Timer{opening.Armed[2], opening.Armed[1], opening.Armed[0]}, shown.Timers)

	held := k.moving(t, full)
	held.Moved.Record.Resumes, held.Moved.Record.Facts = "plan_drafted", jsontext.Value(`{"passed":true,"score":90}`)
	k.commit(t, held)
	same(t, "held", held.Moved.Record, k.picture(t, full.ID).Record)
	released := k.moving(t, held.Moved.Record)
	released.Moved.Record.Resumes, released.Moved.Record.Facts = "", jsontext.Value(`{"passed":false,"score":0}`)
	k.commit(t, released)
	same(t, "released", released.Moved.Record, k.picture(t, full.ID).Record)
}

// G11, S2: a journal read back has the bytes that were hashed, whatever zone the times came in.
func zones(t *testing.T, k *Kit) {
	for hours := 7; hours <= 9; hours++ {
		local := start.In(time.FixedZone("", hours*60*60)).Add(987 * time.Nanosecond)
		var armed casework.Timer
		record := k.opened(t, func(c *casework.Change) {
			c.Opened[0].Opened = local
			armed = casework.Timer{ID: newID(), Case: c.Opened[0].ID, Kind: "plan_due", Generation: 1, Due: local}
			c.Armed = []casework.Timer{armed}
		})
		shown := k.picture(t, record.ID)
		wantError(t, nil, audit.Verify(shown.Journal))
		for name, got := range map[string]time.Time{
			"opened": shown.Record.Opened, "last": shown.Record.Last, "entry": shown.Journal[0].At, "due": shown.Timers[0].Due,
		} {
			text, err := wire.Canonical(got)
			if err != nil || string(text) != `"2024-05-08T02:30:00.123456Z"` {
				t.Errorf("+%02d:00: %s is %s, %v", hours, name, text, err)
			}
		}
	}
	due, _, err := k.Due(t.Context(), 10)
	if err != nil || len(due) != 3 {
		t.Errorf("%d of 3 due, %v", len(due), err)
	}
	entry := k.moving(t, k.opened(t))
	entry.Entries[0].At = entry.Entries[0].At.In(calendar.WIT.Location())
	if err := k.Commit(t.Context(), entry); err == nil {
		t.Error(fmt.Errorf("an entry with its time in another zone was written: %v", entry.Entries[0].At))
	}
}
