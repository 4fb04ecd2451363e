package api_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"selter/api"
	"selter/pkg/custody"
	"selter/pkg/dossier"
	"selter/pkg/store"
)

// A cellar keeps in memory what custody has sealed, and makes copies as the house does.
type cellar struct {
	*custody.Custody
	mu   sync.Mutex
	kept map[string][]byte
}

func (c *cellar) Put(_ context.Context, name string, content []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, used := c.kept[name]; used {
		return custody.ErrTaken
	}
	c.kept[name] = bytes.Clone(content)
	return nil
}

func (c *cellar) Get(_ context.Context, name string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	content, there := c.kept[name]
	if !there {
		return nil, errors.New("no such blob")
	}
	return content, nil
}

func (c *cellar) Strip(_ context.Context, _ string, content []byte) ([]byte, error) {
	stripped, err := dossier.Strip(dossier.Document|dossier.Photo, content)
	if refused, is := errors.AsType[*dossier.Refusal](err); is {
		return nil, &api.FileRefused{Rule: string(refused.Rule), Detail: refused.Detail}
	}
	return stripped, err
}

// kept lets a server take complaints.
func kept(t *testing.T) func(*api.Config) {
	t.Helper()
	keys := generated(t)
	return func(c *api.Config) {
		here := &cellar{kept: make(map[string][]byte)}
		here.Custody = custody.New(c.Shelves.(*store.Store).Custody(), keys, here)
		c.Custody, c.Attachments = here.Custody, here
	}
}

// The people of a complaint.
const (
	examiner  = "Bearer test:asisten:supervisor"
	finder    = "Bearer test:komisioner:supervisor"
	officer   = "Bearer test:gubernur:appointing_officer@53"
	committee = "Bearer test:p2:committee_member@53"
	first     = "Bearer test:penyimpan-1:custodian"
	second    = "Bearer test:penyimpan-2:custodian"
	third     = "Bearer test:penyimpan-3:custodian"
)

const (
	complaining = `{"category":"payment","text":"Ada permintaan uang.","happened_on":"2024-05-06","reporter":{"name":"Kenari Contoh","contact":"0812-9900","relation":"pegawai"}}`
	aboutAgency = "/v1/agencies/53/complaints"
)

// A receipt is what who complains goes home with.
type receipt struct {
	Complaint, Number string
	ReceiptCode       string `json:"receipt_code"`
	State             string
}

func (h *house) complains(t *testing.T, body, key string, more ...func(*call)) receipt {
	t.Helper()
	c := call{method: http.MethodPost, path: aboutAgency, body: body, as: "-", key: key}
	for _, change := range more {
		change(&c)
	}
	w := h.do(t, c)
	if w.Code != http.StatusCreated {
		t.Fatalf("complaining answered %d: %s", w.Code, w.Body)
	}
	var r receipt
	if read(t, w, &r); w.Header().Get("Location") != "/v1/complaints/"+r.Complaint {
		t.Errorf("lies at %q", w.Header().Get("Location"))
	}
	return r
}

// with is a call by who holds the receipt.
func (r receipt) with(c call) call {
	c.as, c.path = "-", "/v1/complaints/"+r.Complaint+c.path
	header := map[string]string{"Complaint-Receipt": r.ReceiptCode}
	maps.Copy(header, c.header)
	c.header = header
	return c
}

func (h *house) acts(t *testing.T, r receipt, as, event, body string) {
	t.Helper()
	w := h.do(t, call{method: http.MethodPost, path: "/v1/complaints/" + r.Complaint + "/events/" + event, as: as, body: body, key: "k-" + event + r.Complaint})
	expect(t, w, http.StatusOK, "")
}

// talkative is a photo that says who took it.
func talkative(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return out.String()[:2] + "\xff\xfe\x00\x0eKamera Kenari"[:16] + out.String()[2:]
}

