package story_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"

	"selter/pkg/dossier"
	"selter/pkg/story"
	"selter/workflow/openselection"
)

// A kept case is what the server below remembers of one.
type kept struct {
	ID       string         `json:"id"`
	Ref      string         `json:"ref"`
	Subject  string         `json:"subject"`
	Pack     string         `json:"pack"`
	State    string         `json:"state"`
	Revision int64          `json:"revision"`
	Facts    map[string]any `json:"facts"`
	under    string         // selection and procedure
}

// desk is a server that keeps cases below two selections without any law, and writes down
// what it is told.
type desk struct {
	mu    sync.Mutex
	told  []string
	cases []*kept
	files map[string][]byte
}

// opening are the events that open a case.
var opening = map[string][]string{"applications": {"apply", "invite"}, "papers": {"hand_in_paper"}, "sheets": {}, "complaints": {"file_complaint"}}

func newDesk() *desk {
	d := &desk{files: map[string][]byte{}}
	for _, post := range []string{"satu", "dua"} {
		id := map[string]string{"satu": "00000000-0000-0000-0000-000000000001", "dua": "00000000-0000-0000-0000-000000000002"}[post]
		d.cases = append(d.cases, &kept{ID: id, Ref: post, Pack: "p", State: "announced", Revision: 1, under: "selections", Facts: map[string]any{
			"terms":   map[string]map[string]any{"satu": {"documents": []string{"application_letter", "photograph"}}}[post],
			"scoring": map[string]any{"component": "paper", "turn": 1},
		}})
		for _, who := range []string{"ketua", "anggota"} {
			d.cases = append(d.cases, &kept{
				ID: who + "-" + post, Ref: openselection.SheetRef(openselection.Paper, who, 1), Subject: who, State: "sheet_opened", Revision: 1, under: id + " sheets",
			})
		}
	}
	return d
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer dev:")
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	if code := r.Header.Get("Complaint-Receipt"); code != "" {
		who = strings.TrimSpace(who + " (" + code + ")")
	}
	if r.Method == http.MethodGet {
		if parts[0] == "complaints" { // which are listed for the whole house
			parts = []string{"selections", r.URL.Query().Get("selection"), "complaints"}
		}
		d.answer(w, d.read(parts))
		return
	}
	said := string(body)
	if r.Header.Get("Content-Type") != "application/json" && len(body) > 0 {
		said = r.Header.Get("Content-Type")
		d.files[r.URL.Path] = body
	}
	if parts[0] != "demo" {
		d.told = append(d.told, strings.TrimSpace(who+" "+strings.Join(parts, "/")+" "+said))
	} else if parts[1] == "clock" {
		d.told = append(d.told, said[len(`{"now":"2024-05-`):len(said)-len(`Z"}`)])
	}
	d.answer(w, d.act(who, parts, r.Header.Get("If-Match")))
}

func (d *desk) answer(w http.ResponseWriter, with any) {
	if with == nil {
		w.WriteHeader(http.StatusPreconditionFailed)
		with = map[string]any{"code": "stale", "status": http.StatusPreconditionFailed}
	}
	_ = json.MarshalWrite(w, with)
}

func (d *desk) read(parts []string) any {
	switch last := parts[len(parts)-1]; {
	case parts[0] == "procedures":
		rows := []any{}
		for _, event := range opening[last+"s"] {
			rows = append(rows, map[string]any{"event": event, "from": []string{"unopened"}})
		}
		return map[string]any{"pack": "p", "rows": rows}
	case parts[0] == "policy":
		return map[string]any{"entries": []any{map[string]any{"key": "application.documents", "value": "identity_card,diploma"}}}
	case parts[0] == "rounds" && len(parts) == 2:
		return map[string]any{"case": kept{ID: "r", State: "announced", Revision: 1}}
	case parts[0] == "selections" && (len(parts) == 1 || opening[last] != nil):
		under := cmp.Or(strings.Join(parts[1:], " "), "selections")
		return map[string]any{"items": slices.DeleteFunc(slices.Clone(d.cases), func(c *kept) bool { return c.under != under })}
	}
	return map[string]any{"items": []any{}}
}

// act opens a case, or adds one to the revision of the one that is named.
func (d *desk) act(who string, parts []string, match string) any {
	if parts[0] == "demo" || parts[0] == "rounds" {
		return map[string]any{"case": "r", "state": "plan_drafted", "revision": 1}
	}
	if parts[0] == "selections" {
		c := &kept{
			ID: fmt.Sprintf("c%d", len(d.told)), Ref: fmt.Sprintf("kode%d", len(d.told)), Subject: who, State: "drafted", Revision: 1,
			under: strings.Join(parts[1:], " "),
		}
		if parts[len(parts)-1] == "complaints" {
			c.State = "received"
		}
		d.cases = append(d.cases, c)
		return map[string]any{
			"case": c.ID, "ref": c.Ref, "state": c.State, "revision": c.Revision, "complaint": c.ID, "receipt_code": "receipt of " + c.ID,
		}
	}
	c := d.cases[slices.IndexFunc(d.cases, func(c *kept) bool { return c.ID == parts[1] })]
	if match != fmt.Sprintf(`"%d"`, c.Revision) {
		return nil
	}
	c.Revision++
	if parts[len(parts)-1] == "submit_application" {
		number := 1
		for _, other := range d.cases {
			if other.under == c.under && other.State == "submitted" {
				number++
			}
		}
		c.State, c.Facts = "submitted", map[string]any{"number": fmt.Sprintf("%02d", number)}
	}
	return map[string]any{"case": c.ID, "ref": c.Ref, "state": c.State, "revision": c.Revision}
}

