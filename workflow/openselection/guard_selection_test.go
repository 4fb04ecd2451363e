package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/openselection"
)

// on plays one event of a post in a state: spoilt it is refused, clean it is done.
func on[B any](state workflow.State, who string, event workflow.Event, clean func(*player) B, spoil func(*player, *B), codes ...string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.ready(state)
		spoilt := clean(p)
		spoil(p, &spoilt)
		p.refused(who, first, event, spoilt, slices.Clone(codes)...)
		p.do(who, first, event, clean(p))
	}
}

func screeningTrials() []trial {
	verifying := func(spoil func(*player, *openselection.VerifyFilesBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.ApplicationsClosed, "secretary", openselection.VerifyFiles,
			func(p *player) openselection.VerifyFilesBody { return p.files(first, 5) }, spoil, codes...)
	}
	files := func(spoil func(*openselection.File), codes ...string) func(*testing.T, *player) {
		return verifying(func(_ *player, b *openselection.VerifyFilesBody) { spoil(&b.Files[1]) }, codes...)
	}
	return []trial{
		{name: "the_window_is_not_closed_before_its_last_day_is_over", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.at(p.closes())
			p.refused("clock", first, openselection.ApplicationsDue, struct{}{}, "window_is_over")
			p.later(1)
			p.state(first, openselection.ApplicationsClosed)
		}},
		{name: "one_person_does_not_verify_twice", play: files(func(f *openselection.File) { f.Second = f.Verifier }, "files_are_verified_by_two")},
		{name: "nobody_records_a_check_that_two_others_made", play: files(func(f *openselection.File) { f.Verifier, f.Second = "lain-1", "lain-2" }, "files_are_verified_by_two")},
		{name: "a_file_needs_a_second_person", play: files(func(f *openselection.File) { f.Second = "" }, "files_are_verified_by_two")},
		{name: "a_participant_is_listed_once", play: files(func(f *openselection.File) { f.Candidate = "001" }, "participants_are_listed_once")},
		{name: "a_participant_has_a_number", play: files(func(f *openselection.File) { f.Candidate = "" }, "participants_are_listed_once")},
		{name: "a_failure_has_a_reason", play: files(func(f *openselection.File) { f.Passed, f.Reason = false, " " }, "failures_have_reasons")},
		{name: "nobody_over_56_passes_for_a_pratama_post", play: files(func(f *openselection.File) { f.Age = openselection.Age{Years: 56, Days: 1} }, "ages_are_within_limit")},
		{name: "the_age_is_taken_on_the_closing_day", play: files(func(f *openselection.File) { f.AgeOn = f.AgeOn.AddDays(-1) }, "ages_are_taken_on_reference_day")},
		{name: "a_senior_official_moves_after_two_years_and_not_earlier", play: files(func(f *openselection.File) { f.HoldsJPTSince = f.AgeOn.AddYears(-2).AddDays(1) }, "moves_are_between_two_and_five_years")},
		{name: "a_senior_official_moves_within_five_years", play: files(func(f *openselection.File) { f.HoldsJPTSince = f.AgeOn.AddYears(-5).AddDays(-1) }, "moves_are_between_two_and_five_years")},
		{name: "a_file_that_failed_may_be_too_old_and_too_early", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			p.do("secretary", first, openselection.VerifyFiles, edit(p.files(first, 5), func(b *openselection.VerifyFilesBody) {
				b.Files[5].Age, b.Files[5].HoldsJPTSince = openselection.Age{Years: 59}, b.Files[5].AgeOn
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
		{name: "a_conflict_is_declared_by_a_member_with_a_participant", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			with := func(candidate string) openselection.DeclareConflictBody {
				return openselection.DeclareConflictBody{Candidate: candidate, Relation: "saudara"}
			}
			p.refused("member", first, openselection.DeclareConflict, with("999"), "conflict_names_a_candidate")
			stranger := workflow.Actor{Person: "orang-lain", Roles: []workflow.Role{workflow.CommitteeMember}}
			p.refusedAs(stranger, first, openselection.DeclareConflict, with("001"), "declarer_is_a_member")
			p.do("member", first, openselection.DeclareConflict, with("001"))
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

func scoringTrials() []trial {
	tracing := func(spoil func(*openselection.CheckTrackRecordBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.Screened, "tracer", openselection.CheckTrackRecord,
			func(p *player) openselection.CheckTrackRecordBody { return p.trackRecord(first) },
			func(_ *player, b *openselection.CheckTrackRecordBody) { spoil(b) }, codes...)
	}
	assessing := func(spoil func(*player, *openselection.AssessCompetencyBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.TrackRecordChecked, "assessor", openselection.AssessCompetency,
			func(p *player) openselection.AssessCompetencyBody { return p.assessment(first) }, spoil, codes...)
	}
	marking := func(spoil func(*openselection.TestFieldBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.CompetencyAssessed, "chair", openselection.TestField,
			func(p *player) openselection.TestFieldBody { return p.papers(first) },
			func(_ *player, b *openselection.TestFieldBody) { spoil(b) }, codes...)
	}
	interviewing := func(spoil func(*openselection.InterviewBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.FieldTested, "chair", openselection.Interview,
			func(p *player) openselection.InterviewBody { return p.interview(first) },
			func(_ *player, b *openselection.InterviewBody) { spoil(b) }, codes...)
	}
	testHealth := func(spoil func(*openselection.TestHealthBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.Interviewed, "secretary", openselection.TestHealth,
			func(p *player) openselection.TestHealthBody { return p.health(first, 3) },
			func(_ *player, b *openselection.TestHealthBody) { spoil(b) }, codes...)
	}
	return []trial{
		{name: "everybody_has_a_track_record", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Scores = b.Scores[1:] }, "every_candidate_is_scored_once")},
		{name: "nobody_else_has_a_track_record", play: tracing(func(b *openselection.CheckTrackRecordBody) {
			b.Scores = append(b.Scores, openselection.Score{Candidate: "006", Points: 50_00}) // failed the screening
		}, "every_candidate_is_scored_once")},
		{name: "a_tracer_is_appointed", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Tracers = []string{} }, "tracers_are_appointed")},
		{name: "a_tracer_has_a_name", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Tracers = []string{""} }, "tracers_are_appointed")},
		{name: "neutrality_is_checked", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.NeutralityChecked = false }, "neutrality_and_discipline_were_checked")},
		{name: "discipline_is_checked", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.DisciplineChecked = false }, "neutrality_and_discipline_were_checked")},
		{name: "the_criteria_of_the_track_record_are_the_sealed_ones", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Rubrics = "cd" }, "rubrics_are_the_sealed_ones")},

		{name: "everybody_is_assessed", play: assessing(func(_ *player, b *openselection.AssessCompetencyBody) { b.Results = b.Results[1:] }, "every_candidate_is_scored_once")},
		{name: "nobody_is_assessed_twice", play: assessing(func(_ *player, b *openselection.AssessCompetencyBody) { b.Results = append(b.Results, b.Results[0]) }, "every_candidate_is_scored_once")},
		{name: "a_competent_body_assesses", play: assessing(func(_ *player, b *openselection.AssessCompetencyBody) { b.Institution = "" }, "assessment_is_by_a_competent_body")},
		{name: "two_assessors_observe", play: assessing(func(_ *player, b *openselection.AssessCompetencyBody) { b.Results[0].Assessors = []string{"asesor"} }, "assessors_are_enough")},
		{name: "the_same_assessor_twice_is_one", play: assessing(func(_ *player, b *openselection.AssessCompetencyBody) {
			b.Results[0].Assessors = []string{"asesor", "asesor"}
		}, "assessors_are_enough")},
		{name: "an_old_assessment_is_not_reused", play: assessing(func(p *player, b *openselection.AssessCompetencyBody) {
			b.Results[0].ReusedFrom, b.Results[0].Assessors = p.today().AddYears(-2).AddDays(-1), nil
		}, "reused_assessments_are_valid")},
		{name: "an_assessment_of_tomorrow_is_not_reused", play: assessing(func(p *player, b *openselection.AssessCompetencyBody) {
			b.Results[0].ReusedFrom = p.today().AddDays(1)
		}, "reused_assessments_are_valid")},
		{name: "a_valid_assessment_is_reused_without_assessors", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			p.do("assessor", first, openselection.AssessCompetency, edit(p.assessment(first), func(b *openselection.AssessCompetencyBody) {
				b.Results[0].ReusedFrom, b.Results[0].Assessors = p.today().AddYears(-2), nil
			}))
		}},

		{name: "every_paper_is_marked", play: marking(func(b *openselection.TestFieldBody) { b.Papers = b.Papers[1:] }, "every_candidate_is_scored_once")},
		{name: "a_paper_has_a_code", play: marking(func(b *openselection.TestFieldBody) { b.Papers[0].Code = "" }, "papers_are_blind")},
		{name: "the_code_of_a_paper_is_not_its_author", play: marking(func(b *openselection.TestFieldBody) { b.Papers[0].Code = b.Papers[0].Candidate }, "papers_are_blind")},
		{name: "two_papers_have_two_codes", play: marking(func(b *openselection.TestFieldBody) { b.Papers[0].Code = b.Papers[1].Code }, "papers_are_blind")},
		{name: "everybody_appointed_marks_every_paper", play: marking(func(b *openselection.TestFieldBody) { b.Papers[0].Marks = b.Papers[0].Marks[1:] }, "papers_are_marked_by_all")},
		{name: "a_member_with_a_conflict_leaves_that_paper_to_the_others", play: func(_ *testing.T, p *player) {
			p.ready(openselection.CompetencyAssessed)
			p.do("member", first, openselection.DeclareConflict, openselection.DeclareConflictBody{Candidate: "001", Relation: "saudara"})
			p.refused("chair", first, openselection.TestField, p.papers(first), "conflicted_members_do_not_score", "papers_are_marked_by_all")
			p.do("chair", first, openselection.TestField, edit(p.papers(first), func(b *openselection.TestFieldBody) {
				b.Papers[0].Marks = b.Papers[0].Marks[1:] // of the other marker
			}))
		}},
		{name: "nobody_else_marks_a_paper", play: marking(func(b *openselection.TestFieldBody) { b.Papers[0].Marks[0].By = "sekretaris" }, "papers_are_marked_by_all")},
		{name: "nobodys_mark_counts_twice", play: marking(func(b *openselection.TestFieldBody) {
			b.Markers = []string{"anggota-1", "anggota-1", "anggota-2"}
			for i := range b.Papers {
				b.Papers[i].Marks = append(b.Papers[i].Marks, b.Papers[i].Marks[0])
			}
		}, "papers_are_marked_by_all")},
		{name: "papers_are_not_marked_by_nobody", play: marking(func(b *openselection.TestFieldBody) {
			b.Markers = []string{}
			for i := range b.Papers {
				b.Papers[i].Marks = []openselection.Mark{}
			}
		}, "papers_are_marked_by_all")},

		{name: "everybody_is_interviewed", play: interviewing(func(b *openselection.InterviewBody) { b.Candidates = b.Candidates[1:] }, "every_candidate_is_scored_once")},
		{name: "the_interview_has_a_quorum", play: interviewing(func(b *openselection.InterviewBody) {
			b.Present = b.Present[:2]
			for i := range b.Candidates {
				b.Candidates[i].Marks = b.Candidates[i].Marks[:2]
			}
		}, "interview_has_quorum")},
		{name: "a_quorum_counts_members_once_and_guests_never", play: interviewing(func(b *openselection.InterviewBody) {
			b.Present = []string{"anggota-1", "anggota-1", "anggota-2", "narasumber", "sekretaris"}
			for i := range b.Candidates {
				b.Candidates[i].Marks = b.Candidates[i].Marks[:2]
			}
		}, "interview_has_quorum")},
		{name: "a_resource_person_does_not_score", play: interviewing(func(b *openselection.InterviewBody) {
			b.Candidates[0].Marks = append(b.Candidates[0].Marks, openselection.Mark{By: "narasumber", Points: 99_00})
		}, "resource_persons_do_not_score")},
		{name: "somebody_who_is_not_a_member_does_not_score", play: interviewing(func(b *openselection.InterviewBody) {
			b.Candidates[0].Marks = append(b.Candidates[0].Marks, openselection.Mark{By: "sekretaris", Points: 99_00})
		}, "members_present_score")},
		{name: "a_member_who_was_absent_does_not_score", play: interviewing(func(b *openselection.InterviewBody) {
			b.Present = b.Present[1:]
		}, "members_present_score")},
		{name: "a_member_scores_once", play: interviewing(func(b *openselection.InterviewBody) {
			b.Candidates[0].Marks = append(b.Candidates[0].Marks, b.Candidates[0].Marks[0])
		}, "members_present_score")},
		{name: "the_material_of_the_interview_is_the_sealed_one", play: interviewing(func(b *openselection.InterviewBody) { b.Rubrics = "cd" }, "rubrics_are_the_sealed_ones")},
		{name: "a_member_with_a_conflict_leaves_that_candidate_to_the_others", play: func(_ *testing.T, p *player) {
			p.ready(openselection.FieldTested)
			p.do("member", first, openselection.DeclareConflict, openselection.DeclareConflictBody{Candidate: "001", Relation: "saudara"})
			p.refused("chair", first, openselection.Interview, p.interview(first), "conflicted_members_do_not_score", "members_present_score")
			p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) {
				b.Candidates[0].Marks = b.Candidates[0].Marks[1:] // of the others; the second candidate has all five
			}))
		}},

		{name: "a_government_unit_tests_health", play: testHealth(func(b *openselection.TestHealthBody) { b.Government = false }, "health_test_is_by_a_government_unit")},
		{name: "the_best_are_tested", play: testHealth(func(b *openselection.TestHealthBody) { b.Results = b.Results[1:] }, "health_test_covers_the_best")},
		{name: "with_one_of_the_best_unfit_the_next_is_tested_too", play: testHealth(func(b *openselection.TestHealthBody) { b.Results[0].Fit = false }, "health_test_covers_the_best")},

		{name: "a_correction_is_of_a_score_and_confirmed_by_another_member", play: func(t *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			right := openselection.CorrectScoreBody{Component: openselection.TrackRecord, Candidate: "004", Points: 91_00, Reason: "salah salin", Second: "anggota-2"}
			wrong := map[string]func(*openselection.CorrectScoreBody){
				"no such candidate": func(b *openselection.CorrectScoreBody) { b.Candidate = "999" },
				"oneself":           func(b *openselection.CorrectScoreBody) { b.Second = "ketua" },
				"no member":         func(b *openselection.CorrectScoreBody) { b.Second = "sekretaris" },
			}
			for _, spoil := range wrong {
				p.refused("chair", first, openselection.CorrectScore, edit(right, spoil), "correction_is_confirmed_by_two")
			}
			p.do("chair", first, openselection.CorrectScore, right)
			kept := p.facts(first).Corrections
			if len(kept) != 1 || kept[0].Was != points(3) || kept[0].Now != 91_00 || kept[0].By != "ketua" {
				t.Errorf("the correction is kept as %+v", kept)
			}
		}},
		{name: "a_stage_is_published_once_it_is_over", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			for _, stage := range []string{"assessment", "result", "", "makalah"} {
				p.refused("secretary", first, openselection.PublishStage, p.publication(stage), "stage_can_be_published")
			}
			p.do("secretary", first, openselection.PublishStage, p.publication("track_record"))
		}},
	}
}

