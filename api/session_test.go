package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"selter/api"
	"selter/pkg/identity"
)

func TestSession(t *testing.T) {
	t.Parallel()

	t.Run("begins_with_an_invitation_a_password_and_a_cookie", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		person, invitation := h.enrol(t, "siti")
		accept := call{method: http.MethodPost, path: "/v1/invitations/accept", as: "-", body: `{"invitation":"` + invitation + `","password":"` + password + `"}`}
		expect(t, h.do(t, accept), http.StatusNoContent, "")
		expect(t, h.do(t, accept), http.StatusForbidden, "invitation_refused")
		w := h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"SITI","password":"` + password + `"}`})
		if w.Code != http.StatusOK || field(t, w, "person") != person || field(t, w, "second_factor") != "none" || field(t, w, "factors") != 1.0 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		set := w.Header().Get("Set-Cookie")
		for _, attribute := range []string{api.SessionCookie + "=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"} {
			if !strings.Contains(set, attribute) {
				t.Errorf("the cookie lacks %q: %s", attribute, set)
			}
		}
		who := h.do(t, through(cookieIn(t, w, api.SessionCookie), call{path: "/v1/session"}))
		if who.Code != http.StatusOK || field(t, who, "person") != person || field(t, who, "kind") != "session" {
			t.Errorf("%d %s", who.Code, who.Body)
		}
		if body := w.Body.String() + who.Body.String(); strings.Contains(body, strings.TrimPrefix(cookieIn(t, w, api.SessionCookie), api.SessionCookie+"=")) {
			t.Error("the session's secret stands in a body")
		}
	})

	t.Run("is_refused_alike_whatever_is_wrong", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		h.member(t, "siti")
		var first string
		for name, body := range map[string]string{
			"wrong_password": `{"login":"siti","password":"bukan"}`,
			"nobody":         `{"login":"budi","password":"bukan"}`,
			"no_name_at_all": `{"login":"\u0000","password":"bukan"}`,
		} {
			w := h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: body, header: map[string]string{"X-Request-Id": "permintaan-1"}})
			expect(t, w, http.StatusUnauthorized, "login_refused")
			if first == "" {
				first = w.Body.String()
			}
			if w.Body.String() != first {
				t.Errorf("%s tells more: %s", name, w.Body)
			}
		}
	})

	t.Run("is_closed_after_too_many_guesses_until_a_time_that_is_told", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		h.member(t, "siti")
		guess := call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"siti","password":"bukan"}`}
		for range 5 {
			expect(t, h.do(t, guess), http.StatusUnauthorized, "login_refused")
		}
		w := h.do(t, guess)
		expect(t, w, http.StatusTooManyRequests, "too_many_attempts")
		if w.Header().Get("Retry-After") == "" {
			t.Error("it does not say when")
		}
		right := strings.Replace(guess.body, "bukan", password, 1)
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: right}), http.StatusTooManyRequests, "too_many_attempts")
	})

	t.Run("ends_when_it_is_logged_out_of", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		_, cookie := h.member(t, "siti")
		w := h.do(t, through(cookie, call{method: http.MethodDelete, path: "/v1/session"}))
		expect(t, w, http.StatusNoContent, "")
		if !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("the cookie stays: %s", w.Header().Get("Set-Cookie"))
		}
		expect(t, h.do(t, through(cookie, call{path: "/v1/session"})), http.StatusUnauthorized, "unauthenticated")
	})

	t.Run("changes_its_password_for_who_knows_the_present_one", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		_, cookie := h.member(t, "siti")
		other := h.logIn(t, "siti")
		change := func(now, to string) call {
			return through(cookie, call{method: http.MethodPut, path: "/v1/session/password", body: `{"current":"` + now + `","password":"` + to + `"}`})
		}
		expect(t, h.do(t, change("bukan", "delapan-gunung-di-pulau")), http.StatusForbidden, "proof_refused")
		w := h.do(t, change(password, "pendek"))
		expect(t, w, http.StatusUnprocessableEntity, "invalid_body")
		var p problem
		if read(t, w, &p); !p.names("/password") {
			t.Errorf("%s does not name the password", w.Body)
		}
		expect(t, h.do(t, change(password, "delapan-gunung-di-pulau")), http.StatusNoContent, "")
		expect(t, h.do(t, through(cookie, call{path: "/v1/session"})), http.StatusOK, "")
		expect(t, h.do(t, through(other, call{path: "/v1/session"})), http.StatusUnauthorized, "unauthenticated")
	})

	t.Run("wakes_duties_when_the_second_factor_is_given", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		person, _ := h.enrolled(t, "ketua")
		h.install(t, person, "53", `{"ref":"ketua","duty":"committee_chair","from":"2024-05-01"}`)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"ketua","password":"` + password + `"}`})
		if field(t, w, "second_factor") != "asked" {
			t.Errorf("a duty rests and nothing is asked: %s", w.Body)
		}
		cookie := cookieIn(t, w, api.SessionCookie)
		if got := h.duties(t, cookie); got != "rests:second_factor" {
			t.Errorf("with one factor %s", got)
		}
		expect(t, h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/session/second-factor", body: `{"code":"000000"}`})), http.StatusConflict, "no_second_factor")
		w = h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/session/totp", body: `{}`}))
		expect(t, w, http.StatusOK, "")
		secret := field(t, w, "secret").(string)
		if !strings.HasPrefix(field(t, w, "uri").(string), "otpauth://totp/") {
			t.Errorf("no address for an authenticator: %s", w.Body)
		}
		wrong := `{"code":"` + h.wrongCode(t, secret) + `"}`
		expect(t, h.do(t, through(cookie, call{method: http.MethodPut, path: "/v1/session/totp", body: wrong})), http.StatusForbidden, "proof_refused")
		w = h.do(t, through(cookie, call{method: http.MethodPut, path: "/v1/session/totp", body: `{"code":"` + h.code(t, secret) + `"}`}))
		if expect(t, w, http.StatusOK, ""); field(t, w, "second_factor") != "given" || field(t, w, "factors") != 2.0 {
			t.Errorf("%s", w.Body)
		}
		if got := h.duties(t, cookieIn(t, w, api.SessionCookie)); got != "committee_chair" {
			t.Errorf("with two factors %s", got)
		}
		expect(t, h.do(t, through(cookie, call{path: "/v1/session"})), http.StatusUnauthorized, "unauthenticated")
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"ketua","password":"` + password + `"}`}), http.StatusUnauthorized, "login_refused")
	})

	t.Run("is_not_there_on_a_server_without_accounts", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/invitations/accept", body: `{"invitation":"x","password":"y"}`}), http.StatusNotFound, "not_found")
		expect(t, h.do(t, call{path: "/v1/session"}), http.StatusOK, "")
	})

	t.Run("leaves_no_secret_in_the_log", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		_, cookie := h.member(t, "rahasia-siti")
		_, secret, _ := strings.Cut(cookie, "=")
		for _, canary := range []string{"rahasia-siti", password, secret} {
			if strings.Contains(h.log.String(), canary) {
				t.Errorf("the log holds %.4s...", canary)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t), credentialed)
	person, cookie := h.member(t, "siti")
	order := func(body string) call {
		return through(cookie, call{method: http.MethodPost, path: "/v1/tokens", body: body})
	}

	for name, body := range map[string]string{
		"no_scopes":     `{"label":"laporan","scopes":[],"days":1}`,
		"unknown_scope": `{"label":"laporan","scopes":["cases:all"],"days":1}`,
		"no_label":      `{"label":" ","scopes":["cases:read"],"days":1}`,
		"no_days":       `{"label":"laporan","scopes":["cases:read"],"days":0}`,
		"too_many_days": `{"label":"laporan","scopes":["cases:read"],"days":366}`,
		"a_role":        `{"label":"laporan","scopes":["cases:read"],"days":1,"role":"admin"}`,
	} {
		t.Log(name)
		expect(t, h.do(t, order(body)), http.StatusUnprocessableEntity, "invalid_body")
	}
	w := h.do(t, order(`{"label":"laporan","scopes":["people:read"],"days":30}`))
	expect(t, w, http.StatusCreated, "")
	var made struct {
		Token      string
		Credential struct{ ID, Kind string }
	}
	read(t, w, &made)
	token := "Bearer " + made.Token

	who := h.do(t, call{path: "/v1/session", as: token})
	if who.Code != http.StatusOK || field(t, who, "person") != person || field(t, who, "kind") != "token" {
		t.Errorf("%d %s", who.Code, who.Body)
	}
	expect(t, h.do(t, call{path: "/v1/rounds", as: token}), http.StatusForbidden, "scope_missing")
	expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/tokens", as: token, body: `{"label":"anak","scopes":["people:read"],"days":1}`}), http.StatusForbidden, "scope_missing")

	list := h.do(t, through(cookie, call{path: "/v1/tokens"}))
	if strings.Contains(list.Body.String(), made.Token) || !strings.Contains(list.Body.String(), made.Credential.ID) {
		t.Errorf("the list: %s", list.Body)
	}
	_, stranger := h.member(t, "budi")
	expect(t, h.do(t, through(stranger, call{method: http.MethodDelete, path: "/v1/tokens/" + made.Credential.ID})), http.StatusNotFound, "not_found")
	expect(t, h.do(t, through(cookie, call{method: http.MethodDelete, path: "/v1/tokens/x"})), http.StatusBadRequest, "malformed_request")
	expect(t, h.do(t, through(cookie, call{method: http.MethodDelete, path: "/v1/tokens/" + made.Credential.ID})), http.StatusNoContent, "")
	expect(t, h.do(t, call{path: "/v1/session", as: token}), http.StatusUnauthorized, "unauthenticated")
}

