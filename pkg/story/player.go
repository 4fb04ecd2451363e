package story

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/openselection"
)

// A Player plays stories on a server. The zero members but Target may stay.
type Player struct {
	Target Target
	// Progress is told how much of the play is done.
	Progress func(done, total int)
	// Shown is given each step when it has been played.
	Shown func(Line)
	// KeepGoing plays on after an expectation that does not hold, to see what another
	// law makes of the same deeds.
	KeepGoing bool
}

// Play plays a story from its first step to its last, or to the first expectation
// that does not hold: then the error is that *Unmet. Any other error says that the
// server did not answer, or not as a server in demo mode does. The result tells how
// far the play came, whatever the error.
func (p Player) Play(ctx context.Context, s *Story) (Result, error) {
	g := &game{
		Player: p, story: s, run: uuid.NewString(), tables: map[string]tableRead{}, claimed: map[claim]bool{}, codeOf: map[string]map[string]string{},
		result: Result{
			Story: s.Title, Source: s.Source, File: s.File, Zone: s.Zone.Abbrev(), Agency: s.Agency, Timeline: []Line{}, Cases: []Outcome{},
		},
	}
	if p.Progress == nil {
		g.Progress = func(int, int) {}
	}
	if p.Shown == nil {
		g.Shown = func(Line) {}
	}
	err := g.play(ctx)
	g.result.Met = err == nil
	return g.result, err
}

// game is one play.
type game struct {
	Player
	story   *Story
	run     string    // a part of every idempotency key
	round   *caseRead // nil before it is open
	tables  map[string]tableRead
	claimed map[claim]bool               // firings that a step has accounted for
	codeOf  map[string]map[string]string // the codes of papers, by author and selection
	// complained are the complaints that were filed, with their receipts.
	complained []complained
	now        time.Time // of the story's clock
	result     Result
}

// A claim is a journal entry that the clock wrote.
type claim struct {
	id  string
	seq int64
}

func (g *game) play(ctx context.Context) error {
	total := len(g.story.Steps) + 1
	if err := g.seat(ctx); err != nil {
		return fmt.Errorf("%s: give the cast their duties: %w", g.story.File, err)
	}
	for i, step := range g.story.Steps {
		g.Progress(i, total)
		if err := g.moveClock(ctx, step.At); err != nil {
			return g.at(step, err)
		}
		line := Line{
			Step: i + 1, Place: fmt.Sprintf("%s:%d", g.story.File, step.Line), Day: g.story.day(step.At), At: step.At,
			Verb: step.Verb, By: strings.Join(step.By, ", "), Event: step.Event, On: step.On, Reason: step.Reason,
		}
		for _, who := range g.story.acting(step.By) {
			line.Roles = append(line.Roles, slices.DeleteFunc(slices.Clone(who.Roles), func(r workflow.Role) bool {
				return slices.Contains(line.Roles, r)
			})...)
		}
		err := g.step(ctx, step, &line)
		g.result.Timeline = append(g.result.Timeline, line)
		g.Shown(line)
		if unmet, ok := errors.AsType[*Unmet](err); ok {
			unmet.File, unmet.Line, unmet.Column, unmet.Step = g.story.File, step.Line, step.Column, i+1
			g.result.Unmet = append(g.result.Unmet, unmet)
			if !g.KeepGoing {
				break
			}
		} else if err != nil {
			return g.at(step, err)
		}
	}
	err := g.finish(ctx)
	if err != nil {
		err = fmt.Errorf("%s: after the last step: %w", g.story.File, err)
	}
	g.Progress(total, total)
	if len(g.result.Unmet) > 0 {
		return errors.Join(g.result.Unmet[0], err)
	}
	return err
}

func (g *game) at(s Step, err error) error {
	return fmt.Errorf("%s:%d:%d: %w", g.story.File, s.Line, s.Column, err)
}

func (g *game) step(ctx context.Context, s Step, line *Line) error {
	switch s.Verb {
	case Do:
		return g.do(ctx, s, line)
	case Fires:
		return g.fires(ctx, s, line)
	case Told:
		return g.told(ctx, s, line)
	case Expect:
		return g.expect(ctx, s, line)
	case Skip:
	}
	return nil
}

// moveClock lets the story's time pass: what falls due on the way happens, in its order. A
// step at a moment that is over already, because many acted in the one before, is not late.
func (g *game) moveClock(ctx context.Context, to time.Time) error {
	if to.Before(g.now) {
		return nil
	}
	g.now = to
	in := struct {
		Now time.Time `json:"now"`
	}{to.UTC()}
	r, err := g.Target.do(ctx, call{method: http.MethodPut, path: "/v1/demo/clock", as: reader, in: in})
	if err == nil && r.problem != nil {
		err = fmt.Errorf("%s: %s", *r.problem, r.problem.Detail)
		if r.status == http.StatusNotFound {
			err = errors.New("the server is not in demo mode")
		}
	}
	if err != nil {
		return fmt.Errorf("move the clock to %s: %w", to.Format(time.RFC3339), err)
	}
	return nil
}

