package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/api"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func TestRead(t *testing.T) {
	t.Parallel()

	t.Run("a_round_with_what_is_open_and_why_not", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.round(t)
		var view struct {
			Case struct {
				State, Zone string
				Facts       map[string]any
			}
			AvailableEvents []struct {
				Event string
				Open  bool
				Why   []reason
			} `json:"available_events"`
		}
		w := h.do(t, call{path: "/v1/rounds/" + id})
		read(t, w, &view)
		if w.Header().Get("ETag") != `"1"` || view.Case.State != "plan_drafted" || view.Case.Zone != "Asia/Makassar" || view.Case.Facts == nil {
			t.Errorf("%s", w.Body)
		}
		open := map[string]bool{}
		for _, offer := range view.AvailableEvents {
			open[offer.Event] = offer.Open
			if !offer.Open && (len(offer.Why) == 0 || offer.Why[0].Says == "") {
				t.Errorf("%s is not open and nobody says why", offer.Event)
			}
		}
		if !open["revise_plan"] || open["submit_plan"] {
			t.Errorf("the secretariat may revise and not submit: %v", open)
		}
	})

	t.Run("what_was_said_only_for_those_who_keep_the_file", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.round(t)
		for _, path := range []string{"/v1/rounds/" + id, "/v1/rounds/" + id + "/journal", "/v1/rounds"} {
			if kept := h.do(t, call{path: path}).Body.String(); !strings.Contains(kept, "Kepala Bappeda") {
				t.Errorf("%s hides the file from its keeper", path)
			}
			if seen := h.do(t, call{path: path, as: applicant}).Body.String(); strings.Contains(seen, "Kepala Bappeda") {
				t.Errorf("%s shows the file to an applicant: %s", path, seen)
			}
		}
	})

	t.Run("a_journal_page_by_page", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.round(t)
		h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/revise_plan", body: plan})
		var seqs []float64
		path, previous := "/v1/rounds/"+id+"/journal?limit=1", strings.Repeat("0", 64)
		for pages := 0; path != ""; pages++ {
			if pages > 3 {
				t.Fatal("the pages do not end")
			}
			w := h.do(t, call{path: path})
			var page struct {
				Items []struct {
					Seq            float64
					Previous, Hash string
				}
			}
			read(t, w, &page)
			for _, entry := range page.Items {
				if entry.Previous != previous {
					t.Errorf("entry %v does not follow the one before", entry.Seq)
				}
				previous = entry.Hash
				seqs = append(seqs, entry.Seq)
			}
			path = next(w.Header().Get("Link"))
		}
		if diff := cmp.Diff([]float64{1, 2}, seqs); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("lists_page_by_page_and_by_filter", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		round := h.round(t)
		seen := map[string]int{}
		path := "/v1/selections?limit=1&round=" + round
		for pages := 0; path != ""; pages++ {
			if pages > 3 {
				t.Fatal("the pages do not end")
			}
			w := h.do(t, call{path: path})
			var page struct{ Items []struct{ ID, Round string } }
			read(t, w, &page)
			for _, item := range page.Items {
				seen[item.ID]++
				if item.Round != round {
					t.Errorf("%s is of round %s", item.ID, item.Round)
				}
			}
			path = next(w.Header().Get("Link"))
		}
		if len(seen) != 2 {
			t.Errorf("%v", seen)
		}
		for query, want := range map[string]int{
			"agency=53": 2, "agency=54": 0, "state=planned": 2, "state=planned,announced": 2, "state=announced": 0, "round=" + noCase: 0,
		} {
			var page struct{ Items []json.RawMessage }
			read(t, h.do(t, call{path: "/v1/selections?" + query}), &page)
			if len(page.Items) != want {
				t.Errorf("%s selects %d", query, len(page.Items))
			}
		}
	})

	t.Run("clocks_with_their_working_and_notices_with_their_roles", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		id := h.round(t)
		h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/submit_plan", body: proposal, as: authorised})
		var clocks struct {
			Items []struct {
				Kind, Status, Working string
				Reminder              int
			}
		}
		read(t, h.do(t, call{path: "/v1/rounds/" + id + "/deadlines"}), &clocks)
		found := false
		for _, clock := range clocks.Items {
			found = found || clock.Kind == "plan_recommendation_due" && clock.Reminder == 0 && clock.Status == "open" && strings.Contains(clock.Working, "hari ke-1 = ")
		}
		if !found {
			t.Errorf("%+v", clocks)
		}
		var notices struct {
			Items []struct{ Role, About string }
		}
		read(t, h.do(t, call{path: "/v1/rounds/" + id + "/notices"}), &notices)
		if len(notices.Items) != 1 || notices.Items[0].Role != "supervisor" || notices.Items[0].About != "submit_plan" {
			t.Errorf("%+v", notices)
		}
	})

	t.Run("tables_diagrams_and_packs", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		for _, name := range []string{openselection.RoundName, openselection.SelectionName} {
			for _, query := range []string{"", "?profile=bkn&date=2026-01-05", "?base=national&date=2024-05-08"} {
				w := h.do(t, call{path: "/v1/procedures/" + name + query})
				if w.Code != http.StatusOK || field(t, w, "procedure") != name {
					t.Errorf("%s%s: %d %s", name, query, w.Code, w.Body)
				}
			}
			w := h.do(t, call{path: "/v1/procedures/" + name + "/diagram"})
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "stateDiagram-v2\n") || !strings.Contains(w.Body.String(), "\n    [*] --> ") {
				t.Errorf("%d %.80s", w.Code, w.Body)
			}
		}
		h.round(t)
		w := h.do(t, call{path: "/v1/policy/packs?province=53&agency=53&date=2024-05-08"})
		var pack struct{ Hash string }
		read(t, w, &pack)
		stored := h.do(t, call{path: "/v1/policy/packs/" + pack.Hash})
		if stored.Code != http.StatusOK || stored.Body.String() != w.Body.String() {
			t.Errorf("the pack of the round is another one: %d", stored.Code)
		}
		if _, err := policy.ParsePack(stored.Body.Bytes()); err != nil {
			t.Errorf("the answer is not the pack that its hash names: %v", err)
		}
	})

	t.Run("a_choice_of_policy_binds_the_round", func(t *testing.T) {
		t.Parallel()
		h := open(t)
		w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(`"zone":`, `"policy":{"base":"national","profile":"bkn"},"zone":`)})
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var view struct{ Case struct{ Pack string } }
		read(t, h.do(t, call{path: w.Header().Get("Location")}), &view)
		pack := h.do(t, call{path: "/v1/policy/packs/" + view.Case.Pack})
		if field(t, pack, "profile") != "bkn" || field(t, pack, "base") != "national" {
			t.Errorf("%.200s", pack.Body)
		}
	})
}

func next(link string) string {
	target, rel, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	if rel != `; rel="next"` {
		return ""
	}
	return target
}

func TestOperations(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/livez", "/readyz"} {
		if w := h.do(t, call{path: path, as: "-"}); w.Code != http.StatusOK || field(t, w, "status") != "ok" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := h.do(t, call{path: "/version", as: "-"}); field(t, w, "version") != "test" {
		t.Errorf("%s", w.Body)
	}
	if w := h.do(t, call{path: "/metrics", as: "-"}); w.Code != http.StatusNotFound {
		t.Errorf("/metrics without metrics: %d", w.Code)
	}
}

func TestReadiness_fails_by_name_and_keeps_the_reason_to_itself(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *api.Config) {
		c.Checks = []api.Check{{Name: "queue", Probe: failing}}
	})
	w := h.do(t, call{path: "/readyz", as: "-"})
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `{"name":"queue","ok":false}`) || strings.Contains(w.Body.String(), "10.0.0.7") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(h.log.String(), "10.0.0.7") {
		t.Error("the reason is lost")
	}
}
