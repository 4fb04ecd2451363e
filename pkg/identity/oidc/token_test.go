package oidc_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha512" // for the algorithms that are not taken
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"selter/pkg/identity/oidc"
	"selter/pkg/peers/oidcprovider"
)

// workshop is what a forger has: a token that the provider made, all that is public, a key
// of their own, and, to tell one check from another, what they would give much for: the
// provider's private keys.
type workshop struct {
	office
	provider *oidcprovider.Provider
	raw      string
	nonce    string
	draft    draft
	own      *rsa.PrivateKey
}

func newWorkshop(t *testing.T, p *oidcprovider.Provider, client string) workshop {
	t.Helper()
	w := workshop{office: open(t, p, client), provider: p}
	pending, query := w.begin(t, p, oidcprovider.Person{Account: "ketua", AMR: []string{"pwd"}})
	if _, err := w.Finish(t.Context(), pending, query); err != nil {
		t.Fatal(err)
	}
	w.raw, w.nonce = w.asked.token, pending.Nonce
	w.draft = drafted(t, w.raw)
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	w.own = own
	return w
}

func forged(t *testing.T, p *oidcprovider.Provider) {
	w := newWorkshop(t, p, oidcprovider.Confidential)
	t.Run("taken", func(t *testing.T) { taken(t, w) })
	t.Run("claims", func(t *testing.T) { wrongClaims(t, w) })
	t.Run("signatures", func(t *testing.T) { wrongSignatures(t, w) })
	t.Run("forms", func(t *testing.T) { wrongForms(t, w) })
	t.Run("keys_in_headers", func(t *testing.T) { keysInHeaders(t, w) })
	t.Run("curves", func(t *testing.T) { wrongCurves(t, newWorkshop(t, p, oidcprovider.Public), w.raw) })
}

// taken are tokens that must be taken, so that the refusals below mean something.
func taken(t *testing.T, w workshop) {
	rs, es, ed := w.provider.Key(t, "RS256"), w.provider.Key(t, "ES256"), w.provider.Key(t, "EdDSA")
	for name, raw := range map[string]string{
		"as_the_provider_made_it": w.raw,
		"signed_again_by_us":      w.draft.rsa(t, rs.Signer, crypto.SHA256),
		"PS256":                   w.draft.head("alg", "PS256").pss(t, rs.Signer),
		"ES256":                   w.draft.head("alg", "ES256").head("kid", es.ID).ecdsa(t, es.Signer, false),
		"EdDSA":                   w.draft.head("alg", "EdDSA").head("kid", ed.ID).ed25519(t, ed.Signer),
		"without_kid":             w.draft.head("kid", nil).rsa(t, rs.Signer, crypto.SHA256),
		"without_type":            w.draft.head("typ", nil).rsa(t, rs.Signer, crypto.SHA256),
		"a_list_of_one_audience":  w.draft.claim("aud", []string{oidcprovider.Confidential}).rsa(t, rs.Signer, crypto.SHA256),
		"two_audiences_and_azp": w.draft.claim("aud", []string{"other", oidcprovider.Confidential}).
			claim("azp", oidcprovider.Confidential).rsa(t, rs.Signer, crypto.SHA256),
		"one_method_without_a_list": w.draft.claim("amr", "pwd").rsa(t, rs.Signer, crypto.SHA256),
	} {
		proof, err := w.Verify(t.Context(), raw, w.nonce)
		if want := (oidc.Proof{Issuer: w.provider.Issuer, Subject: "ketua", Factors: 1}); err != nil || proof != want {
			t.Errorf("%s: %+v, %v", name, proof, err)
		}
	}
}

