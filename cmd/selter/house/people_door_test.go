package house_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/peers/oidcprovider"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

const wayCookie = "__Host-selter-login"

// federated is a house whose people may also log in at a provider.
func federated(c house.Config, p *oidcprovider.Provider) house.Config {
	c.OIDC = config.OIDC{
		Issuer: p.Issuer, ClientID: oidcprovider.Confidential, ClientSecret: oidcprovider.Secret, SecondFactor: []string{"mfa", "pwd+otp"}, PublicURL: home,
	}
	return c
}

// TestProviderDoor takes people through a real provider and the house's own paths.
func TestProviderDoor(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c house.Config) {
		p := oidcprovider.Start(t, home+"/v1/oidc/callback")
		o := settle(t, federated(c, p))
		dewi := &someone{login: "dewi@contoh.go.id", password: "tujuh-pohon-di-bukit", address: "192.0.2.4"}
		other := &someone{login: "eko@contoh.go.id", password: "delapan-ikan-di-kolam", address: "192.0.2.5"}
		for _, s := range []*someone{dewi, other} {
			id, invitation, _, err := o.Enrol(t.Context(), s.login)
			if err != nil {
				t.Fatal(err)
			}
			s.id = id
			o.accept(t, s, invitation)
			o.logIn(t, s)
		}
		today := calendar.DateOf(planned, calendar.WITA)
		err := o.Install(t.Context(), dewi.id, house.Agency{Code: bench.Agency, Zone: calendar.WITA}, mandate.InstallBody{Ref: "ketua", Duty: mandate.DutyName(workflow.CommitteeChair), From: today})
		if err != nil {
			t.Fatal(err)
		}
		v := &visit{office: o, provider: p}
		v.linked(t, dewi, other)
		v.factors(t, dewi)
		v.refused(t)
		v.forged(t)
		v.silent(t)
		v.away(t)
	})
}

// A visit is the ways of people between the house and the provider.
type visit struct {
	*office
	provider *oidcprovider.Provider
	browsers int

	secrets []string
}

// browser is one that has never been here.
func (v *visit) browser() *someone {
	v.browsers++
	return &someone{address: fmt.Sprintf("198.18.%d.%d", v.browsers/250, v.browsers%250)}
}

// leaves begins a login: the address at the provider, and the cookie of the way.
func (v *visit) leaves(t *testing.T) (address, cookie string) {
	t.Helper()
	begun := v.want(t, http.StatusSeeOther, "", wish{path: "/v1/oidc/login", by: v.browser()})
	cookie = cookieOf(t, begun, wayCookie)
	v.secrets = append(v.secrets, strings.SplitN(cookie, "=", 2)[1])
	return begun.Header().Get("Location"), cookie
}

// returns is the way back, with a cookie.
func (v *visit) returns(query url.Values, cookie string) wish {
	back := wish{path: "/v1/oidc/callback?" + query.Encode(), by: v.browser(), header: map[string]string{"Sec-Fetch-Site": "cross-site"}}
	if cookie != "" {
		back.header["Cookie"] = cookie
	}
	v.secrets = append(v.secrets, query.Get("code"), query.Get("state"))
	return back
}

// enters is a whole login at the provider.
func (v *visit) enters(t *testing.T, who oidcprovider.Person) *someone {
	t.Helper()
	address, cookie := v.leaves(t)
	back := v.returns(v.provider.SignIn(t, address, who), cookie)
	answer := v.want(t, http.StatusSeeOther, "", back)
	in := &someone{address: back.by.address, cookie: cookieOf(t, answer, api.SessionCookie)}
	v.secrets = append(v.secrets, strings.SplitN(in.cookie, "=", 2)[1])
	return in
}

const subject = "subjek-dewi-di-penyedia"

