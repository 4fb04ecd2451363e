package oidc_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"selter/pkg/identity/oidc"
	"selter/pkg/peers/oidcprovider"
)

// TestProvider is everything that is shown with a real provider. The keys of it change and
// it goes away last, when nobody else needs it.
func TestProvider(t *testing.T) {
	t.Parallel()
	p := oidcprovider.Start(t, returnTo)
	t.Run("together", func(t *testing.T) { //nolint:paralleltest // what follows waits for it
		t.Run("flow", func(t *testing.T) { t.Parallel(); flow(t, p) })
		t.Run("answers", func(t *testing.T) { t.Parallel(); answers(t, p) })
		t.Run("codes", func(t *testing.T) { t.Parallel(); codes(t, p) })
		t.Run("forged", func(t *testing.T) { t.Parallel(); forged(t, p) })
	})
	t.Run("keys_change", func(t *testing.T) { rotation(t, p) })  //nolint:paralleltest // changes the provider
	t.Run("goes_and_comes", func(t *testing.T) { outage(t, p) }) //nolint:paralleltest // stops the provider
}

func flow(t *testing.T, p *oidcprovider.Provider) {
	for name, c := range map[string]struct {
		client string
		who    oidcprovider.Person
		want   int
	}{
		"password":                    {oidcprovider.Confidential, oidcprovider.Person{AMR: []string{"pwd"}}, 1},
		"password_and_code":           {oidcprovider.Confidential, oidcprovider.Person{AMR: []string{"pwd", "otp"}}, 2},
		"code_alone":                  {oidcprovider.Confidential, oidcprovider.Person{AMR: []string{"otp"}}, 1},
		"several_as_the_provider_saw": {oidcprovider.Public, oidcprovider.Person{AMR: []string{"mfa"}}, 2},
		"class":                       {oidcprovider.Public, oidcprovider.Person{ACR: oidcprovider.SteppedUp}, 2},
		"another_class":               {oidcprovider.Public, oidcprovider.Person{ACR: "urn:selter:other", AMR: []string{"pwd"}}, 1},
		"nothing_told":                {oidcprovider.Public, oidcprovider.Person{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.who.Account = "orang-" + name
			o := open(t, p, c.client)
			pending, query := o.begin(t, p, c.who)
			proof, err := o.Finish(t.Context(), pending, query)
			if want := (oidc.Proof{Issuer: p.Issuer, Subject: c.who.Account, Factors: c.want}); err != nil || proof != want {
				t.Errorf("got %+v, %v; want %+v", proof, err, want)
			}
			if o.asked.of("/.well-known/openid-configuration") != 1 || o.asked.of("/token") != 1 || o.asked.of("/jwks") != 1 {
				t.Errorf("asked %v, want each once", o.asked.seen)
			}
			silent(t, o.log.String(), c.who.Account, query.Get("code"), pending.State, pending.Nonce, oidcprovider.Secret)
		})
	}
	t.Run("no_second_factor_is_known", func(t *testing.T) {
		t.Parallel()
		o := open(t, p, oidcprovider.Public, func(c *oidc.Config) { c.SecondFactor = oidc.SecondFactor{} })
		pending, query := o.begin(t, p, oidcprovider.Person{Account: "ketua", AMR: []string{"pwd", "otp", "mfa"}, ACR: oidcprovider.SteppedUp})
		if proof, err := o.Finish(t.Context(), pending, query); err != nil || proof.Factors != 1 {
			t.Errorf("got %+v, %v; want one factor", proof, err)
		}
	})
	t.Run("beginnings_differ", func(t *testing.T) {
		t.Parallel()
		o := open(t, p, oidcprovider.Public)
		one, first, err := o.Begin(t.Context())
		_, second, again := o.Begin(t.Context())
		if err := errors.Join(err, again); err != nil {
			t.Fatal(err)
		}
		if first.State == second.State || first.Nonce == second.Nonce || first.Verifier == second.Verifier {
			t.Error("two beginnings share a secret")
		}
		address, err := url.Parse(one)
		if err != nil {
			t.Fatal(err)
		}
		if q := address.Query(); q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" ||
			q.Get("acr_values") != oidcprovider.SteppedUp || strings.Contains(one, first.Verifier) {
			t.Errorf("the browser is sent to %s", address.Path)
		}
	})
}

