package worlds_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/api"
)

// patience bounds the waiting for an answer that does not come; nothing is measured by it.
const patience = 30 * time.Second

// A line is a server behind a real listener, spoken to in bytes.
type line struct{ address string }

func listen(t *testing.T, change ...func(*http.Server)) line {
	t.Helper()
	worlds, _ := fork(t, 1)
	server := api.HTTPServer(serverOf(t, configuration(worlds[0])))
	for _, one := range change {
		one(server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return line{listener.Addr().String()}
}

// send writes bytes and tells the statuses of all answers until the server hangs up. It
// says that nothing more comes once so many answers are there, which must be all; before
// that the server would take it for a caller who has gone.
func (l line) send(t *testing.T, text string, answers int) []int {
	t.Helper()
	connection, err := net.Dial("tcp", l.address)
	must(t, err)
	defer func() { _ = connection.Close() }()
	must(t, connection.SetDeadline(time.Now().Add(patience)))
	written := make(chan error, 1) // what is refused early is not read to its end, so the writing may fail
	go func() {
		_, err := io.WriteString(connection, text)
		written <- err
	}()
	var statuses []int
	for told := bufio.NewReader(connection); ; {
		if len(statuses) == answers {
			if err := <-written; err == nil {
				_ = connection.(*net.TCPConn).CloseWrite()
			}
			answers = -1
		}
		answer, err := http.ReadResponse(told, nil)
		if err != nil {
			return statuses
		}
		if answer.StatusCode != http.StatusContinue {
			statuses = append(statuses, answer.StatusCode)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if errors.Join(err, answer.Body.Close()) != nil || answer.Close {
			return statuses
		}
	}
}

const (
	host     = "Host: selter.example\r\n"
	asked    = "GET /version HTTP/1.1\r\n" + host + "\r\n"
	smuggled = "GET /livez HTTP/1.1\r\n" + host + "\r\n"
)

// posted is an act of the secretariat with headers and a body as they are written.
func posted(headers, body string) string {
	return "POST /v1/rounds HTTP/1.1\r\n" + host + "Authorization: Bearer dev:sekretaris\r\nIdempotency-Key: kawat-1\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body
}

func chunked(body string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body) }

// Where a request ends is seen in one way or it is refused: whoever stands before the
// server and sees it otherwise gets no second request through.
func TestRequestsWithTwoEnds_get_nothing_through(t *testing.T) {
	t.Parallel()
	l := listen(t)
	for name, c := range map[string]struct {
		text  string
		want  []int
		stops bool // the sender goes away in the middle
	}{
		"two_plain_requests":               {asked + smuggled, []int{200, 200}, false},
		"a_length_and_chunks":              {posted("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+smuggled), []int{400}, false},
		"chunks_and_a_length":              {posted("Transfer-Encoding: chunked\r\nContent-Length: 200\r\n", chunked("{}")+smuggled), []int{422}, false},
		"chunks_alone":                     {posted("Transfer-Encoding: chunked\r\n", chunked("{}")+smuggled), []int{422}, false},
		"two_lengths":                      {posted("Content-Length: 2\r\nContent-Length: 0\r\n", "{}"+smuggled), []int{400}, false},
		"two_lengths_in_one":               {posted("Content-Length: 2, 0\r\n", "{}"+smuggled), []int{400}, false},
		"a_length_with_a_sign":             {posted("Content-Length: +2\r\n", "{}"+smuggled), []int{400}, false},
		"a_negative_length":                {posted("Content-Length: -1\r\n", smuggled), []int{400}, false},
		"a_length_with_a_blank_before":     {posted("Content-Length : 2\r\n", "{}"+smuggled), []int{400}, false},
		"an_unknown_coding":                {posted("Transfer-Encoding: xchunked\r\n", chunked("{}")+smuggled), []int{501}, false},
		"two_codings":                      {posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked("{}")+smuggled), []int{501}, false},
		"two_codings_in_one":               {posted("Transfer-Encoding: identity, chunked\r\n", chunked("{}")+smuggled), []int{501}, false},
		"a_folded_coding":                  {posted("Transfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n", chunked("{}")+smuggled), []int{422}, false},
		"a_chunk_of_no_size":               {posted("Transfer-Encoding: chunked\r\n", "x\r\n{}\r\n0\r\n\r\n"+smuggled), []int{400}, false},
		"a_body_where_none_belongs":        {"GET /version HTTP/1.1\r\n" + host + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(smuggled)) + smuggled, []int{400}, false},
		"two_hosts":                        {"GET /version HTTP/1.1\r\n" + host + "Host: other.example\r\n\r\n" + smuggled, []int{400}, false},
		"no_host":                          {"GET /version HTTP/1.1\r\n\r\n" + smuggled, []int{400}, false},
		"an_upgrade_that_is_not_taken":     {"GET /version HTTP/1.1\r\n" + host + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", []int{200}, false},
		"another_method_in_a_header":       {"GET /v1/session HTTP/1.1\r\n" + host + "Authorization: Bearer dev:ppk\r\nX-HTTP-Method-Override: DELETE\r\nX-Method-Override: DELETE\r\n\r\n", []int{200}, false},
		"another_path_in_a_header":         {"GET /version HTTP/1.1\r\n" + host + "X-Original-URL: /v1/rounds\r\nX-Rewrite-URL: /v1/rounds\r\n\r\n", []int{200}, false},
		"a_header_with_a_zero":             {"GET /version HTTP/1.1\r\n" + host + "X-A: b\x00c\r\n\r\n" + smuggled, []int{400}, false},
		"a_header_with_a_bare_return":      {"GET /version HTTP/1.1\r\n" + host + "X-A: b\rX-C: d\r\n\r\n" + smuggled, []int{400}, false},
		"a_path_with_a_blank":              {"GET /version x HTTP/1.1\r\n" + host + "\r\n" + smuggled, []int{400}, false},
		"a_method_that_is_none":            {"GE(T /version HTTP/1.1\r\n" + host + "\r\n" + smuggled, []int{400}, false},
		"an_authority_that_is_not_a_path":  {"CONNECT selter.example:443 HTTP/1.1\r\n" + host + "\r\n", []int{404}, false},
		"a_trace":                          {"TRACE /version HTTP/1.1\r\n" + host + "\r\n", []int{405}, false},
		"a_short_body":                     {posted("Content-Length: 20\r\n", "{}"), []int{400}, true},
		"chunks_that_stop":                 {posted("Transfer-Encoding: chunked\r\n", "5\r\n{}"), []int{400}, true},
		"a_trailer_that_names_somebody":    {posted("Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n", "2\r\n{}\r\n0\r\nAuthorization: Bearer dev:ketua\r\n\r\n"+smuggled), []int{422}, false},
		"an_answer_that_is_waited_for":     {posted("Content-Length: 2\r\nExpect: 100-continue\r\n", "{}"), []int{422}, false},
		"an_expectation_that_is_not_known": {posted("Content-Length: 2\r\nExpect: 200-ok\r\n", "{}"+smuggled), []int{417}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := len(c.want)
			if c.stops {
				answers = 0
			}
			if got := l.send(t, c.text, answers); !slices.Equal(got, c.want) {
				t.Errorf("answers %v, want %v", got, c.want)
			}
		})
	}
}

// Headers have room for all that is needed and no more; a body is one of plain JSON within a mebibyte,
// however it is sent.
func TestSizes_are_bounded(t *testing.T) {
	t.Parallel()
	l := listen(t)
	var squeezed bytes.Buffer
	squeezer := gzip.NewWriter(&squeezed)
	_, err := squeezer.Write(bytes.Repeat([]byte(" "), 64<<20))
	must(t, errors.Join(err, squeezer.Close()))
	pieces := strings.Repeat(chunkOf(strings.Repeat(" ", 64<<10)), 17)
	header := func(size int) string {
		return "GET /version HTTP/1.1\r\n" + host + "X-Long: " + strings.Repeat("a", size) + "\r\n\r\n"
	}
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"headers_of_30_KiB":           {header(30 << 10), 200},
		"headers_of_40_KiB":           {header(40 << 10), 431},
		"headers_of_4_MiB":            {header(4 << 20), 431},
		"many_small_headers":          {"GET /version HTTP/1.1\r\n" + host + strings.Repeat("X-A: b\r\n", 6000) + "\r\n", 431},
		"a_line_of_64_KiB":            {"GET /" + strings.Repeat("a", 64<<10) + " HTTP/1.1\r\n" + host + "\r\n", 431},
		"a_body_over_1_MiB":           {posted(fmt.Sprintf("Content-Length: %d\r\n", 1<<20+1), strings.Repeat(" ", 1<<20+1)), 413},
		"a_body_over_1_MiB_in_chunks": {posted("Transfer-Encoding: chunked\r\n", pieces+"0\r\n\r\n"), 413},
		"a_body_that_says_1_TiB":      {posted(fmt.Sprintf("Content-Length: %d\r\n", int64(1)<<40), "{}"), 413},
		"a_squeezed_body":             {posted(fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n", squeezed.Len()), squeezed.String()), 415},
		"a_squeezed_body_in_chunks":   {posted("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(squeezed.String())), 415},
		"a_coding_that_does_nothing":  {posted("Content-Encoding: identity\r\nContent-Length: 2\r\n", "{}"), 415},
		"a_squeezed_transfer":         {posted("Transfer-Encoding: gzip, chunked\r\n", chunked(squeezed.String())), 501},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := l.send(t, c.text, 1); !slices.Equal(got, []int{c.want}) {
				t.Errorf("answers %v, want %d", got, c.want)
			}
		})
	}
}

func chunkOf(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

// Nobody holds a connection by sending slowly: each wait has an end, which here comes soon.
func TestSlowSenders_are_cut_off(t *testing.T) {
	t.Parallel()
	usual := api.HTTPServer(http.NotFoundHandler())
	if usual.ReadHeaderTimeout != 5*time.Second || usual.ReadTimeout != 30*time.Second || usual.WriteTimeout != time.Minute ||
		usual.IdleTimeout != 2*time.Minute || usual.MaxHeaderBytes != 32<<10 {
		t.Errorf("%+v", usual)
	}
	const soon = time.Second
	l := listen(t, func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = soon, 2*soon, soon })
	for name, c := range map[string]struct {
		text string
		want string // what comes before the end
	}{
		"who_says_nothing":             {"", ""},
		"who_stops_in_the_first_line":  {"GET /version HT", ""},
		"who_stops_in_the_headers":     {"GET /version HTTP/1.1\r\n" + host + "X-Slow: a", ""},
		"who_stops_in_the_body":        {posted("Content-Length: 100\r\n", "{"), "HTTP/1.1 400"},
		"who_stops_in_a_chunk":         {posted("Transfer-Encoding: chunked\r\n", "ff\r\n{"), "HTTP/1.1 400"},
		"who_stays_after_being_served": {asked, "HTTP/1.1 200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection, err := net.Dial("tcp", l.address)
			must(t, err)
			defer func() { _ = connection.Close() }()
			must(t, connection.SetDeadline(time.Now().Add(patience)))
			_, err = io.WriteString(connection, c.text)
			must(t, err)
			told, err := io.ReadAll(connection)
			if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
				t.Fatalf("is not cut off: %s", told)
			}
			if !strings.HasPrefix(string(told), c.want) {
				t.Errorf("%s", told)
			}
		})
	}
}
