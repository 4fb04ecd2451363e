package matrix_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/person"
	"selter/workflow/wire"
)

// A house is the whole server as it is, edge, identity, desk and tables, over a world
// that is a fake beside the ports.
type house struct {
	server   *api.Server
	world    *world
	register *register
}

// open builds a house with at most one fault in it.
func open(t *testing.T, planted ...fault) *house {
	t.Helper()
	h := &house{world: newWorld(t), register: newRegister()}
	desk := casework.NewDesk(casework.Config{
		Store: h.world, Policies: h.world.law, Catalog: catalog.New(), Holidays: calendar.National(),
		Known: func(context.Context, string, []string) (map[string]string, error) {
			return map[string]string{string(person.BirthDate): "1980-01-01"}, nil
		},
	})
	service := identity.New(identity.Config{Store: h.register, Keys: keys{}, Hashing: identity.Hashing{Memory: 8, Passes: 1, Lanes: 1}})
	identify := api.Identify(service)
	for _, f := range planted {
		h.world.place, identify = f.place, f.identified(identify)
	}
	days, err := calendars()
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(api.Config{
		Desk: desk, Law: desk, Shelves: h.world, Packs: h.world, Identify: identify, Accounts: gatehouse{service}, Vault: safe{},
		Duties: h.register, Digest: keys{}.Digest, Federation: abroad{}, Cast: true,
		Dossier: cabinet{}, Secrets: envelope{}, Printer: press{}, Scores: gauge{}, Board: easel{}, Custody: strongroom{}, Attachments: strongroom{}, Webhooks: switchboard{}, Calendars: days, Inbox: pigeonholes{},
		SetClock: func(context.Context, time.Time) error { return nil },
		Metrics:  http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.server = server
	return h
}

// identified puts the fault behind the edge.
func (f fault) identified(asked func(*http.Request) (identity.Subject, error)) func(*http.Request) (identity.Subject, error) {
	return func(r *http.Request) (identity.Subject, error) {
		who, err := asked(r)
		if f.lets && err != nil {
			return identity.Subject{Person: asker, At: now, Factors: 1}, nil
		}
		if f.who != nil {
			f.who(r, &who)
		}
		return who, err
	}
}

// keys stand for the installation's: nothing is sealed here.
type keys struct{ identity.Keys }

func (keys) Digest(purpose string, value []byte) [32]byte {
	return sha256.Sum256(append([]byte(purpose), value...))
}

// A question is one request.
type question struct {
	method, path, query, body string
	media                     string        // of the body, JSON when it is not said
	as                        string        // a secret, "" for nobody
	kind                      identity.Kind // of the secret
	here                      bool          // asked on this machine
}

// An answer is what came back; it is its own http.ResponseWriter.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// ask sends a request, with whatever headers make a good one.
func (h *house) ask(ctx context.Context, q question) *answer {
	r := (&http.Request{
		Method: q.method, URL: &url.URL{Path: q.path, RawQuery: q.query}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Host: "selter.example", RequestURI: q.path, RemoteAddr: "192.0.2.1:1234", Body: http.NoBody,
		Header: http.Header{"Idempotency-Key": {"a-key-of-the-matrix"}, "If-Match": {"*"}, "X-Request-Id": {"request-1"}},
	}).WithContext(ctx)
	if q.body != "" {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(q.body)), int64(len(q.body))
		r.Header["Content-Type"] = []string{cmp.Or(q.media, "application/json")}
	}
	if q.here {
		r.RemoteAddr = "127.0.0.1:1234"
	}
	switch q.kind {
	case identity.TokenKind:
		r.Header["Authorization"] = []string{"Bearer " + q.as}
	case identity.SessionKind:
		r.Header["Cookie"] = []string{api.SessionCookie + "=" + q.as}
	}
	a := &answer{status: http.StatusOK, header: make(http.Header)}
	h.server.ServeHTTP(a, r)
	return a
}

var problemType = []byte(`"type":"/problems/`)

// code is the answer in one word: that of its problem, or ok.
func (a *answer) code() string {
	if a.status < http.StatusBadRequest {
		return "ok"
	}
	return problemIn(a.body.Bytes())
}

func problemIn(body []byte) string {
	_, rest, found := bytes.Cut(body, problemType)
	if code, _, closed := bytes.Cut(rest, []byte(`"`)); found && closed {
		return string(code)
	}
	return "no problem document"
}

func canonical(t *testing.T, v any) []byte {
	t.Helper()
	written, err := wire.Canonical(v)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

// path fills in the parameters of a path of the contract.
func path(pattern string, values ...string) string {
	for _, value := range values {
		open, end := strings.IndexByte(pattern, '{'), strings.IndexByte(pattern, '}')
		if open < 0 || end < 0 {
			panic(fmt.Sprintf("%s has no parameter for %s", pattern, value))
		}
		pattern = pattern[:open] + value + pattern[end+1:]
	}
	return pattern
}
