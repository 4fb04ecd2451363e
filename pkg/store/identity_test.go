package store_test

import (
	"context"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"selter/migrations"
	"selter/pkg/identity"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
)

func house(s *store.Store) storetest.House {
	return storetest.House{Backend: s, Identity: s.Identity(), Vault: s.Vault()}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		storetest.RunIdentity(t, func(t *testing.T, clock func() time.Time) storetest.House {
			return house(open(t, store.Config{URL: file(t), Clock: clock, Prepare: migrations.Up}))
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		storetest.RunIdentity(t, func(t *testing.T, clock func() time.Time) storetest.House {
			return house(open(t, store.Config{URL: postgres(t), Clock: clock}))
		})
	})
}

// session is a credential of a person that ends in an hour, by the store's own clock.
func session(t *testing.T, s *store.Store, person string) identity.Credential {
	t.Helper()
	now, err := s.Identity().Ready(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := identity.Credential{
		ID: uuid.Must(uuid.NewV7()), Kind: identity.SessionKind, Person: person, Hash: sha256.Sum256([]byte(person)), Factors: 1,
		Expires: now.Add(time.Hour),
	}
	account := identity.Account{Person: person, Login: sha256.Sum256([]byte(person)), Password: "$argon2id$1"}
	if err := s.Identity().CreateAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	if err := s.Identity().Issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPeopleOnTheDatabasesOwnClock(t *testing.T) {
	t.Parallel()
	proof := func(t *testing.T, config store.Config) {
		traffic := new(store.Traffic)
		config.Traffic = traffic
		s := open(t, config)
		people := s.Identity()
		want := session(t, s, "ketua")
		if _, err := people.Identify(t.Context(), want.Hash); err != nil { // the connection prepares the statement
			t.Fatal(err)
		}
		statements, writes := traffic.Statements.Load(), traffic.Writes.Load()
		found, err := people.Identify(t.Context(), want.Hash)
		if err != nil || found.Credential.Person != "ketua" || found.Now.Before(found.Credential.Created) || found.Now.After(want.Expires) {
			t.Errorf("%+v, %v", found, err)
		}
		people.Flush()
		if sent, wrote := traffic.Statements.Load()-statements, traffic.Writes.Load()-writes; sent > 2 || wrote != 0 {
			t.Errorf("%d statements, %d of them write", sent, wrote) // a second connection may have to prepare it
		}
		limit := identity.Limit{Subject: want.Hash, Most: 1, Window: time.Hour}
		if _, retry, err := people.Attempt(t.Context(), []identity.Limit{limit}); err != nil || !retry.IsZero() {
			t.Errorf("%v, %v", retry, err)
		}
		_, retry, err := people.Attempt(t.Context(), []identity.Limit{limit})
		if err != nil || retry.Before(found.Now.Add(time.Hour)) {
			t.Errorf("%v, %v", retry, err)
		}
		if err := people.Disable(t.Context(), "nobody", true); err == nil {
			t.Error("an account that is not there was disabled")
		}
		if err := people.Revoke(t.Context(), "ketua", want.ID); err != nil {
			t.Error(err)
		}
		if _, err := people.Identify(t.Context(), want.Hash); err == nil {
			t.Error("a revoked credential is known")
		}
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

// TestRuntimeRole looks at what the role of the server may do with what is kept about people.
//
//nolint:paralleltest // the trials share one connection
func TestRuntimeRole(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	if _, err := conn.Exec(t.Context(), `SET ROLE selter_runtime`); err != nil {
		t.Fatal(err)
	}
	t.Run("identifying_shows_every_duty_and_leaves_the_wall_standing", func(t *testing.T) {
		if _, err := conn.Exec(t.Context(), `WITH wall AS MATERIALIZED (SELECT set_config('selter.agencies', '*', true) AS reach)
			INSERT INTO duties (mandate, position, person, duty, agency, from_day, body)
			SELECT gen_random_uuid(), 0, 'ketua', 'committee_chair', 'prov-contoh', '2024-05-08', '' FROM wall WHERE reach = '*'`); err != nil {
			t.Fatal(err)
		}
		count := func(text string) (n int) {
			t.Helper()
			if err := conn.QueryRow(t.Context(), text).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(`SELECT count(*) FROM duties`); n != 0 {
			t.Errorf("%d duties without a wall being opened", n)
		}
		var now time.Time
		var duties string
		if err := conn.QueryRow(t.Context(), store.Holding, nil, "ketua").Scan(&now, &duties); err != nil || duties == "[]" {
			t.Errorf("duties %s, %v", duties, err)
		}
		if n := count(`SELECT count(*) FROM duties`); n != 0 {
			t.Errorf("%d duties after the statement that opened the wall", n)
		}
	})
	t.Run("may_add_readings_and_neither_change_nor_remove_them", func(t *testing.T) {
		for table, rights := range map[string][]string{
			"readings":    {"INSERT", "SELECT"},
			"person_keys": {"INSERT", "SELECT", "UPDATE"},
			"links":       {"DELETE", "INSERT", "SELECT"},
		} {
			var held []string
			for _, right := range []string{"DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE"} {
				var has bool
				if err := conn.QueryRow(t.Context(), `SELECT has_table_privilege($1, $2)`, table, right).Scan(&has); err != nil {
					t.Fatal(err)
				}
				if has {
					held = append(held, right)
				}
			}
			if !slices.Equal(held, rights) {
				t.Errorf("%s: %v, not %v", table, held, rights)
			}
		}
	})
}
