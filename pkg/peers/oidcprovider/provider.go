package oidcprovider

import (
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"os/exec"
	"testing"

	"selter/pkg/peers"
	"selter/pkg/peers/private"
)

// The clients that every provider knows. Both must use PKCE.
const (
	// Confidential has a secret; its tokens are signed with RS256.
	Confidential = "selter"
	// Public has none; its tokens are signed with ES256.
	Public = "selter-public"
)

// Secret is the secret of the confidential client, of no worth outside a test.
const Secret = "only-for-tests-on-loopback-0123456789"

// SteppedUp is the authentication context class that the provider knows beside none.
const SteppedUp = "urn:selter:two-factors"

// A Key is a signing key of the provider, with its private half.
type Key struct {
	ID        string
	Algorithm string // RS256, ES256 or EdDSA; the RSA key may sign with any of its kind
	Signer    crypto.Signer
}

// A Provider is one running provider, or one that was stopped.
type Provider struct {
	Issuer string

	node, folder, redirect string
	port                   int
	keys                   []Key
	process                *process // nil while it is stopped
}

// Start starts a provider for this test and stops it after the test. Its clients return to
// the redirect address given, which nobody needs to listen on when SignIn plays the browser.
func Start(t testing.TB, redirect string) *Provider {
	t.Helper()
	node, nodeErr := exec.LookPath("node")
	npm, npmErr := exec.LookPath("npm")
	if errors.Join(nodeErr, npmErr) != nil {
		peers.NotRun(t, private.Node)
	}
	folder, err := modules(t.Context(), npm)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{node: node, folder: folder, redirect: redirect}
	t.Cleanup(func() { p.Stop(t) })
	p.Restart(t)
	return p
}

// Restart starts a stopped provider again, at the same address, with new keys and without
// memory of anything.
func (p *Provider) Restart(t testing.TB) {
	t.Helper()
	if p.process != nil {
		t.Fatal("the provider runs already")
	}
	client := func(id, alg string, more map[string]any) map[string]any {
		all := map[string]any{
			"client_id": id, "redirect_uris": []string{p.redirect}, "id_token_signed_response_alg": alg,
			"response_types": []string{"code"}, "grant_types": []string{"authorization_code"},
		}
		maps.Copy(all, more)
		return all
	}
	argument, err := json.Marshal(map[string]any{
		"port": p.port, "acr": []string{SteppedUp},
		"clients": []any{
			client(Confidential, "RS256", map[string]any{"client_secret": Secret}),
			client(Public, "ES256", map[string]any{"token_endpoint_auth_method": "none"}),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.process, err = launch(p.node, p.folder, string(argument)); err != nil {
		t.Fatal(err)
	}
	var started struct {
		Issuer string
		Port   int
		Keys   shown
	}
	if err := p.process.hear(&started); err != nil {
		t.Fatal(err)
	}
	p.Issuer, p.port, p.keys = started.Issuer, started.Port, started.Keys.read(t)
}

// Stop ends the provider; nothing answers at its address then. Stopping twice is no error.
func (p *Provider) Stop(t testing.TB) {
	t.Helper()
	if p.process == nil {
		return
	}
	if err := p.process.stop(); err != nil {
		t.Error(err)
	}
	p.process = nil
}

// Rotate replaces all signing keys at once.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	var answer struct{ Keys shown }
	if err := p.process.tell("rotate", &answer); err != nil {
		t.Fatal(err)
	}
	p.keys = answer.Keys.read(t)
}

// Key is the provider's present key for an algorithm.
func (p *Provider) Key(t testing.TB, algorithm string) Key {
	t.Helper()
	for _, key := range p.keys {
		if key.Algorithm == algorithm {
			return key
		}
	}
	t.Fatalf("the provider has no key for %s", algorithm)
	return Key{}
}

// shown are keys as the program tells them.
type shown []struct{ KID, Alg, PEM string }

func (s shown) read(t testing.TB) (keys []Key) {
	t.Helper()
	for _, one := range s {
		block, _ := pem.Decode([]byte(one.PEM))
		if block == nil {
			t.Fatal("the provider showed a key that is not PEM")
		}
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, Key{ID: one.KID, Algorithm: one.Alg, Signer: key.(crypto.Signer)})
	}
	return keys
}
