package bench

import (
	"fmt"
	"slices"
)

// What is asked of the three measurings that have a limit, on two cores.
const (
	mostLate      = 1000 // ms from the instant of a deadline to its entry, of 99 in 100
	mostBoard     = 100  // ms for an answer of the board over 100,000 selections, of 99 in 100
	leastMeasured = 1000 // scores per second and core, where there is something to measure
)

// Beyond names what is beyond the limit; nothing where all is within it.
func (r DeadlineReport) Beyond() []string {
	if r.LateP99 > mostLate {
		return []string{fmt.Sprintf("deadlines: p99 %.0f ms late, at most %d ms", r.LateP99, mostLate)}
	}
	return nil
}

// Beyond names the requests that are beyond the limit.
func (r BoardReport) Beyond() []string {
	var beyond []string
	for _, one := range r.Requests {
		if one.P99 > mostBoard {
			beyond = append(beyond, fmt.Sprintf("%s: p99 %.2f ms, at most %d ms", one.Request, one.P99, mostBoard))
		}
	}
	return beyond
}

// limited tells whether a run has a limit: where nothing is to be measured, or by several cores at once, it has none.
func (m Remeasured) limited() bool {
	return m.Processors == 1 && slices.Contains([]string{noneKept, allAgain}, m.What)
}

// Beyond names the runs that are beyond the limit.
func (r RemeasureReport) Beyond() []string {
	var beyond []string
	for _, run := range r.Runs {
		if run.limited() && run.PerSecond < leastMeasured {
			beyond = append(beyond, fmt.Sprintf("%s: %.0f per second and core, at least %d", run.What, run.PerSecond, leastMeasured))
		}
	}
	return beyond
}
