package store_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/generator"
	"selter/pkg/oversight"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// everything is the reach of a supervisor.
func everything() oversight.Reach {
	return oversight.Reach{Wall: casework.Everywhere(), Everywhere: true, Filed: true, Scored: true}
}

// some are agencies of all kinds, and standings of theirs.
func some(t testing.TB, count int) ([]oversight.Agency, []compliance.Standing) {
	t.Helper()
	var agencies []oversight.Agency
	for i, agency := range generator.Agencies() {
		if i%60 == 0 {
			agencies = append(agencies, agency)
		}
	}
	return agencies, generator.Standings(11, count, agencies)
}

// kept are standings written as the keeper writes them.
func kept(t testing.TB, s *store.Store, standings []compliance.Standing) {
	t.Helper()
	scores := make([]oversight.Score, len(standings))
	for i, standing := range standings {
		scores[i] = oversight.Score{Standing: standing, Rubric: "1", Pack: "p", Basis: oversight.Basis{Round: 1, Selection: 1}, Result: jsontext.Value("{}")}
	}
	for part := range slices.Chunk(scores, 100) {
		if passed, err := s.Keep(t.Context(), part); err != nil || len(passed) > 0 {
			t.Fatalf("%v, passed over %v", err, passed)
		}
	}
}

// The board's figures are counted again, from the same standings in another way: nothing here packs, and
// nothing adds up as it goes.
func TestBoard(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, store.Config{URL: url, Prepare: migrations.Up})
			agencies, standings := some(t, 600)
			kept(t, s, standings)
			listed, err := oversight.NewAgencies(agencies[1:]) // one is on no list
			if err != nil {
				t.Fatal(err)
			}
			board := oversight.NewBoard(s, listed)
			of := func(table string, reach oversight.Reach, filter oversight.Filter) oversight.Table {
				t.Helper()
				found, err := board.Table(t.Context(), reach, table, filter, oversight.Page{})
				if err != nil {
					t.Fatal(err)
				}
				return found
			}
			for _, filter := range []oversight.Filter{
				{}, {Year: 2022}, {Agency: agencies[3].Code}, {State: "closed"}, {Label: "poor", Year: 2021}, {Tier: "madya"}, {Profile: "bkn", State: "closed"},
			} {
				want := chosen(standings, filter)
				recount(t, filter, of(oversight.AgenciesTable, everything(), filter), want)
				recountYears(t, filter, of(oversight.YearsTable, everything(), filter), want)
				recountStates(t, filter, of(oversight.StatesTable, everything(), filter), want)
				recountLegs(t, filter, of(oversight.LegsTable, everything(), filter), want)
				recountRanking(t, filter, of(oversight.RankingTable, everything(), filter), of(oversight.LabelsTable, everything(), filter), want)
				recountList(t, board, filter, want)
			}

			kind := of(oversight.RankingTable, everything(), oversight.Filter{Kind: oversight.City})
			for _, row := range kind.Rows {
				if row[3] != string(oversight.City) {
					t.Errorf("among the cities: %v", row)
				}
			}
			if len(kind.Rows) == 0 {
				t.Error("no city has a rank")
			}

			mine := agencies[2].Code
			caller := casework.Caller{Person: "ppk", Duties: []workflow.Duty{{Role: workflow.AppointingOfficer, Scope: workflow.Scope{Agency: mine}}}}
			own := oversight.Reach{Wall: caller.Wall(), Agencies: []string{mine}}
			if got := of(oversight.RankingTable, own, oversight.Filter{}); len(got.Rows) != 1 || got.Rows[0][1] != mine {
				t.Errorf("an officer sees %v", got.Rows)
			}
			for _, filter := range []oversight.Filter{{Agency: agencies[3].Code}, {Kind: oversight.City}} {
				if got := of(oversight.RankingTable, own, filter); len(got.Rows) != 0 {
					t.Errorf("an officer of another agency sees %v", got.Rows)
				}
				if got := of(oversight.SelectionsTable, own, filter); len(got.Rows) != 0 {
					t.Errorf("an officer of another agency sees %v", got.Rows)
				}
			}
			if got := of(oversight.RankingTable, oversight.Reach{}, oversight.Filter{}); len(got.Rows) != 0 {
				t.Errorf("nobody sees %v", got.Rows)
			}
		})
	}
}

