package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/identity"
)

// slow is a rate whose next token comes after hours: a test waits for none.
func slow(burst int) api.Rate { return api.Rate{PerSecond: 1.0 / 86400, Burst: burst} }

// from asks for a path as if from an address.
func (h *house) from(t *testing.T, address string, c call) *httptest.ResponseRecorder {
	t.Helper()
	r := c.request(t.Context())
	r.RemoteAddr = address
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func refusedForHaste(t *testing.T, w *httptest.ResponseRecorder) bool {
	t.Helper()
	if w.Code != http.StatusTooManyRequests {
		return false
	}
	if wait, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || wait < 1 || field(t, w, "code") != "too_many_requests" {
		t.Errorf("Retry-After %q with %s", w.Header().Get("Retry-After"), w.Body)
	}
	return true
}

func TestRates_per_address_count_before_anybody_is_identified(t *testing.T) {
	t.Parallel()
	asked := 0
	h := open(t, func(c *api.Config) {
		c.Rates.PerAddress = slow(4)
		c.Identify = func(*http.Request) (identity.Subject, error) {
			asked++
			return identity.Subject{}, identity.ErrUnauthenticated
		}
	})
	for i, path := range []string{"/v1/rounds", "/livez", "/nowhere", "/v1//rounds"} {
		if w := h.from(t, "198.51.100.7:1000", call{path: path}); refusedForHaste(t, w) {
			t.Errorf("%s, the request number %d, is too many", path, i+1)
		}
	}
	for _, path := range []string{"/v1/rounds", "/livez", "/nowhere"} {
		// Another port of the same address is the same address.
		if w := h.from(t, "198.51.100.7:2000", call{path: path}); !refusedForHaste(t, w) {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if asked != 1 {
		t.Errorf("identified %d requests", asked)
	}
	if w := h.from(t, "198.51.100.8:1000", call{path: "/livez"}); w.Code != http.StatusOK {
		t.Errorf("another address: %d", w.Code)
	}
}

func TestRates_per_address_take_a_subscriber_of_ipv6_as_one(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) { c.Rates.PerAddress = slow(2) })
	for i, address := range []string{"[2001:db8:0:1::1]:1", "[2001:db8:0:1::2]:1", "[2001:db8:0:1:ffff::3]:1"} {
		if refused := refusedForHaste(t, h.from(t, address, call{path: "/livez"})); refused != (i == 2) {
			t.Errorf("%s: %t", address, refused)
		}
	}
	if refusedForHaste(t, h.from(t, "[2001:db8:0:2::1]:1", call{path: "/livez"})) {
		t.Error("the neighbour is refused")
	}
	for i, address := range []string{"203.0.113.5:1", "[::ffff:203.0.113.5]:1", "203.0.113.5:2"} {
		if refused := refusedForHaste(t, h.from(t, address, call{path: "/livez"})); refused != (i == 2) {
			t.Errorf("%s: %t", address, refused)
		}
	}
}

func TestRates_per_person_follow_the_person_from_address_to_address(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) { c.Rates.PerPerson = slow(3) })
	for i := range 4 {
		w := h.from(t, fmt.Sprintf("198.51.100.%d:1", i), call{path: "/v1/rounds"})
		if refused := refusedForHaste(t, w); refused != (i == 3) {
			t.Errorf("request %d: %t", i+1, refused)
		}
	}
	if w := h.do(t, call{path: "/v1/rounds", as: supervisor}); w.Code != http.StatusOK {
		t.Errorf("somebody else: %d", w.Code)
	}
	// Who is not identified counts against nobody.
	for range 5 {
		if w := h.do(t, call{path: "/v1/rounds", as: "Bearer nobody"}); w.Code != http.StatusUnauthorized {
			t.Errorf("nobody: %d", w.Code)
		}
	}
}

func TestRates_of_zero_bound_nothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 300 {
		if w := h.do(t, call{path: "/livez"}); w.Code != http.StatusOK {
			t.Fatalf("%d", w.Code)
		}
	}
}

