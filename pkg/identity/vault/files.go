package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// FileName is the name under which a file of a person is kept: a keyed hash of person and
// content, so that the same file is kept once and a name tells nothing to who has the
// files alone.
func (v *Vault) FileName(person string, content []byte) string {
	sum := sha256.Sum256(content)
	name := v.ring.Digest("file name", framed(person, string(sum[:])))
	return hex.EncodeToString(name[:])
}

// SealFile encrypts a file under the person's key, a new one for who has none. It opens
// for this person and under this name alone, and no more once the key is destroyed. A
// person whose key has been destroyed is ErrUnknown.
func (v *Vault) SealFile(ctx context.Context, person, name string, plain []byte) ([]byte, error) {
	key, err := v.keyFor(ctx, person)
	if err != nil {
		return nil, err
	}
	sealed, err := key.cipher.Encrypt(plain, filePlace(person, name))
	if err != nil {
		return nil, fmt.Errorf("sealing a file: %w", err)
	}
	return sealed, nil
}

// OpenFile decrypts what SealFile has sealed for this person and name, or ErrSealed;
// ErrUnknown says that the person has no key, or none any more. It notes no reading:
// whoever calls has noted who reads which document.
func (v *Vault) OpenFile(ctx context.Context, person, name string, sealed []byte) ([]byte, error) {
	wrapped, err := v.store.Key(ctx, person)
	if err != nil {
		return nil, err
	}
	key, err := v.unwrapped(person, wrapped)
	if err != nil {
		return nil, err
	}
	plain, err := key.cipher.Decrypt(sealed, filePlace(person, name))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// filePlace is what a file is bound to. No particular is: their places begin otherwise.
func filePlace(person, name string) []byte { return framed("selter file", person, name) }
