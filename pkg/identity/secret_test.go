package identity_test

import (
	"regexp"
	"strings"
	"testing"

	"selter/pkg/identity"
)

var (
	random = strings.Repeat("A", 43)
	// leaked is what a search for leaked credentials looks for.
	leaked = regexp.MustCompile(`^selter_[st]_[A-Za-z0-9_-]{43}$`)
)

func TestSecrets(t *testing.T) {
	t.Parallel()
	for secret, kind := range map[string]identity.Kind{
		"selter_s_" + random:                              identity.SessionKind,
		"selter_t_" + random:                              identity.TokenKind,
		"selter_c_" + random:                              "",
		"selter_i_" + random + strings.Repeat("A", 11):    "",
		"selter_s_" + random[1:]:                          "",
		"selter_s_" + random + "A":                        "",
		"selter_s_" + random[1:] + "=":                    "",
		"selter_s_" + random[1:] + " ":                    "",
		"selter_S_" + random:                              "",
		"Bearer selter_s_" + random:                       "",
		"selter_s_" + random[2:] + "é":                    "",
		"":                                                "",
		"selter_s_":                                       "",
		"' OR 1=1 --                                    ": "",
	} {
		if got, ok := identity.KindOf(secret); got != kind || ok != (kind != "") {
			t.Errorf("%q is %q, %v; want %q", secret, got, ok, kind)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	for _, prefix := range []string{"selter_s_", "selter_t_", "selter_i_", "selter_c_", ""} {
		f.Add(prefix + random)
		f.Add(prefix + random + strings.Repeat("A", 11))
		f.Add(prefix + random + strings.Repeat("B", 11))
	}
	f.Fuzz(func(t *testing.T, secret string) {
		kind, ok := identity.KindOf(secret)
		if ok != leaked.MatchString(secret) || ok != (kind != "") {
			t.Errorf("%q is %q, %v", secret, kind, ok)
		}
		if _, is := identity.LoginTag(secret); is && (ok || len(secret) != 63 || !strings.HasPrefix(secret, "selter_i_")) {
			t.Errorf("%q is an invitation", secret)
		}
	})
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::": "2001:db8:1:2::/64", "2001:db8:1:3::": "2001:db8:1:3::/64",
		"fe80::1%eth0": "fe80::/64", "unix": "unix",
	} {
		if got := identity.Network(address); got != want {
			t.Errorf("guesses from %s count against %s, want %s", address, got, want)
		}
	}
}
