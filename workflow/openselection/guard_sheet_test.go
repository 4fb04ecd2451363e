package openselection_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

func sheetTrials() []trial {
	track, panel := openselection.TrackRecord, openselection.InterviewOf
	entering := func(spoil func(*openselection.EnterScoresBody), codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.scoring(track)
			on := sheet(first, track, "penelusur")
			spoilt := p.marksOn(on)
			spoil(&spoilt)
			p.refusedAs(scorer(track, "penelusur"), on, openselection.EnterScores, spoilt, slices.Clone(codes)...)
			p.doAs(scorer(track, "penelusur"), on, openselection.EnterScores, p.marksOn(on))
		}
	}
	return []trial{
		{name: "a_sheet_takes_no_scores_for_somebody_else", play: entering(func(b *openselection.EnterScoresBody) { b.Marks[0].Candidate = "06" }, "marks_are_of_the_sheet")},
		{name: "a_sheet_takes_one_mark_for_each", play: entering(func(b *openselection.EnterScoresBody) { b.Marks = append(b.Marks, b.Marks[0]) }, "marks_are_of_the_sheet")},
		{name: "a_mark_is_by_the_sealed_criteria", play: entering(func(b *openselection.EnterScoresBody) { b.Marks[0].Criteria[0].Code = "kesan" }, "marks_are_of_the_sheet")},
		{name: "a_mark_has_every_criterion", play: entering(func(b *openselection.EnterScoresBody) { b.Marks[0].Criteria = []openselection.CriterionPoints{} }, "marks_are_of_the_sheet")},
		{name: "a_mark_has_a_criterion_once", play: entering(func(b *openselection.EnterScoresBody) {
			b.Marks[0].Criteria = append(b.Marks[0].Criteria, b.Marks[0].Criteria[0])
		}, "marks_are_of_the_sheet")},
		{name: "somebody_off_the_sheet_is_scored_no_more", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			on, all := sheet(first, track, "penelusur"), p.marksOn(sheet(first, track, "penelusur"))
			p.do("chair", first, openselection.RecordAbsence, p.outOf(track, "02"))
			p.refusedAs(scorer(track, "penelusur"), on, openselection.EnterScores, all, "marks_are_of_the_sheet")
			p.doAs(scorer(track, "penelusur"), on, openselection.EnterScores, p.marksOn(on))
		}},
		{name: "a_sheet_is_submitted_whole", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			on, tracer := sheet(first, track, "penelusur"), scorer(track, "penelusur")
			p.refusedAs(tracer, on, openselection.SubmitScores, struct{}{}, "every_candidate_is_marked")
			p.doAs(tracer, on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) { b.Marks = b.Marks[1:] }))
			p.refusedAs(tracer, on, openselection.SubmitScores, struct{}{}, "every_candidate_is_marked")
			p.submits(first, track, "penelusur")
		}},
		{name: "a_sheet_rests_with_its_selection_and_ends_with_it", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			on, tracer := sheet(first, track, "penelusur"), scorer(track, "penelusur")
			marks := p.marksOn(on)
			p.doAs(tracer, on, openselection.EnterScores, marks)
			p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
			p.refusedAs(tracer, on, openselection.EnterScores, marks, "scoring_still_runs")
			p.refusedAs(tracer, on, openselection.SubmitScores, struct{}{}, "scoring_still_runs")
			p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
			p.doAs(tracer, on, openselection.EnterScores, marks)
			p.do("ppk", first, openselection.Cancel, p.ending())
			p.state(on, openselection.SheetLapsed)
		}},
		{name: "who_holds_a_sheet_and_no_part_that_scores_gives_no_score", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			p.do("chair", first, openselection.OpenScoring, p.opening(openselection.Assessment, "asesor", "asesor-2", "narasumber", "sekretaris"))
			for person, part := range map[string]workflow.Role{"narasumber": workflow.ResourcePerson, "sekretaris": workflow.Secretariat} {
				on := sheet(first, openselection.Assessment, person)
				for _, parts := range [][]workflow.Role{{part, workflow.DataSubject}, {workflow.DataSubject, workflow.Assessor, part}, {workflow.DataSubject}} {
					actor := workflow.Actor{Person: person, Roles: parts}
					p.refusedAs(actor, on, openselection.EnterScores, p.marksOn(on), "scorer_has_a_part_that_scores")
					p.refusedAs(actor, on, openselection.SubmitScores, struct{}{}, "scorer_has_a_part_that_scores", "every_candidate_is_marked")
				}
			}
		}},
		{name: "who_joined_the_committee_signs_before_the_sheet_is_submitted", play: func(_ *testing.T, p *player) {
			p.scoring(track)
			on, tracer := sheet(first, track, "penelusur"), scorer(track, "penelusur")
			p.doAs(tracer, on, openselection.EnterScores, p.marksOn(on))
			joined := append(members(4, 1), openselection.Member{Person: "penelusur", Origin: openselection.FromAcademia, Expertise: "audit", NoConflict: true, NoParty: true})
			p.do("system", first, openselection.ChangeTerms, openselection.ChangeTermsBody{Members: joined})
			p.refusedAs(tracer, on, openselection.SubmitScores, struct{}{}, "scorers_signed_statements")
			p.doAs(workflow.Actor{Person: "penelusur", Roles: []workflow.Role{workflow.CommitteeMember}}, first, openselection.SignStatement, statement())
			p.doAs(tracer, on, openselection.SubmitScores, struct{}{})
		}},
		{name: "a_member_scores_the_interview_alone", play: func(_ *testing.T, p *player) {
			p.scoring(panel)
			on := sheet(first, panel, "anggota-1")
			p.refusedAs(scorer(panel, "anggota-1"), on, openselection.SubmitScores, struct{}{}, "every_candidate_is_marked")
			p.submits(first, panel, "anggota-1")
		}},
	}
}

