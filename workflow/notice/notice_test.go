package notice_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
	"selter/workflow/notice"
	"selter/workflow/policy"
)

// A telling is one way in which a table tells somebody something.
type telling struct {
	procedure string
	event     workflow.Event
	role      workflow.Role
	reminder  bool
}

// early lets an agency appoint its committee before the plan is recommended.
const early = `instrument: local
title: Peraturan Daerah
scope: {agency: "53"}
values:
  - {key: committee.after_plan_recommendation, value: false, unit: yes_no, from: 2014-01-01, article: art. 4, certainty: seen}
`

// tellings are all that the tables tell, under each text and supervising body, and with early committees.
func tellings(t *testing.T) map[telling]bool {
	t.Helper()
	library, err := policy.Load(fstest.MapFS{"local.yaml": &fstest.MapFile{Data: []byte(early)}})
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[telling]bool)
	for _, query := range []policy.Query{
		{Base: policy.BaseSeed, Date: calendar.MustDate("2024-05-08")},
		{Base: policy.BaseSeed, Date: calendar.MustDate("2024-05-08"), Agency: "53"},
		{Base: "permenpanrb-15-2019", Profile: "kasn", Date: calendar.MustDate("2024-05-02")},
		{Base: "permenpanrb-13-2014", Profile: "kasn", Date: calendar.MustDate("2018-05-02")},
		{Base: "se-menpanrb-52-2020", Profile: "kasn", Date: calendar.MustDate("2020-09-07")},
		{Base: policy.BaseNational, Date: calendar.MustDate("2025-09-01")},
	} {
		pack, err := library.Resolve(query)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range catalog.Names() {
			procedure, err := catalog.New().Procedure(name, pack)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range procedure.Table().Rows {
				for _, effect := range row.Effects {
					if effect.Kind == workflow.Tells {
						all[telling{name, row.Event, workflow.Role(effect.Object), false}] = true
					}
				}
			}
			for _, clock := range procedure.Table().Deadlines {
				for _, role := range clock.Tells {
					all[telling{name, clock.Kind, role, true}] = true
				}
			}
		}
	}
	return all
}

