package main

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/openselection"
)

func TestReadme_of_the_reads_says_every_row_and_word(t *testing.T) {
	t.Parallel()
	text := accessReadme(theLaw(t)).want
	for _, row := range access.Cases() {
		if !strings.Contains(text, row.Why) {
			t.Errorf("no row says %q", row.Why)
		}
	}
	for _, row := range slices.Concat(access.Kept(), access.Recorded(), access.Attached()) {
		if !strings.Contains(text, row.Why) {
			t.Errorf("no row says %q", row.Why)
		}
	}
	for _, row := range access.Asked() {
		if !strings.Contains(text, row.Why) {
			t.Errorf("no row says %q", row.Why)
		}
	}
	for _, what := range append(access.Resources(), access.Enrolment, access.Lookup) {
		if resourceMeans[what] == "" {
			t.Errorf("nobody says what %s is", what)
		}
	}
	for _, c := range access.Conditions() {
		if !strings.Contains(text, "| `"+string(c.When)+"` | "+c.Says+" |") {
			t.Errorf("nobody says what %s is", c.When)
		}
	}
}

// The matrix of the selection, read back, is the table.
func TestReadme_of_the_reads_has_a_matrix_that_is_the_table(t *testing.T) {
	t.Parallel()
	text := accessReadme(theLaw(t)).want
	_, after, found := strings.Cut(text, "### Who reads what of a selection (")
	if !found {
		t.Fatal("there is no matrix")
	}
	matrix, _, _ := strings.Cut(after, "\n###")
	var columns []string
	shown := make(map[string]map[string]string)
	for row := range strings.SplitSeq(matrix, "\n") {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `")
		}
		switch {
		case len(cells) < 2 || strings.HasPrefix(cells[0], "--"):
		case columns == nil:
			columns = cells[1:]
		default:
			shown[cells[0]] = make(map[string]string)
			for i, cell := range cells[1:] {
				shown[cells[0]][columns[i]] = cell
			}
		}
	}
	open := access.Place{Procedure: openselection.SelectionName, State: openselection.Chosen}
	closed := access.Place{Procedure: openselection.SelectionName, State: openselection.Interviewed}
	early := access.Place{Procedure: openselection.SelectionName, State: openselection.Planned}
	for _, role := range workflow.Roles() {
		for _, what := range access.Resources() {
			_, now := access.MayRead(what, open, []workflow.Role{role})
			_, then := access.MayRead(what, closed, []workflow.Role{role})
			_, before := access.MayRead(what, early, []workflow.Role{role})
			want := map[[3]bool]string{
				{true, true, true}: "●", {true, true, false}: string(access.ScoresOpen), {false, true, true}: string(access.OnceAnnounced),
			}[[3]bool{before, now, then}]
			if got := shown[string(role)][string(what)]; got != want {
				t.Errorf("%s of %s: shown %q, is %q", what, role, got, want)
			}
		}
	}
}