func paperTrials() []trial {
	paper := openselection.Paper
	refusedIn := func(p *player, candidate, code string, codes ...string) {
		p.t.Helper()
		author := p.authorOf(first, candidate)
		err := p.tryOpen(self(author), first, openselection.PaperName, code, author, openselection.HandInPaper, document("makalah/1"))
		if refusal := reasonsOf(err); !slices.Equal(refusal, codes) {
			p.t.Errorf("under %q: refused by %v, want %v", code, refusal, codes)
		}
	}
	return []trial{
		{name: "a_code_tells_nothing_of_its_author", play: func(_ *testing.T, p *player) {
			p.ready(openselection.CompetencyAssessed)
			registration := strings.ReplaceAll(strings.TrimPrefix(p.applicationOf(first, p.authorOf(first, "01")), first+"/"), "-", "")
			for _, code := range []string{"", "01", "00000001", "makalah1", "ABCDEFGH", "qwertyzz9", registration} {
				refusedIn(p, "01", code, "paper_code_is_blind")
			}
			p.handsIn(first, "01")
		}},
		{name: "papers_are_taken_between_the_assessment_and_their_scoring", play: func(_ *testing.T, p *player) {
			p.ready(openselection.TrackRecordChecked)
			refusedIn(p, "01", codeOf("01"), "papers_are_taken")
			p.reach(first, openselection.CompetencyAssessed)
			p.allHandIn(first)
			on := first + "/" + codeOf("01")
			p.doAs(self(p.authorOf(first, "01")), on, openselection.ReplacePaper, document("makalah/2"))
			p.opensScoring(first, paper)
			p.refusedAs(self(p.authorOf(first, "01")), on, openselection.ReplacePaper, document("makalah/3"), "papers_are_taken")
			refusedIn(p, "01", codeOf("another"), "papers_are_taken")
		}},
		{name: "an_author_competes", play: func(_ *testing.T, p *player) {
			p.ready(openselection.CompetencyAssessed)
			p.handsIn(first, "01")
			for _, candidate := range []string{"06"} { // who failed the screening
				refusedIn(p, candidate, codeOf(candidate), "author_competes")
			}
			p.do("chair", first, openselection.Disqualify, p.outOf(paper, "01"))
			p.refusedAs(self(p.authorOf(first, "01")), first+"/"+codeOf("01"), openselection.ReplacePaper, document("makalah/2"), "author_competes")
		}},
	}
}

// reasonsOf lists the codes for which something was refused.
func reasonsOf(err error) []string {
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	if !refused {
		return nil
	}
	var codes []string
	for _, reason := range refusal.Reasons {
		codes = append(codes, reason.Code)
	}
	return codes
}
