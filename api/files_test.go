package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"selter/api"
	"selter/pkg/casework"
)

// A drawer keeps files in memory and looks at none of them.
type drawer struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (d *drawer) Keep(_ context.Context, person, media string, content []byte) (api.KeptFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	sum := sha256.Sum256(append([]byte(person), content...))
	name := hex.EncodeToString(sum[:])
	if d.kept == nil {
		d.kept = make(map[string][]byte)
	}
	d.kept[name] = content
	return api.KeptFile{Name: name, SHA256: name, Size: int64(len(content)), Pages: 1, Media: media}, nil
}

func (d *drawer) Fetch(_ context.Context, _, name string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	content, there := d.kept[name]
	if !there {
		return nil, casework.ErrNoCase
	}
	return content, nil
}

// A press prints the address under which a document can be checked, and gives a document
// its order's letterhead for a code.
type press struct{}

func (press) Print(_ context.Context, order api.PrintOrder, address string) ([]byte, error) {
	if order.Document != "score_recap" {
		return nil, casework.ErrNoCase
	}
	return []byte(address), nil
}

func (press) Code(_ context.Context, order api.PrintOrder) (string, error) {
	return strings.ToUpper(order.Stage), nil
}

// What is printed can be checked by who has the paper, and by nobody who makes up an address.
func TestPrinted_documents_are_checked_by_their_paper(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	id := h.selections(t, h.round(t))[0]
	file := "/v1/selections/" + id + "/documents/score_recap.pdf"
	w := h.do(t, call{path: file + "?stage=paper"})
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	address := w.Body.String()
	for code, stands := range map[string]bool{"PAPER": true, "INTERVIEW": false} {
		w := h.do(t, call{path: address + "/" + code, as: "-"})
		if expect(t, w, http.StatusOK, ""); field(t, w, "stands") != stands || field(t, w, "document") != "score_recap" {
			t.Errorf("%s: %s", code, w.Body)
		}
	}
	expect(t, h.do(t, call{path: address[:len(address)-4] + "AAAA/PAPER", as: "-"}), http.StatusNotFound, "not_found")
	expect(t, h.do(t, call{path: "/v1/selections/" + id + "/documents/score_recap.pdf?agency_name=Dinas"}), http.StatusBadRequest, "malformed_request")
	expect(t, h.do(t, call{path: "/v1/selections/" + id + "/documents/score_recap.doc"}), http.StatusNotFound, "not_found")
	expect(t, h.do(t, call{path: "/v1/selections/" + id + "/documents/love_letter.pdf"}), http.StatusNotFound, "not_found")
	expect(t, h.do(t, call{path: file, as: applicant}), http.StatusForbidden, "not_for_you")
	expect(t, h.do(t, call{path: file, as: "Bearer test:orang:"}), http.StatusNotFound, "not_found")
}

// What a file may be is settled before anybody looks at the case.
func TestFiles_are_taken_whole_or_not_at_all(t *testing.T) {
	t.Parallel()
	kept := new(drawer)
	h := open(t, whole(t), func(c *api.Config) { c.Dossier = kept })
	path := "/v1/applications/" + noCase + "/documents/curriculum_vitae"
	for name, test := range map[string]struct {
		body   string
		header map[string]string
		status int
		code   string
	}{
		"json":              {`{}`, map[string]string{"Content-Type": "application/json"}, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"no_type":           {"%PDF-1.4", map[string]string{"Content-Type": "-"}, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"a_type_with_more":  {"%PDF-1.4", map[string]string{"Content-Type": "application/pdf; name=a.pdf"}, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"multipart":         {"--x--", map[string]string{"Content-Type": "multipart/form-data; boundary=x"}, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"compressed":        {"%PDF-1.4", map[string]string{"Content-Type": "application/pdf", "Content-Encoding": "gzip"}, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"nothing":           {"", map[string]string{"Content-Type": "application/pdf"}, http.StatusBadRequest, "malformed_body"},
		"no_key":            {"%PDF-1.4", map[string]string{"Content-Type": "application/pdf", "Idempotency-Key": "-"}, http.StatusBadRequest, "malformed_request"},
		"no_revision":       {"%PDF-1.4", map[string]string{"Content-Type": "application/pdf", "If-Match": "-"}, http.StatusPreconditionRequired, "precondition_required"},
		"a_byte_too_many":   {strings.Repeat("x", 10<<20+1), map[string]string{"Content-Type": "application/pdf"}, http.StatusRequestEntityTooLarge, "body_too_large"},
		"as_much_as_may_be": {strings.Repeat("x", 10<<20), map[string]string{"Content-Type": "application/pdf"}, http.StatusNotFound, "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := map[string]string{"Idempotency-Key": "k-" + name, "If-Match": "*"}
			maps.Copy(header, test.header)
			expect(t, h.do(t, call{method: http.MethodPut, path: path, body: test.body, header: header}), test.status, test.code)
		})
	}
	t.Cleanup(func() {
		if len(kept.kept) > 0 {
			t.Errorf("%d files were kept of a case that is none", len(kept.kept))
		}
	})
}

// A server to which no place for files was given has none of the paths for them.
func TestFiles_without_a_place_have_no_paths(t *testing.T) {
	t.Parallel()
	h := open(t, people(t), func(c *api.Config) { c.Dossier, c.Secrets, c.Printer = nil, nil, nil })
	for _, path := range []string{"/v1/documents/" + strings.Repeat("A", 64), "/v1/applications/" + noCase + "/documents/diploma/link"} {
		expect(t, h.do(t, call{path: path}), http.StatusNotFound, "not_found")
	}
	if _, err := api.New(api.Config{
		Desk: h.desk, Law: h.desk, Shelves: h.store, Packs: h.store, Dossier: new(drawer),
	}); err == nil || !strings.Contains(err.Error(), "dossier") {
		t.Errorf("a dossier stands alone: %v", err)
	}
}

func TestLinks_that_are_none_lead_nowhere(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	for _, token := range []string{strings.Repeat("A", 16), strings.Repeat("A", 800), strings.Repeat("_", 99), "AAAAAAAAAAAAAAAA="} {
		expect(t, h.do(t, call{path: "/v1/documents/" + token}), http.StatusNotFound, "not_found")
	}
}

func TestReceipts_of_nobody_do_not_hold(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	receipt := `{"receipt":{"selection":"` + noCase + `","application":"` + noCase + `","registration":"7k3m-q9td","submitted":"2024-05-08T00:00:00Z",
	 "at":"2024-05-08T00:00:00Z","revision":3,"hash":"` + strings.Repeat("0", 64) + `","documents":[]},"key":"` + strings.Repeat("A", 43) + `","signature":"` + strings.Repeat("A", 86) + `"}`
	w := h.do(t, call{method: http.MethodPost, path: "/v1/receipts/verify", as: "-", body: receipt})
	if expect(t, w, http.StatusOK, ""); field(t, w, "valid") != false {
		t.Errorf("%s", w.Body)
	}
	expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/receipts/verify", as: "-", body: `{}`}), http.StatusUnprocessableEntity, "invalid_body")
}
