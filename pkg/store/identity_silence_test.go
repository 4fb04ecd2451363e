package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/migrations"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/pkg/store"
)

// A canary is sent in every place that takes a word; the byte at its end is one that Postgres takes in no text.
const canary = "kanari3174\x00"

// asked calls every method with canaries, and collects what comes back.
func asked(ctx context.Context, s *store.Store) []error {
	people, kept := s.Identity(), s.Vault()
	hash := sha256.Sum256([]byte(canary))
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	account := identity.Account{Person: canary, Login: hash, Password: canary}
	add(people.CreateAccount(ctx, account))
	_, err := people.AccountByLogin(ctx, hash)
	add(err)
	_, err = people.AccountOf(ctx, canary)
	add(err)
	_, err = people.SetPassword(ctx, canary, canary, canary, uuid.Nil)
	add(err)
	_, err = people.Rehash(ctx, canary, canary, canary)
	add(err)
	add(people.Reset(ctx, canary, canary))
	add(people.OfferTOTP(ctx, canary, []byte(canary)))
	_, err = people.ConfirmTOTP(ctx, canary, []byte(canary), 1, uuid.Nil)
	add(err)
	_, err = people.UseStep(ctx, canary, []byte(canary), 1)
	add(err)
	add(people.Disable(ctx, canary, true))
	_, _, err = people.Attempt(ctx, []identity.Limit{{Subject: hash, Most: 1, Window: time.Hour}})
	add(err)
	add(people.Forgive(ctx, hash))
	add(people.GiveBack(ctx, hash, time.Unix(0, 0)))
	add(people.Issue(ctx, identity.Credential{Person: canary, Label: canary, Hash: hash, Kind: canary}))
	_, err = people.Identify(ctx, hash)
	add(err)
	_, _, err = people.DutiesOf(ctx, canary)
	add(err)
	add(people.Revoke(ctx, canary, uuid.Nil))
	_, err = people.Credentials(ctx, canary)
	add(err)
	add(people.Begin(ctx, identity.Ceremony{Hash: hash, Kind: canary, Person: canary, Data: []byte(canary)}))
	_, err = people.Take(ctx, canary, hash)
	add(err)
	add(people.Link(ctx, canary, hash, canary, uuid.Nil))
	_, err = people.Linked(ctx, canary, hash)
	add(err)
	_, err = kept.AddKey(ctx, canary, []byte(canary))
	add(err)
	_, err = kept.Keys(ctx, canary, 1)
	add(err)
	_, err = kept.Rewrap(ctx, canary, []byte(canary), []byte(canary))
	add(err)
	_, err = kept.Particulars(ctx, canary, []string{canary})
	add(err)
	_, err = kept.Find(ctx, canary, []byte(canary))
	add(err)
	_, err = kept.Relookup(ctx, canary, canary, []byte(canary), []byte(canary))
	add(err)
	add(kept.Note(ctx, vault.Reading{Reader: canary, Person: canary, Fields: []string{canary}, Route: canary, Request: canary}))
	_, err = kept.Readings(ctx, canary, uuid.Nil, 1)
	add(err)
	people.Flush()
	return errs
}

func TestPeopleAreNotNamedByWhatFails(t *testing.T) {
	t.Parallel()
	hash := sha256.Sum256([]byte(canary))
	// faults is how many of the calls must have failed for the test to have seen anything.
	silent := func(t *testing.T, log string, errs []error, faults int) {
		t.Helper()
		failed := 0
		for _, err := range errs {
			if err == nil {
				continue
			}
			log += "\n" + err.Error()
			if !errors.Is(err, identity.ErrUnknown) && !errors.Is(err, vault.ErrUnknown) && !errors.Is(err, identity.ErrTaken) {
				failed++
			}
		}
		if failed < faults {
			t.Errorf("only %d calls failed", failed)
		}
		for _, form := range []string{"kanari", hex.EncodeToString([]byte("kanari")), hex.EncodeToString(hash[:4]), string(hash[:4])} {
			if strings.Contains(strings.ToLower(log), form) {
				t.Errorf("a canary in the form %q", form)
			}
		}
	}
	proof := func(t *testing.T, config store.Config, faults int) {
		var log bytes.Buffer
		config.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		s := open(t, config)
		for range 2 { // the second time all of it is there, if it could be written
			errs := asked(t.Context(), s)
			silent(t, log.String(), errs, faults)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		errs := asked(gone, s)
		silent(t, log.String(), errs, len(errs))
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		proof(t, store.Config{URL: file(t), Prepare: migrations.Up}, 0)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		proof(t, store.Config{URL: postgres(t)}, 18)
	})
}
