package worlds_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// configuration is the server of a house, so that a test can change a part of it.
func configuration(w *world) api.Config {
	return api.Config{
		Desk: w.Desk, Law: w.Desk, Shelves: w.Store, Packs: w.Store, Says: w.Glossary.Says, Identify: api.DevIdentity(w.Identity.Assume),
		Accounts: w.Identity, Vault: w.Vault, Duties: w.Store.Identity(), Digest: w.Vault.Keyring().Digest, Cast: true, SetClock: w.SetClock, Version: "test",
		Dossier: cabinet{w.Dossier}, Secrets: w.Vault.Keyring(), Printer: press{}, Scores: w.Keeper, Board: slate{}, Custody: w.Custody, Attachments: handedIn{w.Custody, w.Dossier},
		Webhooks: endpointsOf(w), Calendars: calendarsOf(w), Inbox: w.Store.Mailroom(),
	}
}

func serverOf(t *testing.T, c api.Config) http.Handler {
	t.Helper()
	server, err := api.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// A comparison that finds nothing proves something only if it can find: each of these
// servers gives a secret away, in its own way.
func TestPlantedLeaks_are_found(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]struct {
		kind  string
		plant planter
		leaky func(t *testing.T) func(*world, *plot) http.Handler
	}{
		"a_wall_that_is_open":                {"another_agency", plantElsewhere, openWall},
		"facts_shown_to_everybody":           {"a_hidden_score", plantScore, shownFacts},
		"a_header_with_a_hidden_revision":    {"another_agency", plantElsewhere, hiddenRevision},
		"a_count_over_all_agencies":          {"another_agency", plantElsewhere, wideCount},
		"a_particular_in_the_length_alone":   {"a_particular", plantParticular, paddedLength},
		"a_refusal_that_knows_other_duties":  {"a_second_duty", plantDuty, knowingRefusal},
		"a_head_that_covers_the_sealed_ones": {"a_hidden_score", plantScore, shownHead},
		"a_list_that_tells_revisions":        {enteredScores, plantEntered, tellingList},
		"an_ETag_that_counts_saves":          {enteredScores, plantEntered, countingTag},
		"an_order_by_points":                 {enteredScores, plantEntered, orderByPoints},
		"a_refusal_that_tells_a_number":      {enteredScores, plantEntered, numberedRefusal},
		"metrics_of_each_sheet":              {enteredScores, plantEntered, metricsOfSheets},
		"a_paper_that_names_its_author":      {"whose_paper_it_is", plantAuthors, namedPapers},
		"a_count_of_what_was_filled_in":      {"what_an_applicant_says", plantDraft, countedDraft},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := tryPairs(t, leak.kind, leak.plant, 0, pairsPerFork, leak.leaky(t))
			if found.leaks == 0 {
				t.Errorf("not found in %d pairs and %d questions", found.pairs, found.questions)
			}
		})
	}
}

// openWall takes everybody for an auditor of the whole nation.
func openWall(t *testing.T) func(*world, *plot) http.Handler {
	return func(w *world, _ *plot) http.Handler {
		c := configuration(w)
		identify := c.Identify
		c.Identify = func(r *http.Request) (identity.Subject, error) {
			who, err := identify(r)
			who.Duties = append(who.Duties, workflow.Duty{
				Role: workflow.Auditor, Scope: workflow.Scope{Agency: workflow.Nation}, From: calendar.DateOf(planned, calendar.WIB),
			})
			return who, err
		}
		return serverOf(t, c)
	}
}

// altered lets a leak change every good answer to a reader.
func altered(change func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder)) func(*testing.T) func(*world, *plot) http.Handler {
	return func(*testing.T) func(*world, *plot) http.Handler {
		return func(w *world, p *plot) http.Handler {
			inner := w.handler
			return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				inner.ServeHTTP(answer, r)
				change(w, p, r, answer)
				maps.Copy(out.Header(), answer.Header())
				out.WriteHeader(answer.Code)
				_, _ = out.Write(answer.Body.Bytes())
			})
		}
	}
}

// shownFacts shows whoever reads a selection what its chair would see.
func shownFacts(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, _ *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if r.Method != http.MethodGet || answer.Code != http.StatusOK || !strings.HasPrefix(r.URL.Path, "/v1/selections/") {
			return
		}
		q := question{method: r.Method, path: r.URL.RequestURI(), as: "ketua"}
		answer.Body.Reset()
		answer.Body.WriteString(q.of(r.Context(), w.Handler).body)
	})(t)
}

// hiddenRevision puts the revision of a case behind the wall into a header.
func hiddenRevision(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if theirs, err := w.Store.Case(r.Context(), p.Plan); err == nil && answer.Code == http.StatusNotFound {
			answer.Header().Set("ETag", fmt.Sprintf("%q", fmt.Sprint(theirs.Record.Revision)))
		}
	})(t)
}

// wideCount counts what is there beside what is shown.
func wideCount(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, _ *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		all, err := w.Store.Cases(r.Context(), casework.Query{Procedure: openselection.RoundName})
		if err == nil && answer.Code == http.StatusOK && strings.HasPrefix(r.URL.Path, "/v1/rounds") {
			answer.Header().Set("X-Total-Count", fmt.Sprint(len(all)))
		}
	})(t)
}

// paddedLength answers about a person at another length for another address.
func paddedLength(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, _ *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		rest, ok := strings.CutPrefix(r.URL.Path, "/v1/persons/")
		if who, _, _ := strings.Cut(rest, "/"); ok && who != "" && answer.Code == http.StatusNotFound {
			held := question{method: http.MethodGet, path: "/v1/persons/" + who + "/particulars", as: who}.of(r.Context(), w.Handler)
			answer.Body.WriteString(strings.Repeat(" ", len(held.body)))
		}
	})(t)
}

// knowingRefusal refuses with the number of all the duties that a person has anywhere.
func knowingRefusal(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, _ *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		rest, ok := strings.CutPrefix(r.URL.Path, "/v1/persons/")
		who, _, _ := strings.Cut(rest, "/")
		if held, _, err := w.Store.Identity().DutiesOf(r.Context(), who); ok && err == nil && answer.Code >= http.StatusBadRequest {
			fmt.Fprintf(answer.Body, "%d", len(held))
		}
	})(t)
}

// shownHead shows the hash that covers all that has been said in a selection.
func shownHead(t *testing.T) func(*world, *plot) http.Handler {
	return altered(func(w *world, p *plot, r *http.Request, answer *httptest.ResponseRecorder) {
		if scored, err := w.Store.Case(r.Context(), p.Scored); err == nil && r.URL.Path == "/v1/selections" {
			answer.Header().Set("X-Head", scored.Record.Head.String())
		}
	})(t)
}
