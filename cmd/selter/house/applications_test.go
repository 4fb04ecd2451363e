package house_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"selter/api/apitest"
	"selter/cmd/selter/house"
	"selter/pkg/story"
)

// A gallery is a house on a story clock, spoken to over HTTP with development tokens;
// every answer is held against the contract.
type gallery struct {
	*house.House
	door http.Handler
	keys int
}

func openGallery(t *testing.T, c house.Config) *gallery {
	t.Helper()
	c.DevIdentity, c.Clock, c.Log = true, house.NewClock(time.Date(2024, 5, 8, 1, 0, 0, 0, time.UTC)), slog.New(slog.DiscardHandler)
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return &gallery{House: h, door: apitest.Validating(t, h.Handler)}
}

// onEach runs a test on each kind of house that keeps files.
func onEach(t *testing.T, test func(*testing.T, *gallery)) {
	t.Helper()
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			c := settings(t)
			if backend == "postgres" {
				c.Files.Dir = t.TempDir()
			}
			test(t, openGallery(t, c))
		})
	}
}

// An answer is what came back over HTTP.
type answer struct {
	*httptest.ResponseRecorder
}

func (a answer) get(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		t.Fatalf("%d %s: %v", a.Code, a.Body, err)
	}
}

// text is a member of the answer, by the names that lead to it.
func (a answer) text(t *testing.T, names ...string) string {
	t.Helper()
	var at any
	a.get(t, &at)
	for _, name := range names {
		members, is := at.(map[string]any)
		if !is {
			return ""
		}
		at = members[name]
	}
	if at == nil {
		return ""
	}
	return fmt.Sprint(at)
}

