package identity

import (
	"context"
	"net/netip"
	"time"
)

// guess counts a guess at an account before it is judged and tells when that was, or
// answers *TooMany. The address is the empty one when the person has a session already.
func (s *Service) guess(ctx context.Context, account [32]byte, address string) (at time.Time, err error) {
	subjects := []Limit{{Subject: account, Most: s.limits.Account, Window: s.limits.Window}}
	at, retry, err := s.store.Attempt(ctx, append(subjects, s.around(address)...))
	if err != nil || retry.IsZero() {
		return at, err
	}
	s.log.WarnContext(ctx, "too many guesses")
	return at, &TooMany{Retry: retry, After: max(retry.Sub(at), 1)}
}

// around are the limits on guesses at whatever account.
func (s *Service) around(address string) []Limit {
	limits := []Limit{{Subject: s.keys.Digest("installation", nil), Most: s.limits.Installation, Window: s.limits.Window}}
	if address != "" {
		limits = append(limits, Limit{Subject: s.keys.Digest("address", []byte(network(address))), Most: s.limits.Address, Window: s.limits.Window})
	}
	return limits
}

// forgive forgets, after a guess that was right, those at the account, and of those from
// the address and at the installation this one: an office of many behind one address does
// not lock itself out, and who has an account pays with it for no guess at others'.
func (s *Service) forgive(ctx context.Context, account [32]byte, address string, at time.Time) error {
	for _, limit := range s.around(address) {
		if err := s.store.GiveBack(ctx, limit.Subject, at); err != nil {
			return err
		}
	}
	return s.store.Forgive(ctx, account)
}

// network is what guesses from an address count against: who has one IPv6 address has
// the 2^64 beside it.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if around, err := ip.Prefix(64); err == nil {
			return around.String()
		}
	}
	return ip.String()
}

// refuse says no in the one way there is. Whose account it was stands in the log only.
func (s *Service) refuse(ctx context.Context, person string) error {
	s.log.InfoContext(ctx, "guess refused", "person", person)
	return ErrRefused
}
