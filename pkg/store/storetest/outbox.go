package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

// outboxCases are what a relay asks for.
func outboxCases() []Case {
	const lease = time.Minute
	done := casework.Outcome{Done: true}
	claim := func(t *testing.T, k *Kit, limit int) []casework.Message {
		t.Helper()
		messages, err := k.Claim(t.Context(), limit, lease)
		if err != nil {
			t.Fatal(err)
		}
		return messages
	}
	events := func(messages []casework.Message) (list []workflow.Event) {
		for _, m := range messages {
			list = append(list, m.Event)
		}
		return list
	}
	return []Case{
		{"a claimed message is as it was posted, and counts the attempt", func(t *testing.T, k *Kit) {
			var posted casework.Message
			k.opened(t, k.sending("open_applications"), func(c *casework.Change) { posted = c.Outbox[0] })
			posted.Attempts = 1
			same(t, "claimed", []casework.Message{posted}, claim(t, k, 10))
		}},
		{"events of one case go out one at a time in their order, notices at once", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.telling(workflow.Supervisor), k.sending("first"), k.telling(workflow.Public), k.sending("second"))
			k.moved(t, record, k.sending("third"))
			claimed := claim(t, k, 10)
			same(t, "first claim", []workflow.Event{"announce", "first", "announce"}, events(claimed))
			if more := claim(t, k, 10); len(more) != 0 {
				t.Errorf("claimed twice: %v", events(more))
			}
			for _, event := range []workflow.Event{"second", "third"} {
				for _, m := range claimed {
					wantError(t, nil, k.Settle(t.Context(), m.ID, done))
				}
				claimed = claim(t, k, 10)
				same(t, "next claim", []workflow.Event{event}, events(claimed))
			}
		}},
		{"an event that is to be tried again holds up those behind it", func(t *testing.T, k *Kit) {
			k.opened(t, k.sending("first"), k.sending("second"))
			first := claim(t, k, 10)[0]
			wantError(t, nil, k.Settle(t.Context(), first.ID, casework.Outcome{Remark: "the database is away", Retry: time.Hour}))
			k.Clock.Advance(time.Hour - time.Microsecond)
			if early := claim(t, k, 10); len(early) != 0 {
				t.Errorf("handed out early: %v", events(early))
			}
			k.Clock.Advance(time.Microsecond)
			again := claim(t, k, 10)
			if len(again) != 1 || again[0].ID != first.ID || again[0].Attempts != 2 || again[0].Outcome != "the database is away" {
				t.Errorf("got %+v", again)
			}
		}},
		{"cases do not wait for each other", func(t *testing.T, k *Kit) {
			for _, event := range []workflow.Event{"a", "b", "c"} {
				k.opened(t, k.sending(event), k.sending("later"))
				k.Clock.Advance(time.Second)
			}
			same(t, "claim", []workflow.Event{"a", "b", "c"}, events(claim(t, k, 10)))
		}},
		{"a claim whose lease has run out is handed out again", func(t *testing.T, k *Kit) {
			k.opened(t, k.sending("first"))
			first := claim(t, k, 10)
			k.Clock.Advance(lease - time.Microsecond)
			if early := claim(t, k, 10); len(early) != 0 {
				t.Error("handed out within the lease")
			}
			k.Clock.Advance(time.Microsecond)
			again := claim(t, k, 10)
			if len(again) != 1 || again[0].ID != first[0].ID || again[0].Attempts != 2 {
				t.Errorf("got %+v", again)
			}
		}},
		{"a settled message is gone for good and keeps its outcome", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.telling(workflow.Public))
			m := claim(t, k, 1)[0]
			now := k.Clock.Advance(time.Second)
			wantError(t, nil, k.Settle(t.Context(), m.ID, casework.Outcome{Done: true, Remark: "sent"}))
			wantError(t, casework.ErrLostRace, k.Settle(t.Context(), m.ID, done))
			wantError(t, casework.ErrLostRace, k.Settle(t.Context(), m.ID, casework.Outcome{Retry: time.Second}))
			wantError(t, casework.ErrLostRace, k.Settle(t.Context(), newID(), done))
			k.Clock.Advance(24 * time.Hour)
			if more := claim(t, k, 10); len(more) != 0 {
				t.Error("handed out again")
			}
			m.Done, m.Outcome = now, "sent"
			same(t, "notices", []casework.Message{m}, k.picture(t, record.ID).Notices)
		}},
		{"messages that are settled together are gone for good, and those settled before keep their outcome", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.telling(workflow.Public), k.telling(workflow.Supervisor), k.telling(workflow.Auditor))
			list := claim(t, k, 10)
			wantError(t, nil, k.Settle(t.Context(), list[0].ID, casework.Outcome{Done: true, Remark: "sent"}))
			list[0].Done, list[0].Outcome = k.Clock.Now(), "sent"
			list[1].Done = k.Clock.Advance(time.Second)
			wantError(t, nil, k.SettleAll(t.Context(), []uuid.UUID{list[0].ID, list[1].ID, newID()}))
			same(t, "notices", list, k.picture(t, record.ID).Notices)
			k.Clock.Advance(lease)
			if again := claim(t, k, 10); len(again) != 1 || again[0].ID != list[2].ID {
				t.Errorf("handed out again: %+v", again)
			}
		}},
		{"the depth counts what waits, claimed or not", func(t *testing.T, k *Kit) {
			k.opened(t, k.sending("a"), k.sending("b"), k.telling(workflow.Public))
			first := claim(t, k, 1)[0]
			for _, want := range []int64{3, 2} {
				waiting, now, err := k.Depth(t.Context())
				if err != nil || waiting != want || !now.Equal(k.Clock.Now()) {
					t.Errorf("%d waiting at %v, %v", waiting, now, err)
				}
				if want == 3 {
					wantError(t, nil, k.Settle(t.Context(), first.ID, done))
				}
			}
		}},
		{"eight relays share the messages of slow writers: each once, the events of a case in order", relays},
	}
}

