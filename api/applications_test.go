package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

const (
	office   = "Bearer test:sek:secretariat@53"
	auditor  = "Bearer test:apip:auditor@53"
	siti     = "Bearer test:siti:"
	verifier = "verifikator-1"
	finding  = "ijazah tidak terbaca"
)

// A registry is a studio in which siti applies for the post.
type registry struct {
	*studio
	application string // its path
	kept        api.KeptFile
}

func openRegistry(t *testing.T) *registry {
	t.Helper()
	files := new(drawer)
	kept, err := files.Keep(t.Context(), "siti", "application/pdf", []byte("%PDF-"))
	if err != nil {
		t.Fatal(err)
	}
	r := &registry{studio: openStudio(t, func(c *api.Config) { c.Dossier = files }), kept: kept}
	r.says(t, func(f *openselection.SelectionFacts) {
		f.Window = openselection.Window{Opens: calendar.MustDate("2024-05-01"), Closes: calendar.MustDate("2024-05-31")}
	})
	r.inState(openselection.Announced)
	w := r.do(t, call{method: http.MethodPost, path: "/v1/selections/" + r.selection.String() + "/applications", as: siti, body: `{"event":"apply","body":{}}`})
	if w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	r.application = w.Header().Get("Location")
	return r
}

func (r *registry) inState(state workflow.State) {
	r.scene.at.Store(&access.Place{Procedure: openselection.SelectionName, State: state})
}

// stands lets the application stand somewhere, with what two verifiers found in it.
func (r *registry) stands(t *testing.T, state workflow.State) {
	t.Helper()
	facts := openselection.ApplicationFacts{
		Profile: &openselection.Profile{Unit: "Bappeda"},
		First:   &openselection.Verification{By: verifier, On: calendar.MustDate("2024-06-01"), Found: openselection.VerifyDocumentBody{Reason: finding}},
	}
	for _, kind := range []openselection.ChecklistItem{"curriculum_vitae", "wealth_report", "tax_return", "health_letter", "drug_test_letter"} {
		facts.Documents = append(facts.Documents, openselection.Document{Kind: kind, Name: r.kept.Name, SHA256: r.kept.SHA256, Size: r.kept.Size, Media: r.kept.Media})
	}
	text, err := wire.Canonical(facts)
	if err != nil {
		t.Fatal(err)
	}
	r.scene.file.Store(&file{state: state, facts: jsontext.Value(text), journal: r.journal(t)})
}

// journal is one of four entries, of which the third says what a verifier found.
func (r *registry) journal(t *testing.T) []audit.Sealed {
	t.Helper()
	var entries []audit.Sealed
	var head audit.Hash
	for i, event := range []workflow.Event{openselection.ApplyForPost, openselection.SubmitApplication, openselection.VerifyDocuments, openselection.GiveNumber} {
		person, body := "siti", `{}`
		if event == openselection.VerifyDocuments {
			person, body = verifier, `{"reason":"`+finding+`"}`
		}
		sealed, err := audit.Seal(head, workflow.Entry{
			Case: r.selection, Seq: int64(i + 1), At: time.Date(2024, 6, 1, 0, 0, i, 0, time.UTC), Event: event, Person: person,
			Procedure: openselection.ApplicationName, From: openselection.Drafted, To: openselection.Submitted, Role: workflow.DataSubject,
			Version: openselection.Version, Pack: strings.Repeat("0", 64), Body: []byte(body),
		})
		if err != nil {
			t.Fatal(err)
		}
		entries, head = append(entries, sealed), sealed.Hash
	}
	return entries
}

