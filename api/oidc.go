package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/identity"
)

// A Federation is a provider at which people log in. A server without it has none of
// these paths. It fails with identity.ErrRefused and ErrProviderUnavailable.
type Federation interface {
	// Begin answers where to send the browser, and what to keep until it comes back.
	Begin(ctx context.Context) (address string, kept []byte, err error)
	// Finish takes what was kept and the query that the browser brought back.
	Finish(ctx context.Context, kept []byte, query url.Values) (Proof, error)
}

// A Proof is what a provider vouches for: a subject of its own naming, in one way or in two.
type Proof struct {
	Issuer, Subject string
	Factors         int
}

// ErrProviderUnavailable says that the provider cannot be asked now.
var ErrProviderUnavailable = errors.New("the provider cannot be asked")

// Ceremonies is the part of Accounts that a login at a provider needs.
type Ceremonies interface {
	BeginCeremony(ctx context.Context, kind, person string, data []byte, lifetime time.Duration) (secret string, err error)
	TakeCeremony(ctx context.Context, kind, secret string) ([]byte, error)
	LinkOwn(ctx context.Context, person string, session uuid.UUID, issuer, subject string) error
	LinkedLogin(ctx context.Context, issuer, subject string, factors int) (identity.Issued, error)
}

const (
	providerCeremony = "oidc"
	loginCookie      = "__Host-selter-login"
	loginTime        = 10 * time.Minute // to log in at the provider
	// home is where a login at the provider ends: one fixed place of this server.
	home = "/docs"
)

// away is what is kept while somebody is at the provider.
type away struct {
	Begun []byte `json:"begun"`
	// Person is who wants to bind the identity at the provider; empty for a login. Session is
	// the one in which they want it: when it ends, so does what was begun in it.
	Person  string    `json:"person,omitzero"`
	Session uuid.UUID `json:"session,omitzero"`
}

// leave begins a login at the provider, and a cookie by which this browser, and no other
// to which somebody could send the way back, ends it.
func (s *Server) leave(ctx context.Context, person string, session uuid.UUID) (address, cookie string, err error) {
	address, begun, err := s.config.Federation.Begin(ctx)
	if err != nil {
		return "", "", refusedAs("provider_refused", err)
	}
	kept, err := json.Marshal(away{Begun: begun, Person: person, Session: session})
	if err != nil {
		return "", "", err
	}
	secret, err := s.config.Accounts.BeginCeremony(ctx, providerCeremony, person, kept, loginTime)
	if err != nil {
		return "", "", refusedAs("unauthenticated", err)
	}
	// Lax: the way back comes from the provider's pages.
	bound := http.Cookie{
		Name: loginCookie, Value: secret, Path: "/", MaxAge: int(loginTime.Seconds()), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	return address, bound.String(), nil
}

// BeginProviderLogin sends the browser to the provider.
func (s *Server) BeginProviderLogin(ctx context.Context, _ gen.BeginProviderLoginRequestObject) (gen.BeginProviderLoginResponseObject, error) {
	address, cookie, err := s.leave(ctx, "", uuid.Nil)
	if err != nil {
		return nil, err
	}
	return seeOther(address).with("Set-Cookie", cookie), nil
}

// BeginProviderLink tells where to go to bind one's identity at the provider.
func (s *Server) BeginProviderLink(ctx context.Context, _ gen.BeginProviderLinkRequestObject) (gen.BeginProviderLinkResponseObject, error) {
	who := exchangeOf(ctx).Who
	if who.Kind != identity.SessionKind {
		return nil, &rejection{code: "needs_session"}
	}
	if !who.IsFresh() {
		return nil, &rejection{code: "needs_proof"} // who finds an open browser does not stay for ever
	}
	address, cookie, err := s.leave(ctx, who.Person, who.Credential)
	if err != nil {
		return nil, err
	}
	answer, err := ok(gen.ProviderLink{URL: address})
	return answer.with("Set-Cookie", cookie), err
}

// FinishProviderLogin takes the way back from the provider.
func (s *Server) FinishProviderLogin(ctx context.Context, request gen.FinishProviderLoginRequestObject) (gen.FinishProviderLoginResponseObject, error) {
	kept, err := s.config.Accounts.TakeCeremony(ctx, providerCeremony, request.Params.HostSelterLogin)
	if err != nil {
		return nil, refusedAs("provider_refused", err)
	}
	var left away
	if err := json.Unmarshal(kept, &left); err != nil {
		return nil, err
	}
	proof, err := s.config.Federation.Finish(ctx, left.Begun, exchangeOf(ctx).URL.Query())
	if err != nil {
		return nil, refusedAs("provider_refused", err)
	}
	if left.Person != "" {
		// The way back comes without the session's cookie, which no other site can have sent.
		err := s.config.Accounts.LinkOwn(ctx, left.Person, left.Session, proof.Issuer, proof.Subject)
		if errors.Is(err, identity.ErrTaken) {
			return nil, &rejection{code: "identity_taken"}
		}
		if err != nil {
			return nil, refusedAs("provider_refused", err)
		}
	}
	issued, err := s.config.Accounts.LinkedLogin(ctx, proof.Issuer, proof.Subject, proof.Factors)
	if err != nil {
		return nil, refusedAs("provider_refused", err)
	}
	gone := http.Cookie{Name: loginCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	answer := seeOther(home)
	answer.header.Add("Set-Cookie", sessionCookie(issued.Secret))
	answer.header.Add("Set-Cookie", gone.String())
	return answer, nil
}

func seeOther(address string) reply {
	return reply{status: http.StatusSeeOther, header: http.Header{"Location": {address}}}
}
