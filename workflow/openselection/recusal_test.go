package openselection_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/recount"
	"selter/workflow/scoring"
	"selter/workflow/wire"
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

// agrees holds the facts against the second count.
func agrees(t testingT, facts openselection.SelectionFacts) {
	t.Helper()
	raw, err := wire.Canonical(facts)
	if err != nil {
		t.Fatalf("facts: %v", err)
	}
	report, err := recount.Check(raw)
	if err != nil {
		t.Fatalf("the second count: %v", err)
	}
	if !report.Agrees() {
		t.Fatalf("the second count differs: %v", report.Differences)
	}
}

type testingT interface {
	Helper()
	Fatalf(string, ...any)
}

// Whoever scores what, whenever a conflict is found, whoever drops out and whatever is
// corrected: no mark of a member with a conflict counts anywhere, and no score is any
// other than the mean of the marks that stand.
func TestConflict_never_counts(t *testing.T) {
	t.Parallel()
	var seen wrongs
	rapid.Check(t, func(r *rapid.T) {
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.allSign(first)
		chance := &mischief{r: r, p: p, seen: &seen}
		for _, component := range openselection.Components() {
			if !chance.scores(component) {
				break // a majority with a conflict, or nobody left: the selection goes no further
			}
		}
		chance.disturbs()
		chance.holds()
	})
	if seen.void == 0 || seen.recused == 0 || seen.corrected == 0 || seen.lapsed == 0 || seen.out == 0 || seen.interviews == 0 {
		t.Errorf("hardly anything went wrong: %+v", seen)
	}
}

// wrongs counts what went wrong in all plays: void marks, conflicts before a mark was
// given, corrections, lapsed sheets, candidates who are out; and interviews reached.
type wrongs struct{ void, recused, corrected, lapsed, out, interviews int }

func (w *wrongs) add(f openselection.SelectionFacts) {
	w.corrected, w.lapsed, w.out = w.corrected+len(f.Corrections), w.lapsed+len(f.Lapsed), w.out+len(f.Out)
	for _, c := range f.Conflicts {
		given := func(m openselection.Given) bool { return m.By == c.Member && m.Candidate == c.Candidate }
		if slices.ContainsFunc(f.Marks, given) {
			w.void++
		} else {
			w.recused++
		}
	}
	if slices.Contains(f.Turns, openselection.InterviewOf) {
		w.interviews++
	}
}

// mischief does what can go wrong in a selection, by chance.
type mischief struct {
	r    *rapid.T
	p    *player
	seen *wrongs
}

func (m *mischief) candidate() string {
	return rapid.SampledFrom([]string{"01", "02", "03", "04", "05"}).Draw(m.r, "candidate")
}

func (m *mischief) often(label string) bool { return rapid.IntRange(0, 3).Draw(m.r, label) > 0 }

// disturbs lets something happen, if the table allows it.
func (m *mischief) disturbs() {
	p := m.p
	for range max(rapid.IntRange(-3, 2).Draw(m.r, "incidents"), 0) {
		switch rapid.IntRange(0, 3).Draw(m.r, "incident") {
		case 0, 1:
			member := rapid.SampledFrom([]string{"anggota-1", "anggota-2", "anggota-3", "anggota-4", "penelusur", "asesor"}).Draw(m.r, "member")
			_ = p.try("chair", first, openselection.DeclareConflict, p.conflictOf(member, m.candidate()))
		case 2:
			_ = p.try("chair", first, openselection.Disqualify, p.outOf(openselection.TrackRecord, m.candidate()))
		case 3:
			component := rapid.SampledFrom(openselection.Components()).Draw(m.r, "component")
			now := scoring.Points(rapid.IntRange(0, int(scoring.Full)).Draw(m.r, "corrected"))
			body := p.correction(first, component, m.candidate(), now)
			if p.try("chair", first, openselection.CorrectScore, body) == nil && m.often("confirms") {
				_ = p.tryAs(member(body.Second), first, openselection.ConfirmCorrection, confirmed(body))
			}
		}
		m.holds()
	}
}

