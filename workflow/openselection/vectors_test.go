package openselection_test

import (
	"slices"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// Numbers that were printed by agencies or follow from the texts: a test for each case of
// the dossier, named like it.

func TestVector_pansel_size(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name           string
		size, internal int
		codes          []string
	}{
		{"5_members_2_internal_is_40_percent", 5, 2, nil},
		{"5_members_3_internal_is_60_percent", 5, 3, []string{"committee_is_mostly_external"}},
		{"7_members_3_internal_is_42_9_percent", 7, 3, nil},
		{"9_members_4_internal_is_44_4_percent", 9, 4, nil},
		{"9_members_5_internal_is_55_6_percent", 9, 5, []string{"committee_is_mostly_external"}},
		{"4_members_are_even_and_too_few", 4, 1, []string{"committee_has_its_size", "committee_is_odd"}},
		{"6_members_are_even", 6, 2, []string{"committee_is_odd"}},
		{"8_members_are_even", 8, 3, []string{"committee_is_odd"}},
		{"11_members_are_too_many", 11, 4, []string{"committee_has_its_size"}},
		{"24_people_in_4_teams_are_no_one_committee", 24, 10, []string{"committee_has_its_size", "committee_is_odd"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, p2019)
			p.reachRound(openselection.PlanRecommended)
			decree := edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members = members(tc.size, tc.internal) })
			if len(tc.codes) > 0 {
				p.refused("ppk", "round", openselection.AppointCommittee, decree, tc.codes...)
				return
			}
			p.do("ppk", "round", openselection.AppointCommittee, decree)
		})
	}

	// KPK 2022: 24 people, 14 external and 10 internal. Each team sits on a round of its own.
	t.Run("24_people_in_4_teams_are_judged_team_by_team", func(t *testing.T) {
		t.Parallel()
		for _, team := range []struct {
			size, internal int
			codes          []string
		}{
			{5, 2, nil}, {7, 3, nil}, {7, 3, nil}, {5, 2, nil}, // 24 in all, 10 of them internal
			{5, 3, []string{"committee_is_mostly_external"}}, // the sum would not have shown it
		} {
			p := newPlayer(t, p2019)
			p.reachRound(openselection.PlanRecommended)
			decree := edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members = members(team.size, team.internal) })
			if len(team.codes) > 0 {
				p.refused("ppk", "round", openselection.AppointCommittee, decree, slices.Clone(team.codes)...)
			} else {
				p.do("ppk", "round", openselection.AppointCommittee, decree)
			}
		}
	})
}

func TestVector_announcement(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, pack, opens, closes string
		ok                        bool
	}{
		{"15_to_29_may_2024_is_fifteen_calendar_days", p2019, "2024-05-15", "2024-05-29", true},
		{"15_to_28_may_2024_is_one_day_short", p2019, "2024-05-15", "2024-05-28", false},
		{"15_to_29_may_2024_is_no_fifteen_working_days", p2014, "2024-05-15", "2024-05-29", false},
		{"19_to_24_january_2022_is_no_five_working_days", o2020, "2022-01-19", "2022-01-24", false},
		{"19_to_25_january_2022_is_five_working_days", o2020, "2022-01-19", "2022-01-25", true},
		{"31_may_to_14_june_2022_is_fifteen_calendar_days", p2019, "2022-05-31", "2022-06-14", true},
		{"3_to_17_december_2025_is_fifteen_calendar_days", bkn, "2025-12-03", "2025-12-17", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			query := queries()[tc.pack]
			query.Date = day(tc.opens).AddDays(-21)
			if tc.pack == p2014 {
				query.Date = day("2018-05-02") // the text is tried on later days than its own
			}
			p := playerUnder(t, packOf(t, query))
			if tc.pack == p2014 {
				p.reachRound(openselection.InstrumentsSealed)
			}
			p.at(day(tc.opens).AddDays(-1))
			p.reachRound(openselection.InstrumentsSealed)
			body := edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Opens, b.Closes = day(tc.opens), day(tc.closes) })
			if tc.ok {
				p.do("chair", "round", openselection.Announce, body)
				return
			}
			p.refused("chair", "round", openselection.Announce, body, "announcement_is_long_enough")
		})
	}

	t.Run("days_without_holiday_data_are_a_reason_and_no_silent_yes", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, o2020)
		p.reachRound(openselection.InstrumentsSealed)
		body := edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Opens, b.Closes = day("2091-01-08"), day("2091-03-01") })
		p.refused("chair", "round", openselection.Announce, body, "announcement_is_long_enough")
	})
}

