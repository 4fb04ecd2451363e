package workflow_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// armed files a petition whose deadline is changed as the test wants it, and returns
// the deadline that its clock was set to.
func armed(t *testing.T, moment time.Time, zone calendar.Zone, pack *policy.Pack, change func(*workflow.Deadline[petition])) workflow.ArmDeadline {
	t.Helper()
	p := define(t, func(p *procedure) {
		deadline := answerDue
		change(&deadline)
		p.Deadlines = []workflow.Deadline[petition]{deadline}
		rowOf(p, "file").Effects = []effect{deadline.Arm()}
		if pack != nil {
			p.Pack = pack
		}
	})
	c := unopened()
	c.Zone = zone
	decision, err := p.Decide(c, file(), at(moment))
	if err != nil {
		t.Fatal(err)
	}
	return decision.Actions[0].(workflow.ArmDeadline)
}

func counting(n int, unit calendar.Unit, inclusive bool) func(question) (calendar.Count, error) {
	return func(q question) (calendar.Count, error) {
		return q.Holidays.Count(q.Today, calendar.Days{N: n, Unit: unit}, inclusive)
	}
}

func days(reminders []time.Time, zone calendar.Zone) []string {
	var days []string
	for _, at := range reminders {
		day := calendar.DateOf(at, zone)
		if at.Equal(zone.StartOf(day)) {
			days = append(days, day.String())
		} else {
			days = append(days, "not at midnight: "+at.String())
		}
	}
	return days
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	// 9 and 10 May 2024 are Ascension Day and collective leave, 23 and 24 May Vesak and
	// collective leave: ten working days from Wednesday 8 May end on Tuesday 28 May.
	cases := map[string]struct {
		moment    time.Time
		zone      calendar.Zone
		days      int
		unit      calendar.Unit
		inclusive bool
		reminders policy.Key[policy.Leads]
		last      string
		due       string
		reminded  []string
	}{
		"working_day_leads_skip_weekends_and_holidays": {
			start, calendar.WIB, 10, calendar.WorkingDays, false, policy.RemindersScreeningDue,
			"2024-05-28", "2024-05-28T17:00:00Z",
			[]string{"2024-05-21", "2024-05-27"},
		},
		"calendar_leads_count_every_day": {
			start, calendar.WIB, 10, calendar.WorkingDays, false, policy.RemindersInaugurationDue,
			"2024-05-28", "2024-05-28T17:00:00Z",
			[]string{"2024-05-21", "2024-05-25", "2024-05-27"},
		},
		"fifteen_calendar_days": {
			start, calendar.WIB, 15, calendar.CalendarDays, false, policy.RemindersInaugurationDue,
			"2024-05-23", "2024-05-23T17:00:00Z",
			[]string{"2024-05-16", "2024-05-20", "2024-05-22"},
		},
		"the_day_ends_an_hour_earlier_in_the_middle": {
			start, calendar.WITA, 1, calendar.CalendarDays, false, policy.RemindersInaugurationDue,
			"2024-05-09", "2024-05-09T16:00:00Z", nil, // one day before is today, which has begun
		},
		"and_two_hours_earlier_in_the_east": {
			start, calendar.WIT, 2, calendar.CalendarDays, false, policy.RemindersInaugurationDue,
			"2024-05-10", "2024-05-10T15:00:00Z",
			[]string{"2024-05-09"},
		},
		"reminders_that_have_gone_by_are_left_out": {
			start, calendar.WIB, 2, calendar.WorkingDays, false, policy.RemindersScreeningDue,
			"2024-05-14", "2024-05-14T17:00:00Z",
			[]string{"2024-05-13"},
		},
		"a_reminder_for_this_very_instant_has_gone_by": {
			calendar.WIB.StartOf(calendar.MustDate("2024-05-13")), calendar.WIB, 1, calendar.WorkingDays, false, policy.RemindersPublicationDue,
			"2024-05-14", "2024-05-14T17:00:00Z", nil,
		},
		"a_microsecond_earlier_it_has_not": {
			calendar.WIB.StartOf(calendar.MustDate("2024-05-13")).Add(-time.Microsecond), calendar.WIB, 2, calendar.WorkingDays, false, policy.RemindersPublicationDue,
			"2024-05-14", "2024-05-14T17:00:00Z",
			[]string{"2024-05-13"},
		},
		"the_day_itself_counts_when_inclusive": {
			start, calendar.WIB, 1, calendar.CalendarDays, true, policy.RemindersInaugurationDue,
			"2024-05-08", "2024-05-08T17:00:00Z", nil,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := armed(t, c.moment, c.zone, nil, func(d *workflow.Deadline[petition]) {
				d.Counts, d.Reminders = counting(c.days, c.unit, c.inclusive), c.reminders
			})
			if got.Count.Last.String() != c.last || got.Due.Format(time.RFC3339Nano) != c.due || got.Kind != "answer_due" || !slices.Equal(got.Tells, by(workflow.Supervisor)) {
				t.Errorf("armed %+v, want the last day %s and %s", got, c.last, c.due)
			}
			if diff := cmp.Diff(c.reminded, days(got.Reminders, c.zone)); diff != "" {
				t.Error(diff)
			}
		})
	}

	t.Run("leads_come_from_the_pack_of_the_agency", func(t *testing.T) {
		t.Parallel()
		overlay := fstest.MapFS{"local.yaml": {Data: []byte("instrument: local\ntitle: Peraturan Bupati 12/2024\nscope: {agency: \"5300\"}\nvalues:\n" +
			"  - {key: reminders.screening_due, value: [9, 5, 2], unit: working_days, from: 2024-01-01, article: none, certainty: proposal}\n")}}
		library, err := policy.Load(overlay)
		if err != nil {
			t.Fatal(err)
		}
		pack, err := library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08"), Agency: "5300"})
		if err != nil {
			t.Fatal(err)
		}
		got := armed(t, start, calendar.WIB, pack, func(d *workflow.Deadline[petition]) { d.Counts = counting(10, calendar.WorkingDays, false) })
		if diff := cmp.Diff([]string{"2024-05-13", "2024-05-17", "2024-05-22"}, days(got.Reminders, calendar.WIB)); diff != "" {
			t.Errorf("the overlay's own leads (-want +got):\n%s", diff)
		}
	})

	t.Run("a_count_that_fails_refuses_the_decision_with_an_error", func(t *testing.T) {
		t.Parallel()
		for name, counts := range map[string]func(question) (calendar.Count, error){
			"an error":                    func(question) (calendar.Count, error) { return calendar.Count{}, errNo },
			"a year without holiday data": counting(250*20, calendar.WorkingDays, false),
		} {
			p := define(t, func(p *procedure) {
				deadline := answerDue
				deadline.Counts = counts
				rowOf(p, "file").Effects = []effect{deadline.Arm()}
			})
			if _, err := p.Decide(unopened(), file(), at(start)); err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	})

	t.Run("is_found_by_its_kind", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		if d, ok := p.Deadline("answer_due"); !ok || d.Kind != "answer_due" {
			t.Error("not found")
		}
		if _, ok := p.Deadline("other_due"); ok {
			t.Error("found what is not there")
		}
	})
}

