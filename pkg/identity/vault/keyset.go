package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"

	"selter/workflow/wire"
)

// A purpose is what the keys of one keyset are for. No key serves two: a key that has
// leaked for one purpose says nothing about another, and each is rotated by itself.
type purpose string

const (
	peopleKeys purpose = "people"  // wrap the keys of people
	secretKeys purpose = "secrets" // seal small secrets of the house
	lookupKeys purpose = "lookups" // hash what people are found by
	digestKeys purpose = "digests" // hash what accounts are found by; never rotated, as nothing could be hashed anew
)

// What tink calls the only two types of key that a keyring holds.
const (
	sealingType = "type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key"
	hashingType = "type.googleapis.com/google.crypto.tink.HmacPrfKey"
)

// idLength is how many bytes name the key at the front of what was made with it.
const idLength = 4

// A keys is one keyset: the newest key, which makes, and older ones, which still open.
type keys struct {
	handle  *keyset.Handle
	primary uint32
	ids     []uint32 // the primary's and the older ones'
	aead    tink.AEAD
	hashes  *prf.Set
}

func (p purpose) template() *tinkpb.KeyTemplate {
	if p == peopleKeys || p == secretKeys {
		return aead.XChaCha20Poly1305KeyTemplate()
	}
	return prf.HMACSHA256PRFKeyTemplate()
}

// newKeys makes a keyset with one key.
func newKeys(p purpose) (keys, error) { return withNewPrimary(p, keyset.NewManager()) }

// rotated is the keyset with a new key that makes from now on.
func (k keys) rotated(p purpose) (keys, error) {
	return withNewPrimary(p, keyset.NewManagerFromHandle(k.handle))
}

func withNewPrimary(p purpose, manager *keyset.Manager) (keys, error) {
	id, err := manager.Add(p.template())
	if err != nil {
		return keys{}, fmt.Errorf("a new key for %s: %w", p, err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return keys{}, fmt.Errorf("a new key for %s: %w", p, err)
	}
	handle, err := manager.Handle()
	if err != nil {
		return keys{}, fmt.Errorf("a new key for %s: %w", p, err)
	}
	return usable(p, handle)
}

// pruned is the keyset with its newest key alone.
func (k keys) pruned(p purpose) (keys, error) {
	manager := keyset.NewManagerFromHandle(k.handle)
	for _, id := range k.ids {
		if id == k.primary {
			continue
		}
		if err := manager.Delete(id); err != nil {
			return keys{}, fmt.Errorf("an old key for %s: %w", p, err)
		}
	}
	handle, err := manager.Handle()
	if err != nil {
		return keys{}, fmt.Errorf("old keys for %s: %w", p, err)
	}
	return usable(p, handle)
}

// errKeyset says that a keyset is not one of ours. It never says more: what is wrong
// with key material may be key material.
var errKeyset = errors.New("is not a keyset of this kind")

// usable takes a keyset into use: all keys enabled, of the purpose's one type, under
// names that occur once.
func usable(p purpose, handle *keyset.Handle) (keys, error) {
	k := keys{handle: handle, primary: handle.KeysetInfo().GetPrimaryKeyId()}
	typeURL, prefix := hashingType, tinkpb.OutputPrefixType_RAW
	if p == peopleKeys || p == secretKeys {
		typeURL, prefix = sealingType, tinkpb.OutputPrefixType_TINK
	}
	for _, info := range handle.KeysetInfo().GetKeyInfo() {
		if info.GetTypeUrl() != typeURL || info.GetOutputPrefixType() != prefix ||
			info.GetStatus() != tinkpb.KeyStatusType_ENABLED || slices.Contains(k.ids, info.GetKeyId()) {
			return keys{}, errKeyset
		}
		k.ids = append(k.ids, info.GetKeyId())
	}
	if !slices.Contains(k.ids, k.primary) {
		return keys{}, errKeyset
	}
	var err error
	if prefix == tinkpb.OutputPrefixType_TINK {
		k.aead, err = aead.New(handle)
	} else if k.hashes, err = prf.NewPRFSet(handle); err == nil {
		_, err = k.hash(k.primary, nil)
	}
	if err != nil {
		return keys{}, errKeyset
	}
	return k, nil
}

// readKeys reads a keyset from tink's JSON.
func readKeys(p purpose, text jsontext.Value) (keys, error) {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return keys{}, errKeyset
	}
	return usable(p, handle)
}

// text is the keyset in tink's JSON, in the clear, always the same for the same keyset.
func (k keys) text() (jsontext.Value, error) {
	var out bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.handle, keyset.NewJSONWriter(&out)); err != nil {
		return nil, fmt.Errorf("writing a keyset: %w", err)
	}
	return wire.Canonicalize(out.Bytes())
}

// madeWith tells under which key something was sealed: tink writes a version, 1, and
// the key's name before it.
func madeWith(sealed []byte) (uint32, bool) {
	if len(sealed) <= 1+idLength || sealed[0] != 1 {
		return 0, false
	}
	return binary.BigEndian.Uint32(sealed[1:]), true
}

// holds tells whether what was sealed names a key of the keyset.
func (k keys) holds(sealed []byte) bool {
	id, named := madeWith(sealed)
	return named && slices.Contains(k.ids, id)
}

func (k keys) hash(id uint32, of []byte) ([32]byte, error) {
	var sum [32]byte
	one, there := k.hashes.PRFs[id]
	if !there {
		return sum, errKeyset
	}
	out, err := one.ComputePRF(of, uint32(len(sum)))
	if err != nil {
		return sum, fmt.Errorf("a keyed hash: %w", err)
	}
	copy(sum[:], out)
	return sum, nil
}

// framed joins parts so that no two lists of parts give the same bytes.
func framed(parts ...string) []byte {
	var out []byte
	for _, part := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out
}
