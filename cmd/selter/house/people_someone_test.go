package house_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"selter/api"
	"selter/cmd/selter/house"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// someone is a person with what that person keeps.
type someone struct {
	id, login, password, address, cookie, totp string
}

// created makes an admin as "selter admin create" does, who then accepts the invitation.
func (o *office) created(t *testing.T, s *someone) (invitation string) {
	t.Helper()
	id, invitation, _, err := o.Enrol(t.Context(), s.login)
	if err != nil {
		t.Fatal(err)
	}
	s.id = id
	today := calendar.DateOf(o.clock.Now(), house.Nation().Zone)
	err = o.Install(t.Context(), id, house.Nation(), mandate.InstallBody{
		Ref: "admin", Duty: mandate.DutyName(workflow.Admin), From: today, Decree: &mandate.Decree{Number: "821/1", Date: today},
	})
	if err != nil {
		t.Fatal(err)
	}
	return invitation
}

// enrolled lets an admin enrol somebody.
func (o *office) enrolled(t *testing.T, by, s *someone) (invitation string) {
	t.Helper()
	answer := o.want(t, http.StatusCreated, "", wish{
		method: http.MethodPost, path: "/v1/persons", by: by, body: compose(t, map[string]any{"login": s.login}),
	})
	s.id = field(t, answer, "person")
	return field(t, answer, "invitation")
}

func (o *office) accept(t *testing.T, s *someone, invitation string) {
	t.Helper()
	o.want(t, http.StatusNoContent, "", wish{
		method: http.MethodPost, path: "/v1/invitations/accept", by: &someone{address: s.address},
		body: compose(t, map[string]any{"invitation": invitation, "password": s.password}),
	})
}

// logIn begins a session, with the code of the second factor when there is one.
func (o *office) logIn(t *testing.T, s *someone, may ...string) *httptest.ResponseRecorder {
	t.Helper()
	said := map[string]any{"login": s.login, "password": s.password}
	if s.totp != "" {
		said["code"] = o.code(t, s)
	}
	answer := o.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/session", by: &someone{address: s.address}, body: compose(t, said), may: may})
	s.cookie = cookieOf(t, answer, api.SessionCookie)
	return answer
}

// code is the next one that the authenticator of somebody shows; each counts once.
func (o *office) code(t *testing.T, s *someone) string {
	t.Helper()
	if err := o.clock.Move(o.clock.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(s.totp, o.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// twice gives somebody a second factor, which replaces the session.
func (o *office) twice(t *testing.T, s *someone, may ...string) {
	t.Helper()
	begun := o.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/session/totp", by: s, body: `{}`, may: may})
	s.totp = field(t, begun, "secret")
	answer := o.want(t, http.StatusOK, "", wish{
		method: http.MethodPut, path: "/v1/session/totp", by: s, body: compose(t, map[string]any{"code": o.code(t, s)}), may: may,
	})
	s.cookie = cookieOf(t, answer, api.SessionCookie)
}

// duties tells the duties of somebody's session, awake and at rest.
func (o *office) duties(t *testing.T, s *someone) (awake, dormant string) {
	t.Helper()
	answer := o.want(t, http.StatusOK, "", wish{path: "/v1/session", by: s})
	var session struct {
		Duties, Dormant []struct{ Duty, Rests string }
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &session); err != nil {
		t.Fatal(err)
	}
	for _, d := range session.Duties {
		awake += d.Duty + " "
	}
	for _, d := range session.Dormant {
		dormant += d.Duty + ":" + d.Rests + " "
	}
	return strings.TrimSpace(awake), strings.TrimSpace(dormant)
}

// program gives somebody a token with scopes.
func (o *office) program(t *testing.T, s *someone, may []string, scopes ...string) (id, secret string) {
	t.Helper()
	answer := o.want(t, http.StatusCreated, "", wish{
		method: http.MethodPost, path: "/v1/tokens", by: s, body: compose(t, map[string]any{"label": "program", "scopes": scopes, "days": 30}), may: may,
	})
	var made struct {
		Token      string
		Credential struct{ ID string }
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || made.Token == "" {
		t.Fatalf("no token in %s: %v", answer.Body, err)
	}
	return made.Credential.ID, made.Token
}
