package vault

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
)

var (
	// ErrKeyring says that a keyring cannot be used: damaged, open to others, or none at all.
	ErrKeyring = errors.New("the keyring cannot be used")
	// ErrSealed says that something does not open: it was sealed with other keys, for
	// another place, or has been changed since.
	ErrSealed = errors.New("does not open with these keys")
)

// A Keyring is the keys of an installation: those that wrap the keys of people, that
// seal small secrets, and that hash what people and accounts are found by. It is one
// line of JSON, in a file that its owner alone can read or in a variable of the
// environment. Who has it and the database has everything; who loses it has nothing.
//
// It is safe for concurrent use. A keyring that was read from a file follows the file:
// when a key that it does not know is asked for, and before a new person's key is
// wrapped, it looks whether the file has changed. So one program can rotate keys while
// others serve.
type Keyring struct {
	now atomic.Pointer[ring]

	mu   sync.Mutex // of what follows
	path string     // "" for a keyring that is in no file
	seen os.FileInfo
}

// Generate makes a new keyring.
func Generate() (*Keyring, error) {
	r, err := newRing()
	if err != nil {
		return nil, err
	}
	k := new(Keyring)
	k.now.Store(r)
	return k, nil
}

// Read reads a keyring from its text; every error is an ErrKeyring and repeats nothing of it.
func Read(text []byte) (*Keyring, error) {
	r, err := decode(text)
	if err != nil {
		return nil, err
	}
	k := new(Keyring)
	k.now.Store(r)
	return k, nil
}

// Encode writes the keyring as text that Read reads: the keys in the clear.
func (k *Keyring) Encode() ([]byte, error) { return k.now.Load().encode() }

// Rotate makes new keys for wrapping and sealing; the old ones still open what they
// sealed. A keyring that is in a file is written back to it first. Keys of people stay
// wrapped as they are until Vault.Rotate.
func (k *Keyring) Rotate() error {
	return k.change(func(r *ring) (*ring, error) { return r.rotated(peopleKeys, secretKeys) })
}

// RotateLookup makes a new key for the hashes that people are found by, see Rotate.
func (k *Keyring) RotateLookup() error {
	return k.change(func(r *ring) (*ring, error) { return r.rotated(lookupKeys) })
}

// prune forgets the old keys that Vault.Rotate has made idle. Those for small secrets
// stay: nobody but their owners knows where these are kept.
func (k *Keyring) prune() error {
	return k.change(func(r *ring) (*ring, error) { return r.pruned(peopleKeys, lookupKeys) })
}

// A KeyCount is how many keys a keyring holds for one purpose, the newest included.
type KeyCount struct {
	Purpose string
	Newest  uint32 // the name of the key in use
	Keys    int
}

// Counts lists what the keyring holds.
func (k *Keyring) Counts() []KeyCount {
	var counts []KeyCount
	r := *k.now.Load()
	_ = r.each(func(p purpose, held *keys) error {
		counts = append(counts, KeyCount{string(p), held.primary, len(held.ids)})
		return nil
	})
	return counts
}

// Seal encrypts a small secret; Open gives it back in the same context only.
func (k *Keyring) Seal(plain, context []byte) ([]byte, error) {
	sealed, err := k.now.Load().secrets.aead.Encrypt(plain, framed("selter secret", string(context)))
	if err != nil {
		return nil, fmt.Errorf("sealing a secret: %w", err)
	}
	return sealed, nil
}

// Open decrypts what Seal has sealed in this context, or ErrSealed.
func (k *Keyring) Open(sealed, context []byte) ([]byte, error) {
	return k.open(func(r *ring) keys { return r.secrets }, sealed, framed("selter secret", string(context)))
}

// Digest is a keyed hash, HMAC-SHA256, of a value for a purpose. It never changes for
// an installation and is another in every other one.
func (k *Keyring) Digest(purpose string, value []byte) [32]byte {
	digests := k.now.Load().digests
	sum, err := digests.hash(digests.primary, framed("selter digest", purpose, string(value)))
	if err != nil {
		panic("vault: a key that hashed when it was read hashes no more: " + err.Error())
	}
	return sum
}

// wrap encrypts a person's key under the newest key.
func (k *Keyring) wrap(person string, key []byte) ([]byte, error) {
	if err := k.refresh(); err != nil {
		return nil, err
	}
	wrapped, err := k.now.Load().people.aead.Encrypt(key, framed("selter person key", person))
	if err != nil {
		return nil, fmt.Errorf("wrapping a key: %w", err)
	}
	return wrapped, nil
}

func (k *Keyring) unwrap(person string, wrapped []byte) ([]byte, error) {
	return k.open(func(r *ring) keys { return r.people }, wrapped, framed("selter person key", person))
}

// isNewest tells whether a person's key is wrapped under the newest key.
func (k *Keyring) isNewest(wrapped []byte) bool {
	id, named := madeWith(wrapped)
	return named && id == k.now.Load().people.primary
}

func (k *Keyring) open(which func(*ring) keys, sealed, context []byte) ([]byte, error) {
	if _, named := madeWith(sealed); named && !which(k.now.Load()).holds(sealed) {
		if err := k.refresh(); err != nil {
			return nil, err
		}
	}
	plain, err := which(k.now.Load()).aead.Decrypt(sealed, context)
	if err != nil {
		return nil, ErrSealed // tink's own text adds nothing
	}
	return plain, nil
}

// lookups are the keyed hashes of a value, the newest key's first. Each begins with the
// name of its key, so that one can tell which are still to be made anew.
func (k *Keyring) lookups(field Field, value string) ([][]byte, error) {
	held := k.now.Load().lookups
	ids := slices.Clone(held.ids)
	slices.SortStableFunc(ids, func(a, b uint32) int {
		switch held.primary {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	hashes := make([][]byte, len(ids))
	for i, id := range ids {
		sum, err := held.hash(id, framed("selter lookup", string(field), value))
		if err != nil {
			return nil, err
		}
		hashes[i] = append(binary.BigEndian.AppendUint32(nil, id), sum[:]...)
	}
	return hashes, nil
}

// isNewestLookup tells whether a keyed hash was made with the newest key.
func (k *Keyring) isNewestLookup(lookup []byte) bool {
	return len(lookup) > idLength && binary.BigEndian.Uint32(lookup) == k.now.Load().lookups.primary
}