// A counter counts the folios that are read through it.
type counter struct {
	*store.Store
	read int
}

func (c *counter) Folios(ctx context.Context, reach oversight.Reach, year int, use func(oversight.Folio) error) error {
	return c.Store.Folios(ctx, reach, year, func(folio oversight.Folio) error {
		c.read++
		return use(folio)
	})
}

// A standing that is written again, also for another year, is counted once, by every process; and a process
// reads only the folios of agencies of which one has moved.
func TestBoardAnew(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, store.Config{URL: url, Prepare: migrations.Up})
			_, standings := some(t, 40)
			kept(t, s, standings)
			stores := []*counter{{Store: s}, {Store: s}} // of two processes
			boards := []*oversight.Board{oversight.NewBoard(stores[0], oversight.Agencies{}), oversight.NewBoard(stores[1], oversight.Agencies{})}
			counted := func(i, reads int) {
				t.Helper()
				stores[i].read = 0
				table, err := boards[i].Table(t.Context(), everything(), oversight.AgenciesTable, oversight.Filter{}, oversight.Page{})
				if err != nil {
					t.Fatal(err)
				}
				recount(t, oversight.Filter{}, table, standings)
				if stores[i].read != reads {
					t.Errorf("process %d read %d folios, want %d", i, stores[i].read, reads)
				}
			}
			folios := func(of string) int {
				years := make(map[string]bool)
				for _, standing := range standings {
					if of == "" || standing.Agency == of {
						years[fmt.Sprint(standing.Agency, standing.Year)] = true
					}
				}
				return len(years)
			}
			for i := range boards {
				counted(i, folios(""))
				counted(i, 0)
			}
			moved := standings[7].Agency
			for i := range standings {
				if standings[i].Agency == moved {
					standings[i].Total, standings[i].Late = 77_00, 1
				}
			}
			kept(t, s, standings)
			for i := range boards {
				counted(i, folios(moved))
				counted(i, 0)
			}
			for i := range standings {
				standings[i].Year = 2019 + i%3
			}
			kept(t, s, standings)
			for i := range boards {
				table, err := boards[i].Table(t.Context(), everything(), oversight.AgenciesTable, oversight.Filter{}, oversight.Page{})
				if err != nil {
					t.Fatal(err)
				}
				recount(t, oversight.Filter{}, table, standings)
				counted(i, 0)
			}
		})
	}
}

func chosen(standings []compliance.Standing, f oversight.Filter) []compliance.Standing {
	var list []compliance.Standing
	for _, s := range standings {
		is := func(want, got string) bool { return want == "" || want == got }
		if (f.Year == 0 || f.Year == s.Year) && is(f.Agency, s.Agency) && is(f.State, string(s.State)) && is(f.Label, s.Label) && is(f.Tier, string(s.Tier)) && is(f.Profile, s.Profile) {
			list = append(list, s)
		}
	}
	return list
}

// share is in percent with two places; -1 where there is nothing to divide by.
func share(part, of int) float64 {
	if of == 0 {
		return -1
	}
	return math.Floor(float64(part)/float64(of)*10000+0.5) / 100
}

