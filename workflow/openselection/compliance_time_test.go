package openselection_test

import (
	"slices"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// onDay sets the day of the newest entry of an event.
func onDay(r compliance.Record, event workflow.Event, date string) compliance.Record {
	r.Selection.Steps = slices.Clone(r.Selection.Steps)
	for i, s := range slices.Backward(r.Selection.Steps) {
		if s.Event == event {
			r.Selection.Steps[i].At = r.Zone.StartOf(calendar.MustDate(date)).Add(10 * time.Hour)
			break
		}
	}
	return r
}

// Fifteen days from the recommendation: the last one is in time, the day after is late, and late is
// no breach.
func TestScore_inauguration_within_fifteen_days(t *testing.T) {
	t.Parallel()
	p := closedPost(t, seed)
	for date, want := range map[string]compliance.Mark{"2024-07-12": compliance.Met, "2024-07-27": compliance.Met, "2024-07-28": compliance.Partly, "2024-12-01": compliance.Partly} {
		got := p.measured(onDay(onDay(p.record(first), openselection.RecommendResult, "2024-07-12"), openselection.Inaugurate, date))
		if marks(got)["r3"] != want || len(got.Breaches) != 0 {
			t.Errorf("inaugurated on %s: %s, %v", date, marks(got)["r3"], got.Breaches)
		}
	}
}

// A clock that has run out is late, whatever the days say: it is the clock that was in force.
func TestScore_believes_the_clock(t *testing.T) {
	t.Parallel()
	p := closedPost(t, seed)
	r := p.record(first)
	at := slices.IndexFunc(r.Selection.Steps, func(s compliance.Step) bool { return s.Event == openselection.Inaugurate })
	ran := r.Selection.Steps[at-1]
	ran.Event, ran.Role = openselection.InaugurationDue, workflow.Clock
	r.Selection.Steps = slices.Insert(slices.Clone(r.Selection.Steps), at, ran)
	for i := at; i < len(r.Selection.Steps); i++ {
		r.Selection.Steps[i].Seq++
	}
	if got := p.measured(r); marks(got)["r3"] != compliance.Partly {
		t.Errorf("%s", marks(got)["r3"])
	}
}

// While a selection is held its days do not run.
func TestScore_of_a_selection_that_was_held(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held, after int
		want        compliance.Mark
	}{"inside": {20, 10, compliance.Met}, "on_the_last_day": {20, 15, compliance.Met}, "beyond": {20, 17, compliance.Partly}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.announced(first)
			p.wellDone(first, openselection.ResultRecommended)
			p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
			p.later(c.held)
			p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
			p.later(c.after)
			p.wellDone(first, openselection.Inaugurated)
			if got := marks(p.measured(p.record(first)))["r3"]; got != c.want {
				t.Errorf("%s", got)
			}
		})
	}
}

// What two have granted is in time, as long as the grant is in the journal.
func TestScore_counts_granted_time(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.wellDone(first, openselection.ResultRecommended)
	until := p.posts[first].clocks[openselection.InaugurationDue].Count.Last.AddDays(10)
	p.do("ppk", first, openselection.AskForTime, p.wants(openselection.InaugurationDue, until))
	p.do("supervisor", first, openselection.GrantTime, openselection.GrantTimeBody{Kind: openselection.InaugurationDue})
	granted := p.revision(first)
	p.later(22)
	p.wellDone(first, openselection.Inaugurated)
	r := p.record(first)
	got := p.measured(r)
	proof := compliance.Evidence{Case: r.Selection.Case, Seq: granted, Event: openselection.GrantTime}
	row := got.Rows[slices.IndexFunc(got.Rows, func(row compliance.Row) bool { return row.ID == "r3" })]
	if row.Mark != compliance.Met || !slices.Contains(row.Evidence, proof) {
		t.Errorf("%s: %v", row.Mark, row.Evidence)
	}
	if lost := p.measured(without(r, proof)); marks(lost)["r3"] != compliance.Partly {
		t.Errorf("without the grant: %s", marks(lost)["r3"])
	}
}
