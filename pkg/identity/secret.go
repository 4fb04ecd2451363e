package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Every secret begins with a word of its own, so that one that has leaked can be
// searched for, and 32 random bytes follow.
const (
	sessionPrefix    = "selter_s_"
	tokenPrefix      = "selter_t_" //nolint:gosec // how a token begins, not one
	invitationPrefix = "selter_i_"
	ceremonyPrefix   = "selter_c_"

	randomBytes = 32
	// tagBytes of the keyed hash of the login name end an invitation: a password that is the
	// login name can be refused before the invitation is spent.
	tagBytes = 8

	prefixChars     = len(sessionPrefix)
	secretChars     = prefixChars + (randomBytes*8+5)/6
	invitationChars = prefixChars + ((randomBytes+tagBytes)*8+5)/6
)

var prefixes = map[Kind]string{SessionKind: sessionPrefix, TokenKind: tokenPrefix}

func newSecret(prefix string, more ...byte) string {
	random := make([]byte, randomBytes, randomBytes+len(more))
	rand.Read(random)
	return prefix + base64.RawURLEncoding.EncodeToString(append(random, more...))
}

// kindOf tells what a secret would be the secret of; false when it is none of a
// credential, which costs no look at the database.
func kindOf(secret string) (Kind, bool) {
	switch {
	case !wellFormed(secret, secretChars):
		return "", false
	case strings.HasPrefix(secret, sessionPrefix):
		return SessionKind, true
	case strings.HasPrefix(secret, tokenPrefix):
		return TokenKind, true
	}
	return "", false
}

// loginTag is the end of an invitation; false when it is none.
func loginTag(invitation string) ([tagBytes]byte, bool) {
	if !wellFormed(invitation, invitationChars) || !strings.HasPrefix(invitation, invitationPrefix) {
		return [tagBytes]byte{}, false
	}
	all, err := base64.RawURLEncoding.Strict().DecodeString(invitation[prefixChars:])
	if err != nil {
		return [tagBytes]byte{}, false
	}
	return [tagBytes]byte(all[randomBytes:]), true
}

func wellFormed(secret string, chars int) bool {
	if len(secret) != chars {
		return false
	}
	for _, c := range []byte(secret[prefixChars:]) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// digestOf is what is kept of a secret: the hash of all of it, so that the secret of a
// session is no token. A random secret needs no slow hash.
func digestOf(secret string) [32]byte {
	var whole [invitationChars]byte
	return sha256.Sum256(whole[:copy(whole[:], secret)])
}