func records(t *testing.T, from, to string) *story.Story {
	t.Helper()
	data, err := os.ReadFile("testdata/records.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), from) {
		t.Fatalf("the story has no %q", from)
	}
	s, err := story.Parse("records.yaml", []byte(strings.Replace(string(data), from, to, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPlay_people_act_on_what_lies_below_a_selection(t *testing.T) {
	t.Parallel()
	d := newDesk()
	result, err := story.Player{Target: listen(t, d)}.Play(t.Context(), records(t, "", ""))
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(d.told, "\n"))
	}
	golden(t, "records.told.golden", strings.Join(d.told, "\n")+"\n")
	t.Run("records_are_counted_at_the_end", func(t *testing.T) {
		t.Parallel()
		want := []story.Tally{
			{Procedure: "application", State: "submitted", Cases: 5, Entries: 26},
			{Procedure: "sheet", State: "sheet_opened", Cases: 4, Entries: 7},
			{Procedure: "paper", State: "drafted", Cases: 1, Entries: 1},
			{Procedure: "complaint", State: "received", Cases: 3, Entries: 9},
		}
		if diff := gocmp.Diff(want, result.Records); diff != "" || result.Journal != 43 {
			t.Errorf("%d entries (-want +got):\n%s", result.Journal, diff)
		}
	})
	t.Run("the_documents_are_what_they_say", func(t *testing.T) {
		t.Parallel()
		pictures := 0
		for path, content := range d.files {
			if strings.HasSuffix(path, "/photograph") {
				pictures++
				if _, err := png.Decode(bytes.NewReader(content)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
				continue
			}
			if facts, err := dossier.Inspect(dossier.Document, content); err != nil || facts.Pages != 1 || len(content) > 1024 {
				t.Errorf("%s: %v, %+v", path, err, facts)
			}
		}
		if pictures != 1 || len(d.files) != 8 {
			t.Errorf("%d files, %d of them pictures", len(d.files), pictures)
		}
	})
}

func TestPlay_says_for_whom_an_application_is_opened_and_speaks_for_nobody_else(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ step, told string }{
		"an_invitation_names_the_person": {
			`do: invite, with: {person: citra, recommendation: {number: B-1}}`,
			`sekretaris selections/00000000-0000-0000-0000-000000000001/applications {"event":"invite","person":"citra","body":{"recommendation":{"number":"B-1"}}}`,
		},
		"who_is_no_applicant_has_no_profile": {"do: fill_profile", "sekretaris applications/c10/events/fill_profile"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk()
			last := "  - {by: [ketua, anggota], on: satu, do: submit_scores}\n"
			if _, err := (story.Player{Target: listen(t, d)}).Play(t.Context(), records(t, last, "  - {by: sekretaris, on: satu, "+test.step+"}\n")); err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(d.told, test.told) {
				t.Errorf("nobody said %s in\n%s", test.told, strings.Join(d.told, "\n"))
			}
		})
	}
}

func TestPlay_tells_what_of_a_record_is_not_there(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, want string }{
		"no_application_yet": {
			"  - {by: budi, on: satu, do: apply, then: drafted}\n", "",
			"step 3 on satu/budi: expected a case of the procedure application, got none",
		},
		"another_state":                  {"then: drafted", "then: submitted", "step 3 on satu/budi: expected state submitted, got state drafted"},
		"nobody_of_the_number":           {`["03", "01"]`, `["04", "01"]`, "on satu: expected applications of 04, 01, got 1 of them"},
		"not_for_the_post":               {"{by: budi, on: satu, do: fill_profile}", "{by: budi, on: dua, do: fill_profile}", "step 4: expected somebody of budi to act, got nobody applies for these posts"},
		"nobody_of_that_name_complained": {"with: {complaint: tetangga, summary", "with: {complaint: pengawas, summary", "on satu: expected complaints of pengawas, got 0 of them"},
		"a_complaint_in_another_state":   {"expect: {on: satu, complaint: warga, state: received}", "expect: {on: satu, complaint: warga, state: proven}", "on satu/warga: expected state proven, got state received"},
		"documents_of_no_kind":           {"{kinds: all}", "{kinds: some}", `on satu/budi: expected kinds: all, or a list of kinds, got "some"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := story.Player{Target: listen(t, newDesk())}.Play(t.Context(), records(t, test.from, test.to))
			unmet, ok := errors.AsType[*story.Unmet](err)
			if !ok || !strings.Contains(unmet.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}