// answers are those that the browser may bring back instead of the right one.
func answers(t *testing.T, p *oidcprovider.Provider) {
	o := open(t, p, oidcprovider.Confidential)
	pending, right := o.begin(t, p, oidcprovider.Person{Account: "anggota"})
	for name, c := range map[string]struct {
		change func(*oidc.Pending, url.Values)
		want   oidc.Reason
	}{
		"wrong_state":              {func(_ *oidc.Pending, q url.Values) { q.Set("state", "x") }, oidc.ReasonState},
		"no_state":                 {func(_ *oidc.Pending, q url.Values) { q.Del("state") }, oidc.ReasonState},
		"two_states":               {func(_ *oidc.Pending, q url.Values) { q.Add("state", "x") }, oidc.ReasonQuery},
		"nothing_kept":             {func(k *oidc.Pending, q url.Values) { *k = oidc.Pending{}; q.Del("state") }, oidc.ReasonPending},
		"no_code":                  {func(_ *oidc.Pending, q url.Values) { q.Del("code") }, oidc.ReasonQuery},
		"two_codes":                {func(_ *oidc.Pending, q url.Values) { q.Add("code", "x") }, oidc.ReasonQuery},
		"another_sender":           {func(_ *oidc.Pending, q url.Values) { q.Set("iss", "https://idp.example") }, oidc.ReasonSender},
		"no_sender_where_promised": {func(_ *oidc.Pending, q url.Values) { q.Del("iss") }, oidc.ReasonSender},
		"denied":                   {func(_ *oidc.Pending, q url.Values) { q.Set("error", "access_denied") }, oidc.ReasonDenied},
		"an_error_and_its_text": {func(_ *oidc.Pending, q url.Values) {
			q.Set("error", "rahasia")
			q.Set("error_description", "rahasia")
		}, oidc.ReasonProvider},
		"an_error_with_a_wrong_state": {func(_ *oidc.Pending, q url.Values) { q.Set("error", "access_denied"); q.Set("state", "x") }, oidc.ReasonState},
	} {
		kept, query := pending, url.Values{}
		for key, values := range right {
			query[key] = append([]string(nil), values...)
		}
		c.change(&kept, query)
		t.Run(name, func(t *testing.T) {
			_, err := o.Finish(t.Context(), kept, query)
			refused(t, err, c.want)
		})
	}
	if o.asked.of("/token") != 0 {
		t.Error("a code was used for an answer that was not ours")
	}
	if _, err := o.Finish(t.Context(), pending, right); err != nil {
		t.Errorf("the right answer: %v", err)
	}
	silent(t, o.log.String(), "rahasia")

	t.Run("the_person_goes_away", func(t *testing.T) {
		pending, query := o.begin(t, p, oidcprovider.Person{})
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonDenied)
	})
}

// codes are used in ways in which none may be.
func codes(t *testing.T, p *oidcprovider.Provider) {
	who := oidcprovider.Person{Account: "sekretariat"}
	o := open(t, p, oidcprovider.Confidential)
	t.Run("a_second_time", func(t *testing.T) {
		pending, query := o.begin(t, p, who)
		if _, err := o.Finish(t.Context(), pending, query); err != nil {
			t.Fatal(err)
		}
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonCode)
	})
	t.Run("with_another_verifier", func(t *testing.T) {
		pending, query := o.begin(t, p, who)
		other, _ := o.begin(t, p, who)
		pending.Verifier = other.Verifier
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonCode)
	})
	t.Run("with_another_nonce", func(t *testing.T) {
		pending, query := o.begin(t, p, who)
		other, _ := o.begin(t, p, who)
		pending.Nonce = other.Nonce
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonNonce)
	})
	t.Run("of_another_beginning", func(t *testing.T) { // what an attacker's own sign-in brings into a victim's browser
		pending, query := o.begin(t, p, who)
		_, theirs := o.begin(t, p, oidcprovider.Person{Account: "penyerang"})
		query.Set("code", theirs.Get("code"))
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonCode)
	})
	t.Run("of_another_client", func(t *testing.T) {
		public := open(t, p, oidcprovider.Public)
		pending, query := public.begin(t, p, who)
		_, err := o.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonCode)
	})
	t.Run("with_a_wrong_secret", func(t *testing.T) {
		wrong := open(t, p, oidcprovider.Confidential, func(c *oidc.Config) { c.ClientSecret += "x" })
		pending, query := wrong.begin(t, p, who)
		_, err := wrong.Finish(t.Context(), pending, query)
		refused(t, err, oidc.ReasonCode)
		if n := wrong.asked.of("/token"); n != 1 {
			t.Errorf("the code was sent %d times", n)
		}
	})
}

