package oidcprovider

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// A Person is how somebody signs in at the provider.
type Person struct {
	// Account is the subject that the provider will tell; empty for somebody who goes away
	// without signing in.
	Account string
	AMR     []string // the methods they used (RFC 8176), such as "pwd" and "otp"
	ACR     string   // the class that the provider says was reached, or none
}

// hops is more than a sign-in takes.
const hops = 10

// SignIn plays the browser of one person, from the address to which the relying party sent
// it to the moment when the provider sends it back: it answers with the query it would bring.
func (p *Provider) SignIn(t testing.TB, address string, who Person) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{
		Jar:           jar,
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for range hops {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := browser.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		next, err := response.Location()
		if err != nil {
			t.Fatalf("the provider answered %s to %s", response.Status, request.URL.Path)
		}
		if strings.HasPrefix(next.String(), p.redirect) {
			return next.Query()
		}
		if strings.HasPrefix(next.Path, "/sign-in/") && who.Account != "" {
			query := url.Values{"account": {who.Account}, "amr": who.AMR}
			if who.ACR != "" {
				query.Set("acr", who.ACR)
			}
			next.RawQuery = query.Encode()
		}
		address = next.String()
	}
	t.Fatalf("the provider sent the browser on more than %d times", hops)
	return nil
}