// figures counts one group by going through it once for each figure.
func figures(group []compliance.Standing) map[string]any {
	many := func(is func(compliance.Standing) bool) int {
		return len(slices.DeleteFunc(slices.Clone(group), func(s compliance.Standing) bool { return !is(s) }))
	}
	rounds, complaints, proven, early := make(map[workflow.CaseID]bool), 0, 0, 0
	var totals, indices []float64
	label, violated := "", false
	for _, s := range group {
		rounds[s.Round] = true
		complaints, proven, early = complaints+s.Complaints, proven+s.Proven, early+s.EarlyMoves
		if s.Status == compliance.Final {
			totals, indices = append(totals, float64(s.Total)), append(indices, float64(s.Index))
			violated = violated || s.Blocked || s.Proven > 0 && s.Label == "poor"
		}
	}
	mean := func(list []float64) float64 {
		sum := 0.0
		for _, v := range list {
			sum += v
		}
		return math.Floor(sum/float64(len(list))+0.5) / 100
	}
	score := -1.0
	if len(totals) > 0 {
		score = mean(totals)
		switch {
		case violated || mean(indices) < 2.75:
			label = "poor"
		case mean(indices) < 3.25:
			label = "sufficient"
		default:
			label = "good"
		}
	}
	return map[string]any{
		"rounds": len(rounds), "posts": len(group), "closed": len(totals), "score": score, "label": label, "proven": proven, "early_moves": early,
		"in_time":    share(many(func(s compliance.Standing) bool { return s.InTime != nil && *s.InTime }), many(func(s compliance.Standing) bool { return s.InTime != nil })),
		"published":  share(many(func(s compliance.Standing) bool { return s.Published != nil && *s.Published }), many(func(s compliance.Standing) bool { return s.Published != nil })),
		"complaints": share(complaints, len(group)), "late": many(func(s compliance.Standing) bool { return s.Late > 0 }),
		"findings": many(func(s compliance.Standing) bool { return s.Findings > 0 }),
	}
}

// told is a row of a table by the keys of its columns, in plain numbers.
func told(table oversight.Table, row []oversight.Cell) map[string]any {
	cells := make(map[string]any)
	for i, column := range table.Columns {
		switch cell := row[i].(type) {
		case nil:
			cells[column.Key] = -1.0
		case int64:
			cells[column.Key] = int(cell)
		case scoring.Points:
			cells[column.Key] = float64(cell) / 100
		default:
			cells[column.Key] = cell
		}
	}
	return cells
}

func groups[K comparable](standings []compliance.Standing, by func(compliance.Standing) K) map[K][]compliance.Standing {
	all := make(map[K][]compliance.Standing)
	for _, s := range standings {
		all[by(s)] = append(all[by(s)], s)
	}
	return all
}

func differ(t *testing.T, what string, got, want map[string]any) {
	t.Helper()
	for key, value := range want {
		if got[key] != value {
			t.Errorf("%s: %s is %v, counted again %v", what, key, got[key], value)
		}
	}
}

func recount(t *testing.T, f oversight.Filter, table oversight.Table, standings []compliance.Standing) {
	t.Helper()
	want := groups(standings, func(s compliance.Standing) string { return fmt.Sprint(s.Agency, s.Year) })
	if len(table.Rows) != len(want) || len(want) == 0 {
		t.Errorf("%+v: %d agencies and years, counted again %d", f, len(table.Rows), len(want))
	}
	for _, row := range table.Rows {
		got := told(table, row)
		differ(t, fmt.Sprintf("%+v: %v in %v", f, got["agency"], got["year"]), got, figures(want[fmt.Sprint(got["agency"], got["year"])]))
	}
}

func recountYears(t *testing.T, f oversight.Filter, table oversight.Table, standings []compliance.Standing) {
	t.Helper()
	want := groups(standings, func(s compliance.Standing) string { return s.Agency })
	if len(table.Rows) != len(want) {
		t.Errorf("%+v: %d agencies, counted again %d", f, len(table.Rows), len(want))
	}
	for _, row := range table.Rows {
		got := told(table, row)
		for year, group := range groups(want[got["agency"].(string)], func(s compliance.Standing) int { return s.Year }) {
			again := figures(group)
			differ(t, fmt.Sprintf("%+v: %v", f, got["agency"]), got, map[string]any{fmt.Sprint("rounds_", year): again["rounds"], fmt.Sprint("posts_", year): again["posts"]})
		}
	}
}