func TestComplaints_are_filed_by_anybody_for_a_receipt(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	const key = "acak-0123456789abcdef"
	r := h.complains(t, complaining, key)
	if r.State != "received" || !strings.HasPrefix(r.Number, "aduan-") {
		t.Errorf("filed as %+v", r)
	}
	// A program that repeats itself, and who is signed in meanwhile, get the same receipt.
	for _, as := range []string{"-", supervisor, "Bearer nonsense"} {
		w := h.do(t, call{method: http.MethodPost, path: aboutAgency, body: complaining, as: as, key: key})
		var again receipt
		if read(t, w, &again); again != r || w.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: %+v", as, again)
		}
	}
	other := h.complains(t, strings.Replace(complaining, "Kenari", "Cucak", 1), key)
	if other.Complaint == r.Complaint || other.ReceiptCode == r.ReceiptCode {
		t.Error("two complaints have one receipt")
	}
	for name, c := range map[string]struct {
		body, key, path string
		status          int
		code            string
	}{
		"a_short_key":                 {complaining, "satu", aboutAgency, http.StatusBadRequest, "malformed_request"},
		"no_key":                      {complaining, "-", aboutAgency, http.StatusBadRequest, "malformed_request"},
		"no_text":                     {`{"category":"payment","text":" "}`, key, aboutAgency, http.StatusUnprocessableEntity, "invalid_body"},
		"another_category":            {`{"category":"gossip","text":"a"}`, key, aboutAgency, http.StatusUnprocessableEntity, "invalid_body"},
		"a_day_to_come":               {`{"category":"payment","text":"a","happened_on":"2024-05-09"}`, key, aboutAgency, http.StatusUnprocessableEntity, "guarded"},
		"a_name_that_cannot_be_kept":  {`{"category":"payment","text":"a","reporter":{"name":"satu\ndua"}}`, key, aboutAgency, http.StatusUnprocessableEntity, "invalid_body"},
		"a_name_that_is_too_long":     {`{"category":"payment","text":"a","reporter":{"name":"` + strings.Repeat("n", 201) + `"}}`, key, aboutAgency, http.StatusUnprocessableEntity, "invalid_body"},
		"the_nation":                  {complaining, key, "/v1/agencies/nasional/complaints", http.StatusBadRequest, "malformed_request"},
		"a_selection_of_nobody":       {complaining, key, "/v1/selections/" + noCase + "/complaints", http.StatusNotFound, "not_found"},
		"a_selection_not_announced":   {complaining, key, "/v1/selections/" + h.selections(t, h.round(t))[0] + "/complaints", http.StatusNotFound, "not_found"},
		"who_complains_is_not_to_say": {`{"category":"payment","text":"a","subject":"pelapor-x"}`, key, aboutAgency, http.StatusUnprocessableEntity, "invalid_body"},
	} {
		w := h.do(t, call{method: http.MethodPost, path: c.path, body: c.body, key: c.key, as: "-"})
		if expect(t, w, c.status, c.code); strings.Contains(w.Body.String(), "satu") {
			t.Errorf("%s: repeats what was sent: %s", name, w.Body)
		}
	}
	if log := h.log.String(); strings.Contains(log, "Kenari") || strings.Contains(log, r.ReceiptCode) || strings.Contains(log, "pelapor-") {
		t.Error("the log tells of who complained")
	}
}

func TestComplaints_open_to_who_holds_the_receipt(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	r := h.complains(t, complaining, "acak-0123456789abcdef")
	w := h.do(t, r.with(call{}))
	expect(t, w, http.StatusOK, "")
	for _, said := range []string{"Ada permintaan uang.", `"attach_to_complaint"`} {
		if !strings.Contains(w.Body.String(), said) {
			t.Errorf("lacks %s: %s", said, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "Kenari") {
		t.Errorf("has the name: %s", w.Body)
	}
	// As people write it down; whoever else they may be.
	written := r
	written.ReceiptCode = strings.ToLower(strings.ReplaceAll(r.ReceiptCode, "-", " "))
	for _, as := range []string{"-", officer, "Bearer nonsense"} {
		c := written.with(call{})
		c.as = as
		if again := h.do(t, c); again.Body.String() != w.Body.String() {
			t.Errorf("%s reads something else: %d %s", as, again.Code, again.Body)
		}
	}
	for _, path := range []string{"/events", "/journal", "/deadlines", "/findings"} {
		expect(t, h.do(t, r.with(call{path: path})), http.StatusOK, "")
	}
	list := h.do(t, call{path: "/v1/complaints", as: "-", header: map[string]string{"Complaint-Receipt": r.ReceiptCode}})
	if expect(t, list, http.StatusOK, ""); strings.Count(list.Body.String(), `"procedure":"complaint"`) != 1 {
		t.Errorf("lists %s", list.Body)
	}
	add := call{method: http.MethodPost, path: "/events/add_to_complaint", body: `{"text":"Dan lagi."}`}
	expect(t, h.do(t, r.with(add)), http.StatusOK, "")
	expect(t, h.do(t, r.with(call{method: http.MethodPost, path: "/events/examine_complaint", body: `{"summary":"a"}`})), http.StatusForbidden, "wrong_actor")
	expect(t, h.do(t, r.with(call{path: "/reporter"})), http.StatusUnauthorized, "unauthenticated")

	other := h.complains(t, complaining, "acak-fedcba9876543210")
	for name, code := range map[string]string{
		"of_another": other.ReceiptCode, "of_none": "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "none": "kode", "the_pseudonym": "pelapor-aaaaaaaaaaaaaaaaaaaaaaaaaa",
	} {
		wrong := receipt{Complaint: r.Complaint, ReceiptCode: code}
		for _, c := range []call{{}, {path: "/journal"}, add} {
			if w := h.do(t, wrong.with(c)); w.Code != http.StatusNotFound {
				t.Errorf("%s: %s answered %d: %s", name, c.path, w.Code, w.Body)
			}
		}
	}
	// A receipt is of a complaint and of nothing else.
	expect(t, h.do(t, call{path: "/v1/rounds", as: "-", header: map[string]string{"Complaint-Receipt": r.ReceiptCode}}), http.StatusUnauthorized, "unauthenticated")
}

func TestComplaints_receipts_are_not_tried_often(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t), func(c *api.Config) { c.Rates.Guesses = api.Rate{PerSecond: 0.001, Burst: 3} })
	var last *httptest.ResponseRecorder
	for range 4 {
		last = h.do(t, receipt{Complaint: noCase, ReceiptCode: "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"}.with(call{}))
	}
	if expect(t, last, http.StatusTooManyRequests, "too_many_requests"); last.Header().Get("Retry-After") == "" {
		t.Error("does not say when to come back")
	}
}

