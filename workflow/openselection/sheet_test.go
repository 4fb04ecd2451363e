package openselection_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// everythingOf is all that a case holds and has said: its facts and the bodies of its
// journal.
func everythingOf[F any](t *testing.T, f *file[F]) []byte {
	t.Helper()
	all, err := wire.Canonical(f.now.Facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range f.journal {
		all = append(append(all, '\n'), entry.Body...)
	}
	return all
}

// Two worlds that differ only in what stands on the sheets are one and the same to
// whoever reads the selection, byte by byte, until the reveal.
func TestSheet_says_nothing_to_anybody_before_the_reveal(t *testing.T) {
	t.Parallel()
	for _, component := range openselection.Components() {
		t.Run(string(component), func(t *testing.T) {
			t.Parallel()
			world := func(given scoring.Points, revealed bool) []byte {
				p := newPlayer(t, seed)
				p.scoring(component)
				for _, person := range p.scorers(first, component) {
					on := sheet(first, component, person)
					p.doAs(scorer(component, person), on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
						for i := range b.Marks {
							b.Marks[i].Criteria[0].Points = given
						}
					}))
					p.doAs(scorer(component, person), on, openselection.SubmitScores, struct{}{})
				}
				if revealed {
					p.reveals(first)
				}
				return everythingOf(t, p.posts[first])
			}
			if !bytes.Equal(world(12_34, false), world(98_76, false)) {
				t.Error("the selection knows what stands on the sheets")
			}
			if bytes.Equal(world(12_34, true), world(98_76, true)) {
				t.Error("the reveal reveals nothing: the worlds are not different as meant")
			}
		})
	}
}

// Once submitted a sheet takes nothing more from anybody, whatever the event is called.
func TestSheet_submitted_is_never_edited(t *testing.T) {
	t.Parallel()
	track := openselection.TrackRecord
	states := map[workflow.State]func(*player){
		openselection.SheetSubmitted: func(p *player) { p.scoring(track); p.submits(first, track, "penelusur") },
		openselection.SheetRevealed:  func(p *player) { p.ready(openselection.Screened); p.scored(first, track) },
		openselection.SheetLapsed: func(p *player) {
			p.scoring(track)
			p.later(2)
			p.do("chair", first, openselection.TakeBackSheet, takenBack("penelusur", "anggota-1"))
		},
	}
	for state, reach := range states {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			reach(p)
			on := sheet(first, track, "penelusur")
			p.state(on, state)
			before := p.sheetFacts(on)
			bodies := map[workflow.Event]any{
				openselection.OpenSheet: openselection.OpenSheetBody{
					Component: track, Turn: 1, Candidates: []string{"01"}, Criteria: []openselection.Criterion{}, Closes: p.today(),
				},
				openselection.EnterScores:     openselection.EnterScoresBody{Marks: []openselection.SheetMark{}},
				openselection.SubmitScores:    struct{}{},
				openselection.StrikeCandidate: openselection.StrikeCandidateBody{Candidate: "01", Reason: openselection.Absent},
				openselection.RevealSheet:     struct{}{},
				openselection.LapseSheet:      struct{}{},
			}
			law := p.find(on).(*file[openselection.SheetFacts]).law
			if !slices.Equal(slices.Sorted(maps.Keys(bodies)), slices.Sorted(slices.Values(law.Events()))) {
				t.Fatalf("not every event is tried: the table has %v", law.Events())
			}
			roles := slices.DeleteFunc(workflow.Roles(), func(r workflow.Role) bool { return r == workflow.System })
			for _, event := range law.Events() {
				for _, role := range roles {
					err := p.tryAs(workflow.Actor{Person: "penelusur", Roles: []workflow.Role{role, workflow.Tracer}}, on, event, bodies[event])
					if got := reasonsOf(err); len(got) == 0 {
						t.Errorf("%s by %s is not refused", event, role)
					}
				}
			}
			if got := p.sheetFacts(on); len(got.Marks) != len(before.Marks) {
				t.Errorf("the marks were %v and are %v", before.Marks, got.Marks)
			}
			folds(t, p.find(on).(*file[openselection.SheetFacts]))
		})
	}
}

// A sheet can be filled in step by step; what was entered last counts, as a whole.
func TestSheet_is_filled_in_step_by_step(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.scoring(openselection.TrackRecord)
	on, tracer := sheet(first, openselection.TrackRecord, "penelusur"), scorer(openselection.TrackRecord, "penelusur")
	all := p.marksOn(on)
	p.doAs(tracer, on, openselection.EnterScores, openselection.EnterScoresBody{Marks: all.Marks[3:]})
	p.doAs(tracer, on, openselection.EnterScores, openselection.EnterScoresBody{Marks: all.Marks[:2]})
	if got := p.sheetFacts(on).Marks; len(got) != 2 || got[0].Candidate != "01" {
		t.Errorf("the sheet has %v", got)
	}
	p.submits(first, openselection.TrackRecord, "penelusur")
	folds(t, p.find(on).(*file[openselection.SheetFacts]))
}

