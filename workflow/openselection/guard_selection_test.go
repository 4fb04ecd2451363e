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
		{name: "somebody_without_a_health_result_is_not_proposed", play: deciding(func(b *openselection.DetermineResultBody) { b.Proposed[2] = "04" }, "proposed_are_the_best", "proposed_are_healthy")},
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
				for _, by := range p.scorers(first, component) {
					p.corrects(edit(p.correction(first, component, "04", 95_00), func(b *openselection.CorrectScoreBody) {
						if b.By = by; by == b.Second {
							b.Second = "anggota-3"
						}
					}))
				}
			}
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "health_test_covers_the_best")
			p.do("secretary", first, openselection.TestHealth, p.health(first, 4))
			p.refused("chair", first, openselection.DetermineResult, p.result(first), "proposed_are_the_best", "ranking_equals_recomputation")
			p.do("chair", first, openselection.DetermineResult, edit(p.result(first), func(b *openselection.DetermineResultBody) {
				b.Proposed = []string{"04", "01", "02"}
				for i, r := range b.Ranking {
					if r.Candidate == "04" {
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
			spoilt := p.choice("01")
			spoil(p, &spoilt)
			p.refused("ppk", first, openselection.Choose, spoilt, codes...)
			p.do("ppk", first, openselection.Choose, p.choice("01"))
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
			p.refused("ppk", first, openselection.Choose, p.choice("01"), code)
			healed := p.choice("01")
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
			b.Candidate, b.Reason = "05", "pertimbangan"
		}, "chosen_is_one_of_the_proposed", "chosen_is_still_eligible")},
		{name: "another_than_the_first_needs_a_reason", play: choosing(func(_ *player, b *openselection.ChooseBody) {
			b.Candidate, b.Reason = "02", " "
		}, "choice_of_another_than_the_first_has_a_reason")},
		{name: "the_chosen_came_under_no_discipline", play: choosing(func(_ *player, b *openselection.ChooseBody) { b.Disciplined = true }, "chosen_is_still_eligible")},
		{name: "the_president_decides_on_madya", play: special(func(post *openselection.Post) { post.Tier = openselection.Madya }, "president_decides_on_madya_and_utama", decreed)},
		{name: "the_president_decides_on_utama", play: special(func(post *openselection.Post) { post.Tier = openselection.Utama }, "president_decides_on_madya_and_utama", decreed)},
		{name: "the_governor_is_asked_about_a_secretary_of_the_region", play: special(func(post *openselection.Post) { post.Office = openselection.RegionSecretary }, "special_office_is_approved", approved)},
		{name: "an_inspector_needs_an_approval", play: special(func(post *openselection.Post) { post.Office = openselection.Inspector }, "special_office_is_approved", approved)},
		{name: "a_head_of_civil_registration_needs_an_approval", play: special(func(post *openselection.Post) { post.Office = openselection.CivilRegistration }, "special_office_is_approved", approved)},
		{name: "the_names_are_announced_before_the_choice", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultRecommended)
			p.refused("ppk", first, openselection.Choose, p.choice("01"), "result_is_announced")
			p.do("chair", first, openselection.AnnounceResult, p.names())
			p.do("ppk", first, openselection.Choose, p.choice("01"))
		}},
		{name: "conditions_of_the_supervisor_are_answered", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ResultReported)
			p.do("supervisor", first, openselection.RecommendResult, openselection.RecommendResultBody{Letter: p.letter("R-1"), Conditions: p.remarksOn("skp", "lhkpn")})
			p.do("chair", first, openselection.AnnounceResult, p.names())
			p.refused("ppk", first, openselection.Choose, edit(p.choice("01"), func(b *openselection.ChooseBody) { b.Answered = []string{"skp"} }), "conditions_are_answered")
			p.do("ppk", first, openselection.Choose, edit(p.choice("01"), func(b *openselection.ChooseBody) { b.Answered = []string{"lhkpn", "skp"} }))
		}},
		{name: "in_the_freeze_nobody_is_chosen_or_inaugurated_without_the_permit", play: func(t *testing.T, p *player) {
			p.choosable()
			p.freeze()
			p.refused("ppk", first, openselection.Choose, p.choice("01"), "election_freeze_is_permitted")
			p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			p.do("ppk", first, openselection.Choose, p.choice("01"))

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
