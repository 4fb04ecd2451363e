package store_test

import (
	"testing"
	"time"

	"selter/migrations"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

func TestScores(t *testing.T) {
	t.Parallel()
	standings := func(t *testing.T, board storetest.Scoreboard, ids []workflow.CaseID) []compliance.Standing {
		t.Helper()
		list, err := board.(*store.Store).Standings(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	for backend, config := range map[string]func(t *testing.T) store.Config{
		"sqlite":   func(t *testing.T) store.Config { return store.Config{URL: file(t), Prepare: migrations.Up} },
		"postgres": func(t *testing.T) store.Config { return store.Config{URL: postgres(t)} },
	} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			storetest.RunScores(t, func(t *testing.T, clock func() time.Time) (storetest.Backend, storetest.Scoreboard) {
				config := config(t)
				config.Clock = clock
				s := open(t, config)
				return s, s
			}, standings)
		})
	}
}
