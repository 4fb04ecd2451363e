package house_test

import (
	"net/http"
	"strings"
	"testing"
)

// candidates lets four people apply, and the secretariat verify them; the last one fails.
func (g *gallery) candidates(t *testing.T, selection string) {
	t.Helper()
	g.want(t, http.StatusOK, "", "pembaca", http.MethodPut, "/v1/demo/cast", `{"agency":"53","zone":"WITA","cast":[
	  {"person":"rina","born":"1976-01-02"},{"person":"joko","born":"1973-11-12"},{"person":"tini","born":"1975-06-07"}]}`)
	var applications []string
	for _, who := range []string{"siti", "budi", "rina", "joko", "tini"} {
		mine := g.want(t, http.StatusCreated, "", who, http.MethodPost, "/v1/selections/"+selection+"/applications", `{"event":"apply","body":{}}`).Header().Get("Location")
		g.want(t, http.StatusOK, "", who, http.MethodPost, mine+"/events/fill_profile", profileBody)
		g.want(t, http.StatusOK, "", who, http.MethodPut, mine+"/documents/curriculum_vitae", onePage("riwayat "+who), "Content-Type", "application/pdf")
		g.want(t, http.StatusOK, "", who, http.MethodPut, mine+"/documents/photograph", portrait(t), "Content-Type", "image/png")
		g.want(t, http.StatusOK, "", who, http.MethodPost, mine+"/events/submit_application", `{}`)
		applications = append(applications, mine)
	}
	g.moveTo(t, "2024-06-01T00:00:00Z")
	for i, one := range applications {
		var view struct {
			Eligibility []struct {
				Requirement string
				Met         bool
			}
		}
		g.want(t, http.StatusOK, "", "sek", http.MethodGet, one, "").get(t, &view)
		var requirements []string
		for _, f := range view.Eligibility {
			if !f.Met {
				t.Fatalf("%s is not met: %+v", f.Requirement, view)
			}
			requirements = append(requirements, `{"requirement":"`+f.Requirement+`","met":true}`)
		}
		verdict := `"passed":true`
		if i == len(applications)-1 {
			requirements[2] = strings.Replace(requirements[2], `"met":true`, `"met":false,"reason":"masa jabatan belum terpenuhi"`, 1)
			verdict = `"passed":false,"reason":"masa jabatan belum terpenuhi"`
		}
		body := `{"documents":[{"kind":"curriculum_vitae","accepted":true},{"kind":"photograph","accepted":true}],"requirements":[` + strings.Join(requirements, ",") + `],` + verdict + `}`
		for _, who := range []string{"sek", "sek2"} {
			g.want(t, http.StatusOK, "", who, http.MethodPost, one+"/events/verify_documents", body)
		}
	}
	at := "/v1/selections/" + selection + "/events/"
	g.want(t, http.StatusOK, "", "sek", http.MethodPost, at+"verify_files", `{}`)
	g.want(t, http.StatusOK, "", "ketua", http.MethodPost, at+"pass_screening", `{"minutes":{"number":"04/Pansel","date":"2024-06-01"},"result":{"number":"05/Pansel","date":"2024-06-01"}}`)
}

// A result is nobody's before it is published, and everybody's by number afterwards; the
// supervisor sees which are missing.
func TestPublication_of_a_stage(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, g *gallery) {
		_, selection := g.announced(t)
		g.candidates(t, selection)
		public, inside := "/v1/public/selections/"+selection, "/v1/selections/"+selection
		before := g.want(t, http.StatusOK, "", "", http.MethodGet, public, "")
		if before.text(t, "results") != "[]" {
			t.Errorf("the public reads %s", before.Body)
		}
		if w := g.want(t, http.StatusOK, "", "pengawas", http.MethodGet, inside, ""); !strings.Contains(w.Body.String(), `"published_at":null,"stage":"screening"`) ||
			!strings.Contains(w.Body.String(), `"due":"`) {
			t.Errorf("the supervisor does not see what is due: %s", w.Body)
		}
		if w := g.want(t, http.StatusOK, "", "siti", http.MethodGet, inside, ""); strings.Contains(w.Body.String(), `"publications"`) {
			t.Errorf("an applicant reads clocks: %s", w.Body)
		}
		g.want(t, http.StatusOK, "", "sek", http.MethodPost, inside+"/events/publish_stage", `{"stage":"screening","letter":{"number":"05/Pansel","date":"2024-06-01"},"where":"laman pansel"}`)
		after := g.want(t, http.StatusOK, "", "", http.MethodGet, public, "", "If-None-Match", before.Header().Get("ETag"))
		var read struct {
			Timeline []struct{ Step string }
			Results  []struct {
				Stage        string
				Participants []struct {
					Number string
					Passed *bool
				}
			}
		}
		after.get(t, &read)
		if len(read.Results) != 1 || len(read.Results[0].Participants) != 5 || len(read.Timeline) != 2 {
			t.Fatalf("the public reads %s", after.Body)
		}
		passed := 0
		for i, p := range read.Results[0].Participants {
			if p.Number != "0"+string(rune('1'+i)) || p.Passed == nil {
				t.Errorf("participant %d is %+v", i, p)
			} else if *p.Passed {
				passed++
			}
		}
		if passed != 4 || strings.Contains(after.Body.String(), "masa jabatan") {
			t.Errorf("%d passed, or a reason is published: %s", passed, after.Body)
		}
		if w := g.want(t, http.StatusOK, "", "pengawas", http.MethodGet, inside, ""); strings.Contains(w.Body.String(), `"published_at":null,"stage":"screening"`) {
			t.Errorf("it is published: %s", w.Body)
		}
		g.printed(t, inside)
		// Who has no part may still be told that it is too late, and when it was not.
		late := g.want(t, http.StatusUnprocessableEntity, "window_is_open", "orang", http.MethodPost, inside+"/applications", `{"event":"apply","body":{}}`)
		if !strings.Contains(late.Body.String(), "2024-05-3") || !strings.Contains(late.Body.String(), "received") {
			t.Errorf("the instants are not shown: %s", late.Body)
		}
	})
}

// printed holds what is printed against what there is to print.
func (g *gallery) printed(t *testing.T, inside string) {
	t.Helper()
	w := g.want(t, http.StatusOK, "", "sek", http.MethodGet, inside+"/documents/screening_result.pdf", "")
	if !strings.HasPrefix(w.Body.String(), "%PDF-") || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("it is %v", w.Header())
	}
	for _, none := range []string{"screening_result.xlsx", "score_recap.pdf", "score_recap.xlsx", "final_announcement.pdf", "score_announcement.pdf"} {
		g.want(t, http.StatusNotFound, "not_found", "sek", http.MethodGet, inside+"/documents/"+none, "")
	}
	g.want(t, http.StatusForbidden, "not_for_you", "siti", http.MethodGet, inside+"/documents/screening_result.pdf", "")
	if w := g.want(t, http.StatusOK, "", "sek", http.MethodGet, inside+"/ranking", ""); strings.Count(w.Body.String(), `"candidate"`) != 4 {
		t.Errorf("the ranking is %s", w.Body)
	}
	g.want(t, http.StatusForbidden, "not_for_you", "siti", http.MethodGet, inside+"/ranking", "")
}
