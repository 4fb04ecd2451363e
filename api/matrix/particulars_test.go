package matrix_test

import (
	"bytes"
	"iter"
	"slices"
	"strings"

	"selter/api"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// This file asks for what is kept about people.

// subjects are people with one duty each, in one place, and the case that lies there.
func (g *grid) subjects() iter.Seq2[caller, target] {
	return func(yield func(caller, target) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != openselection.SelectionName {
				continue
			}
			// An applicant of every selection; the holders of other duties of some.
			for _, duty := range g.duties {
				if duty != string(workflow.Applicant) && (c.resumes != "" || c.state != "applications_closed" && c.state != "health_tested") {
					continue
				}
				who := caller{person: "orang-" + duty + "-" + c.id[24:], duty: duty, place: place{ourAgency, c.round, c.id}, days: "now", factors: 2}
				if !yield(who, c) {
					return
				}
			}
		}
		for _, duty := range append(slices.Clone(g.duties), "") {
			who := caller{person: "orang-" + duty + "-di-dinas", duty: duty, place: place{agency: ourAgency}, days: "now", factors: 2}
			if !yield(who, target{agency: ourAgency}) {
				return
			}
		}
	}
}

// particulars ask for all that is kept about people, in whatever place they have a part.
func (g *grid) particulars(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for subject, c := range g.subjects() {
			g.house.register.acquaint(subject)
			near := c
			near.ref = subject.person
			for _, who := range append(callersFor(near, g.duties), caller{}) {
				fields := g.law.legible(who, subject, c)
				want := "not_found"
				if len(fields) > 0 {
					want = "ok " + strings.Join(fields, " ")
				}
				if !yield(g.asked(cell{route: route, event: subject.duty, who: who, c: near, want: want, hear: hearFields}, path(route.Path, subject.person))) {
					return
				}
			}
		}
	}
}

// hearFields tells which fields are shown.
func hearFields(a *answer) string {
	said := a.code()
	if said != "ok" {
		return said
	}
	_, values, _ := bytes.Cut(a.body.Bytes(), []byte(`"values":{`))
	for i, part := range bytes.Split(values, []byte(`"`)) {
		if i%4 == 1 { // canonical: in the order of the names
			said += " " + string(part)
		}
	}
	return said
}

// recordings ask to record one particular of each class: in the file, by those who have a
// part in it, and otherwise by those who may read it in the selection for which the person applies.
func (g *grid) recordings(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for i, c := range g.house.world.targets {
			if c.procedure != person.Name {
				continue
			}
			near, subject := c, caller{person: c.ref}
			if at, applies := g.house.world.applied[g.house.world.records[i].ID]; applies {
				near = g.house.world.targets[at]
				near.ref = c.ref
				subject = caller{person: c.ref, duty: string(workflow.Applicant), place: place{ourAgency, near.round, near.id}, days: "now", factors: 2}
				g.house.register.acquaint(subject)
			}
			for _, who := range append(callersFor(near, g.duties), caller{}) {
				for _, field := range []string{"full_name", "email", "health_result", "wealth_report"} {
					want := g.law.act(who, c, string(person.RecordParticulars))
					if fields := g.law.legible(who, subject, near); want == "not_found" && len(fields) > 0 {
						want = "not_for_you"
						if slices.Contains(fields, field) {
							want = g.law.act(caller{person: c.ref}, c, string(person.RecordParticulars)) // as if it were in the own file
						}
					}
					body := `{"values":{"` + field + `":"x"}}`
					if !yield(g.asked(cell{route: route, event: field, who: who, c: near, want: want}, path(route.Path, c.ref), body)) {
						return
					}
				}
			}
		}
	}
}
