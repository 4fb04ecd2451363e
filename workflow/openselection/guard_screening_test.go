package openselection_test

import (
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// tampered lets somebody write into an application behind the back of its journal, sees
// that the selection refuses to take it, and that it takes the true one.
func tampered(change func(*openselection.ApplicationFacts), codes ...string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.ready(openselection.ApplicationsClosed)
		p.judged(first, 5)
		file := p.application(p.applications(first)[5]) // the one that failed
		kept := file.now.Facts
		change(&file.now.Facts)
		file.forget()
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, codes...)
		file.now.Facts = kept
		file.forget()
		p.verifyFiles(first)
	}
}

// misnumbered is the same for the participants of the selection.
func misnumbered(change func([]openselection.Participant)) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.ready(openselection.ApplicationsClosed)
		p.judged(first, 5)
		post := p.posts[first]
		kept := post.now.Facts.Participants
		post.now.Facts.Participants = append([]openselection.Participant{}, kept...)
		change(post.now.Facts.Participants)
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "participants_are_listed_once")
		post.now.Facts.Participants = kept
		p.verifyFiles(first)
	}
}

// letPass lets two verifiers agree on what the law does not admit: the first applicant is
// changed before applying, and the committee mends it.
func letPass(change func(p *player, person string), code string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.announced(first)
		p.inWindow(first)
		change(p, person(first, 1))
		p.expecting(first, 5)
		p.at(p.closes().AddDays(1))
		p.judged(first, 5)
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, code)
		on := p.applicationOf(first, person(first, 1))
		p.do("chair", on, openselection.SettleVerification, openselection.SettleVerificationBody{Reason: "tidak memenuhi syarat", Minutes: p.letter("BA/2"), Signed: quorum})
		p.verifyFiles(first)
	}
}

// moving is somebody who holds a senior post since a day.
func moving(since func(closes calendar.Date) calendar.Date) func(*player, string) {
	return func(p *player, person string) {
		on := p.applies(first, person)
		p.doAs(self(person), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) {
			b.HoldsJPTSince = since(p.closes())
		}))
	}
}