// Ciamis 2020: 28 September to 2 October nobody, 5 to 7 October nobody, and then two
// texts that disagreed about a second extension.
func TestVector_extension(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, base string) *player {
		p := playerUnder(t, packOf(t, policy.Query{Base: base, Profile: "kasn", Date: day("2020-09-07")}))
		p.at(day("2020-09-11"))
		p.reachRound(openselection.InstrumentsSealed)
		p.at(day("2020-09-25"))
		return p
	}

	t.Run("under_the_pandemic_letter_one_extension_of_three_working_days_and_then_the_supervisor", func(t *testing.T) {
		t.Parallel()
		p := play(t, o2020)
		p.do("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) {
			b.Opens, b.Closes = day("2020-09-28"), day("2020-10-02")
		}))
		p.at(day("2020-10-03"))
		p.verifyFiles(first)
		extend := p.extension(first)
		extend.Opens, extend.Closes = day("2020-10-05"), day("2020-10-06")
		p.refused("chair", first, openselection.Extend, extend, "extension_is_long_enough")
		extend.Closes = day("2020-10-07")
		p.do("chair", first, openselection.Extend, extend)
		p.at(day("2020-10-08"))
		p.verifyFiles(first)
		p.refused("chair", first, openselection.Extend, p.extension(first), "extension_is_left")
		p.do("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")})
		p.state(first, openselection.ShortageConsulted)
		p.at(day("2020-10-16"))
		p.do("supervisor", first, openselection.DenyFewer, openselection.DenyFewerBody{Letter: p.letter("B-3123/KASN/10/2020"), Route: openselection.ToJobfit})
		p.do("ppk", first, openselection.DivertToJobfit, p.ending())
		p.state(first, openselection.DivertedToJobfit)
		folds(t, p.posts[first])
	})

	t.Run("under_permenpanrb_15_2019_a_second_extension_is_open", func(t *testing.T) {
		t.Parallel()
		p := play(t, p2019)
		p.do("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) {
			b.Opens, b.Closes = day("2020-09-28"), day("2020-10-12")
		}))
		p.short(first, 0)
		p.do("chair", first, openselection.Extend, p.extension(first))
		p.short(first, 0)
		p.refused("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")}, "extensions_are_used_up")
		p.do("chair", first, openselection.Extend, p.extension(first))
		if got := p.facts(first).Window; got.Opens.DaysUntil(got.Closes) != 6 {
			t.Errorf("the extension lasts from %s to %s, want 7 calendar days", got.Opens, got.Closes)
		}
	})
}

func TestVector_minimum(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, pack         string
		passed, extensions int
		enough             bool
	}{
		{"three_are_enough_under_the_seed", seed, 3, 0, true},
		{"two_are_not_enough_under_the_seed", seed, 2, 0, false},
		{"two_are_not_enough_under_the_seed_after_an_extension", seed, 2, 1, false},
		{"three_are_not_enough_under_15_2019", p2019, 3, 0, false},
		{"four_are_enough_under_15_2019", p2019, 4, 0, true},
		{"three_are_not_enough_under_15_2019_after_two_extensions", p2019, 3, 2, false},
		{"three_are_enough_under_13_2014", p2014, 3, 0, true},
		{"two_are_not_enough_under_13_2014", p2014, 2, 0, false},
		{"three_are_enough_under_the_pandemic_letter", o2020, 3, 0, true},
		{"two_are_not_enough_under_the_pandemic_letter", o2020, 2, 0, false},
		{"two_are_enough_under_the_pandemic_letter_after_the_extension", o2020, 2, 1, true},
		{"one_is_not_enough_under_the_pandemic_letter_after_the_extension", o2020, 1, 1, false},
		{"four_are_enough_in_2025", bkn, 4, 0, true},
		{"three_are_not_enough_in_2025", bkn, 3, 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, tc.pack)
			p.announced(first)
			for range tc.extensions {
				p.short(first, 0)
				p.do("chair", first, openselection.Extend, p.extension(first))
			}
			p.short(first, tc.passed)
			if tc.enough {
				p.do("chair", first, openselection.PassScreening, p.screening())
				return
			}
			p.refused("chair", first, openselection.PassScreening, p.screening(), "enough_candidates_passed")
			if tc.extensions < policy.ExtensionsMax.In(p.pack).Value {
				p.do("chair", first, openselection.Extend, p.extension(first))
				return
			}
			p.do("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")})
		})
	}
}

