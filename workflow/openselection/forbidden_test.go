package openselection_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// What must never happen, each by its name.
func TestForbidden(t *testing.T) {
	t.Parallel()

	t.Run("announce_without_a_recommended_plan", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		for _, state := range []workflow.State{openselection.PlanDrafted, openselection.PlanSubmitted, openselection.PlanRecommended, openselection.CommitteeAppointed} {
			p.reachRound(state)
			p.refused("chair", "round", openselection.Announce, p.announcement(), workflow.StateAllowsEvent)
		}
		p.reachRound(openselection.InstrumentsSealed)
		p.do("chair", "round", openselection.Announce, p.announcement())
	})

	t.Run("announce_a_returned_plan", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.PlanSubmitted)
		p.do("supervisor", "round", openselection.ReturnPlan, openselection.ReturnPlanBody{Letter: p.letter("B-1"), Items: p.remarksOn("jadwal")})
		p.refused("chair", "round", openselection.Announce, p.announcement(), workflow.StateAllowsEvent)
		p.refused("ppk", "round", openselection.AppointCommittee, p.decree(), workflow.StateAllowsEvent)
	})

	t.Run("choose_without_a_recommended_result", func(t *testing.T) {
		t.Parallel()
		for _, pack := range []string{seed, bkn} {
			p := newPlayer(t, pack)
			p.announced(first)
			for _, state := range []workflow.State{openselection.HealthTested, openselection.ResultDetermined, openselection.ResultReported} {
				p.reach(first, state)
				p.refused("ppk", first, openselection.Choose, p.choice("01"), workflow.StateAllowsEvent)
				p.refused("ppk", first, openselection.Inaugurate, p.oath(), workflow.StateAllowsEvent)
			}
			p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
			p.refused("ppk", first, openselection.Choose, p.choice("01"), workflow.StateAllowsEvent)
			p.reach(first, openselection.ResultReported)
			p.do("supervisor", first, openselection.RefuseResult, openselection.ReturnResultBody{Letter: p.letter("R-2"), Items: p.remarksOn("pansel")})
			p.refused("ppk", first, openselection.Choose, p.choice("01"), workflow.StateAllowsEvent)
		}
	})

	t.Run("inaugurate_without_the_second_letter_under_bkn", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, bkn)
		p.ready(openselection.Chosen)
		p.refused("ppk", first, openselection.Inaugurate, p.oath(), workflow.StateAllowsEvent)
		p.do("supervisor", first, openselection.ClearInauguration, openselection.ClearInaugurationBody{Letter: p.letter("PERTEK/1")})
		p.do("ppk", first, openselection.Inaugurate, p.oath())
	})

	t.Run("announce_the_names_before_the_supervisor_has_seen_them_under_bkn", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, bkn)
		p.announced(first)
		for _, state := range []workflow.State{openselection.ResultDetermined, openselection.ResultReported} {
			p.reach(first, state)
			p.refused("chair", first, openselection.AnnounceResult, p.names(), workflow.StateAllowsEvent)
			p.refused("secretary", first, openselection.PublishStage, p.publication("result"), "stage_can_be_published")
		}
	})

	t.Run("choose_outside_the_three", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Interviewed)
		p.do("secretary", first, openselection.TestHealth, p.health(first, 5))
		p.reach(first, openselection.ResultDetermined)
		p.do("chair", first, openselection.AnnounceResult, p.names())
		p.reach(first, openselection.ResultRecommended)
		fourth := edit(p.choice("04"), func(b *openselection.ChooseBody) { b.Reason = "paling dikenal" })
		p.refused("ppk", first, openselection.Choose, fourth, "chosen_is_one_of_the_proposed")
		p.refused("ppk", first, openselection.Choose, edit(fourth, func(b *openselection.ChooseBody) { b.Candidate = "titipan" }),
			"chosen_is_one_of_the_proposed", "chosen_is_still_eligible")
	})

	t.Run("edit_a_sealed_score", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultDetermined)
		correction := openselection.CorrectScoreBody{Component: openselection.Paper, Candidate: "03", Points: 99_00, Reason: "salah", Second: "anggota-2"}
		for _, state := range []workflow.State{openselection.ResultDetermined, openselection.ResultReported, openselection.ResultRecommended, openselection.Chosen, openselection.Inaugurated} {
			p.reach(first, state)
			p.refused("chair", first, openselection.CorrectScore, correction, workflow.StateAllowsEvent)
			p.refused("chair", first, openselection.DetermineResult, p.result(first), workflow.StateAllowsEvent)
		}
	})

	t.Run("score_a_stage_a_second_time", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Interviewed)
		p.refused("tracer", first, openselection.CheckTrackRecord, p.trackRecord(), workflow.StateAllowsEvent)
		p.refused("assessor", first, openselection.AssessCompetency, p.assessment(), workflow.StateAllowsEvent)
		p.refused("chair", first, openselection.TestField, p.fieldTest(), workflow.StateAllowsEvent)
		p.refused("chair", first, openselection.Interview, p.interview(first), workflow.StateAllowsEvent)
	})

	t.Run("skip_a_stage", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.refused("assessor", first, openselection.AssessCompetency, p.assessment(), workflow.StateAllowsEvent)
		p.refused("chair", first, openselection.TestField, p.fieldTest(), workflow.StateAllowsEvent)
		p.refused("chair", first, openselection.Interview, p.interview(first), workflow.StateAllowsEvent)
		p.refused("secretary", first, openselection.TestHealth, p.health(first, 3), workflow.StateAllowsEvent)
	})

	t.Run("verify_files_again_after_the_screening", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, workflow.StateAllowsEvent)
	})

	t.Run("change_weights_after_the_announcement", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.refused("chair", "round", openselection.SealInstruments, p.instruments(), workflow.StateAllowsEvent)
		p.refused("secretary", "round", openselection.RevisePlan, p.plan(), workflow.StateAllowsEvent)
		p.refused("system", first, openselection.Announce, openselection.OpenApplicationsBody{Opens: p.opens(), Closes: p.closes()}, workflow.StateAllowsEvent)
		p.refused("system", first, openselection.ChangePost, openselection.OpenSelectionBody{Post: p.post(first)}, workflow.StateAllowsEvent)
	})

	t.Run("change_sealed_weights_before_the_announcement", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.InstrumentsSealed)
		p.refused("chair", "round", openselection.SealInstruments, p.instruments(), workflow.StateAllowsEvent)
	})

	t.Run("close_early", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		for _, who := range slices.Sorted(maps.Keys(cast())) {
			if who != "clock" {
				p.refused(who, first, openselection.ApplicationsDue, struct{}{}, workflow.ActorMayAct)
			}
		}
		p.until(p.posts[first].clocks[openselection.ApplicationsDue].Due.Add(-1))
		p.refused("clock", first, openselection.ApplicationsDue, struct{}{}, "window_is_over")
		p.state(first, openselection.Announced)
	})

	t.Run("check_files_while_the_window_is_open", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.at(p.opens())
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, workflow.StateAllowsEvent)
		p.refused("chair", first, openselection.PassScreening, p.screening(), workflow.StateAllowsEvent)
	})

	t.Run("close_a_window_twice", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ApplicationsClosed)
		p.refused("clock", first, openselection.ApplicationsDue, struct{}{}, workflow.StateAllowsEvent)
	})

	t.Run("extend_beyond_the_maximum", func(t *testing.T) {
		t.Parallel()
		for pack, most := range map[string]int{seed: 2, p2019: 2, p2014: 2, o2020: 1, bkn: 2} {
			p := newPlayer(t, pack)
			p.announced(first)
			p.short(first, 1)
			for range most {
				p.do("chair", first, openselection.Extend, p.extension(first))
				p.short(first, 1)
			}
			p.refused("chair", first, openselection.Extend, p.extension(first), "extension_is_left")
		}
	})

	t.Run("shorten_the_announcement_by_redating", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.InstrumentsSealed)
		p.at(p.opens().AddDays(3))
		p.refused("chair", "round", openselection.Announce, p.announcement(), "announcement_is_not_backdated")
		p.refused("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Opens = p.today() }), "announcement_is_long_enough")
		p.refused("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Closes = b.Opens.AddDays(-1) }), workflow.BodyIsWellFormed)
	})

	t.Run("announce_a_second_time_with_other_dates", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.refused("chair", "round", openselection.Announce, p.announcement(), workflow.StateAllowsEvent)
	})

	t.Run("act_on_what_has_ended", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first, second)
		p.do("ppk", first, openselection.Cancel, p.ending())
		for _, event := range p.posts[first].law.Events() {
			row, open := p.posts[first].law.Row(event, openselection.Cancelled)
			if open && !slices.Contains(saidOfTheScore, event) {
				t.Errorf("a cancelled post can still %s by %v", event, row.By)
			}
		}
	})
}

