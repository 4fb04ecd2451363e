package bench

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"
)

// A Result is what was measured of one target at one number of callers.
type Result struct {
	Target      string  `json:"target"`
	Concurrency int     `json:"concurrency"`
	PerSecond   float64 `json:"per_second"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
}

// A Report is what a run found. Ratio is the engine's rate as a share of the
// baseline's, by the number of callers.
type Report struct {
	Results []Result           `json:"results"`
	Ratio   map[string]float64 `json:"ratio"`
}

func resultOf(target string, callers int, t Tally) Result {
	ms := func(d time.Duration) float64 { return rounded(d.Seconds()*1000, 1000) }
	return Result{target, callers, rounded(t.PerSecond(), 10), ms(t.Percentile(.5)), ms(t.Percentile(.99))}
}

func rounded(v, by float64) float64 { return float64(int64(v*by+.5)) / by }

// NewReport compares the results of a run.
func NewReport(results []Result) Report {
	rates := make(map[string]map[int]float64)
	r := Report{Results: results, Ratio: make(map[string]float64)}
	for _, one := range results {
		if rates[one.Target] == nil {
			rates[one.Target] = make(map[int]float64)
		}
		rates[one.Target][one.Concurrency] = one.PerSecond
	}
	for callers, base := range rates[BaselineTarget] {
		if base > 0 {
			r.Ratio[strconv.Itoa(callers)] = rounded(rates[EngineTarget][callers]/base, 1000)
		}
	}
	return r
}

// Print writes the report as a table.
func (r Report) Print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "target\tcallers\tsteps/s\tp50 ms\tp99 ms\tratio\t")
	for _, one := range r.Results {
		ratio := ""
		if one.Target == EngineTarget {
			ratio = strconv.FormatFloat(r.Ratio[strconv.Itoa(one.Concurrency)], 'f', 2, 64)
		}
		fmt.Fprintf(table, "%s\t%d\t%.0f\t%.2f\t%.2f\t%s\t\n", one.Target, one.Concurrency, one.PerSecond, one.P50, one.P99, ratio)
	}
	return table.Flush()
}