func TestVector_age(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, born, on string
		want           openselection.Age
		within56       bool
	}{
		{"on_the_56th_birthday_one_is_still_in_time", "1968-05-29", "2024-05-29", openselection.Age{Years: 56}, true},
		{"the_day_after_one_is_not", "1968-05-28", "2024-05-29", openselection.Age{Years: 56, Days: 1}, false},
		{"the_day_before_one_is_55", "1968-05-30", "2024-05-29", openselection.Age{Years: 55, Months: 11, Days: 29}, true},
		{"born_on_a_leap_day", "1968-02-29", "2024-02-28", openselection.Age{Years: 55, Months: 11, Days: 30}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := openselection.AgeAt(day(tc.born), day(tc.on))
			if got != tc.want || got.Within(56) != tc.within56 {
				t.Errorf("%s born on %s is %v, within 56: %v", tc.on, tc.born, got, got.Within(56))
			}
		})
	}

	// Somebody turns 56 between the close of applications and the inauguration.
	turning := func(t *testing.T, pack *policy.Pack) *player {
		p := playerUnder(t, pack)
		p.announced(first)
		p.known[person(first, 1)] = map[string]string{"birth_date": p.closes().AddYears(-56).AddDays(10).String()}
		p.reach(first, openselection.ResultDetermined)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.at(p.closes().AddDays(20))
		p.reach(first, openselection.ResultRecommended)
		return p
	}
	choice := func(p *player) openselection.ChooseBody {
		return edit(p.choice("01"), func(b *openselection.ChooseBody) {
			b.Age = openselection.AgeAt(p.closes().AddYears(-56).AddDays(10), p.today())
		})
	}

	t.Run("turns_56_between_closing_and_inauguration_and_passes_at_registration", func(t *testing.T) {
		t.Parallel()
		p := turning(t, packOf(t, queries()[seed]))
		p.do("ppk", first, openselection.Choose, choice(p))
	})

	t.Run("turns_56_between_closing_and_inauguration_and_fails_at_inauguration", func(t *testing.T) {
		t.Parallel()
		p := turning(t, overlaid(t, "age.reference", "inauguration", "choice"))
		p.refused("ppk", first, openselection.Choose, choice(p), "chosen_is_still_eligible")
		p.do("ppk", first, openselection.Choose, edit(p.choice("02"), func(b *openselection.ChooseBody) { b.Reason = "yang pertama melewati usia" }))
	})

	t.Run("turns_56_between_closing_and_a_printed_day_and_fails_on_that", func(t *testing.T) {
		t.Parallel()
		p := playerUnder(t, overlaid(t, "age.reference", "printed_date", "choice"))
		p.reachRound(openselection.InstrumentsSealed)
		p.refused("chair", "round", openselection.Announce, p.announcement(), "age_day_is_announced")
		printed := p.closes().AddDays(20)
		p.do("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) { b.AgeOn = printed }))
		p.known[person(first, 1)] = map[string]string{"birth_date": p.closes().AddYears(-56).AddDays(10).String()}
		p.known[person(first, 2)] = map[string]string{"birth_date": printed.AddYears(-56).String()}
		p.expecting(first, 5)
		for n, met := range map[int]bool{1: false, 2: true, 3: true} {
			if got := p.aged(first, n); got.AgeMet != met || got.AgeOn != printed {
				t.Errorf("applicant %d: %d years on %s, met %t", n, got.AgeYears, got.AgeOn, got.AgeMet)
			}
		}
	})

	for tier, most := range map[openselection.Tier]int{openselection.Pratama: 56, openselection.Madya: 58, openselection.Utama: 58} {
		t.Run("limit_of_"+string(tier), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) { b.Posts[0].Tier = tier }))
			p.reachRound(openselection.Announced)
			p.known[person(first, 1)] = map[string]string{"birth_date": p.closes().AddYears(-most).String()}
			p.known[person(first, 2)] = map[string]string{"birth_date": p.closes().AddYears(-most).AddDays(-1).String()}
			p.expecting(first, 5)
			if young, old := p.aged(first, 1), p.aged(first, 2); !young.AgeMet || old.AgeMet || young.AgeYears != most || old.AgeYears != most {
				t.Fatalf("on the birthday %+v, the day after %+v", young, old)
			}
			p.at(p.closes().AddDays(1))
			p.judged(first, 5)
			p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "ages_are_within_limit")
			p.do("chair", p.applicationOf(first, person(first, 2)), openselection.SettleVerification,
				openselection.SettleVerificationBody{Reason: "melewati batas usia", Minutes: p.letter("BA/2"), Signed: quorum})
			p.verifyFiles(first)
		})
	}
}

