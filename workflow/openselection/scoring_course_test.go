package openselection_test

import (
	"crypto/sha256"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// The scorers of a clean course, who each give what points says, and the events that close
// its stages.

// points fall with the place in the list: the first is the best.
func points(i int) scoring.Points { return scoring.Points(90_00 - 1_25*i) }

// scorer is somebody with a sheet: its subject, who has the part that scores.
func scorer(component openselection.Component, person string) workflow.Actor {
	part := workflow.CommitteeMember
	switch {
	case component == openselection.Assessment:
		part = workflow.Assessor
	case component == openselection.TrackRecord && person == "penelusur":
		part = workflow.Tracer
	case person == "ketua":
		part = workflow.CommitteeChair
	}
	return workflow.Actor{Person: person, Roles: []workflow.Role{part, workflow.DataSubject}}
}

// scorers are those of a component in a clean course.
func (p *player) scorers(post string, component openselection.Component) []string {
	switch component {
	case openselection.TrackRecord:
		return []string{"penelusur"}
	case openselection.Assessment:
		return []string{"asesor", "asesor-2"}
	case openselection.Paper:
		return []string{"anggota-1", "anggota-2"}
	case openselection.InterviewOf: // all members
	}
	var all []string
	for _, m := range p.facts(post).Terms.Members {
		all = append(all, m.Person)
	}
	return all
}

// opening is the event that hands out the sheets of a component until tomorrow.
func (p *player) opening(component openselection.Component, scorers ...string) openselection.OpenScoringBody {
	body := openselection.OpenScoringBody{Component: component, Until: p.today().AddDays(1), Scorers: []openselection.Scorer{}}
	for _, person := range scorers {
		body.Scorers = append(body.Scorers, openselection.Scorer{Person: person})
	}
	return body
}

// allSign lets every member who has not yet done so sign the statement.
func (p *player) allSign(post string) {
	p.t.Helper()
	for _, m := range p.facts(post).Terms.Members {
		if !slices.ContainsFunc(p.facts(post).Statements, func(s openselection.Statement) bool { return s.Member == m.Person }) {
			p.doAs(memberOf(m), post, openselection.SignStatement, statement())
		}
	}
}

func memberOf(m openselection.Member) workflow.Actor {
	role := workflow.CommitteeMember
	if m.Chair {
		role = workflow.CommitteeChair
	}
	return workflow.Actor{Person: m.Person, Roles: []workflow.Role{role}}
}

func statement() openselection.SignStatementBody {
	return openselection.SignStatementBody{CodeOfEthics: true, NoFurtherConflict: true}
}

// codeOf is the code of a candidate's paper in the tests: by chance, but the same each time.
func codeOf(candidate string) string {
	sum := sha256.Sum256([]byte("makalah " + candidate))
	return openselection.PaperCode([5]byte(sum[:5]))
}

// authorOf is the person behind a participant number.
func (p *player) authorOf(post, candidate string) string {
	p.t.Helper()
	for _, file := range p.facts(post).Files {
		if file.Candidate == candidate {
			return p.find(post + "/" + file.Registration).relative().Subject
		}
	}
	p.t.Fatalf("nobody has the number %s", candidate)
	return ""
}

func document(name string) openselection.HandInBody {
	return openselection.HandInBody{Document: openselection.PaperDocument{Name: name, SHA256: rubrics, Size: 52_000, Pages: 9, Media: "application/pdf"}}
}

// handsIn lets a candidate hand in a paper.
func (p *player) handsIn(post, candidate string) {
	p.t.Helper()
	author := p.authorOf(post, candidate)
	if err := p.tryOpen(self(author), post, openselection.PaperName, codeOf(candidate), author, openselection.HandInPaper, document("makalah/1")); err != nil {
		p.t.Fatalf("%s hands in a paper: %v%s", candidate, err, detail(err))
	}
}

// allHandIn lets everybody who competes hand in a paper.
func (p *player) allHandIn(post string) {
	p.t.Helper()
	for _, candidate := range p.competing(post) {
		if _, there := p.kin[post+"/"+codeOf(candidate)]; !there {
			p.handsIn(post, candidate)
		}
	}
}

func (p *player) competing(post string) []string {
	return slices.DeleteFunc(p.passed(post), func(candidate string) bool {
		return slices.ContainsFunc(p.facts(post).Out, func(o openselection.Out) bool { return o.Candidate == candidate })
	})
}

// opensScoring hands out the sheets of a component as in a clean course, with all that comes before.
func (p *player) opensScoring(post string, component openselection.Component) {
	p.t.Helper()
	p.allSign(post)
	if component == openselection.Paper {
		p.allHandIn(post)
	}
	p.do("chair", post, openselection.OpenScoring, p.opening(component, p.scorers(post, component)...))
}

// sheet is what the sheet of a scorer is called here.
func sheet(post string, component openselection.Component, person string) string {
	return post + "/" + openselection.SheetRef(component, person, 1)
}

func (p *player) sheetFacts(on string) openselection.SheetFacts {
	p.t.Helper()
	f, is := p.find(on).(*file[openselection.SheetFacts])
	if !is {
		p.t.Fatalf("%s is no sheet", on)
	}
	return f.now.Facts
}

// marksOn gives every candidate who is left on a sheet the points of their place.
func (p *player) marksOn(on string) openselection.EnterScoresBody {
	p.t.Helper()
	post, facts := above(on), p.sheetFacts(on)
	body := openselection.EnterScoresBody{Marks: []openselection.SheetMark{}}
	for i, number := range p.passed(post) {
		name := number
		if facts.Component == openselection.Paper {
			name = codeOf(number)
		}
		struck := slices.ContainsFunc(facts.Struck, func(s openselection.Strike) bool { return s.Candidate == name })
		if slices.Contains(facts.Candidates, name) && !struck {
			body.Marks = append(body.Marks, marked(name, facts.Criteria, points(i)))
		}
	}
	return body
}

// marked is the same points on every criterion.
func marked(candidate string, criteria []openselection.Criterion, given scoring.Points) openselection.SheetMark {
	mark := openselection.SheetMark{Candidate: candidate, Criteria: []openselection.CriterionPoints{}}
	for _, criterion := range criteria {
		mark.Criteria = append(mark.Criteria, openselection.CriterionPoints{Code: criterion.Code, Points: given})
	}
	return mark
}

// submits lets a scorer fill in and submit a sheet.
func (p *player) submits(post string, component openselection.Component, person string) {
	p.t.Helper()
	on := sheet(post, component, person)
	p.doAs(scorer(component, person), on, openselection.EnterScores, p.marksOn(on))
	p.doAs(scorer(component, person), on, openselection.SubmitScores, struct{}{})
}

func (p *player) reveals(post string) {
	p.t.Helper()
	p.do("chair", post, openselection.RevealScores, struct{}{})
}

// scored lets a component be scored and revealed, if it has not been.
func (p *player) scored(post string, component openselection.Component) {
	p.t.Helper()
	if p.facts(post).Scoring == nil && slices.Contains(p.facts(post).Turns, component) {
		return
	}
	if p.facts(post).Scoring == nil {
		p.opensScoring(post, component)
	}
	for _, person := range p.scorers(post, component) {
		if p.find(sheet(post, component, person)).relative().State == openselection.SheetOpened {
			p.submits(post, component, person)
		}
	}
	p.reveals(post)
}

// correction is of a mark, which is the first scorer's of the component; who confirms it is
// not that one.
func (p *player) correction(post string, component openselection.Component, candidate string, now scoring.Points) openselection.CorrectScoreBody {
	return openselection.CorrectScoreBody{
		Component: component, Candidate: candidate, By: p.scorers(post, component)[0], Points: now, Reason: "salah salin", Second: "anggota-4",
	}
}

// rubricsSealed is the hash that the round has sealed.
func (p *player) rubricsSealed() string { return p.round.now.Facts.Sealed.Instruments.Rubrics }

func (p *player) trackRecord() openselection.CheckTrackRecordBody {
	return openselection.CheckTrackRecordBody{
		Minutes: p.letter("BA/3"), Tracers: []string{"penelusur"}, Rubrics: p.rubricsSealed(), NeutralityChecked: true, DisciplineChecked: true,
	}
}

func (p *player) assessment() openselection.AssessCompetencyBody {
	return openselection.AssessCompetencyBody{Report: p.letter("LAP/1"), Method: "assessment center", Institution: "UPT Penilaian"}
}

func (p *player) fieldTest() openselection.TestFieldBody {
	return openselection.TestFieldBody{Minutes: p.letter("BA/4")}
}

func (p *player) interview(post string) openselection.InterviewBody {
	return openselection.InterviewBody{
		Minutes: p.letter("BA/5"), Rubrics: p.rubricsSealed(), ResourcePersons: []string{"narasumber"}, Present: p.scorers(post, openselection.InterviewOf),
	}
}

func (p *player) earlier(candidate string, from calendar.Date) openselection.ReuseAssessmentBody {
	return openselection.ReuseAssessmentBody{Candidate: candidate, Points: 77_50, From: from, Institution: "Balai Penilaian", Letter: p.letter("LAP/0"), SHA256: rubrics}
}

// reuses lets an earlier assessment count: one brings it, the chair has read it too.
func (p *player) reuses(body openselection.ReuseAssessmentBody) {
	p.t.Helper()
	p.do("assessor", first, openselection.ReuseAssessment, body)
	p.do("chair", first, openselection.ConfirmReuse, confirmedReuse(body))
}

func confirmedReuse(b openselection.ReuseAssessmentBody) openselection.ConfirmReuseBody {
	return openselection.ConfirmReuseBody{Candidate: b.Candidate, Points: b.Points, SHA256: b.SHA256}
}

// corrects lets a correction be proposed and confirmed.
func (p *player) corrects(body openselection.CorrectScoreBody) {
	p.t.Helper()
	p.do("chair", first, openselection.CorrectScore, body)
	p.doAs(member(body.Second), first, openselection.ConfirmCorrection, confirmed(body))
}

func member(person string) workflow.Actor {
	return workflow.Actor{Person: person, Roles: []workflow.Role{workflow.CommitteeMember}}
}

func confirmed(b openselection.CorrectScoreBody) openselection.ConfirmCorrectionBody {
	return openselection.ConfirmCorrectionBody{Component: b.Component, Candidate: b.Candidate, By: b.By, Points: b.Points}
}
