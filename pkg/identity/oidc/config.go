package oidc

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Algorithms are those that a token may be signed with. None of them is symmetric, so
// that nothing public can serve as a key (RFC 8725, 3.1 and 3.2).
func Algorithms() []string { return []string{"RS256", "PS256", "ES256", "EdDSA"} }

// Config says at which provider people prove who they are, and as which client we ask.
type Config struct {
	// Issuer is the provider's name, exactly as it writes it itself.
	Issuer   string
	ClientID string
	// ClientSecret is empty for a public client, which has PKCE alone.
	ClientSecret string
	// RedirectURL is where the provider sends the browser back to.
	RedirectURL  string
	SecondFactor SecondFactor
	// HTTPClient is what requests are sent with, with the limits of this package around it;
	// nil takes a client without proxy and cookies. For a provider with a certificate of its own.
	HTTPClient *http.Client
	Log        *slog.Logger // nil logs nothing
}

// SecondFactor says which answers of the provider tell that a person proved who they are
// in two ways. Where it is empty nobody did, so nobody's duty that needs it awakes.
type SecondFactor struct {
	// AMR are methods (RFC 8176), such as "mfa". An entry may join several that must all
	// have been used: "pwd+otp".
	AMR []string
	// ACR are authentication context classes of the provider's own. They are also what we
	// ask the provider for, best first.
	ACR []string
}

// factors is 2 where the second factor is told, else 1.
func (s SecondFactor) factors(amr []string, acr string) int {
	used := func(method string) bool { return slices.Contains(amr, method) }
	for _, entry := range s.AMR {
		if !slices.ContainsFunc(strings.Split(entry, "+"), func(method string) bool { return !used(method) }) {
			return 2
		}
	}
	if acr != "" && slices.Contains(s.ACR, acr) {
		return 2
	}
	return 1
}

// check finds what is wrong with the settings, naming the setting and never its value.
func (c Config) check() error {
	var errs []error
	if c.ClientID == "" {
		errs = append(errs, errors.New("client id: missing"))
	}
	for name, address := range map[string]string{"issuer": c.Issuer, "redirect address": c.RedirectURL} {
		at, err := url.Parse(address)
		if err != nil || !trusted(at) || at.Fragment != "" || at.User != nil {
			errs = append(errs, fmt.Errorf("%s: must be an https address (http on this machine alone), without user and fragment", name))
		}
	}
	if issuer, err := url.Parse(c.Issuer); err == nil && issuer.RawQuery != "" {
		errs = append(errs, errors.New("issuer: must be without query"))
	}
	for _, word := range slices.Concat(c.SecondFactor.AMR, c.SecondFactor.ACR) {
		if word == "" || strings.ContainsAny(word, " \t\r\n") || slices.Contains(strings.Split(word, "+"), "") {
			errs = append(errs, errors.New("second factor: a word is empty or holds a blank"))
		}
	}
	return errors.Join(errs...)
}

// trusted reports whether what goes to the address cannot be read or changed on its way:
// by https, or without leaving this machine.
func trusted(at *url.URL) bool {
	host := at.Hostname()
	if host == "" {
		return false
	}
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	return at.Scheme == "https" || at.Scheme == "http" && loopback
}
