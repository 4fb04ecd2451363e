package worlds_test

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"testing"

	"selter/api"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

var (
	pairsWanted = flag.Int("pairs", 0, "pairs of worlds; 0 for the usual number")
	seed        = flag.Uint64("seed", 1, "seed of the pairs of worlds")
)

const (
	usualPairs    = 84
	pairsRaced    = 24 // with the race detector everything takes ten times as long
	pairsPerFork  = 10 // secrets that are planted one after the other in the same two worlds
	callersInPair = 2
)

// today is the policy of an agency on the day of the plot.
func today(agency string) policy.Query {
	q := policy.Query{Date: calendar.DateOf(planned.AddDate(0, 0, 16), calendar.WITA), Agency: agency}
	if agency == here || agency == elsewhere {
		q.Province = agency
	}
	if agency == workflow.Nation {
		q.Province = ""
	}
	return q
}

func wanted() int {
	switch {
	case *pairsWanted > 0:
		return *pairsWanted
	case raced:
		return pairsRaced
	}
	return usualPairs
}

// Two worlds that differ in one secret answer everybody who may not know it alike, byte
// for byte, whatever they ask. Ten secrets are planted one after the other in the same two
// worlds, so the later pairs differ in those before as well.
func TestPairedWorlds(t *testing.T) {
	t.Parallel()
	kinds := planters()
	pairs := (wanted() + len(kinds) - 1) / len(kinds)
	if raced && *pairsWanted == 0 {
		t.Logf("with the race detector %d pairs, and %d without it", pairsRaced, usualPairs)
	}
	for name, plant := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			total := tally{routes: make(map[string]int)}
			for first := 0; first < pairs; first += pairsPerFork {
				total.add(tryPairs(t, name, plant, first, min(pairsPerFork, pairs-first), nil))
				if t.Failed() {
					break
				}
			}
			t.Logf("%d pairs, %d questions to each world, %d routes; %d answers of 2xx, %d of 403, %d of 404, %d of 409 to 428",
				total.pairs, total.questions, len(total.routes), total.ok, total.forbidden, total.absent, total.refused)
			for _, route := range api.Routes() {
				if total.routes[route.Method+" "+route.Path] == 0 {
					t.Errorf("nobody asked %s %s", route.Method, route.Path)
				}
			}
		})
	}
}

type tally struct {
	pairs, questions               int
	ok, forbidden, absent, refused int
	leaks                          int
	routes                         map[string]int
}

func (t *tally) add(o tally) {
	t.pairs, t.questions, t.leaks = t.pairs+o.pairs, t.questions+o.questions, t.leaks+o.leaks
	t.ok, t.forbidden, t.absent, t.refused = t.ok+o.ok, t.forbidden+o.forbidden, t.absent+o.absent, t.refused+o.refused
	for route, n := range o.routes {
		t.routes[route] += n
	}
}

func (t *tally) count(a answer) {
	switch {
	case a.status < 300:
		t.ok++
	case a.status == 403:
		t.forbidden++
	case a.status == 404:
		t.absent++
	case a.status >= 409 && a.status <= 428:
		t.refused++
	}
}

