package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/workflow/audit"
)

// moment is the store's clock, which the room sets on SQLite only.
func (r *room) moment(t *testing.T) time.Time {
	t.Helper()
	loaded, err := r.store.Recall(t.Context(), casework.Everywhere(), casework.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Now
}

// tamperings are about what somebody with the database can do.
func tamperings() []roomCase {
	return []roomCase{
		{"what_is_moved_to_another_person_or_field_does_not_open", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			r.known(t, "pelamar-2", 2)
			mine, err := r.kept.Particulars(t.Context(), "pelamar", []string{"email"})
			if err != nil || len(mine) != 1 {
				t.Fatal(len(mine), err)
			}
			key, err := r.kept.Key(t.Context(), "pelamar")
			if err != nil {
				t.Fatal(err)
			}
			renamed := mine[0]
			renamed.Field = "address"
			for name, c := range map[string]struct {
				of    string
				store *altered
			}{
				"to another person":              {"pelamar-2", &altered{Store: r.kept, particulars: mine}},
				"to another field":               {"pelamar", &altered{Store: r.kept, particulars: []casework.Particular{renamed}}},
				"to another person with its key": {"pelamar-2", &altered{Store: r.kept, particulars: mine, key: key}},
			} {
				if got, err := vault.New(c.store, r.ring, clock).Export(t.Context(), c.of); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("%s: %d opened, %v", name, len(got), err)
				}
			}
		}},
		{"a_changed_byte_is_found_in_a_key_and_in_a_particular", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			kept, err := r.kept.Particulars(t.Context(), "pelamar", []string{"email"})
			if err != nil {
				t.Fatal(err)
			}
			key, err := r.kept.Key(t.Context(), "pelamar")
			if err != nil {
				t.Fatal(err)
			}
			try := func(store *altered) error {
				got, err := vault.New(store, r.ring, clock).Export(t.Context(), "pelamar")
				if !errors.Is(err, vault.ErrSealed) || got != nil {
					return fmt.Errorf("%d opened, %w", len(got), err)
				}
				return nil
			}
			for i := range kept[0].Sealed {
				changed := kept[0]
				changed.Sealed = bytes.Clone(changed.Sealed)
				changed.Sealed[i] ^= 0x80
				if err := try(&altered{Store: r.kept, particulars: []casework.Particular{changed}}); err != nil {
					t.Fatalf("byte %d of a particular: %v", i, err)
				}
			}
			for i := range key {
				changed := bytes.Clone(key)
				changed[i] ^= 0x80
				if err := try(&altered{Store: r.kept, key: changed}); err != nil {
					t.Fatalf("byte %d of a key: %v", i, err)
				}
			}
		}},
	}
}

// erasures are about what is left when a key is destroyed.
func erasures() []roomCase {
	return []roomCase{
		{"after_an_erasure_nothing_opens_and_the_journal_verifies", func(t *testing.T, r *room) {
			file, commitments := r.known(t, "pelamar", 1)
			held, err := r.Export(t.Context(), "pelamar")
			if err != nil {
				t.Fatal(err)
			}
			kept, err := r.kept.Particulars(t.Context(), "pelamar", nil)
			if err != nil {
				t.Fatal(err)
			}
			key, err := r.kept.Key(t.Context(), "pelamar")
			if err != nil {
				t.Fatal(err)
			}
			r.erase(t, file)

			if _, err := r.Read(t.Context(), officer, "pelamar", vault.Fields()); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("reading: %v", err)
			}
			if _, err := r.Export(t.Context(), "pelamar"); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("export: %v", err)
			}
			if _, err := r.Find(t.Context(), officer, vault.NIK, everything(1)[vault.NIK]); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("finding: %v", err)
			}
			if _, _, err := r.Prepare(t.Context(), "pelamar", everything(1)); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("recording anew: %v", err)
			}
			// Who has kept the particulars has not kept the key: a copy of one without the other opens nothing.
			if _, err := vault.New(&altered{Store: r.kept, particulars: kept}, r.ring, clock).Export(t.Context(), "pelamar"); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("the particulars alone: %v", err)
			}
			// Who has kept both in a backup opens them, until the key that wrapped is pruned.
			backup := &altered{Store: r.kept, particulars: kept, key: key}
			if got, err := vault.New(backup, r.ring, clock).Export(t.Context(), "pelamar"); err != nil || len(got) != len(held) {
				t.Errorf("a backup before the rotation: %d, %v", len(got), err)
			}
			if err := r.ring.Rotate(); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Rotate(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if err := r.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := vault.New(backup, r.ring, clock).Export(t.Context(), "pelamar"); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("a backup after the old key was pruned: %v", err)
			}

			journal, err := r.store.Journal(t.Context(), file, 0, 10)
			if err != nil || len(journal) != 4 {
				t.Fatalf("%d entries, %v", len(journal), err)
			}
			if err := errors.Join(audit.Verify(journal), r.desk.Verify(t.Context(), r.store, file)); err != nil {
				t.Error(err)
			}
			for _, c := range commitments {
				if !strings.Contains(string(journal[1].Body), c.Commitment) {
					t.Errorf("the commitment to %s is not in the journal", c.Field)
				}
			}
			for _, one := range held { // who has an export of before can still show what was recorded
				if !vault.Verify("pelamar", one.Field, one.Value.Expose(), one.Salt, commitmentOf(commitments, one.Field)) {
					t.Errorf("%s of an export does not fit the journal", one.Field)
				}
			}
		}},
	}
}

