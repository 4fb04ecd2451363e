package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// The round is announced, and its windows end, by the real events of the house. What comes
// between, and the stages up to the last, is written down as chronicles.

// members are the people of a committee of that size, its chair first.
func (s Size) members() []string {
	list := []string{chair}
	for n := 1; n < s.Members; n++ {
		list = append(list, fmt.Sprintf("anggota-%d", n))
	}
	return list
}

// people are those who apply for a post.
func (s Size) people(post string) []string {
	list := make([]string, s.Applicants)
	for n := range list {
		list[n] = fmt.Sprintf("pelamar-%s-%d", post, n+1)
	}
	return list
}

// words are those of a round with a committee of that size: two of five, three of seven and
// four of nine are officials of the agency itself.
func (s Size) words() []string {
	var seats []string
	for i, person := range s.members() {
		origin, leads := "academic", ""
		if i%2 == 1 && i < s.Members-1 {
			origin = "agency"
		}
		if i == 0 {
			leads = `"chair":true,`
		}
		seats = append(seats, fmt.Sprintf(`{"person":%q,"origin":%q,"expertise":"manajemen",%s"no_conflict":true,"no_party":true}`, person, origin, leads))
	}
	present, _ := json.Marshal(s.members()) // texts always have a JSON form
	return []string{"{pansel}", "[" + strings.Join(seats, ",") + "]", "{hadir}", string(present)}
}

// fill opens a round and brings its selections to the interview.
func (e *Engine) fill(ctx context.Context, size Size) ([]Selection, error) {
	planned := e.clock.Now()
	round, err := e.announce(planned, size.Posts, size.words()...)
	if err != nil {
		return nil, err
	}
	if err := e.house.SetClock(ctx, planned.AddDate(0, 0, windowOpens)); err != nil {
		return nil, err
	}
	announced, err := e.selectionsOf(round, "announced")
	if err != nil {
		return nil, err
	}
	for _, selection := range announced {
		f, err := e.filling(ctx, selection)
		if err != nil {
			return nil, err
		}
		if err := f.applications(size.people(f.selection.Ref), openselection.ChecklistItem("").Enum()); err != nil {
			return nil, err
		}
		if err := commit(ctx, e.house.Store, f.now, nil, f.opened...); err != nil {
			return nil, err
		}
	}
	if err := e.house.SetClock(ctx, planned.AddDate(0, 0, played)); err != nil {
		return nil, err
	}
	closed, err := e.selectionsOf(round, "applications_closed")
	if err != nil {
		return nil, err
	}
	for i := range closed {
		if err := e.advance(ctx, i, &closed[i], size); err != nil {
			return nil, fmt.Errorf("stages: %w", err)
		}
	}
	return closed, nil
}

// A filling is what comes under a selection without anybody playing it.
type filling struct {
	chronicles
	selection casework.Record
	closes    calendar.Date // the last day on which one may apply, and the one on which ages are taken
	now       time.Time
	opened    []*chronicle
}

func (e *Engine) filling(ctx context.Context, s Selection) (*filling, error) {
	id, err := workflow.ParseCaseID(s.ID)
	if err != nil {
		return nil, err
	}
	return fillingOf(ctx, e.house.Store, id, e.clock.Now())
}

func fillingOf(ctx context.Context, in Keeper, id workflow.CaseID, now time.Time) (*filling, error) {
	loaded, err := in.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	pack, err := in.Pack(ctx, loaded.Record.Pack)
	if err != nil {
		return nil, err
	}
	var facts openselection.SelectionFacts
	err = json.Unmarshal(loaded.Record.Facts, &facts)
	return &filling{chronicles: newChronicles(pack), selection: loaded.Record, closes: facts.Window.Closes, now: now}, err
}

// open writes down a case under the selection.
func (f *filling) open(procedure, ref, subject string, at time.Time, words ...word) error {
	written, err := f.begin(f.selection, procedure, ref, subject, at)
	if err != nil {
		return err
	}
	for _, one := range words {
		if err := written.take(at, one.event, subject, one.body); err != nil {
			return err
		}
	}
	f.opened = append(f.opened, written)
	return nil
}

