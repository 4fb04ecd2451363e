package vault

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"selter/workflow/person"
)

// A Commitment is what the journal holds of a particular: it binds the house to what it
// recorded and tells nothing about it, not even whether two are alike. With the value
// and its salt anybody can check it; without the salt, which is kept with the value and
// goes with it, nobody can even try values. It is the HMAC-SHA256 of person, field and
// value under the salt.
type Commitment = person.Commitment

// saltSize is as large as the digest: nobody finds two salts and values that fit one.
const saltSize = 32

type salt [saltSize]byte

func newSalt() (s salt, err error) {
	_, err = rand.Read(s[:])
	return s, err
}

// commit makes the digest. The parts are framed, so that nothing can be moved from one
// to the next.
func commit(whose string, field Field, value string, s salt) []byte {
	mac := hmac.New(sha256.New, s[:])
	mac.Write(framed("selter commitment", whose, string(field), value))
	return mac.Sum(nil)
}

// Verify tells whether a commitment of the journal was made of this value with this salt
// (both in hex, lower case).
func Verify(whose string, field Field, value, saltText, commitment string) bool {
	raw, err := hex.DecodeString(saltText)
	if err != nil || len(raw) != saltSize {
		return false
	}
	return hmac.Equal([]byte(hex.EncodeToString(commit(whose, field, value, salt(raw)))), []byte(commitment))
}