// wrongClaims are signed with the provider's own key, so that only the claim is wrong.
func wrongClaims(t *testing.T, w workshop) {
	now, key := time.Now().Unix(), w.provider.Key(t, "RS256").Signer
	ours := oidcprovider.Confidential
	for name, c := range map[string]struct {
		draft draft
		want  oidc.Reason
	}{
		"no_expiry":               {w.draft.claim("exp", nil), oidc.ReasonExpired},
		"expiry_under_other_name": {w.draft.claim("exp", nil).claim("EXP", now+60), oidc.ReasonExpired},
		"expired":                 {w.draft.claim("exp", now-1).claim("iat", now-60), oidc.ReasonExpired},
		"expires_at_nothing":      {w.draft.claim("exp", 0), oidc.ReasonExpired},
		"expiry_as_text":          {w.draft.claim("exp", fmt.Sprint(now+60)), oidc.ReasonForm},
		"no_issuer":               {w.draft.claim("iss", nil), oidc.ReasonIssuer},
		"another_issuer":          {w.draft.claim("iss", "https://idp.example"), oidc.ReasonIssuer},
		"issuer_with_a_slash":     {w.draft.claim("iss", w.provider.Issuer+"/"), oidc.ReasonIssuer},
		"no_audience":             {w.draft.claim("aud", nil), oidc.ReasonAudience},
		"empty_audience":          {w.draft.claim("aud", []string{}), oidc.ReasonAudience},
		"another_audience":        {w.draft.claim("aud", oidcprovider.Public), oidc.ReasonAudience},
		"audience_in_capitals":    {w.draft.claim("aud", strings.ToUpper(ours)), oidc.ReasonAudience},
		"two_audiences_no_azp":    {w.draft.claim("aud", []string{ours, "other"}), oidc.ReasonAudience},
		"two_audiences_wrong_azp": {w.draft.claim("aud", []string{ours, "other"}).claim("azp", "other"), oidc.ReasonAudience},
		"wrong_azp":               {w.draft.claim("azp", "other"), oidc.ReasonAudience},
		"not_issued":              {w.draft.claim("iat", nil), oidc.ReasonIssued},
		"issued_tomorrow":         {w.draft.claim("iat", now+86400).claim("exp", now+2*86400), oidc.ReasonIssued},
		"issued_yesterday":        {w.draft.claim("iat", now-86400), oidc.ReasonIssued},
		"issued_after_its_end":    {w.draft.claim("iat", now+60).claim("exp", now+30), oidc.ReasonIssued},
		"not_valid_yet":           {w.draft.claim("nbf", now+3600), oidc.ReasonIssued},
		"no_nonce":                {w.draft.claim("nonce", nil), oidc.ReasonNonce},
		"empty_nonce":             {w.draft.claim("nonce", ""), oidc.ReasonNonce},
		"another_nonce":           {w.draft.claim("nonce", w.nonce+"x"), oidc.ReasonNonce},
		"no_subject":              {w.draft.claim("sub", nil), oidc.ReasonSubject},
		"subject_too_long":        {w.draft.claim("sub", strings.Repeat("a", 256)), oidc.ReasonSubject},
		"subject_not_ascii":       {w.draft.claim("sub", "kеtua"), oidc.ReasonSubject}, // with a Cyrillic letter
		"subject_a_number":        {w.draft.claim("sub", 1), oidc.ReasonForm},
		"two_subjects":            {draft{header: w.draft.header, payload: `{"sub":"a","sub":"b"}`}, oidc.ReasonForm},
		"not_an_object":           {draft{header: w.draft.header, payload: `[]`}, oidc.ReasonForm},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Verify(t.Context(), c.draft.rsa(t, key, crypto.SHA256), w.nonce)
			refused(t, err, c.want)
		})
	}
	t.Run("no_nonce_on_either_side", func(t *testing.T) {
		_, err := w.Verify(t.Context(), w.draft.claim("nonce", "").rsa(t, key, crypto.SHA256), "")
		refused(t, err, oidc.ReasonNonce)
	})
}

