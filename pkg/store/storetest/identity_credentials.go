package storetest

import (
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// mandated gives a person duties, as a mandate of an agency.
func (p *People) mandated(t *testing.T, person, agency string, duties ...workflow.Duty) {
	t.Helper()
	draft := p.Kit.draft()
	draft.Round, draft.Procedure, draft.Ref, draft.Subject, draft.Agency = workflow.CaseID{}, mandate.Name, person, person, agency
	after, entry := p.Kit.step(t, draft, mandate.GrantDuty, mandate.Mandated)
	p.Kit.commit(t, casework.Change{
		At: p.Clock.Now(), Opened: []casework.Record{after}, Entries: []audit.Sealed{entry}, Pack: p.Kit.pack, Duties: duties,
	})
}

// credentialCases are sessions, tokens and the duties that come with them.
func credentialCases() []IdentityCase {
	member := workflow.Duty{
		Role: workflow.CommitteeMember, Scope: workflow.Scope{Agency: "prov-contoh", Round: workflow.CaseID(newID()), Selection: workflow.CaseID(newID())},
		From: calendar.MustDate("2024-05-01"), Until: calendar.MustDate("2024-05-08"),
	}
	coming := workflow.Duty{Role: workflow.Secretariat, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-06-01")}
	over := workflow.Duty{Role: workflow.Assessor, Scope: workflow.Scope{Agency: "prov-contoh"}, From: calendar.MustDate("2024-05-01"), Until: calendar.MustDate("2024-05-07")}
	applied := workflow.Duty{ // that somebody has applied is never forgotten
		Role: workflow.Applicant, Scope: workflow.Scope{Agency: "prov-contoh", Round: workflow.CaseID(newID()), Selection: workflow.CaseID(newID())},
		From: calendar.MustDate("2024-05-01"), Until: calendar.MustDate("2024-05-07"),
	}
	watching := workflow.Duty{Role: workflow.Supervisor, Scope: workflow.Scope{Agency: workflow.Nation}, From: calendar.MustDate("2024-01-01"), Body: `KASN "pusat", é`}
	return []IdentityCase{
		{"a credential comes with its person and the duties that are not ended", func(t *testing.T, p *People) {
			want := p.session("ketua", "here")
			want.Kind, want.Label, want.Scopes, want.Factors = identity.TokenKind, "laporan, bulanan", []identity.Scope{identity.ReadCases, identity.ActOnCases}, 2
			want.Idle = 30 * time.Minute
			p.issued(t, want)
			want.Created, want.Used = p.Clock.Now(), p.Clock.Now()
			found, err := p.Identify(t.Context(), secret("here"))
			wantError(t, nil, err)
			same(t, "without duties", identity.Identified{Credential: want, Now: p.Clock.Now()}, found)
			p.mandated(t, "ketua", "prov-contoh", member, over, coming, applied)
			p.mandated(t, "ketua", workflow.Nation, watching)
			p.mandated(t, "anggota", "prov-contoh", coming)
			duties := []workflow.Duty{member, coming, applied, watching}
			found, err = p.Identify(t.Context(), secret("here"))
			wantError(t, nil, err)
			same(t, "with duties", identity.Identified{Credential: want, Now: p.Clock.Now(), Duties: duties}, found)
			held, now, err := p.DutiesOf(t.Context(), "ketua")
			if err != nil || !now.Equal(p.Clock.Now()) {
				t.Errorf("%v, %v", now, err)
			}
			same(t, "duties alone", duties, held)
			ready, err := p.Ready(t.Context())
			if err != nil || !ready.Equal(p.Clock.Now()) {
				t.Errorf("ready at %v, %v", ready, err)
			}
		}},
		{"a duty goes with its last day, wherever in the country that ends last", func(t *testing.T, p *People) {
			p.mandated(t, "ketua", "prov-contoh", member)
			p.Clock.Advance(time.Date(2024, time.May, 8, 23, 59, 0, 0, time.UTC).Sub(p.Clock.Now()))
			held, _, err := p.DutiesOf(t.Context(), "ketua")
			wantError(t, nil, err)
			same(t, "on the last day", []workflow.Duty{member}, held)
			p.Clock.Advance(time.Minute)
			held, _, err = p.DutiesOf(t.Context(), "ketua")
			wantError(t, nil, err)
			same(t, "afterwards", []workflow.Duty{}, held)
		}},
		{"nothing is told of a credential that is not in force", func(t *testing.T, p *People) {
			revoked := p.issued(t, p.session("ketua", "revoked"))
			idle := p.session("ketua", "idle")
			idle.Idle = 10 * time.Minute
			p.issued(t, idle)
			brief := p.session("ketua", "brief")
			brief.Expires = p.Clock.Now().Add(10 * time.Minute)
			p.issued(t, brief)
			p.issued(t, p.session("ketua", "lasting"))
			p.wantKnown(t, map[string]bool{"revoked": true, "idle": true, "brief": true, "lasting": true, "never": false})
			wantError(t, identity.ErrUnknown, p.Revoke(t.Context(), "anggota", revoked.ID))
			p.wantKnown(t, map[string]bool{"revoked": true})
			wantError(t, nil, p.Revoke(t.Context(), "ketua", revoked.ID))
			wantError(t, nil, p.Revoke(t.Context(), "ketua", revoked.ID))
			p.Clock.Advance(10*time.Minute - time.Microsecond)
			p.wantKnown(t, map[string]bool{"revoked": false, "brief": true, "lasting": true})
			p.Flush()
			p.Clock.Advance(time.Microsecond)
			p.wantKnown(t, map[string]bool{"brief": false, "idle": false, "lasting": true})
		}},
		{"a use is noted every few minutes", func(t *testing.T, p *People) {
			issued := p.Clock.Now()
			p.issued(t, p.session("ketua", "here"))
			used := func(want time.Time) {
				t.Helper()
				if !p.known(t, "here") {
					t.Error("not known")
				}
				p.Flush()
				held, err := p.Credentials(t.Context(), "ketua")
				if err != nil || len(held) != 1 || !held[0].Used.Equal(want) {
					t.Errorf("%+v, not %v, %v", held, want, err)
				}
			}
			p.Clock.Advance(5*time.Minute - time.Microsecond)
			used(issued)
			used(p.Clock.Advance(time.Microsecond))
			noted := p.Clock.Now()
			p.Clock.Advance(4 * time.Minute)
			used(noted)
			used(p.Clock.Advance(time.Minute))
		}},
		{"a session that is used does not end by resting", func(t *testing.T, p *People) {
			short := p.session("ketua", "here")
			short.Idle = 2 * time.Minute // less than the time between two notes of a longer one
			p.issued(t, short)
			for range 10 {
				p.Clock.Advance(time.Minute)
				p.wantKnown(t, map[string]bool{"here": true})
				p.Flush()
			}
			p.Clock.Advance(2 * time.Minute)
			p.wantKnown(t, map[string]bool{"here": false})
		}},
		{"a person's credentials in force are listed, the newest first", func(t *testing.T, p *People) {
			first := p.issued(t, p.session("ketua", "first"))
			first.Created, first.Used = p.Clock.Now(), p.Clock.Now()
			p.Clock.Advance(time.Minute)
			second := p.issued(t, p.session("ketua", "second"))
			second.Created, second.Used = p.Clock.Now(), p.Clock.Now()
			gone := p.issued(t, p.session("ketua", "gone"))
			wantError(t, nil, p.Revoke(t.Context(), "ketua", gone.ID))
			p.issued(t, p.session("anggota", "other"))
			held, err := p.Credentials(t.Context(), "ketua")
			wantError(t, nil, err)
			same(t, "credentials", []identity.Credential{second, first}, held)
		}},
	}
}
