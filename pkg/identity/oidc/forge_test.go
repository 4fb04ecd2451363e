package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"strings"
	"testing"
)

// A draft is a token before it is signed: that of the provider, to be changed.
type draft struct {
	header, claims map[string]any
	payload        string // instead of the claims, where they cannot be said as a map
}

// drafted takes a token apart.
func drafted(t *testing.T, raw string) (d draft) {
	t.Helper()
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		t.Fatal("the provider's token has not three parts")
	}
	for at, into := range []*map[string]any{&d.header, &d.claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[at])
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// head and claim change one member; nil takes it away.
func (d draft) head(name string, value any) draft {
	d.header = with(d.header, name, value)
	return d
}

func (d draft) claim(name string, value any) draft {
	d.claims = with(d.claims, name, value)
	return d
}

func with(all map[string]any, name string, value any) map[string]any {
	changed := maps.Clone(all)
	changed[name] = value
	if value == nil {
		delete(changed, name)
	}
	return changed
}

// input is what is signed.
func (d draft) input() string {
	header, _ := json.Marshal(d.header)
	claims, _ := json.Marshal(d.claims)
	if d.payload != "" {
		claims = []byte(d.payload)
	}
	return base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims)
}

func (d draft) sealed(signature []byte) string {
	return d.input() + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// The signatures of RFC 7518, by hand: a library would not make the wrong ones.

func (d draft) rsa(t *testing.T, key crypto.Signer, hash crypto.Hash) string {
	t.Helper()
	return d.signed(t, key, hash, hash)
}

func (d draft) pss(t *testing.T, key crypto.Signer) string {
	t.Helper()
	return d.signed(t, key, crypto.SHA256, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256})
}

func (d draft) ed25519(t *testing.T, key crypto.Signer) string {
	t.Helper()
	return d.signed(t, key, 0, crypto.Hash(0))
}

func (d draft) signed(t *testing.T, key crypto.Signer, hash crypto.Hash, how crypto.SignerOpts) string {
	t.Helper()
	digest := []byte(d.input())
	if hash != 0 {
		h := hash.New()
		h.Write(digest)
		digest = h.Sum(nil)
	}
	signature, err := key.Sign(rand.Reader, digest, how)
	if err != nil {
		t.Fatal(err)
	}
	return d.sealed(signature)
}

// ecdsa makes the two numbers of 32 bytes that a token has; der is what other formats have.
func (d draft) ecdsa(t *testing.T, key crypto.Signer, der bool) string {
	t.Helper()
	digest := sha256.Sum256([]byte(d.input()))
	signature, err := ecdsa.SignASN1(rand.Reader, key.(*ecdsa.PrivateKey), digest[:])
	if err != nil {
		t.Fatal(err)
	}
	if der {
		return d.sealed(signature)
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &pair); err != nil {
		t.Fatal(err)
	}
	flat := make([]byte, 64)
	pair.R.FillBytes(flat[:32])
	pair.S.FillBytes(flat[32:])
	return d.sealed(flat)
}

func (d draft) hmac(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(d.input()))
	return d.sealed(mac.Sum(nil))
}
