package openselection_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/openselection"
)

// Before the scores are revealed the selection knows no code, and a sheet no number, no
// registration and no person.
func TestPaper_is_blind(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.scoring(openselection.Paper)
	p.submits(first, openselection.Paper, "anggota-1")
	p.submits(first, openselection.Paper, "anggota-2")
	selection := everythingOf(t, p.posts[first])
	marker := everythingOf(t, p.find(sheet(first, openselection.Paper, "anggota-1")).(*file[openselection.SheetFacts]))
	for _, file := range p.facts(first).Files {
		if code := codeOf(file.Candidate); bytes.Contains(selection, []byte(code)) {
			t.Errorf("the selection knows the code of %s", file.Candidate)
		}
		for _, told := range []string{`"` + file.Candidate + `"`, file.Registration, p.authorOf(first, file.Candidate)} {
			if bytes.Contains(marker, []byte(told)) {
				t.Errorf("the sheet of a marker tells %s", told)
			}
		}
	}
	codes := p.sheetFacts(sheet(first, openselection.Paper, "anggota-1")).Candidates
	if len(codes) != 5 || !slices.IsSorted(codes) || !slices.Equal(codes, p.sheetFacts(sheet(first, openselection.Paper, "anggota-2")).Candidates) {
		t.Errorf("the order of the codes tells something: %v", codes)
	}

	p.reveals(first)
	for _, unsealed := range p.facts(first).Papers {
		if unsealed.Code != codeOf(unsealed.Candidate) {
			t.Errorf("%s is opened as the paper of %s", unsealed.Code, unsealed.Candidate)
		}
		p.state(first+"/"+unsealed.Code, openselection.PaperOpened)
	}
	if len(p.facts(first).Papers) != 5 {
		t.Errorf("opened: %v", p.facts(first).Papers)
	}
	folds(t, p.posts[first])
	folds(t, p.find(first+"/"+codeOf("01")).(*file[openselection.PaperFacts]))
}

// Which codes somebody has tells nobody whose they are: a conflict neither keeps a code from
// a marker nor strikes one, and the mark is dropped at the reveal.
func TestPaper_of_somebody_with_whom_a_marker_has_a_conflict(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.readyToScore(openselection.Paper)
	p.recuse("anggota-1", "03")
	p.do("chair", first, openselection.OpenScoring, p.opening(openselection.Paper, "anggota-1", "anggota-2", "anggota-3"))
	mine, theirs := p.sheetFacts(sheet(first, openselection.Paper, "anggota-1")), p.sheetFacts(sheet(first, openselection.Paper, "anggota-2"))
	if len(mine.Candidates) != 5 || !slices.Equal(mine.Candidates, theirs.Candidates) {
		t.Errorf("the sheets have %v and %v", mine.Candidates, theirs.Candidates)
	}
	p.recuse("anggota-2", "04") // after the sheets are out
	p.do("chair", first, openselection.Disqualify, p.outOf(openselection.Paper, "05"))
	if struck := p.sheetFacts(sheet(first, openselection.Paper, "anggota-2")).Struck; len(struck) > 0 {
		t.Errorf("struck: %v", struck)
	}
	p.submits(first, openselection.Paper, "anggota-1")
	p.submits(first, openselection.Paper, "anggota-2")
	p.submits(first, openselection.Paper, "anggota-3")
	p.reveals(first)
	for _, m := range p.facts(first).Marks {
		if m.Component == openselection.Paper && (m.By == "anggota-1" && m.Candidate == "03" || m.By == "anggota-2" && m.Candidate == "04" || m.Candidate == "05") {
			t.Errorf("a mark in spite of a conflict: %+v", m)
		}
	}
	folds(t, p.posts[first])
}