func resultTrials() []trial {
	deciding := func(spoil func(*openselection.DetermineResultBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.HealthTested, "chair", openselection.DetermineResult,
			func(p *player) openselection.DetermineResultBody { return p.result(first) },
			func(_ *player, b *openselection.DetermineResultBody) { spoil(b) }, codes...)
	}
	return []trial{
		{name: "the_ranking_is_the_one_that_the_scores_give", play: deciding(func(b *openselection.DetermineResultBody) { b.Ranking[0].Total-- }, "ranking_equals_recomputation")},
		{name: "the_ranking_leaves_nobody_out", play: deciding(func(b *openselection.DetermineResultBody) { b.Ranking = b.Ranking[:2] }, "ranking_equals_recomputation")},
		{name: "the_proposed_are_in_the_order_of_their_ranks", play: deciding(func(b *openselection.DetermineResultBody) {
			b.Proposed[0], b.Proposed[1] = b.Proposed[1], b.Proposed[0]
		}, "proposed_are_the_best")},
		{name: "nobody_is_proposed_twice", play: deciding(func(b *openselection.DetermineResultBody) { b.Proposed[2] = b.Proposed[1] }, "proposed_are_the_best")},
		{name: "somebody_without_a_health_result_is_not_proposed", play: deciding(func(b *openselection.DetermineResultBody) { b.Proposed[2] = "004" }, "proposed_are_the_best", "proposed_are_healthy")},
		{name: "two_are_not_proposed_where_three_can_be", play: deciding(func(b *openselection.DetermineResultBody) {
			b.Proposed, b.FewerReason = b.Proposed[:2], "cukup dua"
		}, "three_names_are_proposed")},
		{name: "somebody_is_proposed", play: deciding(func(b *openselection.DetermineResultBody) { b.Proposed = []string{} }, "three_names_are_proposed")},
		{name: "a_quorum_signs_the_minutes", play: deciding(func(b *openselection.DetermineResultBody) {
			b.Signed = []string{"ketua", "anggota-1", "anggota-1", "sekretaris", "narasumber"}
		}, "minutes_are_signed_by_quorum")},
		{name: "two_names_are_enough_where_only_two_are_fit_and_the_reason_is_told", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			p.do("secretary", first, openselection.TestHealth, edit(p.health(first, 5), func(b *openselection.TestHealthBody) {
				for _, i := range []int{0, 2, 4} {
					b.Results[i].Fit = false
				}
			}))
			p.refused("chair", first, openselection.DetermineResult, edit(p.result(first), func(b *openselection.DetermineResultBody) { b.FewerReason = " " }), "three_names_are_proposed")
			p.do("chair", first, openselection.DetermineResult, p.result(first))
		}},
		{name: "a_corrected_score_that_brings_somebody_up_asks_for_one_more_health_test", play: func(t *testing.T, p *player) {
			p.ready(openselection.HealthTested)
			for _, component := range openselection.Components() {
				p.do("chair", first, openselection.CorrectScore, openselection.CorrectScoreBody{
					Component: component, Candidate: "004", Points: 95_00, Reason: "salah salin", Second: "anggota-2",
				})
			}
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "health_test_covers_the_best")
			p.do("secretary", first, openselection.TestHealth, p.health(first, 4))
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "proposed_are_the_best", "ranking_equals_recomputation")
			p.do("chair", first, openselection.DetermineResult, edit(p.result(first), func(b *openselection.DetermineResultBody) {
				b.Proposed = []string{"004", "001", "002"}
				for i, r := range b.Ranking {
					if r.Candidate == "004" {
						b.Ranking[i].Total, b.Ranking[i].Rank = 95_0000, 1
					} else {
						b.Ranking[i].Rank++
					}
				}
			}))
		}},
		{name: "a_committee_that_is_not_valid_any_more_decides_nothing", play: func(_ *testing.T, p *player) {
			p.ready(openselection.HealthTested)
			p.do("system", first, openselection.ChangeTerms, openselection.ChangeTermsBody{Members: members(4, 1)})
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "committee_is_still_valid")
			p.do("system", first, openselection.ChangeTerms, openselection.ChangeTermsBody{Members: members(5, 2)})
			p.do("chair", first, openselection.DetermineResult, p.result(first))
		}},
		{name: "a_report_encloses_everything", play: on(openselection.ResultDetermined, "ppk", openselection.ReportResult,
			func(p *player) openselection.ReportResultBody { return p.report() },
			func(_ *player, b *openselection.ReportResultBody) { b.Package = b.Package[:7] }, "report_is_complete")},
		{name: "a_returned_report_says_what_is_missing", play: on(openselection.ResultReported, "supervisor", openselection.ReturnResult,
			func(p *player) openselection.ReturnResultBody {
				return openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("documentation")}
			},
			func(_ *player, b *openselection.ReturnResultBody) { b.Items = []openselection.Remark{} }, "return_names_its_items")},
		{name: "a_refused_result_says_why", play: on(openselection.ResultReported, "supervisor", openselection.RefuseResult,
			func(p *player) openselection.ReturnResultBody {
				return openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("committee")}
			},
			func(_ *player, b *openselection.ReturnResultBody) { b.Items = []openselection.Remark{} }, "return_names_its_items")},
	}
}

