package openselection_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// sevenMembers is a post whose committee has seven seats, in a state.
func (p *player) sevenMembers(state workflow.State) {
	p.t.Helper()
	p.announced(first)
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: members(7, 3)}, Reason: "perluasan",
	})
	p.reach(first, state)
}

func (p *player) score(component openselection.Component, candidate string) (scoring.Points, bool) {
	for _, sheet := range p.facts(first).Scores {
		for _, s := range sheet.Scores {
			if sheet.Component == component && s.Candidate == candidate {
				return s.Points, true
			}
		}
	}
	return 0, false
}

// A quorum is more than half of those who have no conflict with the candidate.
func TestRecusal_lowers_the_quorum(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.sevenMembers(openselection.FieldTested)
	p.allSign(first)
	panel := openselection.InterviewOf
	three, four := []string{"anggota-3", "anggota-4", "ketua"}, []string{"anggota-2", "anggota-3", "anggota-4", "ketua"}

	// Of seven four are a quorum, and three are not.
	p.refused("chair", first, openselection.OpenScoring, p.opening(panel, three...), "candidates_have_enough_scorers")
	// With two of the seven recused from 01, three of the other five are one for 01, and for nobody else.
	p.recuse("anggota-5", "01")
	p.recuse("anggota-6", "01")
	refusal := p.refused("chair", first, openselection.OpenScoring, p.opening(panel, three...), "candidates_have_enough_scorers")
	if said := detail(refusal); strings.Contains(said, "{01 ") || !strings.Contains(said, "{02 4 3}") {
		t.Errorf("short are%s", said)
	}
	p.do("chair", first, openselection.OpenScoring, edit(p.opening(panel, four...), func(b *openselection.OpenScoringBody) {
		b.Scorers[0].Candidates = []string{"02", "03", "04", "05"} // anggota-2 leaves 01 to the three
	}))
	for _, member := range four {
		p.submits(first, panel, member)
	}
	p.reveals(first)
	closing := edit(p.interview(first), func(b *openselection.InterviewBody) { b.Present = four })
	p.refused("chair", first, openselection.Interview, edit(closing, func(b *openselection.InterviewBody) {
		b.Present = []string{"anggota-5", "anggota-6", "anggota-4", "ketua"} // four members, of whom two do not count for 01
	}), "interview_has_quorum", "members_present_score")
	p.do("chair", first, openselection.Interview, closing)

	// The minutes are signed by a quorum for each candidate, too.
	p.reach(first, openselection.HealthTested)
	result := edit(p.result(first), func(b *openselection.DetermineResultBody) {
		b.Signed = []string{"anggota-5", "anggota-6", "anggota-3", "ketua"}
	})
	p.refused("chair", first, openselection.DetermineResult, result, "minutes_are_signed_by_quorum")
	result.Signed = four
	p.do("chair", first, openselection.DetermineResult, result)
	folds(t, p.posts[first])
}

// Three of seven may have a conflict with one candidate; with a fourth those who are left
// are no majority of the seats, and the error tells the numbers.
func TestRecusal_of_a_majority(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.sevenMembers(openselection.HealthTested)
	for _, member := range []string{"anggota-3", "anggota-4", "anggota-5"} {
		p.recuse(member, "01")
	}
	signed := func() openselection.DetermineResultBody {
		return edit(p.result(first), func(b *openselection.DetermineResultBody) {
			b.Signed = []string{"anggota-1", "anggota-2", "anggota-3", "ketua"}
		})
	}
	p.recuse("anggota-6", "01")
	refusal := p.refused("chair", first, openselection.DetermineResult, signed(), "members_free_of_conflict_are_a_majority")
	if said := detail(refusal); !strings.Contains(said, "{01 7 3 4 3}") {
		t.Errorf("seats, free, needed and found are told as%s", said)
	}
	if limit := evidence(t, refusal, "members_free_of_conflict_are_a_majority", "more_than_percent"); limit.Value != 50 || limit.Citation == nil {
		t.Errorf("the limit is %+v", limit)
	}
	// The committee is changed, and goes on.
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee{Decree: p.letter("SK/3"), Members: renamed(members(7, 3), "anggota-4", "anggota-9")}, Reason: "benturan kepentingan",
	})
	p.do("chair", first, openselection.DetermineResult, signed())
}