// scores lets a component be scored, with incidents before, while and after the sheets are
// out; it tells whether the stage can be closed.
func (m *mischief) scores(component openselection.Component) bool {
	p := m.p
	m.disturbs()
	if component == openselection.Paper {
		p.allHandIn(first)
	}
	if component == openselection.Assessment && m.often("reuse") {
		body := p.earlier(m.candidate(), p.today())
		if p.try("assessor", first, openselection.ReuseAssessment, body) == nil && m.often("confirms") {
			_ = p.try("chair", first, openselection.ConfirmReuse, confirmedReuse(body))
		}
	}
	for range 4 { // until nobody lacks marks
		opening := p.opening(component)
		for _, person := range m.scorersOf(component) {
			opening.Scorers = append(opening.Scorers, openselection.Scorer{Person: person})
		}
		if p.tryOf(opening) != nil {
			break
		}
		m.disturbs()
		for _, s := range p.facts(first).Scoring.Scorers {
			on := first + "/" + openselection.SheetRef(component, s.Person, p.facts(first).Scoring.Turn)
			body := m.marks(on)
			p.doAs(scorer(component, s.Person), on, openselection.EnterScores, body)
			m.disturbs()
			if m.often("submits") {
				p.doAs(scorer(component, s.Person), on, openselection.SubmitScores, struct{}{})
			}
		}
		if p.try("chair", first, openselection.RevealScores, struct{}{}) != nil {
			p.later(2) // the clock does
		}
		m.holds()
	}
	body := map[openselection.Component]func() error{
		openselection.TrackRecord: func() error { return p.try("tracer", first, openselection.CheckTrackRecord, p.trackRecord()) },
		openselection.Assessment:  func() error { return p.try("assessor", first, openselection.AssessCompetency, p.assessment()) },
		openselection.Paper:       func() error { return p.try("chair", first, openselection.TestField, p.fieldTest()) },
		openselection.InterviewOf: func() error { return p.try("chair", first, openselection.Interview, p.interview(first)) },
	}
	return body[component]() == nil
}

// scorersOf are the usual ones, who have to be free to score somebody who lacks marks.
func (m *mischief) scorersOf(component openselection.Component) []string {
	pool := map[openselection.Component][]string{
		openselection.TrackRecord: {"penelusur", "anggota-1"}, openselection.Assessment: {"asesor", "asesor-2", "asesor-3"},
		openselection.Paper: {"anggota-1", "anggota-2", "anggota-3"}, openselection.InterviewOf: m.p.scorers(first, openselection.InterviewOf),
	}[component]
	facts := m.p.facts(first)
	return slices.DeleteFunc(slices.Clone(pool), func(person string) bool {
		return !slices.ContainsFunc(m.p.competing(first), func(candidate string) bool {
			marked := slices.ContainsFunc(facts.Marks, func(g openselection.Given) bool {
				return g.Component == component && g.By == person && g.Candidate == candidate
			})
			return !marked && !conflicted(facts, person, candidate) && m.lacks(component, candidate)
		})
	})
}

// lacks tells whether a candidate has too few marks, by a rule of thumb that errs on the
// side of a refusal.
func (m *mischief) lacks(component openselection.Component, candidate string) bool {
	facts, n := m.p.facts(first), 0
	for _, g := range facts.Marks {
		if g.Component == component && g.Candidate == candidate && g.Void == nil {
			n++
		}
	}
	least := map[openselection.Component]int{openselection.TrackRecord: 1, openselection.Assessment: 2, openselection.Paper: 2, openselection.InterviewOf: 3}[component]
	again := component == openselection.Assessment && slices.ContainsFunc(facts.Reused, func(r openselection.Reuse) bool { return r.Candidate == candidate && r.ConfirmedBy != "" })
	return n < least && !again
}

func conflicted(facts openselection.SelectionFacts, person, candidate string) bool {
	return slices.ContainsFunc(facts.Conflicts, func(c openselection.Conflict) bool { return c.Member == person && c.Candidate == candidate })
}

