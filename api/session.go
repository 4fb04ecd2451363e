package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
)

// Accounts is where people prove who they are; see identity.Service for the errors. A
// server without it has none of the paths that need it.
type Accounts interface {
	Login(ctx context.Context, l identity.Login) (identity.Issued, error)
	Identify(ctx context.Context, secret string) (identity.Subject, error)
	Logout(ctx context.Context, who identity.Subject) error
	ChangePassword(ctx context.Context, who identity.Subject, old, password string) error
	BeginTOTP(ctx context.Context, who identity.Subject, password string) (secret, uri string, err error)
	ConfirmTOTP(ctx context.Context, who identity.Subject, code string) (identity.Issued, error)
	StepUp(ctx context.Context, who identity.Subject, code string) (identity.Issued, error)
	AcceptInvitation(ctx context.Context, invitation, password string) (person string, err error)
	Programs
	Enrolments
	Ceremonies
}

// LogIn begins a session.
func (s *Server) LogIn(ctx context.Context, request gen.LogInRequestObject) (gen.LogInResponseObject, error) {
	body := request.Body
	issued, err := s.config.Accounts.Login(ctx, identity.Login{
		Name: body.Login, Password: body.Password, Code: body.Code, Address: exchangeOf(ctx).Address,
	})
	if err != nil {
		return nil, refusedAs("login_refused", err)
	}
	return s.loggedIn(ctx, issued)
}

// loggedIn answers with a session, whose secret goes into the cookie and nowhere else.
func (s *Server) loggedIn(ctx context.Context, issued identity.Issued) (reply, error) {
	c := issued.Credential
	body := gen.LoggedIn{Person: c.Person, Factors: c.Factors, Expires: c.Expires.UTC(), SecondFactor: gen.Given}
	if c.Factors < 2 {
		who, err := s.config.Accounts.Identify(ctx, issued.Secret)
		if err != nil {
			return reply{}, err
		}
		body.SecondFactor = gen.None
		if len(who.Dormant) > 0 {
			body.SecondFactor = gen.Asked
		}
	}
	answer, err := ok(body)
	return answer.with("Set-Cookie", sessionCookie(issued.Secret)), err
}

// sessionCookie carries a session. The prefix has browsers hold it to this one host, and
// none sends it along from another site. When it ends is the server's to say.
func sessionCookie(secret string) string {
	cookie := http.Cookie{
		Name: SessionCookie, Value: secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	return cookie.String()
}

// ReadSession tells who asks.
func (s *Server) ReadSession(ctx context.Context, _ gen.ReadSessionRequestObject) (gen.ReadSessionResponseObject, error) {
	who := exchangeOf(ctx).Who
	body := gen.Session{
		Person: who.Person, Kind: gen.SessionKind(who.Kind), Factors: who.Factors, Scopes: who.Scopes,
		Duties: []gen.HeldDuty{}, Dormant: []gen.HeldDuty{},
	}
	if who.Credential != uuid.Nil {
		body.Credential = who.Credential.String()
	}
	if who.Kind == "" {
		body.Kind = gen.SessionKindDevelopment
	}
	today := calendar.DateOf(who.At, calendar.WIB)
	for _, d := range who.Duties {
		held := heldDuty(d)
		switch {
		case d.InForce(today):
			body.Duties = append(body.Duties, held)
			continue
		case today.Before(d.From):
			held.Rests = gen.NotYet
		default:
			held.Rests = gen.NoLonger
		}
		body.Dormant = append(body.Dormant, held)
	}
	for _, d := range who.Dormant {
		held := heldDuty(d)
		held.Rests = gen.SecondFactor
		body.Dormant = append(body.Dormant, held)
	}
	return ok(body)
}

func heldDuty(d workflow.Duty) gen.HeldDuty {
	held := gen.HeldDuty{Duty: d.Role, Scope: gen.DutyScope{Agency: d.Scope.Agency}, From: d.From, Until: d.Until, Body: d.Body}
	if !d.Scope.Round.IsZero() {
		held.Scope.Round = d.Scope.Round.String()
	}
	if !d.Scope.Selection.IsZero() {
		held.Scope.Selection = d.Scope.Selection.String()
	}
	return held
}

// LogOut ends the session or the token that asks.
func (s *Server) LogOut(ctx context.Context, _ gen.LogOutRequestObject) (gen.LogOutResponseObject, error) {
	who := exchangeOf(ctx).Who
	if who.Credential != uuid.Nil {
		if err := s.config.Accounts.Logout(ctx, who); err != nil {
			return nil, err
		}
	}
	gone := http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	return nothing().with("Set-Cookie", gone.String()), nil
}

// ChangePassword changes one's own password.
func (s *Server) ChangePassword(ctx context.Context, request gen.ChangePasswordRequestObject) (gen.ChangePasswordResponseObject, error) {
	err := s.config.Accounts.ChangePassword(ctx, exchangeOf(ctx).Who, request.Body.Current, request.Body.Password)
	if err != nil {
		return nil, refusedAs("proof_refused", err)
	}
	return nothing(), nil
}

// BeginSecondFactor makes the secret of a second factor.
func (s *Server) BeginSecondFactor(ctx context.Context, request gen.BeginSecondFactorRequestObject) (gen.BeginSecondFactorResponseObject, error) {
	secret, uri, err := s.config.Accounts.BeginTOTP(ctx, exchangeOf(ctx).Who, request.Body.Password)
	if err != nil {
		return nil, refusedAs("proof_refused", err)
	}
	return ok(gen.SecondFactorSecret{Secret: secret, URI: uri})
}

// ConfirmSecondFactor ends what BeginSecondFactor began.
func (s *Server) ConfirmSecondFactor(ctx context.Context, request gen.ConfirmSecondFactorRequestObject) (gen.ConfirmSecondFactorResponseObject, error) {
	issued, err := s.config.Accounts.ConfirmTOTP(ctx, exchangeOf(ctx).Who, request.Body.Code)
	if err != nil {
		return nil, refusedAs("proof_refused", err)
	}
	return s.loggedIn(ctx, issued)
}

// GiveSecondFactor replaces the session by one that has proved itself twice.
func (s *Server) GiveSecondFactor(ctx context.Context, request gen.GiveSecondFactorRequestObject) (gen.GiveSecondFactorResponseObject, error) {
	issued, err := s.config.Accounts.StepUp(ctx, exchangeOf(ctx).Who, request.Body.Code)
	if err != nil {
		return nil, refusedAs("proof_refused", err)
	}
	return s.loggedIn(ctx, issued)
}

// AcceptInvitation sets the first password of an account.
func (s *Server) AcceptInvitation(ctx context.Context, request gen.AcceptInvitationRequestObject) (gen.AcceptInvitationResponseObject, error) {
	_, err := s.config.Accounts.AcceptInvitation(ctx, request.Body.Invitation, request.Body.Password)
	if err != nil {
		return nil, refusedAs("invitation_refused", err)
	}
	return nothing(), nil
}

// nothing is the answer to what is done and leaves nothing to be said.
func nothing() reply { return reply{status: http.StatusNoContent, header: http.Header{}} }
