package notify_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
	"selter/workflow/openselection"
)

// A round with one selection, under which an application lies, in the middle of the country.
var (
	roundID       = workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-0000000000a1"))
	selectionID   = workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-0000000000a2"))
	applicationID = workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-0000000000a3"))
)

func family() cases {
	record := func(id, parent workflow.CaseID, procedure, subject, facts string) casework.Record {
		return casework.Record{Procedure: procedure, Round: roundID, Case: catalog.Case{
			ID: id, Parent: parent, Subject: subject, Agency: "prov-contoh", Zone: calendar.WITA, Facts: jsontext.Value(facts),
		}}
	}
	return cases{
		records: map[workflow.CaseID]casework.Record{
			roundID:       record(roundID, workflow.CaseID{}, openselection.RoundName, "", `{"plan":{"title":"Seleksi 2024","letterhead":{"agency":"Pemerintah Provinsi Contoh"}}}`),
			selectionID:   record(selectionID, roundID, openselection.SelectionName, "", `{"post":{"title":"Kepala Dinas Perhubungan"}}`),
			applicationID: record(applicationID, selectionID, openselection.ApplicationName, "pelamar-1", `{}`),
		},
		timers: []casework.Timer{
			{Kind: openselection.InaugurationDue, Generation: 3, Due: time.Date(2024, 7, 20, 16, 0, 0, 0, time.UTC)},
			{Kind: openselection.InaugurationDue, Generation: 9, Reminder: 1, Due: time.Date(2024, 7, 22, 16, 0, 0, 0, time.UTC)},
			{Kind: openselection.InaugurationDue, Generation: 7, Due: time.Date(2024, 7, 27, 16, 0, 0, 0, time.UTC), Count: calendar.Count{
				From: calendar.MustDate("2024-07-12"), Last: calendar.MustDate("2024-07-27"), Days: calendar.Days{N: 15, Unit: calendar.CalendarDays},
			}},
			{Kind: openselection.ScreeningDue, Generation: 8, Due: time.Date(2024, 7, 1, 16, 0, 0, 0, time.UTC)},
		},
	}
}

func recommended(role workflow.Role) casework.Notice {
	// In the zone of the case it is the 13th already.
	return casework.Notice{ID: uuid.New(), Case: selectionID, Agency: "prov-contoh", Role: role, About: openselection.RecommendResult, At: time.Date(2024, 7, 12, 17, 30, 0, 0, time.UTC)}
}

func dispatcher(t *testing.T, s *store, carriers ...notify.Carrier) *notify.Dispatcher {
	t.Helper()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &notify.Dispatcher{Store: s, Cases: family(), Words: words, Carriers: carriers}
}

