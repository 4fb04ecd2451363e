package casework_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func outline(t *testing.T, reply casework.Reply) casework.Outline {
	t.Helper()
	var o casework.Outline
	if err := json.Unmarshal(reply.Body, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func readings() []deskCase {
	return []deskCase{
		{"an answer tells what happened, what runs now, and what its actor may do next", func(t *testing.T, r *room) {
			id := r.round(t)
			reply := r.do(t, id, workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal)
			record, timer := r.record(t, id), r.timer(t, id, openselection.PlanRecommendedDue)
			same(t, "outline", casework.Outline{
				Case: id, Procedure: openselection.RoundName, Event: openselection.SubmitPlan, From: openselection.PlanDrafted,
				State: openselection.PlanSubmitted, Revision: 2, At: start, Hash: record.Head,
				Documents: []string{"proposal_letter", "selection_plan", "committee_draft", "competency_standard", "schedule", "budget"},
				Deadlines: []casework.ArmedOutline{{Kind: openselection.PlanRecommendedDue, Due: timer.Due, Count: timer.Count}},
			}, outline(t, reply))
			if timer.Count.Days.N != 14 || timer.Count.From.String() != "2024-05-08" || !strings.Contains(string(reply.Body), `"next":[]`) {
				t.Errorf("%+v in %s", timer.Count, reply.Body)
			}
		}},
		{"next are the open events of the actor and of nobody else", func(t *testing.T, r *room) {
			opened, err := r.Open(t.Context(), draft(plan, "open"))
			if err != nil {
				t.Fatal(err)
			}
			same(t, "next", []workflow.Event{openselection.RevisePlan, openselection.RecordElection}, outline(t, opened).Next)
		}},
		{"the bell rings after a commit with what waits and when, and only then", func(t *testing.T, r *room) {
			id := r.round(t)
			same(t, "rung by the opening", []casework.Wake{}, r.rung)
			r.do(t, id, workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal)
			if _, err := r.Handle(t.Context(), id, submit("again")); err == nil {
				t.Error("submitted twice")
			}
			timers, err := r.store.Timers(t.Context(), id)
			if err != nil || len(r.rung) != 1 || len(r.rung[0].Due) != len(timers) || len(timers) == 0 {
				t.Fatalf("rung %+v for %d timers, %v", r.rung, len(timers), err)
			}
			notice := r.messages(t, id, casework.NoticeMessage, openselection.SubmitPlan)[0]
			same(t, "messages", []uuid.UUID{notice.ID}, r.rung[0].Messages)
			for _, timer := range timers {
				if !slices.ContainsFunc(r.rung[0].Due, timer.Due.Equal) {
					t.Errorf("no wake at %s", timer.Due)
				}
			}
		}},
		{"offers of a round ask its children", func(t *testing.T, r *room) {
			round := r.announced(t)
			report := func() workflow.Offer {
				loaded, offers, err := r.Offers(t.Context(), round, as(workflow.AppointingOfficer))
				if err != nil || loaded.Record.ID != round || !loaded.Now.Equal(start) {
					t.Fatalf("%+v, %v", loaded, err)
				}
				at := slices.IndexFunc(offers, func(o workflow.Offer) bool { return o.Event == openselection.ReportFinally })
				if at < 0 {
					t.Fatalf("not offered: %+v", offers)
				}
				return offers[at]
			}
			if o := report(); o.Open || len(o.Why) != 1 || o.Why[0].Code != "every_selection_has_an_outcome" {
				t.Errorf("before: %+v", o)
			}
			for _, ref := range []string{"bappeda", "dinkes"} {
				r.do(t, r.child(t, round, ref), workflow.AppointingOfficer, openselection.Cancel, cancellation)
			}
			if o := report(); !o.Open {
				t.Errorf("after: %+v", o)
			}
		}},
		{"offers of a selection and of no case", func(t *testing.T, r *room) {
			selection, _ := r.running(t)
			_, offers, err := r.Offers(t.Context(), selection, as(workflow.Supervisor))
			at := slices.IndexFunc(offers, func(o workflow.Offer) bool { return o.Event == openselection.HoldForComplaint })
			if err != nil || at < 0 || !offers[at].Open {
				t.Errorf("%+v, %v", offers, err)
			}
			_, _, err = r.Offers(t.Context(), workflow.CaseID(uuid.New()), as(workflow.Supervisor))
			wantError(t, casework.ErrNoCase, err)
		}},
		{"a table is that of the procedure under the pack asked for", func(t *testing.T, r *room) {
			day := policy.Query{Date: calendar.DateOf(start, calendar.WITA)}
			table, err := r.Table(openselection.RoundName, day)
			if err != nil || table.Procedure != openselection.RoundName {
				t.Errorf("%+v, %v", table, err)
			}
			if _, err := r.Table("dance", day); err == nil {
				t.Error("a table of no procedure")
			}
			if _, err := r.Table(openselection.RoundName, policy.Query{}); err == nil {
				t.Error("a table of no day")
			}
		}},
		{"every command is observed with its outcome", func(t *testing.T, r *room) {
			id := r.round(t)
			same(t, "an opening", []string{"draft_plan done"}, r.observed)
			moving := &tap{Store: r.store, commit: func(int64, *casework.Change) error { return casework.ErrLostRace }}
			stale := submit("k")
			stale.Expect = 7
			another := submit("done")
			another.Fingerprint[0]++
			for _, c := range []struct {
				outcome string
				desk    *casework.Desk
				request casework.Request
			}{
				{"conflict", r.Desk, stale},
				{"conflict", r.another(t, moving), submit("k")},
				{"fault", r.another(t, r.failingAt(1)), submit("k")},
				{"done", r.Desk, submit("done")},
				{"replayed", r.Desk, submit("done")},
				{"refused", r.Desk, submit("k")},
				{"refused", r.Desk, another},
			} {
				r.observed = nil
				_, err := c.desk.Handle(t.Context(), id, c.request)
				same(t, c.outcome, []string{"submit_plan " + c.outcome}, r.observed)
				if (err == nil) != (c.outcome == "done" || c.outcome == "replayed") {
					t.Errorf("%s: %v", c.outcome, err)
				}
			}
		}},
		{"a command that is called off is not tried again", func(t *testing.T, r *room) {
			id := r.round(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			cut := &tap{Store: r.store, commit: func(int64, *casework.Change) error {
				cancel()
				return casework.ErrLostRace
			}}
			_, err := r.another(t, cut).Handle(ctx, id, submit("k"))
			if !errors.Is(err, casework.ErrLostRace) || cut.commits.Load() != 1 {
				t.Errorf("%d commits, %v", cut.commits.Load(), err)
			}
		}},
	}
}
