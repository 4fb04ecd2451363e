package worlds_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"selter/workflow"
)

// An identifier, a person and an event have one spelling. Another one of something that is
// there names nothing, to who may see it and to who may not.
func TestOtherSpellingsOfANameInThePath_name_nothing(t *testing.T) {
	t.Parallel()
	worlds, p := fork(t, 1)
	w := worlds[0]
	identifiers := func(id workflow.CaseID) []string {
		text, plain := id.String(), strings.ReplaceAll(id.String(), "-", "")
		return []string{
			strings.ToUpper(text), plain, strings.ToUpper(plain), "urn:uuid:" + text, "{" + text + "}", "%7B" + text + "%7D", "+" + text, text + ".", text + "~",
			"0x" + plain, text[:35], text + "0", strings.Replace(text, "-", "_", 1), strings.Replace(text, "0", "%30", 1), strings.Replace(text, "0", "%EF%BC%90", 1),
			text + "%0A", text + "%20", text + "," + text, hex.EncodeToString([]byte(text)), "-" + text, text + "%26x=1", "*", "0",
		}
	}
	tried := 0
	refused := func(q question) {
		t.Helper()
		tried++
		for _, as := range []string{"pengawas", "sekretaris", "siapa-saja", ""} {
			q.as = as
			told := q.of(t.Context(), w.handler)
			if told.status != http.StatusBadRequest && told.status != http.StatusNotFound && (as != "" || told.status != http.StatusUnauthorized) {
				t.Errorf("%s answers %s", q, told)
			}
		}
	}
	for template, id := range map[string]workflow.CaseID{
		"/v1/rounds/%s": p.Round, "/v1/rounds/%s/journal": p.Round, "/v1/selections/%s": p.Scored, "/v1/selections/%s/events": p.Scored, "/v1/mandates/%s": p.Mandates["ganda"],
		"/v1/selections?round=%s": p.Round, "/v1/selections?after=%s": p.Round,
	} {
		for _, spelt := range identifiers(id) {
			if strings.Contains(template, "?") && (strings.Contains(spelt, "%3") || strings.Contains(spelt, "%20") || strings.HasPrefix(spelt, "{") || strings.Contains(spelt, "+")) {
				continue // a parameter may be encoded: it is decoded once and then held against the same form
			}
			refused(question{method: http.MethodGet, path: fmt.Sprintf(template, spelt)})
		}
	}
	for _, spelt := range []string{"Pelamar", "PELAMAR", "pelamar.", "pelamar%20", "%70elamar", "pelamar;", "pelamar%00", "pel%C3%A1mar", "pelamar%2e", "./pelamar", "pelamar,warga"} {
		refused(question{method: http.MethodGet, path: "/v1/persons/" + spelt})
		refused(question{method: http.MethodGet, path: "/v1/persons/" + spelt + "/particulars"})
	}
	before := w.file(t)
	for _, event := range []string{"Correct_score", "CORRECT_SCORE", "correct-score", "correct_score.", "correct_score%20", "correct%5Fscore", "correct_score;", "correct_score,cancel", "correctScore"} {
		q := question{
			method: http.MethodPost, path: "/v1/selections/" + p.Scored.String() + "/events/" + event, as: "ketua", key: "eja", match: "*",
			body: `{"component":"assessment","candidate":"01","points":50,"reason":"keliru","second":"anggota-1"}`,
		}
		tried++
		if told := q.of(t.Context(), w.handler); told.status != http.StatusBadRequest && told.status != http.StatusNotFound && told.status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %s", q, told)
		}
	}
	if before != w.file(t) {
		t.Error("something was written")
	}
	t.Logf("%d spellings", tried)
}

// A parameter may be encoded, and is then the same parameter: what is asked is decided alike.
func TestOtherSpellingsOfAQuery_are_decided_alike(t *testing.T) {
	t.Parallel()
	worlds, p := fork(t, 1)
	for _, as := range []string{"sekretaris", "ppk", "ketua-saingan", "siapa-saja", "ppk-lain"} {
		for plain, spellings := range map[string][]string{
			"round=" + p.Round.String():   {"%72ound=" + p.Round.String(), "round=%30" + p.Round.String()[1:], "&round=" + p.Round.String(), "round=" + p.Round.String() + "&"},
			"round=" + p.Foreign.String(): {"r%6Fund=" + p.Foreign.String(), "round=%30" + p.Foreign.String()[1:]},
			"agency=31":                   {"agency=%331", "%61gency=31"},
		} {
			ask := func(query string) answer {
				told := question{method: http.MethodGet, path: "/v1/selections?" + query, as: as}.of(t.Context(), worlds[0].handler)
				return told
			}
			want := ask(plain)
			for _, spelt := range spellings {
				if got := ask(spelt); got != want {
					t.Errorf("%s by %s answers %s\nand %s\n%s", plain, as, want, spelt, got)
				}
			}
		}
		for _, odd := range []string{
			"round=" + p.Round.String() + "&round=" + p.Foreign.String(), "round[]=" + p.Foreign.String(), "round=" + p.Round.String() + ";agency=31", "Round=" + p.Foreign.String(),
			"round=%", "round=%zz", "round=", "round", "%00=1", "round=" + p.Round.String() + "%00", "agency=53%2C31", "agency=53,31", "agency=*", "agency=%25", "agency=5_", "agency=53'--",
		} {
			told := question{method: http.MethodGet, path: "/v1/selections?" + odd, as: as}.of(t.Context(), worlds[0].handler)
			if told.status != http.StatusBadRequest {
				t.Errorf("%s by %s answers %s", odd, as, told)
			}
		}
	}
}

// The target of a request may hold the server's own name; who asks of another server's, or
// in small letters, or with another method, is not let in by another door.
func TestOtherFormsOfATarget_reach_the_same_route_or_none(t *testing.T) {
	t.Parallel()
	l := listen(t)
	const session = "Host: selter.example\r\nAuthorization: Bearer dev:ppk\r\nConnection: close\r\n\r\n"
	for text, want := range map[string]int{
		"GET /v1/session HTTP/1.1\r\n" + session:                                                200,
		"GET http://selter.example/v1/session HTTP/1.1\r\n" + session:                           200,
		"GET http://other.example/v1/session HTTP/1.1\r\nConnection: close\r\n" + host + "\r\n": 401,
		"GET http://selter.example//v1/session HTTP/1.1\r\n" + session:                          400,
		"GET http://selter.example/v1/%73ession HTTP/1.1\r\n" + session:                         400,
		"GET //v1/session HTTP/1.1\r\n" + session:                                               400,
		"GET //selter.example/v1/session HTTP/1.1\r\n" + session:                                400,
		"GET v1/session HTTP/1.1\r\n" + session:                                                 400,
		"GET /v1/session#x HTTP/1.1\r\n" + session:                                              400,
		"GET /v1/session\xe9 HTTP/1.1\r\n" + session:                                            400,
		"get /v1/session HTTP/1.1\r\n" + session:                                                405,
		"HEAD /v1/session HTTP/1.1\r\n" + session:                                               405,
		"PATCH /v1/session HTTP/1.1\r\n" + session:                                              405,
		"OPTIONS * HTTP/1.1\r\n" + session:                                                      200,
		"GET /v1/session HTTP/1.0\r\n" + session:                                                200,
		"GET /v1/session HTTP/0.9\r\n" + session:                                                505,
		"GET /v1/session HTTP/2.0\r\n" + session:                                                505,
	} {
		got := l.send(t, text, 1)
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q answers %v, want %d", text[:strings.Index(text, "\r")], got, want)
		}
	}
}
