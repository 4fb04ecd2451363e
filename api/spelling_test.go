package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"selter/api"
)

// spellings are ways to write a path that some router or proxy takes for the path itself,
// or for another one.
func spellings(path string) map[string]string {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	first, last := segments[0], segments[len(segments)-1]
	escaped := func(s string, form string) string {
		return strings.Replace(path, "/"+s, "/"+fmt.Sprintf(form, s[0])+s[1:], 1)
	}
	all := map[string]string{
		"slash_at_the_end":     path + "/",
		"two_at_the_start":     "/" + path,
		"dot_segment":          "/." + path,
		"dots_behind":          path + "/.",
		"back_and_forth":       path + "/../" + last,
		"encoded_dots":         "/%2e" + path,
		"encoded_dots_behind":  path + "/%2e%2e/" + last,
		"double_encoded_dots":  path + "/%252e%252e/" + last,
		"parameter":            path + ";x=1",
		"parameter_inside":     "/" + first + ";x=1" + strings.TrimPrefix(path, "/"+first),
		"encoded_parameter":    path + "%3Bx=1",
		"zero":                 path + "%00",
		"zero_and_ending":      path + "%00.json",
		"ending":               path + ".json",
		"blank":                path + "%20",
		"tab":                  path + "%09",
		"line":                 path + "%0d%0aX-Y:%20z",
		"encoded_letter":       escaped(last, "%%%02X"),
		"encoded_first_letter": escaped(first, "%%%02x"),
		"double_encoded":       escaped(last, "%%25%02x"),
		"overlong_letter":      escaped(last, "%%c1%%%02x"),
		"capitals":             strings.ToUpper(path),
		"first_capital":        "/" + strings.ToUpper(first[:1]) + first[1:] + strings.TrimPrefix(path, "/"+first),
		"backslash":            strings.Replace(path, "/"+last, `\`+last, 1),
		"encoded_backslash":    strings.Replace(path, "/"+last, "%5C"+last, 1),
		"wide_slash":           strings.Replace(path, "/"+last, "%ef%bc%8f"+last, 1),
		"overlong_slash":       strings.Replace(path, "/"+last, "%c0%af"+last, 1),
		"question_mark":        path + "%3Flimit=1",
		"number_sign":          path + "%23x",
		"far_too_long":         path + "/" + strings.Repeat("a", 8000),
		"twice":                path + path,
	}
	if len(segments) > 1 {
		all["encoded_slash"] = strings.Replace(path, "/"+last, "%2F"+last, 1)
		all["encoded_small_slash"] = strings.Replace(path, "/"+last, "%2f"+last, 1)
		all["double_encoded_slash"] = strings.Replace(path, "/"+last, "%252F"+last, 1)
		all["doubled_slash"] = strings.Replace(path, "/"+last, "//"+last, 1)
	}
	delete(all, map[bool]string{path == strings.ToUpper(path): "capitals"}[true])
	return all
}

// However a path is written, it reaches the route that it names or none: every other
// spelling is refused, to who may use the route and to who may not, with the same answer.
func TestSpellings_of_every_path_reach_no_route(t *testing.T) {
	t.Parallel()
	h := open(t)
	round := h.round(t)
	before := h.written(t)
	fill := strings.NewReplacer("{id}", round, "{event}", "revise_plan", "{name}", "round", "{hash}", strings.Repeat("0", 64), "{asset}", "start.js", "{code}", "guarded")
	tried := 0
	for _, route := range api.Routes() {
		path := fill.Replace(route.Path)
		if strings.Contains(path, "{") {
			path = strings.NewReplacer("{", "", "}", "").Replace(path)
		}
		for name, spelt := range spellings(path) {
			if spelt == path {
				continue
			}
			tried++
			answers := make([]string, 0, 2)
			for _, as := range []string{secretariat, "-"} {
				w, ok := h.raw(t, route.Method, spelt, as)
				if !ok { // net/http itself does not take it
					break
				}
				if w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
					if as == "-" && w.Code == http.StatusUnauthorized && name == "ending" { // another name, on the same route
						continue
					}
					t.Errorf("%s %s (%s) answered %d", route.Method, spelt, name, w.Code)
				}
				answers = append(answers, fmt.Sprint(w.Code, w.Body))
			}
			if len(answers) == 2 && answers[0] != answers[1] {
				t.Errorf("%s %s (%s): %s, and to a stranger %s", route.Method, spelt, name, answers[0], answers[1])
			}
		}
	}
	if tried < 800 || before != h.written(t) {
		t.Errorf("%d spellings; something was written: %t", tried, before != h.written(t))
	}
}

// raw sends a path as it is written.
func (h *house) raw(t *testing.T, method, path, as string) (*httptest.ResponseRecorder, bool) {
	t.Helper()
	at, err := url.ParseRequestURI(path)
	if err != nil {
		return nil, false
	}
	c := call{method: method, path: "/", as: as, header: map[string]string{
		"X-Request-Id": "permintaan-0001", "Idempotency-Key": "spelt", "If-Match": "*",
	}}
	r := c.request(t.Context())
	r.URL, r.RequestURI = at, path
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w, true
}
