package api_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"selter/api"
	"selter/pkg/casework"
	"selter/workflow"
)

func failing(context.Context) error { return errors.New("dial 10.0.0.7: SELECT refused") }

// brokenDesk fails in its own way, whatever it is asked.
type brokenDesk struct{ fail func() error }

func (d brokenDesk) Open(context.Context, casework.Opening) (casework.Reply, error) {
	return casework.Reply{}, d.fail()
}

func (d brokenDesk) Handle(context.Context, workflow.CaseID, casework.Request) (casework.Reply, error) {
	return casework.Reply{}, d.fail()
}

func (d brokenDesk) Offers(context.Context, workflow.CaseID, casework.Caller) (casework.Loaded, []workflow.Offer, error) {
	return casework.Loaded{}, nil, d.fail()
}

func (d brokenDesk) Install(context.Context, casework.Library, casework.Installation) error {
	return d.fail()
}

func broken(fail func() error) func(*api.Config) {
	return func(c *api.Config) { c.Desk = brokenDesk{fail} }
}

// E1: the framework's timeout mixes answers of different callers; ours is a context.
func TestEcho_E1_answers_are_never_mixed_up(t *testing.T) {
	t.Parallel()
	h := open(t)
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range 25 {
				id := fmt.Sprintf("request-%d-%d", worker, i)
				w := h.do(t, call{path: "/v1/rounds/" + noCase, header: map[string]string{"X-Request-Id": id}})
				if w.Header().Get("X-Request-Id") != id || !strings.Contains(w.Body.String(), `"instance":"`+id+`"`) {
					t.Errorf("%s got %s", id, w.Body)
				}
			}
		})
	}
	wait.Wait()
}

func TestEcho_E1_E2_E5_E12_source_uses_no_dangerous_parts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, banned := range []string{
			".Static(", "e.File(", "JSONP", "MethodOverride", "BindBody", "DefaultBinder", "\tgo func", "\tgo s.", "time.Sleep", ".Redirect(",
		} {
			if bytes.Contains(text, []byte(banned)) {
				t.Errorf("%s uses %s", name, banned)
			}
		}
		if bytes.Contains(text, []byte("echo/v4/middleware")) && name != "cors.go" {
			t.Errorf("%s takes middleware of echo's; only its CORS is used", name)
		}
		for _, used := range regexp.MustCompile(`middleware\.\w+`).FindAllString(string(text), -1) {
			if used != "middleware.CORSWithConfig" && used != "middleware.CORSConfig" {
				t.Errorf("%s uses %s", name, used)
			}
		}
		echoes := bytes.Contains(text, []byte(`"github.com/labstack/echo/v4"`))
		switch name {
		case "server.go", "registrar.go", "edge.go", "observe.go", "strictjson.go", "problem.go", "proxy.go", "cors.go":
		default:
			if echoes {
				t.Errorf("%s knows echo; only the edge does", name)
			}
		}
	}
}

// E3: a connection that sends its headers slowly is cut; the others go on.
func TestEcho_E3_every_timeout_is_set(t *testing.T) {
	t.Parallel()
	server := api.HTTPServer(http.NotFoundHandler())
	if server.ReadHeaderTimeout > 5*time.Second || server.ReadTimeout > 30*time.Second || server.WriteTimeout > time.Minute ||
		server.IdleTimeout > 2*time.Minute || server.MaxHeaderBytes > 32<<10 || server.ReadHeaderTimeout == 0 || server.ReadTimeout == 0 ||
		server.WriteTimeout == 0 || server.IdleTimeout == 0 || server.MaxHeaderBytes == 0 {
		t.Errorf("%+v", server)
	}
	server.ReadHeaderTimeout = 50 * time.Millisecond // the same server, in less time than a test has
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	slow, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	if _, err := io.WriteString(slow, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	if err := slow.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(slow).ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("the slow connection is held: %v", err)
	}
}

// E3: headers without end are cut, and the server goes on.
func TestEcho_E3_headers_are_capped(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(open(t))
	server.Config = api.HTTPServer(server.Config.Handler)
	server.Start()
	defer server.Close()
	for size, status := range map[int]int{1 << 10: 200, 64 << 10: 431} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/livez", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Long", strings.Repeat("x", size))
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("%d bytes of headers: %d", size, answer.StatusCode)
		}
	}
}

