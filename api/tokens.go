package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/identity"
)

// Programs is the part of Accounts that hands out tokens.
type Programs interface {
	IssueToken(ctx context.Context, who identity.Subject, label string, scopes []identity.Scope, lifetime time.Duration) (identity.Issued, error)
	Credentials(ctx context.Context, who identity.Subject) ([]identity.Credential, error)
	Revoke(ctx context.Context, who identity.Subject, id uuid.UUID) error
}

// ListTokens lists the sessions and tokens of who asks.
func (s *Server) ListTokens(ctx context.Context, _ gen.ListTokensRequestObject) (gen.ListTokensResponseObject, error) {
	items, err := s.credentials(ctx)
	if err != nil {
		return nil, err
	}
	return ok(gen.Credentials{Items: items})
}

func (s *Server) credentials(ctx context.Context) ([]gen.Credential, error) {
	who := exchangeOf(ctx).Who
	held, err := s.config.Accounts.Credentials(ctx, who)
	if err != nil {
		return nil, err
	}
	items := make([]gen.Credential, len(held))
	for i, c := range held {
		items[i] = credential(c)
		items[i].Current = c.ID == who.Credential
	}
	return items, nil
}

func credential(c identity.Credential) gen.Credential {
	return gen.Credential{
		ID: c.ID.String(), Kind: gen.CredentialKind(c.Kind), Label: c.Label, Scopes: c.Scopes, Factors: c.Factors,
		Created: c.Created.UTC(), Expires: c.Expires.UTC(), Used: c.Used.UTC(),
	}
}

// IssueToken makes a token for a program.
func (s *Server) IssueToken(ctx context.Context, request gen.IssueTokenRequestObject) (gen.IssueTokenResponseObject, error) {
	order := request.Body
	for _, scope := range order.Scopes {
		if !slices.Contains(identity.Scopes(), scope) {
			return nil, reject("invalid_body", "/scopes", "hold one that is not known")
		}
	}
	const mostDays = int(identity.LongestToken / (24 * time.Hour))
	if order.Days < 1 || order.Days > mostDays {
		return nil, reject("invalid_body", "/days", "must be a whole number from 1 to 365")
	}
	issued, err := s.config.Accounts.IssueToken(ctx, exchangeOf(ctx).Who, order.Label, order.Scopes, time.Duration(order.Days)*24*time.Hour)
	if err != nil {
		return nil, refusedAs("unauthenticated", err)
	}
	answer, err := ok(gen.IssuedToken{Credential: credential(issued.Credential), Token: issued.Secret})
	answer.status = http.StatusCreated
	return answer, err
}

// RevokeToken ends a token or a session of who asks.
func (s *Server) RevokeToken(ctx context.Context, request gen.RevokeTokenRequestObject) (gen.RevokeTokenResponseObject, error) {
	id, err := uuid.Parse(request.ID)
	if err != nil || id.String() != request.ID {
		return nil, reject("malformed_request", "path:id", "is not an identifier")
	}
	if err := s.config.Accounts.Revoke(ctx, exchangeOf(ctx).Who, id); err != nil {
		return nil, refusedAs("not_found", err)
	}
	return nothing(), nil
}
