package house_test

import (
	"archive/zip"
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"selter/api/apitest"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/pkg/story"
	"selter/workflow/openselection"
)

// Of a selection that was played to its end every document can be printed by its
// secretariat, every number in it is that on record, and the ranking and what the public
// reads agree with it.
func TestDocuments_of_a_played_selection(t *testing.T) {
	t.Parallel()
	s, err := story.Load(openselection.Stories, "testdata/story/regency-two-letters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := embedded(t)
	c.Scratch, c.DevIdentity, c.Clock, c.Log = true, true, house.NewClock(s.Begins()), slog.New(slog.DiscardHandler)
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	g := &gallery{House: h, door: apitest.Validating(t, h.Handler)}
	server := httptest.NewServer(h.Handler)
	defer server.Close()
	if result, err := (story.Player{Target: story.Target{Base: server.URL, HTTP: server.Client()}}).Play(t.Context(), s); err != nil || !result.Met {
		t.Fatalf("%+v %v", result, err)
	}
	var selections []casework.Record
	if err := h.EachCase(t.Context(), func(record casework.Record) error {
		if record.Procedure == openselection.SelectionName {
			selections = append(selections, record)
		}
		return nil
	}); err != nil || len(selections) != len(s.Posts) {
		t.Fatalf("%d selections, %v", len(selections), err)
	}
	finals := 0
	for _, record := range selections {
		at := "/v1/selections/" + record.ID.String()
		files := []string{"announcement.pdf", "screening_result.pdf", "score_recap.pdf", "result_report.pdf"}
		announced := strings.Contains(string(record.Facts), `"stage":"result"`)
		if announced {
			files, finals = append(files, "final_announcement.pdf"), finals+1
		}
		for _, component := range openselection.Components() {
			files = append(files, "score_announcement.pdf?stage="+string(component))
		}
		for _, file := range files {
			w := g.want(t, http.StatusOK, "", "sekretaris", http.MethodGet, at+"/documents/"+file, "")
			if !strings.HasPrefix(w.Body.String(), "%PDF-") {
				t.Errorf("%s is no PDF", file)
			}
		}
		recap := g.want(t, http.StatusOK, "", "sekretaris", http.MethodGet, at+"/documents/score_recap.xlsx", "").Body.Bytes()
		if _, err := zip.NewReader(bytes.NewReader(recap), int64(len(recap))); err != nil {
			t.Errorf("the recap is no workbook: %v", err)
		}
		g.holdsNumbers(t, record, "Pemerintah Kabupaten Teladan", "Teladan")
		ranking := g.want(t, http.StatusOK, "", "sekretaris", http.MethodGet, at+"/ranking", "")
		if !strings.Contains(ranking.Body.String(), `"rank":1`) || !strings.Contains(ranking.Body.String(), `"weighted"`) {
			t.Errorf("the ranking is %s", ranking.Body)
		}
		public := g.want(t, http.StatusOK, "", "", http.MethodGet, "/v1/public/selections/"+record.ID.String(), "")
		for _, stage := range append(openselection.PublicationStages(), "result") {
			if strings.Contains(public.Body.String(), `"stage":"`+stage+`"`) != (stage != "result" || announced) {
				t.Errorf("%s is public, or should be: %s", stage, public.Body)
			}
		}
		for _, member := range []string{"ketua", "p2", "p3", "sekretaris"} {
			if strings.Contains(public.Body.String(), `"`+member+`"`) {
				t.Errorf("the public reads of %s", member)
			}
		}
	}
	if finals == 0 {
		t.Error("no result was announced")
	}
}
