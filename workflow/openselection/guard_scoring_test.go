package openselection_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// spoiltOpening plays the opening of a component's scoring: spoilt it is refused, clean it
// is done.
func spoiltOpening(component openselection.Component, spoil func(*player, *openselection.OpenScoringBody), codes ...string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.readyToScore(component)
		spoilt := p.opening(component, p.scorers(first, component)...)
		spoil(p, &spoilt)
		p.refused("chair", first, openselection.OpenScoring, spoilt, slices.Clone(codes)...)
		p.do("chair", first, openselection.OpenScoring, p.opening(component, p.scorers(first, component)...))
	}
}

// stageOf is the state in which a component is scored.
func stageOf(component openselection.Component) workflow.State {
	return map[openselection.Component]workflow.State{
		openselection.TrackRecord: openselection.Screened, openselection.Assessment: openselection.TrackRecordChecked,
		openselection.Paper: openselection.CompetencyAssessed, openselection.InterviewOf: openselection.FieldTested,
	}[component]
}

// readyToScore is a post whose next event opens the scoring of a component.
func (p *player) readyToScore(component openselection.Component) {
	p.t.Helper()
	p.ready(stageOf(component))
	p.allSign(first)
	if component == openselection.Paper {
		p.allHandIn(first)
	}
}

// scoring is a post with the sheets of a component out.
func (p *player) scoring(component openselection.Component) {
	p.t.Helper()
	if p.round.now.State == workflow.Unopened {
		p.announced(first)
	}
	p.reach(first, stageOf(component))
	p.opensScoring(first, component)
}

func conflict(candidate string) openselection.DeclareConflictBody {
	return openselection.DeclareConflictBody{Candidate: candidate, Relation: "saudara"}
}

func (p *player) outOf(component openselection.Component, candidate string) openselection.OutBody {
	return openselection.OutBody{Candidate: candidate, Component: component, Reason: "tidak hadir tanpa kabar", Minutes: p.letter("BA/7"), Signed: fiveMembers()}
}

func fiveMembers() []string {
	return []string{"ketua", "anggota-1", "anggota-2", "anggota-3", "anggota-4"}
}

// conflictOf is a conflict of somebody else, with the minutes of the committee on it.
func (p *player) conflictOf(person, candidate string) openselection.DeclareConflictBody {
	return edit(conflict(candidate), func(b *openselection.DeclareConflictBody) {
		b.Member, b.Basis = person, &openselection.SignedMinutes{Minutes: p.letter("BA/8"), Signed: fiveMembers()}
	})
}

// recuse lets a member declare a conflict with a candidate.
func (p *player) recuse(member, candidate string) {
	p.t.Helper()
	role := workflow.CommitteeMember
	if member == "ketua" {
		role = workflow.CommitteeChair
	}
	p.doAs(workflow.Actor{Person: member, Roles: []workflow.Role{role}}, first, openselection.DeclareConflict, conflict(candidate))
}

func scoringTrials() []trial {
	return slices.Concat(criteriaTrials(), statementTrials(), openingScoringTrials(), revealTrials(), turnsTrials(), leavingTrials(), outTrials(), correctionTrials(), closingTrials())
}

