package worlds_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/custody"
	"selter/pkg/dossier"
	"selter/workflow/complaint"
)

// handedIn keeps the files of complaints for the API, as the house does.
type handedIn struct {
	*custody.Custody
	files *dossier.Dossier
}

func (h handedIn) Strip(ctx context.Context, media string, content []byte) ([]byte, error) {
	stripped, err := h.files.Strip(ctx, content, formats[media])
	if refused, is := errors.AsType[*dossier.Refusal](err); is {
		return nil, &api.FileRefused{Rule: string(refused.Rule), Detail: refused.Detail}
	}
	return stripped, err
}

const receiptHeader = "Complaint-Receipt"

// complains files a complaint with a photo, and lets two custodians open who it was.
func (g *goods) complains(t *testing.T) {
	t.Helper()
	ask := func(q question) answer {
		t.Helper()
		told := q.of(t.Context(), g.w.handler)
		if told.status >= http.StatusBadRequest {
			t.Fatalf("%s: %s", q, told)
		}
		return told
	}
	filed, err := decode[struct {
		Complaint   string
		ReceiptCode string `json:"receipt_code"`
	}]([]byte(ask(question{
		method: http.MethodPost, path: "/v1/selections/" + g.p.Scored.String() + "/complaints", key: "acak-0123456789abcdef",
		body: `{"category":"intervention","text":"Hasil diatur.","reporter":{"name":"Kenari Contoh"}}`,
	}).body))
	must(t, err)
	g.complaint, g.receipt = filed.Complaint, filed.ReceiptCode
	at := "/v1/complaints/" + g.complaint
	ask(question{
		method: http.MethodPost, path: at + "/attachments", media: "image/jpeg", key: "foto", match: "*",
		body: photographed(t, "Kamera Contoh"), header: map[string]string{receiptHeader: g.receipt},
	})
	for n, event := range []string{string(complaint.AskForReporter), string(complaint.GrantReporter)} {
		body := [...]string{`{"reason":"reporter_must_be_guarded"}`, `{}`}[n]
		ask(question{method: http.MethodPost, path: at + "/events/" + event, as: custodians[n], key: "buka", match: "*", body: body})
	}
}

// complaining has the routes on which complaints are made and answered.
func (g *goods) complaining(t *testing.T) {
	t.Helper()
	words := says(`{"category":"procedure","text":"Tahap dilewati.","happened_on":"2024-05-20","reporter":{"name":"Cucak Contoh","contact":"0812-9900"}}`)
	g.add("POST /v1/selections/{id}/complaints", "-", "/v1/selections/"+g.p.Scored.String()+"/complaints", "ComplaintFiling", words)
	g.add("POST /v1/agencies/{agency}/complaints", "-", "/v1/agencies/"+here+"/complaints", "ComplaintFiling", words)
	at := "/v1/complaints/" + g.complaint
	g.add("POST /v1/complaints/{id}/attachments", "-", at+"/attachments", "", func() string { return string(onePage("bukti")) })
	last := &g.list[len(g.list)-1]
	ask := last.ask
	last.ask = func() question {
		q := ask()
		q.header[receiptHeader] = g.receipt
		return q
	}
	g.add("POST /v1/complaints/{id}/events/{event}", "pengawas", at+"/events/"+string(complaint.ExamineComplaint), "complaint.examine_complaint",
		says(`{"summary":"Dugaan campur tangan."}`))
}

// readsComplaint fills in the path of a route that reads complaints, and tells who is told.
func (g *goods) readsComplaint(path string) (filled, as string) {
	filled = strings.NewReplacer("{id}", g.complaint, "{name}", "lampiran-1.jpg").Replace(path)
	if strings.Contains(path, "/reporter") {
		return filled, custodians[0]
	}
	return filled, "pengawas"
}