func TestVector_weights(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		set   openselection.Weights
		codes []string
	}{
		{"20_25_20_35_is_the_set_of_the_text", openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 35}, nil},
		{"a_paper_of_25_is_out_of_range", openselection.Weights{TrackRecord: 15, Assessment: 25, Paper: 25, Interview: 35}, []string{"weights_are_in_their_ranges"}},
		{"20_15_30_15_sums_to_80", openselection.Weights{TrackRecord: 15, Assessment: 20, Paper: 15, Interview: 30}, []string{"weights_sum_to_100"}},
		{"one_more_is_101_and_out_of_range", openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 36}, []string{"weights_are_in_their_ranges", "weights_sum_to_100"}},
		{"negative_weights_balance_nothing", openselection.Weights{TrackRecord: -20, Assessment: 25, Paper: 60, Interview: 35}, []string{"weights_are_in_their_ranges"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, p2019)
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) { b.Weights = tc.set }))
			who, on, event, body := p.submit()
			if len(tc.codes) > 0 {
				p.refused(who, on, event, body, tc.codes...)
				return
			}
			p.do(who, on, event, body)
		})
	}
}

// The candidates for the regional elections of 2024 were fixed on 22 September.
func TestVector_election(t *testing.T) {
	t.Parallel()
	election := &gates.Election{CandidatesFixed: day("2024-09-22")}
	play := func(t *testing.T, inaugurate string) *player {
		p := playerUnder(t, packOf(t, policy.Query{Base: policy.BaseSeed, Date: day("2024-01-08")}))
		p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
			b.Schedule.Inaugurate, b.Election = day(inaugurate), election
		}))
		return p
	}

	t.Run("an_inauguration_on_21_march_is_free_and_on_22_march_needs_the_permit", func(t *testing.T) {
		t.Parallel()
		p := play(t, "2024-03-21")
		p.reachRound(openselection.Announced)
		p.reach(first, openselection.ResultRecommended)
		p.reach(first, openselection.Chosen)
		p.at(day("2024-03-21"))
		p.do("ppk", first, openselection.Inaugurate, p.oath())

		late := play(t, "2024-03-21")
		late.reachRound(openselection.Announced)
		late.reach(first, openselection.Chosen)
		late.until(calendar.WITA.EndOf(day("2024-03-21")).Add(-time.Microsecond))
		late.until(calendar.WITA.StartOf(day("2024-03-22")))
		late.refused("ppk", first, openselection.Inaugurate, late.oath(), "election_freeze_is_permitted")
		late.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: late.letter("100.2.1.3/2147/SJ")})
		late.do("ppk", first, openselection.Inaugurate, late.oath())
	})

	t.Run("the_plan_is_judged_by_the_planned_day", func(t *testing.T) {
		t.Parallel()
		p := play(t, "2024-03-21")
		who, on, event, body := p.submit()
		p.do(who, on, event, body)
		play(t, "2024-03-22").refused(who, on, event, body, "plan_has_election_permit")
	})

	t.Run("the_announcement_warns_and_does_not_block", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed) // a result in June lies in the freeze
		p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
			b.Election = election
		}))
		p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
		p.reachRound(openselection.InstrumentsSealed)
		p.round.told = nil
		p.reachRound(openselection.Announced)
		warned := false
		for _, tell := range p.round.told {
			warned = warned || tell.Role == workflow.AppointingOfficer && tell.About == openselection.RecordElection
		}
		if !warned {
			t.Errorf("nobody warned the appointing officer: %v", p.round.told)
		}
	})

	t.Run("an_act_in_the_freeze_is_reported_within_seven_working_days", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Chosen)
		p.do("secretary", "round", openselection.RecordElection, openselection.ElectionBody(*election))
		p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
		p.at(day("2024-07-12"))
		p.do("ppk", first, openselection.Inaugurate, p.oath())
		clock, armed := p.posts[first].clocks[openselection.ElectionReportDue]
		if !armed || clock.Count.Last != day("2024-07-23") {
			t.Fatalf("the report is due on %v, want 23 July (armed %v)", clock.Count.Last, armed)
		}
		p.do("ppk", first, openselection.ReportElectionAct, openselection.ReportActBody{Letter: p.letter("800/77")})
		if _, armed := p.posts[first].clocks[openselection.ElectionReportDue]; armed {
			t.Error("the clock runs on after the report")
		}
	})

	t.Run("without_an_election_there_is_nothing_to_report", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Inaugurated)
		if _, armed := p.posts[first].clocks[openselection.ElectionReportDue]; armed {
			t.Error("a clock for a report runs outside the freeze")
		}
	})

	t.Run("an_end_before_the_beginning_is_no_way_out", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.refused("secretary", "round", openselection.RecordElection,
			openselection.ElectionBody{CandidatesFixed: day("2024-09-22"), TermEnds: day("2023-12-31")}, workflow.BodyIsWellFormed)
		p.refused("secretary", "round", openselection.RecordElection,
			openselection.ElectionBody{CandidatesFixed: day("2024-09-22"), HeadInaugurated: day("2024-09-21")}, workflow.BodyIsWellFormed)
		plan := newPlayer(t, seed)
		plan.refused("secretary", "round", openselection.DraftPlan, edit(plan.plan(), func(b *openselection.PlanBody) {
			b.Election = &gates.Election{CandidatesFixed: day("2024-09-22"), TermEnds: day("2023-12-31")}
		}), workflow.BodyIsWellFormed)
	})
}