func statementTrials() []trial {
	signing := func(spoil func(*openselection.SignStatementBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.Screened, "member", openselection.SignStatement, func(*player) openselection.SignStatementBody { return statement() },
			func(_ *player, b *openselection.SignStatementBody) { spoil(b) }, codes...)
	}
	return []trial{
		{name: "a_statement_accepts_the_code_of_ethics", play: signing(func(b *openselection.SignStatementBody) { b.CodeOfEthics = false }, "statement_is_complete")},
		{name: "a_statement_leaves_no_conflict_untold", play: signing(func(b *openselection.SignStatementBody) { b.NoFurtherConflict = false }, "statement_is_complete")},
		{name: "a_statement_names_candidates", play: signing(func(b *openselection.SignStatementBody) {
			b.Conflicts = []openselection.StatementConflict{{Candidate: "99", Relation: "saudara"}}
		}, "conflict_names_a_candidate")},
		{name: "a_statement_is_a_members", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			stranger := workflow.Actor{Person: "orang-lain", Roles: []workflow.Role{workflow.CommitteeMember}}
			p.refusedAs(stranger, first, openselection.SignStatement, statement(), "declarer_is_a_member")
		}},
		{name: "a_conflict_is_with_a_candidate_and_of_a_member", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.refused("member", first, openselection.DeclareConflict, conflict("99"), "conflict_names_a_candidate")
			stranger := workflow.Actor{Person: "orang-lain", Roles: []workflow.Role{workflow.CommitteeMember}}
			p.refusedAs(stranger, first, openselection.DeclareConflict, conflict("01"), "declarer_is_a_member")
			p.do("member", first, openselection.DeclareConflict, conflict("01"))
		}},
		{name: "only_the_chair_records_a_conflict_of_somebody_else_and_only_of_a_scorer", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			of := func(person string) openselection.DeclareConflictBody {
				return p.conflictOf(person, "01")
			}
			p.refused("member", first, openselection.DeclareConflict, of("anggota-2"), "conflict_is_ones_own_or_recorded_by_the_chair")
			p.refused("chair", first, openselection.DeclareConflict, of("sekretaris"), "conflict_is_ones_own_or_recorded_by_the_chair")
			p.do("chair", first, openselection.DeclareConflict, of("anggota-2"))
			p.do("chair", first, openselection.DeclareConflict, of("penelusur")) // whose marks are there
		}},
		{name: "a_conflict_says_what_it_is", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.refused("member", first, openselection.DeclareConflict, edit(conflict("01"), func(b *openselection.DeclareConflictBody) { b.Relation = " " }), workflow.BodyIsWellFormed)
			p.refused("member", first, openselection.SignStatement, edit(statement(), func(b *openselection.SignStatementBody) {
				b.Conflicts = []openselection.StatementConflict{{Candidate: "01"}}
			}), workflow.BodyIsWellFormed)
		}},
		{name: "the_chair_alone_voids_no_marks_of_others", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			right := p.conflictOf("anggota-2", "01")
			for _, signed := range [][]string{nil, {"ketua"}, {"ketua", "anggota-1", "anggota-2"}, {"ketua", "ketua", "ketua", "sekretaris", "anggota-1"}} {
				wrong := edit(right, func(b *openselection.DeclareConflictBody) {
					b.Basis = &openselection.SignedMinutes{Minutes: right.Basis.Minutes, Signed: signed}
				})
				p.refused("chair", first, openselection.DeclareConflict, wrong, "conflict_of_another_is_signed_by_quorum")
			}
			p.refused("chair", first, openselection.DeclareConflict, edit(right, func(b *openselection.DeclareConflictBody) { b.Basis = nil }), "conflict_of_another_is_signed_by_quorum")
			p.do("chair", first, openselection.DeclareConflict, right)
			p.do("chair", first, openselection.DeclareConflict, conflict("02")) // one's own needs nobody else
		}},
		{name: "a_conflict_after_the_result_asks_the_same", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultDetermined)
			p.refused("member", first, openselection.DeclareConflict, conflict("99"), "conflict_names_a_candidate")
			p.do("member", first, openselection.DeclareConflict, conflict("01"))
		}},
	}
}

