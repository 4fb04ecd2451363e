package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/recount"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A Size is how large the round of the benchmark is. Every member scores every applicant
// in each of the four components.
type Size struct {
	Posts      int `json:"posts"`
	Applicants int `json:"applicants"` // for each post
	Members    int `json:"members"`    // odd, 5 to 9
}

// Province is a large round: 30 posts, 900 applicants and a committee of nine.
func Province() Size { return Size{Posts: 30, Applicants: 30, Members: 9} }

// A Phase is one thing that is done to all selections of a round.
type Phase struct {
	Events  int     `json:"events"`
	Seconds float64 `json:"seconds"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
}

// A RoundReport is what was measured of one round.
type RoundReport struct {
	Size
	Callers int `json:"callers"`
	// Marks were in the round when its last stage was closed, Recounted rankings were found
	// right by the second count.
	Marks     int `json:"marks"`
	Recounted int `json:"recounted"`
	// Closing reveals the interview's sheets and closes the stage, Ranking determines the results.
	Closing Phase `json:"closing"`
	Ranking Phase `json:"ranking"`
}

// RunRound measures how long it takes to close a stage of a round and to rank all its
// posts, over HTTP.
func RunRound(ctx context.Context, database string, size Size, callers int) (report RoundReport, err error) {
	site, err := OpenSite(ctx, database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	engine, err := OpenEngine(ctx, site, false, nil)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	return engine.Round(ctx, size, callers)
}

// Round fills a round up to its interviews, whose sheets have all been submitted, and
// measures the rest.
func (e *Engine) Round(ctx context.Context, size Size, callers int) (RoundReport, error) {
	report := RoundReport{Size: size, Callers: callers}
	if err := e.callers(ctx, callers); err != nil {
		return report, err
	}
	posts, err := e.fill(ctx, size)
	if err != nil {
		return report, err
	}
	if err := e.redial(ctx); err != nil {
		return report, err
	}
	if err := e.noted(); err != nil {
		return report, err
	}
	today := e.clock.Now()
	closing := steps(today.AddDate(0, 0, -played), size.words(), []line{
		{openselection.RevealScores, chair, `{}`, ""},
		{openselection.Interview, chair, `{"minutes":{"number":"16/Pansel-JPT","date":"{today}"},"rubrics":"{rubrik}","present":{hadir}}`, ""},
	})
	if report.Closing, err = e.phase(ctx, callers, posts, func(Selection) ([]step, error) { return closing, nil }); err != nil {
		return report, err
	}
	if _, err := e.phase(ctx, callers, posts, func(s Selection) ([]step, error) { return e.healthy(ctx, s) }); err != nil {
		return report, err
	}
	results := make(map[string][]step)
	for _, post := range posts {
		facts, err := e.facts(ctx, post)
		if err != nil {
			return report, err
		}
		report.Marks += len(facts.Marks)
		if results[post.ID], err = determining(facts, size); err != nil {
			return report, err
		}
	}
	if report.Ranking, err = e.phase(ctx, callers, posts, func(s Selection) ([]step, error) { return results[s.ID], nil }); err != nil {
		return report, err
	}
	for _, post := range posts {
		if err := e.recounts(ctx, post); err != nil {
			return report, err
		}
		report.Recounted++
	}
	return report, nil
}

// phase does the same to every selection and counts their revisions on. What is to be
// said is prepared before anything is measured.
func (e *Engine) phase(ctx context.Context, callers int, posts []Selection, script func(Selection) ([]step, error)) (Phase, error) {
	scripts, families, events := make([][]step, len(posts)), make([]*family, len(posts)), 0
	for i, post := range posts {
		var err error
		if scripts[i], err = script(post); err != nil {
			return Phase{}, err
		}
		if families[i], err = e.family(ctx, post); err != nil {
			return Phase{}, err
		}
		posts[i].Revision += int64(len(scripts[i]))
		events += len(scripts[i])
	}
	began := time.Now()
	tally, err := race(ctx, callers, len(posts), func(ctx context.Context, caller, job int, lap func(time.Time)) error {
		return e.play(ctx, e.clients[caller], families[job], scripts[job], lap)
	})
	took := time.Since(began) // until the last has ended, other than a rate's
	r := resultOf("", callers, tally)
	return Phase{Events: events, Seconds: rounded(took.Seconds(), 1000), P50: r.P50, P99: r.P99}, err
}

// facts are what the store has of a selection.
func (e *Engine) facts(ctx context.Context, s Selection) (facts openselection.SelectionFacts, err error) {
	record, err := e.record(ctx, s)
	if err == nil {
		err = json.Unmarshal(record.Facts, &facts)
	}
	return facts, err
}

func (e *Engine) record(ctx context.Context, s Selection) (casework.Record, error) {
	id, err := workflow.ParseCaseID(s.ID)
	if err != nil {
		return casework.Record{}, err
	}
	loaded, err := e.house.Store.Case(ctx, id)
	return loaded.Record, err
}

// healthy finds everybody fit.
func (e *Engine) healthy(ctx context.Context, s Selection) ([]step, error) {
	facts, err := e.facts(ctx, s)
	if err != nil {
		return nil, err
	}
	letter := openselection.Letter{Number: "445/210/RSUD", Date: facts.Window.Closes.AddDays(1)}
	body := openselection.TestHealthBody{Facility: "RSUD Provinsi Contoh", Government: true, Letter: letter}
	for _, file := range facts.Files {
		body.Results = append(body.Results, openselection.HealthCheck{Candidate: file.Candidate, Fit: true})
	}
	said, err := wire.Canonical(body)
	return []step{{openselection.TestHealth, secretariat, said, ""}}, err
}

// determining proposes the best three of the ranking as the facts give it.
func determining(facts openselection.SelectionFacts, size Size) ([]step, error) {
	body := openselection.DetermineResultBody{
		Minutes: openselection.Letter{Number: "18/Pansel-JPT", Date: facts.Window.Closes.AddDays(1)}, Signed: size.members(),
	}
	for _, line := range openselection.Trace(facts) {
		body.Ranking = append(body.Ranking, openselection.Ranked{Candidate: line.Candidate, Total: line.Total, Rank: line.Rank})
		if len(body.Proposed) < 3 {
			body.Proposed = append(body.Proposed, line.Candidate)
		}
	}
	said, err := wire.Canonical(body)
	return []step{{openselection.DetermineResult, chair, said, ""}}, err
}

// recounts holds a ranking against the second count.
func (e *Engine) recounts(ctx context.Context, s Selection) error {
	record, err := e.record(ctx, s)
	if err != nil {
		return err
	}
	found, err := recount.Check(record.Facts)
	if err == nil && (!found.Determined || !found.Agrees()) {
		err = fmt.Errorf("selection %s: the second count differs: %v", s.ID, found.Differences)
	}
	return err
}

// points spreads scores so that totals differ and some are equal.
func points(post, candidate, member int, component openselection.Component) scoring.Points {
	n := 7*candidate + 3*member + 11*len(component) + post
	return scoring.Points(60_00 + 25*(n%157))
}

// Print writes the report as a table.
func (r RoundReport) Print(out io.Writer) error {
	fmt.Fprintf(out, "a round with %d posts, %d applicants and %d members: %d marks, %d callers, %d rankings counted again and found right\n",
		r.Posts, r.Posts*r.Applicants, r.Members, r.Marks, r.Callers, r.Recounted)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "phase\tevents\tseconds\tp50 ms\tp99 ms\t")
	for _, one := range []struct {
		name string
		Phase
	}{{"close the stage on all posts", r.Closing}, {"rank all posts", r.Ranking}} {
		fmt.Fprintf(table, "%s\t%d\t%.3f\t%.2f\t%.2f\t\n", one.name, one.Events, one.Seconds, one.P50, one.P99)
	}
	return table.Flush()
}

// Verify looks at every case: that its journal is a chain and what is stored its fold. It
// answers how many cases there are.
func (e *Engine) Verify(ctx context.Context) (cases int, err error) {
	for query := (casework.Query{Limit: 100}); ; {
		page, err := e.house.Store.Cases(ctx, query)
		if err != nil || len(page) == 0 {
			return cases, err
		}
		for _, record := range page {
			if err := e.house.Desk.Verify(ctx, e.house.Store, record.ID); err != nil {
				return cases, err
			}
			query.After = record.ID
			cases++
		}
	}
}
