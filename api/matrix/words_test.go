package matrix_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// The file cannot name what is not there: a misspelt word would allow nothing, unseen.
func TestExpectation_knows_its_words(t *testing.T) {
	t.Parallel()
	e, words := expected(t), vocabulary(t)
	check := func(where, kind string, names ...string) {
		for _, name := range names {
			if !slices.Contains(words[kind], name) {
				t.Errorf("%s: no %s %q", where, kind, name)
			}
		}
	}
	for procedure, parts := range e.Acts {
		for part, events := range parts {
			check("acts of "+procedure, "part", part)
			for event, states := range events {
				check("acts of "+procedure, "event of "+procedure, event)
				for _, profile := range profiles {
					check(fmt.Sprintf("%s by %s", event, part), "state of "+procedure, e.among(states, profile)...)
				}
			}
		}
	}
	for i, rule := range e.Reads {
		where := fmt.Sprintf("read %d", i+1)
		check(where, "procedure", rule.Of...)
		check(where, "part", rule.By...)
		check(where, "resource", rule.What...)
		check(where, "state of selection", e.among(rule.Unless, "bkn")...)
		for _, procedure := range rule.Of {
			check(where, "state of "+procedure, e.among(rule.In, "bkn")...)
		}
	}
	for i, rule := range slices.Concat(e.Particulars.Rules, e.Particulars.Recorded) {
		where := fmt.Sprintf("particulars %d", i+1)
		check(where, "part", slices.Concat(rule.By, rule.Of)...)
		check(where, "state of selection", e.among(rule.In, "bkn")...)
	}
	check("files", "event", e.Files...)
	for procedure, resource := range e.Veiled {
		check("veiled", "procedure", procedure)
		check("veiled", "resource", resource)
	}
	check("marked_on", "component", e.MarkedOn)
	for kind, rule := range e.Documents {
		check("documents", "document", kind)
		check("documents", "part", rule.By...)
		check("documents", "state of selection", e.among(rule.In, "bkn")...)
	}
	for procedure, states := range e.Public {
		check("public", "procedure", procedure)
		check("public", "state of "+procedure, e.among(states, "bkn")...)
	}
	for _, fields := range e.Particulars.Fields {
		check("particulars", "field", strings.Fields(fields)...)
	}
	for part, events := range e.Never {
		check("never", "part", part)
		if events != everyEvent {
			check("never", "event", strings.Fields(events)...)
		}
	}
	check("packs", "route", e.Packs)
	check("inside", "route", e.Inside...)
	check("unscoped", "route", e.Unscoped...)
	check("second_factor", "part", e.SecondFactor...)
	for _, rule := range e.Alike {
		check("alike", "route", rule.Of...)
	}
	for route := range e.Wherever {
		check("wherever", "route", route)
	}
}

// vocabulary is every word that the expectation file may use, by kind.
func vocabulary(t *testing.T) map[string][]string {
	t.Helper()
	words := make(map[string][]string)
	put := func(kind, word string) { words[kind] = append(words[kind], word) }
	for _, role := range workflow.Roles() {
		put("part", string(role))
	}
	for _, what := range access.Resources() {
		put("resource", string(what))
	}
	for _, name := range catalog.Names() {
		put("procedure", name)
		put("state of "+name, string(workflow.Unopened))
	}
	for _, component := range openselection.Components() {
		put("component", string(component))
	}
	words["document"] = policy.Checklist()
	for _, field := range person.Particulars() {
		put("field", string(field))
	}
	for _, route := range api.Routes() {
		put("route", route.Method+" "+route.Path)
	}
	for _, table := range newWorld(t).tables {
		for _, state := range table.States {
			put("state of "+table.Procedure, string(state.Name))
		}
		for _, row := range table.Rows {
			put("event of "+table.Procedure, string(row.Event))
			put("event", string(row.Event))
		}
	}
	return words
}
