package api_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/identity"
	"selter/workflow"
)

// keyring knows a few secrets.
type keyring map[string]identity.Subject

func (k keyring) Identify(_ context.Context, secret string) (identity.Subject, error) {
	if secret == "broken" {
		return identity.Subject{}, errors.New("dial 10.0.0.7: refused")
	}
	who, ok := k[secret]
	if !ok {
		return identity.Subject{}, identity.ErrUnauthenticated
	}
	return who, nil
}

func issued(h *house) keyring {
	everything := []workflow.Duty{{Role: workflow.Secretariat, Scope: workflow.Scope{Agency: workflow.Nation}}}
	subject := func(kind identity.Kind, scopes ...identity.Scope) identity.Subject {
		return identity.Subject{Person: "sek", At: h.clock(), Kind: kind, Scopes: scopes, Factors: 2, Duties: everything}
	}
	return keyring{
		"session": subject(identity.SessionKind),
		"reads":   subject(identity.TokenKind, identity.ReadCases), "acts": subject(identity.TokenKind, identity.ActOnCases),
		"people": subject(identity.TokenKind, identity.ReadPeople, identity.ActOnPeople), "nothing": subject(identity.TokenKind),
	}
}

func identified(t *testing.T) *house {
	t.Helper()
	var h *house
	h = open(t, func(c *api.Config) {
		c.Identify = func(r *http.Request) (identity.Subject, error) { return api.Identify(issued(h))(r) }
	})
	return h
}

func TestIdentify_takes_one_credential_in_its_own_place(t *testing.T) {
	t.Parallel()
	h := identified(t)
	cookie := api.SessionCookie + "="
	for name, c := range map[string]struct {
		header map[string][]string
		status int
	}{
		"a_token_in_the_header":      {map[string][]string{"Authorization": {"Bearer reads"}}, 200},
		"a_session_in_the_cookie":    {map[string][]string{"Cookie": {cookie + "session"}}, 200},
		"a_cookie_among_others":      {map[string][]string{"Cookie": {"a=b; " + cookie + "session; c=d"}}, 200},
		"neither":                    {nil, 401},
		"both":                       {map[string][]string{"Authorization": {"Bearer reads"}, "Cookie": {cookie + "session"}}, 401},
		"a_session_in_the_header":    {map[string][]string{"Authorization": {"Bearer session"}}, 401},
		"a_token_in_the_cookie":      {map[string][]string{"Cookie": {cookie + "reads"}}, 401},
		"two_headers":                {map[string][]string{"Authorization": {"Bearer reads", "Bearer reads"}}, 401},
		"two_cookies":                {map[string][]string{"Cookie": {cookie + "session; " + cookie + "session"}}, 401},
		"an_unknown_token":           {map[string][]string{"Authorization": {"Bearer guessed"}}, 401},
		"another_scheme":             {map[string][]string{"Authorization": {"Basic reads"}}, 401},
		"small_letters":              {map[string][]string{"Authorization": {"bearer reads"}}, 401},
		"a_cookie_of_another_prefix": {map[string][]string{"Cookie": {"selter=session"}}, 401},
		"a_store_that_is_away":       {map[string][]string{"Authorization": {"Bearer broken"}}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/rounds", http.NoBody)
			for header, values := range c.header {
				r.Header[header] = slices.Clone(values)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge == "Bearer") != (c.status == 401) {
				t.Errorf("challenge %q", challenge)
			}
		})
	}
}

// A browser sends the cookie for every page that asks it to; only ours may change things.
func TestCookies_are_not_for_the_pages_of_others(t *testing.T) {
	t.Parallel()
	h := identified(t)
	before := h.written(t)
	for name, c := range map[string]struct {
		header map[string]string
		status int
	}{
		"another_site":            {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.example"}, 403},
		"a_sister_host":           {map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "https://lain.example.com"}, 403},
		"an_origin_and_no_site":   {map[string]string{"Origin": "https://jahat.example"}, 403},
		"an_origin_that_is_none":  {map[string]string{"Origin": "null"}, 403},
		"our_own_page":            {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://example.com"}, 201},
		"our_own_page_by_origin":  {map[string]string{"Origin": "http://example.com"}, 201},
		"a_program_with_a_cookie": {nil, 201},
	} {
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), as: "-", key: name, header: plus(c.header, "Cookie", api.SessionCookie+"=session")})
		if w.Code != c.status || c.status == 403 && field(t, w, "code") != "cross_origin" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if c.status == 403 && before != h.written(t) {
			t.Errorf("%s wrote something", name)
		}
		before = h.written(t)
	}
	// With a token there is nothing that a page could use without being given it.
	w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), as: "Bearer acts", key: "token", header: map[string]string{"Origin": "https://portal.example"}})
	if w.Code != http.StatusCreated {
		t.Errorf("a token from another origin: %d %s", w.Code, w.Body)
	}
}

