package identity

import "time"

// CanonicalPHC tells what a hash is read as.
func CanonicalPHC(text string) (string, Hashing, bool) {
	p, ok := parsePHC(text)
	return p.String(), p.Hashing, ok
}

// KindOf and LoginTag read secrets.
func KindOf(secret string) (Kind, bool) { return kindOf(secret) }

// LoginTag is the end of an invitation.
func LoginTag(invitation string) ([tagBytes]byte, bool) { return loginTag(invitation) }

// StepOf is the time step that a code is of.
func StepOf(secret []byte, code string, now time.Time) (int64, bool) {
	return stepOf(secret, code, now)
}

// Network is what guesses from an address count against.
func Network(address string) string { return network(address) }

// Common lists the commonest passwords.
func Common() []string { return common }

// AtOnce is how many hashes are computed at once.
func AtOnce(s *Service) int { return cap(s.hashers) }
