package webhook

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Reach says where messages may go: to the public internet, and to what the operator has named beside.
type Reach struct {
	// Inner are networks of the agencies' own that are not public.
	Inner []Inner
	// Ports may be used; none stands for 443.
	Ports []uint16
	// Loopback lets messages go to this machine, also in the clear and on any port. It is for tests and demonstrations.
	Loopback bool
}

// Inner is a network that is not public and that the endpoints of an agency may lie in.
type Inner struct {
	Agency  string
	Network netip.Prefix
}

// closed are the networks that are not public, by the registries of special-purpose addresses (RFC 6890 and what has
// been added to them), with those that carry an IPv4 address inside: who is reached by these is not who is named.
var closed = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)

// open is the part of IPv6 that has been given out; all else is special or nobody's.
var open = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// public tells whether an address is one of the public internet.
func public(at netip.Addr) bool {
	at = at.Unmap()
	return at.IsValid() && at.Zone() == "" && (at.Is4() || open.Contains(at)) &&
		!slices.ContainsFunc(closed, func(p netip.Prefix) bool { return p.Contains(at) })
}

// An Unreachable says that messages do not go to a place. It names no address: who asks is not to learn what a name
// stands for inside.
type Unreachable struct{ Why string }

func (u *Unreachable) Error() string { return u.Why }

// admits tells whether the endpoints of an agency may be reached at an address.
func (r Reach) admits(agency string, at netip.Addr) bool {
	if at.Zone() != "" {
		return false
	}
	plain := at.Unmap()
	return public(at) || r.Loopback && plain.IsLoopback() || slices.ContainsFunc(r.Inner, func(in Inner) bool {
		return in.Agency == agency && in.Network.Contains(plain)
	})
}

// check refuses a place to which a connection is about to be opened.
func (r Reach) check(agency string, at netip.AddrPort) error {
	switch {
	case !r.admits(agency, at.Addr()):
		return &Unreachable{"the host has an address that is not public"}
	case !r.port(at.Port()) && (!r.Loopback || !at.Addr().Unmap().IsLoopback()):
		return &Unreachable{"the port is not one to which messages go"}
	}
	return nil
}

func (r Reach) port(n uint16) bool {
	if len(r.Ports) == 0 {
		return n == 443
	}
	return slices.Contains(r.Ports, n)
}

// longestURL is in bytes.
const longestURL = 1024

// place reads the URL of an endpoint and refuses one that could never be used. What its name stands for is looked at when
// a connection is opened.
func (r Reach) place(agency, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || len(text) > longestURL || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' }):
		return nil, &Unreachable{"is no URL of at most 1024 letters"}
	case u.Opaque != "" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || strings.Contains(text, "#"):
		return nil, &Unreachable{"must have a host, and no user, password or fragment"}
	}
	at, literal := netip.ParseAddr(u.Hostname())
	loopback := r.Loopback && (u.Hostname() == "localhost" || literal == nil && at.Unmap().IsLoopback())
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return nil, &Unreachable{"must begin with https://"}
	}
	port, err := portOf(u)
	switch {
	case err != nil || !loopback && !r.port(port):
		return nil, &Unreachable{"the port is not one to which messages go"}
	case literal == nil && !r.admits(agency, at):
		return nil, &Unreachable{"the host has an address that is not public"}
	case literal != nil && !loopback && !isName(u.Hostname()):
		return nil, &Unreachable{"the host is neither a full name nor an address in its plain spelling"}
	}
	return u, nil
}

func portOf(u *url.URL) (uint16, error) {
	text := u.Port()
	if text == "" && !strings.HasSuffix(u.Host, ":") {
		return map[string]uint16{"https": 443, "http": 80}[u.Scheme], nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != text {
		return 0, fmt.Errorf("a port of %d letters", len(text))
	}
	return uint16(n), nil
}

// isName tells whether a host is a full name of the DNS. One whose last label is a number is an address to some
// programs (127.1, 0x7f.1, 2130706433), and one of a single label is a machine nearby.
func isName(host string) bool {
	labels := strings.Split(strings.ToLower(host), ".")
	if len(host) > 253 || len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	top := labels[len(labels)-1]
	return strings.Trim(top, "0123456789") != "" && !strings.HasPrefix(top, "0x") &&
		!slices.Contains([]string{"localhost", "localdomain", "local", "internal", "arpa", "onion", "test", "invalid", "example"}, top)
}
