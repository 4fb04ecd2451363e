package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"selter/pkg/casework"
	"selter/workflow/calendar"
)

// A Vault opens and closes what is kept about people. It does not know who may read
// what: workflow/access says so, and whoever calls has asked there first. It sees to
// it that no reading goes unnoted.
type Vault struct {
	store Store
	ring  *Keyring
	clock func() time.Time
}

// New makes a vault on a store. The clock tells what day it is, which a day of birth lies
// before; nil is the machine's.
func New(store Store, ring *Keyring, clock func() time.Time) *Vault {
	if clock == nil {
		clock = time.Now
	}
	return &Vault{store, ring, clock}
}

// Keyring is the keys under which the vault keeps the keys of people.
func (v *Vault) Keyring() *Keyring { return v.ring }

// A Reader is who reads, by which route (method and path as in the contract), in which request.
type Reader struct{ Person, Route, Request string }

// A Held is one particular as its person may have it: with what it takes to check the
// commitment in the journal, see Verify.
type Held struct {
	Field      Field
	Value      Value
	Salt       string // hex
	Commitment string // hex
}

// keySize is the size of a person's key, for XChaCha20-Poly1305.
const keySize = 32

// Prepare makes particulars ready for the commit that records them, and the commitments
// for its journal entry, both in the order of Fields. Values that break their field's
// rule are Faults, all of them at once; a number that is recorded of somebody else is
// casework.ErrTaken; a person whose key has been destroyed is ErrUnknown. It keeps nothing but a
// new person's key.
func (v *Vault) Prepare(ctx context.Context, person string, values map[Field]Value) ([]casework.Particular, []Commitment, error) {
	clean, err := v.normalised(values)
	if err != nil {
		return nil, nil, err
	}
	if err := v.ring.refresh(); err != nil {
		return nil, nil, err
	}
	key, err := v.keyFor(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	var particulars []casework.Particular
	var commitments []Commitment
	for _, field := range Fields() {
		value, given := clean[field]
		if !given {
			continue
		}
		one := casework.Particular{Person: person, Field: string(field)}
		s, err := newSalt()
		if err != nil {
			return nil, nil, fmt.Errorf("a salt: %w", err)
		}
		if one.Sealed, err = key.seal(person, field, value, s); err != nil {
			return nil, nil, err
		}
		if slices.Contains(LookupFields(), field) {
			if one.Lookup, err = v.lookup(ctx, person, field, value); err != nil {
				return nil, nil, err
			}
		}
		particulars = append(particulars, one)
		commitments = append(commitments, Commitment{Field: field, Commitment: hex.EncodeToString(commit(person, field, value, s))})
	}
	return particulars, commitments, nil
}

// lookup is the hash by which the person is found from now on. The store would refuse
// the same hash twice; somebody's older hash it would not know again.
func (v *Vault) lookup(ctx context.Context, person string, field Field, value string) ([]byte, error) {
	who, hashes, err := v.whose(ctx, field, value)
	switch {
	case err != nil && !errors.Is(err, ErrUnknown):
		return nil, err
	case err == nil && who != person:
		return nil, fmt.Errorf("%s: %w", field, casework.ErrTaken)
	}
	return hashes[0], nil
}

// whose tells who has a value, whichever key its hash was made with, or ErrUnknown, and
// the hashes of the value, the newest first.
func (v *Vault) whose(ctx context.Context, field Field, value string) (string, [][]byte, error) {
	hashes, err := v.ring.lookups(field, value)
	if err != nil {
		return "", nil, err
	}
	for _, hash := range hashes {
		who, err := v.store.Find(ctx, string(field), hash)
		if err == nil || !errors.Is(err, ErrUnknown) {
			return who, hashes, err
		}
	}
	return "", hashes, ErrUnknown
}

func (v *Vault) normalised(values map[Field]Value) (map[Field]string, error) {
	today := calendar.DateOf(v.clock(), calendar.WIT) // where a day begins first
	clean := make(map[Field]string, len(values))
	var faults Faults
	for _, field := range Fields() {
		value, given := values[field]
		if !given {
			continue
		}
		text, err := Normalise(field, value.Expose(), today)
		if fault, wrong := errors.AsType[Fault](err); wrong {
			faults = append(faults, fault)
		}
		clean[field] = text
	}
	if len(clean) < len(values) {
		faults = append(faults, Fault{"particulars", "hold a name that is no field"})
	}
	if len(values) == 0 {
		faults = append(faults, Fault{"particulars", "must not be empty"})
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return clean, nil
}

// Read opens fields of a person for a reader: those that are kept, whatever was asked
// for. Unless the reader is the person, the reading is noted before anything is opened,
// and nothing is when it cannot be noted. ErrUnknown says that nothing is kept, or
// nothing any more.
func (v *Vault) Read(ctx context.Context, reader Reader, person string, fields []Field) (map[Field]Value, error) {
	names := make([]string, len(fields))
	for i, field := range fields {
		if !IsField(field) {
			return nil, Fault{"fields", "hold a name that is no field"}
		}
		names[i] = string(field)
	}
	if len(names) == 0 {
		return nil, Fault{"fields", "must not be empty"} // to the store no names are all names
	}
	wrapped, err := v.store.Key(ctx, person)
	if err != nil {
		return nil, err
	}
	if err := v.note(ctx, reader, person, names); err != nil {
		return nil, err
	}
	held, err := v.open(ctx, person, wrapped, names)
	if err != nil {
		return nil, err
	}
	values := make(map[Field]Value, len(held))
	for _, one := range held {
		values[one.Field] = one.Value
	}
	return values, nil
}

// Export opens all that is kept about a person, for that person: a right under UU
// 27/2022 art 7 (general knowledge, to be verified against the text). It is not noted;
// whoever calls has made sure who asks. ErrUnknown says that nothing is kept.
func (v *Vault) Export(ctx context.Context, person string) ([]Held, error) {
	wrapped, err := v.store.Key(ctx, person)
	if err != nil {
		return nil, err
	}
	return v.open(ctx, person, wrapped, nil)
}

// Find tells who has this value in a field of LookupFields. That somebody was found is a
// reading, noted before it is answered; ErrUnknown says that nobody has it, which is noted
// as well, of nobody and without the value: whoever tries numbers leaves a trace by each.
func (v *Vault) Find(ctx context.Context, reader Reader, field Field, value Value) (string, error) {
	if !slices.Contains(LookupFields(), field) {
		return "", Fault{"field", "is none by which people are found"}
	}
	text, err := Normalise(field, value.Expose(), calendar.DateOf(v.clock(), calendar.WIT))
	if err != nil {
		return "", err
	}
	if err := v.ring.refresh(); err != nil {
		return "", err
	}
	found, _, unknown := v.whose(ctx, field, text)
	if unknown != nil && !errors.Is(unknown, ErrUnknown) {
		return "", unknown
	}
	if err := v.note(ctx, reader, found, []string{string(field)}); err != nil {
		return "", err
	}
	return found, unknown
}

// Readings lists who else read a person's particulars, the newest first, at most limit
// (1 to 100) before the one named, or from the newest on (UU 27/2022 arts 31 and 32; general
// knowledge, to be verified against the text).
func (v *Vault) Readings(ctx context.Context, person string, before uuid.UUID, limit int) ([]Reading, error) {
	return v.store.Readings(ctx, person, before, min(max(limit, 1), 100))
}

// Note writes down that somebody is shown what is kept elsewhere about a person, such as a
// document, by the names of what is shown. Whoever calls does it before it is shown.
func (v *Vault) Note(ctx context.Context, reader Reader, person string, what []string) error {
	return v.note(ctx, reader, person, what)
}

// note writes a reading down, unless the reader is the person.
func (v *Vault) note(ctx context.Context, reader Reader, person string, fields []string) error {
	if reader.Person == person {
		return nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("a name for a reading: %w", err)
	}
	return v.store.Note(ctx, Reading{
		ID: id, Reader: reader.Person, Person: person, Fields: fields, Route: reader.Route, Request: reader.Request,
	})
}

// open decrypts what is kept of a person in the fields named, or in all.
func (v *Vault) open(ctx context.Context, person string, wrapped []byte, fields []string) ([]Held, error) {
	particulars, err := v.store.Particulars(ctx, person, fields)
	if err != nil {
		return nil, err
	}
	key, err := v.unwrapped(person, wrapped)
	if err != nil {
		return nil, err
	}
	held := make([]Held, len(particulars))
	for i, one := range particulars {
		field := Field(one.Field)
		value, s, err := key.open(person, field, one.Sealed)
		if err != nil {
			return nil, fmt.Errorf("%s of a person: %w", field, err)
		}
		held[i] = Held{field, Plain(value), hex.EncodeToString(s[:]), hex.EncodeToString(commit(person, field, value, s))}
	}
	return held, nil
}

// keyFor is the person's key, a new one for who has none. Of two that are made at once
// the store keeps one, and both callers get that.
func (v *Vault) keyFor(ctx context.Context, person string) (personKey, error) {
	wrapped, err := v.store.Key(ctx, person)
	if errors.Is(err, ErrUnknown) {
		fresh := make([]byte, keySize)
		if _, err := rand.Read(fresh); err != nil {
			return personKey{}, fmt.Errorf("a key: %w", err)
		}
		if wrapped, err = v.ring.wrap(person, fresh); err != nil {
			return personKey{}, err
		}
		wrapped, err = v.store.AddKey(ctx, person, wrapped)
	}
	if err != nil {
		return personKey{}, err
	}
	return v.unwrapped(person, wrapped)
}

func (v *Vault) unwrapped(person string, wrapped []byte) (personKey, error) {
	raw, err := v.ring.unwrap(person, wrapped)
	if err != nil {
		return personKey{}, fmt.Errorf("the key of a person: %w", err)
	}
	cipher, err := subtle.NewXChaCha20Poly1305(raw)
	if err != nil {
		return personKey{}, fmt.Errorf("the key of a person: %w", ErrSealed)
	}
	return personKey{cipher}, nil
}

// A personKey seals and opens what is kept of one person.
type personKey struct{ cipher *subtle.XChaCha20Poly1305 }

// place is what a particular is bound to: moved to another it does not open.
func place(person string, field Field) []byte {
	return framed("selter particular", person, string(field))
}

func (k personKey) seal(person string, field Field, value string, s salt) ([]byte, error) {
	sealed, err := k.cipher.Encrypt(append(s[:], value...), place(person, field))
	if err != nil {
		return nil, fmt.Errorf("sealing %s: %w", field, err)
	}
	return sealed, nil
}

func (k personKey) open(person string, field Field, sealed []byte) (string, salt, error) {
	plain, err := k.cipher.Decrypt(sealed, place(person, field))
	if err != nil || len(plain) < saltSize {
		return "", salt{}, ErrSealed
	}
	return string(plain[saltSize:]), salt(plain[:saltSize]), nil
}