func TestForbidden_committees(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		size, internal int
		codes          []string
	}{
		{5, 2, nil},
		{7, 3, nil},
		{9, 4, nil},
		{5, 0, nil},
		{5, 3, []string{"committee_is_mostly_external"}},
		{7, 4, []string{"committee_is_mostly_external"}},
		{9, 5, []string{"committee_is_mostly_external"}},
		{4, 1, []string{"committee_has_its_size", "committee_is_odd"}},
		{6, 2, []string{"committee_is_odd"}},
		{8, 3, []string{"committee_is_odd"}},
		{10, 4, []string{"committee_has_its_size", "committee_is_odd"}},
		{11, 4, []string{"committee_has_its_size"}},
		{3, 1, []string{"committee_has_its_size"}},
		{0, 0, []string{"committee_has_its_size", "committee_is_odd", "committee_has_outside_member", "committee_has_one_chair"}},
	} {
		t.Run(fmt.Sprintf("%d_members_%d_internal", tc.size, tc.internal), func(t *testing.T) {
			t.Parallel()
			for _, pack := range []string{seed, p2014, bkn} {
				p := newPlayer(t, pack)
				p.reachRound(openselection.PlanRecommended)
				decree := edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members = members(tc.size, tc.internal) })
				if len(tc.codes) == 0 {
					p.do("ppk", "round", openselection.AppointCommittee, decree)
				} else {
					p.refused("ppk", "round", openselection.AppointCommittee, decree, slices.Clone(tc.codes)...)
				}
			}
		})
	}
}