// ask sends a request; body is JSON, unless a media type is named.
func (g *gallery) ask(t *testing.T, as, method, path, body string, headers ...string) answer {
	t.Helper()
	var content io.Reader = http.NoBody
	if body != "" {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, content)
	if as != "" {
		r.Header.Set("Authorization", "Bearer dev:"+as)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		g.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", g.keys))
		r.Header.Set("If-Match", "*")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	g.door.ServeHTTP(w, r)
	return answer{w}
}

// want asks, and fails unless the answer has a status and, for a problem, a code or a reason.
func (g *gallery) want(t *testing.T, status int, code, as, method, path, body string, headers ...string) answer {
	t.Helper()
	a := g.ask(t, as, method, path, body, headers...)
	if a.Code != status || code != "" && !strings.Contains(a.Body.String(), `"`+code+`"`) {
		t.Fatalf("%s %s by %q answered %d, not %d %s: %s", method, path, as, a.Code, status, code, a.Body)
	}
	return a
}

func (g *gallery) moveTo(t *testing.T, at string) {
	t.Helper()
	g.want(t, http.StatusOK, "", "pembaca", http.MethodPut, "/v1/demo/clock", `{"now":"`+at+`"}`)
}

const (
	postBody = `{"ref":"bappeda","title":"Kepala Bappeda","tier":"pratama","office":"ordinary",
	  "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-1","date":"2024-01-02"}},
	  "standard":{"number":"SK-2","date":"2024-01-02"},"requirements":{"number":"SK-3","date":"2024-01-02"}}`
	membersBody = `[{"person":"ketua","origin":"academic","expertise":"pemerintahan","chair":true,"no_conflict":true,"no_party":true},
	  {"person":"p2","origin":"agency","expertise":"hukum","no_conflict":true,"no_party":true},
	  {"person":"p3","origin":"academic","expertise":"psikologi","no_conflict":true,"no_party":true},
	  {"person":"p4","origin":"academic","expertise":"manajemen","no_conflict":true,"no_party":true},
	  {"person":"p5","origin":"professional","expertise":"keuangan","no_conflict":true,"no_party":true}]`
	weightsBody = `{"track_record":20,"assessment":25,"paper":20,"interview":35}`
)

// announced plays until one post is announced, and tells its round and its selection.
func (g *gallery) announced(t *testing.T) (round, selection string) {
	t.Helper()
	g.want(t, http.StatusOK, "", "pembaca", http.MethodPut, "/v1/demo/cast", `{"agency":"53","zone":"WITA","cast":[
	  {"person":"sek","duties":["secretariat"]},{"person":"sek2","duties":["secretariat"]},{"person":"gub","duties":["appointing_officer"]},
	  {"person":"sekda","duties":["authorised_officer"]},{"person":"pengawas","duties":["supervisor"]},{"person":"auditor","duties":["auditor"]},
	  {"person":"ketua","duties":["committee_chair"]},{"person":"p2","duties":["committee_member"]},{"person":"p3","duties":["committee_member"]},
	  {"person":"p4","duties":["committee_member"]},{"person":"p5","duties":["committee_member"]},
	  {"person":"siti","born":"1975-03-04"},{"person":"budi","born":"1974-08-09"}]}`)
	w := g.want(t, http.StatusCreated, "", "sek", http.MethodPost, "/v1/rounds", `{"agency":{"code":"53","kind":"province"},"zone":"WITA","plan":{"title":"Seleksi terbuka JPT Pratama","letterhead":{"agency":"Pemerintah Provinsi Contoh","place":"Kupang"},
	  "posts":[`+postBody+`],"internal_route":{"tried":true},"weights":`+weightsBody+`,"committee":`+membersBody+`,
	  "schedule":{"opens":"2024-05-15","closes":"2024-05-30","result":"2024-07-15"}}}`)
	round = w.text(t, "case")
	step := func(as, event, body string) {
		t.Helper()
		g.want(t, http.StatusOK, "", as, http.MethodPost, "/v1/rounds/"+round+"/events/"+event, body)
	}
	g.want(t, http.StatusNotFound, "not_found", "", http.MethodGet, "/v1/public/rounds/"+round, "")
	step("sekda", "submit_plan", `{"proposal":{"number":"800/1","date":"2024-05-08"}}`)
	step("pengawas", "recommend_plan", `{"letter":{"number":"B-1","date":"2024-05-08"},"refused":[]}`)
	step("gub", "appoint_committee", `{"decree":{"number":"SK-9","date":"2024-05-08"},"members":`+membersBody+`}`)
	step("ketua", "seal_instruments", `{"minutes":{"number":"01","date":"2024-05-08"},"weights":`+weightsBody+`,"tie_break":["interview","assessment","track_record","paper"],
	  "rubrics":"`+strings.Repeat("ab", 32)+`","publication":"nilai tiap tahap diumumkan per nomor peserta"}`)
	g.moveTo(t, "2024-05-15T00:00:00Z")
	step("ketua", "announce", `{"letter":{"number":"02/Pansel","date":"2024-05-15"},"opens":"2024-05-15","closes":"2024-05-30","documents":["curriculum_vitae","photograph"],
	  "channels":[{"kind":"newspaper","evidence":{"number":"IKL-1","date":"2024-05-15"}},{"kind":"website","evidence":{"number":"WEB-1","date":"2024-05-15"}},{"kind":"letters","evidence":{"number":"S-1","date":"2024-05-15"}}],
	  "contents":["posts","requirements","dates","method","weights","address"]}`)
	g.moveTo(t, "2024-05-16T00:00:00Z")
	page := struct{ Items []struct{ ID string } }{}
	g.want(t, http.StatusOK, "", "sek", http.MethodGet, "/v1/selections?round="+round, "").get(t, &page)
	if len(page.Items) != 1 {
		t.Fatalf("%d selections", len(page.Items))
	}
	return round, page.Items[0].ID
}

// onePage is the smallest PDF of one page.
func onePage(text string) string { return string(story.OnePage(text)) }

func portrait(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 30, 40))); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const profileBody = `{"education":"s2","grade":"iv_b","experience_years":12,"held":{"post":"administrator","years":4},
  "performance":[{"year":2022,"rating":"good"},{"year":2023,"rating":"good"}],"discipline":"none","in_process":false,"unit":"Bappeda",
  "declarations":{"never_convicted":true,"not_disciplined":true,"integrity_pact":true,"documents_are_own":true}}`

