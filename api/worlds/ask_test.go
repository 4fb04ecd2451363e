package worlds_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
)

// A question is one request, to be asked of several worlds.
type question struct {
	route              string // as in the contract
	method, path, body string
	as                 string // a person; "" for nobody
	media              string // of the body, JSON when it is not said
	key, match         string
	header             map[string]string
	address            string
}

func (q question) String() string {
	return fmt.Sprintf("%s %s by %q (If-Match %s, %v) %s", q.method, q.path, q.as, q.match, q.header, q.body)
}

// An answer is all that comes back: status, headers and body.
type answer struct {
	status int
	header string
	body   string
}

func (a answer) String() string { return fmt.Sprintf("%d\n%s%s", a.status, a.header, a.body) }

const requestID = "permintaan-0001"

// of asks a handler. The request's id is always the same, so that it may not differ either.
func (q question) of(ctx context.Context, handler http.Handler) answer {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, q.request(ctx))
	a := answer{status: w.Code, body: w.Body.String()}
	printed := w.Code == http.StatusOK && q.route == "/v1/selections/{id}/documents/{file}" && w.Header().Get("Content-Type") == "application/pdf"
	if printed {
		a.body = "" // it has a sealed ticket drawn in it, which is another one each time
	}
	var lines []string
	for name, values := range w.Header() {
		if name != "Date" && (name != "Content-Length" || !printed) {
			lines = append(lines, fmt.Sprintf("%s: %s\n", name, strings.Join(values, " | ")))
		}
	}
	slices.Sort(lines)
	a.header = strings.Join(lines, "")
	return a
}

func (q question) request(ctx context.Context) *http.Request {
	r := httptest.NewRequestWithContext(ctx, q.method, q.path, strings.NewReader(q.body))
	if q.body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", cmp.Or(q.media, "application/json"))
	}
	r.Header.Set("X-Request-Id", requestID)
	if q.as != "" {
		r.Header.Set("Authorization", "Bearer dev:"+q.as)
	}
	for name, value := range map[string]string{"Idempotency-Key": q.key, "If-Match": q.match} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	if q.address != "" {
		r.RemoteAddr = q.address
	}
	return r
}

// names pairs the identifiers that two worlds have given by chance, one for one: what
// happened in both after the fork is called otherwise in each.
type names struct {
	there, back map[string]string
	// hashes says that cases were opened after the fork, whose hashes are by chance, too.
	hashes bool
}

func newNames() names { return names{there: make(map[string]string), back: make(map[string]string)} }

// token is a link, sealed anew each time it is asked for; only its length can say something.
var token = regexp.MustCompile(`/v1/(?:public/)?documents/[A-Za-z0-9_-]+`)

func masked(text string) string {
	return token.ReplaceAllStringFunc(text, func(link string) string { return strings.Repeat("#", len(link)) })
}

// Who complains and their complaints are called by keyed hashes, which are as good as chance.
var identifier = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|pelapor-[a-z2-7]{26}|aduan-[a-z2-7]{12}`)

var identifierOrHash = regexp.MustCompile(identifier.String() + `|"(?:head|hash|previous|original_sha256|what)":"[0-9a-f]{64}"`)

// alike tells whether two answers are the same bytes, but for such names. One name never
// stands for two.
func (n names) alike(a, b answer) bool {
	if a == b {
		return true
	}
	one, other := masked(a.String()), masked(b.String())
	names := identifier
	if n.hashes {
		names = identifierOrHash
	}
	in, out := names.FindAllString(one, -1), names.FindAllString(other, -1)
	if names.ReplaceAllString(one, "?") != names.ReplaceAllString(other, "?") {
		return false
	}
	for i := range in {
		there, known := n.there[in[i]]
		back, taken := n.back[out[i]]
		if known && there != out[i] || taken && back != in[i] {
			return false
		}
		n.there[in[i]], n.back[out[i]] = out[i], in[i]
	}
	return true
}