// The events that change a score or decide on it.
func scoringEvents() []workflow.Event {
	return []workflow.Event{
		openselection.CheckTrackRecord, openselection.AssessCompetency, openselection.TestField, openselection.Interview,
		openselection.OpenScoring, openselection.TakeBackSheet, openselection.RevealScores, openselection.CorrectScore, openselection.ConfirmCorrection, openselection.RecordAbsence, openselection.Disqualify,
		openselection.SignStatement, openselection.DeclareConflict, openselection.ReuseAssessment, openselection.ConfirmReuse, openselection.DetermineResult,
	}
}

func TestRights(t *testing.T) {
	t.Parallel()

	may := func(t *testing.T, pack string, who string) (round, selection []workflow.Event) {
		p := newPlayer(t, pack)
		p.announced(first)
		role := cast()[who].Roles[0]
		for _, row := range p.round.law.Rows {
			if slices.Contains(row.By, role) {
				round = append(round, row.On)
			}
		}
		for _, row := range p.posts[first].law.Rows {
			if slices.Contains(row.By, role) {
				selection = append(selection, row.On)
			}
		}
		return round, selection
	}

	// What each actor may do is written out here by hand, so that a row given to
	// somebody else by mistake is seen.
	for who, events := range map[string][]workflow.Event{
		"pyb":       {openselection.SubmitPlan, openselection.AskForTime},
		"member":    {openselection.SignStatement, openselection.ConfirmCorrection, openselection.DeclareConflict, openselection.DeclareConflict}, // before the result, and after it
		"assessor":  {openselection.SignStatement, openselection.DeclareConflict, openselection.DeclareConflict, openselection.AssessCompetency, openselection.ReuseAssessment, openselection.ConfirmReuse},
		"tracer":    {openselection.SignStatement, openselection.DeclareConflict, openselection.DeclareConflict, openselection.CheckTrackRecord},
		"minister":  {openselection.RecordPermit, openselection.RecordPermit},
		"guest":     nil,
		"applicant": nil,
		"auditor":   nil,
		"public":    nil,
		"supervisor": {
			openselection.ReturnPlan, openselection.RecommendPlan, openselection.RecordElection,
			openselection.AllowFewer, openselection.DenyFewer, openselection.ReturnResult, openselection.RefuseResult,
			openselection.RecommendResult, openselection.ClearInauguration, openselection.HoldForElection, openselection.ReleaseElection,
			openselection.HoldForComplaint, openselection.ReleaseComplaint,
			openselection.CommentOnCompliance, openselection.ProposeMark, openselection.ConfirmMark, openselection.WithdrawMark,
			openselection.AskForTime, openselection.AskForTime, openselection.GrantTime, openselection.GrantTime, // of a round and of a selection
		},
		"secretary": {
			openselection.DraftPlan, openselection.RevisePlan, openselection.RecordElection, openselection.CloseRound,
			openselection.VerifyFiles, openselection.ConsultShortage, openselection.TestHealth, openselection.PublishStage, openselection.ReuseAssessment,
			openselection.RecordWithdrawals, openselection.AskForTime, openselection.AskForTime,
		},
	} {
		t.Run("of_"+who+"_are_these_and_no_others", func(t *testing.T) {
			t.Parallel()
			round, selection := may(t, bkn, who)
			got, want := slices.Concat(round, selection), slices.Clone(events)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s may do %v, want %v", who, got, want)
			}
		})
	}

	t.Run("ppk_neither_sees_to_scores_nor_edits_them", func(t *testing.T) {
		t.Parallel()
		_, selection := may(t, seed, "ppk")
		for _, event := range scoringEvents() {
			if slices.Contains(selection, event) {
				t.Errorf("the appointing officer may %s", event)
			}
		}
	})

	// Each event that scores, tried in the state where it is due by everybody who must not.
	t.Run("nobody_scores_but_those_who_may", func(t *testing.T) {
		t.Parallel()
		allowed := map[workflow.Event][]string{
			openselection.CheckTrackRecord: {"tracer", "chair"}, openselection.AssessCompetency: {"assessor"}, openselection.TestField: {"chair"},
			openselection.Interview: {"chair"}, openselection.CorrectScore: {"chair"}, openselection.DetermineResult: {"chair"},
			openselection.OpenScoring: {"chair"}, openselection.RevealScores: {"chair"},
		}
		for _, tc := range []struct {
			state workflow.State
			event workflow.Event
			body  func(*player) any
		}{
			{openselection.Screened, openselection.CheckTrackRecord, func(p *player) any { return p.trackRecord() }},
			{openselection.TrackRecordChecked, openselection.AssessCompetency, func(p *player) any { return p.assessment() }},
			{openselection.CompetencyAssessed, openselection.TestField, func(p *player) any { return p.fieldTest() }},
			{openselection.FieldTested, openselection.Interview, func(p *player) any { return p.interview(first) }},
			{openselection.HealthTested, openselection.DetermineResult, func(p *player) any { return p.result(first) }},
			{openselection.HealthTested, openselection.CorrectScore, func(p *player) any { return p.correction(first, openselection.Paper, "01", 1_00) }},
			{openselection.Screened, openselection.OpenScoring, func(p *player) any { return p.opening(openselection.TrackRecord, "penelusur") }},
			{openselection.Screened, openselection.RevealScores, func(*player) any { return struct{}{} }},
		} {
			p := newPlayer(t, seed)
			p.ready(tc.state)
			for _, who := range slices.Sorted(maps.Keys(cast())) {
				if !slices.Contains(allowed[tc.event], who) {
					p.refused(who, first, tc.event, tc.body(p), workflow.ActorMayAct)
				}
			}
		}
	})

	t.Run("a_member_does_not_sign_for_the_chair", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.CommitteeAppointed)
		p.refused("member", "round", openselection.SealInstruments, p.instruments(), workflow.ActorMayAct)
		p.reachRound(openselection.InstrumentsSealed)
		p.refused("member", "round", openselection.Announce, p.announcement(), workflow.ActorMayAct)
		p.reachRound(openselection.Announced)
		p.reach(first, openselection.HealthTested)
		p.refused("member", first, openselection.DetermineResult, p.result(first), workflow.ActorMayAct)
		p.reach(first, openselection.ResultDetermined)
		p.refused("member", first, openselection.AnnounceResult, p.names(), workflow.ActorMayAct)
	})

	t.Run("the_committee_changes_after_the_announcement_only_by_its_own_event", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.refused("ppk", "round", openselection.AppointCommittee, p.decree(), workflow.StateAllowsEvent)
		body := openselection.ChangeCommitteeBody{Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: members(7, 3)}, Reason: "mundur"}
		for _, who := range []string{"chair", "member", "secretary", "pyb", "supervisor"} {
			p.refused(who, "round", openselection.ChangeCommittee, body, workflow.ActorMayAct)
		}
		p.refused("ppk", "round", openselection.ChangeCommittee, edit(body, func(b *openselection.ChangeCommitteeBody) { b.Reason = " " }), workflow.BodyIsWellFormed)
		p.refused("ppk", first, openselection.ChangeTerms, openselection.ChangeTermsBody{Members: members(7, 3)}, workflow.ActorMayAct)
		p.do("ppk", "round", openselection.ChangeCommittee, body)
	})

	t.Run("clock_and_system_are_played_by_no_person", func(t *testing.T) {
		t.Parallel()
		for _, pack := range []string{seed, bkn} {
			p := newPlayer(t, pack)
			p.announced(first)
			for _, row := range p.posts[first].law.Rows {
				if slices.Contains(row.By, workflow.Clock) && len(row.By) != 1 {
					t.Errorf("%s is open to %v besides the clock", row.On, row.By)
				}
			}
		}
	})

	t.Run("a_stranger_to_the_row_hears_nothing_of_its_numbers", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultRecommended)
		refusal := p.refused("public", first, openselection.Choose, p.choice("04"), workflow.ActorMayAct)
		if refusal.Kind != workflow.WrongActor {
			t.Errorf("refused as %s", refusal.Kind)
		}
	})

	t.Run("every_actor_of_the_law_has_a_row_or_is_known_to_have_none", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, bkn)
		p.announced(first)
		acting := map[workflow.Role]bool{}
		for _, row := range p.round.law.Rows {
			for _, role := range row.By {
				acting[role] = true
			}
		}
		for _, row := range p.posts[first].law.Rows {
			for _, role := range row.By {
				acting[role] = true
			}
		}
		// They read, attend or apply; applications become records of their own. Admins keep
		// duties, and of a selection nobody is the data subject.
		none := []workflow.Role{
			workflow.ResourcePerson, workflow.Applicant, workflow.Auditor, workflow.Custodian, workflow.Public, workflow.Admin, workflow.DataSubject,
		}
		for _, role := range workflow.Roles() {
			if acting[role] == slices.Contains(none, role) {
				t.Errorf("%s acts: %v", role, acting[role])
			}
		}
	})

	t.Run("a_refusal_tells_state_and_actor_at_once", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		err := p.try("public", first, openselection.Inaugurate, p.oath())
		refusal, _ := errors.AsType[*workflow.Refusal](err)
		if refusal == nil || !refusal.Has(workflow.StateAllowsEvent) || !refusal.Has(workflow.ActorMayAct) {
			t.Errorf("refused with %v", err)
		}
	})
}
