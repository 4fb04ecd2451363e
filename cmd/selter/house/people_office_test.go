package house_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/api/apitest"
	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/workflow"
)

// onBoth plays a trial in an embedded house and in one on Postgres and Redis, each with a
// database of its own.
func onBoth(t *testing.T, play func(t *testing.T, c house.Config)) {
	t.Helper()
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			play(t, settings(t))
		})
	}
}

// An office is an opened house whose people reach it by HTTP alone.
type office struct {
	*house.House
	http.Handler // every answer is held against the contract
	clock        *house.Clock
	log          *pages
	told         []told
}

// told is an answer that somebody was given.
type told struct {
	what   string // the method and the path
	may    []string
	answer string // status, headers and body
}

// settle opens an office with a clock that stands at planned. Its log keeps everything,
// and nothing takes out of it what should not have come in.
func settle(t *testing.T, c house.Config) *office {
	t.Helper()
	o := &office{log: new(pages), clock: house.NewClock(planned)}
	c.Clock, c.Log = o.clock, slog.New(slog.NewJSONHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	o.House, o.Handler = h, apitest.Validating(t, h.Handler)
	return o
}

// A wish is one request; members left empty are left out.
type wish struct {
	method, path, body string
	by                 *someone
	token              string // instead of the session of whoever asks
	key                string // Idempotency-Key; a fresh one for every POST and PUT without
	match              string // If-Match; "*" without
	header             map[string]string
	may                []string // what the answer is entitled to hold, by the names of canaries
}

// home is an origin from which our own pages ask.
const home = "https://selter.contoh.go.id"

func (o *office) request(ctx context.Context, w wish) *http.Request {
	if w.method == "" {
		w.method = http.MethodGet
	}
	var body io.Reader = http.NoBody
	if w.body != "" {
		body = strings.NewReader(w.body)
	}
	r := httptest.NewRequestWithContext(ctx, w.method, w.path, body)
	r.Host = strings.TrimPrefix(home, "https://")
	if w.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if w.by != nil {
		r.RemoteAddr = w.by.address + ":4711"
	} else if w.path == "/metrics" {
		r.RemoteAddr = "127.0.0.1:4711" // they are for this machine
	}
	switch {
	case w.token != "":
		r.Header.Set("Authorization", "Bearer "+w.token)
	case w.by != nil && w.by.cookie != "":
		r.Header.Set("Cookie", w.by.cookie)
		r.Header.Set("Origin", home)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if w.method != http.MethodGet {
		if w.key == "" {
			w.key = "k-" + rest(12)
		}
		if w.match == "" {
			w.match = "*"
		}
		r.Header.Set("Idempotency-Key", w.key)
		if strings.Contains(w.path, "/events/") {
			r.Header.Set("If-Match", w.match)
		}
	}
	for name, value := range w.header {
		r.Header.Set(name, value)
	}
	return r
}

// ask asks, and remembers what was answered.
func (o *office) ask(t *testing.T, w wish) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	r := o.request(t.Context(), w)
	o.ServeHTTP(answer, r)
	var headers bytes.Buffer
	if err := answer.Header().Write(&headers); err != nil {
		t.Fatal(err)
	}
	o.told = append(o.told, told{r.Method + " " + strings.Split(w.path, "?")[0], w.may, headers.String() + "\n" + answer.Body.String()})
	return answer
}

// want asks, and fails the test unless the answer has the status and, when it is a
// problem, the code.
func (o *office) want(t *testing.T, status int, code string, w wish) *httptest.ResponseRecorder {
	t.Helper()
	answer := o.ask(t, w)
	var problem struct{ Code string }
	_ = json.Unmarshal(answer.Body.Bytes(), &problem) // of an answer that is none there is no code
	if answer.Code != status || code != "" && problem.Code != code {
		t.Fatalf("%s %s: %d, want %d %s: %s", w.method, w.path, answer.Code, status, code, answer.Body)
	}
	return answer
}

// duty is the body of a command about a duty in the agency 53.
func duty(t *testing.T, event, person string, terms map[string]any) string {
	t.Helper()
	return compose(t, map[string]any{"agency": map[string]any{"code": bench.Agency}, "zone": "WITA", "person": person, "event": event, "body": terms})
}

func terms(ref string, duty workflow.Role) map[string]any {
	return map[string]any{
		"ref": ref, "duty": duty, "from": planned.Format(time.DateOnly), "decree": map[string]any{"number": "821.2/7", "date": planned.Format(time.DateOnly)},
	}
}

func compose(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// field is a member of an answer that is a text.
func field(t *testing.T, answer *httptest.ResponseRecorder, name string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &members); err != nil {
		t.Fatalf("%s: %v", answer.Body, err)
	}
	text, is := members[name].(string)
	if !is {
		t.Fatalf("no %s in %s", name, answer.Body)
	}
	return text
}

// cookieOf is a cookie of an answer, as a browser sends it back.
func cookieOf(t *testing.T, answer *httptest.ResponseRecorder, name string) string {
	t.Helper()
	for _, c := range answer.Result().Cookies() { //nolint:bodyclose // a recorder's
		if c.Name == name {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no cookie %s in %v", name, answer.Header())
	return ""
}

// pages is a log that can be read while it is written.
type pages struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (p *pages) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buffer.Write(text)
}

func (p *pages) bytes() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.buffer.Bytes())
}
