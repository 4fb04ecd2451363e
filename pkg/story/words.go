package story

import (
	"slices"
	"sync"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// words is what a story may say: the vocabulary of the tables under every law we know.
type words struct {
	records                           []string            // procedures of cases below a selection
	events, states, guards, deadlines map[string][]string // by procedure
	bases, profiles                   []string
}

// known is built once: it is derived from the tables and the built-in instruments alone.
var known = sync.OnceValues(collect)

func collect() (*words, error) {
	library, err := policy.Load(nil)
	if err != nil {
		return nil, err
	}
	w := &words{
		events: map[string][]string{}, states: map[string][]string{}, guards: map[string][]string{}, deadlines: map[string][]string{},
		bases: library.Bases(), profiles: library.Profiles(),
	}
	for _, name := range catalog.Names() {
		if !slices.Contains([]string{openselection.RoundName, openselection.SelectionName, mandate.Name, person.Name}, name) {
			w.records = append(w.records, name)
		}
	}
	procedures := catalog.New()
	for _, base := range w.bases {
		for _, profile := range w.profiles {
			// The rows differ by base and profile, not by day; a pair without a pack adds nothing.
			pack, err := library.Resolve(policy.Query{Base: base, Profile: profile, Date: calendar.NewDate(2024, 5, 8)})
			if err != nil {
				continue
			}
			for _, name := range slices.Concat([]string{openselection.RoundName, openselection.SelectionName}, w.records) {
				procedure, err := procedures.Procedure(name, pack)
				if err != nil {
					return nil, err
				}
				w.add(procedure.Table())
			}
		}
	}
	return w, nil
}

func (w *words) add(table catalog.Table) {
	learn := func(into map[string][]string, word string) {
		if !slices.Contains(into[table.Procedure], word) {
			into[table.Procedure] = append(into[table.Procedure], word)
		}
	}
	for _, state := range table.States {
		learn(w.states, string(state.Name))
	}
	for _, row := range table.Rows {
		learn(w.events, string(row.Event))
		for _, guard := range row.Requires {
			learn(w.guards, guard.Code)
		}
	}
	for _, deadline := range table.Deadlines {
		learn(w.deadlines, string(deadline.Kind))
	}
}

// procedureOf is the procedure that has an event of a round, or of a selection or a record
// below it. A word that nobody knows is looked for where it would be, and not found.
func (w *words) procedureOf(event, on string) string {
	if on == openselection.SelectionName && !slices.Contains(w.events[on], event) {
		for _, record := range w.records {
			if slices.Contains(w.events[record], event) {
				return record
			}
		}
	}
	return on
}

// reasons are the codes with which an event of a procedure can be refused.
func (w *words) reasons(procedure string) []string {
	return append(slices.Clone(w.guards[procedure]),
		workflow.EventIsKnown, workflow.BodyIsWellFormed, workflow.StateAllowsEvent, workflow.ActorMayAct, "request_is_well_formed")
}
