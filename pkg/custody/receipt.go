package custody

import (
	"encoding/base32"
	"encoding/binary"
	"strings"
)

// A receipt code is five groups of five characters, 125 bits: nobody finds one by trying.
const (
	groups, group = 5, 5
	letters       = groups * group
)

var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// Receipt is the code for a complaint that is filed with a key, which who files it has made
// up, and with these words: the same for the same, so that a request which is made again is
// answered as before, and chance to whoever does not know both and the keys. Nothing of it
// is kept.
func (c *Custody) Receipt(key string, words [32]byte) string {
	sum := c.keys.Digest("receipt code", framed(key, string(words[:])))
	return grouped(alphabet.EncodeToString(sum[:])[:letters])
}

// grouped writes a code as it is shown.
func grouped(plain string) string {
	parts := make([]string, groups)
	for i := range parts {
		parts[i] = plain[i*group : (i+1)*group]
	}
	return strings.Join(parts, "-")
}

// Mark is a keyed hash of the words of a command: they may hold a name, which nobody is to
// find by trying names.
func (c *Custody) Mark(words [32]byte) [32]byte { return c.keys.Digest("fingerprint", words[:]) }

// ReadReceipt reads a code as people write it down: in small letters, with spaces or without
// hyphens, and with digits for letters that look alike, of which codes have none. It tells
// whether the text can be one.
func ReadReceipt(text string) (code string, ok bool) {
	if len(text) > 2*letters {
		return "", false
	}
	plain := strings.Map(func(c rune) rune {
		switch {
		case c == '-' || c == ' ':
			return -1
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		case c == '0':
			return 'O'
		case c == '1':
			return 'I'
		case c == '8':
			return 'B'
		}
		return c
	}, text)
	if len(plain) != letters || strings.Trim(plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return "", false
	}
	return grouped(plain), true
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
