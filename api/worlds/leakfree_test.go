package worlds_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"selter/workflow"
)

// What a scorer enters moves nothing that anybody else is told: no list, no count, no order
// and no ETag. Each is looked at on its own, on whatever lists or tags anything near.
func TestHiddenScores_move_nothing(t *testing.T) {
	t.Parallel()
	worlds, p := fork(t, 2)
	rng := rand.New(rand.NewPCG(*seed, 7))
	for i, w := range worlds { // one saves once, and the other five times
		for range 1 + 4*i {
			must(t, w.enters(t.Context(), rng, p, "anggota-3"))
		}
	}
	for i, w := range worlds { // but for chance: the markers' own sheets do differ
		told := question{method: http.MethodGet, path: "/v1/sheets/" + p.Sheets["anggota-3"].String(), as: "anggota-3"}.of(t.Context(), w.handler)
		if want := fmt.Sprintf("%q", fmt.Sprint(2+4*i)); !strings.Contains(told.header, want) {
			t.Fatalf("not revision %s: %s", want, told)
		}
	}
	for name, look := range map[string]func(answer) string{
		"lists":  func(a answer) string { return a.body },
		"counts": counted,
		"order":  func(a answer) string { return strings.Join(identifier.FindAllString(a.body, -1), " ") },
		"etags":  tagged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := 0
			for _, as := range oneOfEach([]string{"anggota-3"}) {
				for _, q := range nearScores(p, name, as) {
					a, b := q.of(t.Context(), worlds[0].handler), q.of(t.Context(), worlds[1].handler)
					one, other := look(a), look(b)
					if a.status != b.status || one != other {
						t.Errorf("%s\ntells %d %s\nand %d %s", q, a.status, one, b.status, other)
					}
					if a.status < http.StatusBadRequest && one != "" {
						seen++
					}
				}
			}
			if seen < 50 {
				t.Errorf("only %d answers told anything", seen)
			}
		})
	}
}

// nearScores are the questions about one aspect.
func nearScores(p *plot, aspect, as string) []question {
	scored, round, sheet := "/v1/selections/"+p.Scored.String(), "/v1/rounds/"+p.Round.String(), "/v1/sheets/"+p.Sheets["anggota-3"].String()
	read := func(path string, header map[string]string) question {
		return question{method: http.MethodGet, path: path, as: as, header: header}
	}
	var list []question
	switch aspect {
	case "etags":
		for _, path := range []string{scored, round, sheet, scored + "/sheets", "/v1/public" + strings.TrimPrefix(scored, "/v1")} {
			list = append(list, read(path, nil))
			for known := range 7 {
				list = append(list, read(path, map[string]string{"If-None-Match": fmt.Sprintf("%q", fmt.Sprint(known))}))
			}
		}
		for expected := range 7 { // what they think that they change
			list = append(list, question{
				method: http.MethodPost, path: sheet + "/events/submit_scores", body: "{}", as: as, key: fmt.Sprint("tebak-", expected), match: fmt.Sprintf("%q", fmt.Sprint(expected)),
			})
		}
	case "counts":
		for limit := range 4 {
			for _, path := range []string{scored + "/sheets", scored + "/papers", scored + "/journal", scored + "/applications", "/v1/selections"} {
				list = append(list, read(fmt.Sprintf("%s?limit=%d", path, limit+1), nil))
			}
		}
		list = append(list, read(scored+"/deadlines", nil), read(scored+"/notices", nil), read(scored+"/events", nil), read(sheet+"/journal", nil))
	default:
		for _, path := range []string{
			scored + "/sheets", scored + "/sheets?state=sheet_opened", scored + "/sheets?state=sheet_submitted", scored + "/papers", scored + "/journal",
			scored + "/ranking", scored + "/applications", "/v1/applications?agency=" + here, "/v1/selections?round=" + p.Round.String(), scored + "/notices",
			scored + "/sheets?after=" + p.Sheets["anggota-3"].String(), scored + "/sheets?after=" + workflow.CaseID{}.String(), round + "/journal",
		} {
			list = append(list, read(path, nil))
		}
	}
	return list
}

// counted is how many things an answer has, how long it is and whether there are more.
func counted(a answer) string {
	link := ""
	for line := range strings.Lines(a.header) {
		if strings.HasPrefix(line, "Link:") || strings.HasPrefix(line, "Content-Length:") {
			link += line
		}
	}
	return fmt.Sprint(len(identifier.FindAllString(a.body, -1)), len(a.body), link)
}

// tagged is the tag of an answer, and whether it was known already.
func tagged(a answer) string {
	for line := range strings.Lines(a.header) {
		if strings.HasPrefix(line, "Etag:") {
			return fmt.Sprint(a.status, line)
		}
	}
	return ""
}