func openingScoringTrials() []trial {
	type body = openselection.OpenScoringBody
	track, panel, papers := openselection.TrackRecord, openselection.InterviewOf, openselection.Paper
	return []trial{
		{name: "nothing_is_opened_while_sheets_are_out", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			p.refused("chair", first, openselection.OpenScoring, p.opening(track, "anggota-1"), "scores_are_revealed")
		}},
		{name: "a_component_waits_for_its_stage", play: spoiltOpening(track, func(p *player, b *body) {
			*b = p.opening(panel, p.scorers(first, panel)...)
		}, "scoring_is_of_a_stage_reached")},
		{name: "nobody_adds_marks_to_those_that_are_seen", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.scored(first, track)
			p.refused("chair", first, openselection.OpenScoring, p.opening(track, "anggota-1"), "marks_are_lacking", "scorers_score_who_lacks_marks")
		}},
		{name: "a_scorer_is_named_once", play: spoiltOpening(track, func(_ *player, b *body) { b.Scorers = append(b.Scorers, b.Scorers[0]) }, "scorers_are_named_once")},
		{name: "a_scorer_has_a_name", play: spoiltOpening(track, func(_ *player, b *body) {
			b.Scorers = append(b.Scorers, openselection.Scorer{})
		}, "scorers_are_named_once")},
		{name: "somebody_scores", play: spoiltOpening(track, func(_ *player, b *body) {
			b.Scorers = []openselection.Scorer{}
		}, "scorers_are_named_once", "candidates_have_enough_scorers")},
		{name: "a_resource_person_gets_no_sheet_of_the_interview", play: spoiltOpening(panel, func(_ *player, b *body) {
			b.Scorers = append(b.Scorers, openselection.Scorer{Person: "narasumber"})
		}, "members_score_papers_and_interviews")},
		{name: "the_secretariat_gets_no_papers", play: spoiltOpening(papers, func(_ *player, b *body) {
			b.Scorers = append(b.Scorers, openselection.Scorer{Person: "sekretaris"})
		}, "members_score_papers_and_interviews")},
		{name: "who_was_not_at_the_interview_gives_no_mark_of_it_afterwards", play: func(_ *testing.T, p *player) {
			p.ready(openselection.FieldTested)
			there := []string{"anggota-1", "anggota-2", "ketua"}
			p.do("chair", first, openselection.OpenScoring, p.opening(panel, there...))
			for _, member := range there {
				p.submits(first, panel, member)
			}
			p.reveals(first)
			there = append(there, "anggota-3") // who was there and did not score
			p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) { b.Present = there }))
			p.recuse("anggota-1", "02") // 02 has two marks left, and needs three of four
			p.refused("chair", first, openselection.OpenScoring, p.opening(panel, "anggota-4"), "members_present_score")
			p.do("chair", first, openselection.OpenScoring, p.opening(panel, "anggota-3"))
		}},
		{name: "statements_come_before_the_first_score", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.refused("chair", first, openselection.OpenScoring, p.opening(track, "penelusur", "anggota-1"), "scorers_signed_statements")
			p.do("member", first, openselection.SignStatement, statement())
			p.do("chair", first, openselection.OpenScoring, p.opening(track, "penelusur", "anggota-1"))
		}},
		{name: "who_has_a_conflict_is_given_nothing_to_score", play: func(_ *testing.T, p *player) {
			p.readyToScore(panel)
			p.recuse("anggota-1", "01")
			spoilt := edit(p.opening(panel, p.scorers(first, panel)...), func(b *body) { b.Scorers[0].Candidates = p.passed(first) })
			p.refused("chair", first, openselection.OpenScoring, spoilt, "conflicted_members_do_not_score")
			p.do("chair", first, openselection.OpenScoring, p.opening(panel, p.scorers(first, panel)...))
		}},
		{name: "a_conflicted_majority_cannot_decide", play: func(t *testing.T, p *player) {
			p.readyToScore(panel)
			for _, member := range []string{"anggota-1", "anggota-2", "anggota-3"} {
				p.recuse(member, "01")
			}
			refusal := p.refused("chair", first, openselection.OpenScoring, p.opening(panel, p.scorers(first, panel)...), "members_free_of_conflict_are_a_majority")
			if said := detail(refusal); !strings.Contains(said, "{01 5 2 3 2}") {
				t.Errorf("the numbers are not told: %s", said)
			}
		}},
		{name: "a_scorer_scores_who_competes", play: spoiltOpening(track, func(_ *player, b *body) {
			b.Scorers[0].Candidates = []string{"01", "02", "03", "04", "05", "06"} // the last one failed
		}, "scorers_score_who_lacks_marks")},
		{name: "a_scorer_scores_nobody_twice", play: spoiltOpening(track, func(_ *player, b *body) {
			b.Scorers[0].Candidates = []string{"01", "02", "03", "04", "05", "05"}
		}, "scorers_score_who_lacks_marks")},
		{name: "papers_are_not_dealt_out", play: spoiltOpening(papers, func(_ *player, b *body) {
			b.Scorers[0].Candidates = []string{"01", "02"}
		}, "papers_are_marked_by_all", "candidates_have_enough_scorers")},
		{name: "two_members_mark_a_paper", play: spoiltOpening(papers, func(_ *player, b *body) { b.Scorers = b.Scorers[1:] }, "candidates_have_enough_scorers")},
		{name: "two_assessors_observe", play: spoiltOpening(openselection.Assessment, func(_ *player, b *body) { b.Scorers = b.Scorers[1:] }, "candidates_have_enough_scorers")},
		{name: "a_quorum_scores_the_interview", play: spoiltOpening(panel, func(_ *player, b *body) { b.Scorers = b.Scorers[:2] }, "candidates_have_enough_scorers")},
		{name: "everybody_is_scored", play: spoiltOpening(track, func(_ *player, b *body) {
			b.Scorers[0].Candidates = []string{"01", "02", "03", "04"}
		}, "candidates_have_enough_scorers")},
		{name: "who_handed_in_no_paper_is_recorded_as_absent_first", play: func(_ *testing.T, p *player) {
			p.ready(openselection.CompetencyAssessed)
			p.allSign(first)
			for _, candidate := range []string{"01", "02", "03", "05"} {
				p.handsIn(first, candidate)
			}
			p.refused("chair", first, openselection.OpenScoring, p.opening(papers, "anggota-1", "anggota-2"), "papers_are_handed_in")
			p.do("chair", first, openselection.RecordAbsence, p.outOf(papers, "04"))
			p.do("chair", first, openselection.OpenScoring, p.opening(papers, "anggota-1", "anggota-2"))
		}},
		{name: "a_scoring_does_not_end_before_it_begins", play: spoiltOpening(track, func(p *player, b *body) { b.Until = p.today().AddDays(-1) }, "scoring_ends_in_time")},
	}
}