func (m *mischief) marks(on string) openselection.EnterScoresBody {
	facts := m.p.sheetFacts(on)
	body := openselection.EnterScoresBody{Marks: []openselection.SheetMark{}}
	for _, name := range facts.Candidates {
		if !slices.ContainsFunc(facts.Struck, func(s openselection.Strike) bool { return s.Candidate == name }) {
			body.Marks = append(body.Marks, marked(name, facts.Criteria, scoring.Points(rapid.IntRange(0, int(scoring.Full)).Draw(m.r, "points"))))
		}
	}
	return body
}

// tryOf opens a scoring, if it can be opened.
func (p *player) tryOf(body openselection.OpenScoringBody) error {
	return p.try("chair", first, openselection.OpenScoring, body)
}

// holds is what has to be true at every moment.
func (m *mischief) holds() {
	facts := m.p.facts(first)
	for _, g := range facts.Marks {
		if g.Void == nil && conflicted(facts, g.By, g.Candidate) {
			m.r.Fatalf("%s counts for %s in spite of the conflict", g.By, g.Candidate)
		}
	}
	for _, line := range openselection.Trace(facts) {
		var total scoring.Total
		for _, part := range line.Parts {
			var counting []scoring.Points
			for _, g := range part.Marks {
				if g.Void == nil {
					counting = append(counting, g.Points)
				}
			}
			want := scoring.Mean(counting)
			if part.Earlier != nil {
				want = part.Earlier.Points
			}
			if part.Points != want || part.Weighted != scoring.Weigh(want, part.Weight) {
				m.r.Fatalf("%s has %s in %s, the marks that stand give %s", line.Candidate, part.Points, part.Component, want)
			}
			total += part.Weighted
		}
		if total != line.Total {
			m.r.Fatalf("%s has the total %s, the parts give %s", line.Candidate, line.Total, total)
		}
	}
	agrees(m.r, facts)
	m.seen.add(facts)
}

// A statement can declare conflicts, and is the member's newest word.
func TestStatement(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.Screened)
	p.do("member", first, openselection.SignStatement, statement())
	p.do("member", first, openselection.SignStatement, edit(statement(), func(b *openselection.SignStatementBody) {
		b.Conflicts = []openselection.StatementConflict{{Candidate: "01", Relation: "atasan langsung"}, {Candidate: "02", Relation: "saudara"}}
	}))
	facts := p.facts(first)
	if len(facts.Statements) != 1 || facts.Statements[0].Member != "anggota-1" || facts.Statements[0].On != p.today() {
		t.Errorf("statements: %+v", facts.Statements)
	}
	if !conflicted(facts, "anggota-1", "01") || !conflicted(facts, "anggota-1", "02") || conflicted(facts, "anggota-1", "03") {
		t.Errorf("conflicts: %+v", facts.Conflicts)
	}
	folds(t, p.posts[first])

	// As soon as applications are numbered, conflicts with their authors can be told.
	early := newPlayer(t, seed)
	early.ready(openselection.ApplicationsClosed)
	early.do("member", first, openselection.SignStatement, edit(statement(), func(b *openselection.SignStatementBody) {
		b.Conflicts = []openselection.StatementConflict{{Candidate: "02", Relation: "saudara"}}
	}))
	early.refused("member", first, openselection.DeclareConflict, conflict("99"), "conflict_names_a_candidate")
}

