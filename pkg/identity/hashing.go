package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Hashing is how much work an argon2id hash is.
type Hashing struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// DefaultHashing is what OWASP's Password Storage Cheat Sheet asks for at least.
func DefaultHashing() Hashing { return Hashing{Memory: 19 * 1024, Passes: 2, Lanes: 1} }

const (
	saltBytes = 16
	keyBytes  = 32
	// What is read back is bounded too: no hash may cost more than this, whoever wrote it.
	mostMemory = 1 << 20 // KiB
	mostPasses = 64
	mostLanes  = 16
)

// A phc is a password hash as the PHC string format has it:
// $argon2id$v=19$m=19456,t=2,p=1$salt$key.
type phc struct {
	Hashing
	salt, key []byte
}

var phcBase64 = base64.RawStdEncoding.Strict()

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Lanes,
		phcBase64.EncodeToString(p.salt), phcBase64.EncodeToString(p.key))
}

// parsePHC reads exactly what String writes.
func parsePHC(text string) (phc, bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return phc{}, false
	}
	costs := strings.Split(parts[3], ",")
	if len(costs) != 3 {
		return phc{}, false
	}
	memory, ok1 := cost(costs[0], "m=", mostMemory)
	passes, ok2 := cost(costs[1], "t=", mostPasses)
	lanes, ok3 := cost(costs[2], "p=", mostLanes)
	salt, err1 := phcBase64.DecodeString(parts[4])
	key, err2 := phcBase64.DecodeString(parts[5])
	p := phc{Hashing{memory, passes, uint8(lanes)}, salt, key}
	ok := ok1 && ok2 && ok3 && err1 == nil && err2 == nil && len(salt) == saltBytes && len(key) == keyBytes && p.String() == text
	return p, ok
}

func cost(text, name string, most uint64) (uint32, bool) {
	digits, ok := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), ok && err == nil && n >= 1 && n <= most
}

// unknown is a hash that no password has.
func (h Hashing) unknown() string {
	p := phc{h, make([]byte, saltBytes), make([]byte, keyBytes)}
	rand.Read(p.salt)
	rand.Read(p.key)
	return p.String()
}

// hash hashes a password anew.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	p := phc{Hashing: s.hashing, salt: make([]byte, saltBytes)}
	rand.Read(p.salt)
	var err error
	p.key, err = s.derive(ctx, p, password)
	return p.String(), err
}

// verify tells whether a password is the one that was hashed, and whether the hash is
// one that would not be made today. What is no hash costs the same as a wrong password.
func (s *Service) verify(ctx context.Context, text, password string) (right, stale bool, err error) {
	p, ok := parsePHC(text)
	if !ok {
		p, _ = parsePHC(s.nobody)
	}
	key, err := s.derive(ctx, p, password)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && ok, p.Hashing != s.hashing, nil
}

// derive waits for its turn: that many hashes at once would take the memory that the
// rest of the house needs.
func (s *Service) derive(ctx context.Context, p phc, password string) ([]byte, error) {
	select {
	case s.hashers <- struct{}{}:
		defer func() { <-s.hashers }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.hashed()
	return argon2.IDKey([]byte(password), p.salt, p.Passes, p.Memory, p.Lanes, keyBytes), nil
}
