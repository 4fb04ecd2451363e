package casework_test

import (
	"strings"
	"testing"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func openings() []deskCase {
	return []deskCase{
		{"opening writes the round and all its selections in one commit", func(t *testing.T, r *room) {
			var entries int
			watched := &tap{Store: r.store, commit: func(_ int64, change *casework.Change) error {
				entries = len(change.Entries)
				return nil
			}}
			reply, err := r.another(t, watched).Open(t.Context(), draft(plan, "open"))
			if err != nil || reply.Replayed || reply.Revision != 1 {
				t.Fatalf("%+v, %v", reply, err)
			}
			if watched.commits.Load() != 1 || entries != 3 {
				t.Errorf("%d commits, %d entries in the last", watched.commits.Load(), entries)
			}
			round := r.record(t, reply.Case)
			if round.State != openselection.PlanDrafted || round.Procedure != openselection.RoundName || !round.Opened.Equal(start) || !round.Parent.IsZero() {
				t.Errorf("the round: %+v", round)
			}
			for _, ref := range []string{"bappeda", "dinkes"} {
				child := r.record(t, r.child(t, reply.Case, ref))
				if child.State != openselection.Planned || child.Parent != reply.Case || child.Agency != "53" || child.Zone != round.Zone || child.Pack != round.Pack {
					t.Errorf("%s: %+v", ref, child)
				}
				journal := r.journal(t, child.ID)
				if len(journal) != 1 || journal[0].Person != as(workflow.Secretariat).Person || journal[0].Role != workflow.System || !journal[0].At.Equal(start) {
					t.Errorf("the journal of %s: %+v", ref, journal)
				}
			}
			if p := r.picture(t); len(p.Records) != 3 || len(p.Journal) != 3 || len(p.Answers) != 1 {
				t.Errorf("%d cases, %d entries, %d answers", len(p.Records), len(p.Journal), len(p.Answers))
			}
		}},
		{"a refused plan writes nothing", func(t *testing.T, r *room) {
			head, _, _ := strings.Cut(plan, `"posts"`)
			_, tail, _ := strings.Cut(plan, `"internal_route"`)
			_, err := r.Open(t.Context(), draft(head+`"posts":[],"internal_route"`+tail, "open"))
			wantRefusal(t, workflow.Guarded, "plan_has_posts", err)
			same(t, "written", picture{}, r.picture(t))
		}},
		{"a malformed post writes nothing", func(t *testing.T, r *room) {
			_, err := r.Open(t.Context(), draft(strings.Replace(plan, `"Kepala Dinas Kesehatan"`, `" "`, 1), "open"))
			wantRefusal(t, workflow.Malformed, workflow.BodyIsWellFormed, err)
			same(t, "written", picture{}, r.picture(t))
		}},
		{"a selection that cannot be written takes the round with it", func(t *testing.T, r *room) {
			broken := &tap{Store: r.store, commit: func(_ int64, change *casework.Change) error {
				change.Opened[2].Ref = change.Opened[1].Ref // the store takes each name once
				return nil
			}}
			if _, err := r.another(t, broken).Open(t.Context(), draft(plan, "open")); err == nil {
				t.Error("it was written")
			}
			same(t, "written", picture{}, r.picture(t))
		}},
		{"opening again with the same key answers the same and opens nothing", func(t *testing.T, r *room) {
			first, err := r.Open(t.Context(), draft(plan, "open"))
			if err != nil {
				t.Fatal(err)
			}
			before := r.picture(t)
			again, err := r.Open(t.Context(), draft(plan, "open"))
			if err != nil || !again.Replayed || string(again.Body) != string(first.Body) || again.Revision != 1 || again.Case != first.Case {
				t.Errorf("%+v, %v", again, err)
			}
			_, err = r.Open(t.Context(), draft(strings.Replace(plan, "terbuka", "lain", 1), "open"))
			wantError(t, casework.ErrKeyReused, err)
			same(t, "written", before, r.picture(t))
		}},
		{"a pack that cannot be resolved opens nothing", func(t *testing.T, r *room) {
			o := draft(plan, "open")
			o.Policy = policy.Query{Base: "nowhere"}
			if _, err := r.Open(t.Context(), o); err == nil {
				t.Error("it was opened")
			}
			same(t, "written", picture{}, r.picture(t))
		}},
		{"the pack of a running case stays although the library offers another", func(t *testing.T, r *room) {
			o := draft(plan, "open")
			o.Policy = policy.Query{Agency: "53"}
			opened, err := r.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			now := r.another(t, nil, stricter)
			o.Key.Text = "another"
			fresh, err := now.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			for id, days := range map[workflow.CaseID]int{opened.Case: 14, fresh.Case: 5} {
				key := "submit " + id.String()
				if _, err := now.Handle(t.Context(), id, request(workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal, key)); err != nil {
					t.Fatal(err)
				}
				if counted := r.timer(t, id, openselection.PlanRecommendedDue).Count.Days.N; counted != days {
					t.Errorf("counted %d days, not %d", counted, days)
				}
				if journal := r.journal(t, id); journal[1].Pack != journal[0].Pack {
					t.Errorf("the pack went from %s to %s", journal[0].Pack, journal[1].Pack)
				}
			}
			if r.record(t, opened.Case).Pack == r.record(t, fresh.Case).Pack {
				t.Error("the library offers the same pack")
			}
		}},
		{"a case whose pack is not to be had is a fault and stays as it is", func(t *testing.T, r *room) {
			id := r.round(t)
			before := r.picture(t)
			_, err := r.another(t, packless{r.store}).Handle(t.Context(), id, request(workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal, "k"))
			wantError(t, casework.ErrNoPack, err)
			same(t, "written", before, r.picture(t))
		}},
	}
}
