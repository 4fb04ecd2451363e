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
			near.ref, near.subject = subject.person, subject.person
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

// recordings ask to record one particular of each class, with a value that nobody has: in
// the file, and from outside where the person applies.
func (g *grid) recordings(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for i, c := range g.house.world.targets {
			if c.procedure != person.Name {
				continue
			}
			near, subject := c, caller{person: c.ref}
			if at, applies := g.house.world.applied[g.house.world.records[i].ID]; applies {
				near = g.house.world.targets[at]
				near.ref, near.subject = c.ref, c.ref
				subject = caller{person: c.ref, duty: string(workflow.Applicant), place: place{ourAgency, near.round, near.id}, days: "now", factors: 2}
				g.house.register.acquaint(subject)
			}
			for _, who := range append(callersFor(near, g.duties), caller{}) {
				for _, field := range []string{"full_name", "email", "health_result", "wealth_report"} {
					want := g.law.recorded(who, subject, c, near, field)
					body := `{"values":{"` + field + `":"!"}}`
					if !yield(g.asked(cell{route: route, event: field, who: who, c: near, want: want}, path(route.Path, c.ref), body)) {
						return
					}
				}
			}
		}
	}
}

// legible are the fields of somebody's particulars that a caller reads.
func (e *expectation) legible(who, subject caller, at target) []string {
	if who.person == subject.person {
		return e.fields([]string{"identity", "contact", "health", "wealth"})
	}
	return e.fields(e.classes(e.Particulars.Rules, who, subject, at))
}

// recorded is the answer to who records a field of somebody in a file, where both may have
// a part in another place.
func (e *expectation) recorded(who, subject caller, file, at target, field string) string {
	answer := e.act(who, file, "record_particulars")
	var fields []string
	switch answer {
	case "not_found":
		if fields = e.fields(e.classes(e.Particulars.Recorded, who, subject, at)); len(fields) == 0 {
			return answer
		}
		if answer = "invalid_body"; file.state != "enrolled" {
			answer = "not_for_you" // how the file stands is not told from outside
		}
	case "invalid_body":
		for _, part := range e.parts(who, file) {
			fields = append(fields, e.fields(e.Particulars.InFile[part])...)
		}
	default:
		return answer
	}
	if !slices.Contains(fields, field) {
		return "wrong_actor"
	}
	return answer
}

// classes are those with which rules let a caller have to do, because of the part that
// both have in a place: where the other holds a duty.
func (e *expectation) classes(rules []keptRule, who, subject caller, at target) []string {
	var classes []string
	reach := e.awake(who) && who.applies == "" && who.place.surrounds(subject.place)
	for _, rule := range rules {
		if reach && slices.Contains(rule.By, who.duty) && slices.Contains(rule.Of, subject.duty) &&
			(rule.In == "" || at.procedure == "selection" && slices.Contains(e.among(rule.In, at.profile), at.stage())) {
			classes = append(classes, rule.What...)
		}
	}
	return classes
}

// fields spells out classes.
func (e *expectation) fields(classes []string) []string {
	var fields []string
	for _, class := range classes {
		fields = append(fields, strings.Fields(e.Particulars.Fields[class])...)
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
