package apitest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"selter/api/apitest"
)

// spy counts failures instead of failing.
type spy struct {
	testing.TB
	failures int
}

func (s *spy) Errorf(string, ...any) { s.failures++ }

// A check that cannot fail proves nothing: each of these answers breaks the contract.
func TestValidating_reports_answers_that_break_the_contract(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, media, body string
		status            int
		failures          int
	}{
		"good":                  {"/version", "application/json", `{"go":"go1","version":"1"}`, 200, 0},
		"good_text":             {"/metrics", "text/plain; version=0.0.4", "x 1\n", 200, 0},
		"not_canonical":         {"/version", "application/json", `{"version":"1","go":"go1"}`, 200, 1},
		"member_missing":        {"/version", "application/json", `{"go":"go1"}`, 200, 1},
		"member_of_its_own":     {"/version", "application/json", `{"go":"go1","secret":1,"version":"1"}`, 200, 1},
		"wrong_type":            {"/version", "application/json", `{"go":"go1","version":1}`, 200, 1},
		"wrong_media_type":      {"/version", "text/html", `<p>1</p>`, 200, 1},
		"no_media_type":         {"/version", "", `{"version":"1","go":"go1"}`, 200, 1},
		"problem_of_no_kind":    {"/version", "application/problem+json", `{"code":"odd","detail":"x","instance":"x","status":500,"title":"x","type":"/problems/odd"}`, 500, 1},
		"bare_error":            {"/version", "application/json", `{"error":"SELECT failed"}`, 500, 1},
		"unknown_path_no_story": {"/nowhere", "application/json", `{"error":"none"}`, 404, 1},
		"header_missing":        {"/v1/rounds/019374c2-9a40-7c11-8a52-5a0b3d2f9e10/events", "application/json", `{"items":[],"revision":1,"state":"x"}`, 200, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			told := &spy{TB: t}
			h := apitest.Validating(told, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				if test.media != "" {
					w.Header().Set("Content-Type", test.media)
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, test.path, http.NoBody))
			if told.failures != test.failures {
				t.Errorf("%d failures reported, not %d", told.failures, test.failures)
			}
			if w.Body.String() != test.body || w.Code != test.status {
				t.Errorf("the answer was changed: %d %s", w.Code, w.Body)
			}
		})
	}
}
