package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp" // seconds since 1970, of this attempt
	HeaderSignature = "webhook-signature" // "v1,<base64>", one for each secret
)

const (
	secretPrefix = "whsec_"
	secretBytes  = 32
	version      = "v1,"
)

// A Secret is the key by which an endpoint knows that a message is from here. It shows itself only when it is asked to.
type Secret struct{ key []byte }

// NewSecret makes a secret of 32 random bytes.
func NewSecret() Secret {
	key := make([]byte, secretBytes)
	rand.Read(key) // never fails: it ends the process instead
	return Secret{key}
}

// ParseSecret reads a secret as Expose writes it; its length may be any that Standard Webhooks allows.
func ParseSecret(text string) (Secret, error) {
	encoded, named := strings.CutPrefix(text, secretPrefix)
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !named || err != nil || len(key) < 24 || len(key) > 64 {
		return Secret{}, errors.New("a secret of a webhook is whsec_ and 24 to 64 bytes in base64")
	}
	return Secret{key}, nil
}

// Expose is the secret as it is handed over, once.
func (s Secret) Expose() string { return secretPrefix + base64.StdEncoding.EncodeToString(s.key) }

// String hides the secret.
func (Secret) String() string { return secretPrefix + "..." }

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// sign is the signature of a message under the secret. The id holds no dot (see Receiver), so that no other message has
// the same bytes.
func (s Secret) sign(id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return version + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// signed are the headers of a message.
func signed(secrets []Secret, id string, at time.Time, body []byte) http.Header {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signatures[i] = secret.sign(id, timestamp, body)
	}
	h := make(http.Header)
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, timestamp)
	h.Set(HeaderSignature, strings.Join(signatures, " "))
	return h
}