func words(t *testing.T) *glossary.Glossary {
	t.Helper()
	w, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var someCase = workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-000000000001"))

// about is a letter on a telling, with everything known or nothing but that.
func (one telling) about(full bool) notice.About {
	a := notice.About{
		Procedure: one.procedure, Event: one.event, Role: one.role, Reminder: one.reminder, Case: someCase, Ref: "018f", Agency: "prov-contoh", Zone: calendar.WITA,
	}
	if full {
		a.Agency = "Pemerintah Provinsi Contoh"
		if slices.Contains([]string{"round", "selection", "application", "sheet", "paper", "complaint"}, one.procedure) {
			a.Round = "Pengisian JPT 2024"
		}
		if a.Round != "" && one.procedure != "round" {
			a.Post = "Kepala Dinas Perhubungan"
		}
		a.Due = time.Date(2024, 7, 27, 16, 0, 0, 0, time.UTC)
		a.Count = calendar.Count{From: calendar.MustDate("2024-07-12"), Last: calendar.MustDate("2024-07-27"), Days: calendar.Days{N: 15, Unit: calendar.CalendarDays}}
	}
	return a
}

func TestTexts_say_all_that_the_tables_tell_and_no_more(t *testing.T) {
	t.Parallel()
	all := tellings(t)
	if len(all) < 100 {
		t.Fatalf("%d tellings", len(all))
	}
	for one := range all {
		if !notice.Tells(one.procedure, one.event, one.role, one.reminder) {
			t.Errorf("%s %s tells %s (reminder: %t), and there is no text", one.procedure, one.event, one.role, one.reminder)
		}
	}
	for _, one := range notice.Lines() {
		if !all[telling{one.Procedure, one.Event, one.Role, one.Reminder}] {
			t.Errorf("there is a text for %+v, and no table tells it", one)
		}
	}
}

var (
	// A hole is what a template leaves that was given nothing.
	hole     = regexp.MustCompile(`<no value>|\{\{|\}\}|\(\)|  | [.,;:]|[.,;:]{2}|pada \.|at \.`)
	codeWord = regexp.MustCompile(`[a-z]_[a-z]`)
)

func TestCompose_leaves_no_holes_and_no_code_words(t *testing.T) {
	t.Parallel()
	terms := words(t)
	for one := range tellings(t) {
		for _, full := range []bool{true, false} {
			letter, err := notice.Compose(terms, one.about(full))
			if err != nil {
				t.Fatal(err)
			}
			for part, text := range map[string]string{"subject": letter.Subject, "text": letter.Text, "english": letter.English} {
				if text == "" || strings.ContainsAny(text, "\r\n") && part == "subject" || hole.MatchString(strings.ReplaceAll(text, " ... ", " ")) || codeWord.MatchString(text) || !strings.HasSuffix(text, ".") && part != "subject" {
					t.Errorf("%+v, full %t: %s %q", one, full, part, text)
				}
				if first := []rune(text)[0]; strings.ToUpper(string(first)) != string(first) {
					t.Errorf("%+v: %s begins small: %q", one, part, text)
				}
			}
			if one.reminder && full && (!strings.Contains(letter.Text, "27 Juli 2024") || !strings.Contains(letter.Text, "hari ke-15") || !strings.Contains(letter.English, "2024-07-27")) {
				t.Errorf("%+v: the day and its count are not told: %q", one, letter.Text)
			}
			if !strings.HasPrefix(letter.Path, "/v1/"+one.procedure+"s/") {
				t.Errorf("%+v leads to %q", one, letter.Path)
			}
		}
	}
}

func TestCompose(t *testing.T) {
	t.Parallel()
	terms := words(t)
	compose := func(t *testing.T, a notice.About) notice.Letter {
		t.Helper()
		letter, err := notice.Compose(terms, a)
		if err != nil {
			t.Fatal(err)
		}
		return letter
	}
	selection := func(event workflow.Event, role workflow.Role, reminder bool) notice.About {
		return telling{"selection", event, role, reminder}.about(true)
	}
	t.Run("tells_the_appointing_officer_by_when", func(t *testing.T) {
		t.Parallel()
		for name, tc := range map[string]struct {
			letter notice.Letter
			want   []string
		}{
			"when_it_is_recommended": {
				compose(t, selection("recommend_result", workflow.AppointingOfficer, false)),
				[]string{"Hasil seleksi direkomendasikan: seleksi Kepala Dinas Perhubungan pada Pemerintah Provinsi Contoh", "lantik paling lambat 27 Juli 2024, yaitu 15 hari kalender sejak rekomendasi terakhir"},
			},
			"before_it_passes": {
				compose(t, selection("inauguration_due", workflow.AppointingOfficer, true)),
				[]string{"Pengingat tenggat pelantikan: ", "Tenggat pelantikan untuk seleksi Kepala Dinas Perhubungan pada Pemerintah Provinsi Contoh berakhir pada 27 Juli 2024 (hari pertama dihitung"},
			},
			"when_it_has_passed": {
				compose(t, selection("inauguration_due", workflow.Supervisor, false)),
				[]string{"Tenggat pelantikan terlampaui: ", "telah terlampaui; hari terakhirnya 27 Juli 2024"},
			},
		} {
			for _, part := range tc.want {
				if !strings.Contains(tc.letter.Subject+"\n"+tc.letter.Text, part) {
					t.Errorf("%s: %q is not in %+v", name, part, tc.letter)
				}
			}
		}
	})
	t.Run("tells_a_role_what_is_for_it", func(t *testing.T) {
		t.Parallel()
		chair, supervisor := telling{"round", "appoint_committee", workflow.CommitteeChair, false}, telling{"round", "appoint_committee", workflow.Supervisor, false}
		if a, b := compose(t, chair.about(true)).Text, compose(t, supervisor.about(true)).Text; a == b || !strings.HasPrefix(a, "Anda ditetapkan sebagai ketua") {
			t.Errorf("%q and %q", a, b)
		}
	})
	t.Run("finds_the_last_day_of_a_deadline_that_does_not_say_how_it_was_counted", func(t *testing.T) {
		t.Parallel()
		a := selection("inauguration_due", workflow.AppointingOfficer, true)
		a.Count = calendar.Count{}
		if letter := compose(t, a); !strings.Contains(letter.Text, "berakhir pada 27 Juli 2024.") {
			t.Error(letter.Text)
		}
	})
	t.Run("keeps_a_title_on_its_line", func(t *testing.T) {
		t.Parallel()
		a := selection("cancel", workflow.Supervisor, false)
		a.Post = "Kepala\r\nDinas\x00 \u202eX{{.Agency}}"
		if letter := compose(t, a); !strings.HasPrefix(letter.Subject, "Seleksi dibatalkan: seleksi Kepala Dinas X{{.Agency}} pada") {
			t.Errorf("%q", letter.Subject)
		}
	})
	t.Run("tells_an_event_that_no_table_knows_any_more_by_its_word", func(t *testing.T) {
		t.Parallel()
		letter := compose(t, selection("publish_long_ago", workflow.Supervisor, false))
		if !strings.Contains(letter.Text, "publish_long_ago") || !strings.Contains(letter.Text, "Kepala Dinas Perhubungan") {
			t.Errorf("%+v", letter)
		}
	})
	t.Run("leads_to_the_file_of_a_person_by_the_person", func(t *testing.T) {
		t.Parallel()
		if letter := compose(t, telling{"person", "refuse_erasure", workflow.DataSubject, false}.about(false)); letter.Path != "/v1/persons/018f" {
			t.Error(letter.Path)
		}
	})
}

// Whoever owes something by a day, and those who have to act on what the law says, cannot turn it off.
func TestMandatory(t *testing.T) {
	t.Parallel()
	for one := range tellings(t) {
		cite, mandatory := notice.Mandatory(one.procedure, one.event, one.role)
		if one.reminder && !mandatory {
			t.Errorf("%+v can be turned off by who owes it", one)
		}
		if mandatory && (cite.Instrument == "" || cite.Certainty == "") {
			t.Errorf("%+v is mandatory by nothing", one)
		}
	}
	var got []string
	for one := range tellings(t) {
		if _, mandatory := notice.Mandatory(one.procedure, one.event, one.role); mandatory && !strings.HasSuffix(string(one.event), "_due") {
			got = append(got, fmt.Sprintf("%s %s %s", one.procedure, one.event, one.role))
		}
	}
	slices.Sort(got)
	want := []string{
		"complaint ask_clarification appointing_officer", "complaint find_proven appointing_officer", "complaint recommend_restoring appointing_officer",
		"person refuse_erasure data_subject",
		"round recommend_plan appointing_officer", "round return_plan authorised_officer", "round return_plan secretariat", "round submit_plan supervisor",
		"selection clear_inauguration appointing_officer", "selection inaugurate supervisor", "selection recommend_result appointing_officer", "selection refuse_result appointing_officer",
		"selection report_result supervisor", "selection return_result appointing_officer", "selection return_result secretariat",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, mandatory := notice.Mandatory("selection", "inauguration_due", workflow.Supervisor); !mandatory {
		t.Error("the supervisor need not know that the time for the inauguration has passed")
	}
	if _, mandatory := notice.Mandatory("round", "announce", workflow.AppointingOfficer); mandatory {
		t.Error("everything is mandatory")
	}
}
