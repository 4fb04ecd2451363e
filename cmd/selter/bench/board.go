package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/cmd/selter/house"
	"selter/pkg/generator"
	"selter/pkg/oversight"
	"selter/pkg/store"
	"selter/workflow/openselection/compliance"
)

// A BoardListing is what was measured of one request to the board.
type BoardListing struct {
	Request  string  `json:"request"`
	Requests int     `json:"requests"`
	Bytes    int     `json:"bytes"` // of an answer
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	// CPU is what one request costs this process, which is the server and its callers. Postgres is another.
	CPU float64 `json:"cpu_ms"`
}

// A BoardReport is what was measured of the board.
type BoardReport struct {
	Selections int            `json:"selections"`
	Agencies   int            `json:"agencies"`
	Callers    int            `json:"callers"`
	FillPer    float64        `json:"kept_per_second"` // standings that were written on the way
	Requests   []BoardListing `json:"requests"`
}

// boardRequests are what a supervisor asks: every table of the whole nation over all years, and
// with filters that few or many selections pass.
func boardRequests(agency string) []string {
	var list []string
	for _, table := range oversight.BoardTables() {
		list = append(list, "/v1/board/"+table)
	}
	return append(list,
		"/v1/board/agencies?year=2023", "/v1/board/ranking?state=closed&tier=pratama", "/v1/board/legs?year=2022", "/v1/board/labels?profile=bkn",
		"/v1/board/selections?state=cancelled&label=poor", "/v1/board/selections?agency="+agency, "/v1/board/selections?tier=madya&limit=100",
		"/v1/board/ranking?format=csv", "/v1/board/ranking?format=xlsx",
	)
}

// RunBoard measures how long the board takes to answer over HTTP beside so many standings. They
// are of no case: what the board reads of cases is nothing but these lines.
func RunBoard(ctx context.Context, database string, selections, requests, callers int, progress func(done, total int)) (report BoardReport, err error) {
	site, err := OpenSite(ctx, database)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	engine, err := OpenEngine(ctx, site, false, new(store.Traffic))
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	agencies := generator.Agencies()
	report = BoardReport{Selections: selections, Agencies: len(agencies), Callers: callers}
	began := time.Now()
	standings := generator.Standings(1, selections, agencies)
	if err := keep(ctx, engine.house, standings, progress); err != nil {
		return report, err
	}
	report.FillPer = rounded(float64(selections)/time.Since(began).Seconds(), 1)
	if err := site.exec(ctx, "VACUUM ANALYZE"); err != nil { // as autovacuum would have it after a while
		return report, err
	}
	if err := engine.callers(ctx, callers); err != nil {
		return report, err
	}
	if err := engine.redial(ctx); err != nil {
		return report, err
	}
	for _, request := range boardRequests(standings[0].Agency) {
		found, err := engine.ask(ctx, request, requests, callers)
		if err != nil {
			return report, fmt.Errorf("%s: %w", request, err)
		}
		report.Requests = append(report.Requests, found)
	}
	return report, nil
}

// together is how many standings are written in one transaction.
const together = 1000

// keep writes them agency by agency, so that each folio is packed once or twice.
func keep(ctx context.Context, h *house.House, standings []compliance.Standing, progress func(done, total int)) error {
	done := 0
	sorted := slices.SortedStableFunc(slices.Values(standings), func(a, b compliance.Standing) int { return strings.Compare(a.Agency, b.Agency) })
	for part := range slices.Chunk(sorted, together) {
		scores := make([]oversight.Score, len(part))
		for i, standing := range part {
			scores[i] = oversight.Score{Standing: standing, Rubric: "bench", Pack: "bench", Basis: oversight.Basis{Round: 1, Selection: 1}, Result: jsontext.Value("{}")}
		}
		passed, err := h.Store.Keep(ctx, scores)
		if err == nil && len(passed) > 0 {
			err = errors.New("a standing was there already")
		}
		if err != nil {
			return err
		}
		done += len(part)
		progress(done, len(standings))
	}
	return nil
}

// ask asks the board the same again and again.
func (e *Engine) ask(ctx context.Context, request string, requests, callers int) (BoardListing, error) {
	found := BoardListing{Request: request, Requests: requests}
	for range warm {
		answer, err := e.clients[0].get(request, e.tokens[supervisor])
		if err != nil {
			return found, err
		}
		found.Bytes = len(answer)
		var table struct{ Rows []json.RawMessage }
		if json.Unmarshal(answer, &table) == nil && len(table.Rows) == 0 { // another form has none
			return found, errors.New("the table is empty")
		}
	}
	spent := processorTime()
	tally, err := race(ctx, callers, requests, func(_ context.Context, caller, _ int, lap func(time.Time)) error {
		began := time.Now()
		_, err := e.clients[caller].get(request, e.tokens[supervisor])
		lap(began)
		return err
	})
	r := resultOf(request, callers, tally)
	found.P50, found.P99 = r.P50, r.P99
	found.CPU = rounded((processorTime()-spent).Seconds()*1000/float64(requests), 100)
	return found, err
}

// Print writes the report as a table.
func (r BoardReport) Print(out io.Writer) error {
	fmt.Fprintf(out, "the board over %d selections of %d agencies, %d callers; %.0f standings kept per second\n", r.Selections, r.Agencies, r.Callers, r.FillPer)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "request\trequests\tKiB\tp50 ms\tp99 ms\tCPU ms\t")
	for _, one := range r.Requests {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.2f\t%.2f\t%.2f\t\n", one.Request, one.Requests, one.Bytes/1024, one.P50, one.P99, one.CPU)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "p99 at most %d ms; beyond it: %d of %d\n", mostBoard, len(r.Beyond()), len(r.Requests))
	return err
}