// A command that was refused for haste has not happened, and its key is free.
func TestRates_refuse_before_anything_is_done(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) { c.Rates.PerPerson = slow(1) })
	h.do(t, call{path: "/v1/rounds"})
	before := h.written(t)
	if w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()}); !refusedForHaste(t, w) || before != h.written(t) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// The address that counts and that is logged: the one the connection is from, unless a
// proxy that we named says another.
func TestAddresses_in_headers_are_believed_from_named_proxies_only(t *testing.T) {
	t.Parallel()
	proxy := netip.MustParsePrefix("10.1.0.0/16")
	forwarded := map[string]string{"X-Forwarded-For": "203.0.113.9"}
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		from    string
		header  map[string]string
		want    string
	}{
		"no_proxy_is_named":              {nil, "10.1.2.3:1", forwarded, "10.1.2.3"},
		"a_private_address_is_not_named": {[]netip.Prefix{proxy}, "192.168.1.4:1", forwarded, "192.168.1.4"},
		"nor_is_the_machine_itself":      {[]netip.Prefix{proxy}, "127.0.0.1:1", forwarded, "127.0.0.1"},
		"nor_is_its_link":                {[]netip.Prefix{proxy}, "169.254.1.1:1", forwarded, "169.254.1.1"},
		"a_stranger":                     {[]netip.Prefix{proxy}, "198.51.100.7:1", forwarded, "198.51.100.7"},
		"the_proxy":                      {[]netip.Prefix{proxy}, "10.1.2.3:1", forwarded, "203.0.113.9"},
		"the_proxy_by_ipv6":              {[]netip.Prefix{netip.MustParsePrefix("fd00::/8")}, "[fd00::1]:1", forwarded, "203.0.113.9"},
		"the_caller_made_up_an_address":  {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Forwarded-For": "8.8.8.8, 203.0.113.9"}, "203.0.113.9"},
		"the_caller_names_the_proxy":     {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Forwarded-For": "8.8.8.8, 203.0.113.9, 10.1.9.9"}, "203.0.113.9"},
		"what_is_no_address":             {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Forwarded-For": "203.0.113.9, unknown"}, "10.1.2.3"},
		"x_real_ip":                      {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Real-IP": "203.0.113.9"}, "10.1.2.3"},
		"forwarded":                      {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"Forwarded": "for=203.0.113.9"}, "10.1.2.3"},
		"true_client_ip":                 {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"True-Client-IP": "203.0.113.9"}, "10.1.2.3"},
		"cf_connecting_ip":               {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"CF-Connecting-IP": "203.0.113.9"}, "10.1.2.3"},
		"x_client_ip":                    {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Client-IP": "203.0.113.9"}, "10.1.2.3"},
		"x_cluster_client_ip":            {[]netip.Prefix{proxy}, "10.1.2.3:1", map[string]string{"X-Cluster-Client-IP": "203.0.113.9"}, "10.1.2.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, func(config *api.Config) { config.TrustedProxies = c.proxies })
			h.from(t, c.from, call{path: "/livez", header: c.header})
			if log := h.log.String(); !strings.Contains(log, `"remote":"`+c.want+`"`) {
				t.Errorf("want %s: %s", c.want, log)
			}
		})
	}
}

// Whoever sends another address with every request is still one.
func TestRates_are_not_slipped_by_rotating_headers(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) { c.Rates.PerAddress = slow(10) })
	passed := 0
	for i := range 100 {
		w := h.from(t, "198.51.100.7:1", call{path: "/livez", header: map[string]string{"X-Forwarded-For": fmt.Sprintf("203.0.113.%d", i)}})
		if !refusedForHaste(t, w) {
			passed++
		}
	}
	if passed != 10 {
		t.Errorf("%d passed", passed)
	}
}

func TestIdentity_that_cannot_be_looked_up_is_a_fault(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) {
		c.Identify = func(*http.Request) (identity.Subject, error) { return identity.Subject{}, errors.New("disk full") }
	})
	if w := h.do(t, call{path: "/v1/rounds"}); w.Code != http.StatusInternalServerError {
		t.Errorf("%d", w.Code)
	}
}