// rotations are about new keys.
func rotations() []roomCase {
	const people = 230 // more than two pages
	names := func() (names []string) {
		for i := range people {
			names = append(names, fmt.Sprintf("orang-%03d", i))
		}
		return names
	}()
	return []roomCase{
		{"a_rotation_that_was_stopped_goes_on_and_everything_is_read_throughout", func(t *testing.T, r *room) {
			// All have keys; the first, the last and one between have something under them.
			last := names[people-1]
			for _, name := range names {
				if _, _, err := r.Prepare(t.Context(), name, map[vault.Field]vault.Value{vault.BirthDate: vault.Plain("1980-08-05")}); err != nil {
					t.Fatal(err)
				}
			}
			known := []string{names[0], names[120], last}
			for i, name := range known {
				r.known(t, name, i)
			}
			server := vault.New(r.kept, r.anotherRing(t), clock)
			readable := func(when string) {
				t.Helper()
				for i, name := range known {
					got, err := server.Read(t.Context(), officer, name, vault.Fields())
					if err != nil || got[vault.NIK].Expose() != everything(i)[vault.NIK].Expose() {
						t.Errorf("%s: %s: %d fields, %v", when, name, len(got), err)
					}
					if who, err := server.Find(t.Context(), officer, vault.NIK, everything(i)[vault.NIK]); err != nil || who != name {
						t.Errorf("%s: found %q for %s, %v", when, who, name, err)
					}
				}
			}
			if err := errors.Join(r.ring.Rotate(), r.ring.RotateLookup()); err != nil {
				t.Fatal(err)
			}
			readable("before the rotation")
			if stale, err := r.Stale(t.Context()); err != nil || stale != (vault.Tally{People: people, Keys: people, Lookups: 6}) {
				t.Errorf("stale: %+v, %v", stale, err)
			}
			if err := r.Prune(t.Context()); !errors.Is(err, vault.ErrInUse) {
				t.Errorf("pruning keys in use: %v", err)
			}
			ctx, stop := context.WithCancel(t.Context())
			pages := 0
			half, err := r.Rotate(ctx, func(vault.Tally) {
				if pages++; pages == 1 {
					stop()
				}
			})
			if err == nil || half.Keys == 0 || half.Keys >= people {
				t.Fatalf("stopped after %+v, %v", half, err)
			}
			readable("half-way")
			if err := r.Prune(t.Context()); !errors.Is(err, vault.ErrInUse) {
				t.Errorf("pruning keys in use: %v", err)
			}
			rest, err := r.Rotate(t.Context(), nil)
			if err != nil || rest.People != people || half.Keys+rest.Keys != people || half.Lookups+rest.Lookups != 6 {
				t.Errorf("the rest: %+v after %+v, %v", rest, half, err)
			}
			readable("after the rotation")
			if again, err := r.Rotate(t.Context(), nil); err != nil || again.Keys+again.Lookups != 0 {
				t.Errorf("once more: %+v, %v", again, err)
			}
			if err := r.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			readable("after the old keys are gone")
			for _, count := range r.anotherRing(t).Counts() {
				if want := map[string]int{"people": 1, "secrets": 2, "lookups": 1, "digests": 1}[count.Purpose]; count.Keys != want {
					t.Errorf("%d keys for %s, want %d", count.Keys, count.Purpose, want)
				}
			}
		}},
		{"who_was_faster_is_not_undone_and_who_is_erased_meanwhile_stays_so", func(t *testing.T, r *room) {
			r.known(t, "orang-1", 1)
			file, _ := r.known(t, "orang-2", 2)
			if err := r.ring.Rotate(); err != nil {
				t.Fatal(err)
			}
			met := make(map[string]int)
			raced := &altered{Store: r.kept, before: func(person string) {
				if met[person]++; met[person] > 1 {
					return
				}
				if person == "orang-2" {
					r.erase(t, file)
					return
				}
				if done, err := r.Rotate(t.Context(), nil); err != nil || done.Keys != 2 {
					t.Errorf("the faster one: %+v, %v", done, err)
				}
				// Both are done now; a further key makes the second stale again.
				if err := r.ring.Rotate(); err != nil {
					t.Error(err)
				}
			}}
			if _, err := vault.New(raced, r.ring, clock).Rotate(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if met["orang-1"] != 2 || met["orang-2"] != 1 {
				t.Errorf("met %v", met)
			}
			if got, err := r.Read(t.Context(), officer, "orang-1", vault.Fields()); err != nil || len(got) != len(vault.Fields()) {
				t.Errorf("%d fields, %v", len(got), err)
			}
			if _, err := r.kept.Key(t.Context(), "orang-2"); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("the key of who was erased: %v", err)
			}
			if stale, err := r.Stale(t.Context()); err != nil || stale != (vault.Tally{People: 1}) {
				t.Errorf("stale: %+v, %v", stale, err)
			}
		}},
	}
}

