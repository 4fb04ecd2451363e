package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
)

// wholeCases show that a change is written whole or not at all, wherever it fails.
func wholeCases() []Case {
	return []Case{
		{"a change that fails in any part leaves nothing behind", func(t *testing.T, k *Kit) {
			for name, spoil := range map[string]func(c *casework.Change, taken casework.Change){
				"an opened case that is there already": func(c *casework.Change, taken casework.Change) {
					c.Opened[0].ID = taken.Opened[0].ID
					c.Entries[1].Case, c.Armed[1].Case = c.Opened[0].ID, c.Opened[0].ID
				},
				"a second child of the same name": func(c *casework.Change, taken casework.Change) {
					c.Opened[0].Parent, c.Opened[0].Ref = taken.Opened[0].Parent, taken.Opened[0].Ref
				},
				"a child of nobody": func(c *casework.Change, _ casework.Change) {
					c.Opened[0].Parent = workflow.CaseID(newID())
				},
				"a timer that is there already": func(c *casework.Change, taken casework.Change) { c.Armed[0].ID = taken.Armed[0].ID },
				"a message that is there already": func(c *casework.Change, taken casework.Change) {
					c.Outbox[len(c.Outbox)-1].ID = taken.Outbox[0].ID
				},
				"a key that is used": func(c *casework.Change, taken casework.Change) { c.Answer.Key = taken.Answer.Key },
			} {
				record := k.opened(t, k.arming("plan_due", 0, time.Hour))
				taken := k.rich(t, record)
				k.commit(t, taken)
				spoilt := k.rich(t, taken.Moved.Record)
				child := spoilt.Opened[0].ID
				before := k.picture(t, record.ID)
				spoil(&spoilt, taken)
				if err := k.Commit(t.Context(), spoilt); err == nil {
					t.Errorf("%s: done", name)
				}
				same(t, name, before, k.picture(t, record.ID))
				if loaded, err := k.Load(t.Context(), casework.Everywhere(), child, casework.Key{}); !errors.Is(err, casework.ErrNoCase) {
					t.Errorf("%s: the child is there: %+v, %v", name, loaded, err)
				}
				if name != "a key that is used" {
					loaded, err := k.Recall(t.Context(), casework.Everywhere(), spoilt.Answer.Key)
					if err != nil || loaded.Answer != nil {
						t.Errorf("%s: the answer is there, %v", name, err)
					}
				}
			}
		}},
		{"a change that contradicts itself is refused", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			other := k.opened(t)
			before := k.picture(t, record.ID)
			for name, spoil := range map[string]func(*casework.Change){
				"no case":                        func(c *casework.Change) { *c = casework.Change{At: c.At, Entries: c.Entries} },
				"no entry":                       func(c *casework.Change) { c.Entries = nil },
				"an entry of another case":       func(c *casework.Change) { c.Entries[0].Case = other.ID },
				"an entry too many":              func(c *casework.Change) { c.Entries = append(c.Entries, c.Entries[0]) },
				"a gap in the journal":           func(c *casework.Change) { c.Entries[0].Seq++; c.Moved.Record.Revision++ },
				"a row that is not the fold":     func(c *casework.Change) { c.Moved.Record.State = "announced" },
				"another head":                   func(c *casework.Change) { c.Moved.Record.Head = audit.Hash{} },
				"nanoseconds":                    func(c *casework.Change) { c.Entries[0].At = c.Entries[0].At.Add(1) },
				"a timer of another case":        func(c *casework.Change) { c.Armed = []casework.Timer{{ID: newID(), Case: other.ID}} },
				"a clearing in another case":     func(c *casework.Change) { c.Cleared = []casework.Clearing{{Case: other.ID, Kind: "plan_due"}} },
				"a firing in another case":       func(c *casework.Change) { c.Moved.Fires = &casework.Timer{Case: other.ID} },
				"a message of another case":      func(c *casework.Change) { c.Outbox = []casework.Message{{ID: newID(), Case: other.ID}} },
				"rounding what does not go on":   rounding("plan_due", time.Hour),
				"pausing and resuming":           func(c *casework.Change) { pausing(c); resuming(c) },
				"a clearing where nothing moves": func(c *casework.Change) { *c = k.opening(t, k.draft()); clearing("plan_due")(c) },
			} {
				change := k.moving(t, record)
				spoil(&change)
				err := k.Commit(t.Context(), change)
				if err == nil || errors.Is(err, casework.ErrLostRace) {
					t.Errorf("%s: %v", name, err)
				}
				same(t, name, before, k.picture(t, record.ID))
			}
		}},
		{"a cancelled caller is told so and nothing is written", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			before := k.picture(t, record.ID)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			wantError(t, context.Canceled, k.Commit(ctx, k.moving(t, record)))
			same(t, "after", before, k.picture(t, record.ID))
			_, err := k.Load(ctx, casework.Everywhere(), record.ID, casework.Key{})
			wantError(t, context.Canceled, err)
		}},
		{"a commit whose caller goes away at any moment is whole or absent, and its error says which", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			for i := range 30 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond)
				change := k.rich(t, record)
				err := k.Commit(ctx, change)
				cancel()
				shown := k.picture(t, record.ID)
				switch {
				case err == nil:
					same(t, "done", change.Moved.Record, shown.Record)
					record = change.Moved.Record
				case errors.Is(err, context.DeadlineExceeded):
					same(t, "not done", record, shown.Record)
				default:
					t.Fatal(err)
				}
				if int64(len(shown.Journal)) != shown.Record.Revision || audit.Verify(shown.Journal) != nil {
					t.Fatalf("revision %d with %d entries", shown.Record.Revision, len(shown.Journal))
				}
				if len(shown.Notices) != len(shown.Journal)-1 {
					t.Fatalf("%d entries with %d notices", len(shown.Journal), len(shown.Notices))
				}
			}
		}},
	}
}

// rich is a move that writes into every table.
func (k *Kit) rich(t testing.TB, record casework.Record) casework.Change {
	t.Helper()
	change := k.moving(t, record, clearing("plan_due"), k.arming("plan_due", 0, time.Hour), k.telling(workflow.Supervisor),
		k.sending("open_applications"), k.answering(casework.Key{Person: "ketua", Text: newID().String()}))
	k.child(t, &change, newID().String())
	return change
}