// From nothing to a receipt: one applies, hands in, submits; others see what the tables
// let them, and the links that they make are theirs alone.
func TestApplications_from_nothing_to_a_receipt(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, g *gallery) {
		_, selection := g.announced(t)
		applications := "/v1/selections/" + selection + "/applications"
		g.want(t, http.StatusUnprocessableEntity, "/person", "siti", http.MethodPost, applications, `{"event":"apply","person":"budi","body":{}}`)
		g.want(t, http.StatusUnprocessableEntity, "/event", "siti", http.MethodPost, applications, `{"event":"withdraw","body":{}}`)
		opened := g.want(t, http.StatusCreated, "", "siti", http.MethodPost, applications, `{"event":"apply","body":{}}`)
		mine := opened.Header().Get("Location")
		if mine != "/v1/applications/"+opened.text(t, "case") {
			t.Errorf("it is at %q", mine)
		}
		g.want(t, http.StatusConflict, "wrong_state", "siti", http.MethodPost, applications, `{"event":"apply","body":{}}`)
		g.want(t, http.StatusOK, "", "siti", http.MethodPost, mine+"/events/fill_profile", profileBody)

		// A document is handed in as a file; nobody only says that there is one.
		said := `{"kind":"curriculum_vitae","name":"00","sha256":"` + strings.Repeat("0", 64) + `","size":1,"media":"application/pdf"}`
		g.want(t, http.StatusNotFound, "documents_are_handed_in_at_their_path", "siti", http.MethodPost, mine+"/events/attach_document", said)
		cv := mine + "/documents/curriculum_vitae"
		pdf := onePage("riwayat hidup")
		g.want(t, http.StatusUnsupportedMediaType, "unsupported_media_type", "siti", http.MethodPut, cv, `{}`)
		g.want(t, http.StatusUnprocessableEntity, "file_media", "siti", http.MethodPut, cv, pdf, "Content-Type", "image/png")
		g.want(t, http.StatusUnprocessableEntity, "file_damaged", "siti", http.MethodPut, cv, pdf[:len(pdf)/2], "Content-Type", "application/pdf")
		g.want(t, http.StatusNotFound, "not_found", "budi", http.MethodPut, cv, pdf, "Content-Type", "application/pdf")
		g.want(t, http.StatusForbidden, "wrong_actor", "sek", http.MethodPut, cv, pdf, "Content-Type", "application/pdf")
		first := g.want(t, http.StatusOK, "", "siti", http.MethodPut, cv, pdf, "Content-Type", "application/pdf", "Idempotency-Key", "cv")
		again := g.want(t, http.StatusOK, "", "siti", http.MethodPut, cv, pdf, "Content-Type", "application/pdf", "Idempotency-Key", "cv")
		if first.Body.String() != again.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("repeated: %s", again.Body)
		}
		g.want(t, http.StatusUnprocessableEntity, "key_reused", "siti", http.MethodPut, cv, onePage("lain"), "Content-Type", "application/pdf", "Idempotency-Key", "cv")
		g.want(t, http.StatusPreconditionFailed, "stale_revision", "siti", http.MethodPut, cv, pdf, "Content-Type", "application/pdf", "If-Match", `"1"`)

		g.want(t, http.StatusConflict, "application_was_submitted", "siti", http.MethodGet, mine+"/receipt", "")
		g.want(t, http.StatusUnprocessableEntity, "checklist_is_complete", "siti", http.MethodPost, mine+"/events/submit_application", `{}`)
		g.want(t, http.StatusOK, "", "siti", http.MethodPut, mine+"/documents/photograph", portrait(t), "Content-Type", "image/png")
		g.want(t, http.StatusOK, "", "siti", http.MethodPost, mine+"/events/submit_application", `{}`)

		g.readBack(t, mine, pdf)
		g.receipt(t, mine)
		g.lists(t, selection, mine)
		if w := g.want(t, http.StatusOK, "", "siti", http.MethodGet, "/v1/persons/siti/export", ""); !strings.Contains(w.Body.String(), `"event":"submit_application"`) {
			t.Errorf("what is held about siti lacks the application: %s", w.Body)
		}
	})
}