// P2: readers that run while writers commit lose nothing and see nothing twice.
func relays(t *testing.T, k *Kit) {
	const writers, steps = 3, 10
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // lest a message that nobody gets hold up everything
	defer cancel()
	var mu sync.Mutex
	seen := make(map[uuid.UUID]int)
	order := make(map[workflow.CaseID][]string)
	var writing, reading sync.WaitGroup
	for range writers {
		record := k.opened(t)
		writing.Go(func() {
			for range steps {
				change := k.moving(t, record, k.sending("event"), k.telling(workflow.Public))
				if err := k.Commit(t.Context(), change); err != nil {
					t.Error(err)
					return
				}
				record = change.Moved.Record
			}
		})
	}
	written := make(chan struct{})
	go func() { writing.Wait(); close(written) }()
	for range 8 {
		reading.Go(func() {
			for last := false; ; {
				messages, err := k.Claim(ctx, 3, time.Hour)
				if err != nil {
					t.Error(err)
					return
				}
				for _, m := range messages {
					mu.Lock()
					seen[m.ID]++
					if m.Kind == casework.EventMessage {
						order[m.Case] = append(order[m.Case], fmt.Sprintf("%03d/%d", m.Seq, m.Position))
					}
					mu.Unlock()
					if err := k.Settle(ctx, m.ID, casework.Outcome{Done: true}); err != nil {
						t.Error(err)
					}
				}
				waiting, _, err := k.Depth(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				if last && waiting == 0 {
					return
				}
				select {
				case <-written:
					last = true
				default:
				}
			}
		})
	}
	reading.Wait()
	if len(seen) != writers*steps*2 {
		t.Errorf("%d of %d messages", len(seen), writers*steps*2)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("message %s was handed out %d times", id, times)
		}
	}
	for id, places := range order {
		for i := 1; i < len(places); i++ {
			if places[i] <= places[i-1] {
				t.Errorf("case %s: %s after %s", id, places[i], places[i-1])
			}
		}
	}
}
