package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// A Party is a relying party: one client of one provider. It may be used by many at once.
type Party struct {
	config Config
	client *http.Client
	log    *slog.Logger
	found  atomic.Pointer[provider]
	asking singleflight.Group
}

// A Pending is what must be kept, where only we can read it, between the beginning and the
// end of one sign-in. It serves once: who keeps it takes it away as it is used.
type Pending struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// A Proof is what the provider vouches for: the subject is its own name for a person,
// which it never gives to another.
type Proof struct {
	Issuer  string
	Subject string
	Factors int // 1 or 2
}

// Open makes a party. It fails where the settings are wrong, and only then: a provider that
// does not answer is logged and asked again when it is needed.
func Open(ctx context.Context, c Config) (*Party, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("sign-on: %w", err)
	}
	p := &Party{config: c, client: client(c.HTTPClient), log: c.Log}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	_ = p.Ready(ctx) // it has logged what is wrong
	return p, nil
}

// Begin begins a sign-in: the address to send the browser to, and what to keep.
// It fails with ErrUnavailable.
func (p *Party) Begin(ctx context.Context) (string, Pending, error) {
	at, err := p.provider(ctx)
	if err != nil {
		return "", Pending{}, err
	}
	begun := Pending{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	options := []oauth2.AuthCodeOption{openid.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)}
	if classes := p.config.SecondFactor.ACR; len(classes) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(classes, " ")))
	}
	return at.oauth.AuthCodeURL(begun.State, options...), begun, nil
}

// Finish ends a sign-in with the query that the browser brought back. It fails with
// ErrRefused, or with ErrUnavailable when the provider cannot be asked, and logs why.
func (p *Party) Finish(ctx context.Context, begun Pending, query url.Values) (Proof, error) {
	proof, err := p.finish(ctx, begun, query)
	if err != nil {
		p.log.WarnContext(ctx, "sign-on failed", slog.Any("reason", err))
	}
	return proof, err
}

func (p *Party) finish(ctx context.Context, begun Pending, query url.Values) (Proof, error) {
	at, err := p.provider(ctx)
	if err != nil {
		return Proof{}, err
	}
	code, err := p.code(at, begun, query)
	if err != nil {
		return Proof{}, err
	}
	token, err := at.oauth.Exchange(openid.ClientContext(ctx, p.client), code, oauth2.VerifierOption(begun.Verifier))
	switch {
	case err != nil && outage(err):
		return Proof{}, unreachable(err)
	case err != nil:
		return Proof{}, refuse(ReasonCode)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Proof{}, refuse(ReasonForm)
	}
	return p.Verify(ctx, raw, begun.Nonce)
}

// code finds the code in an answer that belongs to this beginning and comes from this
// provider. Nothing else of the answer is looked at before the state is known to be ours.
func (p *Party) code(at *provider, begun Pending, query url.Values) (string, error) {
	if begun.State == "" || begun.Nonce == "" || begun.Verifier == "" {
		return "", refuse(ReasonPending)
	}
	for _, name := range []string{"state", "code", "iss", "error"} {
		if len(query[name]) > 1 {
			return "", refuse(ReasonQuery) // RFC 6749, 3.1: no parameter comes twice
		}
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(begun.State)) != 1 {
		return "", refuse(ReasonState)
	}
	if sender := query.Get("iss"); sender != p.config.Issuer && (at.signs || query.Has("iss")) {
		return "", refuse(ReasonSender)
	}
	switch query.Get("error") {
	case "":
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return "", refuse(ReasonDenied)
	case "server_error", "temporarily_unavailable":
		return "", unreachable(nil)
	default:
		return "", refuse(ReasonProvider)
	}
	if query.Get("code") == "" {
		return "", refuse(ReasonQuery)
	}
	return query.Get("code"), nil
}
