package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

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
