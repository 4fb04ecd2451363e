package worlds_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/api"
	"selter/workflow"
	"selter/workflow/openselection"
)

// askers are those of the agency that asks, one for each duty, and who has none.
var askers = []string{"ppk", "sekda", "sekretaris", "ketua", "anggota-1", "asesor", "narasumber", "penelusur-1", "pelamar", "admin", "ketua-saingan", "siapa-saja"}

// unknown is an identifier that looks like those behind the wall and that nothing has.
const unknown = "01900000-0000-7000-8000-00000000beef"

// A disguise is a question twice: of something behind the wall, and of nothing.
type disguise struct{ theirs, nothing question }

// alike tells whether both are answered by the same bytes, but that an answer may repeat
// the identifier that was asked for.
func (d disguise) alike(t *testing.T, handler http.Handler, theirs, nothing string) (answer, answer, bool) {
	t.Helper()
	a, b := d.theirs.of(t.Context(), handler), d.nothing.of(t.Context(), handler)
	masked := func(a answer, id string) string { return strings.ReplaceAll(a.String(), id, "?") }
	return a, b, masked(a, theirs) == masked(b, nothing)
}

// An identifier of another agency, but of a post that it has announced, is answered like one that nothing has: on every route
// that takes one, in the path, the query or the body, by reading and by acting.
func TestIdentifiersOfAnotherAgency_are_as_if_there_were_none(t *testing.T) {
	t.Parallel()
	worlds, p := fork(t, 1)
	w := worlds[0]
	events, _ := eventsOf(t, w)
	if err := w.record(t.Context(), "warga-lain", "address", "Jalan Contoh 1"); err != nil {
		t.Fatal(err)
	}
	behind := map[string][]string{
		"rounds": {p.Foreign.String(), p.Plan.String()}, "selections": {p.Coming.String()},
		"applications": {p.Under[openselection.ApplicationName].String()}, "sheets": {p.Under[openselection.SheetName].String()},
		"papers":   {p.Under[openselection.PaperName].String()},
		"mandates": {p.Mandates["ppk-lain"].String(), p.Mandates["asesor-lain"].String()}, "persons": {"warga-lain"},
	}
	asked, places := 0, make(map[string]int)
	hold := func(where string, d disguise, theirs, nothing string) {
		t.Helper()
		asked++
		places[where]++
		a, b, same := d.alike(t, w.handler, theirs, nothing)
		if !same {
			t.Errorf("%s: %s\nis answered\n%s\nand of nothing\n%s", where, d.theirs, a, b)
		}
	}
	who := askers
	if raced {
		who = []string{"ppk", "sekretaris", "admin"}
		t.Logf("with the race detector %d people ask, and %d without it", len(who), len(askers))
	}
	for _, as := range who {
		for _, route := range api.Routes() {
			name := unknown
			if strings.Contains(route.Path, "{person}") {
				name = "tiada-orang"
			}
			for _, id := range behind[collection(route)] {
				inPath(route, as, id, name, events[route.Policy.Procedure], hold)
			}
			inQuery(route, as, p, hold)
		}
		inBody(as, p, hold)
	}
	if t.Failed() {
		return
	}
	if asked < 160*len(who) || len(places) < 30 {
		t.Errorf("only %d questions on %d places", asked, len(places))
	}
	t.Logf("%d questions on %d places, each of what is behind the wall and of nothing", asked, len(places))
	for _, where := range slices.Sorted(maps.Keys(places)) {
		if places[where] < len(who) {
			t.Errorf("%s was asked %d times only", where, places[where])
		}
	}
}

// collection is what the identifier in a route's path is one of. What is announced is there
// for everybody, and no other agency's business.
func collection(route api.Route) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(route.Path, "/v1/"), "/")
	return name
}

type holding func(where string, d disguise, theirs, nothing string)

// inPath puts the identifier into the path: once for a reader, for each event for who acts.
func inPath(route api.Route, as, id, nothing string, events []string, hold holding) {
	if !strings.Contains(route.Path, "{id}") && !strings.Contains(route.Path, "{person}") {
		return
	}
	if !strings.Contains(route.Path, "{event}") {
		events = []string{""}
	}
	for n, event := range append(slices.Clone(events), "no_event") {
		ask := func(id string) question {
			q := question{route: route.Path, method: route.Method, as: as, path: strings.NewReplacer(
				"{id}", id, "{person}", id, "{event}", event, "{kind}", integrityPact, "{code}", "7k3mq9td", "{file}", "score_recap.pdf",
			).Replace(route.Path)}
			if route.Keyed {
				q.key = fmt.Sprintf("jalan-%s-%d", as, n)
			}
			if route.Conditional {
				q.match = []string{"*", `"1"`, `"6"`}[n%3]
			}
			if route.Body != api.NoBody {
				q.body = []string{scripted(workflow.Event(event)), "{}", `{"values":{"address":"Jalan Lain 2"}}`, `{"a":1}`}[n%4]
			}
			if route.Body == api.NeedsFile {
				q.body, q.media = string(onePage("naskah")), "application/pdf"
			}
			if strings.HasSuffix(route.Path, "/applications") && route.Body == api.NeedsBody {
				q.body = []string{`{"event":"apply","body":{}}`, `{"event":"invite","person":"warga","body":{"recommendation":{"number":"800/1","date":"2024-05-22"}}}`}[n%2]
			}
			if strings.Contains(route.Path, "/selections/events/") {
				q.body = `{"items":[{"selection":"` + unknown + `"}]}`
			}
			return q
		}
		hold(route.Method+" "+route.Path, disguise{ask(id), ask(nothing)}, id, nothing)
	}
}

