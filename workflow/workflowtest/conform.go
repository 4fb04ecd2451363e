// Package workflowtest is the conformance suite that every procedure runs: what
// must be true of any table, whatever law is written in it.
package workflowtest

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/policy"
)

// A Finding is one thing wrong with a table.
type Finding struct {
	Check   string // which rule of the suite, in snake_case
	Subject string // the state, row, guard or deadline concerned
	Problem string
}

func (f Finding) String() string { return f.Check + ": " + f.Subject + ": " + f.Problem }

// Conform builds the procedure under each pack, reports everything that Inspect
// finds, and compares the matrix of states, events and roles with
// testdata/<procedure>-<pack>.matrix.golden of the calling package; with the flag
// -update, which the calling package declares, it writes that file. With no pack
// it fails: it would have looked at nothing.
func Conform[F any](t testing.TB, build func(*policy.Pack) (*workflow.Procedure[F], error), packs ...*policy.Pack) {
	t.Helper()
	f := flag.Lookup("update")
	conform(t, f != nil && f.Value.String() == "true", build, packs...)
}

func conform[F any](t testing.TB, update bool, build func(*policy.Pack) (*workflow.Procedure[F], error), packs ...*policy.Pack) {
	t.Helper()
	if len(packs) == 0 {
		t.Errorf("no policy pack: nothing was looked at")
	}
	for _, pack := range packs {
		p, err := build(pack)
		if err != nil {
			t.Errorf("%s: %v", pack.ID, err)
			continue
		}
		for _, finding := range Inspect(p) {
			t.Errorf("%s under %s: %s", p.Name, pack.ID, finding)
		}
		golden(t, update, p.Name+"-"+slug(pack.ID)+".matrix.golden", Matrix(p))
	}
}

// Inspect looks at one table and lists what is wrong with it; nil when nothing is.
func Inspect[F any](p *workflow.Procedure[F]) []Finding {
	if len(p.Rows) == 0 || len(p.States) == 0 {
		return []Finding{{"rows", p.Name, "has no rows or no states"}}
	}
	return slices.Concat(inspectRows(p), inspectGuards(p), inspectPaths(p), inspectDeadlines(p), inspectBodies(p), inspectAnswers(p), inspectFold(p))
}

// rowName names a row by its event and its first state: an event may have several rows.
func rowName[F any](row workflow.Transition[F]) string {
	if len(row.From) == 0 {
		return string(row.On)
	}
	return fmt.Sprintf("%s in %s", row.On, row.From[0])
}
