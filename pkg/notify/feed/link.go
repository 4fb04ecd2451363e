package feed

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// A link ends in a secret of 32 random bytes, which begins with a word of its own so that one that has leaked can be searched for. Whoever
// has it reads the calendar and nothing else: calendar programs send no other proof of who they are.
const (
	linkPrefix = "selter_k_"
	linkBytes  = 32
)

// newLink makes the secret of a link and the hash by which it is found.
func newLink() (secret string, hash [32]byte) {
	random := make([]byte, linkBytes)
	rand.Read(random) // never fails: it ends the process instead
	secret = linkPrefix + base64.RawURLEncoding.EncodeToString(random)
	return secret, sha256.Sum256([]byte(secret))
}

// hashOf is the hash by which a link is found; false for what is none, which costs no look at the database.
func hashOf(secret string) ([32]byte, bool) {
	encoded, named := strings.CutPrefix(secret, linkPrefix)
	random, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if !named || err != nil || len(random) != linkBytes {
		return [32]byte{}, false
	}
	return sha256.Sum256([]byte(secret)), true
}
