package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"selter/pkg/store"
	"selter/workflow/openselection"
)

// A Crowd is how many applications the lists are read beside: as many agencies, each with
// as many selections, each with as many applicants.
type Crowd struct {
	Agencies   int `json:"agencies"`
	Selections int `json:"selections"` // of each agency
	Applicants int `json:"applicants"` // of each selection
}

// Nation is a hundred thousand applications.
func Nation() Crowd { return Crowd{Agencies: 10, Selections: 50, Applicants: 200} }

func (c Crowd) total() int { return c.Agencies * c.Selections * c.Applicants }

// A Listing is what was measured of the pages of one list.
type Listing struct {
	List  string  `json:"list"`
	Pages int     `json:"pages"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	// Queries is the most that one page asked of the database.
	Queries int64 `json:"queries"`
}

// A ListReport is what was measured of all lists.
type ListReport struct {
	Applications int       `json:"applications"`
	Callers      int       `json:"callers"`
	Lists        []Listing `json:"lists"`
}

// RunLists measures how long a page of applications takes beside many others, over HTTP.
func RunLists(ctx context.Context, database string, crowd Crowd, pages, callers int) (report ListReport, err error) {
	site, err := OpenSite(ctx, database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	var traffic store.Traffic
	engine, err := OpenEngine(ctx, site, false, &traffic)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	known, err := engine.populate(ctx, crowd)
	if err != nil {
		return report, err
	}
	report = ListReport{Applications: crowd.total(), Callers: callers}
	if err := engine.callers(ctx, callers); err != nil {
		return report, err
	}
	if err := engine.redial(ctx); err != nil {
		return report, err
	}
	chance := rand.New(rand.NewPCG(uint64(crowd.total()), 1)) //nolint:gosec // it picks pages
	one := func(of []string) string { return of[chance.IntN(len(of))] }
	for _, list := range []struct {
		name, by string
		path     func() string
	}{
		{"of a selection", secretariat, func() string {
			return "/v1/selections/" + one(known.selections) + "/applications?limit=50&after=" + one(known.applications)
		}},
		{"of an agency", secretariat, func() string {
			return "/v1/applications?limit=50&agency=" + Agency + "&after=" + one(known.applications)
		}},
		{"one's own", applicants[0], func() string { return "/v1/applications" }},
	} {
		paths := make([]string, pages)
		for i := range paths {
			paths[i] = list.path()
		}
		found, err := engine.read(ctx, list.name, list.by, paths, callers, &traffic)
		if err != nil {
			return report, fmt.Errorf("applications %s: %w", list.name, err)
		}
		report.Lists = append(report.Lists, found)
	}
	return report, nil
}

// warm is how many pages are read before anything counts, one after the other, so that it
// is known what each asks of the database.
const warm = 20

// read reads pages, at first one by one and then as fast as they come.
func (e *Engine) read(ctx context.Context, name, by string, paths []string, callers int, traffic *store.Traffic) (Listing, error) {
	found := Listing{List: name, Pages: len(paths)}
	some, items := paths[:min(warm, len(paths))], 0
	for round := range 2 {
		for _, path := range some {
			before := traffic.Statements.Load()
			answer, err := e.clients[0].get(path, e.tokens[by])
			if err != nil {
				return found, err
			}
			if round > 0 { // the statements are known to the server by now
				found.Queries = max(found.Queries, traffic.Statements.Load()-before)
			}
			var page struct{ Items []json.RawMessage }
			if err := json.Unmarshal(answer, &page); err != nil {
				return found, err
			}
			items += len(page.Items)
		}
	}
	if items == 0 {
		return found, errors.New("every page is empty")
	}
	tally, err := race(ctx, callers, len(paths), func(_ context.Context, caller, job int, lap func(time.Time)) error {
		began := time.Now()
		_, err := e.clients[caller].get(paths[job], e.tokens[by])
		lap(began)
		return err
	})
	r := resultOf(name, callers, tally)
	found.P50, found.P99 = r.P50, r.P99
	return found, err
}

// population is what the pages are asked by: of the agency whose people have tokens.
type population struct{ selections, applications []string }

// populate copies the rows of one real selection, with those of an application to it, until
// there are as many as wanted. The copies have no journal: no list reads one.
func (e *Engine) populate(ctx context.Context, crowd Crowd) (population, error) {
	var known population
	if err := e.callers(ctx, 1); err != nil {
		return known, err
	}
	planned := e.clock.Now()
	round, err := e.announce(planned, 1)
	if err != nil {
		return known, err
	}
	if err := e.house.SetClock(ctx, planned.AddDate(0, 0, windowOpens)); err != nil {
		return known, err
	}
	posts, err := e.selectionsOf(round, "announced")
	if err != nil {
		return known, err
	}
	f, err := e.filling(ctx, posts[0])
	if err != nil {
		return known, err
	}
	if err := f.applications(applicants[:1], openselection.ChecklistItem("").Enum()); err != nil {
		return known, err
	}
	if err := commit(ctx, e.house.Store, f.now, nil, f.opened...); err != nil {
		return known, err
	}
	within, err := e.site.within(engineSchema)
	if err != nil {
		return known, err
	}
	conn, err := pgx.Connect(ctx, within)
	if err != nil {
		return known, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT set_config('selter.agencies', '*', true)"); err != nil {
			return err
		}
		templates := make(map[string][]any)
		for procedure, id := range map[string]string{"round": round, "selection": posts[0].ID, "application": f.opened[0].record.ID.String()} {
			found, err := only(ctx, conn, "cases", caseColumns, "id = $1", id)
			if err != nil {
				return err
			}
			templates[procedure] = found.values[0]
		}
		copies := crowd.copies(templates, &known)
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"cases"}, caseColumns, pgx.CopyFromFunc(copies))
		return err
	})
	if err != nil {
		return known, err
	}
	_, err = conn.Exec(ctx, "ANALYZE cases")
	return known, errors.Join(err, e.noted())
}

// copies hands out row after row: the rounds and the selections, then the applications in
// the order in which people in all the country send them, which is none.
func (c Crowd) copies(templates map[string][]any, known *population) func() ([]any, error) {
	type place struct {
		agency           string
		round, selection uuid.UUID
	}
	var rows [][]any
	var places []place
	row := func(procedure string, values map[string]any) {
		copied := make([]any, len(caseColumns))
		for i, column := range caseColumns {
			copied[i] = templates[procedure][i]
			if value, own := values[column]; own {
				copied[i] = value
			}
		}
		rows = append(rows, copied)
	}
	for a := range c.Agencies {
		where := Agency
		if a > 0 {
			where = fmt.Sprintf("%d", 1000+a)
		}
		round := uuid.Must(uuid.NewV7())
		row("round", map[string]any{"id": round, "round": round, "agency": where, "ref": ""})
		for n := range c.Selections {
			selection := uuid.Must(uuid.NewV7())
			row("selection", map[string]any{"id": selection, "parent": round, "round": round, "agency": where, "ref": fmt.Sprintf("pos-%d", n+1)})
			for range c.Applicants {
				places = append(places, place{where, round, selection})
			}
			if a == 0 {
				known.selections = append(known.selections, selection.String())
			}
		}
	}
	rand.New(rand.NewPCG(uint64(len(places)), 2)).Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] }) //nolint:gosec // an order
	next := 0
	return func() ([]any, error) {
		if next < len(rows) {
			next++
			return rows[next-1], nil
		}
		n := next - len(rows)
		if n == len(places) {
			return nil, nil
		}
		next++
		at, id := places[n], uuid.Must(uuid.NewV7())
		copied := make([]any, len(caseColumns))
		for i, column := range caseColumns {
			switch column {
			case "id":
				copied[i] = id
			case "parent":
				copied[i] = at.selection
			case "round":
				copied[i] = at.round
			case "agency":
				copied[i] = at.agency
			case "ref":
				copied[i] = fmt.Sprintf("%04x-%04x", n>>16, n&0xffff)
			case "subject":
				copied[i] = fmt.Sprintf("warga-%d", n/2) // everybody applies twice
				if n < 2 {
					copied[i] = applicants[0]
				}
			default:
				copied[i] = templates["application"][i]
			}
		}
		if at.agency == Agency {
			known.applications = append(known.applications, id.String())
		}
		return copied, nil
	}
}

// Print writes the report as a table.
func (r ListReport) Print(out io.Writer) error {
	fmt.Fprintf(out, "pages of 50 beside %d applications, %d callers\n", r.Applications, r.Callers)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "applications\tpages\tp50 ms\tp99 ms\tqueries a page\t")
	for _, one := range r.Lists {
		fmt.Fprintf(table, "%s\t%d\t%.2f\t%.2f\t%d\t\n", one.List, one.Pages, one.P50, one.P99, one.Queries)
	}
	return table.Flush()
}