func TestScopes_bound_what_a_token_is_for(t *testing.T) {
	t.Parallel()
	h := identified(t)
	id := field(t, h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), as: "Bearer acts"}), "case").(string)
	before := h.written(t)
	for _, c := range []struct {
		as     string
		call   call
		status int
	}{
		{"Bearer reads", call{path: "/v1/rounds/" + id}, 200},
		{"Bearer reads", call{path: "/v1/procedures"}, 200},
		{"Bearer nothing", call{path: "/v1/procedures"}, 200},
		{"Bearer acts", call{path: "/v1/rounds/" + id}, 403},
		{"Bearer people", call{path: "/v1/rounds/" + id}, 403},
		{"Bearer nothing", call{path: "/v1/rounds/" + id}, 403},
		{"Bearer nothing", call{path: "/v1/rounds/" + noCase}, 403}, // before anything is known of the case
		{"Bearer reads", call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/revise_plan", body: plan}, 403},
		{"Bearer people", call{method: http.MethodPost, path: "/v1/rounds", body: opening()}, 403},
	} {
		c.call.as = c.as
		w := h.do(t, c.call)
		if w.Code != c.status || c.status == 403 && field(t, w, "code") != "scope_missing" {
			t.Errorf("%s on %s: %d %s", c.as, c.call.path, w.Code, w.Body)
		}
	}
	if before != h.written(t) {
		t.Error("something was written")
	}
}

func plus(header map[string]string, name, value string) map[string]string {
	all := map[string]string{name: value}
	maps.Copy(all, header)
	return all
}

func TestDevelopmentTokens_name_a_person_and_nothing_else(t *testing.T) {
	t.Parallel()
	var h *house
	h = open(t, func(c *api.Config) {
		c.Identify = api.DevIdentity(func(_ context.Context, person string) (identity.Subject, error) {
			return identity.Subject{Person: person, At: h.clock()}, nil
		})
	})
	for token, status := range map[string]int{
		"Bearer dev:ani":                        200,
		"Bearer dev:ani.budi_2@contoh-x":        200,
		"Bearer dev:ani:supervisor":             401,
		"Bearer dev:":                           401,
		"Bearer dev:a b":                        401,
		"Bearer dev:" + strings.Repeat("a", 65): 401,
		"Bearer ani":                            401,
		"bearer dev:ani":                        401,
		"Basic YW5pOg==":                        401,
		"":                                      401,
	} {
		w := h.do(t, call{path: "/v1/rounds", as: "-", header: map[string]string{"Authorization": token}})
		if w.Code != status {
			t.Errorf("%q: %d", token, w.Code)
		}
	}
	w := h.do(t, call{path: "/v1/rounds", as: "Bearer dev:ani", header: map[string]string{"Cookie": api.SessionCookie + "=session"}})
	if w.Code != http.StatusUnauthorized {
		t.Errorf("with a session beside it: %d", w.Code)
	}
	if w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), as: "Bearer dev:ani"}); w.Code != http.StatusForbidden {
		t.Errorf("without a duty: %d %s", w.Code, w.Body)
	}
}

// Another site could otherwise log a browser in as somebody else, who then reads what is typed.
func TestLogins_come_from_our_own_pages(t *testing.T) {
	t.Parallel()
	h := open(t, people(t))
	c := call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"ani","password":"salah-sama-sekali"}`}
	for site, status := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 401, "none": 401} {
		c.header = map[string]string{"Sec-Fetch-Site": site}
		if w := h.do(t, c); w.Code != status {
			t.Errorf("%s: %d %s", site, w.Code, w.Body)
		}
	}
}
