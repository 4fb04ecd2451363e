package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// Which text speaks for a key, on a day, in a base.
func TestResolve(t *testing.T) {
	t.Parallel()
	l := load(t)
	calendarDays := func(n int) calendar.Days { return calendar.Days{N: n, Unit: calendar.CalendarDays} }
	workingDays := func(n int) calendar.Days { return calendar.Days{N: n, Unit: calendar.WorkingDays} }
	const seed, national = policy.BaseSeed, policy.BaseNational
	for _, tc := range []struct {
		name, base, profile, date string
		got                       func(*policy.Pack) (any, policy.Citation)
		want                      any
		source                    string
	}{
		{"seed asks for three candidates", "", "", "2024-05-08", value(policy.CandidatesMin), 3, "Selter seed"},
		{"seed does not lower them after an extension", seed, "", "2024-05-08", value(policy.CandidatesMinAfterExtension), 3, "Selter seed"},
		{"seed allows two extensions", seed, "", "2024-05-08", value(policy.ExtensionsMax), 2, "Selter seed"},
		{"seed gives 15 days for the inauguration", seed, "", "2024-05-08", value(policy.InaugurationWithin), calendarDays(15), "Selter seed"},
		{"seed inherits the announcement from 15/2019", seed, "", "2024-05-08", value(policy.AnnouncementLength), calendarDays(15), "PermenPANRB 15/2019"},
		{"seed inherits it before that text existed", seed, "", "2015-02-01", value(policy.AnnouncementLength), calendarDays(15), "PermenPANRB 15/2019"},
		{"seed inherits it while the pandemic circular was in force", seed, "", "2021-03-01", value(policy.AnnouncementLength), calendarDays(15), "PermenPANRB 15/2019"},
		{"seed inherits a law that has ended", seed, "", "2027-01-01", value(policy.ReplaceMinYears), 2, "UU 5/2014"},
		{"seed falls back on proposals", seed, "", "2024-05-08", value(policy.QuorumPercent), 50, "Selter proposal"},
		{"seed holds far outside the law's days", seed, "", "1999-01-01", value(policy.AgeMaxPratama), 56, "PP 11/2017"},
		{"seed is supervised by KASN for good", seed, "", "2027-01-01", value(policy.SupervisorBody), "KASN", "KASN"},
		{"seed under BKN when chosen", seed, "bkn", "2024-05-08", value(policy.SupervisorBody), "BKN", "BKN"},

		{"2014 asks for three", "permenpanrb-13-2014", "", "2024-05-08", value(policy.CandidatesMin), 3, "PermenPANRB 13/2014"},
		{"2014 counts working days", "permenpanrb-13-2014", "", "2024-05-08", value(policy.AnnouncementLength), workingDays(15), "PermenPANRB 13/2014"},
		{"2019 asks for four", "permenpanrb-15-2019", "", "2016-05-08", value(policy.CandidatesMin), 4, "PermenPANRB 15/2019"},
		{"2019 keeps four after an extension", "permenpanrb-15-2019", "", "2024-05-08", value(policy.CandidatesMinAfterExtension), 4, "PermenPANRB 15/2019"},
		{"2019 wins over the circular when it is the base", "permenpanrb-15-2019", "", "2021-05-08", value(policy.CandidatesMinAfterExtension), 4, "PermenPANRB 15/2019"},
		{"the circular lets two suffice after an extension", "se-menpanrb-52-2020", "", "2024-05-08", value(policy.CandidatesMinAfterExtension), 2, "SE MenPANRB 52/2020"},
		{"the circular extends by three working days", "se-menpanrb-52-2020", "", "2024-05-08", value(policy.ExtensionLength), workingDays(3), "SE MenPANRB 52/2020"},
		{"the circular as base leaves the rest to the nation", "se-menpanrb-52-2020", "", "2024-05-08", value(policy.WeightInterview), policy.Range{Min: 30, Max: 35}, "PermenPANRB 15/2019"},

		{"national on the last day of 13/2014", national, "", "2019-06-30", value(policy.AnnouncementLength), workingDays(15), "PermenPANRB 13/2014"},
		{"national on the first day of 15/2019", national, "", "2019-07-01", value(policy.AnnouncementLength), calendarDays(15), "PermenPANRB 15/2019"},
		{"national on the day before the circular", national, "", "2020-04-28", value(policy.AnnouncementLength), calendarDays(15), "PermenPANRB 15/2019"},
		{"national on the first day of the circular", national, "", "2020-04-29", value(policy.AnnouncementLength), workingDays(5), "SE MenPANRB 52/2020"},
		{"national on the last day of the circular", national, "", "2023-06-21", value(policy.ExtensionsMax), 1, "SE MenPANRB 52/2020"},
		{"national on the day after the circular", national, "", "2023-06-22", value(policy.ExtensionsMax), 2, "PermenPANRB 15/2019"},
		{"national on the last day of KASN", national, "", "2024-08-25", value(policy.ResultOrder), "announce_first", "KASN"},
		{"national on the first day of BKN", national, "", "2024-08-26", value(policy.ResultOrder), "recommend_first", "BKN"},
		{"national under KASN when chosen", national, "kasn", "2025-08-26", value(policy.ResultOrder), "announce_first", "KASN"},
		{"national before any age limit was read", national, "", "2014-06-01", value(policy.AgeMaxPratama), 56, "Selter proposal"},
		{"national after UU 5/2014", national, "", "2023-10-31", value(policy.ReplaceMinYears), 2, "Selter proposal"},

		{"KASN takes 14 calendar days", national, "kasn", "2024-05-08", value(policy.ResultRecommendationWithin), calendarDays(14), "KASN"},
		{"KASN writes one letter", national, "kasn", "2024-05-08", value(policy.TwoSupervisorLetters), false, "KASN"},
		{"BKN takes 5 working days", national, "bkn", "2024-05-08", value(policy.ResultRecommendationWithin), workingDays(5), "BKN"},
		{"BKN writes two letters", national, "bkn", "2024-05-08", value(policy.TwoSupervisorLetters), true, "BKN"},
		{"BKN officials on a committee in June 2025", national, "", "2025-07-07", value(policy.CommitteeSupervisorStaffAllowed), true, "Selter proposal"},
		{"BKN officials on a committee since July 2025", national, "", "2025-07-08", value(policy.CommitteeSupervisorStaffAllowed), false, "BKN"},

		{"the order that breaks a tie", seed, "", "2024-05-08", value(policy.TieBreak), []string{"interview", "assessment", "track_record", "paper"}, "Selter proposal"},
		{"reminders, the longest first", seed, "", "2024-05-08", value(policy.RemindersInaugurationDue), policy.Leads{calendarDays(7), calendarDays(3), calendarDays(1)}, "Selter proposal"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := resolve(t, l, policy.Query{Base: tc.base, Profile: tc.profile, Date: day(tc.date)})
			got, cited := tc.got(p)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("value (-want +got):\n%s", diff)
			}
			if cited.Instrument != tc.source {
				t.Errorf("source %s, want %s", cited, tc.source)
			}
		})
	}
}