// applications are submitted one after the other, with documents of some kinds.
func (f *filling) applications(people, kinds []string) error {
	for n, person := range people {
		at := f.now.Add(time.Duration(n) * time.Microsecond)
		ref := openselection.RegistrationRef(f.selection.ID, person)
		if err := f.open(openselection.ApplicationName, ref, person, at, applying(f.selection.Round, f.closes, kinds)...); err != nil {
			return err
		}
	}
	return nil
}

// papers are handed in by those who will have these numbers.
func (f *filling) papers(numbers []string, after ...word) error {
	for n, number := range numbers {
		document := openselection.PaperDocument{Name: "naskah/" + codeOf(n), SHA256: rubrics, Size: 90_000, Pages: 12, Media: "application/pdf"}
		words := append([]word{{openselection.HandInPaper, openselection.HandedInBody{Document: document, Candidate: number}}}, after...)
		if err := f.open(openselection.PaperName, codeOf(n), fmt.Sprintf("pelamar-%d", n+1), f.now, words...); err != nil {
			return err
		}
	}
	return nil
}

// A word is what somebody says, or what is recorded of it.
type word struct {
	event workflow.Event
	body  any
}

// applying is the course of an application of somebody who brings all that is asked for.
func applying(round workflow.CaseID, closes calendar.Date, kinds []string) []word {
	profile := openselection.FillProfileBody{
		Education: openselection.Master, Grade: "iv_b", ExperienceYears: 9, Held: openselection.Held{Post: openselection.Administrator, Years: 3},
		Performance: []openselection.Performance{{Year: closes.Year() - 1, Rating: openselection.Good}, {Year: closes.Year() - 2, Rating: openselection.Good}},
		Discipline:  "none", Unit: "Biro Umum",
		Declarations: openselection.Declarations{NeverConvicted: true, NotDisciplined: true, IntegrityPact: true, DocumentsAreOwn: true},
	}
	words := []word{{openselection.ApplyForPost, openselection.ApplyBody{Round: round}}, {openselection.FillProfile, profile}}
	for _, kind := range kinds {
		words = append(words, word{openselection.AttachDocument, openselection.AttachDocumentBody{
			Kind: openselection.ChecklistItem(kind), Name: "berkas/" + kind, SHA256: rubrics, Size: 180_000, Pages: 2, Media: "application/pdf",
		}})
	}
	return append(words, word{openselection.SubmitApplication, openselection.SubmitApplicationBody{AgeYears: 50, AgeMet: true, AgeOn: closes, Seq: int64(len(words)) + 1}})
}

// advance writes the stages of a selection up to its interviews, with their sheets and papers.
func (e *Engine) advance(ctx context.Context, post int, s *Selection, size Size) error {
	facts, err := e.facts(ctx, *s)
	if err != nil {
		return err
	}
	if len(facts.Participants) != size.Applicants {
		return fmt.Errorf("selection %s has %d participants, want %d", s.ID, len(facts.Participants), size.Applicants)
	}
	f, err := e.filling(ctx, *s)
	if err != nil {
		return err
	}
	moved, err := f.resume(ctx, e.house.Store, f.selection.ID)
	if err != nil {
		return err
	}
	if err := (&stages{f, moved, facts.Participants, post, size}).write(); err != nil {
		return err
	}
	s.Revision = int64(len(moved.entries))
	return commit(ctx, e.house.Store, f.now, moved, f.opened...)
}

// stages is a selection whose stages are written down.
type stages struct {
	*filling
	moved        *chronicle
	participants []openselection.Participant
	post         int
	size         Size
}