// A draft is nobody else's: the office that will verify it and who watches know that there is
// one, and neither whose, nor how far it is, nor what lies in it.
func TestApplications_are_nobody_elses_before_they_are_handed_in(t *testing.T) {
	t.Parallel()
	r := openRegistry(t)
	for state, open := range map[workflow.State]bool{
		openselection.Drafted: false, openselection.Withdrawn: false, openselection.ApplicationClosed: false,
		openselection.Submitted: true, openselection.Shortlisted: true, openselection.NotShortlisted: true,
	} {
		r.stands(t, state)
		for _, as := range []string{chair, office, peer, watcher, auditor} {
			w := r.do(t, call{path: r.application, as: as})
			expect(t, w, http.StatusOK, "")
			for _, told := range []string{`"siti"`, `"Bappeda"`, `"head":`, `"revision":`, `"eligibility"`, `"last":"2024`} {
				if strings.Contains(w.Body.String(), told) != open {
					t.Errorf("%s in %s: %s stands there: %t", as, state, told, !open)
				}
			}
			status, code := http.StatusOK, ""
			if !open {
				status, code = http.StatusForbidden, "not_for_you"
			}
			expect(t, r.do(t, call{path: r.application + "/journal", as: as}), status, code)
			expect(t, r.do(t, call{path: r.application + "/documents/curriculum_vitae/link", as: as}), status, code)
		}
		if w := r.do(t, call{path: r.application, as: siti}); !strings.Contains(w.Body.String(), `"Bappeda"`) {
			t.Errorf("siti in %s: %s", state, w.Body)
		}
	}
}

// What verifiers found, and who they are, the applicant reads once it is decided; who decides
// reads it at once.
func TestFindings_are_read_by_the_applicant_once_they_are_decided(t *testing.T) {
	t.Parallel()
	r := openRegistry(t)
	view, journal, export := r.application, r.application+"/journal", "/v1/persons/siti/export"
	for state, decided := range map[workflow.State]bool{openselection.Submitted: false, openselection.Shortlisted: true, openselection.NotShortlisted: true} {
		r.stands(t, state)
		hash := r.scene.file.Load().journal[2].Hash.String()
		for _, path := range []string{view, journal, export} {
			text := r.do(t, call{path: path, as: siti}).Body.String()
			for told, want := range map[string]bool{
				finding: decided, verifier: decided, `"Bappeda"`: path != journal, hash: decided && path != view, `"seq":3`: path != view,
			} {
				if strings.Contains(text, told) != want {
					t.Errorf("%s in %s: %q stands there: %t", path, state, told, !want)
				}
			}
		}
		if text := r.do(t, call{path: view, as: siti}).Body.String(); strings.Contains(text, `"head":`) != decided {
			t.Errorf("siti in %s: %s", state, text)
		}
		for _, path := range []string{view, journal} {
			if text := r.do(t, call{path: path, as: chair}).Body.String(); !strings.Contains(text, finding) || !strings.Contains(text, verifier) {
				t.Errorf("the chair in %s at %s: %s", state, path, text)
			}
		}
	}
}

// What says how rich or healthy somebody is, is for the secretariat, while it verifies.
func TestDocuments_on_wealth_and_health_are_for_who_verifies(t *testing.T) {
	t.Parallel()
	r := openRegistry(t)
	r.stands(t, openselection.Submitted)
	for state, verifies := range map[workflow.State]bool{openselection.Announced: false, openselection.ApplicationsClosed: true, openselection.Screened: false} {
		r.inState(state)
		for _, kind := range []string{"wealth_report", "tax_return", "health_letter", "drug_test_letter", "curriculum_vitae"} {
			for _, as := range []string{siti, chair, office, peer, watcher, auditor} {
				may := as == siti || kind == "curriculum_vitae" || as == office && verifies
				w := r.do(t, call{path: r.application + "/documents/" + kind + "/link", as: as})
				if (w.Code == http.StatusOK) != may || !may && field(t, w, "code") != "not_for_you" {
					t.Errorf("%s asks for %s in %s: %d", as, kind, state, w.Code)
				}
			}
		}
	}
	// A link gives no leave: when the files have been decided on it leads nowhere.
	r.inState(openselection.ApplicationsClosed)
	link := field(t, r.do(t, call{path: r.application + "/documents/wealth_report/link", as: office}), "url").(string)
	expect(t, r.do(t, call{path: link, as: office}), http.StatusOK, "")
	r.inState(openselection.Screened)
	expect(t, r.do(t, call{path: link, as: office}), http.StatusNotFound, "not_found")
}
