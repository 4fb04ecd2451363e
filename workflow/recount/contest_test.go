package recount_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// A contest draws what happens to a selection from the files to the health test, and lets
// the bodies of the real table apply it: no score is written by hand.
type contest struct {
	*rand.Rand
	facts   openselection.SelectionFacts
	scorers map[openselection.Component][]string
	few     bool // few different points
	wholes  bool // every component has the one criterion
	// twins are candidates who get what the one before them got: 1 in everything, 2 with as
	// much more in one component as makes up for what is less in another.
	twins map[string]int
	given map[giving][]openselection.CriterionPoints
}

type giving struct {
	component     openselection.Component
	candidate, by string
}

var (
	onDay   = calendar.NewDate(2024, time.June, 18)
	ketua   = workflow.Actor{Person: "ketua"}
	minutes = openselection.Letter{Number: "1", Date: onDay}
)

func occurring(event workflow.Event) workflow.Occurrence {
	return workflow.Occurrence{Event: event, Today: onDay, Actor: ketua, Role: workflow.CommitteeChair}
}

func drawContest(random *rand.Rand) openselection.SelectionFacts {
	c := &contest{
		Rand: random, few: random.IntN(2) == 0, wholes: random.IntN(4) > 0,
		twins: make(map[string]int), scorers: make(map[openselection.Component][]string), given: make(map[giving][]openselection.CriterionPoints),
	}
	c.facts.Post = openselection.Post{
		Ref: "pos-1", Tier: openselection.Pratama, Office: openselection.OrdinaryOffice,
		Vacancy:  openselection.Vacancy{Reason: openselection.Retirement, From: onDay, Evidence: minutes},
		Standard: minutes, Requirements: minutes,
	}
	c.terms()
	c.files()
	c.conflict(8) // declared before anything is scored
	for _, component := range openselection.Components() {
		for range 1 + c.IntN(3)*c.IntN(2) {
			c.scorers[component] = append(c.scorers[component], fmt.Sprintf("anggota-%d", len(c.scorers[component])+1))
		}
		if component == openselection.Assessment {
			c.reuse()
		}
		c.reveal(component)
		c.conflict(6)
		c.correct()
		c.leave(component)
	}
	c.health()
	c.conflict(6) // found after everything
	c.leave(openselection.InterviewOf)
	return c.facts
}

// chance is true once in n times.
func (c *contest) chance(n int) bool { return c.IntN(n) == 0 }

func (c *contest) terms() {
	a, b, d := 1+c.IntN(32), 1+c.IntN(32), 1+c.IntN(32)
	c.facts.Terms = openselection.Terms{
		Weights: openselection.Weights{TrackRecord: a, Assessment: b, Paper: d, Interview: 100 - a - b - d},
		Tie:     openselection.Components(), Rubrics: "-",
	}
	c.Shuffle(4, func(i, j int) {
		c.facts.Terms.Tie[i], c.facts.Terms.Tie[j] = c.facts.Terms.Tie[j], c.facts.Terms.Tie[i]
	})
	if !c.wholes {
		share := 1 + c.IntN(99)
		c.facts.Terms.Criteria = &openselection.Criteria{
			Interview: []openselection.Criterion{{Code: "visi", Title: "Visi", Percent: share}, {Code: "integritas", Title: "Integritas", Percent: 100 - share}},
			Paper:     []openselection.Criterion{{Code: "isi", Title: "Isi", Percent: 33}, {Code: "data", Title: "Data", Percent: 33}, {Code: "bahasa", Title: "Bahasa", Percent: 34}},
		}
	}
}

func (c *contest) files() {
	for i := range 1 + c.IntN(2+c.IntN(5)) {
		if c.wholes && c.chance(2) {
			c.twins[fmt.Sprintf("%02d", i+1)] = 1 + c.IntN(2)
		}
		c.facts.Files = append(c.facts.Files, openselection.File{
			Candidate: fmt.Sprintf("%02d", i+1), Verifier: "verifikator-1", Second: "verifikator-2", Passed: !c.chance(8), AgeOn: onDay,
		})
	}
}

// inPlay are those who are scored.
func (c *contest) inPlay() []string {
	var list []string
	for _, file := range c.facts.Files {
		if file.Passed && !slices.ContainsFunc(c.facts.Out, func(o openselection.Out) bool { return o.Candidate == file.Candidate }) {
			list = append(list, file.Candidate)
		}
	}
	return list
}

func (c *contest) anybody() string { return c.facts.Files[c.IntN(len(c.facts.Files))].Candidate }

func (c *contest) conflict(once int) {
	if c.chance(once) {
		c.facts = openselection.DeclareConflictBody{
			Candidate: c.anybody(), Relation: "keluarga", Member: []string{"anggota-1", "anggota-2", "anggota-3", "ketua"}[c.IntN(4)],
		}.Apply(c.facts, occurring(openselection.DeclareConflict))
	}
}

func (c *contest) conflicted(member, candidate string) bool {
	return slices.ContainsFunc(c.facts.Conflicts, func(x openselection.Conflict) bool { return x.Member == member && x.Candidate == candidate })
}

func (c *contest) reuse() {
	if c.chance(4) {
		brought := openselection.ReuseAssessmentBody{
			Candidate: c.anybody(), Points: c.points(), From: onDay, Institution: "UPT Penilaian", Letter: minutes, SHA256: strings.Repeat("ab", 32),
		}
		by := occurring(openselection.ReuseAssessment)
		by.Actor.Person = "asesor"
		c.facts = brought.Apply(c.facts, by)
		if !c.chance(6) && !c.conflicted("ketua", brought.Candidate) {
			c.facts = openselection.ConfirmReuseBody{
				Candidate: brought.Candidate, Points: brought.Points, SHA256: brought.SHA256,
			}.Apply(c.facts, occurring(openselection.ConfirmReuse))
		}
	}
}