// linked shows that nobody comes in whom nobody has linked, and that an identity at the
// provider is one person's.
func (v *visit) linked(t *testing.T, dewi, other *someone) {
	t.Helper()
	address, cookie := v.leaves(t)
	v.want(t, http.StatusForbidden, "not_linked", v.returns(v.provider.SignIn(t, address, oidcprovider.Person{Account: subject}), cookie))
	bind := func(s *someone) wish {
		begun := v.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/oidc/link", by: s})
		return v.returns(v.provider.SignIn(t, field(t, begun, "url"), oidcprovider.Person{Account: subject}), cookieOf(t, begun, wayCookie))
	}
	v.want(t, http.StatusSeeOther, "", bind(dewi))
	v.want(t, http.StatusConflict, "identity_taken", bind(other))
	_, token := v.program(t, dewi, nil, "people:act")
	v.want(t, http.StatusForbidden, "needs_session", wish{method: http.MethodPost, path: "/v1/oidc/link", token: token})
	v.secrets = append(v.secrets, token)
}

// factors shows that the chair's duty rests unless the provider has seen two factors.
func (v *visit) factors(t *testing.T, dewi *someone) {
	t.Helper()
	for _, c := range []struct {
		amr            []string
		acr            string
		awake, dormant string
	}{
		{amr: []string{"pwd"}, dormant: "committee_chair:second_factor"},
		{amr: []string{"otp"}, dormant: "committee_chair:second_factor"},
		{dormant: "committee_chair:second_factor"},
		{acr: oidcprovider.SteppedUp, dormant: "committee_chair:second_factor"}, // not one that the settings name
		{amr: []string{"pwd", "otp"}, awake: "committee_chair"},
		{amr: []string{"mfa"}, awake: "committee_chair"},
	} {
		in := v.enters(t, oidcprovider.Person{Account: subject, AMR: c.amr, ACR: c.acr})
		if who := v.want(t, http.StatusOK, "", wish{path: "/v1/session", by: in}); field(t, who, "person") != dewi.id {
			t.Errorf("came in as %s", who.Body)
		}
		if awake, dormant := v.duties(t, in); awake != c.awake || dormant != c.dormant {
			t.Errorf("%v %s: %q is awake and %q rests", c.amr, c.acr, awake, dormant)
		}
	}
}

// refused shows that a way back is taken once, in the browser that left.
func (v *visit) refused(t *testing.T) {
	t.Helper()
	who := oidcprovider.Person{Account: subject, AMR: []string{"mfa"}}
	address, cookie := v.leaves(t)
	query := v.provider.SignIn(t, address, who)
	v.want(t, http.StatusSeeOther, "", v.returns(query, cookie))
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, cookie)) // once more
	_, another := v.leaves(t)
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, another))

	address, _ = v.leaves(t)
	query = v.provider.SignIn(t, address, who)
	_, another = v.leaves(t)
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, another)) // somebody sent us the link
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, ""))
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, wayCookie+"=selter_c_"+strings.Repeat("A", 43)))

	address, cookie = v.leaves(t)
	query = v.provider.SignIn(t, address, who)
	if err := v.clock.Move(v.clock.Now().Add(10*time.Minute + time.Second)); err != nil {
		t.Fatal(err)
	}
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(query, cookie)) // too late
	address, cookie = v.leaves(t)
	v.want(t, http.StatusUnauthorized, "provider_refused", v.returns(v.provider.SignIn(t, address, oidcprovider.Person{}), cookie)) // went away
}

