package vault_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/identity/vault"
)

// A roomCase is one thing that a vault does, whatever store it works on.
type roomCase struct {
	name string
	test func(t *testing.T, r *room)
}

func TestVault(t *testing.T) {
	t.Parallel()
	for backend, url := range map[string]func(*testing.T) string{"sqlite": sqlite, "postgres": postgres} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			for _, c := range slices.Concat(keepings(), readings(), tamperings(), erasures(), rotations(), canaries(), files()) {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.test(t, newRoom(t, url(t)))
				})
			}
		})
	}
}

var officer = vault.Reader{Person: "sekretariat", Route: "GET /v1/people/{person}/particulars", Request: "r-1"}

// keepings are about what is recorded.
func keepings() []roomCase {
	return []roomCase{
		{"what_was_recorded_is_read_and_newer_values_take_the_place_of_older", func(t *testing.T, r *room) {
			file, _ := r.known(t, "pelamar", 1)
			got, err := r.Read(t.Context(), officer, "pelamar", vault.Fields())
			if err != nil || !maps.Equal(plain(got), plain(everything(1))) {
				t.Fatalf("read %d fields, %v", len(got), err)
			}
			r.record(t, file, "pelamar", map[vault.Field]vault.Value{vault.Phone: vault.Plain("0811 000 111")})
			got, err = r.Read(t.Context(), officer, "pelamar", []vault.Field{vault.Phone, vault.Email})
			if err != nil || len(got) != 2 || got[vault.Phone].Expose() != "+62811000111" || got[vault.Email].Expose() != everything(1)[vault.Email].Expose() {
				t.Errorf("read %v, %v", plain(got), err)
			}
		}},
		{"a_commitment_binds_person_field_and_value_and_no_two_are_alike", func(t *testing.T, r *room) {
			file, first := r.known(t, "pelamar", 1)
			numbers, others := make(map[vault.Field]vault.Value), everything(1)
			for _, field := range []vault.Field{vault.NIK, vault.NIP, vault.BirthDate} { // which nobody else writes twice
				numbers[field] = others[field]
				delete(others, field)
			}
			second := append(r.record(t, file, "pelamar", others), r.recordBy(t, nation("admin"), file, "pelamar", numbers)...)
			for _, one := range first {
				if one.Commitment == commitmentOf(second, one.Field) {
					t.Errorf("%s: the same value gives the same commitment", one.Field)
				}
			}
			held, err := r.Export(t.Context(), "pelamar")
			if err != nil || len(held) != len(vault.Fields()) {
				t.Fatalf("%d particulars, %v", len(held), err)
			}
			for _, one := range held {
				inJournal, value := commitmentOf(second, one.Field), one.Value.Expose()
				if one.Commitment != inJournal || !vault.Verify("pelamar", one.Field, value, one.Salt, inJournal) {
					t.Errorf("%s: the commitment of the journal is not that of the value", one.Field)
				}
				for what, fits := range map[string]bool{
					"another person":      vault.Verify("pelama", one.Field, "r"+value, one.Salt, inJournal),
					"another field":       vault.Verify("pelamar", "name", value, one.Salt, inJournal),
					"another value":       vault.Verify("pelamar", one.Field, value+" ", one.Salt, inJournal),
					"an older commitment": vault.Verify("pelamar", one.Field, value, one.Salt, commitmentOf(first, one.Field)),
					"another salt":        vault.Verify("pelamar", one.Field, value, strings.Repeat("0", 64), inJournal),
					"a short salt":        vault.Verify("pelamar", one.Field, value, one.Salt[:62], inJournal),
					"no salt":             vault.Verify("pelamar", one.Field, value, "", inJournal),
				} {
					if fits {
						t.Errorf("%s: %s fits too", one.Field, what)
					}
				}
				plain := sha256.Sum256([]byte(value))
				if inJournal == hex.EncodeToString(plain[:]) {
					t.Errorf("%s: the commitment is a plain hash", one.Field)
				}
			}
		}},
		{"two_first_writers_share_one_key", func(t *testing.T, r *room) {
			file := r.enrol(t, "pelamar")
			var together sync.WaitGroup
			all := make([][]casework.Particular, 8)
			errs := make([]error, len(all))
			for i := range all {
				together.Go(func() {
					all[i], _, errs[i] = vault.New(r.kept, r.ring, clock).Prepare(t.Context(), "pelamar", everything(1))
				})
			}
			together.Wait()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			r.record(t, file, "pelamar", everything(1))
			for i, particulars := range all {
				swapped := vault.New(&altered{Store: r.kept, particulars: particulars}, r.ring, clock)
				if got, err := swapped.Export(t.Context(), "pelamar"); err != nil || len(got) != len(vault.Fields()) {
					t.Errorf("what writer %d sealed: %d opened, %v", i, len(got), err)
				}
			}
		}},
		{"what_breaks_a_rule_is_refused_all_at_once_and_leaves_no_key", func(t *testing.T, r *room) {
			_, _, err := r.Prepare(t.Context(), "pelamar", map[vault.Field]vault.Value{
				vault.NIK: vault.Plain("123"), vault.Email: vault.Plain("kenari"), vault.FullName: vault.Plain("Kenari"), "gaji": vault.Plain("100"),
			})
			faults, is := errors.AsType[vault.Faults](err)
			if !is || len(faults) != 3 || faults[0].Field != vault.NIK || faults[1].Field != vault.Email {
				t.Errorf("%v", err)
			}
			if _, _, err := r.Prepare(t.Context(), "pelamar", nil); err == nil {
				t.Error("nothing was prepared")
			}
			if _, err := r.kept.Key(t.Context(), "pelamar"); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("a key: %v", err)
			}
		}},
		{"a_number_is_one_persons", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			one := map[vault.Field]vault.Value{vault.NIK: everything(1)[vault.NIK]}
			if _, _, err := r.Prepare(t.Context(), "orang-lain", one); !errors.Is(err, casework.ErrTaken) {
				t.Errorf("of somebody else: %v", err)
			}
			if err := r.ring.RotateLookup(); err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.Prepare(t.Context(), "orang-lain", one); !errors.Is(err, casework.ErrTaken) {
				t.Errorf("of somebody else, after the key has changed: %v", err)
			}
			if _, _, err := r.Prepare(t.Context(), "pelamar", one); err != nil {
				t.Errorf("once more of the same: %v", err)
			}
		}},
	}
}