func (s *stages) write() error {
	letter := openselection.Letter{Number: "10/Pansel-JPT", Date: calendar.DateOf(s.now, s.selection.Zone)}
	files := openselection.VerifyFilesBody{Files: []openselection.File{}, Links: []openselection.Link{}}
	for _, p := range s.participants {
		files.Files = append(files.Files, openselection.File{
			Candidate: p.Number, Registration: p.Registration, Verifier: "sekretaris", Second: "verifikator", Passed: true, AgeYears: 50, AgeMet: true, AgeOn: s.closes,
		})
	}
	taken := []word{
		{openselection.VerifyFiles, files}, {openselection.PassScreening, openselection.PassScreeningBody{Minutes: letter, Result: letter}},
	}
	for range s.size.members() {
		taken = append(taken, word{openselection.SignStatement, openselection.SignStatementBody{CodeOfEthics: true, NoFurtherConflict: true}})
	}
	for _, c := range openselection.Components() {
		open := openselection.OpenScoringBody{Component: c, Until: letter.Date.AddDays(2)}
		for _, person := range s.size.members() {
			open.Scorers = append(open.Scorers, openselection.Scorer{Person: person, Candidates: s.numbers()})
		}
		taken = append(taken, word{openselection.OpenScoring, open})
		if c != openselection.InterviewOf {
			reveal, err := s.revealed(c)
			if err != nil {
				return err
			}
			taken = append(taken, word{openselection.RevealScores, reveal}, s.closing(c, letter))
		}
		if err := s.sheets(c); err != nil {
			return err
		}
	}
	signed := 0
	for _, one := range taken {
		person := chair
		if one.event == openselection.SignStatement {
			person = s.size.members()[signed]
			signed++
		}
		if err := s.moved.take(s.now, one.event, person, one.body); err != nil {
			return err
		}
	}
	return nil
}

func (s *stages) numbers() []string {
	list := make([]string, len(s.participants))
	for i, p := range s.participants {
		list[i] = p.Number
	}
	return list
}

// closing is what ends a stage.
func (s *stages) closing(c openselection.Component, letter openselection.Letter) word {
	switch c {
	case openselection.TrackRecord:
		return word{openselection.CheckTrackRecord, openselection.CheckTrackRecordBody{
			Minutes: letter, Tracers: []string{"penelusur"}, Rubrics: rubrics, NeutralityChecked: true, DisciplineChecked: true,
		}}
	case openselection.Assessment:
		return word{openselection.AssessCompetency, openselection.AssessCompetencyBody{Report: letter, Method: "assessment center", Institution: "UPT Penilaian"}}
	case openselection.Paper, openselection.InterviewOf:
	}
	return word{openselection.TestField, openselection.TestFieldBody{Minutes: letter}}
}

// revealed is what a reveal records: everybody's marks and, of papers, whose they are.
func (s *stages) revealed(c openselection.Component) (openselection.RevealScoresBody, error) {
	body := openselection.RevealScoresBody{Component: c, Sheets: []openselection.RevealedSheet{}}
	for m, person := range s.size.members() {
		sheet := openselection.RevealedSheet{By: person}
		for n, number := range s.numbers() {
			given := points(s.post, n, m, c)
			sheet.Marks = append(sheet.Marks, openselection.RevealedMark{Candidate: number, Points: given, Criteria: wholly(given)})
		}
		body.Sheets = append(body.Sheets, sheet)
	}
	if c != openselection.Paper {
		return body, nil
	}
	for n, number := range s.numbers() {
		body.Papers = append(body.Papers, openselection.Unsealed{Code: codeOf(n), Candidate: number})
	}
	return body, s.papers(s.numbers(), word{openselection.OpenPaper, struct{}{}})
}

// wholly is the points of a component that has one criterion.
func wholly(given scoring.Points) []openselection.CriterionPoints {
	return []openselection.CriterionPoints{{Code: openselection.OnlyCriterion().Code, Points: given}}
}

// sheets writes the sheets of a component: submitted, and revealed but for the interview's.
func (s *stages) sheets(c openselection.Component) error {
	numbers := s.numbers()
	for m, person := range s.size.members() {
		var marks openselection.EnterScoresBody
		for n, number := range numbers {
			marks.Marks = append(marks.Marks, openselection.SheetMark{Candidate: number, Criteria: wholly(points(s.post, n, m, c))})
		}
		taken := []word{
			{openselection.OpenSheet, openselection.OpenSheetBody{
				Component: c, Turn: 1, Candidates: numbers, Criteria: []openselection.Criterion{openselection.OnlyCriterion()}, Closes: calendar.DateOf(s.now, s.selection.Zone).AddDays(2),
			}},
			{openselection.EnterScores, marks},
			{openselection.SubmitScores, struct{}{}},
		}
		if c != openselection.InterviewOf {
			taken = append(taken, word{openselection.RevealSheet, struct{}{}})
		}
		if err := s.open(openselection.SheetName, openselection.SheetRef(c, person, 1), person, s.now, taken...); err != nil {
			return err
		}
	}
	return nil
}