// What is not submitted when the window ends has lapsed: it is on the record who, and
// nothing of it is, once enough are in. Before that the window goes on.
func TestScoring_window_that_ends(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	panel := openselection.InterviewOf
	p.scoring(panel)
	late := sheet(first, panel, "anggota-3")
	p.doAs(scorer(panel, "anggota-3"), late, openselection.EnterScores, p.marksOn(late))
	p.submits(first, panel, "anggota-1")
	p.submits(first, panel, "ketua")
	p.later(2) // the day after the last

	// Two are too few: nothing is revealed and nothing lapses, until enough have come.
	if facts := p.facts(first); facts.Scoring == nil || facts.Scoring.Lengthened != 1 || facts.Scoring.Until != p.today().AddDays(1) || len(facts.Lapsed) > 0 {
		t.Errorf("the window ended with two of five: %+v", facts.Scoring)
	}
	p.state(sheet(first, panel, "ketua"), openselection.SheetSubmitted)
	if marks := p.facts(first).Marks; slices.ContainsFunc(marks, func(m openselection.Given) bool { return m.Component == panel }) {
		t.Errorf("marks are seen before there are enough: %v", marks)
	}
	p.submits(first, panel, "anggota-2")
	p.later(2)

	facts := p.facts(first)
	var lapsed []string
	for _, l := range facts.Lapsed {
		lapsed = append(lapsed, l.Person)
	}
	if !slices.Equal(lapsed, []string{"anggota-3", "anggota-4"}) || facts.Scoring != nil {
		t.Errorf("lapsed: %v, still out: %v", lapsed, facts.Scoring)
	}
	for _, m := range facts.Marks {
		if m.Component == panel && m.By != "anggota-1" && m.By != "anggota-2" && m.By != "ketua" {
			t.Errorf("a mark of %s counts", m.By)
		}
	}
	p.state(late, openselection.SheetLapsed)
	p.state(sheet(first, panel, "ketua"), openselection.SheetRevealed)
	p.refusedAs(scorer(panel, "anggota-3"), late, openselection.SubmitScores, struct{}{}, workflow.StateAllowsEvent)

	// A conflict that is found then leaves 01 with two marks of the three that it needs. Nobody
	// gives them who has given marks, or who did not submit: those of the others are seen.
	p.recuse("anggota-1", "01")
	p.refused("chair", first, openselection.Interview, p.interview(first), "candidates_have_enough_marks")
	p.refused("chair", first, openselection.OpenScoring, p.opening(panel, "ketua", "anggota-3"), "scorers_score_who_lacks_marks", "candidates_have_enough_scorers")
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: renamed(members(5, 2), "anggota-4", "anggota-9")}, Reason: "mutasi",
	})
	p.allSign(first)
	p.do("chair", first, openselection.OpenScoring, p.opening(panel, "anggota-9"))
	again := first + "/" + openselection.SheetRef(panel, "anggota-9", 2)
	p.doAs(scorer(panel, "anggota-9"), again, openselection.EnterScores, p.marksOn(again))
	p.doAs(scorer(panel, "anggota-9"), again, openselection.SubmitScores, struct{}{})
	p.reveals(first)
	p.do("chair", first, openselection.Interview, p.interview(first))
	folds(t, p.posts[first])
}

func TestScoring_clock(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.scoring(openselection.TrackRecord)
	armed, runs := p.posts[first].clocks[openselection.ScoringDue]
	if !runs || armed.Count.Last != p.today().AddDays(1) {
		t.Errorf("the clock runs to %s (%t)", armed.Count.Last, runs)
	}
	p.submits(first, openselection.TrackRecord, "penelusur")
	p.reveals(first)
	if _, runs := p.posts[first].clocks[openselection.ScoringDue]; runs {
		t.Error("the scores are revealed and the clock runs on")
	}
}

func TestSheet_refs(t *testing.T) {
	t.Parallel()
	one, other := openselection.SheetRef(openselection.Paper, "anggota-1", 1), openselection.SheetRef(openselection.Paper, "anggota-2", 1)
	if one == other || one == openselection.SheetRef(openselection.InterviewOf, "anggota-1", 1) || one == openselection.SheetRef(openselection.Paper, "anggota-1", 2) {
		t.Errorf("%s names two sheets", one)
	}
	if strings.Contains(one, "anggota") || !strings.HasPrefix(one, "paper-") {
		t.Errorf("a sheet is called %s", one)
	}
}