// Whoever is invited has an application that they may take up or turn down; nobody else
// applies for them.
func TestApplications_by_invitation(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, g *gallery) {
		_, selection := g.announced(t)
		applications := "/v1/selections/" + selection + "/applications"
		invite := `{"event":"invite","person":"budi","body":{"recommendation":{"number":"REK-1","date":"2024-05-15"}}}`
		g.want(t, http.StatusForbidden, "wrong_actor", "siti", http.MethodPost, applications, invite)
		g.want(t, http.StatusUnprocessableEntity, "/person", "sek", http.MethodPost, applications, strings.Replace(invite, `"budi"`, `"tidak-ada"`, 1))
		g.want(t, http.StatusUnprocessableEntity, "/person", "sek", http.MethodPost, applications, strings.Replace(invite, `"person":"budi",`, "", 1))
		g.want(t, http.StatusUnprocessableEntity, "/body/recommendation", "sek", http.MethodPost, applications, `{"event":"invite","person":"budi","body":{}}`)
		invited := g.want(t, http.StatusCreated, "invited", "sek", http.MethodPost, applications, invite).Header().Get("Location")
		g.want(t, http.StatusForbidden, "wrong_actor", "sek", http.MethodPost, invited+"/events/accept_invitation", `{}`)
		g.want(t, http.StatusOK, "", "budi", http.MethodPost, invited+"/events/accept_invitation", `{}`)
		g.want(t, http.StatusConflict, "wrong_state", "sek", http.MethodPost, applications, invite)
		if w := g.want(t, http.StatusOK, "", "budi", http.MethodGet, invited, ""); w.text(t, "case", "state") != "drafted" {
			t.Errorf("accepted, and it is %s", w.Body)
		}
	})
}

// readBack holds who reads an application and its documents against the tables.
func (g *gallery) readBack(t *testing.T, mine, pdf string) {
	t.Helper()
	view := g.want(t, http.StatusOK, "", "sek", http.MethodGet, mine, "")
	if !strings.Contains(view.Body.String(), `"eligibility"`) || view.text(t, "case", "subject") != "siti" || strings.Contains(view.Body.String(), "1975") {
		t.Errorf("the secretariat sees %s", view.Body)
	}
	g.want(t, http.StatusNotFound, "not_found", "budi", http.MethodGet, mine, "")

	link := g.want(t, http.StatusOK, "", "sek", http.MethodGet, mine+"/documents/curriculum_vitae/link", "").text(t, "url")
	file := g.want(t, http.StatusOK, "", "sek", http.MethodGet, link, "")
	for header, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := file.Header().Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if file.Body.String() != pdf || !strings.HasPrefix(file.Header().Get("Content-Disposition"), "attachment;") ||
		!strings.Contains(file.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the file comes as %v", file.Header())
	}
	// The link is the secretary's: neither the applicant nor the chair follows it.
	for _, other := range []string{"siti", "ketua"} {
		g.want(t, http.StatusNotFound, "not_found", other, http.MethodGet, link, "")
	}
	g.want(t, http.StatusUnauthorized, "unauthenticated", "", http.MethodGet, link, "")
	g.want(t, http.StatusNotFound, "not_found", "sek", http.MethodGet, link[:len(link)-4]+"AAAA", "")
	readings := g.want(t, http.StatusOK, "", "siti", http.MethodGet, "/v1/persons/siti/readings", "").Body.String()
	if strings.Count(readings, `"document:curriculum_vitae"`) != 1 || !strings.Contains(readings, `"reader":"sek"`) {
		t.Errorf("the readings are %s", readings)
	}
	own := g.want(t, http.StatusOK, "", "siti", http.MethodGet, mine+"/documents/curriculum_vitae/link", "").text(t, "url")
	g.moveTo(t, "2024-05-17T00:00:00Z")
	g.want(t, http.StatusNotFound, "not_found", "siti", http.MethodGet, own, "") // too old by now
	g.want(t, http.StatusNotFound, "not_found", "siti", http.MethodGet, mine+"/documents/diploma/link", "")
}

// receipt holds a receipt against what it is of.
func (g *gallery) receipt(t *testing.T, mine string) {
	t.Helper()
	signed := g.want(t, http.StatusOK, "", "siti", http.MethodGet, mine+"/receipt", "")
	view := g.want(t, http.StatusOK, "", "siti", http.MethodGet, mine, "")
	if signed.text(t, "receipt", "hash") != view.text(t, "case", "head") || signed.text(t, "receipt", "registration") != view.text(t, "case", "ref") {
		t.Errorf("a receipt of something else: %s", signed.Body)
	}
	verdict := func(body string) string {
		t.Helper()
		return g.want(t, http.StatusOK, "", "", http.MethodPost, "/v1/receipts/verify", body).text(t, "valid")
	}
	if verdict(signed.Body.String()) != "true" {
		t.Error("our own receipt does not hold")
	}
	for _, change := range [][2]string{{`"2024-05-16T`, `"2024-05-15T`}, {`"revision":`, `"revision":1`}, {`"kind":"photograph"`, `"kind":"diploma"`}} {
		forged := strings.Replace(signed.Body.String(), change[0], change[1], 1)
		if forged == signed.Body.String() || verdict(forged) != "false" {
			t.Errorf("a receipt with %s holds", change[1])
		}
	}
}