func value[T any](k policy.Key[T]) func(*policy.Pack) (any, policy.Citation) {
	return func(p *policy.Pack) (any, policy.Citation) {
		v := k.In(p)
		return v.Value, v.Citation
	}
}

// The four maxima of PermenPANRB 15/2019 add up to exactly 100, so one set of weights is left in the ranges.
func TestResolve_weights_leave_one_set(t *testing.T) {
	t.Parallel()
	p := resolve(t, load(t), policy.Query{Date: day("2024-05-08")})
	sum := 0
	for _, k := range []policy.Key[policy.Range]{policy.WeightTrackRecord, policy.WeightAssessment, policy.WeightPaper, policy.WeightInterview} {
		sum += k.In(p).Value.Max
	}
	if total := policy.WeightTotal.In(p).Value; sum != total {
		t.Errorf("maxima sum to %d, the total is %d", sum, total)
	}
}

func TestResolve_refuses(t *testing.T) {
	t.Parallel()
	l := load(t)
	for _, tc := range []struct {
		name  string
		query policy.Query
		want  []string
	}{
		{"no date", policy.Query{}, []string{"a pack needs a date"}},
		{"unknown base", policy.Query{Base: "permenpanrb-1-1999", Date: day("2024-05-08")}, []string{`unknown base "permenpanrb-1-1999"`, "seed", "permenpanrb-15-2019"}},
		{"proposals as base", policy.Query{Base: "selter-proposals", Date: day("2024-05-08")}, []string{`unknown base "selter-proposals"`}},
		{"a profile as base", policy.Query{Base: "profile-kasn", Date: day("2024-05-08")}, []string{`unknown base "profile-kasn"`}},
		{"unknown profile", policy.Query{Profile: "kpk", Date: day("2024-05-08")}, []string{`unknown profile "kpk"`, "kasn or bkn"}},
		{"no profile in force", policy.Query{Base: "national", Date: day("2013-12-31")}, []string{"no supervision profile", "2013-12-31", "national"}},
		{"gap", policy.Query{Base: "permenpanrb-13-2014", Profile: "kasn", Date: day("2013-12-31")}, []string{
			"gap: no instrument gives quorum.percent on 2013-12-31 in base permenpanrb-13-2014",
			"gap: no instrument gives age.max_pratama on 2013-12-31",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := l.Resolve(tc.query)
			for _, want := range tc.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q in it", err, want)
				}
			}
		})
	}
}

