package api_test

import (
	"net/http"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/identity"
)

const wayCookie = "__Host-selter-login"

func TestProvider(t *testing.T) {
	t.Parallel()

	t.Run("knows_a_person_once_the_two_are_linked", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		person, cookie := h.member(t, "siti")
		begun := h.do(t, call{path: "/v1/oidc/login", as: "-"})
		expect(t, begun, http.StatusSeeOther, "")
		if at := begun.Header().Get("Location"); at != "https://provider.example/auth?state=s" {
			t.Errorf("sent to %s", at)
		}
		if set := begun.Header().Get("Set-Cookie"); !strings.Contains(set, "SameSite=Lax") || !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "Secure") {
			t.Errorf("the cookie of the way: %s", set)
		}
		back := "/v1/oidc/callback?state=s&code=subjek-1"
		expect(t, h.do(t, through(cookieIn(t, begun, wayCookie), call{path: back})), http.StatusForbidden, "not_linked")

		link := h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/oidc/link"}))
		expect(t, link, http.StatusOK, "")
		w := h.do(t, through(cookieIn(t, link, wayCookie), call{path: back}))
		if expect(t, w, http.StatusSeeOther, ""); w.Header().Get("Location") != "/docs" {
			t.Errorf("sent to %s", w.Header().Get("Location"))
		}

		w = h.do(t, through(cookieIn(t, h.do(t, call{path: "/v1/oidc/login", as: "-"}), wayCookie), call{path: back}))
		expect(t, w, http.StatusSeeOther, "")
		who := h.do(t, through(cookieIn(t, w, api.SessionCookie), call{path: "/v1/session"}))
		if field(t, who, "person") != person || field(t, who, "factors") != 2.0 {
			t.Errorf("%s", who.Body)
		}

		_, other := h.member(t, "budi")
		link = h.do(t, through(other, call{method: http.MethodPost, path: "/v1/oidc/link"}))
		expect(t, h.do(t, through(cookieIn(t, link, wayCookie), call{path: back})), http.StatusConflict, "identity_taken")
	})

	t.Run("is_not_linked_once_the_session_or_the_password_is_gone", func(t *testing.T) {
		t.Parallel()
		var accounts api.Accounts
		h := open(t, whole(t), credentialed, func(c *api.Config) { accounts = c.Accounts })
		person, cookie := h.member(t, "siti")
		back := call{path: "/v1/oidc/callback?state=s&code=subjek-1"}
		begin := func(cookie string) (way string) {
			link := h.do(t, through(cookie, call{method: http.MethodPost, path: "/v1/oidc/link"}))
			expect(t, link, http.StatusOK, "")
			return cookieIn(t, link, wayCookie)
		}
		way := begin(cookie)
		expect(t, h.do(t, through(cookie, call{method: http.MethodDelete, path: "/v1/session"})), http.StatusNoContent, "")
		expect(t, h.do(t, through(way, back)), http.StatusUnauthorized, "unauthenticated")

		cookie = h.logIn(t, "siti")
		h.later(identity.Fresh / 2)
		way = begin(cookie)
		h.later(identity.Fresh / 2)
		expect(t, h.do(t, through(way, back)), http.StatusForbidden, "needs_proof")

		way = begin(h.logIn(t, "siti"))
		if _, _, err := accounts.Reinvite(t.Context(), person); err != nil {
			t.Fatal(err)
		}
		expect(t, h.do(t, through(way, back)), http.StatusUnauthorized, "provider_refused")

		in := cookieIn(t, h.do(t, call{path: "/v1/oidc/login", as: "-"}), wayCookie)
		expect(t, h.do(t, through(in, back)), http.StatusForbidden, "not_linked")
	})

	t.Run("is_believed_once_in_the_browser_that_began", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		way := cookieIn(t, h.do(t, call{path: "/v1/oidc/login", as: "-"}), wayCookie)
		expect(t, h.do(t, call{path: "/v1/oidc/callback?state=s&code=x", as: "-"}), http.StatusUnauthorized, "provider_refused")
		expect(t, h.do(t, through(wayCookie+"=fremd", call{path: "/v1/oidc/callback?state=s&code=x"})), http.StatusUnauthorized, "provider_refused")
		expect(t, h.do(t, through(way, call{path: "/v1/oidc/callback?state=other&code=x"})), http.StatusUnauthorized, "provider_refused")
		expect(t, h.do(t, through(way, call{path: "/v1/oidc/callback?state=s&code=x"})), http.StatusUnauthorized, "provider_refused")
		expect(t, h.do(t, call{path: "/v1/oidc/callback?state=s&to=elsewhere", as: "-"}), http.StatusBadRequest, "malformed_request")
	})

	t.Run("that_does_not_answer_is_nobodys_mistake", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		way := cookieIn(t, h.do(t, call{path: "/v1/oidc/login", as: "-"}), wayCookie)
		expect(t, h.do(t, through(way, call{path: "/v1/oidc/callback?state=s&code=away"})), http.StatusServiceUnavailable, "unavailable")
	})

	t.Run("is_not_linked_by_a_program_nor_there_without_settings", func(t *testing.T) {
		t.Parallel()
		expect(t, open(t, whole(t)).do(t, call{method: http.MethodPost, path: "/v1/oidc/link"}), http.StatusForbidden, "needs_session")
		expect(t, open(t, people(t)).do(t, call{path: "/v1/oidc/login", as: "-"}), http.StatusNotFound, "not_found")
	})
}
