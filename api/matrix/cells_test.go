package matrix_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"selter/api"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/person"
)

// A cell is one question with the answer that the law demands.
type cell struct {
	route api.Route
	event string // of an act
	who   caller
	c     target // the zero target when the route is about no case
	question
	want string
	// hear turns the answer into words; nil is its code.
	hear func(*answer) string
}

// malformed is the body of every act: it can be meant by nobody, so that who may act hears
// that, and nothing is written.
const malformed = `{"there_is_no_such_member":1}`

// A grid makes the cells out of the routes, the duties, the relations and the states.
type grid struct {
	house  *house
	law    *expectation
	duties []string
	events map[string][]string // of each procedure, under any profile, and one that there is not
}

func newGrid(h *house, law *expectation) *grid {
	g := &grid{house: h, law: law, events: make(map[string][]string)}
	for _, duty := range workflow.Duties() {
		g.duties = append(g.duties, string(duty))
	}
	for _, table := range h.world.tables {
		for _, row := range table.Rows {
			if !slices.Contains(g.events[table.Procedure], string(row.Event)) {
				g.events[table.Procedure] = append(g.events[table.Procedure], string(row.Event))
			}
		}
	}
	for procedure, events := range g.events {
		slices.Sort(events)
		g.events[procedure] = append(events, "crown_a_king")
	}
	return g
}

// only keeps to some events.
func (g *grid) only(events ...string) *grid {
	for procedure, all := range g.events {
		g.events[procedure] = slices.DeleteFunc(slices.Clone(all), func(event string) bool { return !slices.Contains(events, event) })
	}
	return g
}

// cells are all questions of a route.
func (g *grid) cells(route api.Route) iter.Seq[cell] {
	switch route.Policy.Rule {
	case api.Act:
		switch name := route.Method + " " + route.Path; {
		case strings.HasSuffix(name, "/selections/events/{event}"):
			return g.bulk(route)
		case strings.HasSuffix(name, "/events/{event}"):
			return g.acts(route)
		case name == "POST /v1/rounds":
			return g.openings(route)
		case name == "POST /v1/mandates":
			return g.mandates(route)
		case name == "POST /v1/persons":
			return g.wherever(route, `{"login":"somebody","particulars":{"phone":"!"}}`, "invalid_body")
		case name == "PUT /v1/persons/{person}/particulars":
			return g.recordings(route)
		}
	case api.Read:
		if !strings.Contains(route.Path, "{") {
			return g.lists(route)
		}
		return g.reads(route)
	case api.People:
		switch route.Method + " " + route.Path {
		case "POST /v1/persons/lookup":
			return g.wherever(route, `{"nik":"5301010101800001"}`, "ok")
		case "GET /v1/persons/{person}/particulars":
			return g.particulars(route)
		case "GET /v1/persons/{person}/readings":
			return g.reads(route)
		}
	case api.Anyone, api.Published, api.Oneself, api.Stage:
		if route.Method+" "+route.Path == g.law.Packs {
			return g.packs(route)
		}
		return g.alike(route)
	}
	return func(func(cell) bool) {} // a route without cells fails the test
}

func (g *grid) token(who caller) question {
	return question{as: g.house.register.secret(identity.TokenKind, who), kind: identity.TokenKind}
}

// cases are the callers of each case of a procedure, and nobody.
func (g *grid) cases(procedure string) iter.Seq2[caller, target] {
	return func(yield func(caller, target) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != procedure {
				continue
			}
			if !yield(caller{}, c) {
				return
			}
			for _, who := range callersFor(c, g.duties) {
				if !yield(who, c) {
					return
				}
			}
		}
	}
}

// name is by what a path calls a case.
func (c target) name() string {
	if c.procedure == person.Name {
		return c.ref
	}
	return c.id
}

// asked fills in who asks and what for; whoever is nobody is not heard at all.
func (g *grid) asked(one cell, pathAndBody ...string) cell {
	if one.who == (caller{}) {
		one.want, one.hear = "unauthenticated", nil
	} else {
		one.question = g.token(one.who)
	}
	one.method, one.path = one.route.Method, pathAndBody[0]
	if len(pathAndBody) > 1 {
		one.body = pathAndBody[1]
	}
	return one
}

// heldFrom are the states of which acts are asked while a selection is held there. For its
// readers each counts, for who acts none does.
var heldFrom = []string{"planned", "interviewed"}

// acts ask for every event of the procedure.
func (g *grid) acts(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(route.Policy.Procedure) {
			if c.resumes != "" && !slices.Contains(heldFrom, c.resumes) {
				continue
			}
			for _, event := range g.events[route.Policy.Procedure] {
				want := g.law.act(who, c, event)
				if event == string(person.RecordParticulars) && want != "not_found" {
					want = "unknown_event" // particulars have a path of their own
				}
				if !yield(g.asked(cell{route: route, event: event, who: who, c: c, want: want}, path(route.Path, c.name(), event), malformed)) {
					return
				}
			}
		}
	}
}

// reads ask for one resource of one case.
func (g *grid) reads(route api.Route) iter.Seq[cell] {
	procedure, what := route.Policy.Procedure, string(route.Policy.Resource)
	if route.Policy.Rule == api.People {
		procedure = person.Name
	}
	beside := map[access.Resource][]string{access.Status: {"offers", "facts", "bodies"}, access.Journal: {"bodies"}}[route.Policy.Resource]
	return func(yield func(cell) bool) {
		for who, c := range g.cases(procedure) {
			want, hear := g.law.show(who, c, what, beside...), hearCase
			if want == "ok" && what == "offers" {
				want, hear = "ok "+g.law.offers(who, c), hearOffers
			}
			if !yield(g.asked(cell{route: route, who: who, c: c, want: want, hear: hear}, path(route.Path, c.name()))) {
				return
			}
		}
	}
}

// hearOffers tells which events are offered, and which of them to somebody else: what is
// offered is what may be done.
func hearOffers(a *answer) string {
	if said := hearCase(a); said != "ok" && said != "ok facts" {
		return said
	}
	var list struct {
		Items []struct {
			Event string
			Why   []struct{ Code string }
		}
	}
	if err := json.Unmarshal(a.body.Bytes(), &list); err != nil {
		return err.Error()
	}
	var said []string
	for _, offer := range list.Items {
		for _, why := range offer.Why {
			if why.Code == workflow.ActorMayAct {
				offer.Event += "(not_you)"
			}
		}
		said = append(said, offer.Event)
	}
	slices.Sort(said)
	return "ok " + strings.Join(said, " ")
}

// hearCase tells what of a case an answer shows.
func hearCase(a *answer) string {
	said := a.code()
	if said != "ok" {
		if bytes.Contains(a.body.Bytes(), []byte(canary)) {
			said += " and facts"
		}
		return said
	}
	body := a.body.Bytes()
	journal := bytes.Contains(body, []byte(`"made_up"`)) && bytes.Contains(body, []byte(`"from":`))
	if bytes.Contains(body, []byte(`"available_events":[`)) {
		said += " offers"
	}
	facts := bytes.Contains(body, []byte(`"facts":{`))
	if facts {
		said += " facts"
	}
	hashes := bytes.Contains(body, []byte(`"head":"`)) || bytes.Contains(body, []byte(`"hash":"`)) || bytes.Contains(body, []byte(`"previous":"`))
	spoken := journal && bytes.Contains(body, []byte(canary))
	switch {
	case journal && spoken != hashes:
		said += " half of the bodies"
	case hashes:
		said += " bodies"
	}
	if !journal && !facts && bytes.Contains(body, []byte(canary)) {
		said += " what facts repeat"
	}
	return said
}