// said is what one case answered to an event.
type said struct {
	on      string
	answer  *answer
	problem *problem
}

func (g *game) do(ctx context.Context, s Step, line *Line) error {
	if g.round != nil && s.Of != openselection.RoundName && s.Of != openselection.SelectionName {
		return g.doOnRecords(ctx, s, line)
	}
	var all []said
	for turn, who := range g.story.acting(s.By) {
		c := call{method: http.MethodPost, key: fmt.Sprintf("%s-%d", g.run, line.Step), as: who.Person}
		if turn > 0 {
			c.key += fmt.Sprintf(".%d", turn)
		}
		if g.round == nil && s.Event == openselection.DraftPlan {
			return g.openRound(ctx, c, s, line)
		}
		answers, err := g.doOnCases(ctx, c, s)
		if err != nil {
			return err
		}
		all = append(all, answers...)
	}
	return g.judge(s, line, all)
}

// doOnCases lets one person act on the round or on selections.
func (g *game) doOnCases(ctx context.Context, c call, s Step) ([]said, error) {
	cases, err := g.cases(ctx, s.On)
	if err != nil {
		return nil, err
	}
	if s.Many {
		var all []said
		for some := range slices.Chunk(cases, 100) { // as many as the API takes at once
			answers, err := g.actOnMany(ctx, c, s, some)
			if err != nil {
				return nil, err
			}
			all = append(all, answers...)
		}
		return all, nil
	}
	c.path, c.match = cases[0].path()+"/events/"+string(s.Event), etag(cases[0].Revision)
	if s.With != nil {
		c.in = s.With
	}
	one, err := g.send(ctx, c, cases[0].name())
	return []said{one}, err
}

func (g *game) send(ctx context.Context, c call, on string) (said, error) {
	r, err := g.Target.do(ctx, c)
	if err != nil || r.problem != nil {
		return said{on: on, problem: r.problem}, err
	}
	done, err := decode[answer](r)
	return said{on: on, answer: &done}, err
}

func (g *game) actOnMany(ctx context.Context, c call, s Step, cases []caseRead) ([]said, error) {
	var in struct {
		Items []bulkItem `json:"items"`
	}
	for _, one := range cases {
		in.Items = append(in.Items, bulkItem{Selection: one.ID, Expect: one.Revision, Body: s.With})
	}
	c.path, c.in = g.round.path()+"/selections/events/"+string(s.Event), in
	r, err := g.Target.do(ctx, c)
	if err != nil {
		return nil, err
	}
	if r.problem != nil { // the whole request
		return []said{{on: cases[0].name(), problem: r.problem}}, nil
	}
	results, err := decode[page[bulkResult]](r)
	if err == nil && len(results.Items) != len(cases) {
		err = fmt.Errorf("%d selections were asked and %d answered", len(cases), len(results.Items))
	}
	if err != nil {
		return nil, err
	}
	answers := make([]said, len(cases))
	for i, result := range results.Items {
		answers[i] = said{on: cases[i].name(), answer: result.Answer, problem: result.Problem}
		if result.Selection != cases[i].ID || (result.Answer == nil) == (result.Problem == nil) {
			return nil, fmt.Errorf("the answer for selection %s is not one", cases[i].name())
		}
	}
	return answers, nil
}

// judge keeps the answers in the line and holds them against what the step demands.
func (g *game) judge(s Step, line *Line, all []said) error {
	var unmet error
	for _, one := range all {
		a := Answer{On: []string{one.on}}
		got := ""
		if one.problem != nil {
			a.Refused, a.Problem, a.Articles = one.problem.Reasons, one.problem.Code, cited(one.problem.Reasons)
			got = "refused: " + one.problem.String()
		} else {
			a.State, a.Deadlines, got = one.answer.State, one.answer.Deadlines, "state "+string(one.answer.State)
			a.Articles = g.articles(one.answer.Procedure, one.answer.Event, one.answer.From)
		}
		line.Answers = append(line.Answers, a)
		if expected := demanded(s); unmet == nil && !satisfies(s, a) {
			unmet = &Unmet{On: one.on, Expected: expected, Got: got}
		}
	}
	line.Answers = joined(line.Answers)
	return unmet
}

func demanded(s Step) string {
	switch {
	case len(s.Refused) > 0:
		return Answer{Refused: refusing(s.Refused)}.text()
	case s.Then != "":
		return "state " + string(s.Then)
	}
	return "to be done"
}

func refusing(codes []string) []Reason {
	reasons := make([]Reason, len(codes))
	for i, code := range codes {
		reasons[i].Code = code
	}
	return reasons
}

func satisfies(s Step, a Answer) bool {
	if len(s.Refused) > 0 {
		return slices.Equal(codesOf(refusing(s.Refused)), codesOf(a.Refused))
	}
	return a.Problem == "" && (s.Then == "" || s.Then == a.State)
}