// lists holds the lists of applications against who asks.
func (g *gallery) lists(t *testing.T, selection, mine string) {
	t.Helper()
	other := g.want(t, http.StatusCreated, "", "budi", http.MethodPost, "/v1/selections/"+selection+"/applications", `{"event":"apply","body":{}}`).Header().Get("Location")
	ids := func(as, path string) string {
		t.Helper()
		page := struct{ Items []struct{ ID string } }{}
		g.want(t, http.StatusOK, "", as, http.MethodGet, path, "").get(t, &page)
		var list []string
		for _, item := range page.Items {
			list = append(list, "/v1/applications/"+item.ID)
		}
		return strings.Join(list, " ")
	}
	for _, c := range []struct{ as, path, want string }{
		{"siti", "/v1/applications", mine},
		{"budi", "/v1/applications", other},
		{"sek", "/v1/applications", ""},
		{"sek", "/v1/applications?agency=53", mine + " " + other},
		{"sek", "/v1/applications?agency=53&state=submitted", mine},
		{"sek", "/v1/selections/" + selection + "/applications", mine + " " + other},
		{"sek", "/v1/selections/" + selection + "/applications?limit=1", mine},
		{"budi", "/v1/selections/" + selection + "/applications", other},
		{"budi", "/v1/applications?selection=" + selection, other},
		{"orang", "/v1/applications?agency=53", ""},
	} {
		if got := ids(c.as, c.path); got != c.want {
			t.Errorf("%s lists by %s %q, not %q", c.path, c.as, got, c.want)
		}
	}
	g.want(t, http.StatusNotFound, "not_found", "orang", http.MethodGet, "/v1/selections/"+selection+"/applications", "")
}

// The public reads the announcement without naming itself, and keeps what it has read.
func TestPublic_reads_what_is_announced(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, g *gallery) {
		round, selection := g.announced(t)
		for _, path := range []string{"/v1/public/rounds", "/v1/public/rounds?agency=53", "/v1/public/rounds/" + round, "/v1/public/selections/" + selection} {
			w := g.want(t, http.StatusOK, "", "", http.MethodGet, path, "")
			if !strings.Contains(w.Body.String(), "Kepala Bappeda") && !strings.Contains(w.Body.String(), "02/Pansel") {
				t.Errorf("%s: %s", path, w.Body)
			}
			for _, person := range []string{"ketua", "p2", "siti", "sek", "gub"} {
				if strings.Contains(w.Body.String(), `"`+person+`"`) {
					t.Errorf("%s names %s", path, person)
				}
			}
			tag := w.Header().Get("ETag")
			if !strings.HasPrefix(w.Header().Get("Cache-Control"), "public") {
				t.Errorf("%s is kept by nobody: %s", path, w.Header().Get("Cache-Control"))
			}
			same := g.want(t, http.StatusNotModified, "", "", http.MethodGet, path, "", "If-None-Match", `"other", `+tag)
			if same.Body.Len() > 0 || same.Header().Get("ETag") != tag {
				t.Errorf("%s: again %s", path, same.Body)
			}
			g.want(t, http.StatusOK, "", "", http.MethodGet, path, "", "If-None-Match", `"other"`)
		}
		if w := g.want(t, http.StatusOK, "", "", http.MethodGet, "/v1/public/rounds?agency=64", ""); w.text(t, "items") != "[]" {
			t.Errorf("another agency has %s", w.Body)
		}
		g.want(t, http.StatusNotFound, "not_found", "", http.MethodGet, "/v1/public/rounds/"+selection, "")
		g.want(t, http.StatusNotFound, "not_found", "", http.MethodGet, "/v1/public/selections/"+round, "")
	})
}
