package feed_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"selter/pkg/casework"
	"selter/pkg/notify/feed"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
	"selter/workflow/openselection"
)

func writer(t *testing.T) feed.Writer {
	t.Helper()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	return feed.Writer{Words: words, Origin: "https://selter.contoh.go.id"}
}

func selection() casework.Record {
	const facts = `{"post":{"ref":"bappeda","title":"Kepala Bappeda"}}`
	return casework.Record{Procedure: openselection.SelectionName, Case: catalog.Case{
		ID: workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-000000000002")), Ref: "bappeda", Agency: "53", Zone: calendar.WITA,
		State: openselection.ResultRecommended, Facts: jsontext.Value(facts),
	}}
}

// inauguration is a clock of 15 days that has not rested.
func inauguration(record casework.Record) feed.Date {
	from, last := calendar.MustDate("2024-05-08"), calendar.MustDate("2024-05-23")
	return feed.Date{Record: record, At: time.Date(2024, 5, 8, 3, 4, 5, 0, time.UTC), Timer: casework.Timer{
		ID: uuid.MustParse("01938c2e-0000-7000-8000-000000000003"), Case: record.ID, Kind: "inauguration_due", Generation: 21, Due: record.Zone.EndOf(last),
		Count: calendar.Count{From: from, Last: last, Days: calendar.Days{N: 15, Unit: calendar.CalendarDays}},
	}}
}

func holding(roles ...workflow.Role) func(casework.Record) []workflow.Role {
	return func(casework.Record) []workflow.Role { return roles }
}

func encoded(t *testing.T, entries ...feed.Entry) string {
	t.Helper()
	text, err := feed.Calendar{Name: "Tenggat", Entries: entries}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestClocks(t *testing.T) {
	t.Parallel()
	t.Run("are_days_with_their_working", func(t *testing.T) {
		t.Parallel()
		entries, err := writer(t).Clocks([]feed.Date{inauguration(selection())}, holding(workflow.Supervisor))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Selter//Kalender//ID
METHOD:PUBLISH
X-WR-CALNAME:Tenggat
BEGIN:VEVENT
UID:01938c2e-0000-7000-8000-000000000002-inauguration_due@selter
DTSTAMP:20240508T030405Z
SEQUENCE:21
DTSTART;VALUE=DATE:20240523
DTEND;VALUE=DATE:20240524
SUMMARY:Tenggat pelantikan: Kepala Bappeda
DESCRIPTION:Instansi: 53\nSeleksi jabatan: bappeda\nhari pertama dihitung
  sehari sesudah 8 Mei 2024: hari ke-1 = 9 Mei 2024 ... hari ke-15 = 23 Mei
  2024
URL:https://selter.contoh.go.id/v1/selections/01938c2e-0000-7000-8000-00000
 0000002
TRANSP:TRANSPARENT
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
		if diff := cmp.Diff(want, encoded(t, entries...)); diff != "" {
			t.Error(diff)
		}
	})
	for name, c := range map[string]struct {
		change func(*casework.Timer)
		title  string
		day    string
		status string
	}{
		"that_rest_say_so":            {func(c *casework.Timer) { c.PausedAt = c.Due }, "Dihentikan sementara: Tenggat pelantikan: Kepala Bappeda", "20240523", "TENTATIVE"},
		"that_have_passed_say_so":     {func(c *casework.Timer) { c.FiredAt = c.Due }, "Terlampaui: Tenggat pelantikan: Kepala Bappeda", "20240523", "CONFIRMED"},
		"that_have_rested_end_later":  {func(c *casework.Timer) { c.Due = c.Due.Add(36 * time.Hour) }, "Tenggat pelantikan: Kepala Bappeda", "20240525", "CONFIRMED"},
		"end_on_the_day_of_the_place": {func(c *casework.Timer) { c.Due = c.Due.Add(-time.Second) }, "Tenggat pelantikan: Kepala Bappeda", "20240523", "CONFIRMED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			date := inauguration(selection())
			c.change(&date.Timer)
			entries, err := writer(t).Clocks([]feed.Date{date}, holding(workflow.Supervisor))
			if err != nil {
				t.Fatal(err)
			}
			event := parsed(t, encoded(t, entries...)).Events()[0]
			for property, want := range map[ics.ComponentProperty]string{ics.ComponentPropertySummary: c.title, ics.ComponentPropertyDtStart: c.day, ics.ComponentPropertyStatus: c.status} {
				if got := event.GetProperty(property).Value; got != want {
					t.Errorf("%s is %q, want %q", property, got, want)
				}
			}
		})
	}
	t.Run("of_what_one_may_not_know_are_left_out_and_titles_are_for_who_may_know_them", func(t *testing.T) {
		t.Parallel()
		dates := []feed.Date{inauguration(selection())}
		for role, want := range map[workflow.Role]string{
			workflow.Supervisor: "Tenggat pelantikan: Kepala Bappeda", workflow.Permitter: "Tenggat pelantikan: bappeda", workflow.Applicant: "", workflow.Public: "",
		} {
			entries, err := writer(t).Clocks(dates, holding(role))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(entries) > 0 {
				got = entries[0].Title
			}
			if got != want {
				t.Errorf("%s reads %q, want %q", role, got, want)
			}
		}
	})
	t.Run("that_have_rested_are_stamped_by_the_entry_that_let_them_go_on", func(t *testing.T) {
		t.Parallel()
		date := inauguration(selection())
		date.Timer.Due, date.Timer.Generation = date.Timer.Due.Add(48*time.Hour), 25
		date.At = time.Date(2024, 5, 20, 1, 2, 3, 0, time.UTC)
		entries, err := writer(t).Clocks([]feed.Date{date}, holding(workflow.Supervisor))
		if err != nil || len(entries) != 1 || !entries[0].Stamp.Equal(date.At) || !strings.Contains(entries[0].Text, "mundur 2 hari karena terhenti, menjadi 25 Mei 2024") {
			t.Errorf("%+v, %v", entries, err)
		}
	})
	t.Run("that_are_cut_say_so", func(t *testing.T) {
		t.Parallel()
		for count, says := range map[int]bool{feed.Most - 1: false, feed.Most: true} {
			dates := make([]feed.Date, count)
			for i := range dates {
				dates[i] = inauguration(selection())
				dates[i].Record.ID[0] = byte(i)
				dates[i].Record.ID[1] = byte(i >> 8)
			}
			entries, err := writer(t).Clocks(dates, holding(workflow.Supervisor))
			if err != nil || strings.Contains(encoded(t, entries...), "Kalender ini terpotong") != says {
				t.Errorf("%d deadlines: %d entries, %v", count, len(entries), err)
			}
			if entries, err = writer(t).Clocks(dates, holding(workflow.Public)); err != nil || len(entries) != 0 {
				t.Errorf("whom none is shown: %+v, %v", entries, err)
			}
		}
	})
	t.Run("that_were_armed_anew_are_one_entry_and_later_ones_take_its_place", func(t *testing.T) {
		t.Parallel()
		passed, fresh := inauguration(selection()), inauguration(selection())
		passed.Timer.FiredAt = passed.Timer.Due
		fresh.Timer.ID, fresh.Timer.Generation, fresh.Timer.Due = uuid.MustParse("01938c2e-0000-7000-8000-000000000009"), 30, passed.Timer.Due.Add(7*24*time.Hour)
		other := inauguration(selection())
		other.Timer.Kind = "result_report_due"
		var texts []string
		for _, dates := range [][]feed.Date{{passed, fresh, other}, {other, fresh, passed}} {
			entries, err := writer(t).Clocks(dates, holding(workflow.Supervisor))
			if err != nil || len(entries) != 2 {
				t.Fatalf("%d entries, %v", len(entries), err)
			}
			texts = append(texts, encoded(t, entries...))
		}
		if texts[0] != texts[1] {
			t.Error("the order of what is read changes the calendar")
		}
		if strings.Contains(texts[0], "Terlampaui") || !strings.Contains(texts[0], "SEQUENCE:30") || !strings.Contains(texts[0], "DTSTART;VALUE=DATE:20240530") {
			t.Errorf("the calendar says\n%s", texts[0])
		}
	})
}

