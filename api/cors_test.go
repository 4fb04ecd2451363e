package api_test

import (
	"net/http"
	"strings"
	"testing"

	"selter/api"
)

const portal = "https://portal.contoh.go.id"

func asked(origin string) map[string]string {
	return map[string]string{"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "Authorization"}
}

func TestOtherOrigins_get_nothing_to_read_unless_they_are_named(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		origins []string
		origin  string
		shared  bool
	}{
		"none_is_named":           {nil, portal, false},
		"the_one_that_is_named":   {[]string{"https://a.go.id", portal}, portal, true},
		"another":                 {[]string{portal}, "https://jahat.example", false},
		"one_that_begins_alike":   {[]string{portal}, portal + ".jahat.example", false},
		"one_that_ends_alike":     {[]string{portal}, "https://x" + strings.TrimPrefix(portal, "https://"), false},
		"the_same_name_in_clear":  {[]string{portal}, "http://portal.contoh.go.id", false},
		"the_same_name_elsewhere": {[]string{portal}, portal + ":8443", false},
		"no_origin_at_all":        {[]string{portal}, "null", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, func(config *api.Config) { config.CORSOrigins = c.origins })
			id := h.round(t)
			for _, ask := range []call{
				{path: "/v1/rounds/" + id, header: map[string]string{"Origin": c.origin}},
				{method: http.MethodOptions, path: "/v1/rounds/" + id, as: "-", header: asked(c.origin)},
			} {
				w := h.do(t, ask)
				want := ""
				if c.shared {
					want = c.origin
				}
				if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%s: shared with %q", ask.method, got)
				}
				if w.Header().Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s: a cookie of ours would be sent", ask.method)
				}
				if w.Header().Get("X-Content-Type-Options") == "" || w.Header().Get("X-Request-Id") == "" {
					t.Errorf("%s: the headers of every answer are missing", ask.method)
				}
				if ask.method != http.MethodOptions || !c.shared {
					continue
				}
				if w.Header().Get("Access-Control-Allow-Methods") != "GET" || !strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "Authorization") {
					t.Errorf("the page may do more than read, or not show its token: %v", w.Header())
				}
			}
		})
	}
}

func TestOtherOrigins_are_named_one_by_one(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"*", "https://*", "https://*.go.id", "https://?.go.id", "portal.contoh.go.id", portal + "/", portal + "/x", "null", "", "file://x"} {
		h := open(t)
		config := api.Config{CORSOrigins: []string{origin}}
		config.Desk, config.Law, config.Shelves, config.Packs = brokenDesk{}, nil, h.store, h.store
		config.Law = lawless{}
		if _, err := api.New(config); err == nil {
			t.Errorf("%q is taken for an origin", origin)
		}
	}
}

// lawless is a law that nobody asks.
type lawless struct{ api.Law }