func recountStates(t *testing.T, f oversight.Filter, table oversight.Table, standings []compliance.Standing) {
	t.Helper()
	want := groups(standings, func(s compliance.Standing) string { return string(s.State) })
	if len(table.Rows) != len(want) {
		t.Errorf("%+v: %d states, counted again %d", f, len(table.Rows), len(want))
	}
	for _, row := range table.Rows {
		got := told(table, row)
		again := figures(want[got["state"].(string)])
		differ(t, fmt.Sprintf("%+v: %v", f, got["state"]), got, map[string]any{"posts": again["posts"], "late": again["late"], "findings": again["findings"], "proven": again["proven"]})
	}
}

func recountLegs(t *testing.T, f oversight.Filter, table oversight.Table, standings []compliance.Standing) {
	t.Helper()
	for i, name := range compliance.LegNames() {
		var days []int
		for _, s := range standings {
			if s.Legs[i] != nil {
				days = append(days, *s.Legs[i])
			}
		}
		sort.Ints(days)
		want := map[string]any{"leg": name, "posts": len(days), "median": -1.0, "longest": -1.0, "p90": -1.0}
		if n := len(days); n > 0 {
			want["median"], want["longest"] = float64(days[(n-1)/2]+days[n/2])/2, days[n-1]
			want["p90"] = days[int(math.Ceil(float64(n)*.9))-1]
		}
		differ(t, fmt.Sprintf("%+v: %s", f, name), told(table, table.Rows[i]), want)
	}
}

func recountRanking(t *testing.T, f oversight.Filter, ranking, labels oversight.Table, standings []compliance.Standing) {
	t.Helper()
	want := groups(standings, func(s compliance.Standing) string { return s.Agency })
	if len(ranking.Rows) != len(want) {
		t.Errorf("%+v: %d agencies ranked, counted again %d", f, len(ranking.Rows), len(want))
	}
	count := make(map[string]int)
	scores := make(map[string]float64)
	for agency, group := range want {
		again := figures(group)
		count[again["label"].(string)]++
		scores[agency] = again["score"].(float64)
	}
	for _, row := range ranking.Rows {
		got := told(ranking, row)
		agency := got["agency"].(string)
		again := figures(want[agency])
		better := 1
		for _, score := range scores {
			if score > scores[agency] {
				better++
			}
		}
		rank := any(better)
		if scores[agency] < 0 {
			rank = -1.0
		}
		differ(t, fmt.Sprintf("%+v: %s", f, agency), got, map[string]any{"rank": rank, "posts": again["posts"], "closed": again["closed"], "score": again["score"], "label": again["label"]})
	}
	for _, row := range labels.Rows {
		got := told(labels, row)
		differ(t, fmt.Sprintf("%+v: label %q", f, got["label"]), got, map[string]any{"agencies": count[got["label"].(string)]})
	}
}

// recountList goes through the pages of the list.
func recountList(t *testing.T, board *oversight.Board, f oversight.Filter, want []compliance.Standing) {
	t.Helper()
	seen := make(map[string]bool)
	page := oversight.Page{Limit: 70}
	for {
		table, err := board.Table(t.Context(), everything(), oversight.SelectionsTable, f, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			seen[row[0].(string)] = true
		}
		if table.Next == "" {
			break
		}
		if page.After, err = workflow.ParseCaseID(table.Next); err != nil || len(table.Rows) != 70 {
			t.Fatalf("%v: %d rows before %q", err, len(table.Rows), table.Next)
		}
	}
	for _, s := range want {
		if !seen[s.Selection.String()] {
			t.Errorf("%+v: selection %s is not listed", f, s.Selection)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("%+v: %d selections are listed, counted again %d", f, len(seen), len(want))
	}
}