// nation < province < agency, and both above the base.
func TestResolve_narrower_scope_wins(t *testing.T) {
	t.Parallel()
	overlay := func(id, scope, key string, v any, unit string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, `instrument: %s
title: Title of %[1]s
scope: {%s}
values:
  - {key: %s, value: %v, unit: %s, from: 2024-01-01, to: 2025-01-01, article: art. 1, certainty: seen}
`, id, scope, key, v, unit)}
	}
	l, err := policy.Load(fstest.MapFS{
		"province.yaml":        overlay("province", `province: "53"`, "candidates.min", 5, "people"),
		"province-age.yaml":    overlay("province-age", `province: "53"`, "age.max_pratama", 55, "years"),
		"below/agency.yaml":    overlay("agency", `agency: "5300"`, "candidates.min", 6, "people"),
		"other.yaml":           overlay("other", `agency: "3500"`, "candidates.min", 7, "people"),
		"README.md":            {Data: []byte("not read")},
		"..data/province.yaml": overlay("hidden", `agency: "5300"`, "candidates.min", 8, "people"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		query policy.Query
		want  int
		age   int
		id    string
	}{
		{"nation", policy.Query{Date: day("2024-05-08")}, 3, 56, "seed/kasn/2024-05-08"},
		{"province", policy.Query{Province: "53", Date: day("2024-05-08")}, 5, 55, "seed/kasn/2024-05-08/province-53"},
		{"province over a named base", policy.Query{Base: "permenpanrb-15-2019", Province: "53", Date: day("2024-05-08")}, 5, 55, "permenpanrb-15-2019/kasn/2024-05-08/province-53"},
		{"agency in its province", policy.Query{Province: "53", Agency: "5300", Date: day("2024-05-08")}, 6, 55, "seed/kasn/2024-05-08/province-53/agency-5300"},
		{"agency alone", policy.Query{Agency: "5300", Date: day("2024-05-08")}, 6, 56, "seed/kasn/2024-05-08/agency-5300"},
		{"another province", policy.Query{Province: "35", Date: day("2024-05-08")}, 3, 56, "seed/kasn/2024-05-08/province-35"},
		{"first day", policy.Query{Agency: "5300", Date: day("2024-01-01")}, 6, 56, "seed/kasn/2024-01-01/agency-5300"},
		{"day before the first", policy.Query{Agency: "5300", Date: day("2023-12-31")}, 3, 56, "seed/kasn/2023-12-31/agency-5300"},
		{"last day", policy.Query{Agency: "5300", Date: day("2024-12-31")}, 6, 56, "seed/kasn/2024-12-31/agency-5300"},
		{"day after the last", policy.Query{Agency: "5300", Date: day("2025-01-01")}, 3, 56, "seed/kasn/2025-01-01/agency-5300"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := resolve(t, l, tc.query)
			if got := policy.CandidatesMin.In(p).Value; got != tc.want {
				t.Errorf("candidates.min %d, want %d", got, tc.want)
			}
			if got := policy.AgeMaxPratama.In(p).Value; got != tc.age {
				t.Errorf("age.max_pratama %d, want %d", got, tc.age)
			}
			if p.ID != tc.id {
				t.Errorf("id %s, want %s", p.ID, tc.id)
			}
		})
	}
}
