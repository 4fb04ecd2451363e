package api

import (
	"net/http"
	"slices"
	"strings"

	"selter/workflow"
)

// DevIdentity believes whatever a token "dev:<person>:<role>[,<role>]" says. It is
// for demonstrations and development only: anybody can be anybody.
func DevIdentity() func(*http.Request) (workflow.Actor, error) {
	return func(r *http.Request) (workflow.Actor, error) {
		given := r.Header.Values("Authorization")
		if len(given) != 1 {
			return workflow.Actor{}, errUnauthenticated
		}
		token, ok := strings.CutPrefix(given[0], "Bearer dev:")
		person, roles, named := strings.Cut(token, ":")
		if !ok || !named || !isPerson(person) {
			return workflow.Actor{}, errUnauthenticated
		}
		actor := workflow.Actor{Person: person}
		for name := range strings.SplitSeq(roles, ",") {
			role := workflow.Role(name)
			if !slices.Contains(workflow.Roles(), role) || slices.Contains(actor.Roles, role) {
				return workflow.Actor{}, errUnauthenticated
			}
			actor.Roles = append(actor.Roles, role)
		}
		return actor, nil
	}
}

func isPerson(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._@-", r)
	})
}
