package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"selter/api"
)

// Whatever is sent, the server neither fails nor answers otherwise than the
// contract says (the house holds every answer against it), and nothing is written
// unless it says so. rapid prints its seed and takes it by -rapid.seed.
func TestHostileRequests_never_fail_the_server(t *testing.T) {
	t.Parallel()
	h := open(t)
	round := h.round(t)
	selection := h.selections(t, round)[0]
	words := rapid.OneOf(
		rapid.SampledFrom([]string{round, selection, noCase, "round", "selection", "announce", "submit_plan", "cancel", "guarded", "start.js", "1", "*", `"1"`, ""}),
		rapid.String(), rapid.StringN(0, 200, 2000),
	)
	bodies := rapid.OneOf(
		rapid.SampledFrom([]string{"", "{}", "[]", "null", proposal, plan, cancelling, opening(), `{"items":[{"selection":"` + selection + `"}]}`, `{"now":"2024-05-09T00:00:00Z"}`}),
		rapid.Custom(func(t *rapid.T) string { // a good document with a piece of it replaced
			good := rapid.SampledFrom([]string{opening(), plan, proposal, cancelling}).Draw(t, "good")
			from := rapid.IntRange(0, len(good)).Draw(t, "from")
			to := rapid.IntRange(from, min(from+20, len(good))).Draw(t, "to")
			piece := rapid.SampledFrom([]string{"", "null", `""`, "-1", "1e400", "{", "}", ",", `"\ud800"`, "\x00", "9999999999999999999999", `"9999-12-31"`, "true", "[]", "{}"})
			return good[:from] + piece.Draw(t, "piece") + good[to:]
		}),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		route := rapid.SampledFrom(api.Routes()).Draw(t, "route")
		method := rapid.SampledFrom([]string{route.Method, route.Method, route.Method, "GET", "POST", "PUT"}).Draw(t, "method")
		path := route.Path
		for strings.Contains(path, "{") {
			from, to := strings.Index(path, "{"), strings.Index(path, "}")
			path = path[:from] + strings.NewReplacer("{", "", "}", "").Replace(words.Draw(t, "part")) + path[to+1:]
		}
		r := httptest.NewRequest(method, "/", http.NoBody)
		r.URL.Path, r.URL.RawQuery = path, rapid.SampledFrom([]string{"", "", "limit=1", "after=" + noCase, "a=b", "limit=%", "state=x&state=y"}).Draw(t, "query")
		r.RequestURI = r.URL.RequestURI()
		body := bodies.Draw(t, "body")
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		r.Header.Set("Content-Type", rapid.SampledFrom([]string{"application/json", "application/json", "text/plain", "application/json;;"}).Draw(t, "type"))
		r.Header.Set("Authorization", rapid.SampledFrom([]string{secretariat, authorised, applicant, "Bearer x"}).Draw(t, "as"))
		r.Header.Set("Idempotency-Key", words.Draw(t, "key"))
		r.Header.Set("If-Match", words.Draw(t, "match"))
		r.Header.Set("X-Request-Id", words.Draw(t, "id"))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%s %q answered %d: %s", method, path, w.Code, w.Body)
		}
	})
}
