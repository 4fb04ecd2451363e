package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"selter/pkg/story"
)

const regency = "../../workflow/openselection/testdata/story/regency-secretary-nobody-applies.yaml"

// played plays a story and keeps the state in a folder.
func played(t *testing.T, folder, file string) {
	t.Helper()
	s, err := story.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	st, err := raise(t.Context(), s, "127.0.0.1:0", folder, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	result, err := st.play(t.Context(), s, func(int, int) {}, false)
	if err := errors.Join(err, st.strike()); err != nil || !result.Met {
		t.Fatalf("%v, %+v", err, result)
	}
}

// A round whose plan waits for the supervisor: what is due, why, since when and how the day was counted.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	begun, _, found := strings.Cut(contents(t, regency), "then: plan_submitted}\n")
	if !found {
		t.Fatal("the story has another beginning")
	}
	folder := filepath.Join(t.TempDir(), "begun")
	played(t, folder, write(t, "begun.yaml", begun+"then: plan_submitted}\n"))
	data := "--data=" + folder
	got := call(t, nil, "deadlines", data)
	for _, want := range []string{
		"2020-09-22  ", "sejak 8 September 2020", "hari ke-1 = 9 September 2020 ... hari ke-14 = 22 September 2020",
		"UU 5/2014, Pasal 120 (diketahui umum)", "kewajiban pengawas", "1 tenggat berjalan",
	} {
		if got.code != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("exit %d: %q is not in\n%s%s", got.code, want, got.out, got.errs)
		}
	}
	var list struct {
		Deadlines []struct {
			Case, Kind, Agency string
			LastDay            string   `json:"last_day"`
			StartedBy          string   `json:"started_by"`
			OwedBy             []string `json:"owed_by"`
			ThenTold           []string `json:"then_told"`
		}
	}
	got = call(t, nil, "deadlines", data, "--json", "--agency=3207", "--until=2020-09-22")
	if err := json.Unmarshal([]byte(got.out), &list); err != nil || len(list.Deadlines) != 1 {
		t.Fatalf("%v: %s%s", err, got.out, got.errs)
	}
	due := list.Deadlines[0]
	if due.Kind != "plan_recommendation_due" || due.LastDay != "2020-09-22" || due.StartedBy != "submit_plan" || due.Agency != "3207" ||
		strings.Join(due.OwedBy, " ") != "supervisor" || strings.Join(due.ThenTold, " ") != "authorised_officer appointing_officer" {
		t.Errorf("%+v", due)
	}
	for name, args := range map[string][]string{
		"of_another_agency": {"--agency=53"}, "due_before": {"--until=2020-09-21"},
	} {
		if got := call(t, nil, append([]string{"deadlines", data}, args...)...); got.code != exitDone || got.out != "0 tenggat berjalan\n" {
			t.Errorf("%s: exit %d: %s%s", name, got.code, got.out, got.errs)
		}
	}
	if got := call(t, nil, "deadlines", data, "--case="+due.Case); !strings.Contains(got.out, "1 tenggat berjalan") {
		t.Errorf("of its case: %s%s", got.out, got.errs)
	}
	for name, args := range map[string][]string{"a_case_that_is_none": {"--case=x"}, "a_case_that_is_not_there": {"--case=00000000-0000-7000-8000-000000000000"}, "an_agency_that_is_none": {"--agency=_"}, "a_day_that_is_none": {"--until=tomorrow"}} {
		if got := call(t, nil, append([]string{"deadlines", data}, args...)...); got.code != exitMistake {
			t.Errorf("%s: exit %d: %s", name, got.code, got.out)
		}
	}
}

func TestFreeze(t *testing.T) {
	t.Parallel()
	got := call(t, nil, "freeze", "3523", "--on=2021-06-25")
	for _, want := range []string{
		"3523 Kabupaten Tuban", "UU 10/2016, Pasal 71 ayat (2)", "23 Maret 2020 sampai 20 Juni 2021 ", "| 20 Juni 2021 sampai 20 Desember 2021",
		"25 Juni 2021: dilarang tanpa persetujuan tertulis Menteri Dalam Negeri menurut UU 10/2016, Pasal 162 ayat (3)", "Keduanya bukan batas lamanya seseorang menjabat.",
	} {
		if got.code != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("exit %d: %q is not in\n%s%s", got.code, want, got.out, got.errs)
		}
	}
	if got := call(t, nil, "freeze", "3523", "--on=2022-01-01"); !strings.Contains(got.out, "1 Januari 2022: di luar masa larangan yang tercatat") {
		t.Errorf("%s%s", got.out, got.errs)
	}
	if got := call(t, nil, "freeze", "34"); got.code != exitDone || !strings.Contains(got.out, "Tidak ada pemilihan kepala daerah yang tercatat") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errs)
	}
	var shown struct {
		Elections []struct {
			Before, After struct{ From, Until string }
		}
		On struct {
			Frozen  bool
			Article struct{ Article string }
		}
	}
	got = call(t, nil, "freeze", "53", "--on=2024-05-08", "--json")
	if err := json.Unmarshal([]byte(got.out), &shown); err != nil {
		t.Fatal(err, got.errs)
	}
	if e := shown.Elections; len(e) != 1 || e[0].Before.From != "2024-03-22" || e[0].After.Until != "2025-08-20" || !shown.On.Frozen || shown.On.Article.Article != "Pasal 71 ayat (2)" {
		t.Errorf("%+v", shown)
	}
	for name, args := range map[string][]string{"no_region": {"kemenkes"}, "no_day": {"53", "--on=2024-02-30"}} {
		if got := call(t, nil, append([]string{"freeze"}, args...)...); got.code != exitMistake {
			t.Errorf("%s: exit %d: %s", name, got.code, got.out)
		}
	}
}