// E4, E5: oversized, chunked or compressed, no body gets past 1 MiB.
func TestEcho_E4_E5_no_body_gets_past_the_limit(t *testing.T) {
	t.Parallel()
	h := open(t)
	huge := opening("Seleksi terbuka", strings.Repeat("x", 16<<20))
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	if _, err := io.WriteString(packed, huge); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		body   io.Reader
		length int64
		coding string
		status int
	}{
		"announced":  {strings.NewReader(huge), int64(len(huge)), "", 413},
		"chunked":    {strings.NewReader(huge), -1, "", 413},
		"too little": {strings.NewReader(huge), 10, "", 413},
		"bomb":       {&bomb, int64(bomb.Len()), "gzip", 415},
	} {
		c := call{method: http.MethodPost, path: "/v1/rounds", body: "{}"}
		r := c.request(t.Context())
		r.Body, r.ContentLength = io.NopCloser(test.body), test.length
		if test.coding != "" {
			r.Header.Set("Content-Encoding", test.coding)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		runtime.ReadMemStats(&after)
		if w.Code != test.status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		// Other tests run beside this one, so the bound is wide; the bomb would take 200 times as much.
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s took %d bytes", name, used)
		}
	}
}

// E6: no header makes one address look like another.
func TestEcho_E6_addresses_in_headers_are_not_believed(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, name := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP"} {
		h.do(t, call{path: "/livez", header: map[string]string{name: "203.0.113.9"}})
	}
	if log := h.log.String(); strings.Contains(log, "203.0.113.9") || strings.Count(log, `"remote":"192.0.2.1"`) != 5 {
		t.Error(log)
	}
}

// E7: what may be done does not depend on how the path is spelt.
func TestEcho_E7_other_spellings_of_a_path_reach_nothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.round(t)
	for _, path := range []string{
		"//v1/rounds", "/v1//rounds", "/v1/rounds/", "/v1/rounds//" + id, "/v1%2Frounds", "/v1%2frounds/" + id, "/v1/%2e/rounds", "/v1/./rounds",
		"/v1/x/../rounds", "/%761/rounds", "/v1/rounds%00", "/v1/rounds%20", "/v1/rounds%5C" + id, "/V1/rounds", "/v1/rounds/" + id + "%2Fjournal",
		"/v1/rounds;a=b/" + id, "/v1/rounds/" + id + "/", "/docs/..%2Fopenapi.yaml", "/docs/../v1/rounds", "/problems/%67uarded",
	} {
		w := h.do(t, call{path: path})
		if w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", path, w.Code)
		}
	}
}

// E8: an identifier comes from the path alone.
func TestEcho_E8_body_and_query_do_not_name_the_case(t *testing.T) {
	t.Parallel()
	h := open(t)
	mine := h.round(t)
	other := field(t, h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: "other"}), "case").(string)
	before := h.written(t)
	for _, c := range []call{
		{path: "/v1/rounds/" + mine + "?id=" + other},
		{method: http.MethodPost, path: "/v1/rounds/" + mine + "/events/submit_plan?id=" + other, body: proposal, as: authorised},
		{method: http.MethodPost, path: "/v1/rounds/" + mine + "/events/submit_plan", body: strings.Replace(proposal, "{", `{"id":"`+other+`",`, 1), as: authorised},
	} {
		if w := h.do(t, c); w.Code != 400 && w.Code != 422 {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
	}
	if before != h.written(t) {
		t.Error("something was written")
	}
}

// E9: see also TestBadInput/duplicate_member and member_in_another_case.
func TestEcho_E9_names_are_taken_letter_by_letter_and_once(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.round(t)
	for _, body := range []string{
		`{"proposal":{"number":"1","date":"2024-05-08"},"PROPOSAL":{"number":"2","date":"2024-05-08"}}`,
		`{"Proposal":{"number":"1","date":"2024-05-08"}}`,
		`{"proposal":{"number":"1","number":"2","date":"2024-05-08"}}`,
		`{"proposal":{"number":"1","date":"2024-05-08"},"\u0070roposal":{"number":"2","date":"2024-05-08"}}`,
	} {
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/submit_plan", body: body, as: authorised})
		if w.Code != 400 && w.Code != 422 {
			t.Errorf("%s: %d", body, w.Code)
		}
	}
}

