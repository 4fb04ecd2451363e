package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// turnsTrials are of sheets that do not come and of interviews that are held once more.
func turnsTrials() []trial {
	track, panel := openselection.TrackRecord, openselection.InterviewOf
	return []trial{
		{name: "a_scoring_runs_for_a_day_at_least", play: spoiltOpening(track, func(p *player, b *openselection.OpenScoringBody) { b.Until = p.today() }, "scoring_ends_in_time")},
		{name: "a_scoring_runs_for_a_month_at_most", play: spoiltOpening(track, func(p *player, b *openselection.OpenScoringBody) { b.Until = p.today().AddDays(31) }, "scoring_ends_in_time")},
		{name: "an_open_sheet_is_taken_back_once_the_window_was_lengthened_and_somebody_scores_instead", play: func(t *testing.T, p *player) {
			p.readyToScore(panel)
			p.do("chair", first, openselection.OpenScoring, p.opening(panel, "anggota-1", "anggota-2", "ketua"))
			p.refused("chair", first, openselection.TakeBackSheet, takenBack("anggota-1", "anggota-3"), "sheet_may_be_taken_back")
			p.submits(first, panel, "ketua")
			p.later(2)
			for _, wrong := range []struct {
				name string
				body openselection.TakeBackSheetBody
				by   []string
			}{
				{"submitted", takenBack("ketua", "anggota-3"), []string{"sheet_may_be_taken_back"}},
				{"of nobody who has one", takenBack("orang-lain", "anggota-3"), []string{"sheet_may_be_taken_back"}},
				{"given to somebody who has one", takenBack("anggota-1", "anggota-2"), []string{"scorers_are_named_once", "candidates_have_enough_scorers"}},
				{"given to no member", takenBack("anggota-1", "narasumber"), []string{"members_score_papers_and_interviews"}},
				{"given to nobody", takenBack("anggota-1", ""), []string{"candidates_have_enough_scorers"}},
				{"with a sitting before the first is over", edit(takenBack("anggota-1", "anggota-3"), func(b *openselection.TakeBackSheetBody) {
					b.Sitting = &openselection.SittingBody{Minutes: p.letter("BA/8"), Present: p.scorers(first, panel)}
				}), []string{"sitting_has_quorum"}},
				{"without a reason", edit(takenBack("anggota-1", "anggota-3"), func(b *openselection.TakeBackSheetBody) { b.Reason = " " }), []string{workflow.BodyIsWellFormed}},
			} {
				t.Log(wrong.name)
				p.refused("chair", first, openselection.TakeBackSheet, wrong.body, wrong.by...)
			}
			p.do("chair", first, openselection.TakeBackSheet, takenBack("anggota-1", "anggota-3"))
			p.state(sheet(first, panel, "anggota-1"), openselection.SheetLapsed)
			p.state(sheet(first, panel, "anggota-3"), openselection.SheetOpened)
			p.state(sheet(first, panel, "ketua"), openselection.SheetSubmitted)
			p.refused("chair", first, openselection.TakeBackSheet, takenBack("anggota-2", "anggota-1"), "scorers_score_who_lacks_marks", "candidates_have_enough_scorers")
			p.submits(first, panel, "anggota-2")
			p.submits(first, panel, "anggota-3")
			p.reveals(first)
			p.do("chair", first, openselection.Interview, p.interview(first))
			folds(t, p.posts[first])
		}},
		{name: "the_sheet_of_who_left_the_committee_is_taken_back_at_once_and_who_came_signs_first", play: func(_ *testing.T, p *player) {
			p.scoring(panel)
			p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
				Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: renamed(members(5, 2), "anggota-4", "anggota-9")}, Reason: "mutasi",
			})
			p.refused("chair", first, openselection.TakeBackSheet, takenBack("anggota-3", ""), "sheet_may_be_taken_back")
			p.refused("chair", first, openselection.TakeBackSheet, takenBack("anggota-4", "anggota-9"), "scorers_signed_statements")
			p.allSign(first)
			p.do("chair", first, openselection.TakeBackSheet, takenBack("anggota-4", "anggota-9"))
		}},
		{name: "who_was_not_at_the_interview_scores_after_a_further_sitting_with_a_quorum", play: func(t *testing.T, p *player) {
			p.ready(openselection.FieldTested)
			there := []string{"anggota-1", "anggota-2", "ketua"}
			p.do("chair", first, openselection.OpenScoring, p.opening(panel, there...))
			for _, member := range there {
				p.submits(first, panel, member)
			}
			p.reveals(first)
			p.do("chair", first, openselection.Interview, edit(p.interview(first), func(b *openselection.InterviewBody) { b.Present = there }))
			p.recuse("anggota-1", "02") // 02 has two marks left, and needs three of four
			sitting := func(present ...string) *openselection.SittingBody {
				return &openselection.SittingBody{Minutes: p.letter("BA/8"), Present: present}
			}
			again := func(s *openselection.SittingBody) openselection.OpenScoringBody {
				return edit(p.opening(panel, "anggota-4"), func(b *openselection.OpenScoringBody) { b.Sitting = s })
			}
			p.refused("chair", first, openselection.OpenScoring, again(nil), "members_present_score")
			p.refused("chair", first, openselection.OpenScoring, again(sitting("anggota-4", "anggota-1")), "sitting_has_quorum")
			p.refused("chair", first, openselection.OpenScoring, again(sitting("anggota-4", "anggota-2", "ketua", "narasumber")), "sitting_has_quorum")
			tomorrow := sitting("anggota-4", "anggota-2", "ketua")
			tomorrow.Minutes.Date = p.today().AddDays(1)
			p.refused("chair", first, openselection.OpenScoring, again(tomorrow), "sitting_has_quorum")
			p.do("chair", first, openselection.OpenScoring, again(sitting("anggota-4", "anggota-2", "ketua")))
			p.later(2) // nothing comes
			p.refused("chair", first, openselection.TakeBackSheet, takenBack("anggota-4", "anggota-3"), "members_present_score")
			p.do("chair", first, openselection.TakeBackSheet, edit(takenBack("anggota-4", "anggota-3"), func(b *openselection.TakeBackSheetBody) {
				b.Sitting = sitting("anggota-3", "anggota-2", "ketua")
			}))
			on := first + "/" + openselection.SheetRef(panel, "anggota-3", 2)
			if got := p.sheetFacts(on).Candidates; !slices.Equal(got, []string{"02"}) {
				t.Errorf("the sheet has %v", got)
			}
			p.doAs(scorer(panel, "anggota-3"), on, openselection.EnterScores, p.marksOn(on))
			p.doAs(scorer(panel, "anggota-3"), on, openselection.SubmitScores, struct{}{})
			p.reveals(first)
			p.step(first)
			p.state(first, openselection.HealthTested)
			agrees(t, p.facts(first))
			folds(t, p.posts[first])
		}},
	}
}

func takenBack(person, instead string) openselection.TakeBackSheetBody {
	return openselection.TakeBackSheetBody{Person: person, Reason: "sakit", Instead: instead}
}
