package workflowtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
)

// Matrix writes what each role meets on each event in each state, as Decide itself
// answers. A cell is one letter: "o" open, "g" guards are asked, "-" wrong actor;
// events that are in the wrong state for every role are counted at the end of the
// state. A guard with "*" is standing: it can say no in advance.
func Matrix[F any](p *workflow.Procedure[F]) string {
	var out strings.Builder
	roles := workflow.Roles()
	fmt.Fprintf(&out, "%s version %s under %s\n", p.Name, p.Version, p.Pack.ID)
	fmt.Fprintf(&out, "o open, g guards are asked, - wrong actor; * standing guard\nroles, in the order of the columns:\n")
	for i, role := range roles {
		fmt.Fprintf(&out, "  %2d %s\n", i+1, role)
	}
	states := append([]workflow.StateInfo{{Name: workflow.Unopened, Standing: workflow.Active}}, p.States...)
	for _, state := range states {
		fmt.Fprintf(&out, "\n%s (%s)\n", state.Name, state.Standing)
		closed := 0
		for _, event := range p.Events() {
			cells := make([]byte, len(roles))
			for i, role := range roles {
				cells[i] = cell(p, state.Name, event, role)
			}
			line := string(cells)
			if line == strings.Repeat("s", len(roles)) {
				closed++
				continue
			}
			fmt.Fprintf(&out, "  %s  %s\n", line, describe(p, event, state.Name))
		}
		fmt.Fprintf(&out, "  %d events: wrong state for all roles\n", closed)
	}
	return out.String()
}

// cell is Decide's answer to a role that says nothing.
func cell[F any](p *workflow.Procedure[F], state workflow.State, event workflow.Event, role workflow.Role) byte {
	_, err := p.Decide(caseIn[F](p, state), workflow.Command{Event: event, Actor: workflow.Actor{Person: "p-1", Roles: []workflow.Role{role}}},
		workflow.Moment{At: noon, Holidays: calendar.National()})
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
		switch refusal.Kind {
		case workflow.WrongState:
			return 's'
		case workflow.WrongActor:
			return '-'
		case workflow.UnknownEvent:
			return '?'
		case workflow.Malformed, workflow.Guarded: // the role may act, only not like this
		}
	}
	if row, _ := p.Row(event, state); len(row.Requires) > 0 {
		return 'g'
	}
	return 'o'
}

func describe[F any](p *workflow.Procedure[F], event workflow.Event, state workflow.State) string {
	row, _ := p.Row(event, state)
	said := &strings.Builder{}
	fmt.Fprintf(said, "%s -> %s", event, row.To)
	for i, guard := range row.Requires {
		mark := ""
		if guard.Standing {
			mark = "*"
		}
		if i == 0 {
			said.WriteString(":")
		}
		said.WriteString(" " + guard.Code + mark)
	}
	return said.String()
}

// noon is an arbitrary moment inside the years of the holiday list.
var noon = time.Date(2024, time.May, 8, 5, 0, 0, 0, time.UTC)

// caseIn is a case that knows nothing; a held one goes back to wherever it was first held from.
func caseIn[F any](p *workflow.Procedure[F], state workflow.State) workflow.Case[F] {
	c := workflow.Case[F]{ID: workflow.CaseID{1}, Agency: "agency-1", Zone: calendar.WIB, State: state}
	for _, row := range p.Rows {
		if row.Holds && row.To == state {
			c.Resumes = row.From[0]
			break
		}
	}
	return c
}

func slug(id string) string { return strings.ReplaceAll(id, "/", "-") }

func golden(t testing.TB, update bool, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update {
		if err := errors.Join(os.MkdirAll("testdata", 0o750), os.WriteFile(path, []byte(got), 0o600)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%s: %v; write it with -update", name, err)
		return
	}
	if string(want) != got {
		t.Errorf("%s differs from the table in %s; write it with -update and read the change", name, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	line := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return "nothing"
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("line %d: want %q, got %q", i+1, line(a, i), line(b, i))
}