func TestComplaints_copies_say_nothing_of_who_made_them(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	r := h.complains(t, complaining, "acak-0123456789abcdef")
	photo := talkative(t)
	hand := r.with(call{method: http.MethodPost, path: "/attachments", body: photo, header: map[string]string{"Content-Type": "image/jpeg", "If-Match": "*"}})
	w := h.do(t, hand)
	expect(t, w, http.StatusOK, "")
	if again := h.do(t, hand); again.Body.String() != w.Body.String() {
		t.Errorf("handed in twice: %s", again.Body)
	}
	for _, c := range []struct{ as, path string }{{"-", "/attachments/lampiran-1.jpg"}, {examiner, "/attachments/lampiran-1.jpg"}} {
		request := call{path: "/v1/complaints/" + r.Complaint + c.path, as: c.as}
		if c.as == "-" {
			request = r.with(call{path: c.path})
		}
		w := h.do(t, request)
		expect(t, w, http.StatusOK, "")
		if strings.Contains(w.Body.String(), "Kenari") || w.Header().Get("Content-Type") != "image/jpeg" || !strings.Contains(w.Header().Get("Content-Disposition"), r.Number+"-lampiran-1.jpg") {
			t.Errorf("%s: %v", c.as, w.Header())
		}
		if _, err := jpeg.Decode(w.Body); err != nil {
			t.Errorf("%s: %v", c.as, err)
		}
	}
	expect(t, h.do(t, r.with(call{path: "/attachments/lampiran-2.jpg"})), http.StatusNotFound, "not_found")
	hand.body, hand.key = "%PDF-1.4\nKenari", "k-2"
	hand.header["Content-Type"] = "application/pdf"
	expect(t, h.do(t, hand), http.StatusUnprocessableEntity, "file_refused")
	expect(t, h.do(t, r.with(call{method: http.MethodPost, path: "/events/attach_to_complaint", body: `{}`})), http.StatusNotFound, "unknown_event")

	h.acts(t, r, first, "ask_for_reporter", `{"reason":"reporter_must_be_asked"}`)
	original := "/v1/complaints/" + r.Complaint + "/reporter/attachments/lampiran-1.jpg"
	expect(t, h.do(t, call{path: original, as: first}), http.StatusForbidden, "not_for_you")
	expect(t, h.do(t, call{path: original + "x", as: first}), http.StatusForbidden, "not_for_you")
	h.acts(t, r, second, "grant_reporter", `{}`)
	if w := h.do(t, call{path: original, as: second}); w.Code != http.StatusOK || w.Body.String() != photo {
		t.Errorf("the original: %d", w.Code)
	}
	expect(t, h.do(t, call{path: original + "x", as: second}), http.StatusNotFound, "not_found")
	expect(t, h.do(t, call{path: original, as: examiner}), http.StatusForbidden, "not_for_you")
}

