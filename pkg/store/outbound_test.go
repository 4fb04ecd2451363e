package store_test

import (
	"testing"
	"time"

	"selter/migrations"
	"selter/pkg/identity"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

func TestOutbound(t *testing.T) {
	t.Parallel()
	proof := func(t *testing.T, config store.Config) {
		t.Helper()
		storetest.RunOutbound(t, func(t *testing.T, clock func() time.Time) storetest.Outbound {
			config.Clock = clock
			s := open(t, config)
			return storetest.Outbound{Backend: s, Endpoints: s.Endpoints(), Calendars: s.Calendars(), Forbid: func(t *testing.T, person string) {
				t.Helper()
				if err := s.Identity().CreateAccount(t.Context(), identity.Account{Person: person}); err != nil {
					t.Fatal(err)
				}
				if err := s.Identity().Disable(t.Context(), person, true); err != nil {
					t.Fatal(err)
				}
			}}
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		proof(t, store.Config{URL: file(t), Prepare: migrations.Up})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		proof(t, store.Config{URL: postgres(t)})
	})
}