// A clock that has rested ends as every clock does: with a day of the zone, and with a working day where such were counted.
func TestResumed_clocks_end_with_a_day(t *testing.T) {
	t.Parallel()
	wita := calendar.WITA
	friday := wita.EndOf(calendar.MustDate("2024-05-03"))
	for name, c := range map[string]struct {
		unit   calendar.Unit
		rested time.Duration
		last   string
	}{
		"no pause":                              {calendar.WorkingDays, 0, "2024-05-03"},
		"a microsecond":                         {calendar.CalendarDays, time.Microsecond, "2024-05-04"},
		"whole days":                            {calendar.CalendarDays, 4 * 24 * time.Hour, "2024-05-07"},
		"days and hours":                        {calendar.CalendarDays, 54 * time.Hour, "2024-05-06"},
		"working days, from Saturday to Monday": {calendar.WorkingDays, time.Hour, "2024-05-06"},
		"working days, past feasts and the weekend":  {calendar.WorkingDays, 5*24*time.Hour + time.Hour, "2024-05-13"},
		"calendar days end on a feast if they do so": {calendar.CalendarDays, 6 * 24 * time.Hour, "2024-05-09"},
	} {
		due, err := workflow.Resumed(calendar.National(), wita, calendar.Count{Days: calendar.Days{N: 3, Unit: c.unit}}, friday, c.rested)
		if want := wita.EndOf(calendar.MustDate(c.last)); err != nil || !due.Equal(want) {
			t.Errorf("%s: due at %s, want %s, %v", name, due, want, err)
		}
	}
	if _, err := workflow.Resumed(calendar.National(), wita, calendar.Count{Days: calendar.Days{N: 3, Unit: calendar.WorkingDays}}, friday, 100*366*24*time.Hour); err == nil {
		t.Error("a working day was found in a year of which no holidays are listed")
	}
}