// tryPairs plants n secrets in one pair of worlds and asks after each. leaky, when
// not nil, makes a handler that gives something away, which is to be found.
func tryPairs(t *testing.T, name string, plant planter, first, n int, leaky func(*world, *plot) http.Handler) tally {
	t.Helper()
	all := tally{routes: make(map[string]int)}
	worlds, p := fork(t, 2)
	events, hashes := eventsOf(t, worlds[0])
	if leaky != nil {
		for _, w := range worlds {
			w.handler = leaky(w, p)
		}
	}
	called := newNames()
	var known []string // who knows of a secret of these worlds
	for pair := first; pair < first+n; pair++ {
		rng := rand.New(rand.NewPCG(*seed, uint64(len(name))<<32|uint64(pair)))
		s, err := plant(t.Context(), rng, p, pair, worlds)
		if err != nil {
			t.Fatalf("%s, pair %d with seed %d: %v", name, pair, *seed, err)
		}
		all.pairs++
		called.hashes = s.hashes
		asks := &inquirer{Rand: rng, plot: p, events: events, hashes: hashes, focus: s.focus, asked: pair << 12}
		known = append(known, s.known...)
		callers := unentitled(known)
		for turn := range callersInPair {
			as := callers[rng.IntN(len(callers))]
			for _, route := range api.Routes() {
				if slow(route) && (pair%25 > 0 || turn > 0) {
					continue
				}
				for asks.sharp = range asks.sharply(route) {
					q := asks.about(route, as)
					a, b := q.of(t.Context(), worlds[0].handler), q.of(t.Context(), worlds[1].handler)
					all.questions++
					all.routes[route.Method+" "+route.Path]++
					all.count(a)
					if called.alike(a, b) {
						continue
					}
					all.leaks++
					if leaky == nil {
						t.Errorf("%s, pair %d with seed %d, secret: %s\n%s\nis answered in one world\n%s\nin the other\n%s", name, pair, *seed, s.says, q, a, b)
					}
					if all.leaks > 5 {
						return all
					}
				}
			}
		}
	}
	if leaky != nil {
		return all
	}
	switch name {
	case "a_hidden_score":
		all.questions += askAfterTheEnd(t, worlds, p, called)
	case enteredScores:
		all.questions += askUntilTheReveal(t, worlds, p, called, known)
	case "whose_paper_it_is":
		all.questions += askEverybody(t, worlds, called, known, authorsPaths(p))
	case "what_an_applicant_says":
		all.questions += askEverybody(t, worlds, called, known, draftPaths(p))
	}
	return all
}

// askAfterTheEnd has who chooses end a selection before its result, and look at it then:
// scores that were sealed stay so, and the answer to the act covers none of them.
func askAfterTheEnd(t *testing.T, worlds []*world, p *plot, called names) int {
	t.Helper()
	path := "/v1/selections/" + p.Scored.String()
	list := []question{{
		method: http.MethodPost, path: path + "/events/cancel", as: "ppk", key: "akhir", match: "*",
		body: `{"basis":{"number":"800/9","date":"2024-05-22"},"reason":"anggaran"}`,
	}}
	list = append(list, list[0]) // and once more with the key
	for _, as := range []string{"ppk", "sekda", "asesor", "pelamar"} {
		for _, more := range []string{"", "/events", "/journal", "/deadlines", "/notices"} {
			list = append(list, question{method: http.MethodGet, path: path + more, as: as})
		}
	}
	for i, q := range list {
		a, b := q.of(t.Context(), worlds[0].handler), q.of(t.Context(), worlds[1].handler)
		if !called.alike(a, b) {
			t.Errorf("after the end: %s\nis answered in one world\n%s\nin the other\n%s", q, a, b)
		}
		if i < 2 && a.status != http.StatusOK {
			t.Errorf("%s: %s", q, a)
		}
	}
	return len(list)
}

// slow tells which routes answer at length and the same to everybody, or hash a password.
func slow(route api.Route) bool {
	switch route.Path {
	case "/v1/session":
		return route.Method == http.MethodPost
	case "/openapi.yaml", "/openapi-3.0.yaml", "/docs", "/docs/{asset}", "/v1/invitations/accept", "/problems/{code}":
		return true
	}
	return false
}

// sharply yields how often a route is asked: of what the secret is about, and now and
// then of anything.
func (i *inquirer) sharply(route api.Route) func(func(bool) bool) {
	return func(yield func(bool) bool) {
		static := route.Policy.Rule == api.Anyone || route.Policy.Rule == api.Stage
		if yield(!static) && !static && i.IntN(4) == 0 {
			yield(false)
		}
	}
}
