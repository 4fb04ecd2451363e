package oidc_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"selter/pkg/identity/oidc"
	"selter/pkg/peers"
	"selter/pkg/peers/oidcprovider"
)

func TestMain(m *testing.M) { peers.Main(m) }

// returnTo is where the provider sends browsers back to. Nobody listens there: the test
// plays the browser and stops before.
const returnTo = "http://127.0.0.1:9/masuk/kembali"

var stepUp = oidc.SecondFactor{AMR: []string{"mfa", "pwd+otp"}, ACR: []string{oidcprovider.SteppedUp}}

// office is a party of the provider, and what it asks of the network.
type office struct {
	*oidc.Party
	asked *counter
	log   *bytes.Buffer
}

// open opens a party at the provider; public has no secret.
func open(t *testing.T, p *oidcprovider.Provider, clientID string, change ...func(*oidc.Config)) office {
	t.Helper()
	o := office{asked: &counter{}, log: &bytes.Buffer{}}
	config := oidc.Config{
		Issuer: p.Issuer, ClientID: clientID, RedirectURL: returnTo, SecondFactor: stepUp,
		HTTPClient: &http.Client{Transport: o.asked}, Log: slog.New(slog.NewTextHandler(o.log, nil)),
	}
	if clientID == oidcprovider.Confidential {
		config.ClientSecret = oidcprovider.Secret
	}
	for _, c := range change {
		c(&config)
	}
	party, err := oidc.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	o.Party = party
	return o
}

// begin begins a sign-in and brings it to where the browser comes back.
func (o office) begin(t *testing.T, p *oidcprovider.Provider, who oidcprovider.Person) (oidc.Pending, url.Values) {
	t.Helper()
	address, pending, err := o.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return pending, p.SignIn(t, address, who)
}

// counter counts requests by path, and keeps the last ID token that came by.
type counter struct {
	mu    sync.Mutex
	seen  map[string]int
	token string
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[r.URL.Path]++
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != "/token" {
		return response, err
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Token string `json:"id_token"`
	}
	if json.Unmarshal(text, &answer) == nil {
		c.token = answer.Token
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	return response, nil
}

func (c *counter) of(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[path]
}

// refused fails the test unless the error is a refusal for that reason that says no more
// than every other.
func refused(t *testing.T, err error, want oidc.Reason) {
	t.Helper()
	why, ok := errors.AsType[*oidc.Refusal](err)
	if !ok || !errors.Is(err, oidc.ErrRefused) || why.Reason != want || err.Error() != oidc.ErrRefused.Error() {
		t.Errorf("got %v (%+v), want a refusal for %q", err, why, want)
	}
}

// unusable fails the test unless the error says that the provider cannot be used.
func unusable(t *testing.T, err error, want oidc.Reason) {
	t.Helper()
	why, ok := errors.AsType[*oidc.Refusal](err)
	if !ok || !errors.Is(err, oidc.ErrUnavailable) || why.Reason != want {
		t.Errorf("got %v (%+v), want unavailable for %q", err, why, want)
	}
}

func silent(t *testing.T, log string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