// readings are about who reads.
func readings() []roomCase {
	return []roomCase{
		{"every_reading_by_another_is_noted_and_none_of_ones_own", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			own := vault.Reader{Person: "pelamar", Route: "GET /v1/me/particulars", Request: "r-0"}
			if _, err := r.Read(t.Context(), own, "pelamar", vault.Fields()); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Export(t.Context(), "pelamar"); err != nil {
				t.Fatal(err)
			}
			if noted, err := r.Readings(t.Context(), "pelamar", uuid.Nil, 10); err != nil || len(noted) != 0 {
				t.Fatalf("%d readings of one's own, %v", len(noted), err)
			}
			if _, err := r.Read(t.Context(), officer, "pelamar", []vault.Field{vault.Email, vault.Phone}); err != nil {
				t.Fatal(err)
			}
			found, err := r.Find(t.Context(), officer, vault.NIK, everything(1)[vault.NIK])
			if err != nil || found != "pelamar" {
				t.Fatalf("found %q, %v", found, err)
			}
			noted, err := r.Readings(t.Context(), "pelamar", uuid.Nil, 10)
			if err != nil || len(noted) != 2 || !slices.Equal(noted[0].Fields, []string{"nik"}) || !slices.Equal(noted[1].Fields, []string{"email", "phone"}) {
				t.Fatalf("%+v, %v", noted, err)
			}
			for _, one := range noted {
				if one.Reader != officer.Person || one.Person != "pelamar" || one.Route != officer.Route || one.Request != officer.Request || !one.At.Equal(r.moment(t)) && r.file != "" {
					t.Errorf("noted %+v", one)
				}
			}
			if older, err := r.Readings(t.Context(), "pelamar", noted[0].ID, 10); err != nil || len(older) != 1 || older[0].ID != noted[1].ID {
				t.Errorf("before the newest: %+v, %v", older, err)
			}
		}},
		{"nothing_is_opened_when_the_reading_cannot_be_noted", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			mute := &altered{Store: r.kept, note: errors.New("no paper")}
			closed := vault.New(mute, r.ring, clock)
			if got, err := closed.Read(t.Context(), officer, "pelamar", vault.Fields()); !errors.Is(err, mute.note) || got != nil {
				t.Errorf("read %d fields, %v", len(got), err)
			}
			if mute.asked {
				t.Error("particulars were fetched before the reading was noted")
			}
			if who, err := closed.Find(t.Context(), officer, vault.NIP, everything(1)[vault.NIP]); !errors.Is(err, mute.note) || who != "" {
				t.Errorf("found %q, %v", who, err)
			}
		}},
		{"people_are_found_by_numbers_only_in_any_form", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			r.known(t, "pelamar-2", 2)
			spaced := strings.Join(strings.SplitAfter(everything(2)[vault.NIK].Expose(), "0"), " ")
			if who, err := r.Find(t.Context(), officer, vault.NIK, vault.Plain(spaced)); err != nil || who != "pelamar-2" {
				t.Errorf("found %q, %v", who, err)
			}
			if _, err := r.Find(t.Context(), officer, vault.NIK, everything(3)[vault.NIK]); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("nobody's number: %v", err)
			}
			missed, err := r.Readings(t.Context(), "", uuid.Nil, 10)
			if err != nil || len(missed) != 1 || missed[0].Reader != officer.Person || !slices.Equal(missed[0].Fields, []string{"nik"}) {
				t.Errorf("of nobody was noted %+v, %v", missed, err)
			}
			for _, field := range []vault.Field{vault.FullName, vault.Email, vault.HealthResult, "gaji"} {
				if _, err := r.Find(t.Context(), officer, field, everything(1)[field]); err == nil || errors.Is(err, vault.ErrUnknown) {
					t.Errorf("by %s: %v", field, err)
				}
			}
			if _, err := r.Find(t.Context(), officer, vault.NIK, vault.Plain("12")); err == nil || strings.Contains(err.Error(), "12") {
				t.Errorf("by what is no number: %v", err)
			}
		}},
		{"nobody_and_nothing_are_not_read", func(t *testing.T, r *room) {
			r.known(t, "pelamar", 1)
			if _, err := r.Read(t.Context(), officer, "hantu", vault.Fields()); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("nobody: %v", err)
			}
			if _, err := r.Export(t.Context(), "hantu"); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("nobody's export: %v", err)
			}
			for _, fields := range [][]vault.Field{nil, {}, {"gaji"}, {vault.NIK, "nik' OR 1=1"}} {
				if got, err := r.Read(t.Context(), officer, "pelamar", fields); err == nil || len(got) > 0 {
					t.Errorf("%q: %d fields, %v", fields, len(got), err)
				}
			}
			if noted, err := r.Readings(t.Context(), "pelamar", uuid.Nil, 10); err != nil || len(noted) != 0 {
				t.Errorf("%d readings, %v", len(noted), err)
			}
		}},
	}
}

// An altered store is a real one of which something is otherwise.
type altered struct {
	vault.Store
	particulars []casework.Particular // in the place of what is kept
	key         []byte
	note        error
	asked       bool // for particulars
	before      func(person string)
}

func (a *altered) Particulars(ctx context.Context, person string, fields []string) ([]casework.Particular, error) {
	a.asked = true
	if a.particulars != nil {
		return a.particulars, nil
	}
	return a.Store.Particulars(ctx, person, fields)
}

func (a *altered) Key(ctx context.Context, person string) ([]byte, error) {
	if a.key != nil {
		return a.key, nil
	}
	return a.Store.Key(ctx, person)
}

func (a *altered) Note(ctx context.Context, reading vault.Reading) error {
	if a.note != nil {
		return a.note
	}
	return a.Store.Note(ctx, reading)
}

func (a *altered) Rewrap(ctx context.Context, person string, was, now []byte) (bool, error) {
	if a.before != nil {
		a.before(person)
	}
	return a.Store.Rewrap(ctx, person, was, now)
}
