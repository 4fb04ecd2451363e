package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/pkg/store"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// people gives a house accounts and a vault, on the house's own store.
func people(t *testing.T) func(*api.Config) {
	t.Helper()
	return func(c *api.Config) {
		kept := c.Shelves.(*store.Store)
		ring := generated(t)
		service := identity.New(identity.Config{
			Store: kept.Identity(), Keys: ring, Hashing: identity.Hashing{Memory: 8, Passes: 1, Lanes: 1}, Log: c.Log,
			Limits: identity.Limits{Account: 5},
		})
		c.Accounts, c.Duties, c.Digest = service, kept.Identity(), ring.Digest
		c.Vault, c.Secrets = vault.New(kept.Vault(), ring, nil), ring
	}
}

// whole gives a house everything that a server can have.
func whole(t *testing.T) func(*api.Config) {
	t.Helper()
	given, sealed, going := people(t), kept(t), outbound(t)
	return func(c *api.Config) {
		given(c)
		sealed(c)
		going(c)
		told(c)
		c.Board, c.Scores = new(easel), gauge{}
		c.SetClock = func(context.Context, time.Time) error { return nil }
		c.Cast, c.Federation, c.Dossier, c.Printer = true, provider{}, new(drawer), press{}
	}
}

// credentialed lets people come in by what the server itself has issued, beside the test's tokens.
func credentialed(c *api.Config) {
	tests, issued := c.Identify, api.Identify(c.Accounts)
	c.Identify = func(r *http.Request) (identity.Subject, error) {
		if strings.HasPrefix(r.Header.Get("Authorization"), "Bearer test:") {
			return tests(r)
		}
		return issued(r)
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

const (
	admin    = "Bearer test:adm:admin"       // of the whole nation
	local    = "Bearer test:adm53:admin@53"  // of one agency
	password = "tiga-ekor-kuda-nil-makan-es" //nolint:gosec // nobody's
)

// enrol opens a person's file and tells the person and the invitation.
func (h *house) enrol(t *testing.T, login string) (person, invitation string) {
	t.Helper()
	w := h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: local, key: "enrol-" + login, body: `{"login":"` + login + `"}`})
	if w.Code != http.StatusCreated {
		t.Fatalf("enrolling answered %d: %s", w.Code, w.Body)
	}
	return field(t, w, "person").(string), field(t, w, "invitation").(string)
}

// install gives a person a duty by the house.
func (h *house) install(t *testing.T, person, agency string, terms string) {
	t.Helper()
	records, err := h.store.Within(casework.Everywhere()).Cases(t.Context(), casework.Query{Procedure: mandate.Name, Agency: agency, Ref: person, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	request := casework.Request{Procedure: mandate.Name, By: casework.House("test"), Event: mandate.InstallDuty, Body: []byte(terms)}
	if len(records) > 0 {
		_, err = h.desk.Handle(t.Context(), records[0].ID, request)
	} else {
		_, err = h.desk.Open(t.Context(), casework.Opening{Request: request, Agency: agency, Ref: person, Subject: person, Zone: calendar.WIB})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// member enrols somebody, who sets the password and logs in: the person and the cookie.
func (h *house) member(t *testing.T, login string) (person, cookie string) {
	t.Helper()
	person, invitation := h.enrol(t, login)
	w := h.do(t, call{method: http.MethodPost, path: "/v1/invitations/accept", as: "-", body: `{"invitation":"` + invitation + `","password":"` + password + `"}`})
	if w.Code != http.StatusNoContent {
		t.Fatalf("accepting answered %d: %s", w.Code, w.Body)
	}
	return person, h.logIn(t, login)
}

func (h *house) logIn(t *testing.T, login string) (cookie string) {
	t.Helper()
	w := h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"` + login + `","password":"` + password + `"}`})
	if w.Code != http.StatusOK {
		t.Fatalf("logging in answered %d: %s", w.Code, w.Body)
	}
	return cookieIn(t, w, api.SessionCookie)
}

// cookieIn is a cookie of an answer, as a browser sends it back.
func cookieIn(t *testing.T, w *httptest.ResponseRecorder, name string) string {
	t.Helper()
	for _, c := range w.Result().Cookies() { //nolint:bodyclose // a recorder's
		if c.Name == name {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no cookie %s in %v", name, w.Header())
	return ""
}

// through asks as the holder of a cookie.
func through(cookie string, c call) call {
	c.as = "-"
	c.header = map[string]string{"Cookie": cookie}
	return c
}

// expect holds an answer to a status and, for a problem, a code.
func expect(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("answered %d, not %d: %s", w.Code, status, w.Body)
		return
	}
	if code == "" {
		return
	}
	var p problem
	if read(t, w, &p); p.Code != code {
		t.Errorf("answered %s, not %s: %s", p.Code, code, w.Body)
	}
}
