package webhook_test

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"selter/pkg/notify"
	"selter/pkg/notify/webhook"
)

// An inner place is a listener on this machine: whoever connects to it has got in.
type inner struct {
	port  string
	came  chan struct{}
	count atomic.Int64
}

func inside(t *testing.T) *inner {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	in := &inner{came: make(chan struct{}, 1)}
	if _, in.port, err = net.SplitHostPort(listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			in.count.Add(1)
			_ = conn.Close()
			select {
			case in.came <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	return in
}

// nobodyGotIn is checked when all else is over.
func (in *inner) nobodyGotIn(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if n := in.count.Load(); n != 0 {
			t.Errorf("%d connections were made inside", n)
		}
	})
}

// forms are spellings of places that are not public, or are no place at all: of this machine, of networks inside, of the
// addresses at which clouds tell machines their secrets, and of what carries such an address in it.
var forms = []string{
	// This machine.
	"127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0", "0.0.0.1", "localhost", "localhost.", "LOCALHOST", "a.localhost", "localhost.localdomain",
	"2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "127.000.000.001", "127.0.0.0x1",
	"[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
	"[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2001:0:7f00:1::]", "[::1%25lo]", "[fe80::1%25eth0]",
	// Networks inside.
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.255", "198.18.0.1", "198.19.255.255",
	"167772161", "0x0a000001", "012.0.0.1", "10.1", "192.168.1", "[::ffff:10.0.0.1]", "[::ffff:a00:1]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]", "[fc00::1]", "[fd12:3456:789a::1]", "[fec0::1]",
	// Links nearby, and what clouds tell.
	"169.254.169.254", "169.254.0.1", "[fe80::1]", "[fe80::a9fe:a9fe]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "2852039166", "0xa9fea9fe", "metadata", "metadata.google.internal",
	// Many at once, papers, and nobody's.
	"224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "[ff02::1]", "[ff0e::1]", "192.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
	"[2001:db8::1]", "[3fff::1]", "[100::1]", "[2001:2::1]", "[2001:10::1]", "[5f00::1]", "[4000::1]", "[::2]",
	// No names.
	"printer.local", "db", "a..b", "-a.example.com", "xn--.example.invalid", "exa_mple.com", "１２７.0.0.1", "127。0。0。1", "%31%32%37.0.0.1", "", "user@127.0.0.1", "a.com\\@127.0.0.1", "127.0.0.1#.a.com",
}

func TestSSRF_reaches_nothing_inside_by_any_spelling(t *testing.T) {
	t.Parallel()
	if len(forms) < 60 {
		t.Fatalf("%d forms are too few", len(forms))
	}
	in := inside(t)
	in.nobodyGotIn(t)
	s := newShelf()
	reach := webhook.Reach{Ports: []uint16{443, 80, atoi(t, in.port)}}
	carrier := webhook.New(webhook.Config{Store: s, Cases: s, Sealer: bare{}, Reach: reach})
	// A resolver that takes whatever it is asked for this machine, as some do with odd numbers.
	eager := &names{of: func(int) []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} }}
	sent := 0
	for _, form := range forms {
		for _, port := range []string{"", ":443", ":" + in.port} {
			_, _, err := carrier.Make(t.Context(), orderTo("https://"+form+port+"/"))
			if _, unfit := errors.AsType[*webhook.Unfit](err); !unfit {
				t.Errorf("%s%s: an endpoint may lie there: %v", form, port, err)
			}
			to, err := url.Parse("http://" + form + port + "/")
			if err != nil || to.Host == "" {
				continue
			}
			sent++
			if err := webhook.Send(t.Context(), reach, eager, to); err == nil {
				t.Errorf("%s%s: a message was taken", form, port)
			}
		}
	}
	if sent < 180 {
		t.Errorf("only %d messages were tried", sent)
	}
}