func TestTokens_end_themselves_and_are_issued_in_fresh_sessions(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t), credentialed)
	_, cookie := h.member(t, "siti")
	order := through(cookie, call{method: http.MethodPost, path: "/v1/tokens", body: `{"label":"laporan","scopes":["cases:read"],"days":30}`})
	issue := func() (token, id string) {
		w := h.do(t, order)
		expect(t, w, http.StatusCreated, "")
		var made struct {
			Token      string
			Credential struct{ ID string }
		}
		read(t, w, &made)
		return "Bearer " + made.Token, made.Credential.ID
	}
	first, id := issue()
	second, _ := issue()
	_, other := issue()

	expect(t, h.do(t, call{path: "/v1/tokens", as: first}), http.StatusForbidden, "scope_missing")
	expect(t, h.do(t, call{method: http.MethodDelete, path: "/v1/tokens/" + other, as: first}), http.StatusForbidden, "needs_session")
	expect(t, h.do(t, call{method: http.MethodDelete, path: "/v1/tokens/" + id, as: first}), http.StatusNoContent, "")
	expect(t, h.do(t, call{method: http.MethodDelete, path: "/v1/session", as: second}), http.StatusNoContent, "")
	for _, token := range []string{first, second} {
		expect(t, h.do(t, call{path: "/v1/rounds", as: token}), http.StatusUnauthorized, "unauthenticated")
	}

	h.later(identity.Fresh)
	expect(t, h.do(t, order), http.StatusForbidden, "needs_proof")
	expect(t, h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/oidc/link"})), http.StatusForbidden, "needs_proof")
}

