package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"selter/pkg/notify/feed"
)

// onlyOnce takes every message for a new one.
type onlyOnce struct{}

func (onlyOnce) First(context.Context, string, time.Time) (bool, error) { return true, nil }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestCalendars(t *testing.T) {
	t.Parallel()
	t.Run("of_a_round_hold_its_timetable_and_its_clocks_for_who_may_read_them", func(t *testing.T) {
		t.Parallel()
		h := open(t, outbound(t))
		at := "/v1/rounds/" + h.round(t) + "/calendar.ics"
		w := h.do(t, call{path: at, as: secretaryOne})
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != feed.MediaType || !strings.Contains(w.Body.String(), "SUMMARY:Rencana pendaftaran: Seleksi terbuka JPT Pratama") {
			t.Fatalf("answered %d %v %s", w.Code, w.Header(), w.Body)
		}
		if w.Header().Get("Cache-Control") != "private, no-cache" || w.Header().Get("ETag") == "" {
			t.Errorf("headers %v", w.Header())
		}
		again := h.do(t, call{path: at, as: secretaryOne})
		if again.Body.String() != w.Body.String() {
			t.Error("the same days give other bytes")
		}
		known := call{path: at, as: secretaryOne, header: map[string]string{"If-None-Match": w.Header().Get("ETag")}}
		if w := h.do(t, known); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("asked whether it is the same: %d %s", w.Code, w.Body)
		}
		if w := h.do(t, call{path: at, as: "Bearer test:joko:applicant@53"}); w.Code != http.StatusForbidden {
			t.Errorf("an applicant is answered %d", w.Code)
		}
		if w := h.do(t, call{path: strings.Replace(at, "/v1/", "/v1/public/", 1), as: "-"}); w.Code != http.StatusNotFound {
			t.Errorf("the public is answered %d of a round that is not announced", w.Code)
		}
	})

	t.Run("are_shared_by_a_link_that_can_be_taken_back", func(t *testing.T) {
		t.Parallel()
		h := open(t, outbound(t), atBrowser(time.Minute))
		share := func() string {
			t.Helper()
			w := h.do(t, call{method: http.MethodPost, path: "/v1/me/calendar", as: secretaryOne})
			if w.Code != http.StatusCreated {
				t.Fatalf("answered %d: %s", w.Code, w.Body)
			}
			return field(t, w, "url").(string)
		}
		reads := func(link string) int {
			t.Helper()
			w := h.do(t, call{path: link, as: "-"})
			if w.Code == http.StatusOK && (!strings.HasPrefix(w.Body.String(), "BEGIN:VCALENDAR\r\n") || w.Header().Get("Cache-Control") != "private, no-cache") {
				t.Errorf("answered %v %s", w.Header(), w.Body)
			}
			return w.Code
		}
		first := share()
		if reads(first) != http.StatusOK {
			t.Error("a link leads nowhere")
		}
		second := share()
		if first == second || reads(first) != http.StatusNotFound || reads(second) != http.StatusOK {
			t.Error("a second link does not take the place of the first")
		}
		if reads(strings.TrimSuffix(second, ".ics")) != http.StatusNotFound || reads(second[:len(second)-6]+"AA.ics") != http.StatusNotFound {
			t.Error("what is no link leads somewhere")
		}
		if w := h.do(t, call{method: http.MethodDelete, path: "/v1/me/calendar", as: secretaryOne}); w.Code != http.StatusNoContent || reads(second) != http.StatusNotFound {
			t.Errorf("a link that was taken back: %d", w.Code)
		}
		if w := h.do(t, call{method: http.MethodDelete, path: "/v1/me/calendar", as: secretaryOne}); w.Code != http.StatusNoContent {
			t.Errorf("taken back again: %d", w.Code)
		}
	})

	t.Run("are_not_shared_by_a_program_or_an_old_session", func(t *testing.T) {
		t.Parallel()
		if w := open(t, outbound(t)).do(t, call{method: http.MethodPost, path: "/v1/me/calendar", as: secretaryOne}); field(t, w, "code") != "needs_session" {
			t.Errorf("a program is answered %s", w.Body)
		}
		if w := open(t, outbound(t), atBrowser(time.Hour)).do(t, call{method: http.MethodPost, path: "/v1/me/calendar", as: secretaryOne}); field(t, w, "code") != "needs_proof" {
			t.Errorf("an old session is answered %s", w.Body)
		}
	})
}
