package identity

import (
	"context"
	"net/netip"
)

// guess counts a guess at an account before it is judged, or answers *TooMany. The
// address is the empty one when the person has a session already.
func (s *Service) guess(ctx context.Context, account [32]byte, address string) error {
	subjects := make([]Limit, 0, 3)
	add := func(subject [32]byte, most int) {
		subjects = append(subjects, Limit{Subject: subject, Most: most, Window: s.limits.Window})
	}
	add(account, s.limits.Account)
	if address != "" {
		add(s.keys.Digest("address", []byte(network(address))), s.limits.Address)
	}
	add(s.keys.Digest("installation", nil), s.limits.Installation)
	retry, err := s.store.Attempt(ctx, subjects)
	if err != nil || retry.IsZero() {
		return err
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return err
	}
	s.log.WarnContext(ctx, "too many guesses")
	return &TooMany{Retry: retry, After: max(retry.Sub(now), 1)}
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