func revealTrials() []trial {
	track := openselection.TrackRecord
	return []trial{
		{name: "there_is_nothing_to_reveal_where_nothing_is_scored", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.refused("chair", first, openselection.RevealScores, struct{}{}, "scoring_is_open")
			p.refused("clock", first, openselection.ScoringDue, struct{}{}, "scoring_is_open")
		}},
		{name: "scores_are_revealed_when_all_are_in", play: func(_ *testing.T, p *player) {
			p.scoring(openselection.Assessment)
			p.submits(first, openselection.Assessment, "asesor")
			p.refused("chair", first, openselection.RevealScores, struct{}{}, "all_sheets_are_submitted")
			p.submits(first, openselection.Assessment, "asesor-2")
			p.reveals(first)
		}},
		{name: "the_window_does_not_end_before_its_last_day_is_over", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			p.submits(first, track, "penelusur")
			p.later(1)
			p.refused("clock", first, openselection.ScoringDue, struct{}{}, "scoring_window_is_over")
			p.later(1) // the clock reveals on its way
			p.step(first)
			p.state(first, openselection.TrackRecordChecked)
		}},
	}
}

func outTrials() []trial {
	reusing := func(spoil func(*player, *openselection.ReuseAssessmentBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.TrackRecordChecked, "assessor", openselection.ReuseAssessment,
			func(p *player) openselection.ReuseAssessmentBody { return p.earlier("01", p.today().AddYears(-1)) }, spoil, codes...)
	}
	return []trial{
		{name: "absent_is_who_competes", play: on(openselection.Screened, "chair", openselection.RecordAbsence,
			func(p *player) openselection.OutBody { return p.outOf(openselection.TrackRecord, "01") },
			func(_ *player, b *openselection.OutBody) { b.Candidate = "06" }, "candidate_competes")},
		{name: "absent_is_who_does_not_come_to_the_stage_under_way", play: on(openselection.Screened, "chair", openselection.RecordAbsence,
			func(p *player) openselection.OutBody { return p.outOf(openselection.TrackRecord, "01") },
			func(_ *player, b *openselection.OutBody) { b.Component = openselection.InterviewOf }, "absence_is_of_this_stage")},
		{name: "nobody_was_absent_who_has_marks", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Screened)
			p.scored(first, openselection.TrackRecord)
			p.refused("chair", first, openselection.RecordAbsence, p.outOf(openselection.TrackRecord, "01"), "absence_is_of_this_stage")
		}},
		{name: "nobody_was_absent_who_handed_in_a_paper", play: func(_ *testing.T, p *player) {
			p.ready(openselection.CompetencyAssessed)
			p.handsIn(first, "01")
			p.refused("chair", first, openselection.RecordAbsence, p.outOf(openselection.Paper, "01"), "absence_agrees_with_the_record")
			p.do("chair", first, openselection.RecordAbsence, p.outOf(openselection.Paper, "02"))
		}},
		{name: "nobody_was_absent_who_is_on_a_submitted_sheet", play: func(_ *testing.T, p *player) {
			p.scoring(openselection.Assessment)
			p.do("chair", first, openselection.RecordAbsence, p.outOf(openselection.Assessment, "02"))
			p.submits(first, openselection.Assessment, "asesor")
			p.refused("chair", first, openselection.RecordAbsence, p.outOf(openselection.Assessment, "01"), "absence_agrees_with_the_record")
		}},
		{name: "nobody_was_absent_whose_earlier_assessment_counts", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			p.reuses(p.earlier("01", p.today()))
			p.refused("chair", first, openselection.RecordAbsence, p.outOf(openselection.Assessment, "01"), "absence_agrees_with_the_record")
		}},
		{name: "a_quorum_signs_a_disqualification", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			p.recuse("anggota-3", "01")
			for _, signed := range [][]string{nil, {"ketua"}, {"ketua", "anggota-1", "anggota-3"}, {"ketua", "anggota-1", "anggota-1", "sekretaris"}} {
				p.refused("chair", first, openselection.Disqualify, edit(p.outOf(openselection.InterviewOf, "01"), func(b *openselection.OutBody) {
					b.Signed = signed
				}), "disqualification_is_signed_by_quorum")
			}
			p.do("chair", first, openselection.Disqualify, p.outOf(openselection.InterviewOf, "01"))
		}},
		{name: "disqualified_is_who_competes_and_once", play: func(_ *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			p.refused("chair", first, openselection.Disqualify, p.outOf(openselection.InterviewOf, "06"), "candidate_competes")
			p.do("chair", first, openselection.Disqualify, p.outOf(openselection.InterviewOf, "01"))
			p.refused("chair", first, openselection.Disqualify, p.outOf(openselection.InterviewOf, "01"), "candidate_competes")
		}},
		{name: "an_old_assessment_is_not_reused", play: reusing(func(p *player, b *openselection.ReuseAssessmentBody) {
			b.From = p.today().AddYears(-2).AddDays(-1)
		}, "reused_assessment_is_valid")},
		{name: "an_assessment_of_tomorrow_is_not_reused", play: reusing(func(p *player, b *openselection.ReuseAssessmentBody) {
			b.From = p.today().AddDays(1)
		}, "reused_assessment_is_valid")},
		{name: "a_reused_assessment_says_where_it_was_made", play: reusing(func(_ *player, b *openselection.ReuseAssessmentBody) { b.Institution = "" }, "reused_assessment_is_valid")},
		{name: "an_assessment_of_nobody_who_competes_is_reused", play: reusing(func(_ *player, b *openselection.ReuseAssessmentBody) { b.Candidate = "06" }, "assessment_is_not_under_way")},
		{name: "a_reused_assessment_is_typed_by_two", play: func(t *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			body := p.earlier("01", p.today())
			p.refused("secretary", first, openselection.ReuseAssessment, edit(body, func(b *openselection.ReuseAssessmentBody) { b.SHA256 = "" }), workflow.BodyIsWellFormed)
			p.do("assessor", first, openselection.ReuseAssessment, edit(body, func(b *openselection.ReuseAssessmentBody) { b.Points = 1_00 })) // mistyped
			p.do("assessor", first, openselection.ReuseAssessment, body)
			if _, counts := p.score(openselection.Assessment, "01"); counts || len(p.facts(first).Reused) != 1 {
				t.Errorf("what nobody has confirmed counts: %+v", p.facts(first).Reused)
			}
			right := confirmedReuse(body)
			p.refused("assessor", first, openselection.ConfirmReuse, right, "reuse_is_confirmed_by_another")
			for name, spoil := range map[string]func(*openselection.ConfirmReuseBody){
				"other points":   func(b *openselection.ConfirmReuseBody) { b.Points++ },
				"another report": func(b *openselection.ConfirmReuseBody) { b.SHA256 = strings.Repeat("0", 64) },
				"of another":     func(b *openselection.ConfirmReuseBody) { b.Candidate = "02" },
			} {
				t.Log(name)
				p.refused("chair", first, openselection.ConfirmReuse, edit(right, spoil), "reuse_is_confirmed_by_another")
			}
			p.recuse("ketua", "01")
			p.refused("chair", first, openselection.ConfirmReuse, right, "reuse_is_confirmed_by_another")
			p.doAs(workflow.Actor{Person: "asesor-2", Roles: []workflow.Role{workflow.Assessor}}, first, openselection.ConfirmReuse, right)
			p.refused("assessor", first, openselection.ReuseAssessment, body, "assessment_is_not_under_way") // it counts, once and for all
			p.refused("assessor", first, openselection.ConfirmReuse, right, "reuse_is_confirmed_by_another")
			if got, counts := p.score(openselection.Assessment, "01"); !counts || got != body.Points {
				t.Errorf("the score is %s", got)
			}
		}},
		{name: "nobody_chooses_the_better_of_two_assessments", play: func(_ *testing.T, p *player) {
			p.scoring(openselection.Assessment)
			p.refused("assessor", first, openselection.ReuseAssessment, p.earlier("01", p.today()), "assessment_is_not_under_way")
		}},
	}
}

