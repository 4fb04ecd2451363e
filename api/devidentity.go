package api

import (
	"context"
	"net/http"
	"strings"

	"selter/pkg/identity"
)

// DevIdentity believes whoever a token "dev:<person>" names. It is for demonstrations
// and development only: anybody can be anybody. What that person may then do is read
// from the database, as for everybody.
func DevIdentity(assume func(ctx context.Context, person string) (identity.Subject, error)) func(*http.Request) (identity.Subject, error) {
	return func(r *http.Request) (identity.Subject, error) {
		given := r.Header.Values("Authorization")
		if len(given) != 1 || len(r.CookiesNamed(SessionCookie)) > 0 {
			return identity.Subject{}, errUnauthenticated
		}
		person, ok := strings.CutPrefix(given[0], bearer+"dev:")
		if !ok || !isPerson(person) {
			return identity.Subject{}, errUnauthenticated
		}
		return assume(r.Context(), person)
	}
}

func isPerson(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._@-", r)
	})
}
