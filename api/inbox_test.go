package api_test

import (
	"net/http"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/store"
)

// told gives a server what people are told in.
func told(c *api.Config) { c.Inbox = c.Shelves.(*store.Store).Mailroom() }

func TestInbox_takes_only_what_it_knows(t *testing.T) {
	t.Parallel()
	h := open(t, told)
	const mine = "Bearer test:dewi:secretariat@53"
	for path, field := range map[string]string{
		"/v1/me/notices?unread=maybe":                               "query:unread",
		"/v1/me/notices?after=yesterday":                            "query:after",
		"/v1/me/notices?after=018F0000-0000-7000-8000-0000000000AA": "query:after",
		"/v1/me/notices?limit=0":                                    "query:limit",
		"/v1/me/notices?person=sek":                                 "query:person",
	} {
		if w := h.do(t, call{path: path, as: mine}); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), field) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/me/notices/x/read", as: mine}), http.StatusBadRequest, "malformed_request")
	expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/me/notices/" + noCase + "/read", as: mine}), http.StatusNotFound, "not_found")
	one := `{"carrier":"mail","event":"announce","off":true}`
	for body, code := range map[string]string{
		`{"items":[` + one + strings.Repeat(`,`+one, 500) + `]}`: "invalid_body", // more than there can be
		`{"items":[` + one + `,` + one + `]}`:                    "invalid_body",
		`{"items":[{"carrier":"mail","event":"announce"}]}`:      "invalid_body",
		`{"items":[],"person":"sek"}`:                            "invalid_body",
		`{}`:                                                     "invalid_body",
	} {
		expect(t, h.do(t, call{method: http.MethodPut, path: "/v1/me/preferences", as: mine, body: body}), http.StatusUnprocessableEntity, code)
	}
	if w := h.do(t, call{method: http.MethodPut, path: "/v1/me/preferences", as: mine, body: `{"items":[` + one + `]}`}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"event":"announce","off":true`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do(t, call{path: "/v1/me/preferences", as: "Bearer test:siti:admin@53"}); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"off"`) {
		t.Errorf("somebody else reads %s", w.Body)
	}
}