func (c *contest) points() scoring.Points {
	if c.few {
		return []scoring.Points{70_00, 70_01, 80_00, 80_01, 100_00, 0}[c.IntN(6)]
	}
	return scoring.Points(c.IntN(int(scoring.Full) + 1))
}

// reveal gives everybody's marks in a component at once.
func (c *contest) reveal(component openselection.Component) {
	body := openselection.RevealScoresBody{Component: component}
	candidates := c.inPlay()
	for _, by := range c.scorers[component] {
		sheet := openselection.RevealedSheet{By: by, Lapsed: c.chance(12)}
		for i, candidate := range candidates {
			// An assessment that is used again stands in place of marks, but nothing keeps
			// somebody from having both.
			if sheet.Lapsed || c.conflicted(by, candidate) {
				continue
			}
			criteria := c.sheet(component)
			if i > 0 && c.twins[candidate] != 0 {
				criteria = c.like(component, candidates[i-1], by, criteria, c.twins[candidate])
			}
			c.given[giving{component, candidate, by}] = criteria
			sheet.Marks = append(sheet.Marks, openselection.RevealedMark{Candidate: candidate, Points: c.mark(component, criteria), Criteria: criteria})
		}
		body.Sheets = append(body.Sheets, sheet)
	}
	c.facts = body.Apply(c.facts, occurring(openselection.RevealScores))
}

func (c *contest) criteria(component openselection.Component) []openselection.Criterion {
	switch {
	case c.wholes:
	case component == openselection.InterviewOf:
		return c.facts.Terms.Criteria.Interview
	case component == openselection.Paper:
		return c.facts.Terms.Criteria.Paper
	}
	return []openselection.Criterion{openselection.OnlyCriterion()}
}

func (c *contest) sheet(component openselection.Component) []openselection.CriterionPoints {
	var given []openselection.CriterionPoints
	for _, criterion := range c.criteria(component) {
		given = append(given, openselection.CriterionPoints{Code: criterion.Code, Points: c.points()})
	}
	return given
}

// like gives a candidate what another one got, in the way of a twin.
func (c *contest) like(component openselection.Component, other, by string, otherwise []openselection.CriterionPoints, twin int) []openselection.CriterionPoints {
	given, there := c.given[giving{component, other, by}]
	if !there {
		return otherwise
	}
	weights, points := c.facts.Terms.Weights, given[0].Points
	switch {
	case twin == 2 && component == openselection.TrackRecord:
		points += scoring.Points(weights.Interview)
	case twin == 2 && component == openselection.InterviewOf:
		points -= scoring.Points(weights.TrackRecord)
	}
	if !points.Valid() {
		return otherwise
	}
	return []openselection.CriterionPoints{{Code: given[0].Code, Points: points}}
}

// mark is the sum of points times percent, rounded half up to hundredths.
func (c *contest) mark(component openselection.Component, given []openselection.CriterionPoints) scoring.Points {
	sum := 0
	for i, criterion := range c.criteria(component) {
		sum += int(given[i].Points) * criterion.Percent
	}
	return scoring.Points((sum + 50) / 100)
}

func (c *contest) correct() {
	if len(c.facts.Marks) == 0 || !c.chance(5) {
		return
	}
	m := c.facts.Marks[c.IntN(len(c.facts.Marks))]
	if c.chance(3) && len(c.facts.Reused) > 0 && c.facts.Reused[0].ConfirmedBy != "" {
		m = openselection.Given{Component: openselection.Assessment, Candidate: c.facts.Reused[0].Candidate}
	}
	second := "anggota-2"
	if m.By == second {
		second = "anggota-3"
	}
	if m.Void != nil || c.conflicted("ketua", m.Candidate) || c.conflicted(second, m.Candidate) {
		return
	}
	proposed := openselection.CorrectScoreBody{
		Component: m.Component, Candidate: m.Candidate, By: m.By, Points: c.points(), Reason: "salah ketik", Second: second,
	}
	c.facts = proposed.Apply(c.facts, occurring(openselection.CorrectScore))
	if !c.chance(6) {
		c.facts = openselection.ConfirmCorrectionBody{
			Component: m.Component, Candidate: m.Candidate, By: m.By, Points: proposed.Points,
		}.Apply(c.facts, occurring(openselection.ConfirmCorrection))
	}
}

func (c *contest) leave(component openselection.Component) {
	if candidates := c.inPlay(); len(candidates) > 0 && c.chance(12) {
		event := openselection.RecordAbsence
		if c.chance(2) {
			event = openselection.Disqualify
		}
		c.facts = openselection.OutBody{
			Candidate: candidates[c.IntN(len(candidates))], Component: component, Reason: "tidak hadir", Minutes: minutes,
		}.Apply(c.facts, occurring(event))
	}
}

func (c *contest) health() {
	body := openselection.TestHealthBody{Letter: minutes}
	for _, candidate := range c.inPlay() {
		if !c.chance(20) { // who is far from the best need not be tested
			body.Results = append(body.Results, openselection.HealthCheck{Candidate: candidate, Fit: !c.chance(8)})
		}
	}
	c.facts = body.Apply(c.facts, occurring(openselection.TestHealth))
}