// E10: of a fault the caller learns the request's id and nothing else.
func TestEcho_E10_faults_tell_nothing(t *testing.T) {
	t.Parallel()
	h := open(t, broken(func() error {
		return errors.New(`pq: duplicate key in SELECT * FROM cases WHERE password='x' at /srv/selter/store.go`)
	}))
	w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()})
	if w.Code != http.StatusInternalServerError {
		t.Fatalf("%d", w.Code)
	}
	for _, leak := range []string{"SELECT", "cases", "password", "pq", ".go", "duplicate"} {
		if strings.Contains(w.Body.String(), leak) {
			t.Errorf("%q leaks in %s", leak, w.Body)
		}
	}
	if id := w.Header().Get("X-Request-Id"); !strings.Contains(w.Body.String(), id) || !strings.Contains(h.log.String(), id) || !strings.Contains(h.log.String(), "duplicate key") {
		t.Error("the fault cannot be found by its id")
	}
}

// E11: a panic is one failed request.
func TestEcho_E11_a_panic_fails_one_request(t *testing.T) {
	t.Parallel()
	h := open(t, broken(func() error { panic("secret 3273010101010001") }))
	w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()})
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || field(t, w, "code") != "fault" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do(t, call{path: "/livez", as: "-"}); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d", w.Code)
	}
	if !strings.Contains(h.log.String(), `"msg":"panic"`) {
		t.Error("nobody is told")
	}
}

// E12: the routes are those of the table, and no other method reaches anything.
func TestEcho_E12_no_other_methods(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	taken := make(map[string]map[string]bool)
	for _, route := range api.Routes() {
		if taken[route.Path] == nil {
			taken[route.Path] = make(map[string]bool)
		}
		taken[route.Path][route.Method] = true
	}
	taken["/v1/persons/lookup"][http.MethodGet] = true // there it is the name of a person
	fill := strings.NewReplacer("{region}", "53", "{id}", noCase, "{event}", "announce", "{name}", "round", "{hash}", strings.Repeat("0", 64), "{asset}", "start.js", "/papers/{code}", "/papers/7k3mq9td", "{ticket}/{code}", strings.Repeat("A", 64)+"/AAAA-AAAA-AAAA-AAAA", "{code}", "guarded", "{person}", "sek",
		"{kind}", "cv", "{ticket}/{code}", strings.Repeat("A", 64)+"/AAAA-AAAA-AAAA-AAAA", "{token}", strings.Repeat("A", 64), "{file}", "score_recap.pdf", "{agency}", "53", "{table}", "states", "{link}", "bm9uZQ.ics")
	for path, methods := range taken {
		if path == "/v1/demo/clock" {
			continue
		}
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "QUERY"} {
			if methods[method] {
				continue
			}
			w := h.do(t, call{method: method, path: fill.Replace(path)})
			want := http.StatusMethodNotAllowed
			if method == http.MethodOptions {
				want = http.StatusNoContent // it tells which methods there are, and nothing else
			}
			if w.Code != want || w.Header().Get("Allow") == "" {
				t.Errorf("%s %s: %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			}
		}
	}
}

func TestErrors_become_the_right_problems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"lost_race":    {fmt.Errorf("desk: %w", casework.ErrLostRace), 409, "lost_race"},
		"key_taken":    {casework.ErrKeyUsed, 409, "lost_race"},
		"key_reused":   {casework.ErrKeyReused, 422, "key_reused"},
		"no_case":      {casework.ErrNoCase, 404, "not_found"},
		"stale":        {&casework.StaleRevision{Current: 4}, 412, "stale_revision"},
		"timed_out":    {fmt.Errorf("store: %w", context.DeadlineExceeded), 503, "unavailable"},
		"given_up":     {context.Canceled, 503, "unavailable"},
		"guarded":      {&workflow.Refusal{Kind: workflow.Guarded, Event: "x", State: "y", Reasons: []workflow.Reason{{Code: "a"}, {Code: "b"}}}, 422, "guarded"},
		"unknown_kind": {&workflow.Refusal{Kind: "odd"}, 500, "fault"},
		"anything":     {errors.New("disk full"), 500, "fault"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, broken(func() error { return test.err }))
			w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()})
			if w.Code != test.status || field(t, w, "code") != test.code {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()

	t.Run("without_a_source_nobody_is_anybody", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), func(c *api.Config) { c.Identify = nil })
		for _, route := range api.Routes() {
			if route.Policy.Rule == api.Anyone || route.Policy.Rule == api.Stage {
				continue
			}
			path := strings.NewReplacer("{region}", "53", "{id}", noCase, "{event}", "announce", "{name}", "round", "{hash}", strings.Repeat("0", 64), "{person}", "sek",
				"/papers/{code}", "/papers/7k3mq9td", "{kind}", "cv", "{ticket}/{code}", strings.Repeat("A", 64)+"/AAAA-AAAA-AAAA-AAAA", "{token}", strings.Repeat("A", 64), "{file}", "score_recap.pdf", "{table}", "states").Replace(route.Path)
			if w := h.do(t, call{method: route.Method, path: path, as: secretariat}); w.Code != http.StatusUnauthorized {
				t.Errorf("%s %s: %d", route.Method, path, w.Code)
			}
		}
	})
}