func correctionTrials() []trial {
	return []trial{
		{name: "a_correction_is_of_a_mark_and_of_two_members_without_conflict", play: func(t *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			p.recuse("anggota-3", "04")
			right := edit(p.correction(first, openselection.InterviewOf, "04", 91_00), func(b *openselection.CorrectScoreBody) { b.By = "anggota-2" })
			for name, spoil := range map[string]func(*openselection.CorrectScoreBody){
				"no such candidate":         func(b *openselection.CorrectScoreBody) { b.Candidate = "99" },
				"no such scorer":            func(b *openselection.CorrectScoreBody) { b.By = "asesor" },
				"a void mark":               func(b *openselection.CorrectScoreBody) { b.By = "anggota-3" },
				"no earlier assessment":     func(b *openselection.CorrectScoreBody) { b.Component, b.By = openselection.Assessment, "" },
				"oneself":                   func(b *openselection.CorrectScoreBody) { b.Second = "ketua" },
				"no member":                 func(b *openselection.CorrectScoreBody) { b.Second = "sekretaris" },
				"the scorer":                func(b *openselection.CorrectScoreBody) { b.Second = "anggota-2" },
				"with a conflict of theirs": func(b *openselection.CorrectScoreBody) { b.Second = "anggota-3" },
			} {
				t.Log(name)
				p.refused("chair", first, openselection.CorrectScore, edit(right, spoil), "correction_is_confirmed_by_two")
			}
			p.refused("chair", first, openselection.CorrectScore, edit(right, func(b *openselection.CorrectScoreBody) { b.Reason = " " }), workflow.BodyIsWellFormed)
			p.corrects(right)
			p.recuse("ketua", "05") // the chair has a conflict now, and corrects nothing of 05
			p.refused("chair", first, openselection.CorrectScore, edit(right, func(b *openselection.CorrectScoreBody) { b.Candidate = "05" }), "correction_is_confirmed_by_two")
		}},
		{name: "a_correction_waits_for_the_second_person", play: func(t *testing.T, p *player) {
			p.ready(openselection.Interviewed)
			body := p.correction(first, openselection.Paper, "01", 50_00)
			second := member("anggota-4")
			p.refusedAs(second, first, openselection.ConfirmCorrection, confirmed(body), "correction_is_confirmed_by_the_second") // nothing is proposed
			p.do("chair", first, openselection.CorrectScore, body)
			if got, _ := p.score(openselection.Paper, "01"); got != 90_00 || len(p.facts(first).Corrections) != 0 {
				t.Errorf("the mark counts %s before it is confirmed", got)
			}
			p.refused("chair", first, openselection.ConfirmCorrection, confirmed(body), "correction_is_confirmed_by_the_second")
			p.refusedAs(member("anggota-3"), first, openselection.ConfirmCorrection, confirmed(body), "correction_is_confirmed_by_the_second")
			p.do("chair", first, openselection.CorrectScore, edit(body, func(b *openselection.CorrectScoreBody) { b.Points = 60_00 }))
			p.refusedAs(second, first, openselection.ConfirmCorrection, confirmed(body), "correction_is_confirmed_by_the_second") // it says 60 now
			body.Points = 60_00
			p.doAs(second, first, openselection.ConfirmCorrection, confirmed(body))
			p.refusedAs(second, first, openselection.ConfirmCorrection, confirmed(body), "correction_is_confirmed_by_the_second") // once
			if got, _ := p.score(openselection.Paper, "01"); got != 75_00 {
				t.Errorf("the mean of 60 and 90 is %s", got)
			}
		}},
		{name: "a_stage_is_published_once_it_is_over", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			for _, stage := range []string{"assessment", "result", "", "makalah"} {
				p.refused("secretary", first, openselection.PublishStage, p.publication(stage), "stage_can_be_published")
			}
			p.do("secretary", first, openselection.PublishStage, p.publication("track_record"))
			p.scored(first, openselection.Assessment) // revealed, and not closed
			p.refused("secretary", first, openselection.PublishStage, p.publication("assessment"), "stage_can_be_published")
			p.step(first)
			p.do("secretary", first, openselection.PublishStage, p.publication("assessment"))
		}},
	}
}