// Of two papers under two codes the one that came last counts; both are opened.
func TestPaper_handed_in_twice(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.readyToScore(openselection.Paper)
	author := p.authorOf(first, "01")
	p.now = p.now.Add(time.Minute)
	if err := p.tryOpen(self(author), first, openselection.PaperName, codeOf("second"), author, openselection.HandInPaper, document("makalah/2")); err != nil {
		t.Fatalf("the second paper: %v", err)
	}
	p.opensScoring(first, openselection.Paper)
	if codes := p.sheetFacts(sheet(first, openselection.Paper, "anggota-1")).Candidates; !slices.Contains(codes, codeOf("second")) || slices.Contains(codes, codeOf("01")) {
		t.Errorf("the sheet has %v", codes)
	}
	p.do("chair", first, openselection.Disqualify, p.outOf(openselection.Paper, "02"))
	for _, marker := range []string{"anggota-1", "anggota-2"} {
		on := sheet(first, openselection.Paper, marker)
		body := openselection.EnterScoresBody{Marks: []openselection.SheetMark{}}
		facts := p.sheetFacts(on)
		for _, code := range facts.Candidates {
			body.Marks = append(body.Marks, marked(code, facts.Criteria, 70_00))
		}
		p.doAs(scorer(openselection.Paper, marker), on, openselection.EnterScores, body)
		p.doAs(scorer(openselection.Paper, marker), on, openselection.SubmitScores, struct{}{})
	}
	p.reveals(first)
	for _, code := range []string{codeOf("second"), codeOf("01"), codeOf("02")} {
		p.state(first+"/"+code, openselection.PaperOpened)
	}
}

// Where conflicts that are found late have left somebody's paper without a mark, other
// members mark it, and no other paper.
func TestPaper_that_is_marked_once_more(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.Interviewed)
	p.recuse("anggota-1", "03")
	p.recuse("anggota-2", "03")
	if _, scored := p.score(openselection.Paper, "03"); scored {
		t.Error("marks in spite of a conflict give a score")
	}
	p.do("chair", first, openselection.OpenScoring, p.opening(openselection.Paper, "anggota-3", "anggota-4"))
	on := first + "/" + openselection.SheetRef(openselection.Paper, "anggota-3", 2)
	if got := p.sheetFacts(on).Candidates; !slices.Equal(got, []string{codeOf("03")}) {
		t.Errorf("the sheet has %v", got)
	}
	for _, marker := range []string{"anggota-3", "anggota-4"} {
		on := first + "/" + openselection.SheetRef(openselection.Paper, marker, 2)
		p.doAs(scorer(openselection.Paper, marker), on, openselection.EnterScores, p.marksOn(on))
		p.doAs(scorer(openselection.Paper, marker), on, openselection.SubmitScores, struct{}{})
	}
	p.reveals(first)
	if got, _ := p.score(openselection.Paper, "03"); got != points(2) || len(p.facts(first).Papers) != 5 {
		t.Errorf("the score is %s, the papers are %v", got, p.facts(first).Papers)
	}
	agrees(t, p.facts(first))
	folds(t, p.posts[first])
}

func TestPaper_codes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var chance [5]byte
		copy(chance[:], rapid.SliceOfN(rapid.Byte(), 5, 5).Draw(t, "chance"))
		code := openselection.PaperCode(chance)
		digits := strings.Trim(code, "0123456789") == ""
		if len(code) != 8 || openselection.IsPaperCode(code) == digits {
			t.Fatalf("%q: %t", code, openselection.IsPaperCode(code))
		}
	})
	for _, bad := range []string{"", "abc", "abcdefghj", "abcdefgi", "ABCDEFGH", "12345678", "abcd-fgh"} {
		if openselection.IsPaperCode(bad) {
			t.Errorf("%q is a code", bad)
		}
	}
}

// A paper is nobody's but the author's, also while it is replaced.
func TestPaper_is_its_authors(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.CompetencyAssessed)
	p.handsIn(first, "01")
	on := first + "/" + codeOf("01")
	for _, role := range workflow.Roles() {
		if role != workflow.DataSubject {
			p.refusedAs(workflow.Actor{Person: "orang-lain", Roles: []workflow.Role{role}}, on, openselection.ReplacePaper, document("makalah/2"), workflow.ActorMayAct)
		}
	}
	p.refusedAs(self(p.authorOf(first, "01")), on, openselection.OpenPaper, struct{}{}, workflow.ActorMayAct)
	for name, spoil := range map[string]func(*openselection.PaperDocument){
		"no name":  func(d *openselection.PaperDocument) { d.Name = " " },
		"no hash":  func(d *openselection.PaperDocument) { d.SHA256 = "ab" },
		"no pages": func(d *openselection.PaperDocument) { d.Pages = 0 },
		"no size":  func(d *openselection.PaperDocument) { d.Size = 0 },
	} {
		t.Log(name)
		p.refusedAs(self(p.authorOf(first, "01")), on, openselection.ReplacePaper,
			edit(document("makalah/2"), func(b *openselection.HandInBody) { spoil(&b.Document) }), workflow.BodyIsWellFormed)
	}
}