func TestVector_inauguration(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T) *player {
		p := newPlayer(t, seed)
		p.ready(openselection.ResultDetermined)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.ResultReported)
		p.at(day("2024-07-12"))
		p.reach(first, openselection.ResultRecommended)
		return p
	}

	t.Run("on_27_July_it_is_in_time", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.reach(first, openselection.Chosen)
		p.at(day("2024-07-27"))
		p.do("ppk", first, openselection.Inaugurate, p.oath())
		for _, late := range p.facts(first).Overdue {
			if late.Kind == openselection.InaugurationDue {
				t.Errorf("flagged as late: %v", late)
			}
		}
		if got := p.facts(first).Inaugurated; got.On != day("2024-07-27") || got.TermEnds != day("2029-07-26") {
			t.Errorf("inaugurated on %s until %s, want five years", got.On, got.TermEnds)
		}
	})

	t.Run("on_28_July_it_is_late_which_is_flagged_and_not_blocked", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.reach(first, openselection.Chosen)
		p.at(day("2024-07-28"))
		p.do("ppk", first, openselection.Inaugurate, p.oath())
		p.state(first, openselection.Inaugurated)
		found := false
		for _, late := range p.facts(first).Overdue {
			found = found || late.Kind == openselection.InaugurationDue && late.On == day("2024-07-28")
		}
		if !found {
			t.Errorf("not flagged: %v", p.facts(first).Overdue)
		}
	})
}

func TestVector_choice(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T) *player {
		p := newPlayer(t, seed)
		p.ready(openselection.Interviewed)
		p.do("secretary", first, openselection.TestHealth, p.health(first, 5))
		p.reach(first, openselection.ResultDetermined)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.ResultRecommended)
		return p
	}
	because := func(p *player, candidate, reason string) openselection.ChooseBody {
		return edit(p.choice(candidate), func(b *openselection.ChooseBody) { b.Reason = reason })
	}

	t.Run("of_the_first_needs_no_reason", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.do("ppk", first, openselection.Choose, because(p, "01", ""))
	})
	t.Run("of_the_second_needs_a_reason", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.refused("ppk", first, openselection.Choose, because(p, "02", ""), "choice_of_another_than_the_first_has_a_reason")
		p.do("ppk", first, openselection.Choose, because(p, "02", "pengalaman di bidang anggaran"))
	})
	t.Run("of_the_third_with_a_reason_is_free", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.do("ppk", first, openselection.Choose, because(p, "03", "paling lama di bidangnya"))
	})
	t.Run("of_the_fourth_is_refused_whatever_the_reason", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		p.refused("ppk", first, openselection.Choose, because(p, "04", "paling lama di bidangnya"), "chosen_is_one_of_the_proposed")
	})
}

func TestAnnouncement_never_ends(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.InstrumentsSealed)
	forever := edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Closes = day("9999-12-31") })
	p.refused("chair", "round", openselection.Announce, forever, workflow.BodyIsWellFormed)
	p.reachRound(openselection.Announced)
	p.short(first, 0)
	p.refused("chair", first, openselection.Extend, edit(p.extension(first), func(b *openselection.ExtendBody) { b.Closes = day("9999-12-31") }), workflow.BodyIsWellFormed)
}
