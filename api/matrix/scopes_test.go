package matrix_test

import (
	"slices"
	"testing"

	"selter/api"
	"selter/pkg/identity"
)

// A token does what it was issued for and nothing else: with the one scope that a route
// needs it is heard, with all others it is not.
func TestScopes(t *testing.T) {
	t.Parallel()
	h, law := open(t), expected(t)
	g := newGrid(h, law)
	scoped := 0
	for _, route := range api.Routes() {
		scope := identity.Scope(law.scope(route.Method, route.Path))
		others := slices.DeleteFunc(identity.Scopes(), func(s identity.Scope) bool { return s == scope })
		if scope != "" {
			scoped++
			if len(others) == len(identity.Scopes()) {
				t.Errorf("%s is no scope", scope)
			}
		}
		for _, c := range []struct {
			scopes []identity.Scope
			heard  bool
		}{{[]identity.Scope{scope}, true}, {others, scope == ""}} {
			asked := g.sample(route)
			asked.kind, asked.as = identity.TokenKind, h.register.narrow(c.scopes)
			if code := h.ask(t.Context(), asked).code(); (code != "scope_missing") != c.heard {
				t.Errorf("%s %s with %q answers %s", route.Method, route.Path, c.scopes, code)
			}
		}
	}
	if scoped < 30 {
		t.Errorf("%d routes need a scope", scoped)
	}
}