func TestComplaints_tell_who_complained_to_two_custodians(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	r, nobody := h.complains(t, complaining, "acak-0123456789abcdef"), h.complains(t, `{"category":"other","text":"Tanpa nama."}`, "acak-0123456789abcdef")
	for _, one := range []receipt{r, nobody} {
		path := "/v1/complaints/" + one.Complaint + "/reporter"
		expect(t, h.do(t, call{path: path, as: first}), http.StatusForbidden, "not_for_you")
		h.acts(t, one, first, "ask_for_reporter", `{"reason":"reporter_must_be_guarded"}`)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/complaints/" + one.Complaint + "/events/grant_reporter", as: first})
		expect(t, w, http.StatusUnprocessableEntity, "guarded")
		refused := h.do(t, call{path: path, as: second})
		if expect(t, refused, http.StatusForbidden, "not_for_you"); !strings.Contains(refused.Body.String(), "reporter_is_opened_by_two") {
			t.Errorf("does not say why: %s", refused.Body)
		}
		h.acts(t, one, second, "grant_reporter", `{}`)
		for i, as := range []string{first, second} {
			var opened struct {
				Reporter struct{ Name, Contact, Relation string }
				Readings []struct{ Reader, What string }
			}
			w := h.do(t, call{path: path, as: as})
			expect(t, w, http.StatusOK, "")
			if read(t, w, &opened); len(opened.Readings) != i+1 || opened.Readings[i].What != "reporter" {
				t.Errorf("%s: %s", as, w.Body)
			}
			if named := opened.Reporter.Name == "Kenari Contoh" && opened.Reporter.Contact == "0812-9900" && opened.Reporter.Relation == "pegawai"; named != (one == r) {
				t.Errorf("%s: %s", as, w.Body)
			}
		}
		expect(t, h.do(t, call{path: path, as: third}), http.StatusForbidden, "not_for_you")
		expect(t, h.do(t, call{path: path, as: examiner}), http.StatusForbidden, "not_for_you")
		expect(t, h.do(t, call{path: "/v1/complaints/" + one.Complaint + "/journal", as: first}), http.StatusOK, "")
	}
}

func TestComplaints_are_told_to_whom_they_concern_once_they_are_examined(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	r := h.complains(t, complaining, "acak-0123456789abcdef")
	path := "/v1/complaints/" + r.Complaint
	for _, as := range []string{officer, committee, secretariat, applicant} {
		expect(t, h.do(t, call{path: path, as: as}), http.StatusNotFound, "not_found")
		list := h.do(t, call{path: "/v1/complaints?agency=53", as: as})
		if expect(t, list, http.StatusOK, ""); strings.Contains(list.Body.String(), r.Complaint) {
			t.Errorf("%s is told of it: %s", as, list.Body)
		}
	}
	h.acts(t, r, examiner, "examine_complaint", `{"summary":"Ada dugaan permintaan uang."}`)
	h.acts(t, r, examiner, "ask_clarification", `{"letter":{"number":"S-1","date":"2024-05-08"},"questions":["Apakah benar?"]}`)
	shown := h.do(t, call{path: path, as: officer})
	expect(t, shown, http.StatusOK, "")
	findings := h.do(t, call{path: path + "/findings", as: officer})
	if expect(t, findings, http.StatusOK, ""); !strings.Contains(findings.Body.String(), "Apakah benar?") {
		t.Errorf("is not told what is asked: %s", findings.Body)
	}
	for _, body := range []string{shown.Body.String(), findings.Body.String()} {
		for _, hidden := range []string{"permintaan uang", "payment", "pelapor-", "dugaan"} {
			if strings.Contains(body, hidden) {
				t.Errorf("is told %q: %s", hidden, body)
			}
		}
	}
	for _, resource := range []string{"/journal", "/attachments/lampiran-1.jpg", "/reporter"} {
		expect(t, h.do(t, call{path: path + resource, as: officer}), http.StatusForbidden, "not_for_you")
	}
	h.acts(t, r, officer, "answer_clarification", `{"letter":{"number":"S-2","date":"2024-05-08"},"text":"Tidak benar."}`)
	h.acts(t, r, finder, "find_not_proven", `{"letter":{"number":"S-3","date":"2024-05-08"},"reason":"Tidak ada bukti."}`)
	if w := h.do(t, r.with(call{path: "/findings"})); !strings.Contains(w.Body.String(), "Tidak ada bukti.") {
		t.Errorf("who complained is not told what was found: %s", w.Body)
	}
	for _, as := range []string{committee, secretariat, applicant} {
		expect(t, h.do(t, call{path: path, as: as}), http.StatusNotFound, "not_found")
	}
}
