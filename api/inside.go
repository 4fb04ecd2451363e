package api

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
)

// isInside tells whether a request comes from this machine or from a network that may read
// how the installation works: what is counted there is what every agency does. A request
// that somebody has passed on, and that no proxy of ours has, comes from outside: a proxy
// on this machine has this machine's address.
func (s *Server) isInside(address string, r *http.Request) bool {
	from, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	if passedOn(r.Header) && (err != nil || peer == address) {
		return false
	}
	from = from.Unmap().WithZone("")
	return from.IsLoopback() || slices.ContainsFunc(s.config.MetricsFrom, func(p netip.Prefix) bool { return p.Contains(from) })
}

// passedOn tells whether a request says that it was sent to somebody else first.
func passedOn(h http.Header) bool {
	return slices.ContainsFunc([]string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"}, func(name string) bool { return len(h.Values(name)) > 0 })
}