func renamed(list []openselection.Member, from, to string) []openselection.Member {
	for i := range list {
		if list[i].Person == from {
			list[i].Person = to
		}
	}
	return list
}

// A conflict that is found after the result takes the selection back: the mark is void,
// the score another, the former result stays to be seen, and so does its announcement.
func TestConflict_found_after_the_result(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.FieldTested)
	p.opensScoring(first, openselection.InterviewOf)
	for _, member := range p.scorers(first, openselection.InterviewOf) {
		on := sheet(first, openselection.InterviewOf, member)
		p.doAs(scorer(openselection.InterviewOf, member), on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
			if member == "anggota-3" { // who would bring 03 to the first place
				b.Marks[2].Criteria[0].Points = 100_00
			}
		}))
		p.doAs(scorer(openselection.InterviewOf, member), on, openselection.SubmitScores, struct{}{})
	}
	p.reveals(first)
	p.reach(first, openselection.HealthTested)
	was, _ := p.score(openselection.InterviewOf, "03")
	determined := p.trueResult()
	p.do("chair", first, openselection.DetermineResult, determined)
	p.do("chair", first, openselection.AnnounceResult, p.names())

	p.do("chair", first, openselection.DeclareConflict, p.conflictOf("anggota-3", "03"))
	p.state(first, openselection.HealthTested)
	facts := p.facts(first)
	if now, _ := p.score(openselection.InterviewOf, "03"); was != 90_00 || now != points(2) {
		t.Errorf("the score was %s and is %s", was, now)
	}
	if facts.Result != nil || len(facts.FormerResults) != 1 || facts.FormerResults[0].Result.Ranking[2].Total != determined.Ranking[2].Total {
		t.Errorf("the former result is kept as %+v", facts.FormerResults)
	}
	if announced := facts.FormerResults[0].Announced; len(announced) != 1 || announced[0].Stage != "result" || p.hasPublished(first, "result") {
		t.Errorf("announced: %v; published: %v", announced, facts.Publications)
	}
	void := slices.IndexFunc(facts.Marks, func(m openselection.Given) bool { return m.Void != nil })
	if void < 0 || facts.Marks[void].By != "anggota-3" || facts.Marks[void].Candidate != "03" || facts.Marks[void].Points != 100_00 ||
		facts.Marks[void].Void.Reason != openselection.VoidByConflict || facts.Marks[void].Void.On != p.today() {
		t.Errorf("void: %+v", facts.Marks)
	}
	if _, runs := p.posts[first].clocks[openselection.ResultReportDue]; runs {
		t.Error("the clock for the report of the fallen result runs on")
	}
	// The journal keeps both: the mark as it was revealed, and what has voided it.
	var events []workflow.Event
	for _, entry := range p.posts[first].journal {
		events = append(events, entry.Event)
	}
	if last := events[len(events)-1]; last != openselection.DeclareConflict || !slices.Contains(events, openselection.DetermineResult) {
		t.Errorf("the journal has %v", events)
	}
	p.refused("chair", first, openselection.DetermineResult, edit(determined, func(b *openselection.DetermineResultBody) {
		b.Signed = []string{"anggota-1", "anggota-2", "ketua"}
	}), "ranking_equals_recomputation")
	p.do("chair", first, openselection.DetermineResult, edit(p.trueResult(), func(b *openselection.DetermineResultBody) {
		b.Signed = []string{"anggota-1", "anggota-2", "ketua"}
	}))
	p.refused("ppk", first, openselection.Choose, p.choice("01"), workflow.StateAllowsEvent)
	agrees(t, p.facts(first))
	folds(t, p.posts[first])
}

// trueResult is the ranking as the trace of the selection has it.
func (p *player) trueResult() openselection.DetermineResultBody {
	body := openselection.DetermineResultBody{Minutes: p.letter("BA/6"), Signed: []string{"anggota-1", "anggota-2", "anggota-3", "ketua"}, Ranking: []openselection.Ranked{}, Proposed: []string{}}
	for _, line := range openselection.Trace(p.facts(first)) {
		body.Ranking = append(body.Ranking, openselection.Ranked{Candidate: line.Candidate, Total: line.Total, Rank: line.Rank})
		if len(body.Proposed) < 3 {
			body.Proposed = append(body.Proposed, line.Candidate)
		}
	}
	if len(body.Proposed) < 3 {
		body.FewerReason = "hanya itu yang memenuhi syarat"
	}
	return body
}