func TestSecondFactor_that_is_begun_and_left_takes_none_away(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t), credentialed)
	_, cookie := h.member(t, "siti")
	w := h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/session/totp", body: `{}`}))
	secret, _ := field(t, w, "secret").(string)
	w = h.do(t, through(cookie, call{method: http.MethodPut, path: "/v1/session/totp", body: `{"code":"` + h.code(t, secret) + `"}`}))
	expect(t, w, http.StatusOK, "")
	expect(t, h.do(t, through(cookieIn(t, w, api.SessionCookie), call{method: http.MethodPost, path: "/v1/session/totp", body: `{}`})), http.StatusOK, "")
	alone := call{method: http.MethodPost, path: "/v1/session", as: "-", body: `{"login":"siti","password":"` + password + `"}`}
	expect(t, h.do(t, alone), http.StatusUnauthorized, "login_refused")
}

// later moves the house's clock.
func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// enrolled is a person with a password who has not logged in.
func (h *house) enrolled(t *testing.T, login string) (person, secret string) {
	t.Helper()
	person, invitation := h.enrol(t, login)
	expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/invitations/accept", as: "-", body: `{"invitation":"` + invitation + `","password":"` + password + `"}`}), http.StatusNoContent, "")
	return person, password
}

// duties tells the duties of a session, and why those rest that rest.
func (h *house) duties(t *testing.T, cookie string) string {
	t.Helper()
	w := h.do(t, through(cookie, call{path: "/v1/session"}))
	var who struct {
		Duties, Dormant []struct{ Duty, Rests string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &who); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range who.Duties {
		said = append(said, d.Duty)
	}
	for _, d := range who.Dormant {
		said = append(said, "rests:"+d.Rests)
	}
	return strings.Join(said, " ")
}

// code is what an authenticator with this secret shows at the house's hour.
func (h *house) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, h.clock())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wrongCode is one that the authenticator shows neither now nor just before or after.
func (h *house) wrongCode(t *testing.T, secret string) string {
	t.Helper()
	right := make(map[string]bool)
	for _, step := range []time.Duration{-30 * time.Second, 0, 30 * time.Second} {
		code, err := totp.GenerateCode(secret, h.clock().Add(step))
		if err != nil {
			t.Fatal(err)
		}
		right[code] = true
	}
	for _, code := range []string{"000000", "000001", "000002", "000003"} {
		if !right[code] {
			return code
		}
	}
	t.Fatal("four codes are right at once")
	return ""
}