// TestSSRF_by_name has the same addresses behind a name that looks well, and a name that changes its mind.
func TestSSRF_by_name(t *testing.T) {
	t.Parallel()
	in := inside(t)
	in.nobodyGotIn(t)
	outside, loopback := netip.MustParseAddr("93.184.216.34"), netip.MustParseAddr("127.0.0.1")
	attempt := func(t *testing.T, resolver *names, reach webhook.Reach) error {
		t.Helper()
		reach.Ports = []uint16{atoi(t, in.port)}
		s := newShelf()
		carrier := webhook.New(webhook.Config{Store: s, Cases: s, Sealer: bare{}, Reach: reach, Resolver: resolver})
		e, _, err := carrier.Make(t.Context(), orderTo("https://portal.example.go.id:"+in.port+"/"))
		if err != nil {
			t.Fatal(err)
		}
		return carrier.Carry(t.Context(), parcelFor(s, e, 1))
	}
	refuses := func(t *testing.T, err error) {
		t.Helper()
		if gone, is := errors.AsType[*notify.Refused](err); !is || gone.Why != "the host has an address that is not public" {
			t.Errorf("answered %v", err)
		}
	}
	t.Run("is_refused_for_each_address_that_is_not_public", func(t *testing.T) {
		t.Parallel()
		tried := 0
		for _, form := range forms {
			at, err := netip.ParseAddr(strings.Trim(strings.ReplaceAll(form, "%25", "%"), "[]"))
			if err != nil {
				continue
			}
			tried++
			refuses(t, attempt(t, &names{of: func(int) []netip.Addr { return []netip.Addr{at} }}, webhook.Reach{}))
		}
		if tried < 60 {
			t.Errorf("%d addresses are too few", tried)
		}
	})
	t.Run("is_refused_when_one_of_several_addresses_is_not_public", func(t *testing.T) {
		t.Parallel()
		refuses(t, attempt(t, &names{of: func(int) []netip.Addr { return []netip.Addr{outside, loopback} }}, webhook.Reach{}))
	})
	t.Run("that_changes_its_mind_is_asked_once_for_each_connection", func(t *testing.T) {
		t.Parallel()
		for range 20 {
			resolver := &names{of: func(asked int) []netip.Addr {
				if asked == 1 {
					return []netip.Addr{loopback}
				}
				return []netip.Addr{outside}
			}}
			refuses(t, attempt(t, resolver, webhook.Reach{}))
			if resolver.asked != 1 {
				t.Errorf("asked %d times: what was looked at is not what is dialled", resolver.asked)
			}
		}
	})
	t.Run("that_is_unknown_is_tried_again", func(t *testing.T) {
		t.Parallel()
		err := attempt(t, &names{}, webhook.Reach{})
		if _, forever := errors.AsType[*notify.Refused](err); forever || err == nil || err.Error() != "the name of the endpoint is not known" {
			t.Errorf("answered %v", err)
		}
	})
}

func TestReach_of_an_agency_is_its_own(t *testing.T) {
	t.Parallel()
	in := inside(t)
	reach := webhook.Reach{Ports: []uint16{atoi(t, in.port)}, Inner: []webhook.Inner{{Agency: agency, Network: netip.MustParsePrefix("127.0.0.0/8")}}}
	s := newShelf()
	resolver := &names{of: func(int) []netip.Addr { return []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1")} }}
	carrier := webhook.New(webhook.Config{Store: s, Cases: s, Sealer: bare{}, Reach: reach, Resolver: resolver})
	order := orderTo("https://portal.example.go.id:" + in.port + "/")
	e, _, err := carrier.Make(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	err = carrier.Carry(t.Context(), parcelFor(s, e, 1))
	if _, forever := errors.AsType[*notify.Refused](err); forever || err == nil {
		t.Errorf("a network of the agency's own: %v", err) // it is dialled, and speaks no TLS
	}
	select {
	case <-in.came:
	case <-t.Context().Done():
		t.Fatal("nobody connected")
	}
	order.Agency = "52"
	s.record.Agency = "52"
	if e, _, err = carrier.Make(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	err = carrier.Carry(t.Context(), parcelFor(s, e, 2))
	if _, forever := errors.AsType[*notify.Refused](err); !forever || in.count.Load() != 1 {
		t.Errorf("the network of another agency: %v, %d connections", err, in.count.Load())
	}
}

// TestPlain_connections_are_refused: also to this machine, unless that was said.
func TestPlain_connections_are_refused(t *testing.T) {
	t.Parallel()
	s := newShelf()
	for _, reach := range []webhook.Reach{{}, {Loopback: true}} {
		carrier := webhook.New(webhook.Config{Store: s, Cases: s, Sealer: bare{}, Reach: reach})
		for _, place := range []string{"http://portal.example.go.id/", "ftp://portal.example.go.id/", "//portal.example.go.id/", "https:portal.example.go.id", "https://portal.example.go.id:22/", "https://portal.example.go.id:/", "https://portal.example.go.id:0443/", "https://a:b@portal.example.go.id/"} {
			if _, _, err := carrier.Make(t.Context(), orderTo(place)); err == nil {
				t.Errorf("%s was taken", place)
			}
		}
		_, _, err := carrier.Make(t.Context(), orderTo("http://127.0.0.1:8080/"))
		if (err == nil) != reach.Loopback {
			t.Errorf("this machine, with loopback %t: %v", reach.Loopback, err)
		}
	}
}
