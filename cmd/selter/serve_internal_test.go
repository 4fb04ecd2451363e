package main

import (
	"net/http"
	"testing"
)

// Only who says so on the command line is served by tokens that anybody can make up.
func TestServe_believes_no_development_token_without_being_told_to(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]int{"--role=all": http.StatusUnauthorized, "--insecure-dev-identity": http.StatusOK} {
		address, end := serving(t, nil, "--data="+t.TempDir(), flag)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/v1/session", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer dev:sekretaris")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != want {
			t.Errorf("%s: %d, not %d; %v", flag, answer.StatusCode, want, err)
		}
		if got := end(); got.code != exitDone {
			t.Errorf("%s: ended with %d: %s", flag, got.code, got.errs)
		}
	}
}
