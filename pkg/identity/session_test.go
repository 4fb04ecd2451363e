package identity_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
)

// dutied gives whoever is looked up some duties, as mandates do.
type dutied struct {
	identity.Store
	duties []workflow.Duty
}

func (d dutied) Identify(ctx context.Context, hash [32]byte) (identity.Identified, error) {
	found, err := d.Store.Identify(ctx, hash)
	found.Duties = slices.Clone(d.duties)
	return found, err
}

func (d dutied) DutiesOf(ctx context.Context, person string) ([]workflow.Duty, time.Time, error) {
	_, now, err := d.Store.DutiesOf(ctx, person)
	return slices.Clone(d.duties), now, err
}

func duty(role workflow.Role) workflow.Duty {
	return workflow.Duty{Role: role, Scope: workflow.Scope{Agency: "53"}, From: calendar.MustDate("2024-01-02")}
}

func roles(duties []workflow.Duty) (names []workflow.Role) {
	for _, d := range duties {
		names = append(names, d.Role)
	}
	return names
}

func sessions() []serviceCase {
	return []serviceCase{
		{"a_session_that_nobody_uses_ends", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			for range 3 { // used every now and then it goes on
				r.later(50 * time.Minute)
				r.who(t, issued.Secret)
				r.store.Identity().Flush()
			}
			r.later(identity.SessionIdle)
			_, err := r.Identify(t.Context(), issued.Secret)
			want(t, "after an hour", err, identity.ErrUnauthenticated)
		}},
		{"a_session_ends_however_much_it_is_used", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			for r.clock().Add(30 * time.Minute).Before(issued.Credential.Expires) {
				r.later(30 * time.Minute)
				r.who(t, issued.Secret)
				r.store.Identity().Flush()
			}
			r.later(30 * time.Minute)
			_, err := r.Identify(t.Context(), issued.Secret)
			want(t, "after twelve hours", err, identity.ErrUnauthenticated)
		}},
		{"who_has_left_is_gone", func(t *testing.T, r *room) {
			other, _ := r.session(t)
			issued, who := r.in(t, "")
			if err := r.Logout(t.Context(), who); err != nil {
				t.Fatal(err)
			}
			_, err := r.Identify(t.Context(), issued.Secret)
			want(t, "the session", err, identity.ErrUnauthenticated)
			r.who(t, other.Secret)
		}},
		{"what_is_no_secret_of_ours_is_refused_without_a_look", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			before := r.traffic.Statements.Load()
			for _, secret := range []string{
				"", "dev:ketua", "selter_s_", issued.Secret[1:], issued.Secret + "A", "selter_c_" + issued.Secret[9:], strings.ToUpper(issued.Secret),
			} {
				_, err := r.Identify(t.Context(), secret)
				want(t, secret, err, identity.ErrUnauthenticated)
			}
			if n := r.traffic.Statements.Load() - before; n != 0 {
				t.Errorf("%d statements", n)
			}
			for _, secret := range []string{"selter_t_" + issued.Secret[9:], "selter_s_" + strings.Repeat("A", 43)} {
				_, err := r.Identify(t.Context(), secret)
				want(t, secret, err, identity.ErrUnauthenticated)
			}
		}},
		{"to_identify_takes_one_look", func(t *testing.T, r *room) {
			issued, _ := r.session(t)
			for range 8 { // until every connection knows the statement
				r.who(t, issued.Secret)
			}
			before := r.traffic.Statements.Load()
			r.who(t, issued.Secret)
			if n := r.traffic.Statements.Load() - before; n != 1 {
				t.Errorf("%d statements", n)
			}
		}},
		{"duties_that_need_a_second_factor_rest_without_it", func(t *testing.T, r *room) {
			held := []workflow.Duty{duty(workflow.CommitteeMember), duty(workflow.Tracer), duty(workflow.Admin), duty(workflow.Auditor)}
			s := r.another(dutied{r.store.Identity(), held})
			one, _ := r.session(t)
			who, err := s.Identify(t.Context(), one.Secret)
			if err != nil || !slices.Equal(roles(who.Duties), []workflow.Role{workflow.Tracer, workflow.Auditor}) ||
				!slices.Equal(roles(who.Dormant), []workflow.Role{workflow.CommitteeMember, workflow.Admin}) {
				t.Errorf("one factor: %v, dormant %v, %v", roles(who.Duties), roles(who.Dormant), err)
			}
			secret, _, err := r.BeginTOTP(t.Context(), who, "")
			if err != nil {
				t.Fatal(err)
			}
			two, err := r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
			if err != nil {
				t.Fatal(err)
			}
			who, err = s.Identify(t.Context(), two.Secret)
			if err != nil || len(who.Duties) != 4 || len(who.Dormant) != 0 {
				t.Errorf("two factors: %v, dormant %v, %v", roles(who.Duties), roles(who.Dormant), err)
			}
			who, err = s.Assume(t.Context(), "ketua")
			if err != nil || len(who.Duties) != 4 || who.Factors != 2 || who.Person != "ketua" || !who.At.Equal(start) || who.Credential != uuid.Nil {
				t.Errorf("assumed: %+v, %v", who, err)
			}
		}},
		{"credentials_are_listed_and_revoked_by_their_person", func(t *testing.T, r *room) {
			first, _ := r.session(t)
			r.later(time.Second)
			second, who := r.in(t, "")
			list, err := r.Credentials(t.Context(), who)
			if err != nil || len(list) != 2 || list[0].ID != second.Credential.ID || list[1].ID != first.Credential.ID {
				t.Fatalf("%d are listed, %v", len(list), err)
			}
			r.enrolled(t, "0190a5c0-0000-7000-8000-000000000002", "siti.contoh")
			issued, err := r.Login(t.Context(), identity.Login{Name: "siti.contoh", Password: password, Address: address})
			if err != nil {
				t.Fatal(err)
			}
			want(t, "by somebody else", r.Revoke(t.Context(), r.who(t, issued.Secret), first.Credential.ID), identity.ErrUnknown)
			r.who(t, first.Secret)
			if err := r.Revoke(t.Context(), who, first.Credential.ID); err != nil {
				t.Error(err)
			}
			_, err = r.Identify(t.Context(), first.Secret)
			want(t, "the next call", err, identity.ErrUnauthenticated)
		}},
	}
}