// Who is absent or disqualified while sheets are out is taken off them, and has no place
// in the ranking.
func TestOut(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.scoring(openselection.TrackRecord)
	on := sheet(first, openselection.TrackRecord, "penelusur")
	p.doAs(scorer(openselection.TrackRecord, "penelusur"), on, openselection.EnterScores, p.marksOn(on))
	p.do("chair", first, openselection.RecordAbsence, p.outOf(openselection.TrackRecord, "05"))
	p.doAs(scorer(openselection.TrackRecord, "penelusur"), on, openselection.SubmitScores, struct{}{})
	p.do("chair", first, openselection.Disqualify, p.outOf(openselection.TrackRecord, "04")) // after it was submitted
	if struck := p.sheetFacts(on).Struck; len(struck) != 2 || struck[0].Reason != openselection.Absent || struck[1].Reason != openselection.Disqualified {
		t.Errorf("struck: %+v", struck)
	}
	p.reveals(first)
	if marks := p.facts(first).Marks; len(marks) != 3 {
		t.Errorf("marks of those who are out count: %+v", marks)
	}
	out := p.facts(first).Out
	if len(out) != 2 || out[0].Kind != openselection.Absent || out[1].Kind != openselection.Disqualified || out[0].On != p.today() || out[1].Component != openselection.TrackRecord {
		t.Errorf("out: %+v", out)
	}
	p.reach(first, openselection.Interviewed)
	p.do("chair", first, openselection.Disqualify, p.outOf(openselection.InterviewOf, "01"))
	p.do("secretary", first, openselection.TestHealth, edit(p.health(first, 3), func(b *openselection.TestHealthBody) { b.Results = b.Results[1:] }))
	lines := openselection.Trace(p.facts(first))
	if len(lines) != 2 || lines[0].Candidate != "02" || lines[1].Candidate != "03" {
		t.Errorf("ranked: %+v", lines)
	}
	// Two names are left, and the reason why there are no three is documented.
	p.do("chair", first, openselection.DetermineResult, p.trueResult())
	agrees(t, p.facts(first))
	folds(t, p.posts[first])
}

// An earlier assessment stands in place of marks: its candidate is on no sheet.
func TestReuse(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.TrackRecordChecked)
	p.do("assessor", first, openselection.ReuseAssessment, p.earlier("02", p.today().AddYears(-1)))
	p.reuses(edit(p.earlier("02", p.today().AddYears(-1)), func(b *openselection.ReuseAssessmentBody) { b.Points = 88_00 }))
	p.opensScoring(first, openselection.Assessment)
	if on := p.sheetFacts(sheet(first, openselection.Assessment, "asesor")); slices.Contains(on.Candidates, "02") || len(on.Candidates) != 4 {
		t.Errorf("the sheet has %v", on.Candidates)
	}
	p.scored(first, openselection.Assessment)
	p.step(first)
	if got, _ := p.score(openselection.Assessment, "02"); got != 88_00 {
		t.Errorf("the score is %s", got)
	}
	p.corrects(openselection.CorrectScoreBody{
		Component: openselection.Assessment, Candidate: "02", Points: 86_00, Reason: "salah salin", Second: "anggota-2",
	})
	facts := p.facts(first)
	if got, _ := p.score(openselection.Assessment, "02"); got != 86_00 || facts.Corrections[0].Was != 88_00 || facts.Corrections[0].Scorer != "" || *facts.Reused[0].Was != 88_00 {
		t.Errorf("the score is %s after %+v", got, facts.Corrections)
	}
	agrees(t, facts)
	folds(t, p.posts[first])
}

// A correction changes one mark, keeps what was given first, and the mean follows.
func TestCorrection(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.Interviewed)
	p.corrects(p.correction(first, openselection.Paper, "01", 80_01))
	p.corrects(p.correction(first, openselection.Paper, "01", 80_00))
	facts := p.facts(first)
	at := slices.IndexFunc(facts.Marks, func(m openselection.Given) bool { return m.Was != nil })
	if at < 0 || *facts.Marks[at].Was != 90_00 || facts.Marks[at].Points != 80_00 || len(facts.Corrections) != 2 ||
		facts.Corrections[1].Was != 80_01 || facts.Corrections[1].Now != 80_00 || facts.Corrections[1].By != "ketua" || facts.Corrections[1].Scorer != "anggota-1" {
		t.Errorf("kept: %+v of %+v", facts.Corrections, facts.Marks)
	}
	if got, _ := p.score(openselection.Paper, "01"); got != 85_00 {
		t.Errorf("the mean of 80 and 90 is %s", got)
	}
	agrees(t, facts)
	folds(t, p.posts[first])
}