func closingTrials() []trial {
	tracing := func(spoil func(*openselection.CheckTrackRecordBody), codes ...string) func(*testing.T, *player) {
		return closing(openselection.TrackRecord, "tracer", openselection.CheckTrackRecord, (*player).trackRecord, spoil, codes...)
	}
	interviewing := func(spoil func(*openselection.InterviewBody), codes ...string) func(*testing.T, *player) {
		return closing(openselection.InterviewOf, "chair", openselection.Interview,
			func(p *player) openselection.InterviewBody { return p.interview(first) }, spoil, codes...)
	}
	testHealth := func(spoil func(*openselection.TestHealthBody), codes ...string) func(*testing.T, *player) {
		return on(openselection.Interviewed, "secretary", openselection.TestHealth,
			func(p *player) openselection.TestHealthBody { return p.health(first, 3) },
			func(_ *player, b *openselection.TestHealthBody) { spoil(b) }, codes...)
	}
	trials := []trial{
		{name: "only_who_competes_is_tested", play: testHealth(func(b *openselection.TestHealthBody) {
			b.Results = append(b.Results, openselection.HealthCheck{Candidate: "06", Fit: true})
		}, "health_test_is_of_candidates")},
		{name: "a_health_result_is_not_turned_round_in_silence", play: func(t *testing.T, p *player) {
			p.ready(openselection.HealthTested)
			p.recuse("anggota-3", "01")
			turned := func(reason, second string) openselection.TestHealthBody {
				return edit(p.health(first, 1), func(b *openselection.TestHealthBody) {
					b.Results[0] = openselection.HealthCheck{Candidate: "01", Reason: reason, Second: second}
				})
			}
			for _, wrong := range []openselection.TestHealthBody{
				turned("", ""), turned(" ", "anggota-1"), turned("hasil ulang", ""), turned("hasil ulang", "sekretaris"), turned("hasil ulang", "anggota-3"),
			} {
				p.refused("secretary", first, openselection.TestHealth, wrong, "health_changes_are_reasoned", "health_test_covers_the_best")
			}
			changed := turned("hasil ulang", "anggota-1")
			changed.Results = append(changed.Results, openselection.HealthCheck{Candidate: "04", Fit: true})
			p.do("secretary", first, openselection.TestHealth, changed)
			facts := p.facts(first)
			if len(facts.FormerHealth) != 1 || !facts.FormerHealth[0].Fit || facts.FormerHealth[0].Candidate != "01" || len(facts.Health) != 4 || facts.Health[0].Fit {
				t.Errorf("kept: %+v and %+v", facts.Health, facts.FormerHealth)
			}
		}},
		{name: "a_tracer_is_appointed", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Tracers = []string{} }, "tracers_are_appointed")},
		{name: "a_tracer_has_a_name", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Tracers = []string{""} }, "tracers_are_appointed")},
		{name: "neutrality_is_checked", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.NeutralityChecked = false }, "neutrality_and_discipline_were_checked")},
		{name: "discipline_is_checked", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.DisciplineChecked = false }, "neutrality_and_discipline_were_checked")},
		{name: "the_criteria_of_the_track_record_are_the_sealed_ones", play: tracing(func(b *openselection.CheckTrackRecordBody) { b.Rubrics = "cd" }, "rubrics_are_the_sealed_ones")},
		{name: "a_competent_body_assesses", play: closing(openselection.Assessment, "assessor", openselection.AssessCompetency, (*player).assessment,
			func(b *openselection.AssessCompetencyBody) { b.Institution = "" }, "assessment_is_by_a_competent_body")},
		{name: "the_interview_has_a_quorum", play: interviewing(func(b *openselection.InterviewBody) { b.Present = b.Present[:2] }, "interview_has_quorum", "members_present_score")},
		{name: "a_quorum_counts_members_once_and_guests_never", play: interviewing(func(b *openselection.InterviewBody) {
			b.Present = []string{"anggota-1", "anggota-1", "anggota-2", "narasumber", "sekretaris"}
		}, "interview_has_quorum", "members_present_score")},
		{name: "a_resource_person_does_not_score", play: interviewing(func(b *openselection.InterviewBody) {
			b.ResourcePersons = append(b.ResourcePersons, "anggota-2")
		}, "resource_persons_do_not_score")},
		{name: "a_member_who_was_absent_does_not_score", play: interviewing(func(b *openselection.InterviewBody) { b.Present = b.Present[1:] }, "members_present_score")},
		{name: "the_material_of_the_interview_is_the_sealed_one", play: interviewing(func(b *openselection.InterviewBody) { b.Rubrics = "cd" }, "rubrics_are_the_sealed_ones")},
		{name: "a_government_unit_tests_health", play: testHealth(func(b *openselection.TestHealthBody) { b.Government = false }, "health_test_is_by_a_government_unit")},
		{name: "the_best_are_tested", play: testHealth(func(b *openselection.TestHealthBody) { b.Results = b.Results[1:] }, "health_test_covers_the_best")},
		{name: "with_one_of_the_best_unfit_the_next_is_tested_too", play: testHealth(func(b *openselection.TestHealthBody) { b.Results[0].Fit = false }, "health_test_covers_the_best")},
		{name: "a_conflicted_majority_closes_neither_papers_nor_interview_nor_the_result", play: func(t *testing.T, p *player) {
			majority := func(p *player) {
				for _, member := range []string{"anggota-3", "anggota-4", "ketua"} {
					p.recuse(member, "01")
				}
			}
			cannot := func(p *player, who string, event workflow.Event, body any, besides ...string) {
				p.refused(who, first, event, body, append(besides, "members_free_of_conflict_are_a_majority")...)
			}
			p.ready(openselection.CompetencyAssessed)
			p.scored(first, openselection.Paper)
			majority(p)
			cannot(p, "chair", openselection.TestField, p.fieldTest())

			p = newPlayer(t, seed).counting(p.ledger)
			p.ready(openselection.FieldTested)
			p.scored(first, openselection.InterviewOf)
			majority(p)
			cannot(p, "chair", openselection.Interview, p.interview(first))

			p = newPlayer(t, seed).counting(p.ledger)
			p.ready(openselection.HealthTested)
			majority(p)
			cannot(p, "chair", openselection.DetermineResult, p.result(first))
		}},
		{name: "a_result_waits_for_sheets_that_are_out_and_for_marks_that_are_lacking", play: func(_ *testing.T, p *player) {
			p.ready(openselection.HealthTested)
			p.do("chair", first, openselection.DeclareConflict, p.conflictOf("penelusur", "01"))
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "candidates_have_enough_marks", "ranking_equals_recomputation", "health_test_covers_the_best", "proposed_are_the_best")
			p.do("chair", first, openselection.OpenScoring, p.opening(openselection.TrackRecord, "anggota-1"))
			p.refused("chair", first, openselection.DetermineResult, p.result(first),
				"scores_are_revealed", "candidates_have_enough_marks", "ranking_equals_recomputation", "health_test_covers_the_best", "proposed_are_the_best")
			on := first + "/" + openselection.SheetRef(openselection.TrackRecord, "anggota-1", 2)
			p.doAs(scorer(openselection.TrackRecord, "anggota-1"), on, openselection.EnterScores, p.marksOn(on))
			p.doAs(scorer(openselection.TrackRecord, "anggota-1"), on, openselection.SubmitScores, struct{}{})
			p.reveals(first)
			p.do("chair", first, openselection.DetermineResult, p.result(first))
		}},
	}
	for component, close := range map[openselection.Component]struct {
		who   string
		event workflow.Event
		body  func(*player) any
	}{
		openselection.TrackRecord: {"tracer", openselection.CheckTrackRecord, func(p *player) any { return p.trackRecord() }},
		openselection.Assessment:  {"assessor", openselection.AssessCompetency, func(p *player) any { return p.assessment() }},
		openselection.Paper:       {"chair", openselection.TestField, func(p *player) any { return p.fieldTest() }},
		openselection.InterviewOf: {"chair", openselection.Interview, func(p *player) any { return p.interview(first) }},
	} {
		trials = append(trials, trial{name: "no_stage_ends_before_its_scores_are_revealed_" + string(component), play: func(_ *testing.T, p *player) {
			p.ready(stageOf(component))
			besides := []string{}
			p.refused(close.who, first, close.event, close.body(p), append(besides, "candidates_have_enough_marks")...)
			p.opensScoring(first, component)
			p.refused(close.who, first, close.event, close.body(p), append(besides, "candidates_have_enough_marks", "scores_are_revealed")...)
			p.scored(first, component)
			p.do(close.who, first, close.event, close.body(p))
		}})
	}
	return trials
}