// forged shows that the door takes no JWT, not even one that the provider itself has
// signed for us: what it takes is looked up, not believed.
func (v *visit) forged(t *testing.T) {
	t.Helper()
	genuine := v.provider.Key(t, "RS256")
	now := time.Now()
	claims := map[string]any{
		"iss": v.provider.Issuer, "aud": oidcprovider.Confidential, "sub": subject, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"amr": []string{"mfa"}, "scope": "cases:act", "roles": []string{"admin"},
	}
	public, err := x509.MarshalPKIXPublicKey(genuine.Signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	pemed := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rs256 := func(key crypto.Signer) func(string) []byte {
		return func(text string) []byte {
			digest := sha256.Sum256([]byte(text))
			signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
			if err != nil {
				t.Fatal(err)
			}
			return signature
		}
	}
	hs256 := func(key []byte) func(string) []byte {
		return func(text string) []byte {
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(text))
			return mac.Sum(nil)
		}
	}
	none := func(string) []byte { return nil }
	forever := map[string]any{"iss": v.provider.Issuer, "aud": oidcprovider.Confidential, "sub": subject}
	tokens := map[string]string{
		"none": jwt(t, "none", "", claims, none), "None": jwt(t, "None", "", claims, none), "no algorithm": jwt(t, "", "", claims, none),
		"HS256 with the public key": jwt(t, "HS256", genuine.ID, claims, hs256(pemed)), "HS256 with its bytes": jwt(t, "HS256", genuine.ID, claims, hs256(public)),
		"HS256 with nothing": jwt(t, "HS256", "", claims, hs256(nil)), "HS256 with the client's secret": jwt(t, "HS256", "", claims, hs256([]byte(oidcprovider.Secret))),
		"RS256 with another key": jwt(t, "RS256", genuine.ID, claims, rs256(own)), "RS256 of the provider": jwt(t, "RS256", genuine.ID, claims, rs256(genuine.Signer)),
		"RS256 without an end": jwt(t, "RS256", genuine.ID, forever, rs256(genuine.Signer)),
	}
	nobody := v.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: "/v1/rounds", token: "x"})
	for name, token := range tokens {
		v.secrets = append(v.secrets, token)
		for _, w := range []wish{
			{path: "/v1/rounds", token: token},
			{path: "/v1/rounds", header: map[string]string{"Cookie": api.SessionCookie + "=" + token}},
			{path: "/v1/rounds", token: "selter_t_" + token},
			{path: "/v1/rounds", header: map[string]string{"Authorization": "JWT " + token}},
			{path: "/v1/rounds", header: map[string]string{"X-Access-Token": token, "X-Jwt-Assertion": token}},
			{method: http.MethodPost, path: "/v1/persons", token: token, body: `{"login":"siapa@contoh.go.id"}`},
		} {
			answer := v.ask(t, w)
			if answer.Code != http.StatusUnauthorized || instance(t, answer.Body.Bytes()) != instance(t, nobody.Body.Bytes()) {
				t.Errorf("%s at %s: %d %s", name, w.path, answer.Code, answer.Body)
			}
		}
	}
}

func jwt(t *testing.T, algorithm, key string, claims map[string]any, sign func(string) []byte) string {
	t.Helper()
	header := map[string]any{"typ": "JWT"}
	if algorithm != "" {
		header["alg"] = algorithm
	}
	if key != "" {
		header["kid"] = key
	}
	coded := base64.RawURLEncoding.EncodeToString
	text := coded([]byte(compose(t, header))) + "." + coded([]byte(compose(t, claims)))
	return text + "." + coded(sign(text))
}

// silent shows that the log has none of it.
func (v *visit) silent(t *testing.T) {
	t.Helper()
	var s sieve
	for _, secret := range append(v.secrets, subject, oidcprovider.Secret, "dewi@contoh.go.id", "tujuh-pohon-di-bukit") {
		if secret != "" {
			s.add("secret", "a secret of the way", secret)
		}
	}
	if len(s.canaries) < 50 {
		t.Errorf("only %d secrets", len(s.canaries))
	}
	for _, found := range s.find(v.log.bytes()) {
		t.Error(found)
	}
}

// away shows what a provider that does not answer costs: a login, and nothing else.
func (v *visit) away(t *testing.T) {
	t.Helper()
	address, cookie := v.leaves(t)
	query := v.provider.SignIn(t, address, oidcprovider.Person{Account: subject})
	v.provider.Stop(t)
	gone := func(answer *httptest.ResponseRecorder) {
		t.Helper()
		if strings.Contains(answer.Body.String(), "127.0.0.1") || answer.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v %s", answer.Header(), answer.Body)
		}
	}
	gone(v.want(t, http.StatusServiceUnavailable, "unavailable", v.returns(query, cookie)))
	v.want(t, http.StatusUnauthorized, "login_refused", wish{method: http.MethodPost, path: "/v1/session", by: v.browser(), body: `{"login":"x@y.example","password":"salah"}`})

	late := settle(t, federated(embedded(t), v.provider)) // the house opens all the same
	gone(late.want(t, http.StatusServiceUnavailable, "unavailable", wish{path: "/v1/oidc/login", by: v.browser()}))
	v.provider.Restart(t)
	late.want(t, http.StatusSeeOther, "", wish{path: "/v1/oidc/login", by: v.browser()})
	v.enters(t, oidcprovider.Person{Account: subject})
}
