package dossier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// ErrLink says that a link is none of ours, has expired or was made for somebody else. It
// never says which.
var ErrLink = errors.New("the link does not hold")

// A Link lets one reader download one file of a person until a moment. It is no leave to
// read: whoever signs it has asked for that, and it dies soon.
type Link struct {
	Reader  string // who may follow it
	Person  string // whom the file is about
	Name    string // of the file, see Kept
	Expires time.Time
}

// linkPart bounds what a link is made of, so that it fits into an address.
const linkPart = 200

// Sign writes a link as text for an address: its parts in the clear, then their
// HMAC-SHA-256 under the secret, which is at least as long as the digest. Parts that are
// empty or long, a name that is none and a moment before 1970 are ErrLink.
func Sign(secret []byte, link Link) (string, error) {
	if len(secret) < sha256.Size || CheckName(link.Name) != nil || link.Expires.Unix() < 0 {
		return "", ErrLink
	}
	text := binary.BigEndian.AppendUint64(nil, uint64(link.Expires.Unix()))
	for _, part := range []string{link.Reader, link.Person, link.Name} {
		if part == "" || len(part) > linkPart {
			return "", ErrLink
		}
		text = append(append(text, byte(len(part))), part...)
	}
	return base64.RawURLEncoding.EncodeToString(append(text, tagged(secret, text)...)), nil
}

// Verify reads a link for who follows it now; every fault is ErrLink. The moment at which
// it expires, in whole seconds, is the first at which it does not hold.
func Verify(secret []byte, text, reader string, now time.Time) (Link, error) {
	if len(secret) < sha256.Size || strings.ContainsAny(text, "\r\n") { // which the decoder passes over
		return Link{}, ErrLink
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 8+sha256.Size {
		return Link{}, ErrLink
	}
	signed, tag := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !hmac.Equal(tag, tagged(secret, signed)) {
		return Link{}, ErrLink
	}
	link := Link{Expires: time.Unix(int64(binary.BigEndian.Uint64(signed)), 0).UTC()}
	rest := signed[8:]
	for _, part := range []*string{&link.Reader, &link.Person, &link.Name} {
		if len(rest) == 0 || len(rest) <= int(rest[0]) {
			return Link{}, ErrLink
		}
		length := int(rest[0])
		*part, rest = string(rest[1:1+length]), rest[1+length:]
	}
	if len(rest) > 0 || link.Reader != reader || !now.Before(link.Expires) {
		return Link{}, ErrLink
	}
	return link, nil
}

// tagged is the digest of a link, which no other use of the secret makes.
func tagged(secret, text []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("selter download link\x00"))
	mac.Write(text)
	return mac.Sum(nil)
}