func choiceTrials() []trial {
	choosing := func(spoil func(*player, *openselection.ChooseBody), codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.choosable()
			spoilt := p.choice("001")
			spoil(p, &spoilt)
			p.refused("ppk", first, openselection.Choose, spoilt, codes...)
			p.do("ppk", first, openselection.Choose, p.choice("001"))
		}
	}
	special := func(change func(*openselection.Post), code string, heal func(*player, *openselection.ChooseBody)) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) { change(&b.Posts[0]) }))
			p.reachRound(openselection.PlanRecommended)
			letter := p.letter("R/GUB")
			p.do("ppk", "round", openselection.AppointCommittee, edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.GovernorLetter = &letter }))
			p.reachRound(openselection.Announced)
			p.reach(first, openselection.ResultDetermined)
			p.do("chair", first, openselection.AnnounceResult, p.names())
			p.reach(first, openselection.ResultRecommended)
			p.refused("ppk", first, openselection.Choose, p.choice("001"), code)
			healed := p.choice("001")
			heal(p, &healed)
			p.do("ppk", first, openselection.Choose, healed)
		}
	}
	approved := func(p *player, b *openselection.ChooseBody) { letter := p.letter("A/1"); b.Approval = &letter }
	decreed := func(p *player, b *openselection.ChooseBody) {
		letter := p.letter("Keppres/1")
		b.Presidential = &letter
	}
	return []trial{
		{name: "the_choice_is_one_of_the_proposed", play: choosing(func(_ *player, b *openselection.ChooseBody) {
			b.Candidate, b.Reason = "005", "pertimbangan"
		}, "chosen_is_one_of_the_proposed", "chosen_is_still_eligible")},
		{name: "another_than_the_first_needs_a_reason", play: choosing(func(_ *player, b *openselection.ChooseBody) {
			b.Candidate, b.Reason = "002", " "
		}, "choice_of_another_than_the_first_has_a_reason")},
		{name: "the_chosen_came_under_no_discipline", play: choosing(func(_ *player, b *openselection.ChooseBody) { b.Disciplined = true }, "chosen_is_still_eligible")},
		{name: "the_president_decides_on_madya", play: special(func(post *openselection.Post) { post.Tier = openselection.Madya }, "president_decides_on_madya_and_utama", decreed)},
		{name: "the_president_decides_on_utama", play: special(func(post *openselection.Post) { post.Tier = openselection.Utama }, "president_decides_on_madya_and_utama", decreed)},
		{name: "the_governor_is_asked_about_a_secretary_of_the_region", play: special(func(post *openselection.Post) { post.Office = openselection.RegionSecretary }, "special_office_is_approved", approved)},
		{name: "an_inspector_needs_an_approval", play: special(func(post *openselection.Post) { post.Office = openselection.Inspector }, "special_office_is_approved", approved)},
		{name: "a_head_of_civil_registration_needs_an_approval", play: special(func(post *openselection.Post) { post.Office = openselection.CivilRegistration }, "special_office_is_approved", approved)},
		{name: "the_names_are_announced_before_the_choice", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultRecommended)
			p.refused("ppk", first, openselection.Choose, p.choice("001"), "result_is_announced")
			p.do("chair", first, openselection.AnnounceResult, p.names())
			p.do("ppk", first, openselection.Choose, p.choice("001"))
		}},
		{name: "conditions_of_the_supervisor_are_answered", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultReported)
			p.do("supervisor", first, openselection.RecommendResult, openselection.RecommendResultBody{Letter: p.letter("R-1"), Conditions: p.remarksOn("skp", "lhkpn")})
			p.do("chair", first, openselection.AnnounceResult, p.names())
			p.refused("ppk", first, openselection.Choose, edit(p.choice("001"), func(b *openselection.ChooseBody) { b.Answered = []string{"skp"} }), "conditions_are_answered")
			p.do("ppk", first, openselection.Choose, edit(p.choice("001"), func(b *openselection.ChooseBody) { b.Answered = []string{"lhkpn", "skp"} }))
		}},
		{name: "in_the_freeze_nobody_is_chosen_or_inaugurated_without_the_permit", play: func(t *testing.T, p *player) {
			p.choosable()
			p.freeze()
			p.refused("ppk", first, openselection.Choose, p.choice("001"), "election_freeze_is_permitted")
			p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			p.do("ppk", first, openselection.Choose, p.choice("001"))

			p = newPlayer(t, seed).counting(p.ledger)
			p.ready(openselection.Chosen)
			p.freeze()
			p.refused("ppk", first, openselection.Inaugurate, p.oath(), "election_freeze_is_permitted")
			p.do("minister", first, openselection.RecordPermit, openselection.PermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			p.do("ppk", first, openselection.Inaugurate, p.oath())
		}},
		{name: "a_selection_rests_for_the_election_only_in_the_freeze_and_without_permit", play: func(t *testing.T, p *player) {
			p.choosable()
			p.refused("ppk", first, openselection.HoldForElection, p.hold(), "selection_runs_into_the_freeze")
			p.freeze()
			p.do("ppk", first, openselection.HoldForElection, p.hold())
			p.refused("ppk", first, openselection.ReleaseElection, p.hold(), "freeze_is_over_or_permitted")
			p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			p.do("ppk", first, openselection.ReleaseElection, p.hold())
			p.state(first, openselection.ResultRecommended)
			p.refused("ppk", first, openselection.HoldForElection, p.hold(), "selection_runs_into_the_freeze")
		}},
	}
}

func (p *player) counting(count *ledger) *player {
	p.ledger = count
	return p
}

// choosable is a post whose names are announced and recommended.
func (p *player) choosable() {
	p.t.Helper()
	p.ready(openselection.ResultRecommended)
	p.do("chair", first, openselection.AnnounceResult, p.names())
}

// freeze lets it become known that candidates for head of region are fixed in three months.
func (p *player) freeze() {
	p.t.Helper()
	p.do("secretary", "round", openselection.RecordElection, openselection.ElectionBody(gates.Election{CandidatesFixed: p.today().AddMonths(3)}))
}
