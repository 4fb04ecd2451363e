package worlds_test

import (
	"net/http"
	"net/netip"
	"testing"
)

// What is counted over the whole installation tells what other agencies do: how often
// something was held because of a complaint, say. It is there for machines inside only, and
// to anybody else as if there were no such path.
func TestMetrics_exist_for_machines_inside_only(t *testing.T) {
	t.Parallel()
	worlds, _ := fork(t, 1)
	c := configuration(worlds[0])
	c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	c.MetricsFrom = []netip.Prefix{netip.MustParsePrefix("10.2.0.0/24"), netip.MustParsePrefix("fd00:2::/64")}
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.9.0.1/32")}
	shown := serverOf(t, c)
	c.Metrics = nil
	none := serverOf(t, c)
	for name, at := range map[string]struct {
		address, header, value string
		status                 int
	}{
		"this_machine":                             {"127.0.0.1:5000", "", "", 200},
		"this_machine_in_six":                      {"[::1]:5000", "", "", 200},
		"this_machine_mapped":                      {"[::ffff:127.0.0.1]:5000", "", "", 200},
		"a_network_that_may":                       {"10.2.0.7:5000", "", "", 200},
		"a_network_that_may_in_six":                {"[fd00:2::7]:5000", "", "", 200},
		"a_network_beside_it":                      {"10.2.1.7:5000", "", "", 404},
		"anybody":                                  {"203.0.113.7:5000", "", "", 404},
		"who_says_to_be_this_machine":              {"203.0.113.7:5000", "X-Forwarded-For", "127.0.0.1", 404},
		"a_proxy_of_this_machine_that_is_not_ours": {"127.0.0.1:5000", "X-Forwarded-For", "203.0.113.7", 404},
		"a_proxy_that_says_so_otherwise":           {"127.0.0.1:5000", "Forwarded", "for=203.0.113.7", 404},
		"a_proxy_that_says_it_was_there":           {"127.0.0.1:5000", "Via", "1.1 pintu", 404},
		"a_proxy_with_a_header_of_its_own":         {"127.0.0.1:5000", "X-Real-IP", "203.0.113.7", 404},
		"anybody_through_our_proxy":                {"10.9.0.1:5000", "X-Forwarded-For", "203.0.113.7", 404},
		"who_lies_to_our_proxy":                    {"10.9.0.1:5000", "X-Forwarded-For", "127.0.0.1, 203.0.113.7", 404},
		"a_network_that_may_through_our_proxy":     {"10.9.0.1:5000", "X-Forwarded-For", "10.2.0.7", 200},
		"our_proxy_itself":                         {"10.9.0.1:5000", "", "", 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := question{method: http.MethodGet, path: "/metrics", as: "ppk", address: at.address, header: map[string]string{}}
			if at.header != "" {
				q.header[at.header] = at.value
			}
			told := q.of(t.Context(), shown)
			if told.status != at.status {
				t.Errorf("answers %s", told)
			}
			if told.status == http.StatusNotFound && told != q.of(t.Context(), none) {
				t.Error("is not answered as if there were nothing to show")
			}
		})
	}
}
