package worlds_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"selter/workflow/complaint"
)

// This file lets the same be complained of in both worlds, by somebody else in each.

// A complainant is who files a complaint, as the house could come to know it.
type complainant struct {
	reporter string // what they say of themself; "" for nothing
	as       string // as whom they are signed in; "" for nobody
	camera   string // what the photo that they hand in says of it
}

// complainants are pairs of people who complain alike.
var complainants = [][2]complainant{
	{{}, {reporter: `{"name":"Kenari Contoh","contact":"0812-9900","relation":"pegawai"}`, camera: "Kamera Kenari"}},
	{{}, {as: "warga"}},
	{
		{reporter: `{"name":"Cucak Contoh"}`, as: "sekretaris", camera: "Kamera Cucak"},
		{reporter: `{"name":"` + strings.Repeat("n", 200) + `","contact":"` + strings.Repeat("k", 300) + `","relation":"` + strings.Repeat("h", 500) + `"}`, as: "ppk"},
	},
}

// twice is the same complaint in the two worlds, with its receipts.
type twice struct{ id, code [2]string }

// receipts are by chance as well.
var receipts = regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){4}`)

// A court has two worlds in which the same is complained of, and counts what tells them apart.
type court struct {
	worlds  []*world
	plot    *plot
	called  names
	callers []string
	told    func(q question, a, b answer) // of each difference
	asked   int
}

// compare asks both worlds the same, each of its own complaint.
func (c *court) compare(t *testing.T, one twice, q question) [2]answer {
	t.Helper()
	var answers [2]answer
	for i, w := range c.worlds {
		mine := q
		mine.path = strings.ReplaceAll(q.path, "{c}", one.id[i])
		if q.header != nil {
			mine.header = map[string]string{"Complaint-Receipt": one.code[i]}
		}
		answers[i] = mine.of(t.Context(), w.handler)
		answers[i].body = receipts.ReplaceAllString(answers[i].body, "?")
	}
	c.asked++
	if !c.called.alike(answers[0], answers[1]) {
		c.told(q, answers[0], answers[1])
	}
	return answers
}

// files lets one of each pair complain of the same, and hand in the same photo.
func (c *court) files(t *testing.T, n int, pair [2]complainant) (filed twice) {
	t.Helper()
	var answers [2]answer
	for i, w := range c.worlds {
		who := pair[i]
		body := fmt.Sprintf(`{"category":"intervention","text":"Hasil diatur, perkara %d."`, n)
		if who.reporter != "" {
			body += `,"reporter":` + who.reporter
		}
		q := question{
			method: http.MethodPost, path: "/v1/selections/" + c.plot.Scored.String() + "/complaints", as: who.as,
			key: fmt.Sprintf("acak-0123456789abcdef-%d", n), body: body + "}",
		}
		answers[i] = q.of(t.Context(), w.handler)
		receipt, err := decode[struct {
			Complaint   string
			ReceiptCode string `json:"receipt_code"`
		}]([]byte(answers[i].body))
		if err != nil || answers[i].status != http.StatusCreated {
			t.Fatalf("complaining: %s (%v)", answers[i], err)
		}
		filed.id[i], filed.code[i] = receipt.Complaint, receipt.ReceiptCode
		answers[i].body = receipts.ReplaceAllString(answers[i].body, "?")
	}
	if !c.called.alike(answers[0], answers[1]) {
		c.told(question{path: "filing"}, answers[0], answers[1])
	}
	for i, w := range c.worlds {
		q := question{
			method: http.MethodPost, path: "/v1/complaints/" + filed.id[i] + "/attachments", media: "image/jpeg", as: pair[i].as,
			key: fmt.Sprintf("foto-%d", n), match: "*", body: photographed(t, pair[i].camera), header: map[string]string{"Complaint-Receipt": filed.code[i]},
		}
		if a := q.of(t.Context(), w.handler); a.status != http.StatusOK {
			t.Fatalf("handing in: %s", a)
		}
	}
	return filed
}

// photographed is always the same photo, by a camera that says which it is.
func photographed(t *testing.T, camera string) string {
	t.Helper()
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
	whole := out.String()
	return whole[:2] + "\xff\xfe\x00" + string(byte(2+len(camera))) + camera + whole[2:]
}

// everybody asks about complaints whatever can be read, with the receipts and without.
func (c *court) everybody(t *testing.T, all ...twice) {
	t.Helper()
	p := c.plot
	scored := "/v1/selections/" + p.Scored.String()
	around := []string{
		"/v1/complaints", "/v1/complaints?limit=1", "/v1/complaints?agency=" + here, "/v1/complaints?state=received,examined", "/v1/complaints?selection=" + p.Scored.String(),
		scored, scored + "/journal", scored + "/notices", "/v1/persons/warga", "/v1/persons/warga/readings", "/v1/mandates?person=warga",
	}
	about := []string{
		"/v1/complaints/{c}", "/v1/complaints/{c}/events", "/v1/complaints/{c}/journal", "/v1/complaints/{c}/journal?limit=1", "/v1/complaints/{c}/deadlines",
		"/v1/complaints/{c}/findings", "/v1/complaints/{c}/attachments/lampiran-1.jpg", "/v1/complaints/{c}/attachments/lampiran-2.jpg",
	}
	for _, as := range c.callers {
		for _, path := range around {
			c.compare(t, all[0], question{method: http.MethodGet, path: path, as: as})
		}
		for _, one := range all {
			for _, path := range about {
				c.compare(t, one, question{method: http.MethodGet, path: path, as: as})
			}
			if !strings.HasPrefix(as, "penyimpan-") {
				c.sealed(t, one, as)
			}
		}
	}
	for _, one := range all {
		for _, path := range append(around[:1:1], about...) {
			c.compare(t, one, question{method: http.MethodGet, path: path, header: map[string]string{"Complaint-Receipt": ""}})
		}
	}
}

// sealed asks for what is under seal.
func (c *court) sealed(t *testing.T, one twice, as string) [2]answer {
	t.Helper()
	c.compare(t, one, question{method: http.MethodGet, path: "/v1/complaints/{c}/reporter/attachments/lampiran-1.jpg", as: as})
	return c.compare(t, one, question{method: http.MethodGet, path: "/v1/complaints/{c}/reporter", as: as})
}

// act lets somebody act alike in both worlds.
func (c *court) act(t *testing.T, one twice, as string, event, body string) {
	t.Helper()
	answers := c.compare(t, one, question{method: http.MethodPost, path: "/v1/complaints/{c}/events/" + event, as: as, key: "k-" + event + one.id[0], match: "*", body: body})
	for _, a := range answers {
		if a.status != http.StatusOK {
			t.Fatalf("%s by %s: %s", event, as, a)
		}
	}
}

// examined lets a complaint be examined, and those be asked whom it concerns.
func (c *court) examined(t *testing.T, one twice) {
	t.Helper()
	c.act(t, one, "pengawas", string(complaint.ExamineComplaint), `{"summary":"Dugaan campur tangan."}`)
	c.act(t, one, "pengawas", string(complaint.AskClarification), `{"letter":{"number":"S-1","date":"2024-05-22"},"questions":["Apakah benar?"]}`)
}

var custodians = []string{"penyimpan-1", "penyimpan-2"}

// newCourt opens two worlds.
func newCourt(t *testing.T) *court {
	t.Helper()
	c := &court{called: newNames(), callers: append(oneOfEach(nil), custodians...)}
	c.worlds, c.plot = fork(t, 2)
	c.called.hashes = true
	return c
}

// Whoever complains, everybody reads the same, byte for byte: what is said, counted, listed,
// refused and handed out. Two custodians who open it learn it, and nobody else does then.
func TestComplainant_is_known_to_two_custodians_alone(t *testing.T) {
	t.Parallel()
	c := newCourt(t)
	c.told = func(q question, a, b answer) {
		t.Errorf("%s\nis answered in one world\n%s\nin the other\n%s", q, a, b)
	}
	var all []twice
	for n, pair := range complainants {
		all = append(all, c.files(t, n, pair))
	}
	for _, as := range custodians {
		c.sealed(t, all[0], as)
	}
	c.examined(t, all[0]) // the others are known to fewer
	c.everybody(t, all...)
	for n, one := range all {
		c.act(t, one, custodians[0], string(complaint.AskForReporter), `{"reason":"reporter_must_be_guarded"}`)
		c.act(t, one, custodians[1], string(complaint.GrantReporter), `{}`)
		c.opened(t, one, complainants[n])
	}
	c.everybody(t, all...)
	t.Logf("%d questions to each world", c.asked)
}

// opened looks at what the pair is told now, which differs where what was said does.
func (c *court) opened(t *testing.T, one twice, pair [2]complainant) {
	t.Helper()
	told, differ := c.told, 0
	c.told = func(question, answer, answer) { differ++ }
	for _, as := range custodians {
		for i, a := range c.sealed(t, one, as) {
			name := regexp.MustCompile(`"name":"([^"]*)"`).FindStringSubmatch(pair[i].reporter)
			if a.status != http.StatusOK || len(name) > 0 && !strings.Contains(a.body, name[1]) {
				t.Errorf("%s is not told who complained: %s", as, a)
			}
		}
	}
	if same := pair[0].reporter == pair[1].reporter && pair[0].camera == pair[1].camera; same != (differ == 0) {
		t.Errorf("the pair is told of %d differences", differ)
	}
	c.told = told
}

