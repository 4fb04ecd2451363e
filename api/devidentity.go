package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"selter/pkg/identity"
	"selter/workflow"
)

// DevIdentity believes whatever a token "dev:<person>:<role>[,<role>]" says. It is
// for demonstrations and development only: anybody can be anybody.
func DevIdentity() func(*http.Request) (identity.Subject, error) {
	return func(r *http.Request) (identity.Subject, error) {
		given := r.Header.Values("Authorization")
		if len(given) != 1 {
			return identity.Subject{}, errUnauthenticated
		}
		token, ok := strings.CutPrefix(given[0], "Bearer dev:")
		person, roles, named := strings.Cut(token, ":")
		if !ok || !named || !isPerson(person) {
			return identity.Subject{}, errUnauthenticated
		}
		who := identity.Subject{Person: person, At: time.Now(), Factors: 2}
		for name := range strings.SplitSeq(roles, ",") {
			role := workflow.Role(name)
			if !slices.Contains(workflow.Roles(), role) || role == workflow.Clock || role == workflow.System {
				return identity.Subject{}, errUnauthenticated
			}
			who.Duties = append(who.Duties, workflow.Duty{Role: role, Scope: workflow.Scope{Agency: workflow.Nation}})
		}
		return who, nil
	}
}

func isPerson(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._@-", r)
	})
}
