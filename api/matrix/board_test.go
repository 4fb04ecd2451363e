package matrix_test

import (
	"bytes"
	"context"
	"iter"
	"strings"

	"selter/api"
	"selter/pkg/oversight"
	"selter/workflow"
)

const boardPath = "/v1/board/{table}"

// An easel shows no figures but which agencies are counted for who asks.
type easel struct{}

func (easel) Table(_ context.Context, reach oversight.Reach, _ string, _ oversight.Filter, _ oversight.Page) (oversight.Table, error) {
	counted := strings.Join(reach.Agencies, " ")
	if reach.Everywhere {
		counted = workflow.Nation
	}
	return oversight.Table{Notes: []string{"counted " + counted}}, nil
}

func (easel) Sheet(oversight.Table, string) ([]byte, error) { return nil, nil }

// boards ask for a table of the board, of which no case is a part: each caller once, for one table, since all of them are
// counted from the same agencies. Who may ask hears of the place of their duty, and of no other.
func (g *grid) boards(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for one := range g.wherever(route, "", "ok") {
			one.path, one.hear = g.sample(route).path, hearCounted
			if one.want == "ok" {
				one.want += " " + one.who.place.agency
			}
			if !yield(one) {
				return
			}
		}
	}
}

// hearCounted tells which agencies were counted.
func hearCounted(a *answer) string {
	said := a.code()
	if _, rest, found := bytes.Cut(a.body.Bytes(), []byte(`"counted `)); found && said == "ok" {
		agencies, _, _ := bytes.Cut(rest, []byte(`"`))
		said += " " + string(agencies)
	}
	return said
}