func screeningTrials() []trial {
	return []trial{
		{name: "the_window_is_not_closed_before_its_last_day_is_over", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.at(p.closes())
			p.refused("clock", first, openselection.ApplicationsDue, struct{}{}, "window_is_over")
			p.later(1)
			p.state(first, openselection.ApplicationsClosed)
		}},
		{name: "a_file_needs_a_second_person", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			for _, on := range p.applications(first) {
				p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, true))
			}
			p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "files_are_verified_by_two", "failures_have_reasons")
			for _, on := range p.applications(first) {
				p.doAs(verifier, on, openselection.VerifyDocuments, p.judgement(on, true))
			}
			p.verifyFiles(first)
		}},
		{name: "one_person_does_not_verify_twice", play: tampered(func(f *openselection.ApplicationFacts) {
			twice := *f.Second
			twice.By = f.First.By
			f.Second = &twice
		}, "files_are_verified_by_two")},
		{name: "what_two_verifiers_disagree_on_is_settled_by_the_committee", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			on := p.applications(first)[0]
			p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, true))
			p.doAs(verifier, on, openselection.VerifyDocuments, p.judgement(on, false))
			for _, other := range p.applications(first)[1:] {
				p.verified(other, true)
			}
			p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "verifications_are_settled")
			p.do("chair", on, openselection.SettleVerification, openselection.SettleVerificationBody{Passed: true, Reason: "asli ditunjukkan", Minutes: p.letter("BA/2")})
			p.verifyFiles(first)
		}},
		{name: "a_participant_is_listed_once", play: misnumbered(func(list []openselection.Participant) { list[1].Number = list[0].Number })},
		{name: "a_participant_has_a_number", play: misnumbered(func(list []openselection.Participant) { list[1].Registration = "0000-0000" })},
		{name: "a_failure_has_a_reason", play: tampered(func(f *openselection.ApplicationFacts) {
			one, two := *f.First, *f.Second
			one.Found.Reason, two.Found.Reason = " ", ""
			f.First, f.Second = &one, &two
		}, "failures_have_reasons")},
		{name: "nobody_over_56_passes_for_a_pratama_post", play: letPass(func(p *player, person string) {
			p.known[person] = map[string]string{"birth_date": p.closes().AddYears(-56).AddDays(-1).String()}
		}, "ages_are_within_limit")},
		{name: "the_age_is_taken_on_the_closing_day", play: tampered(func(f *openselection.ApplicationFacts) { f.AgeOn = f.AgeOn.AddDays(-1) }, "ages_are_taken_on_reference_day")},
		{name: "a_senior_official_moves_after_two_years_and_not_earlier", play: letPass(
			moving(func(closes calendar.Date) calendar.Date { return closes.AddYears(-2).AddDays(1) }), "moves_are_between_two_and_five_years")},
		{name: "a_senior_official_moves_within_five_years", play: letPass(
			moving(func(closes calendar.Date) calendar.Date { return closes.AddYears(-5).AddDays(-1) }), "moves_are_between_two_and_five_years")},
		{name: "a_file_that_failed_may_be_too_old_and_too_early", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.expecting(first, 5)
			p.known["pelamar-tua"] = map[string]string{"birth_date": p.closes().AddYears(-59).String()}
			moving(func(closes calendar.Date) calendar.Date { return closes })(p, "pelamar-tua")
			p.at(p.closes().AddDays(1))
			p.judged(first, 6)
			p.verifyFiles(first)
			if last := p.facts(first).Files[6]; last.Passed || last.AgeMet || last.HoldsJPTSince != p.closes() {
				p.t.Errorf("the file is %+v", last)
			}
		}},
		{name: "who_withdraws_after_the_check_is_not_passed", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 4)
			leaving := p.applications(first)[0]
			p.doAs(p.subject(leaving), leaving, openselection.Withdraw, openselection.WithdrawBody{Reason: "pindah tugas"})
			p.refused("chair", first, openselection.PassScreening, p.screening(), "files_are_of_who_still_applies")
			p.verifyFiles(first)
			p.do("chair", first, openselection.PassScreening, p.screening())
			p.state(leaving, openselection.Withdrawn)
		}},
		{name: "what_is_settled_after_the_check_is_taken_before_it_is_decided", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 4)
			p.do("chair", p.applications(first)[0], openselection.SettleVerification, p.settlement(false))
			p.refused("chair", first, openselection.PassScreening, p.screening(), "files_are_as_found")
			p.verifyFiles(first)
			p.do("chair", first, openselection.PassScreening, p.screening())
			p.state(p.applications(first)[0], openselection.NotShortlisted)
		}},
		{name: "nobodys_term_grows_too_long_by_an_extension", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			moving(func(closes calendar.Date) calendar.Date { return closes.AddYears(-5) })(p, person(first, 1))
			p.short(first, 2)
			p.do("chair", first, openselection.Extend, p.extension(first))
			p.inWindow(first)
			moving(func(calendar.Date) calendar.Date { return p.facts(first).Window.Closes.AddYears(-5).AddDays(-1) })(p, somebody)
			p.at(p.facts(first).Window.Closes.AddDays(1))
			p.judged(first, 3)
			p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "moves_are_between_two_and_five_years")
			p.do("chair", p.applicationOf(first, somebody), openselection.SettleVerification, p.settlement(false))
			p.verifyFiles(first)
			if file := p.facts(first).Files[0]; !file.Passed || file.HoldsJPTSince.IsZero() {
				p.t.Errorf("the file is %+v", file)
			}
		}},
		{name: "who_has_withdrawn_is_not_proposed", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			p.do("secretary", first, openselection.TestHealth, p.health(first, 4))
			leaving := first + "/" + p.facts(first).Files[0].Registration
			p.doAs(p.subject(leaving), leaving, openselection.Withdraw, openselection.WithdrawBody{Reason: "pindah tugas"})
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "proposed_still_apply")
			p.do("chair", first, openselection.Disqualify, edit(p.outOf(openselection.InterviewOf, "01"), func(b *openselection.OutBody) { b.Reason = "mengundurkan diri" }))
			p.do("chair", first, openselection.DetermineResult, edit(p.result(first), func(b *openselection.DetermineResultBody) {
				b.Ranking = b.Ranking[1:]
				for i := range b.Ranking {
					b.Ranking[i].Rank = i + 1
				}
				b.Proposed = []string{"02", "03", "04"}
			}))
		}},
		{name: "nothing_is_decided_on_files_that_nobody_verified", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			p.refused("chair", first, openselection.PassScreening, p.screening(), "files_are_verified", "enough_candidates_passed")
			p.refused("chair", first, openselection.Extend, p.extension(first), "files_are_verified")
			p.refused("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")}, "files_are_verified", "extensions_are_used_up")
			p.step(first)
			p.do("chair", first, openselection.PassScreening, p.screening())
		}},
		{name: "an_extension_makes_the_files_unverified_again", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			p.do("chair", first, openselection.Extend, p.extension(first))
			p.reach(first, openselection.ApplicationsClosed)
			p.refused("chair", first, openselection.PassScreening, p.screening(), "files_are_verified", "enough_candidates_passed")
		}},
		{name: "a_post_that_is_not_short_is_neither_extended_nor_put_to_the_supervisor", play: func(_ *testing.T, p *player) {
			p.announced(first, second)
			p.short(first, 3)
			p.refused("chair", first, openselection.Extend, p.extension(first), "post_is_short_of_candidates")
			p.refused("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")}, "post_is_short_of_candidates", "extensions_are_used_up")
			p.short(second, 2)
			p.do("chair", second, openselection.Extend, p.extension(second))
		}},
		{name: "the_supervisor_is_consulted_after_the_extensions_and_not_before", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			p.refused("secretary", first, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")}, "extensions_are_used_up")
			p.do("chair", first, openselection.Extend, p.extension(first))
			p.consultedFrom(first, 2)
		}},
		{name: "there_is_no_third_extension", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			for range 2 {
				p.do("chair", first, openselection.Extend, p.extension(first))
				p.short(first, 2)
			}
			p.refused("chair", first, openselection.Extend, p.extension(first), "extension_is_left")
		}},
		{name: "an_extension_is_long_enough", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			p.refused("chair", first, openselection.Extend, edit(p.extension(first), func(b *openselection.ExtendBody) { b.Closes = b.Closes.AddDays(-1) }), "extension_is_long_enough")
			p.do("chair", first, openselection.Extend, p.extension(first))
		}},
		{name: "an_extension_opens_neither_in_the_past_nor_inside_the_old_window", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.short(first, 2)
			closed := p.facts(first).Window.Closes
			p.refused("chair", first, openselection.Extend, edit(p.extension(first), func(b *openselection.ExtendBody) { b.Opens = closed }), "extension_is_not_backdated")
			p.later(2)
			p.refused("chair", first, openselection.Extend, edit(p.extension(first), func(b *openselection.ExtendBody) { b.Opens = p.today().AddDays(-1) }), "extension_is_not_backdated")
			p.do("chair", first, openselection.Extend, p.extension(first))
		}},
		{name: "the_supervisor_allows_a_number_that_is_reached_and_not_nobody", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.consulted(first, 2)
			allowing := func(n int) openselection.AllowFewerBody {
				return openselection.AllowFewerBody{Letter: p.letter("B-3123"), Minimum: n}
			}
			for _, n := range []int{-1, 0, 3} {
				p.refused("supervisor", first, openselection.AllowFewer, allowing(n), "allowed_number_is_reached")
			}
			p.do("supervisor", first, openselection.AllowFewer, allowing(2))
			p.do("chair", first, openselection.PassScreening, p.screening())
		}},
		{name: "a_post_is_diverted_only_where_the_supervisor_said_so", play: func(_ *testing.T, p *player) {
			p.announced(first, second)
			p.consulted(first, 0)
			p.consulted(second, 0)
			deny := func(route openselection.Route) openselection.DenyFewerBody {
				return openselection.DenyFewerBody{Letter: p.letter("B-3123"), Route: route}
			}
			p.refused("ppk", first, openselection.DivertToJobfit, p.ending(), "supervisor_named_jobfit")
			p.do("supervisor", first, openselection.DenyFewer, deny(openselection.ToJobfit))
			p.refused("ppk", first, openselection.DivertToSuccession, p.ending(), "supervisor_named_succession")
			p.do("ppk", first, openselection.DivertToJobfit, p.ending())
			p.do("supervisor", second, openselection.DenyFewer, deny(openselection.ToSuccession))
			p.refused("ppk", second, openselection.DivertToJobfit, p.ending(), "supervisor_named_jobfit")
			p.do("ppk", second, openselection.DivertToSuccession, p.ending())
		}},
		{name: "a_member_denies_what_an_applicant_says_and_nothing_else", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			on := p.applies(first, person(first, 1))
			p.doAs(p.subject(on), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) { b.Relatives = []string{"ketua", "anggota-1"} }))
			p.short(first, 4)
			p.do("chair", first, openselection.PassScreening, p.screening())
			for _, unasked := range []string{"02", "99"} {
				p.refused("chair", first, openselection.SignStatement, edit(statement(), func(b *openselection.SignStatementBody) { b.Denied = []string{"01", unasked} }), "denials_answer_claims")
			}
			p.do("chair", first, openselection.SignStatement, edit(statement(), func(b *openselection.SignStatementBody) { b.Denied = []string{"01"} }))
			folds(p.t, p.posts[first])
		}},
		{name: "a_conflict_is_declared_by_a_member_with_a_participant", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			with := func(candidate string) openselection.DeclareConflictBody {
				return openselection.DeclareConflictBody{Candidate: candidate, Relation: "saudara"}
			}
			p.refused("member", first, openselection.DeclareConflict, with("999"), "conflict_names_a_candidate")
			stranger := workflow.Actor{Person: "orang-lain", Roles: []workflow.Role{workflow.CommitteeMember}}
			p.refusedAs(stranger, first, openselection.DeclareConflict, with("01"), "declarer_is_a_member")
			p.do("member", first, openselection.DeclareConflict, with("01"))
		}},
	}
}

// consultedFrom goes on from an extension under way to the consultation.
func (p *player) consultedFrom(post string, passed int) {
	p.t.Helper()
	p.short(post, passed)
	p.do("chair", post, openselection.Extend, p.extension(post))
	p.short(post, passed)
	p.do("secretary", post, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")})
}
