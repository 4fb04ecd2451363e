package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"selter/pkg/config"
	"selter/pkg/peers"
)

// TestAdmin_ends_what_lets_somebody_in follows an account that its person has lost hold of: all that
// was theirs ends, and the running server knows of it at the next request.
func TestAdmin_ends_what_lets_somebody_in(t *testing.T) {
	t.Parallel()
	// of finds what a command printed behind a word.
	of := func(t *testing.T, out, word string) string {
		t.Helper()
		found := regexp.MustCompile(`(?m)^` + word + ` +(\S+)$`).FindStringSubmatch(out)
		if found == nil {
			t.Fatalf("no %s in %s", word, out)
		}
		return found[1]
	}
	proof := func(t *testing.T, environ, data []string, serve func(do func(address string))) {
		admin := func(code int, says, what string, args ...string) string {
			t.Helper()
			got := call(t, environ, append(append([]string{"admin", what}, args...), data...)...)
			if got.code != code || !strings.Contains(got.out+got.errs, says) {
				t.Fatalf("admin %s: exit %d, %s%s; want %d and %q", what, got.code, got.out, got.errs, code, says)
			}
			return got.out
		}
		made := admin(exitDone, "invitation", "create", "--login=ani@contoh.go.id", "--decree=821/1", "--date=2026-01-05")
		who := "--person=" + of(t, made, "person")
		for _, what := range []string{"reinvite", "close", "open"} {
			admin(exitMistake, "nobody of this id", what, "--person=siapa")
			admin(exitMistake, "person", what)
		}
		const password = "kuda lari di pantai"
		post := func(address, path, body string) (int, string) {
			t.Helper()
			answer, err := http.Post("http://"+address+path, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = answer.Body.Close() }()
			_, _ = io.Copy(io.Discard, answer.Body)
			cookie, _, _ := strings.Cut(answer.Header.Get("Set-Cookie"), ";")
			return answer.StatusCode, cookie
		}
		logIn := func(address string, want int) (cookie string) {
			t.Helper()
			code, cookie := post(address, "/v1/session", fmt.Sprintf(`{"login":"ani@contoh.go.id","password":%q}`, password))
			if code != want {
				t.Errorf("logging in answers %d, not %d", code, want)
			}
			return cookie
		}
		accept := func(address, invitation string, want int) {
			t.Helper()
			if code, _ := post(address, "/v1/invitations/accept", fmt.Sprintf(`{"invitation":%q,"password":%q}`, invitation, password)); code != want {
				t.Errorf("accepting answers %d, not %d", code, want)
			}
		}
		known := func(address, cookie string, want int) {
			t.Helper()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/v1/session", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Cookie", cookie)
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("the session answers %d, not %d", answer.StatusCode, want)
			}
		}
		var session string
		serve(func(address string) {
			accept(address, of(t, made, "invitation"), http.StatusNoContent)
			session = logIn(address, http.StatusOK)
			known(address, session, http.StatusOK)
		})
		admin(exitDone, `"how":"closed"`, "close", who)
		serve(func(address string) {
			known(address, session, http.StatusUnauthorized)
			logIn(address, http.StatusUnauthorized)
		})
		admin(exitDone, `"how":"opened"`, "open", who)
		serve(func(address string) {
			known(address, session, http.StatusUnauthorized)
			session = logIn(address, http.StatusOK)
		})
		again := admin(exitDone, `"how":"begun anew"`, "reinvite", who)
		serve(func(address string) {
			known(address, session, http.StatusUnauthorized)
			logIn(address, http.StatusUnauthorized)
			accept(address, of(t, again, "invitation"), http.StatusNoContent)
			logIn(address, http.StatusOK)
		})
	}

	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		data := []string{"--data=" + t.TempDir()}
		if got := call(t, nil, append([]string{"admin", "close", "--person=siapa"}, data...)...); got.code != exitMistake || !strings.Contains(got.errs, "keeps no state") {
			t.Errorf("an empty folder: exit %d, %s", got.code, got.errs)
		}
		proof(t, nil, data, func(do func(string)) { // one process at a time has the folder
			address, end := serving(t, nil, data...)
			do(address)
			if got := end(); got.code != exitDone {
				t.Errorf("ended with %d: %s", got.code, got.errs)
			}
		})
	})
	t.Run("postgres/redis", func(t *testing.T) {
		t.Parallel()
		redis := peers.StartRedis(t, "appendonly=yes")
		keys := filepath.Join(t.TempDir(), "keys.json")
		environ := []string{"SELTER_DATABASE_URL=" + peers.Postgres(t), "SELTER_REDIS_URL=unix://" + redis.Addr.Addr, config.KeysFile + "=" + keys}
		for _, args := range [][]string{{"keys", "create", keys}, {"migrate", "up"}} {
			if got := call(t, environ, args...); got.code != exitDone {
				t.Fatalf("%v: exit %d, %s", args, got.code, got.errs)
			}
		}
		address, end := serving(t, environ, "--role=api")
		proof(t, environ, nil, func(do func(string)) { do(address) }) // which runs on
		if got := end(); got.code != exitDone {
			t.Errorf("ended with %d: %s", got.code, got.errs)
		}
	})
}
