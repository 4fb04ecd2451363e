package worlds_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/workflow"
	"selter/workflow/openselection"
)

// This file plants what nobody but one person knows: what a scorer has entered, whose a
// paper is, what an applicant has said.

// enteredScores is the kind of secret that ends with the reveal.
const enteredScores = "a_score_being_entered"

// markers are who marks the papers.
var markers = []string{"anggota-3", "anggota-4"}

// plantEntered has one scorer enter other points on the own sheet in each world, as often as
// they like and in whatever order; and at last submit them, which is known.
func plantEntered(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error) {
	who := markers[n/pairsPerFork%len(markers)]
	s := secret{says: "what " + who + " has entered", known: []string{who}, focus: focus{
		cases: []workflow.CaseID{p.Scored, p.Sheets[who]}, on: map[string][]workflow.CaseID{"selections": {p.Scored}, "sheets": {p.Sheets[who]}},
	}}
	for i, w := range worlds {
		times := 1 + i*rng.IntN(5)
		for range times {
			if err := w.enters(ctx, rng, p, who); err != nil {
				return s, err
			}
		}
		if n%pairsPerFork == pairsPerFork-1 {
			s.says = "what " + who + " has submitted"
			if _, err := w.asker.send(ctx, http.MethodPost, "/v1/sheets/"+p.Sheets[who].String()+"/events/submit_scores", who, []byte("{}")); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// enters has a marker enter some points for all papers, in some order.
func (w *world) enters(ctx context.Context, rng *rand.Rand, p *plot, who string) error {
	codes, points := slices.Clone(p.Codes), make([]int, len(p.Codes))
	rng.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	for i := range points {
		points[i] = rng.IntN(100)
	}
	_, err := w.asker.send(ctx, http.MethodPost, "/v1/sheets/"+p.Sheets[who].String()+"/events/enter_scores", who, []byte(marks(codes, points...)))
	return err
}

// askUntilTheReveal asks everybody everything that can be read once more, and everything that
// is refused because not all have submitted. Then the scores are revealed; and now the two
// worlds are seen to differ.
func askUntilTheReveal(t *testing.T, worlds []*world, p *plot, called names, known []string) int {
	t.Helper()
	scored := "/v1/selections/" + p.Scored.String()
	act := func(event, body string) question {
		return question{method: http.MethodPost, path: scored + "/events/" + event, body: body, key: "terlalu-dini-" + event, match: "*", as: "ketua"}
	}
	list := []question{
		act("reveal_scores", "{}"), act("test_field", scripted(openselection.TestField)), act("determine_result", scripted(openselection.DetermineResult)),
		act("correct_score", `{"component":"paper","candidate":"01","by":"anggota-3","points":50,"reason":"keliru","second":"anggota-1"}`),
		act("correct_score", `{"component":"paper","candidate":"01","by":"anggota-4","points":50,"reason":"keliru","second":"anggota-1"}`),
		act("open_scoring", string(marking().Body)), act("publish_stage", `{"stage":"paper","letter":{"number":"11/P","date":"2024-05-22"},"where":"laman"}`),
	}
	for n := range list {
		list[n].key += fmt.Sprint(n)
	}
	for _, q := range list {
		if told := called.compare(t, worlds, q); told.status < http.StatusBadRequest {
			t.Errorf("too early: %s\n%s", q, told)
		}
	}
	asked := len(list) + askEverybody(t, worlds, called, known, hiddenPaths(p))
	for _, w := range worlds {
		for _, who := range markers {
			if !slices.Contains(known, who) {
				must(t, w.enters(t.Context(), rand.New(rand.NewPCG(1, 1)), p, who))
			}
			path := "/v1/sheets/" + p.Sheets[who].String() + "/events/submit_scores"
			if told := (question{method: http.MethodPost, path: path, as: who, body: "{}", key: "serah", match: "*"}).of(t.Context(), w.handler); told.status >= 400 && told.status != http.StatusConflict {
				t.Errorf("%s: %s", who, told)
			}
		}
		reveal := list[0]
		reveal.key = "buka"
		if told := reveal.of(t.Context(), w.handler); told.status != http.StatusOK {
			t.Errorf("the reveal: %s", told)
		}
	}
	after := question{method: http.MethodGet, path: scored, as: "ketua"}
	if after.of(t.Context(), worlds[0].handler) == after.of(t.Context(), worlds[1].handler) {
		t.Error("the worlds do not differ after the reveal either: nothing was compared")
	}
	return asked
}

// compare asks both worlds, and fails unless they answer alike.
func (n names) compare(t *testing.T, worlds []*world, q question) answer {
	t.Helper()
	a, b := q.of(t.Context(), worlds[0].handler), q.of(t.Context(), worlds[1].handler)
	if !n.alike(a, b) {
		t.Errorf("%s\nis answered in one world\n%s\nin the other\n%s", q, a, b)
	}
	return a
}

// oneOfEach are those who do not know, one for each part that somebody can have, here and in
// the other agency.
func oneOfEach(known []string) []string {
	all := []string{
		"", "siapa-saja", "ppk", "sekda", "sekretaris", "ketua", "anggota-1", "anggota-3", "anggota-4", "asesor", "penelusur", "narasumber", "pengawas", "pemeriksa",
		"admin", "izin", "pelamar", "pelamar-2", "saingan", "warga", "ketua-saingan", "ppk-lain", "sekretaris-lain",
	}
	return slices.DeleteFunc(all, func(who string) bool { return slices.Contains(known, who) })
}

// askEverybody has everybody who does not know read some paths.
func askEverybody(t *testing.T, worlds []*world, called names, known, paths []string) int {
	t.Helper()
	callers := oneOfEach(known)
	for _, as := range callers {
		for _, path := range paths {
			called.compare(t, worlds, question{method: http.MethodGet, path: path, as: as})
		}
	}
	return len(callers) * len(paths)
}

// hiddenPaths are all that can be read about a scoring that is under way.
func hiddenPaths(p *plot) []string {
	scored, round := "/v1/selections/"+p.Scored.String(), "/v1/rounds/"+p.Round.String()
	paths := []string{
		scored, scored + "/events", scored + "/journal", scored + "/deadlines", scored + "/notices", scored + "/ranking", scored + "/compliance", scored + "/compliance/changes", scored + "/papers",
		scored + "/sheets", scored + "/sheets?limit=1", scored + "/sheets?state=sheet_opened", scored + "/sheets?state=sheet_submitted",
		round, round + "/journal", round + "/notices", "/v1/selections?round=" + p.Round.String(), "/v1/public" + strings.TrimPrefix(scored, "/v1"),
	}
	for _, who := range markers {
		sheet := "/v1/sheets/" + p.Sheets[who].String()
		paths = append(paths, sheet, sheet+"/events", sheet+"/journal", "/v1/persons/"+who)
	}
	return paths
}

// authorsPaths are all that can be read about the papers of a selection.
func authorsPaths(p *plot) []string {
	rival := "/v1/selections/" + p.Rival.String()
	return []string{
		rival, rival + "/events", rival + "/journal", rival + "/deadlines", rival + "/notices", rival + "/ranking", rival + "/compliance", rival + "/papers", rival + "/papers?limit=1",
		rival + "/sheets", rival + "/sheets?limit=1", rival + "/applications",
	}
}

// draftPaths are all that can be read about an application.
func draftPaths(p *plot) []string {
	draft, open := "/v1/applications/"+p.Drafts["pelamar"].String(), "/v1/selections/"+p.Open.String()
	return []string{
		draft, draft + "/events", draft + "/journal", draft + "/receipt", draft + "/documents/curriculum_vitae/link", draft + "/documents/" + integrityPact + "/link",
		open, open + "/events", open + "/journal", open + "/notices", open + "/applications", open + "/applications?limit=1&state=drafted",
		"/v1/applications", "/v1/applications?agency=" + here, "/v1/applications?selection=" + p.Open.String(),
		"/v1/persons/pelamar", "/v1/persons/pelamar/readings", "/v1/mandates?person=pelamar",
	}
}

// plantAuthors hands in the same papers under the same codes in both worlds, but by others:
// who has which code in one has another in the other. Then they are given out to be marked.
func plantAuthors(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error) {
	authors := append([]string{"saingan"}, scriptApplicants[1:4]...)
	s := secret{says: "whose paper is under which code", known: authors, hashes: true, focus: focus{
		cases: []workflow.CaseID{p.Rival}, on: map[string][]workflow.CaseID{"selections": {p.Rival}},
	}}
	if n%pairsPerFork > 0 {
		return s, nil // the papers of a selection are handed in once; more is asked about them
	}
	shift := 1 + rng.IntN(len(authors)-1)
	for i, w := range worlds {
		server, err := w.under(authors, i*shift)
		if err != nil {
			return s, err
		}
		w.asker.handler = server
		for n, who := range authors {
			text := onePage(fmt.Sprintf("naskah %d", (n+i*shift)%len(authors)))
			if _, err := w.asker.send(ctx, http.MethodPost, "/v1/selections/"+p.Rival.String()+"/papers", who, text); err != nil {
				return s, err
			}
		}
		if err := (&post{id: p.Rival, agency: here}).act(ctx, w.asker, marking()); err != nil {
			return s, err
		}
	}
	return s, sameOnSheets(ctx, p, worlds)
}

// under is a server that gives each of some people the code of another.
func (w *world) under(people []string, shift int) (http.Handler, error) {
	c := configuration(w)
	digest := c.Digest
	c.Digest = func(purpose string, value []byte) [32]byte {
		parts := bytes.Split(value, []byte{0})
		if purpose == "paper code" && len(parts) > 2 {
			if at := slices.Index(people, string(parts[1])); at >= 0 {
				parts[1] = []byte(people[(at+shift)%len(people)])
			}
			value = bytes.Join(parts, []byte{0})
		}
		return digest(purpose, value)
	}
	return api.New(c)
}

// sameOnSheets fails unless the markers have the same codes with the same papers under them.
func sameOnSheets(ctx context.Context, p *plot, worlds []*world) error {
	var before string
	for _, w := range worlds {
		sheets, err := (&post{id: p.Rival, agency: here}).sheets(ctx, w.asker)
		if err != nil {
			return err
		}
		var seen strings.Builder
		for _, who := range markers {
			id := sheets[openselection.SheetRef(openselection.Paper, who, 1)]
			told, err := w.asker.send(ctx, http.MethodGet, "/v1/sheets/"+id.String(), who, nil)
			if err != nil {
				return err
			}
			sheet, err := decode[struct {
				Case struct {
					Facts struct{ Candidates []string }
				}
			}](told)
			if err != nil || len(sheet.Case.Facts.Candidates) != 4 {
				return fmt.Errorf("%s has %s (%w)", who, told, err)
			}
			for _, code := range sheet.Case.Facts.Candidates {
				link, err := w.asker.send(ctx, http.MethodGet, "/v1/selections/"+p.Rival.String()+"/papers/"+code+"/link", who, nil)
				if err != nil {
					return err
				}
				to, err := decode[struct{ URL string }](link)
				if err != nil {
					return err
				}
				q := question{method: http.MethodGet, path: to.URL, as: who}
				fmt.Fprintln(&seen, who, code, len(to.URL), q.of(ctx, w.handler))
			}
		}
		if before != "" && before != seen.String() {
			return fmt.Errorf("the markers see\n%s\nand\n%s", before, seen.String())
		}
		before = seen.String()
	}
	return nil
}

// plantDraft has an applicant say other things in each world, more or less often, and hand in
// other documents. The committee and its secretariat may read it; the officers may not.
func plantDraft(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error) {
	const who = "pelamar"
	draft := p.Drafts[who]
	path := "/v1/applications/" + draft.String()
	s := secret{says: "the profile of " + who, known: committee(who, "pengawas", "pemeriksa"), focus: focus{
		cases: []workflow.CaseID{draft, p.Open}, persons: []string{who},
		on: map[string][]workflow.CaseID{"applications": {draft}, "selections": {p.Open}, "rounds": {p.Fresh}},
	}}
	kind := []string{"curriculum_vitae", integrityPact}[rng.IntN(2)]
	return s, differently(rng, worlds, func(w *world, number int) error {
		for range 1 + number%3 {
			if _, err := w.asker.send(ctx, http.MethodPost, path+"/events/fill_profile", who, []byte(profile(fmt.Sprint("Unit ", number), "iv_a", number%40))); err != nil {
				return err
			}
		}
		if number%2 == 0 {
			return nil
		}
		_, err := w.asker.send(ctx, http.MethodPut, path+"/documents/"+kind, who, onePage(strings.Repeat("x", 1+number)))
		return err
	})
}