func closings() []serviceCase {
	return []serviceCase{
		{"a_closed_account_has_no_credentials_and_opening_gives_none_back", func(t *testing.T, r *room) {
			issued, who := r.session(t)
			token, err := r.IssueToken(t.Context(), who, "report", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			for _, closed := range []bool{true, false} {
				if err := r.Disable(t.Context(), person, closed); err != nil {
					t.Fatal(err)
				}
				for what, secret := range map[string]string{"session": issued.Secret, "token": token.Secret} {
					_, err := r.Identify(t.Context(), secret)
					want(t, what, err, identity.ErrUnauthenticated)
				}
			}
			r.in(t, "")
			want(t, "nobody", r.Disable(t.Context(), "0190a5c0-0000-7000-8000-000000000009", true), identity.ErrUnknown)
		}},
		{"the_log_knows_people_by_their_ids_only", func(t *testing.T, r *room) {
			issued, who, secret := r.factored(t)
			token, err := r.IssueToken(t.Context(), who, "label-canary", identity.Scopes(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			for range 21 {
				r.try(t, r.Service, "siapa.saja", address)
			}
			if err := r.LinkProvider(t.Context(), person, issuer, "subject-canary"); err != nil {
				t.Fatal(err)
			}
			if _, err := r.LinkedLogin(t.Context(), issuer, "subject-canary", 2); err != nil {
				t.Fatal(err)
			}
			invitation, _, err := r.Reinvite(t.Context(), person)
			if err != nil {
				t.Fatal(err)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			log := r.log.String()
			if strings.Count(log, person) < 8 || !strings.Contains(log, "too many guesses") {
				t.Errorf("the log tells too little:\n%s", log)
			}
			for _, canary := range []string{
				login, password, address, secret, issued.Secret, token.Secret, invitation, "label-canary", "siapa.saja", "wrong horse", "subject-canary", issuer,
			} {
				if strings.Contains(log, canary) {
					t.Errorf("the log holds %s", canary)
				}
			}
		}},
	}
}
