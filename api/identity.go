package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow/access"
	"selter/workflow/calendar"
)

// SessionCookie carries a browser's session. The prefix makes a browser keep it to this
// server alone, to encrypted connections and to no part of the path.
const SessionCookie = "__Host-selter"

const bearer = "Bearer "

// errUnauthenticated says that a request names nobody whom we know.
var errUnauthenticated = errors.New("nobody is named")

// An Identifier tells who a secret was given to, with the duties that they hold now.
type Identifier interface {
	Identify(ctx context.Context, secret string) (identity.Subject, error)
}

// Identify finds out who a request is from: by a token in the Authorization header, or by
// a session in the cookie. Both together name nobody, because it could not be told which
// was meant. A browser sends the cookie whoever asks it to, so what changes anything must
// come from our own pages.
func Identify(service Identifier) func(*http.Request) (identity.Subject, error) {
	return func(r *http.Request) (identity.Subject, error) {
		cookies, headers := r.CookiesNamed(SessionCookie), r.Header.Values("Authorization")
		switch {
		case len(headers) == 1 && len(cookies) == 0:
			secret, ok := strings.CutPrefix(headers[0], bearer)
			if !ok {
				return identity.Subject{}, errUnauthenticated
			}
			return ofKind(identity.TokenKind)(service.Identify(r.Context(), secret))
		case len(headers) == 0 && len(cookies) == 1:
			if err := sameOrigin(r); err != nil {
				return identity.Subject{}, err
			}
			return ofKind(identity.SessionKind)(service.Identify(r.Context(), cookies[0].Value))
		}
		return identity.Subject{}, errUnauthenticated
	}
}

// sameOrigin refuses what a browser sends because the page of another origin told it to.
// Reading is not refused: the other page does not get to see the answer.
func sameOrigin(r *http.Request) error {
	var protection http.CrossOriginProtection
	if protection.Check(r) != nil {
		return &rejection{code: "cross_origin"}
	}
	return nil
}

// ofKind refuses a session in the header and a token in the cookie: each has rules of its own.
func ofKind(kind identity.Kind) func(identity.Subject, error) (identity.Subject, error) {
	return func(who identity.Subject, err error) (identity.Subject, error) {
		if err == nil && who.Kind != kind {
			return identity.Subject{}, errUnauthenticated
		}
		return who, err
	}
}

// identify asks who a request is from. Why a credential was not accepted is nobody's
// business, so every reason gives the same answer. That it could not be looked up is a
// fault, and no reason to throw a credential away.
func (s *Server) identify(r *http.Request) (identity.Subject, error) {
	if s.config.Identify == nil {
		return identity.Subject{}, errUnauthenticated
	}
	who, err := s.config.Identify(r)
	switch {
	case errors.Is(err, identity.ErrUnauthenticated), errors.Is(err, identity.ErrUnknown), err == nil && who.Person == "":
		return identity.Subject{}, errUnauthenticated
	case err != nil:
		return identity.Subject{}, err
	}
	return who, nil
}

// may asks the table of reads whether the caller may read a resource of a case.
func may(ctx context.Context, what access.Resource, record casework.Record) bool {
	ex := exchangeOf(ctx)
	actor := ex.caller().Towards(record, calendar.DateOf(ex.Who.At, record.Zone))
	_, allowed := access.MayRead(what, record.Place(), actor.Roles)
	return allowed
}
