package api_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"selter/api"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/pkg/store"
)

// people gives a house accounts and a vault, on the house's own store.
func people(t *testing.T) func(*api.Config) {
	t.Helper()
	return func(c *api.Config) {
		kept := c.Shelves.(*store.Store)
		ring := generated(t)
		service := identity.New(identity.Config{
			Store: kept.Identity(), Keys: ring, Hashing: identity.Hashing{Memory: 8, Passes: 1, Lanes: 1}, Log: c.Log,
		})
		c.Accounts, c.Duties, c.Digest = service, kept.Identity(), ring.Digest
		c.Vault = vault.New(kept.Vault(), ring, nil)
	}
}

// whole gives a house everything that a server can have.
func whole(t *testing.T) func(*api.Config) {
	t.Helper()
	given := people(t)
	return func(c *api.Config) {
		given(c)
		c.SetClock = func(context.Context, time.Time) error { return nil }
		c.Cast, c.Federation = true, provider{}
	}
}

func generated(t *testing.T) *vault.Keyring {
	t.Helper()
	ring, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// provider is one that vouches for a subject to whoever comes back with its name as the code.
type provider struct{}

func (provider) Begin(context.Context) (address string, kept []byte, err error) {
	return "https://provider.example/auth?state=s", []byte("s"), nil
}

func (provider) Finish(_ context.Context, kept []byte, query url.Values) (api.Proof, error) {
	switch {
	case query.Get("state") != string(kept) || query.Get("code") == "":
		return api.Proof{}, identity.ErrRefused
	case query.Get("code") == "away":
		return api.Proof{}, api.ErrProviderUnavailable
	}
	return api.Proof{Issuer: "https://provider.example", Subject: query.Get("code"), Factors: 2}, nil
}
