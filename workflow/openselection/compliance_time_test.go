package openselection_test

import (
	"slices"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
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

// What two have granted is in time, as long as the grant is in the journal; but nobody can give more
// than the fifteen days until the inauguration: with granted time that rule is kept in part, and the
// board says that it was not kept in time.
func TestScore_counts_granted_time(t *testing.T) {
	t.Parallel()
	for clock, c := range map[workflow.Event]struct {
		row           string
		from, until   workflow.State
		want, without compliance.Mark
	}{
		openselection.ResultReportDue: {"r1", openselection.ResultDetermined, openselection.ResultReported, compliance.Met, compliance.Partly},
		openselection.InaugurationDue: {"r3", openselection.ResultRecommended, openselection.Inaugurated, compliance.Partly, compliance.Partly},
	} {
		t.Run(c.row, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.announced(first)
			p.wellDone(first, c.from)
			last := p.posts[first].clocks[clock].Count.Last
			p.do("ppk", first, openselection.AskForTime, p.wants(clock, last.AddDays(10)))
			p.do("supervisor", first, openselection.GrantTime, openselection.GrantTimeBody{Kind: clock})
			granted := p.revision(first)
			p.later(p.today().DaysUntil(last) + 7)
			p.wellDone(first, c.until)
			r := p.record(first)
			got := p.measured(r)
			proof := compliance.Evidence{Case: r.Selection.Case, Seq: granted, Event: openselection.GrantTime}
			at := slices.IndexFunc(got.Rows, func(row compliance.Row) bool { return row.ID == c.row })
			if row := got.Rows[at]; row.Mark != c.want || !slices.Contains(row.Evidence, proof) {
				t.Errorf("%s: %v", row.Mark, row.Evidence)
			}
			if lost := p.measured(without(r, proof)); marks(lost)[c.row] != c.without {
				t.Errorf("without the grant: %s", marks(lost)[c.row])
			}
			line, err := compliance.StandingOf(p.pack, calendar.National(), r, got)
			if err != nil {
				t.Fatal(err)
			}
			if line.Late != 0 || clock == openselection.InaugurationDue && (line.InTime == nil || *line.InTime) {
				t.Errorf("%d late, in time %v", line.Late, line.InTime)
			}
		})
	}
}

// What the supervisor owes is no lateness of the agency, and a clock of the round counts once, with the
// first of its posts.
func TestStanding_counts_the_lateness_of_the_agency(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced("jpt-2", first)
	line := func(post string, round, selection workflow.Event) int {
		r := p.record(post)
		ran := func(steps []compliance.Step, event workflow.Event) []compliance.Step {
			last := steps[len(steps)-1]
			return append(slices.Clone(steps), compliance.Step{Seq: last.Seq + 1, Event: event, At: last.At, Role: workflow.Clock})
		}
		r.Round.Steps, r.Selection.Steps = ran(r.Round.Steps, round), ran(r.Selection.Steps, selection)
		got, err := compliance.StandingOf(p.pack, calendar.National(), r, p.measured(r))
		if err != nil {
			t.Fatal(err)
		}
		return got.Late
	}
	for post, want := range map[string]int{first: 2, "jpt-2": 1} {
		if got := line(post, openselection.FinalReportDue, openselection.ScreeningDue); got != want {
			t.Errorf("%s: the agency was late %d times, want %d", post, got, want)
		}
		if got := line(post, openselection.PlanRecommendedDue, openselection.ResultRecommendedDue); got != 0 {
			t.Errorf("%s: late %d times by what the supervisor owes", post, got)
		}
		if got := line(post, openselection.PlanRecommendedDue, openselection.ApplicationsDue); got != 0 {
			t.Errorf("%s: late %d times by the ordinary course", post, got)
		}
	}
}

// The election freeze of a region binds whether the round has recorded it or not, and a permit lifts it
// that was given for the round or for the selection alone.
func TestScore_knows_the_election_freeze_of_the_region(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		region   string
		permit   string // on what it is recorded
		want     compliance.Mark
		rests    bool // on the permit
		withouts compliance.Mark
	}{
		"a_district_without_a_permit":           {region: "3502", want: compliance.NotMet},
		"a_district_with_one_for_the_round":     {region: "3502", permit: "round", want: compliance.Met, rests: true, withouts: compliance.NotMet},
		"a_district_with_one_for_the_post":      {region: "3502", permit: first, want: compliance.Met, rests: true, withouts: compliance.NotMet},
		"a_ministry":                            {region: "kementerian-contoh", want: compliance.Met},
		"a_ministry_with_a_permit_it_needs_not": {region: "kementerian-contoh", permit: "round", want: compliance.Met, withouts: compliance.Met},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed) // in May 2024: candidates were fixed on 22 September
			p.elections = gates.Listed()
			p.announced(first)
			var permit compliance.Evidence
			switch c.permit {
			case "round":
				p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
				permit = compliance.Evidence{Case: p.round.now.ID, Seq: p.round.now.Revision, Event: openselection.RecordPermit}
			case first:
				p.do("minister", first, openselection.RecordPermit, openselection.PermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
				permit = compliance.Evidence{Case: p.posts[first].now.ID, Seq: p.revision(first), Event: openselection.RecordPermit}
			}
			r := p.record(first)
			r.Agency = c.region
			row := p.measured(r).Rows[0]
			if row.ID != "p1_1" || row.Mark != c.want || slices.Contains(row.Evidence, permit) != c.rests {
				t.Errorf("%s: %+v", row.Mark, row)
			}
			if c.permit != "" {
				if lost := p.measured(without(r, permit)).Rows[0]; lost.Mark != c.withouts {
					t.Errorf("without the permit: %s", lost.Mark)
				}
			}
		})
	}
}