func outage(t *testing.T, p *oidcprovider.Provider) {
	who := oidcprovider.Person{Account: "ppk", AMR: []string{"mfa"}}
	before := open(t, p, oidcprovider.Confidential)
	pending, query := before.begin(t, p, who)
	p.Stop(t)
	_, err := before.Finish(t.Context(), pending, query)
	unusable(t, err, oidc.ReasonUnreachable)

	o := open(t, p, oidcprovider.Confidential) // does not fail
	if !strings.Contains(o.log.String(), `reason="unreachable: dial tcp`) {
		t.Errorf("it did not say so: %s", o.log)
	}
	unusable(t, o.Ready(t.Context()), oidc.ReasonUnreachable)
	_, _, err = o.Begin(t.Context())
	unusable(t, err, oidc.ReasonUnreachable)

	p.Restart(t)
	pending, query = o.begin(t, p, who)
	proof, err := o.Finish(t.Context(), pending, query)
	if want := (oidc.Proof{Issuer: p.Issuer, Subject: "ppk", Factors: 2}); err != nil || proof != want {
		t.Errorf("after it came back: %+v, %v", proof, err)
	}
	if err := before.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	good := oidc.Config{Issuer: "http://127.0.0.1:1", ClientID: "selter", RedirectURL: returnTo}
	for name, change := range map[string]func(*oidc.Config){
		"issuer_in_clear":          func(c *oidc.Config) { c.Issuer = "http://idp.example" },
		"issuer_missing":           func(c *oidc.Config) { c.Issuer = "" },
		"issuer_not_an_address":    func(c *oidc.Config) { c.Issuer = "https://[" },
		"issuer_without_host":      func(c *oidc.Config) { c.Issuer = "https:///x" },
		"issuer_with_query":        func(c *oidc.Config) { c.Issuer = "https://idp.example?a=1" },
		"issuer_with_user":         func(c *oidc.Config) { c.Issuer = "https://a:b@idp.example" },
		"issuer_like_loopback":     func(c *oidc.Config) { c.Issuer = "http://127.0.0.1.example" },
		"return_in_clear":          func(c *oidc.Config) { c.RedirectURL = "http://selter.example/kembali" },
		"return_with_fragment":     func(c *oidc.Config) { c.RedirectURL += "#a" },
		"client_missing":           func(c *oidc.Config) { c.ClientID = "" },
		"second_factor_empty":      func(c *oidc.Config) { c.SecondFactor.AMR = []string{""} },
		"second_factor_half_empty": func(c *oidc.Config) { c.SecondFactor.AMR = []string{"pwd+"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := good
			change(&config)
			if _, err := oidc.Open(t.Context(), config); err == nil || config.Issuer != "" && strings.Contains(err.Error(), config.Issuer) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := oidc.Open(t.Context(), good); err != nil {
		t.Errorf("good settings: %v", err)
	}
}

// TestDescription is what a provider may say of itself and not be used. The real one
// cannot be made to say it.
func TestDescription(t *testing.T) {
	t.Parallel()
	const good = `{"issuer":"HERE","authorization_endpoint":"HERE/a","token_endpoint":"HERE/t","jwks_uri":"HERE/k","code_challenge_methods_supported":["S256"]}`
	for name, c := range map[string]struct {
		status int
		text   string
		want   oidc.Reason
	}{
		"good":                {200, good, ""},
		"lists_no_challenge":  {200, strings.Replace(good, `,"code_challenge_methods_supported":["S256"]`, "", 1), ""},
		"another_issuer":      {200, strings.Replace(good, `"issuer":"HERE"`, `"issuer":"HERE/"`, 1), oidc.ReasonUnfit},
		"token_in_clear":      {200, strings.Replace(good, "HERE/t", "http://idp.example/t", 1), oidc.ReasonUnfit},
		"sign_in_by_script":   {200, strings.Replace(good, "HERE/a", "javascript:a", 1), oidc.ReasonUnfit},
		"no_keys":             {200, strings.Replace(good, "HERE/k", "", 1), oidc.ReasonUnfit},
		"plain_challenge":     {200, strings.Replace(good, "S256", "plain", 1), oidc.ReasonUnfit},
		"not_json":            {200, "rahasia", oidc.ReasonUnreachable},
		"an_error":            {500, "rahasia", oidc.ReasonUnreachable},
		"sends_on_elsewhere":  {302, "", oidc.ReasonUnreachable},
		"longer_than_it_may":  {200, good + strings.Repeat(" ", 1<<20), oidc.ReasonUnreachable},
		"as_long_as_it_might": {200, good + strings.Repeat(" ", 1<<19), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var here *httptest.Server
			elsewhere := 0
			here = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/elsewhere" {
					elsewhere++
				}
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(strings.ReplaceAll(c.text, "HERE", here.URL)))
			}))
			t.Cleanup(here.Close)
			o := open(t, &oidcprovider.Provider{Issuer: here.URL}, oidcprovider.Public)
			err := o.Ready(t.Context())
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			unusable(t, err, c.want)
			silent(t, o.log.String(), "rahasia")
			if elsewhere != 0 {
				t.Error("it followed to another address")
			}
		})
	}
}