func TestDispatcher(t *testing.T) {
	t.Parallel()

	t.Run("tells_whoever_holds_the_role_on_the_day_of_the_case", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		s.holders[workflow.AppointingOfficer] = []string{"ppk", "wakil"}
		d := dispatcher(t, s, &carrier{name: "mail"}, &carrier{name: "webhook", places: []notify.Address{{Key: "e1"}}})
		rung := 0
		d.Ring = func() { rung++ }
		n := recommended(workflow.AppointingOfficer)
		for range 3 {
			if err := d.Notify(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
		if !cmp.Equal(s.asked, []calendar.Date{calendar.MustDate("2024-07-13")}) || rung != 1 {
			t.Errorf("asked for %s, rung %d times", s.asked, rung)
		}
		posting := s.kept[n.ID]
		if diff := cmp.Diff([]string{"ppk", "wakil"}, posting.Told); diff != "" {
			t.Error(diff)
		}
		want := map[string]notify.State{"mail ppk": notify.Waiting, "mail wakil": notify.Waiting, "webhook e1": notify.Waiting}
		if diff := cmp.Diff(want, s.states()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(notify.Letter{
			Subject: "Hasil seleksi direkomendasikan: seleksi Kepala Dinas Perhubungan pada Pemerintah Provinsi Contoh",
			Text: "Hasil seleksi Kepala Dinas Perhubungan pada Pemerintah Provinsi Contoh telah direkomendasikan. Pilih satu dari calon yang diusulkan dan lantik paling lambat 27 Juli 2024, " +
				"yaitu 15 hari kalender sejak rekomendasi terakhir. Tenggat pelantikan: 27 Juli 2024 (hari pertama dihitung sehari sesudah 12 Juli 2024: hari ke-1 = 13 Juli 2024 ... hari ke-15 = 27 Juli 2024).",
			English: "The result of the selection for Kepala Dinas Perhubungan at Pemerintah Provinsi Contoh was recommended. Choose one of the proposed candidates and inaugurate by 2024-07-27, " +
				"counted from the last recommendation. The last day is 2024-07-27: the chosen one is inaugurated.",
			Path: "/v1/selections/" + selectionID.String(), Due: time.Date(2024, 7, 27, 16, 0, 0, 0, time.UTC),
		}, posting.Letter); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("posts_notices_together_and_those_that_are_there_not_again", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		s.holders[workflow.AppointingOfficer], s.holders[workflow.Supervisor] = []string{"ppk"}, []string{"pengawas"}
		d := dispatcher(t, s, &carrier{name: "mail"})
		rung := 0
		d.Ring = func() { rung++ }
		first, second, other := recommended(workflow.AppointingOfficer), recommended(workflow.AppointingOfficer), recommended(workflow.Supervisor)
		for _, set := range [][]casework.Notice{{first}, {first, second, other}, {second, first}} {
			if err := d.Notify(t.Context(), set...); err != nil {
				t.Fatal(err)
			}
		}
		if len(s.kept) != 3 || len(s.parcels) != 3 || rung != 2 || !cmp.Equal(s.kept[other.ID].Told, []string{"pengawas"}) {
			t.Errorf("%d postings, %d parcels, rung %d times", len(s.kept), len(s.parcels), rung)
		}
		if diff := cmp.Diff(s.kept[first.ID].Letter, s.kept[second.ID].Letter); diff != "" {
			t.Error(diff)
		}
		lost := recommended(workflow.Supervisor)
		lost.Case = workflow.CaseID(uuid.New())
		third := recommended(workflow.Supervisor)
		if err := d.Notify(t.Context(), third, lost); !errors.Is(err, casework.ErrNoCase) || len(s.kept) != 3 {
			t.Errorf("with one of a case that is not there: %v, %d postings", err, len(s.kept))
		}
	})

	t.Run("tells_the_person_of_whom_a_case_is_and_names_the_post_above_it", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		d := dispatcher(t, s)
		n := casework.Notice{ID: uuid.New(), Case: applicationID, Role: workflow.DataSubject, About: openselection.SubmitApplication}
		if err := d.Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if p := s.kept[n.ID]; !cmp.Equal(p.Told, []string{"pelamar-1"}) || !strings.Contains(p.Letter.Text, "Kepala Dinas Perhubungan") || !p.Letter.Due.IsZero() {
			t.Errorf("%+v", p)
		}
	})

	t.Run("tells_the_public_nowhere_but_at_endpoints", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		s.holders[workflow.Public] = []string{"everybody"}
		d := dispatcher(t, s, &carrier{name: "mail"}, &carrier{name: "webhook", places: []notify.Address{{Key: "e1"}}})
		n := casework.Notice{ID: uuid.New(), Case: roundID, Role: workflow.Public, About: openselection.Announce}
		if err := d.Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]notify.State{"webhook e1": notify.Waiting}, s.states()); diff != "" || len(s.kept[n.ID].Told) != 0 {
			t.Error(diff, s.kept[n.ID].Told)
		}
	})

	t.Run("is_written_down_although_nobody_holds_the_role", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		n := recommended(workflow.AppointingOfficer)
		if err := dispatcher(t, s, &carrier{name: "mail"}).Notify(t.Context(), n); err != nil || len(s.kept) != 1 || len(s.parcels) != 0 {
			t.Errorf("%v: %+v", err, s.kept)
		}
	})

	t.Run("is_tried_again_when_anything_fails_and_leaves_nothing_behind", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		s.holders[workflow.AppointingOfficer] = []string{"ppk"}
		broken := &carrier{name: "webhook", refuses: errDown}
		d := dispatcher(t, s, broken)
		n := recommended(workflow.AppointingOfficer)
		if err := d.Notify(t.Context(), n); !errors.Is(err, errDown) || len(s.kept) != 0 {
			t.Errorf("a carrier without addresses: %v, %+v", err, s.kept)
		}
		broken.refuses, s.down = nil, true
		if err := d.Notify(t.Context(), n); !errors.Is(err, errDown) {
			t.Errorf("a store that is down: %v", err)
		}
		s.down = false
		lost := n
		lost.Case = workflow.CaseID(uuid.New())
		if err := d.Notify(t.Context(), lost); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("a case that is not there: %v", err)
		}
		if err := d.Notify(t.Context(), n); err != nil || len(s.kept) != 1 {
			t.Errorf("%v, %+v", err, s.kept)
		}
	})
}

func TestDispatcher_heeds_preferences_except_what_the_law_needs(t *testing.T) {
	t.Parallel()
	off := func(event workflow.Event, is bool) notify.Preference {
		return notify.Preference{Person: "ppk", Carrier: "mail", Event: event, Off: is}
	}
	announce := casework.Notice{Case: roundID, Role: workflow.AppointingOfficer, About: openselection.Announce}
	for name, tc := range map[string]struct {
		wishes []notify.Preference
		notice casework.Notice
		mailed bool
	}{
		"nothing_said":                       {nil, announce, true},
		"the_event_is_off":                   {[]notify.Preference{off(openselection.Announce, true)}, announce, false},
		"all_is_off":                         {[]notify.Preference{off(notify.Everything, true)}, announce, false},
		"all_is_off_but_the_event":           {[]notify.Preference{off(notify.Everything, true), off(openselection.Announce, false)}, announce, true},
		"another_carrier_is_off":             {[]notify.Preference{{Person: "ppk", Carrier: "webhook", Event: notify.Everything, Off: true}}, announce, true},
		"somebody_else_is_off":               {[]notify.Preference{{Person: "wakil", Carrier: "mail", Event: notify.Everything, Off: true}}, announce, true},
		"the_recommendation_is_told_always":  {[]notify.Preference{off(openselection.RecommendResult, true)}, recommended(workflow.AppointingOfficer), true},
		"who_owes_a_deadline_is_told_always": {[]notify.Preference{off(notify.Everything, true)}, casework.Notice{Case: selectionID, Role: workflow.AppointingOfficer, About: openselection.InaugurationDue, Reminder: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore()
			s.holders[workflow.AppointingOfficer], s.wishes = []string{"ppk"}, tc.wishes
			n := tc.notice
			n.ID = uuid.New()
			d := dispatcher(t, s, &carrier{name: "mail"}, &carrier{name: "webhook", places: []notify.Address{{Key: "e1"}}})
			if err := d.Notify(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			states := s.states()
			if _, mailed := states["mail ppk"]; mailed != tc.mailed || states["webhook e1"] != notify.Waiting || !cmp.Equal(s.kept[n.ID].Told, []string{"ppk"}) {
				t.Errorf("%v, told %v", states, s.kept[n.ID].Told)
			}
		})
	}
}
