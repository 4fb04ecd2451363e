package matrix_test

import (
	"bytes"
	"iter"
	"strings"

	"selter/api"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// This file asks what opens cases, and what is about many cases at once.

// openings ask to open a round in our agency.
func (g *grid) openings(route api.Route) iter.Seq[cell] {
	const body = `{"agency":{"code":"` + ourAgency + `"},"zone":"WIB","plan":` + malformed + `}`
	unopened := target{procedure: openselection.RoundName, profile: "kasn", agency: ourAgency, state: "unopened"}
	return func(yield func(cell) bool) {
		for _, who := range append(callersFor(unopened, g.duties), caller{}) {
			want := g.law.act(who, unopened, string(openselection.DraftPlan))
			if !yield(g.asked(cell{route: route, event: string(openselection.DraftPlan), who: who, c: unopened, want: want}, route.Path, body)) {
				return
			}
		}
	}
}

// mandates ask for every event on the mandate that somebody has, or does not have yet.
// Who does not know of it is answered as if there were none.
func (g *grid) mandates(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != mandate.Name && !strings.HasPrefix(c.ref, newcomer+string(person.Enrolled)) {
				continue
			}
			if c.procedure == person.Name { // has no mandate in our agency
				c = target{procedure: mandate.Name, profile: c.profile, agency: ourAgency, ref: c.ref, subject: c.ref, state: "unopened"}
			}
			for _, who := range append(callersFor(c, g.duties), caller{}) {
				for _, event := range g.events[mandate.Name] {
					want := g.law.act(who, c, event)
					if want == "not_found" {
						unseen := c
						unseen.state, unseen.subject = "unopened", ""
						want = g.law.act(who, unseen, event)
					}
					body := `{"agency":{"code":"` + c.agency + `"},"zone":"WIB","person":"` + c.ref + `","event":"` + event + `","body":` + malformed + `}`
					if !yield(g.asked(cell{route: route, event: event, who: who, c: c, want: want}, route.Path, body)) {
						return
					}
				}
			}
		}
	}
}

// bulk asks for one event on many selections of a round at once; each item is a cell of its own.
func (g *grid) bulk(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, round := range g.house.world.targets {
			if round.procedure != openselection.RoundName || round.state != string(openselection.Announced) || round.profile == early {
				continue
			}
			// Items are decided as single acts are, so some events will do.
			var items []target
			for _, c := range g.house.world.targets {
				if c.procedure == openselection.SelectionName && c.round == round.id && (c.resumes == "" || c.resumes == string(openselection.Interviewed)) {
					items = append(items, c)
				}
			}
			body := &strings.Builder{}
			for i, c := range items {
				body.WriteString([]string{`{"items":[`, `,`}[min(i, 1)] + `{"selection":"` + c.id + `","body":` + malformed + `}`)
			}
			body.WriteString("]}")
			for _, who := range append(callersFor(items[0], g.duties), caller{}) {
				for i, event := range g.events[openselection.SelectionName] {
					if i%6 != 0 {
						continue
					}
					one := cell{route: route, event: event, who: who, c: round, want: "not_found", hear: hearItems}
					if g.law.reads(g.law.parts(who, round), "status", round) {
						said := []string{"ok"}
						for _, c := range items {
							said = append(said, g.law.act(who, c, event))
						}
						one.want = strings.Join(said, " ")
					}
					if !yield(g.asked(one, path(route.Path, round.id, event), body.String())) {
						return
					}
				}
			}
		}
	}
}

// hearItems tells how each item went.
func hearItems(a *answer) string {
	said := a.code()
	if said != "ok" {
		return said
	}
	for i, item := range bytes.SplitAfter(a.body.Bytes(), problemType) {
		if i > 0 {
			code, _, _ := bytes.Cut(item, []byte(`"`))
			said += " " + string(code)
		}
	}
	return said
}

// lists ask for all cases of a procedure: those are shown whose single reads show them.
func (g *grid) lists(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		seen := make(map[caller]bool)
		queries := []string{"limit=100"}
		if route.Policy.Procedure == openselection.ApplicationName { // without a place the own ones are meant
			queries = append(queries, "agency="+ourAgency+"&limit=100")
		}
		for who := range g.cases(route.Policy.Procedure) {
			if seen[who] {
				continue
			}
			seen[who] = true
			for i, query := range queries {
				own := i == 0 && len(queries) > 1
				want := g.listed(who, func(c target) bool {
					return c.procedure == route.Policy.Procedure && (!own || c.subject == who.person)
				})
				one := g.asked(cell{route: route, who: who, want: want, hear: hearList}, route.Path)
				one.query = query
				if !yield(one) {
					return
				}
			}
		}
	}
}

// listed is a page of those cases of which somebody may know.
func (g *grid) listed(who caller, among func(target) bool) string {
	said := []string{"ok"}
	for _, c := range g.house.world.targets {
		if among(c) && g.law.reads(g.law.parts(who, c), "status", c) {
			said = append(said, c.id)
		}
	}
	return strings.Join(said[:min(len(said), 1+pageOf)], " ")
}

const pageOf = 100

// hearList tells which cases are listed.
func hearList(a *answer) string {
	said := a.code()
	for i, item := range bytes.Split(a.body.Bytes(), []byte(`"id":"`)) {
		if i > 0 && said != "unauthenticated" {
			id, _, _ := bytes.Cut(item, []byte(`"`))
			said += " " + string(id)
		}
	}
	return said
}