// A correction does not outlive the freedom of who made it: once one of the two has a
// conflict with the candidate, what was there before counts again.
func TestCorrection_by_somebody_with_a_conflict(t *testing.T) {
	t.Parallel()
	for _, person := range []string{"ketua", "anggota-4"} {
		t.Run(person, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.ready(openselection.Interviewed)
			p.corrects(edit(p.correction(first, openselection.Paper, "01", 88_00), func(b *openselection.CorrectScoreBody) { b.Second = "anggota-3" }))
			earlier := 88_00
			if person == "ketua" {
				earlier = 90_00 // the chair proposed both corrections
			}
			p.corrects(p.correction(first, openselection.Paper, "01", 10_00))
			p.do("chair", first, openselection.CorrectScore, p.correction(first, openselection.Paper, "01", 20_00))
			p.recuse(person, "02")
			if got, _ := p.score(openselection.Paper, "01"); got != 50_00 {
				t.Errorf("a conflict with another candidate changes the score to %s", got)
			}
			p.recuse(person, "01")
			facts := p.facts(first)
			if got, _ := p.score(openselection.Paper, "01"); got != scoring.Points(earlier+90_00)/2 || facts.Corrections[1].Void == nil || len(facts.Unconfirmed) != 0 {
				t.Errorf("the score is %s after %+v and %+v", got, facts.Corrections, facts.Unconfirmed)
			}
			agrees(t, facts)
			folds(t, p.posts[first])
		})
	}
}

// An earlier assessment that somebody with a conflict confirmed counts no more.
func TestReuse_confirmed_by_somebody_with_a_conflict(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.TrackRecordChecked)
	p.reuses(p.earlier("02", p.today()))
	p.recuse("ketua", "02")
	if _, counts := p.score(openselection.Assessment, "02"); counts || len(p.facts(first).Reused) != 0 {
		t.Errorf("it counts: %+v", p.facts(first).Reused)
	}
	p.do("assessor", first, openselection.ReuseAssessment, p.earlier("02", p.today()))
	agrees(t, p.facts(first))
	folds(t, p.posts[first])
}

// The term of the committee is that of all its selections; after it the committee
// decides nothing.
func TestCommittee_term(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.PlanRecommended)
	until := p.closes().AddDays(10)
	termed := func(term openselection.Term) openselection.AppointCommitteeBody {
		return edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Term = &term })
	}
	p.refused("ppk", "round", openselection.AppointCommittee, termed(openselection.Term{From: until, Until: calendar.MustDate("2024-01-01")}), workflow.BodyIsWellFormed)
	p.do("ppk", "round", openselection.AppointCommittee, termed(openselection.Term{From: p.today(), Until: until}))
	p.reachRound(openselection.Announced)
	p.reach(first, openselection.HealthTested)
	p.at(until.AddDays(1))
	p.refused("chair", first, openselection.DetermineResult, p.result(first), "committee_is_still_valid")
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: members(5, 2), Term: &openselection.Term{From: p.today(), Until: until.AddDays(30)}}, Reason: "perpanjangan masa tugas",
	})
	p.do("chair", first, openselection.DetermineResult, p.result(first))
}

func TestCommittee_expertise_for_single_posts(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.PlanRecommended)
	knowing := func(posts ...openselection.PostExpertise) openselection.AppointCommitteeBody {
		return edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members[0].Posts = posts })
	}
	of := func(post, expertise string) openselection.PostExpertise {
		return openselection.PostExpertise{Post: post, Expertise: expertise}
	}
	for _, wrong := range []openselection.AppointCommitteeBody{
		knowing(of("dinas-lain", "keuangan")), knowing(of(first, " ")), knowing(of(first, "keuangan"), of(first, "hukum")),
	} {
		p.refused("ppk", "round", openselection.AppointCommittee, wrong, "committee_has_expertise")
	}
	p.do("ppk", "round", openselection.AppointCommittee, knowing(of(first, "keuangan daerah")))
}