// A comparison that finds nothing proves something only if it can find.
func TestComplainant_that_is_given_away_is_found(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]struct {
		pair  [2]complainant
		tells func(r *http.Request, body string) string // of a filing
		shows func(r *http.Request, answer *httptest.ResponseRecorder, said string)
	}{
		"a_list_that_knows_names_from_none": {
			complainants[0], func(_ *http.Request, body string) string { return fmt.Sprint(strings.Contains(body, "reporter")) },
			func(r *http.Request, answer *httptest.ResponseRecorder, said string) {
				if r.URL.Path == "/v1/complaints" {
					fmt.Fprint(answer.Body, said)
				}
			},
		},
		"a_header_with_who_was_signed_in": {
			complainants[1], func(r *http.Request, _ string) string { return r.Header.Get("Authorization") },
			func(r *http.Request, answer *httptest.ResponseRecorder, said string) {
				if strings.HasSuffix(r.URL.Path, "/journal") {
					answer.Header().Set("X-Filed-By", said)
				}
			},
		},
		"a_length_that_tells_the_name's": {
			complainants[2], func(_ *http.Request, body string) string { return strings.Repeat(" ", len(body)) },
			func(r *http.Request, answer *httptest.ResponseRecorder, said string) {
				if strings.HasPrefix(r.URL.Path, "/v1/complaints/") {
					fmt.Fprint(answer.Body, said)
				}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCourt(t)
			for _, w := range c.worlds {
				inner := w.handler
				var mu sync.Mutex
				var said string
				w.handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
					var body bytes.Buffer
					filing := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/complaints")
					if filing {
						_, err := body.ReadFrom(r.Body)
						must(t, err)
						r = r.Clone(r.Context())
						r.Body = io.NopCloser(strings.NewReader(body.String()))
					}
					answer := httptest.NewRecorder()
					inner.ServeHTTP(answer, r)
					mu.Lock()
					defer mu.Unlock()
					if filing {
						said = leak.tells(r, body.String())
					} else {
						leak.shows(r, answer, said)
					}
					for name, values := range answer.Header() {
						out.Header()[name] = slices.Clone(values)
					}
					out.WriteHeader(answer.Code)
					_, _ = out.Write(answer.Body.Bytes())
				})
			}
			found := 0
			c.told = func(question, answer, answer) { found++ }
			c.callers = []string{"pengawas", "ppk"}
			one := c.files(t, 0, leak.pair)
			c.examined(t, one)
			c.everybody(t, one)
			if found == 0 {
				t.Errorf("not found in %d questions", c.asked)
			}
		})
	}
}
