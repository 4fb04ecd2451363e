package api

import (
	"slices"
	"strings"
	"testing"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow/access"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// A server of parts that are there and never asked.
func parts() Config {
	return Config{
		Desk: struct{ Desk }{}, Law: struct{ Law }{}, Shelves: struct{ casework.Shelves }{}, Packs: struct{ Packs }{},
	}
}

func TestServer_starts_with_the_table_as_it_is(t *testing.T) {
	t.Parallel()
	if _, err := build(parts(), Routes()); err != nil {
		t.Error(err)
	}
}

func TestServer_does_not_start_when_a_route_says_not_who_decides(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]Policy{
		"none":                         {},
		"an_unknown_rule":              {Rule: "friends"},
		"a_read_of_nothing":            {Rule: Read, Procedure: openselection.RoundName},
		"a_read_of_no_procedure":       {Rule: Read, Resource: access.Status},
		"a_read_without_a_row":         reads(access.Readings, openselection.RoundName),
		"a_read_of_an_unknown_thing":   reads("secrets", openselection.RoundName),
		"an_unknown_procedure":         reads(access.Status, "coup"),
		"an_act_on_no_procedure":       {Rule: Act},
		"an_act_on_an_unknown_one":     acts("coup"),
		"an_act_that_names_a_resource": {Rule: Act, Procedure: openselection.RoundName, Resource: access.Status},
		"people_without_a_resource":    {Rule: People},
		"people_and_a_procedure":       {Rule: People, Procedure: person.Name, Resource: access.Particulars},
		"people_without_a_row":         {Rule: People, Resource: "secrets"},
		"anyone_and_a_resource":        {Rule: Anyone, Resource: access.Status},
		"anyone_and_no_such_procedure": nameless("coup"),
		"published_and_a_procedure":    {Rule: Published, Procedure: openselection.RoundName},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := Routes()
			i := slices.IndexFunc(table, func(r Route) bool { return r.Path == "/v1/rounds/{id}/journal" })
			table[i].Policy = policy
			if _, err := build(parts(), table); err == nil || !strings.Contains(err.Error(), "GET /v1/rounds/{id}/journal") {
				t.Errorf("it starts, or says not why: %v", err)
			}
		})
	}
}

func TestServer_does_not_start_when_a_route_is_missing_or_too_many(t *testing.T) {
	t.Parallel()
	table := Routes()
	if _, err := build(parts(), table[1:]); err == nil || !strings.Contains(err.Error(), table[0].Path) {
		t.Errorf("without the first: %v", err)
	}
	more := append(slices.Clone(table), Route{Method: "GET", Path: "/v1/back-door", Policy: open()})
	if _, err := build(parts(), more); err == nil || !strings.Contains(err.Error(), "/v1/back-door") {
		t.Errorf("with one more: %v", err)
	}
}

// What a token must have been issued for follows from what the route does.
func TestScopes_of_routes(t *testing.T) {
	t.Parallel()
	for _, route := range Routes() {
		scope := route.scope()
		changes := route.Method != "GET"
		switch {
		case route.Policy.Rule == Anyone || route.Policy.Rule == Published || route.Policy.Rule == Stage || route.Ends:
			if scope != "" {
				t.Errorf("%s %s wants %s", route.Method, route.Path, scope)
			}
		case !slices.Contains(identity.Scopes(), scope):
			t.Errorf("%s %s wants %q, which no token has", route.Method, route.Path, scope)
		case strings.HasSuffix(string(scope), ":act") != changes:
			t.Errorf("%s %s wants %s", route.Method, route.Path, scope)
		case strings.HasPrefix(string(scope), "cases:") != slices.ContainsFunc([]string{"rounds", "selections", "applications", "sheets", "papers", "documents", "complaints", "board", "deadlines"}, func(of string) bool {
			return strings.HasPrefix(route.Path, "/v1/"+of)
		}):
			t.Errorf("%s %s wants %s", route.Method, route.Path, scope)
		}
	}
}
