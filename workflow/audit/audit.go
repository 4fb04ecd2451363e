// Package audit binds the entries of a journal into a chain: each hash covers the
// entry and the hash before it, so that no entry can be changed, dropped or put in
// between without every later hash telling.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"selter/workflow"
	"selter/workflow/wire"
)

// A Hash is the seal of one entry. The zero Hash precedes the first entry.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes lower-case hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits: a hash has one spelling.
func (h *Hash) UnmarshalText(text []byte) error {
	var read Hash
	if len(text) == 2*len(h) {
		_, _ = hex.Decode(read[:], text) // what it cannot read is not written back the same
	}
	if read.String() != string(text) {
		return fmt.Errorf("a hash has %d lower-case hexadecimal digits", 2*len(h))
	}
	*h = read
	return nil
}

// A Sealed entry is an entry with its place in the chain.
type Sealed struct {
	workflow.Entry
	Previous Hash
	Hash     Hash
}

// Seal puts entry behind the entry whose hash is previous. What is hashed is the
// previous hash followed by the canonical JSON of the entry.
func Seal(previous Hash, entry workflow.Entry) (Sealed, error) {
	canonical, err := wire.Canonical(entry)
	if err != nil {
		return Sealed{}, err
	}
	h := sha256.New()
	h.Write(previous[:])
	h.Write(canonical)
	sealed := Sealed{Entry: entry, Previous: previous}
	copy(sealed.Hash[:], h.Sum(nil))
	return sealed, nil
}

// Verify checks a whole journal: dense from 1, each entry behind the one before,
// each hash right. The error names the first entry that is not.
func Verify(journal []Sealed) error {
	var previous Hash
	for i, sealed := range journal {
		if sealed.Seq != int64(i)+1 {
			return fmt.Errorf("entry %d stands at place %d", sealed.Seq, i+1)
		}
		if sealed.Previous != previous {
			return fmt.Errorf("entry %d does not follow the entry before it", sealed.Seq)
		}
		again, err := Seal(previous, sealed.Entry)
		if err != nil {
			return fmt.Errorf("entry %d: %w", sealed.Seq, err)
		}
		if !bytes.Equal(again.Hash[:], sealed.Hash[:]) {
			return fmt.Errorf("entry %d has been changed: its hash is not the one recorded", sealed.Seq)
		}
		previous = sealed.Hash
	}
	return nil
}
