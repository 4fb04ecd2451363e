package identity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"selter/pkg/identity"
)

func tokens() []serviceCase {
	return []serviceCase{
		{"a_token_is_the_person_within_its_scopes", func(t *testing.T, r *room) {
			_, who := r.session(t)
			issued, err := r.IssueToken(t.Context(), who, "laporan bulanan", []identity.Scope{identity.ActOnCases, identity.ReadCases, identity.ReadCases}, 48*time.Hour)
			if err != nil || !strings.HasPrefix(issued.Secret, "selter_t_") {
				t.Fatalf("%v", err)
			}
			r.later(47 * time.Hour) // nobody has used it: tokens do not rest
			got := r.who(t, issued.Secret)
			if got.Person != person || got.Kind != identity.TokenKind || got.Factors != 1 ||
				!slices.Equal(got.Scopes, []identity.Scope{identity.ReadCases, identity.ActOnCases}) {
				t.Errorf("it is %+v", got)
			}
			r.later(time.Hour)
			_, err = r.Identify(t.Context(), issued.Secret)
			want(t, "after two days", err, identity.ErrUnauthenticated)
		}},
		{"a_token_is_given_to_who_has_just_proved_who_they_are", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			r.later(identity.Fresh - time.Second)
			if _, err := r.IssueToken(t.Context(), r.who(t, issued.Secret), "report", identity.Scopes(), time.Hour); err != nil {
				t.Error(err)
			}
			r.later(time.Second)
			_, err := r.IssueToken(t.Context(), r.who(t, issued.Secret), "report", identity.Scopes(), time.Hour)
			want(t, "an old session", err, identity.ErrNeedsProof)
		}},
		{"a_token_has_the_factors_of_its_session", func(t *testing.T, r *room) {
			_, who, _ := r.factored(t)
			issued, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil || r.who(t, issued.Secret).Factors != 2 {
				t.Errorf("%+v, %v", issued.Credential, err)
			}
		}},
		{"a_revoked_token_is_refused_on_the_very_next_call", func(t *testing.T, r *room) {
			_, who := r.session(t)
			issued, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			r.who(t, issued.Secret)
			if err := r.Revoke(t.Context(), who, issued.Credential.ID); err != nil {
				t.Fatal(err)
			}
			_, err = r.Identify(t.Context(), issued.Secret)
			want(t, "the next call", err, identity.ErrUnauthenticated)
		}},
		{"a_token_manages_nobodys_credentials", func(t *testing.T, r *room) {
			session, who := r.session(t)
			issued, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			program := r.who(t, issued.Secret)
			assumed, err := r.Assume(t.Context(), person)
			if err != nil {
				t.Fatal(err)
			}
			for _, who := range []identity.Subject{program, assumed, {}} {
				_, err = r.IssueToken(t.Context(), who, "another", identity.Scopes(), time.Hour)
				want(t, "a token", err, identity.ErrNeedsSession)
				_, _, err = r.BeginTOTP(t.Context(), who, password)
				want(t, "a second factor", err, identity.ErrNeedsSession)
				_, err = r.ConfirmTOTP(t.Context(), who, "123456")
				want(t, "a code", err, identity.ErrNeedsSession)
				_, err = r.StepUp(t.Context(), who, "123456")
				want(t, "a step up", err, identity.ErrNeedsSession)
				want(t, "a password", r.ChangePassword(t.Context(), who, password, "a password of my own"), identity.ErrNeedsSession)
				want(t, "a session", r.Revoke(t.Context(), who, session.Credential.ID), identity.ErrNeedsSession)
			}
			if err := r.Logout(t.Context(), program); err != nil {
				t.Errorf("itself: %v", err)
			}
			_, err = r.Identify(t.Context(), issued.Secret)
			want(t, "the token", err, identity.ErrUnauthenticated)
			r.who(t, session.Secret)
		}},
		{"a_token_that_cannot_be_given_is_not", func(t *testing.T, r *room) {
			_, who := r.session(t)
			for _, c := range []struct {
				label    string
				scopes   []identity.Scope
				lifetime time.Duration
				field    string
			}{
				{"", identity.Scopes(), time.Hour, "label"},
				{" ", identity.Scopes(), time.Hour, "label"},
				{strings.Repeat("a", 101), identity.Scopes(), time.Hour, "label"},
				{"two\nlines", identity.Scopes(), time.Hour, "label"},
				{"report", nil, time.Hour, "scopes"},
				{"report", []identity.Scope{identity.ReadCases, "cases:*"}, time.Hour, "scopes"},
				{"report", identity.Scopes(), 0, "lifetime"},
				{"report", identity.Scopes(), -time.Hour, "lifetime"},
				{"report", identity.Scopes(), identity.LongestToken + 1, "lifetime"},
			} {
				_, err := r.IssueToken(t.Context(), who, c.label, c.scopes, c.lifetime)
				unfit(t, c.field, err, c.field, "")
			}
			if _, err := r.IssueToken(t.Context(), who, "laporan", identity.Scopes(), identity.LongestToken); err != nil {
				t.Error(err)
			}
		}},
		{"a_token_does_not_outlive_a_session_that_ends_at_this_moment", func(t *testing.T, r *room) {
			_, who := r.session(t)
			var invitation string
			m := &meddling{Store: r.store.Identity(), beforeIssue: func() {
				var err error
				if invitation, _, err = r.Reinvite(t.Context(), person); err != nil {
					t.Error(err)
				}
			}}
			_, err := r.another(m).IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			want(t, "the token", err, identity.ErrUnauthenticated)
			if _, err := r.AcceptInvitation(t.Context(), invitation, password); err != nil {
				t.Fatal(err)
			}
			if left, err := r.Credentials(t.Context(), who); err != nil || len(left) != 0 {
				t.Errorf("%d credentials are in force, %v", len(left), err)
			}
			m.beforeIssue = func() {
				if err := r.Disable(t.Context(), person, true); err != nil {
					t.Error(err)
				}
			}
			_, who = r.in(t, "")
			_, err = r.another(m).IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			want(t, "of an account that is closed", err, identity.ErrUnauthenticated)
		}},
	}
}
