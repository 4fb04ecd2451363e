package openselection_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/openselection"
	"selter/workflow/recount"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

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
