package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow/wire"
)

// A ring is the four keysets of an installation. It does not change.
type ring struct{ people, secrets, lookups, digests keys }

func newRing() (*ring, error) {
	r := new(ring)
	return r, r.each(func(p purpose, k *keys) (err error) {
		*k, err = newKeys(p)
		return err
	})
}

func (r *ring) each(do func(purpose, *keys) error) error {
	return errors.Join(do(peopleKeys, &r.people), do(secretKeys, &r.secrets), do(lookupKeys, &r.lookups), do(digestKeys, &r.digests))
}

// rotated is the ring with new keys for some purposes.
func (r *ring) rotated(purposes ...purpose) (*ring, error) { return r.with(keys.rotated, purposes) }

// pruned is the ring without the old keys of some purposes.
func (r *ring) pruned(purposes ...purpose) (*ring, error) { return r.with(keys.pruned, purposes) }

func (r *ring) with(change func(keys, purpose) (keys, error), purposes []purpose) (*ring, error) {
	next := *r
	for _, p := range purposes {
		at := map[purpose]*keys{peopleKeys: &next.people, secretKeys: &next.secrets, lookupKeys: &next.lookups}[p]
		changed, err := change(*at, p)
		if err != nil {
			return nil, err
		}
		*at = changed
	}
	return &next, nil
}

// isOf tells whether two rings are of one installation: the digests never change.
func (r *ring) isOf(other *ring) bool {
	mine, err := r.digests.hash(r.digests.primary, nil)
	theirs, err2 := other.digests.hash(other.digests.primary, nil)
	return err == nil && err2 == nil && mine == theirs
}

// A document is a keyring as it is written. Its sum finds a byte that was changed by
// accident: a key with a wrong bit is still a key, and what is wrapped under it is lost.
type document struct {
	Kind    string         `json:"kind"`
	Version int            `json:"version"`
	People  jsontext.Value `json:"people"`
	Secrets jsontext.Value `json:"secrets"`
	Lookups jsontext.Value `json:"lookups"`
	Digests jsontext.Value `json:"digests"`
	Sum     string         `json:"sum"` // hex SHA-256 of the document with an empty sum, in canonical form
}

const (
	kind    = "selter keyring"
	version = 1
	// largest bounds a keyring in bytes; one key takes about 250.
	largest = 256 << 10
)

func (d document) summed() (string, error) {
	d.Sum = ""
	text, err := wire.Canonical(d)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// encode writes the ring as one line.
func (r *ring) encode() ([]byte, error) {
	d := document{Kind: kind, Version: version}
	err := r.each(func(p purpose, k *keys) (err error) {
		*d.at(p), err = k.text()
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.Sum, err = d.summed(); err != nil {
		return nil, err
	}
	text, err := wire.Canonical(d)
	return append(text, '\n'), err
}

func (d *document) at(p purpose) *jsontext.Value {
	return map[purpose]*jsontext.Value{peopleKeys: &d.People, secretKeys: &d.Secrets, lookupKeys: &d.Lookups, digestKeys: &d.Digests}[p]
}

// decode reads a ring. Its errors repeat nothing of what was read.
func decode(text []byte) (*ring, error) {
	if len(text) > largest {
		return nil, keyringFault("is too long for a keyring")
	}
	d, err := wire.Decode[document](bytes.TrimSpace(text))
	if err != nil || d.Kind != kind {
		return nil, keyringFault("is not a keyring of Selter")
	}
	if d.Version != version {
		return nil, keyringFault("is a keyring of another version of Selter")
	}
	if sum, err := d.summed(); err != nil || sum != d.Sum {
		return nil, keyringFault("has been damaged: its sum is another")
	}
	r := new(ring)
	err = r.each(func(p purpose, k *keys) (err error) {
		if *k, err = readKeys(p, *d.at(p)); err != nil {
			return keyringFault("holds no usable keys for " + string(p))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// A keyringFault is what is wrong with a keyring; ErrKeyring to errors.Is.
type keyringFault string

func (f keyringFault) Error() string      { return "the keyring " + string(f) }
func (keyringFault) Is(target error) bool { return target == ErrKeyring }
