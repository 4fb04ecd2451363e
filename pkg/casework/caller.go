package casework

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
)

// A Caller is who asks for something: a person with the duties that the database
// holds for that person at this moment, or a part of the house. What a caller may do
// to a case is not in here: it follows from the duties, the case and the tables.
type Caller struct {
	Person string
	Duties []workflow.Duty
	// Dormant are duties that the person holds and may not use now, because they came in with
	// one factor. They open nothing, and exclude what they would exclude in use.
	Dormant []workflow.Duty
	// part is the role of a part of the house; only this package can set it.
	part workflow.Role
}

// clockwork is the caller when a deadline passes.
func clockwork() Caller { return Caller{Person: "clock", part: workflow.Clock} }

// House is a part of the house that sends an event, named for the journal. Nobody who
// comes in by the door is ever one.
func House(name string) Caller { return Caller{Person: name, part: workflow.System} }

// Towards is the caller as an actor towards a case.
func (c Caller) Towards(record Record, today calendar.Date) workflow.Actor {
	actor := workflow.Actor{Person: c.Person}
	if c.part != "" {
		actor.Roles = []workflow.Role{c.part}
		return actor
	}
	actor.Roles = c.Parts(record.Scope(), today)
	if record.IsAbout(c.Person) {
		actor.Roles = append(actor.Roles, workflow.DataSubject)
	}
	return actor
}

// Parts are the roles that the caller's duties give towards a place on a day.
func (c Caller) Parts(place workflow.Scope, on calendar.Date) []workflow.Role {
	return workflow.Parts(c.Duties, place, on, c.Dormant...)
}

// Wall is what the caller can see at all.
func (c Caller) Wall() Wall {
	if c.part != "" {
		return Everywhere()
	}
	w := Wall{person: c.Person}
	for _, d := range c.Duties {
		w.scopes = append(w.scopes, d.Scope)
	}
	return w
}

// A Wall is the part of the house that somebody can see: what lies outside does not
// exist for them. The zero Wall shows nothing.
type Wall struct {
	everywhere bool
	person     string
	scopes     []workflow.Scope
}

// Everywhere shows all there is. It is for the house's own work: the sweep, the
// deliveries, the inspection.
func Everywhere() Wall { return Wall{everywhere: true} }

// IsEverywhere tells whether the wall shows all there is.
func (w Wall) IsEverywhere() bool {
	return w.everywhere || slices.ContainsFunc(w.scopes, func(s workflow.Scope) bool { return s == workflow.Scope{Agency: workflow.Nation} })
}

// Person is whose own files the wall shows beside its scopes; "" for nobody's.
func (w Wall) Person() string { return w.person }

// Scopes lists the places that the wall shows.
func (w Wall) Scopes() []workflow.Scope { return w.scopes }

// Agencies lists the agencies of which the wall shows anything, each once. It is the
// coarse wall of the database; Shows is the exact one.
func (w Wall) Agencies() []string {
	agencies := []string{workflow.Nation}
	for _, s := range w.scopes {
		if !slices.Contains(agencies, s.Agency) {
			agencies = append(agencies, s.Agency)
		}
	}
	return agencies
}

// Shows tells whether a case lies within the wall.
func (w Wall) Shows(record Record) bool {
	return w.IsEverywhere() || record.IsAbout(w.person) ||
		slices.ContainsFunc(w.scopes, func(s workflow.Scope) bool { return s.Holds(record.Scope()) })
}
