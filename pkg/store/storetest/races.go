package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
)

// raceCases are many callers at once.
func raceCases() []Case {
	return []Case{
		{"of eight writers on one case exactly one wins each revision", func(t *testing.T, k *Kit) {
			record := k.opened(t, k.arming("plan_due", 0, time.Hour))
			for range 20 {
				changes := make([]casework.Change, 8)
				errs := make([]error, len(changes))
				var writers sync.WaitGroup
				for i := range changes {
					changes[i] = k.moving(t, record, clearing("plan_due"), k.arming("plan_due", 0, time.Hour), k.telling(workflow.Public),
						k.answering(casework.Key{Person: "ketua", Text: newID().String()}))
					writers.Go(func() { errs[i] = k.Commit(t.Context(), changes[i]) })
				}
				writers.Wait()
				winners := 0
				for i, err := range errs {
					switch {
					case err == nil:
						winners++
						record = changes[i].Moved.Record
					case !errors.Is(err, casework.ErrLostRace):
						t.Fatal(err)
					}
				}
				if winners != 1 {
					t.Fatalf("%d winners at revision %d", winners, record.Revision)
				}
			}
			shown := k.picture(t, record.ID)
			same(t, "row", record, shown.Record)
			wantError(t, nil, audit.Verify(shown.Journal))
			if len(shown.Journal) != 21 || len(shown.Notices) != 20 || len(shown.Timers) != 21 {
				t.Errorf("%d entries, %d notices, %d timers", len(shown.Journal), len(shown.Notices), len(shown.Timers))
			}
			k.timer(t, record.ID, "plan_due", 0, true) // exactly one is open
		}},
		{"of eight callers with one key exactly one opens a case", func(t *testing.T, k *Kit) {
			key := casework.Key{Person: "sekretariat", Text: "sekali"}
			var opened atomic.Int64
			var callers sync.WaitGroup
			for range 8 {
				change := k.opening(t, k.draft())
				k.answering(key)(&change)
				callers.Go(func() {
					switch err := k.Commit(t.Context(), change); {
					case err == nil:
						opened.Add(1)
					case !errors.Is(err, casework.ErrKeyUsed):
						t.Error(err)
					}
				})
			}
			callers.Wait()
			records, err := k.Cases(t.Context(), casework.Query{})
			if err != nil || opened.Load() != 1 || len(records) != 1 {
				t.Errorf("%d opened, %d cases, %v", opened.Load(), len(records), err)
			}
		}},
		{"of eight clocks exactly one fires a deadline", func(t *testing.T, k *Kit) {
			for range 10 {
				record := k.opened(t, k.arming("plan_due", 0, 0))
				timer := k.timer(t, record.ID, "plan_due", 0, true)
				var fired atomic.Int64
				var clocks sync.WaitGroup
				for range 8 {
					change := k.moving(t, record, firing(timer), k.telling(workflow.Public))
					clocks.Go(func() {
						switch err := k.Commit(t.Context(), change); {
						case err == nil:
							fired.Add(1)
						case !errors.Is(err, casework.ErrLostRace):
							t.Error(err)
						}
					})
				}
				clocks.Wait()
				if shown := k.picture(t, record.ID); fired.Load() != 1 || len(shown.Notices) != 1 {
					t.Errorf("fired %d times, %d notices", fired.Load(), len(shown.Notices))
				}
			}
		}},
		{"eight writers of eight cases get on without an error", func(t *testing.T, k *Kit) {
			var writers sync.WaitGroup
			for range 8 {
				record := k.opened(t)
				writers.Go(func() {
					for range 50 {
						change := k.moving(t, record, k.telling(workflow.Public))
						if err := k.Commit(t.Context(), change); err != nil {
							t.Error(err)
							return
						}
						record = change.Moved.Record
					}
				})
			}
			writers.Wait()
		}},
		{"readers see whole steps while a writer writes", func(t *testing.T, k *Kit) {
			record := k.opened(t)
			id := record.ID
			stop := make(chan struct{})
			var readers sync.WaitGroup
			for range 4 {
				readers.Go(func() {
					var last int64
					for {
						select {
						case <-stop:
							return
						default:
						}
						journal, err := k.Journal(t.Context(), id, 0, 100)
						if err != nil {
							t.Error(err)
							return
						}
						loaded, err := k.Load(t.Context(), casework.Everywhere(), id, casework.Key{})
						if err != nil {
							t.Error(err)
							return
						}
						now := loaded.Record.Revision
						if now < last || int64(len(journal)) > now || int64(len(journal)) < last {
							t.Errorf("%d entries, then revision %d, after revision %d", len(journal), now, last)
							return
						}
						last = now
					}
				})
			}
			for range 60 {
				record = k.moved(t, record, k.telling(workflow.Public))
			}
			close(stop)
			readers.Wait()
		}},
	}
}
