package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-json-experiment/json"
)

// A token is fresh: it comes from the provider the moment it is judged.
const (
	oldest = 10 * time.Minute // since it was issued, as the provider's clock told
	ahead  = 2 * time.Minute  // how far the provider's clock may be before ours
)

// Verify judges an ID token: nothing in it counts before. The nonce is the one of the
// beginning. It fails with ErrRefused, or with ErrUnavailable when the provider's keys
// cannot be had. The signature is go-oidc's to judge; what the claims must say is judged by
// it and once more here, where a name counts as written and no claim may come twice.
func (p *Party) Verify(ctx context.Context, raw, nonce string) (Proof, error) {
	at, err := p.provider(ctx)
	if err != nil {
		return Proof{}, err
	}
	if reason := form(raw); reason != "" {
		return Proof{}, refuse(reason)
	}
	signed := &witness{keys: at.keys}
	_, err = openid.NewVerifier(p.config.Issuer, signed, &openid.Config{
		ClientID: p.config.ClientID, SupportedSigningAlgs: Algorithms(),
	}).Verify(ctx, raw)
	switch {
	case outage(signed.err):
		return Proof{}, unreachable(signed.err)
	case signed.payload == nil:
		return Proof{}, refuse(ReasonSignature)
	}
	var told claims
	if json.Unmarshal(signed.payload, &told) != nil {
		return Proof{}, refuse(ReasonForm)
	}
	if reason := told.judge(p.config, nonce, time.Now()); reason != "" {
		return Proof{}, refuse(reason)
	}
	if err != nil {
		return Proof{}, refuse(ReasonForm)
	}
	return Proof{Issuer: told.Issuer, Subject: told.Subject, Factors: p.config.SecondFactor.factors(told.AMR, told.ACR)}, nil
}

// witness remembers what came of the signature, which go-oidc tells in words only.
type witness struct {
	keys    openid.KeySet
	payload []byte // once it is known to be the provider's
	err     error
}

func (w *witness) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	w.payload, w.err = w.keys.VerifySignature(ctx, jwt)
	return w.payload, w.err
}

// form looks at what can be told without a key: three parts, and a header that says it is
// an ID token signed in a way that we take. Keys that a header brings along are no keys.
func form(raw string) Reason {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return ReasonForm
	}
	var text []byte
	for at, part := range parts {
		decoded, err := base64.RawURLEncoding.Strict().DecodeString(part) // one way to write a token, not sixteen
		if err != nil || strings.ContainsAny(part, "\r\n") {
			return ReasonForm
		}
		if at == 0 {
			text = decoded
		}
	}
	var header struct {
		Algorithm string   `json:"alg"`
		Type      string   `json:"typ"`
		Critical  []string `json:"crit"`
	}
	switch err := json.Unmarshal(text, &header); {
	case err != nil || header.Critical != nil: // we understand no extension (RFC 7515, 4.1.11)
		return ReasonForm
	case header.Type != "" && !strings.EqualFold(header.Type, "JWT"): // a token of another kind (RFC 8725, 3.11)
		return ReasonForm
	case !slices.Contains(Algorithms(), header.Algorithm):
		return ReasonAlgorithm
	}
	return ""
}

// claims are those that we look at (OpenID Connect Core 1.0, 2).
type claims struct {
	Issuer    string   `json:"iss"`
	Subject   string   `json:"sub"`
	Audience  names    `json:"aud"`
	Party     *string  `json:"azp"`
	Expires   *float64 `json:"exp"` // seconds since 1970
	Issued    *float64 `json:"iat"`
	NotBefore *float64 `json:"nbf"`
	Nonce     string   `json:"nonce"`
	AMR       names    `json:"amr"`
	ACR       string   `json:"acr"`
}

// judge names the first claim that is not as it must be (OpenID Connect Core 1.0, 3.1.3.7).
func (c claims) judge(config Config, nonce string, now time.Time) Reason {
	clock := float64(now.Unix())
	switch {
	case c.Issuer != config.Issuer:
		return ReasonIssuer
	case !slices.Contains(c.Audience, config.ClientID):
		return ReasonAudience
	case len(c.Audience) > 1 && c.Party == nil, c.Party != nil && *c.Party != config.ClientID:
		return ReasonAudience
	case c.Expires == nil || *c.Expires <= clock:
		return ReasonExpired
	case c.Issued == nil || *c.Issued > clock+ahead.Seconds() || *c.Issued < clock-oldest.Seconds() || *c.Issued >= *c.Expires:
		return ReasonIssued
	case c.NotBefore != nil && *c.NotBefore > clock+ahead.Seconds():
		return ReasonIssued
	case nonce == "" || subtle.ConstantTimeCompare([]byte(c.Nonce), []byte(nonce)) != 1:
		return ReasonNonce
	case !subject(c.Subject):
		return ReasonSubject
	}
	return ""
}

// subject reports whether it can be one: 1 to 255 characters of ASCII.
func subject(text string) bool {
	const longest = 255
	return text != "" && len(text) <= longest && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// names are one or several words: a claim may hold a word where there is only one.
type names []string

// UnmarshalJSON reads a word or a list of words.
func (n *names) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*n = names{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(n))
}