func TestTimetable(t *testing.T) {
	t.Parallel()
	record := selection()
	record.Procedure, record.Ref = openselection.RoundName, "2024-1"
	plan := openselection.Plan{Title: "Seleksi terbuka 2024", Schedule: openselection.Schedule{
		Opens: calendar.MustDate("2024-05-02"), Closes: calendar.MustDate("2024-05-16"), Result: calendar.MustDate("2024-06-20"),
	}}
	entries := writer(t).Timetable(record, plan)
	var got []string
	for _, e := range parsed(t, encoded(t, entries...)).Events() {
		got = append(got, e.GetProperty(ics.ComponentPropertyDtStart).Value+"-"+e.GetProperty(ics.ComponentPropertyDtEnd).Value+" "+e.GetProperty(ics.ComponentPropertySummary).Value)
	}
	if diff := cmp.Diff([]string{"20240502-20240517 Rencana pendaftaran: Seleksi terbuka 2024", "20240620-20240621 Rencana hasil akhir: Seleksi terbuka 2024"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPublished(t *testing.T) {
	t.Parallel()
	if entries := writer(t).Published(selection(), openselection.SelectionFacts{}); len(entries) != 0 {
		t.Errorf("something of a selection that is not announced: %+v", entries)
	}
	facts := openselection.SelectionFacts{
		Post:       openselection.Post{Title: "Kepala Bappeda"},
		Window:     openselection.Window{Opens: calendar.MustDate("2024-05-02"), Closes: calendar.MustDate("2024-05-23")},
		Extensions: make([]openselection.Extension, 1),
		Publications: []openselection.Publication{
			{Stage: "assessment", Letter: openselection.Letter{Number: "P-1", Date: calendar.MustDate("2024-06-03")}, Where: "https://contoh.go.id"},
			{Stage: "assessment", Letter: openselection.Letter{Number: "P-2", Date: calendar.MustDate("2024-06-05")}},
			{Stage: "screening", Letter: openselection.Letter{Number: "P-0", Date: calendar.MustDate("2024-05-30")}},
			{Stage: "result", Letter: openselection.Letter{Number: "P-3", Date: calendar.MustDate("2024-06-20")}},
		},
	}
	entries := writer(t).Published(selection(), facts)
	var got []string
	for _, e := range parsed(t, encoded(t, entries...)).Events() {
		got = append(got, e.GetProperty(ics.ComponentPropertyDtStart).Value+" "+e.GetProperty(ics.ComponentPropertySequence).Value+" "+e.GetProperty(ics.ComponentPropertySummary).Value)
	}
	want := []string{
		"20240502 1 Pendaftaran: Kepala Bappeda", "20240530 0 Pengumuman hasil seleksi administrasi: Kepala Bappeda", "20240603 0 Pengumuman hasil " + writer(t).Words.Indonesian(glossary.Component, "assessment") + ": Kepala Bappeda",
		"20240605 0 Pengumuman hasil " + writer(t).Words.Indonesian(glossary.Component, "assessment") + ": Kepala Bappeda", "20240620 0 Pengumuman hasil akhir: Kepala Bappeda",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	whole := feed.Entry{UID: "a@selter", Stamp: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), First: calendar.MustDate("2024-05-08"), Title: "Judul"}
	for name, change := range map[string]func(*feed.Entry){
		"no_uid":          func(e *feed.Entry) { e.UID = "" },
		"no_stamp":        func(e *feed.Entry) { e.Stamp = time.Time{} },
		"no_day":          func(e *feed.Entry) { e.First = calendar.Date{} },
		"no_title":        func(e *feed.Entry) { e.Title = "" },
		"an_end_too_soon": func(e *feed.Entry) { e.Last = e.First.AddDays(-1) },
	} {
		t.Run("refuses_"+name, func(t *testing.T) {
			t.Parallel()
			e := whole
			change(&e)
			if _, err := (feed.Calendar{Entries: []feed.Entry{e}}).Encode(); err == nil {
				t.Error("it was written")
			}
		})
	}
	t.Run("keeps_every_text_in_its_place_and_every_line_short", func(t *testing.T) {
		t.Parallel()
		// Texts come from plans, which strangers do not write; but a new line in one would be a property of its own.
		nasty := rapid.OneOf(rapid.String(), rapid.StringMatching(`[,;:\\nN\r\n "'\x00\x1b\x{2028}é字]{0,80}`), rapid.Just("x\r\nATTACH:https://a.example"), rapid.Just(`\n\\,\;`))
		rapid.Check(t, func(t *rapid.T) {
			title, text := nasty.Draw(t, "title"), nasty.Draw(t, "text")
			if !utf8.ValidString(title) || !utf8.ValidString(text) {
				t.Skip("no text")
			}
			e := whole
			e.Title, e.Text = "T"+title, "T"+text
			out, err := feed.Calendar{Name: title, Entries: []feed.Entry{e}}.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(bytes.ReplaceAll(out, []byte("\r\n"), nil), []byte("\r")) || bytes.Contains(bytes.ReplaceAll(out, []byte("\r\n"), nil), []byte("\n")) {
				t.Fatal("a line ends in the middle")
			}
			for line := range strings.SplitSeq(string(out), "\r\n") {
				if len(line) > 75 || !utf8.ValidString(line) {
					t.Fatalf("a line of %d bytes: %q", len(line), line)
				}
			}
			names := map[string]int{}
			for property, value := range unfolded(t, string(out)) {
				names[property]++
				switch property {
				case "SUMMARY":
					if want := oneLine("T" + title); value != want {
						t.Fatalf("title %q reads back as %q", want, value)
					}
				case "DESCRIPTION":
					if want := manyLines("T" + text); value != want {
						t.Fatalf("text %q reads back as %q", want, value)
					}
				}
			}
			if names["ATTACH"] > 0 || names["SUMMARY"] != 1 || names["DESCRIPTION"] != 1 || names["BEGIN"] != 2 {
				t.Fatalf("properties %v", names)
			}
			parsed(t, string(out))
		})
	})
}

func TestService_knows_its_own_links_by_their_look(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"", "selter_k_", "selter_k_short", strings.Repeat("A", 52), "selter_t_" + strings.Repeat("A", 43)} {
		// The store is not there: what is no link is never looked for.
		if _, err := (&feed.Service{}).Shared(t.Context(), link); err != feed.ErrUnknown { //nolint:errorlint // the very one
			t.Errorf("%q: %v", link, err)
		}
	}
}
