package matrix_test

import (
	"iter"
	"slices"

	"selter/api"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// This file asks what opens cases under a selection, and what lists them.

// applying asks to apply for a post and to invite somebody to. Whether there is an application
// counts as far as the caller may know of it.
func (g *grid) applying(route api.Route) iter.Seq[cell] {
	invitee := newcomer + string(person.Enrolled) + "-" + profiles[0]
	return func(yield func(cell) bool) {
		ask := func(who caller, c target, event, about string) bool {
			one := g.childOf(c, openselection.ApplicationName, about)
			if !g.distinct(who, c, event) {
				return true
			}
			want := "not_found"
			if g.known(who, one) {
				want = g.law.act(who, one, event)
			} else if g.law.reads(append(g.law.parts(who, c), string(workflow.Public)), "status", c) {
				want = g.law.act(who, unopened(one), event)
			}
			if event == string(openselection.Invite) && about != invitee && g.finds(who, c) {
				want = "invalid_body" // no file is kept on those, and who may ask that is told so first
			}
			body := `{"event":"` + event + `","body":` + malformed + `}`
			if event == string(openselection.Invite) {
				body = `{"event":"` + event + `","person":"` + about + `","body":` + malformed + `}`
			}
			return yield(g.asked(cell{route: route, event: event, who: who, c: one, want: want}, path(route.Path, c.id), body))
		}
		for who, c := range g.cases(openselection.SelectionName) {
			if !ask(who, c, string(openselection.ApplyForPost), who.person) || !ask(who, c, string(openselection.Invite), invitee) {
				return
			}
		}
		for who, one := range g.cases(openselection.ApplicationName) {
			c := g.above(one)
			if who.person == one.subject && !ask(who, c, string(openselection.ApplyForPost), who.person) || !ask(who, c, string(openselection.Invite), one.subject) {
				return
			}
		}
	}
}

// finds tells whether somebody who knows of a selection may look people up in its agency.
func (g *grid) finds(who caller, c target) bool {
	return slices.Contains(g.law.Wherever["POST /v1/persons/lookup"], who.duty) && who.place.round == "" && g.law.reads(g.law.parts(who, c), "status", c)
}

// handingIn asks to hand in a paper: the first one, and one in the place of another. Who may
// hears that the file is not taken.
func (g *grid) handingIn(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		ask := func(who caller, c target, event workflow.Event) bool {
			one := g.childOf(c, openselection.PaperName, who.person)
			want := "not_found"
			if g.known(who, one) || g.law.reads(g.law.parts(who, c), "status", c) {
				want = g.law.act(who, one, string(event))
			}
			return yield(g.upload(cell{route: route, event: string(event), who: who, c: one, want: want}, path(route.Path, c.id)))
		}
		for who, c := range g.cases(openselection.SelectionName) {
			if !ask(who, c, openselection.HandInPaper) {
				return
			}
		}
		for who, one := range g.cases(openselection.PaperName) {
			if who.person == one.subject && !ask(who, g.above(one), openselection.ReplacePaper) {
				return
			}
		}
	}
}

// attaching asks to hand in a document of an application.
func (g *grid) attaching(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(openselection.ApplicationName) {
			want := g.law.act(who, c, string(openselection.AttachDocument))
			if !yield(g.upload(cell{route: route, event: string(openselection.AttachDocument), who: who, c: c, want: want}, path(route.Path, c.id, checklistItem))) {
				return
			}
		}
	}
}

// upload asks with a file that is taken by nobody, as other acts do with a body that cannot be meant.
func (g *grid) upload(one cell, at string) cell {
	if one.want == "invalid_body" {
		one.want = "file_refused"
	}
	one = g.asked(one, at, "%PDF-")
	one.media = "application/pdf"
	return one
}

// above is the selection under which a case lies.
func (g *grid) above(c target) target {
	return g.house.world.targets[slices.IndexFunc(g.house.world.targets, func(other target) bool { return other.id == c.selection })]
}

// childOf is the case about somebody under a selection, or one that nobody has opened.
func (g *grid) childOf(c target, procedure, subject string) target {
	i := slices.IndexFunc(g.house.world.targets, func(other target) bool {
		return other.procedure == procedure && other.selection == c.id && other.subject == subject
	})
	if i >= 0 {
		return g.house.world.targets[i]
	}
	return target{
		procedure: procedure, profile: c.profile, agency: c.agency, round: c.round, selection: c.id, subject: subject, state: string(workflow.Unopened),
	}
}

// unopened is a case as it is for who does not know of it.
func unopened(c target) target {
	c.state, c.resumes = string(workflow.Unopened), ""
	return c
}

// known tells whether there is such a case for somebody.
func (g *grid) known(who caller, c target) bool {
	return c.state != string(workflow.Unopened) && g.law.reads(g.law.parts(who, c), "status", c)
}

// listsUnder ask for all cases of a procedure under a selection: one under which some lie,
// one under which none does. Whether the selection is there is asked as in every read of it.
func (g *grid) listsUnder(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(openselection.SelectionName) {
			lies := slices.ContainsFunc(g.house.world.targets, func(other target) bool { return other.selection == c.id && other.id != c.id })
			if !lies && (c.profile != profiles[0] || c.state != string(openselection.Planned)) {
				continue
			}
			callers := []caller{who}
			if who == (caller{}) { // once for each case: those who lie under it, too
				for _, other := range g.house.world.targets {
					if other.selection == c.id && other.subject != "" {
						callers = append(callers, caller{person: other.subject, factors: 2}, caller{
							person: other.subject, duty: string(workflow.Applicant), place: place{c.agency, c.round, c.id}, days: "now", factors: 2,
						})
					}
				}
			}
			for _, who := range callers {
				want := "not_found"
				if g.law.reads(g.law.parts(who, c), "status", c) {
					want = g.listed(who, func(other target) bool { return other.selection == c.id && other.procedure == route.Policy.Procedure })
				}
				one := g.asked(cell{route: route, who: who, c: c, want: want, hear: hearList}, path(route.Path, c.id))
				one.query = "limit=100"
				if !yield(one) {
					return
				}
			}
		}
	}
}

// published asks for what everybody may read: who they are makes no difference.
func (g *grid) published(route api.Route) iter.Seq[cell] {
	procedure := openselection.RoundName
	if route.Path == "/v1/public/selections/{id}" {
		procedure = openselection.SelectionName
	}
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			want := "not_found"
			if c.procedure == procedure && slices.Contains(g.law.among(g.law.Public[procedure], c.profile), c.state) && c.resumes != string(openselection.Planned) {
				want = "ok"
			}
			for _, who := range everybody(c, g.duties) {
				if !yield(g.alone(cell{route: route, who: who, c: c, want: want}, path(route.Path, c.id))) {
					return
				}
			}
		}
	}
}

// everybody is nobody, somebody, and the holder of each duty near a case.
func everybody(c target, duties []string) []caller {
	all := []caller{{}, {person: asker, factors: 2}}
	for _, duty := range duties {
		all = append(all, caller{person: asker, duty: duty, place: place{agency: c.agency}, days: "now", factors: 2})
	}
	return all
}

// alone asks what nobody has to say for who they are, and may.
func (g *grid) alone(one cell, at string) cell {
	if one.who != (caller{}) {
		one.question = g.token(one.who)
	}
	one.method, one.path = one.route.Method, at
	return one
}
