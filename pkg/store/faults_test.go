package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
	"selter/workflow"
	"selter/workflow/audit"
)

// P3: the answer of the server can be lost after it has committed.
func TestCommit(t *testing.T) {
	t.Parallel()
	t.Run("whose_answer_was_lost_is_not_done_twice_and_its_answer_is_found", func(t *testing.T) {
		t.Parallel()
		between := newWire(t, postgres(t))
		s := open(t, store.Config{URL: between.url})
		kit := storetest.NewKit(t, s)
		record := kit.Opened(t)
		for n := range 20 {
			key := casework.Key{Person: "ketua", Text: fmt.Sprint(n)}
			change := kit.Step(t, record, key)
			between.lose.Store(true)
			if err := s.Commit(t.Context(), change); !errors.Is(err, casework.ErrLostRace) {
				t.Fatalf("the repeated commit says %v", err)
			}
			loaded, err := s.Load(t.Context(), casework.Everywhere(), record.ID, key)
			if err != nil || loaded.Answer == nil || loaded.Record.Revision != record.Revision+1 {
				t.Fatalf("loaded %+v, %v", loaded, err)
			}
			record = loaded.Record
		}
		if between.lost.Load() != 20 {
			t.Errorf("%d answers were lost", between.lost.Load())
		}
	})
	t.Run("that_opens_a_case_and_whose_answer_was_lost_says_that_the_key_is_used", func(t *testing.T) {
		t.Parallel()
		between := newWire(t, postgres(t))
		s := open(t, store.Config{URL: between.url})
		kit := storetest.NewKit(t, s)
		change := kit.Opening(t, casework.Key{Person: "sekretariat", Text: "1"})
		between.lose.Store(true)
		if err := s.Commit(t.Context(), change); !errors.Is(err, casework.ErrKeyUsed) {
			t.Fatalf("the repeated commit says %v", err)
		}
		records, err := s.Cases(t.Context(), casework.Query{})
		if err != nil || len(records) != 1 {
			t.Errorf("%d cases, %v", len(records), err)
		}
	})
	t.Run("goes_on_after_the_server_was_killed_and_started_again", killed)
}

// P5: writers do not notice a restart of the server.
func killed(t *testing.T) {
	t.Parallel()
	const writers, steps = 4, 75
	server := peers.StartPostgres(t, "synchronous_commit=on")
	if err := migrate(server.DSN("postgres")); err != nil {
		t.Fatal(err)
	}
	s := open(t, store.Config{URL: server.DSN("postgres"), MaxConns: writers})
	kit := storetest.NewKit(t, s)
	progress := make(chan struct{}, writers*steps)
	ids := make([]workflow.CaseID, writers)
	var work sync.WaitGroup
	for i := range ids {
		ids[i] = kit.Opened(t).ID
		work.Go(func() {
			for n := range steps {
				key := casework.Key{Person: "ketua", Text: fmt.Sprintf("%d/%d", i, n)}
				for answered := false; !answered; {
					loaded, err := s.Load(t.Context(), casework.Everywhere(), ids[i], key)
					if err != nil {
						t.Error(err)
						return
					}
					if answered = loaded.Answer != nil; answered {
						break
					}
					if err := s.Commit(t.Context(), kit.Step(t, loaded.Record, key)); err != nil && !errors.Is(err, casework.ErrLostRace) {
						t.Error(err)
						return
					}
				}
				progress <- struct{}{}
			}
		})
	}
	for range 3 {
		for range writers * steps / 5 {
			<-progress
		}
		if err := errors.Join(server.Kill(), server.Restart()); err != nil {
			t.Fatal(err)
		}
	}
	work.Wait()
	for _, id := range ids {
		var journal []audit.Sealed
		for {
			page, err := s.Journal(t.Context(), id, int64(len(journal)), 100)
			if err != nil {
				t.Fatal(err)
			}
			if journal = append(journal, page...); len(page) < 100 {
				break
			}
		}
		if err := audit.Verify(journal); err != nil || len(journal) != steps+1 {
			t.Errorf("%d entries, not %d, %v", len(journal), steps+1, err)
		}
	}
}

// G13: neither the log nor an error carries what a statement carried.
func TestLog(t *testing.T) {
	t.Parallel()
	const canary = "3171234567890001"
	for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
		t.Run("of_a_failed_statement_has_no_parameters_on_"+name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s := open(t, store.Config{URL: url, Prepare: migrations.Up, Log: slog.New(slog.NewJSONHandler(&log, nil))})
			kit := storetest.NewKit(t, s)
			change := kit.Opening(t, casework.Key{Person: canary, Text: canary})
			change.Pack = nil // refused by the foreign key
			change.Opened[0].Facts, change.Opened[0].Agency = jsontext.Value(`{"nik":"`+canary+`"}`), canary
			err := s.Commit(context.Background(), change)
			if err == nil || !strings.Contains(log.String(), "INSERT INTO cases") {
				t.Fatalf("%v was not logged: %s", err, log.String())
			}
			if strings.Contains(log.String(), canary) || strings.Contains(err.Error(), canary) {
				t.Errorf("shown in the log or the error: %v\n%s", err, log.String())
			}
		})
	}
}
