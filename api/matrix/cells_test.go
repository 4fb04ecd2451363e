package matrix_test

import (
	"iter"
	"slices"
	"strings"

	"selter/api"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
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
		case strings.HasSuffix(name, "/selections/{id}/applications"):
			return g.applying(route)
		case strings.HasSuffix(name, "/selections/{id}/papers"):
			return g.handingIn(route)
		case strings.HasSuffix(name, "/documents/{kind}"):
			return g.attaching(route)
		case strings.HasSuffix(name, "/complaints/{id}/attachments"):
			return g.handingOver(route)
		case name == "POST /v1/persons":
			return g.wherever(route, `{"login":"somebody","particulars":{"phone":"!"}}`, "invalid_body")
		case name == "PUT /v1/persons/{person}/particulars":
			return g.recordings(route)
		}
	case api.Read:
		switch {
		case !strings.Contains(route.Path, "{"):
			return g.lists(route)
		case strings.HasPrefix(route.Path, "/v1/selections/") && route.Policy.Procedure != openselection.SelectionName:
			return g.listsUnder(route)
		case strings.HasSuffix(route.Path, "/documents/{kind}/link"):
			return g.documents(route)
		}
		return g.reads(route)
	case api.Linked:
		switch route.Method + " " + route.Path {
		case "GET /v1/selections/{id}/papers/{code}/link":
			return g.papers(route)
		case "GET /v1/documents/{token}":
			return g.downloads(route)
		}
	case api.People:
		switch route.Method + " " + route.Path {
		case "POST /v1/persons/lookup":
			return g.wherever(route, `{"nik":"5301010101800001"}`, "ok")
		case "GET /v1/persons/{person}/particulars":
			return g.particulars(route)
		case "GET /v1/persons/{person}/readings":
			return g.reads(route)
		}
	case api.Agency:
		if route.Path == boardPath {
			return g.boards(route)
		}
		return g.endpoints(route)
	case api.Anyone, api.Published, api.Oneself, api.Stage:
		switch name := route.Method + " " + route.Path; {
		case name == g.law.Packs:
			return g.packs(route)
		case name == "POST /v1/selections/{id}/complaints":
			return g.complaining(route)
		case strings.HasPrefix(route.Path, "/v1/public/") && strings.Contains(route.Path, "{id}"):
			return g.published(route)
		case strings.HasPrefix(route.Path, "/v1/public/documents/"):
			return g.printed(route)
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

// distinct tells whether an act has to be asked of a caller under the profile of a case, too.
// Who somebody is, and how their duties lie to a case, is found out before anybody looks at
// the pack to which the case is bound; so all relations are asked under the first profile and,
// under the others, of what the first one has not. Of the rest each duty is asked where it
// gives a part and where it gives none.
func (g *grid) distinct(who caller, c target, event string) bool {
	if c.profile == profiles[0] || who.duty == "" {
		return true
	}
	first := g.house.world.tables[profiles[0]+" "+c.procedure]
	state := slices.ContainsFunc(first.States, func(s catalog.State) bool { return string(s.Name) == c.state })
	known := slices.ContainsFunc(first.Rows, func(row catalog.Row) bool { return string(row.Event) == event })
	if !state || !known {
		return true
	}
	return slices.Contains([]string{"agency", "another agency", "selection"}, who.standing(c))
}

// acts ask for every event of the procedure.
func (g *grid) acts(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(route.Policy.Procedure) {
			if c.resumes != "" && !slices.Contains(heldFrom, c.resumes) {
				continue
			}
			for _, event := range g.events[route.Policy.Procedure] {
				if !g.distinct(who, c, event) {
					continue
				}
				want := g.law.act(who, c, event)
				if (event == string(person.RecordParticulars) || slices.Contains(g.law.Files, event)) && want != "not_found" {
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
	if procedure == openselection.ApplicationName && route.Policy.Resource == access.Status {
		beside = append(beside, "findings")
	}
	return func(yield func(cell) bool) {
		for who, c := range g.cases(procedure) {
			want, hear := g.law.show(who, c, what, beside...), hearCase
			switch {
			case want == "ok" && what == "offers":
				want, hear = "ok "+g.law.offers(who, c), hearOffers
			case what == "findings" && want == "ok":
				want += " findings" // and nothing else
			case what == "reporter" && want == "ok" && who.person != asker:
				want = "not_for_you" // is none of the two who have opened it
			case what == "facts", strings.HasSuffix(route.Path, ".ics"):
				hear = nil // what follows from the facts; which of them it repeats its own tests tell
			case what == "status" && g.law.Veiled[procedure] != "":
				if hear = hearVeiled; g.law.reads(g.law.parts(who, c), g.law.Veiled[procedure], c) {
					want += " revision"
				}
				if procedure == complaint.Name && g.law.reads(g.law.parts(who, c), "facts", c) {
					want = strings.Replace(want, " revision", " findings revision", 1) // they stand in the facts, too
				}
			}
			at := []string{c.name()}
			if strings.HasSuffix(route.Path, "/documents/{file}") {
				at = append(at, "announcement.pdf")
			} else if isAttachment(route) {
				at = append(at, attachmentName)
			}
			if !yield(g.asked(cell{route: route, who: who, c: c, want: want, hear: hear}, path(route.Path, at...))) {
				return
			}
		}
	}
}