// closing plays the end of a scored stage: spoilt it is refused, clean it is done.
func closing[B any](component openselection.Component, who string, event workflow.Event, clean func(*player) B, spoil func(*B), codes ...string) func(*testing.T, *player) {
	return func(_ *testing.T, p *player) {
		p.ready(stageOf(component))
		p.scored(first, component)
		spoilt := clean(p)
		spoil(&spoilt)
		p.refused(who, first, event, spoilt, slices.Clone(codes)...)
		p.do(who, first, event, clean(p))
	}
}

func criteriaTrials() []trial {
	half := openselection.Criterion{Code: "isi", Title: "Isi", Percent: 50}
	other := openselection.Criterion{Code: "bahasa", Title: "Bahasa", Percent: 50}
	sealing := func(list []openselection.Criterion, rubrics func(openselection.Criteria) string, codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.reachRound(openselection.CommitteeAppointed)
			seal := func(list []openselection.Criterion, rubrics func(openselection.Criteria) string) openselection.SealInstrumentsBody {
				criteria := openselection.Criteria{Paper: list}
				return edit(p.instruments(), func(b *openselection.SealInstrumentsBody) { b.Criteria, b.Rubrics = &criteria, rubrics(criteria) })
			}
			p.refused("chair", "round", openselection.SealInstruments, seal(list, rubrics), codes...)
			p.do("chair", "round", openselection.SealInstruments, seal([]openselection.Criterion{half, other}, openselection.RubricsHash))
		}
	}
	with := func(change func(*openselection.Criterion)) []openselection.Criterion {
		return []openselection.Criterion{half, edit(other, change)}
	}
	return []trial{
		{name: "criteria_sum_to_100_percent", play: sealing(with(func(c *openselection.Criterion) { c.Percent = 49 }), openselection.RubricsHash, "criteria_sum_to_100")},
		{name: "a_criterion_has_a_code_of_its_own", play: sealing([]openselection.Criterion{half, half}, openselection.RubricsHash, "criteria_sum_to_100")},
		{name: "a_criterion_has_a_code", play: sealing(with(func(c *openselection.Criterion) { c.Code = "" }), openselection.RubricsHash, "criteria_sum_to_100")},
		{name: "a_criterion_has_a_title", play: sealing(with(func(c *openselection.Criterion) { c.Title = " " }), openselection.RubricsHash, "criteria_sum_to_100")},
		{name: "negative_shares_balance_nothing", play: sealing([]openselection.Criterion{
			edit(half, func(c *openselection.Criterion) { c.Percent = 150 }), edit(other, func(c *openselection.Criterion) { c.Percent = -50 }),
		}, openselection.RubricsHash, "criteria_sum_to_100")},
		{name: "criteria_are_those_of_the_sealed_hash", play: sealing([]openselection.Criterion{half, other}, func(openselection.Criteria) string { return rubrics }, "rubrics_are_the_criteria")},
	}
}