// canaries are about what can be seen from outside.
func canaries() []roomCase {
	return []roomCase{
		{"no_value_stands_anywhere_in_the_clear", func(t *testing.T, r *room) {
			file, _ := r.known(t, "pelamar", 7)
			if _, err := r.Read(t.Context(), officer, "pelamar", vault.Fields()); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Find(t.Context(), officer, vault.NIP, everything(7)[vault.NIP]); err != nil {
				t.Fatal(err)
			}
			var seen bytes.Buffer
			kept, err := r.kept.Particulars(t.Context(), "pelamar", nil)
			if err != nil || len(kept) != len(vault.Fields()) {
				t.Fatal(len(kept), err)
			}
			for _, one := range kept {
				seen.Write(one.Sealed)
				seen.Write(one.Lookup)
				hasLookup := one.Field == "nik" || one.Field == "nip"
				if hasLookup != (len(one.Lookup) > 0) {
					t.Errorf("%s: a hash to look for: %t", one.Field, !hasLookup)
				}
			}
			journal, err := r.store.Journal(t.Context(), file, 0, 10)
			if err != nil || len(journal) != 2 {
				t.Fatal(len(journal), err)
			}
			fmt.Fprintf(&seen, "%s %+v", journal[1].Body, journal)
			_, _, err = r.Prepare(t.Context(), "orang-lain", everything(7))
			fmt.Fprintf(&seen, "%v %#v", err, err)
			if r.file != "" {
				files, _ := filepath.Glob(r.file + "*")
				for _, name := range files {
					text, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					seen.Write(text)
				}
				if !bytes.Contains(seen.Bytes(), []byte("record_particulars")) {
					t.Error("the scan did not see the database")
				}
			}
			for field, value := range everything(7) {
				if field != vault.BirthDate && bytes.Contains(seen.Bytes(), []byte(value.Expose())) {
					t.Errorf("%s stands in the clear", field)
				}
			}
			if bytes.Contains(seen.Bytes(), []byte("1980-08-05")) {
				t.Error("the day of birth stands in the clear")
			}
		}},
	}
}