func wrongSignatures(t *testing.T, w workshop) {
	key := w.provider.Key(t, "RS256")
	public := key.Signer.Public().(*rsa.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(w.raw, ".")
	body, sign, _ := strings.Cut(rest, ".")
	signature, err := base64.RawURLEncoding.DecodeString(sign)
	if err != nil {
		t.Fatal(err)
	}
	admin := w.draft.claim("sub", "admin")
	hs := admin.head("alg", "HS256")
	swapped := func(alg string) string { return w.draft.head("alg", alg).sealed(signature) }
	cases := map[string]struct {
		raw  string
		want oidc.Reason
	}{
		"none":                  {admin.head("alg", "none").sealed(nil), oidc.ReasonAlgorithm},
		"none_in_other_letters": {admin.head("alg", "nOnE").sealed(nil), oidc.ReasonAlgorithm},
		"none_and_a_signature":  {admin.head("alg", "none").sealed(signature), oidc.ReasonAlgorithm},
		"no_algorithm":          {admin.head("alg", nil).rsa(t, key.Signer, crypto.SHA256), oidc.ReasonAlgorithm},
		"empty_algorithm":       {admin.head("alg", "").rsa(t, key.Signer, crypto.SHA256), oidc.ReasonAlgorithm},
		"HS256_public_pem":      {hs.hmac(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), oidc.ReasonAlgorithm},
		"HS256_public_der":      {hs.hmac(der), oidc.ReasonAlgorithm},
		"HS256_pkcs1":           {hs.hmac(x509.MarshalPKCS1PublicKey(public)), oidc.ReasonAlgorithm},
		"HS256_modulus":         {hs.hmac(public.N.Bytes()), oidc.ReasonAlgorithm},
		"HS256_jwk":             {hs.hmac(published(t, w, key.ID)), oidc.ReasonAlgorithm},
		"HS256_client_secret":   {hs.hmac([]byte(oidcprovider.Secret)), oidc.ReasonAlgorithm},
		"HS256_nothing":         {hs.hmac(nil), oidc.ReasonAlgorithm},
		"RS384_rightly_signed":  {w.draft.head("alg", "RS384").rsa(t, key.Signer, crypto.SHA384), oidc.ReasonAlgorithm},
		"RS512_rightly_signed":  {w.draft.head("alg", "RS512").rsa(t, key.Signer, crypto.SHA512), oidc.ReasonAlgorithm},
		"RS256_called_PS256":    {swapped("PS256"), oidc.ReasonSignature},
		"RS256_called_ES256":    {swapped("ES256"), oidc.ReasonSignature},
		"RS256_called_EdDSA":    {swapped("EdDSA"), oidc.ReasonSignature},
		"RS256_called_HS256":    {swapped("HS256"), oidc.ReasonAlgorithm},
		"another_key_same_kid":  {admin.rsa(t, w.own, crypto.SHA256), oidc.ReasonSignature},
		"another_key_no_kid":    {admin.head("kid", nil).rsa(t, w.own, crypto.SHA256), oidc.ReasonSignature},
		"another_key_own_kid":   {admin.head("kid", "../../dev/null").rsa(t, w.own, crypto.SHA256), oidc.ReasonSignature},
		"kid_of_another_key":    {w.draft.head("kid", w.provider.Key(t, "ES256").ID).rsa(t, key.Signer, crypto.SHA256), oidc.ReasonSignature},
		"no_signature":          {head + "." + body + ".", oidc.ReasonSignature},
		"signature_cut":         {w.draft.sealed(signature[:len(signature)-1]), oidc.ReasonSignature},
		"half_a_signature":      {w.draft.sealed(signature[:len(signature)/2]), oidc.ReasonSignature},
		"signature_longer":      {w.draft.sealed(append(append([]byte(nil), signature...), 0)), oidc.ReasonSignature},
		"signature_of_zeros":    {w.draft.sealed(make([]byte, len(signature))), oidc.ReasonSignature},
		"signature_of_one":      {w.draft.sealed(big.NewInt(1).FillBytes(make([]byte, len(signature)))), oidc.ReasonSignature},
		"another_body":          {admin.sealed(signature), oidc.ReasonSignature},
		"another_header":        {w.draft.head("x", 1).sealed(signature), oidc.ReasonSignature},
		"another_way_to_write_it": {
			head + "." + base64.RawURLEncoding.EncodeToString(append([]byte(" "), decode(t, body)...)) + "." + sign,
			oidc.ReasonSignature,
		},
	}
	for _, at := range []int{0, 1, 31, 128, 254, 255} {
		for bit := range 8 {
			flipped := append([]byte(nil), signature...)
			flipped[at] ^= 1 << bit
			cases[fmt.Sprintf("bit_%d_of_byte_%d", bit, at)] = struct {
				raw  string
				want oidc.Reason
			}{head + "." + body + "." + base64.RawURLEncoding.EncodeToString(flipped), oidc.ReasonSignature}
		}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := w.Verify(t.Context(), c.raw, w.nonce)
			refused(t, err, c.want)
		})
	}
}

func wrongForms(t *testing.T, w workshop) {
	key := w.provider.Key(t, "RS256").Signer
	parts := strings.Split(w.raw, ".")
	last := parts[2][:len(parts[2])-1]
	for name, raw := range map[string]string{
		"nothing":           "",
		"one_part":          parts[0],
		"two_parts":         parts[0] + "." + parts[1],
		"four_parts":        w.raw + "." + parts[2],
		"five_parts":        w.raw + ".a.b",
		"padded":            w.raw + "==",
		"line_end":          w.raw + "\n",
		"line_inside":       parts[0] + "." + parts[1] + "\n." + parts[2],
		"blank":             " " + w.raw,
		"other_spare_bits":  parts[0] + "." + parts[1] + "." + last + string(parts[2][len(parts[2])-1]+1),
		"as_json":           fmt.Sprintf(`{"protected":%q,"payload":%q,"signature":%q}`, parts[0], parts[1], parts[2]),
		"header_not_json":   base64.RawURLEncoding.EncodeToString([]byte("rahasia")) + "." + parts[1] + "." + parts[2],
		"algorithm_twice":   base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","alg":"RS256"}`)) + "." + parts[1] + "." + parts[2],
		"access_token":      w.draft.head("typ", "at+jwt").rsa(t, key, crypto.SHA256),
		"logout_token":      w.draft.head("typ", "logout+jwt").rsa(t, key, crypto.SHA256),
		"unknown_extension": w.draft.head("crit", []string{"x"}).head("x", 1).rsa(t, key, crypto.SHA256),
		"body_not_encoded":  w.draft.head("crit", []string{"b64"}).head("b64", false).rsa(t, key, crypto.SHA256),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Verify(t.Context(), raw, w.nonce)
			refused(t, err, oidc.ReasonForm)
		})
	}
}