// inQuery puts it into each parameter that takes one.
func inQuery(route api.Route, as string, p *plot, hold holding) {
	path := strings.NewReplacer("{id}", p.Round.String(), "{person}", as).Replace(route.Path)
	if route.Method != http.MethodGet || strings.Contains(path, "{") || strings.HasPrefix(path, "/v1/mandates/") || strings.HasPrefix(path, "/v1/selections/") {
		return
	}
	for _, name := range route.Query {
		theirs, nothing := "", ""
		switch name {
		case "round":
			theirs, nothing = p.Plan.String(), unknown
		case "selection":
			theirs, nothing = p.Coming.String(), unknown
		case "agency":
			theirs, nothing = elsewhere, "99"
		case "person":
			theirs, nothing = "asesor-lain", "tiada-orang"
		}
		if theirs == "" || route.Policy.Rule == api.Published || route.Policy.Rule == api.Anyone { // what the law is, everybody may ask of every agency
			continue
		}
		ask := func(value string) question {
			return question{route: route.Path, method: route.Method, as: as, path: path + "?" + name + "=" + value}
		}
		hold(route.Method+" "+route.Path+"?"+name, disguise{ask(theirs), ask(nothing)}, theirs, nothing)
	}
}

// inBody puts it into the bodies that name a place or a selection.
func inBody(as string, p *plot, hold holding) {
	acting := func(where, method, path string, body func(id string) string, theirs string) {
		ask := func(id string) question {
			return question{route: where, method: method, path: path, as: as, body: body(id), key: "isi-" + as + "-" + where, match: "*"}
		}
		hold(where, disguise{ask(theirs), ask(unknown)}, theirs, unknown)
	}
	bulk := "/v1/rounds/" + p.Round.String() + "/selections/events/"
	for _, event := range []string{"correct_score", "cancel", "extend", "no_event"} {
		acting("selection in "+event+" for many", http.MethodPost, bulk+event, func(id string) string {
			return `{"items":[{"selection":"` + id + `","expect":3,"body":` + scripted(workflow.Event(event)) + `}]}`
		}, p.Coming.String())
	}
	terms := func(round, selection string) string {
		text := `{"ref":"rahasia","duty":"tracer","from":"2024-05-22","round":"` + round + `"`
		if selection != "" {
			text += `,"selection":"` + selection + `"`
		}
		return text + "}"
	}
	for _, event := range []string{"grant_duty", "propose_duty"} {
		mandate := "/v1/mandates/" + p.Mandates["ganda"].String() + "/events/" + event
		acting("round of a duty, "+event, http.MethodPost, mandate, func(id string) string { return terms(id, "") }, p.Foreign.String())
		acting("selection of a duty, "+event, http.MethodPost, mandate, func(id string) string { return terms(p.Round.String(), id) }, p.Coming.String())
		byName := func(place func(id string) string) func(string) string {
			return func(id string) string {
				return `{"agency":{"code":"` + here + `"},"zone":"WITA","person":"ganda","event":"` + event + `","body":` + place(id) + `}`
			}
		}
		acting("round of a duty by name, "+event, http.MethodPost, "/v1/mandates", byName(func(id string) string { return terms(id, "") }), p.Foreign.String())
		acting("selection of a duty by name, "+event, http.MethodPost, "/v1/mandates", byName(func(id string) string { return terms(p.Round.String(), id) }), p.Coming.String())
	}
}

// The ratio of the median times in which both are answered is reported, not asserted: a
// bound on it would fail on a busy machine and prove little on an idle one.
func BenchmarkIdentifiersOfAnotherAgency(b *testing.B) {
	worlds, p := fork(b, 1)
	w, rng := worlds[0], rand.New(rand.NewPCG(1, 2))
	for name, path := range map[string]string{
		"read": "/v1/selections/%s", "journal": "/v1/selections/%s/journal", "act": "/v1/selections/%s/events/cancel", "mandate": "/v1/mandates/%s",
	} {
		b.Run(name, func(b *testing.B) {
			theirs := p.Coming.String()
			if name == "mandate" {
				theirs = p.Mandates["ppk-lain"].String()
			}
			took := make(map[string][]time.Duration)
			for b.Loop() {
				for _, k := range rng.Perm(2) {
					id := []string{theirs, unknown}[k]
					q := question{method: http.MethodGet, path: fmt.Sprintf(path, id), as: "ppk"}
					if name == "act" {
						q.method, q.body, q.key, q.match = http.MethodPost, "{}", "waktu", "*"
					}
					began := time.Now()
					if told := q.of(b.Context(), w.handler); told.status != http.StatusNotFound {
						b.Fatal(told)
					}
					took[id] = append(took[id], time.Since(began))
				}
			}
			median := func(id string) float64 { slices.Sort(took[id]); return float64(took[id][len(took[id])/2]) }
			b.ReportMetric(median(theirs)/median(unknown), "theirs/nothing")
		})
	}
}