func TestMetrics_label_routes_and_never_what_strangers_send(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := open(t, func(c *api.Config) {
		c.Registry, c.Metrics = registry, promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
		c.MetricsFrom = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // where requests of tests come from
	})
	id := h.round(t)
	h.do(t, call{path: "/v1/rounds/" + id})
	h.do(t, call{path: "/v1/made-up-by-a-stranger"})
	h.do(t, call{method: "PROPFIND", path: "/v1/rounds"})
	w := h.do(t, call{path: "/metrics", as: "-"})
	for _, line := range []string{
		`selter_http_request_seconds_count{method="GET",route="/v1/rounds/{id}",status="200"} 1`,
		`selter_http_request_seconds_count{method="any",route="none",status="404"} 1`,
		`selter_http_request_seconds_count{method="any",route="none",status="405"} 1`,
	} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("no %s", line)
		}
	}
	for _, stranger := range []string{"made-up", "PROPFIND", id} {
		if strings.Contains(w.Body.String(), stranger) {
			t.Errorf("%s is a label", stranger)
		}
	}
}

func TestLog_holds_no_bodies_queries_or_names(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.round(t)
	h.do(t, call{path: "/v1/rounds?agency=AgencyInTheQuery"})
	h.do(t, call{path: "/v1/rounds/" + id, header: map[string]string{"X-Request-Id": "bad id\u2028"}})
	for _, private := range []string{"Bappeda", "AgencyInTheQuery", "test:sek", "Bearer", "key-/v1", "bad id"} {
		if strings.Contains(h.log.String(), private) {
			t.Errorf("%s is in the log", private)
		}
	}
	if !strings.Contains(h.log.String(), `"route":"/v1/rounds/{id}"`) {
		t.Error(h.log)
	}
}

func TestSecurityHeaders_stand_on_every_answer(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/livez", "/v1/rounds", "/nowhere", "/v1//x", "/docs"} {
		w := h.do(t, call{path: path})
		for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control", "X-Request-Id"} {
			if w.Header().Get(name) == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
	}
}

func TestSecurityHeaders_keep_browsers_to_https_where_that_is_how_they_come(t *testing.T) {
	t.Parallel()
	for secure, want := range map[bool]string{false: "", true: "max-age=31536000"} {
		h := open(t, func(c *api.Config) { c.Secure = secure })
		if got := h.do(t, call{path: "/livez"}).Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("secure %t: %q", secure, got)
		}
	}
}

func TestServer_does_not_start_without_what_it_needs(t *testing.T) {
	t.Parallel()
	if _, err := api.New(api.Config{}); err == nil {
		t.Error("it starts with nothing")
	}
}
