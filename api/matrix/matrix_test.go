package matrix_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"selter/api"
)

// least is how many cells the matrix has to have.
const least = 100_000

// Under the race detector one in so many cells is asked, chosen by a seed.
const fewer = 40

var seed = flag.Uint64("seed", 20240508, "chooses the cells that are asked where not all are")

// play asks all cells that keep lets through, on every processor.
func play(ctx context.Context, g *grid, routes []api.Route, keep func() bool) *tally {
	cells := make(chan []cell, 8)
	total, mu, workers := newTally(), sync.Mutex{}, sync.WaitGroup{}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			mine := newTally()
			for some := range cells {
				for _, one := range some {
					hear := one.hear
					if hear == nil {
						hear = (*answer).code
					}
					mine.note(g.law, one, hear(g.house.ask(ctx, one.question)))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(mine)
		})
	}
	var batch []cell
	for _, route := range routes {
		for one := range g.cells(route) {
			if !keep() {
				continue
			}
			if batch = append(batch, one); len(batch) == 500 {
				cells <- batch
				batch = nil
			}
		}
	}
	cells <- batch
	close(cells)
	workers.Wait()
	return total
}

func all() bool { return true }

// sampled lets one in so many cells through, for one seed always the same.
func sampled(fewer int) func() bool {
	chance := rand.New(rand.NewPCG(*seed, 1)) //nolint:gosec // it picks cells
	return func() bool { return chance.IntN(fewer) == 0 }
}

// TestMain lets the collector wait: the world is small, and each question leaves garbage.
func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}

// Every route, asked by every duty in every relation to cases in every state, answers as
// the expectation file says.
func TestMatrix(t *testing.T) {
	t.Parallel()
	h, keep, sample, enough := open(t), all, "all of them", least
	if raced {
		keep, sample, enough = sampled(fewer), fmt.Sprintf("under the race detector, 1 in %d by -seed %d", fewer, *seed), least/fewer
	}
	began := time.Now()
	total := play(t.Context(), newGrid(h, expected(t)), api.Routes(), keep)
	t.Logf("%d cells asked (%s) in %.1f s, %d different from what is expected", total.asked, sample, time.Since(began).Seconds(), total.differing())
	t.Logf("allowed were %d acts, which their form alone kept from happening, and %d reads", total.said["invalid_body"], total.said["ok"])
	t.Logf("answers: %s", counted(total.said))
	t.Logf("acts by duty: %s", counted(total.acting))
	if total.asked < enough {
		t.Errorf("%d cells are too few: %d are the least", total.asked, enough)
	}
	for _, route := range api.Routes() {
		name := route.Method + " " + route.Path
		t.Logf("%7d %s", total.routes[name], name)
		if total.routes[name] == 0 {
			t.Errorf("%s was not asked", name)
		}
	}
	if len(total.broken) > 0 {
		t.Errorf("the law denies for ever what was allowed: %v", total.broken)
	}
	if n := h.world.writes.Load(); n > 0 {
		t.Errorf("%d questions wrote something", n)
	}
	lines := total.differences()
	for _, line := range lines[:min(len(lines), 60)] {
		t.Error(line)
	}
	if len(lines) > 60 {
		t.Errorf("and %d more", len(lines)-60)
	}
}