// keysInHeaders offers keys in the token itself and at addresses that it names. Nobody
// may go there.
func keysInHeaders(t *testing.T, w workshop) {
	jwk := map[string]any{
		"kty": "RSA", "kid": "mine", "use": "sig",
		"n": base64.RawURLEncoding.EncodeToString(w.own.N.Bytes()), "e": "AQAB",
	}
	var visits atomic.Int64
	mine := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		visits.Add(1)
		_ = json.NewEncoder(out).Encode(map[string]any{"keys": []any{jwk}})
	}))
	t.Cleanup(mine.Close)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, w.own.Public(), w.own)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"jwk": jwk, "jku": mine.URL, "x5u": mine.URL, "x5c": []string{base64.StdEncoding.EncodeToString(certificate)},
	} {
		for _, kid := range []any{"mine", w.draft.header["kid"], nil} {
			t.Run(fmt.Sprintf("%s_with_kid_%v", name, kid != nil), func(t *testing.T) {
				raw := w.draft.head(name, value).head("kid", kid).claim("sub", "admin").rsa(t, w.own, crypto.SHA256)
				_, err := w.Verify(t.Context(), raw, w.nonce)
				refused(t, err, oidc.ReasonSignature)
			})
		}
	}
	if n := visits.Load(); n != 0 {
		t.Errorf("went %d times where a token pointed", n)
	}
}

// wrongCurves are signatures of the public client, whose tokens are signed with ES256.
func wrongCurves(t *testing.T, w workshop, others string) {
	key := w.provider.Key(t, "ES256").Signer
	if _, err := w.Verify(t.Context(), w.draft.ecdsa(t, key, false), w.nonce); err != nil {
		t.Fatalf("rightly signed: %v", err)
	}
	for name, c := range map[string]struct {
		raw  string
		want oidc.Reason
	}{
		"zero_and_zero":       {w.draft.sealed(make([]byte, 64)), oidc.ReasonSignature}, // CVE-2022-21449
		"as_other_formats":    {w.draft.ecdsa(t, key, true), oidc.ReasonSignature},
		"called_RS256":        {w.draft.head("alg", "RS256").ecdsa(t, key, false), oidc.ReasonSignature},
		"called_ES384":        {w.draft.head("alg", "ES384").ecdsa(t, key, false), oidc.ReasonAlgorithm},
		"another_client's":    {others, oidc.ReasonAudience},
		"HS256_of_the_point":  {w.draft.head("alg", "HS256").hmac(published(t, w, w.provider.Key(t, "ES256").ID)), oidc.ReasonAlgorithm},
		"signed_with_the_RSA": {w.draft.rsa(t, w.provider.Key(t, "RS256").Signer, crypto.SHA256), oidc.ReasonSignature},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Verify(t.Context(), c.raw, w.nonce)
			refused(t, err, c.want)
		})
	}
}

// rotation is the provider throwing all its keys away at once.
func rotation(t *testing.T, p *oidcprovider.Provider) {
	w := newWorkshop(t, p, oidcprovider.Confidential)
	old := p.Key(t, "RS256")
	p.Rotate(t)
	for range 3 {
		pending, query := w.begin(t, p, oidcprovider.Person{Account: "ketua"})
		if _, err := w.Finish(t.Context(), pending, query); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.asked.of("/jwks"); n != 2 {
		t.Errorf("asked %d times for keys, want once for the old ones and once for the new", n)
	}
	_, err := w.Verify(t.Context(), w.draft.rsa(t, old.Signer, crypto.SHA256), w.nonce)
	refused(t, err, oidc.ReasonSignature)
}

// published is a key as the provider publishes it, byte for byte.
func published(t *testing.T, w workshop, kid string) []byte {
	t.Helper()
	response, err := http.Get(w.provider.Issuer + "/jwks")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Keys []json.RawMessage }
	if err := json.Unmarshal(text, &set); err != nil {
		t.Fatal(err)
	}
	for _, key := range set.Keys {
		if strings.Contains(string(key), kid) {
			return key
		}
	}
	t.Fatal("the provider does not publish its key")
	return nil
}

func decode(t *testing.T, text string) []byte {
	t.Helper()
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
