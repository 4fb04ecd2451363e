package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
)

var edge = regexp.MustCompile(`^    (\[\*\]|[a-z][a-z0-9_]*) --> (\[\*\]|[a-z][a-z0-9_]*)(?:: ([a-z][a-z0-9_]*))?$`)

// drawn reads a diagram back as its arrows: from, to, event.
func drawn(t *testing.T, diagram string) [][3]string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(diagram, "\n"), "\n")
	if lines[0] != "stateDiagram-v2" {
		t.Fatalf("begins with %q", lines[0])
	}
	var arrows [][3]string
	for _, line := range lines[1:] {
		if line == `    state "many states" as many_states` {
			continue
		}
		parts := edge.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("mermaid would not read %q", line)
			continue
		}
		arrows = append(arrows, [3]string{parts[1], parts[2], parts[3]})
	}
	return arrows
}

func TestDiagram(t *testing.T) {
	t.Parallel()
	for _, v := range theLaw(t).variants {
		for _, procedure := range catalog.Names() {
			t.Run(procedure+" "+v.title, func(t *testing.T) {
				t.Parallel()
				table := v.tables[procedure]
				arrows := drawn(t, catalog.Mermaid(table))
				places := []string{"[*]", "many_states"}
				for _, state := range table.States {
					places = append(places, string(state.Name))
				}
				for i, arrow := range arrows {
					if !slices.Contains(places, arrow[0]) || !slices.Contains(places, arrow[1]) {
						t.Errorf("%v leads from or to what is no state", arrow)
					}
					if slices.Contains(arrows[:i], arrow) {
						t.Errorf("%v is drawn twice", arrow)
					}
				}
				for _, row := range table.Rows {
					moves := row.To != workflow.Stay
					if moves != slices.ContainsFunc(arrows, func(a [3]string) bool { return a[2] == string(row.Event) && reaches(a, row) }) {
						t.Errorf("%s to %s: drawn is not %t", row.Event, row.To, moves)
					}
				}
				for _, state := range table.States {
					ends := slices.Contains(arrows, [3]string{string(state.Name), "[*]", ""})
					if ends != (state.Standing == workflow.Final) {
						t.Errorf("%s is %s and drawn as an end: %t", state.Name, state.Standing, ends)
					}
					if !slices.ContainsFunc(arrows, func(a [3]string) bool { return a[1] == string(state.Name) }) {
						t.Errorf("no way leads to %s", state.Name)
					}
				}
			})
		}
	}
}

func reaches(arrow [3]string, row catalog.Row) bool {
	return row.To == workflow.Return || row.To != workflow.Stay && arrow[1] == string(row.To)
}

// TestReadmes holds what every page owes.
func TestReadmes(t *testing.T) {
	t.Parallel()
	l := theLaw(t)
	var shown []string
	for _, p := range pages() {
		shown = append(shown, p.procedures...)
		t.Run(p.folder, func(t *testing.T) {
			t.Parallel()
			page, err := readme(l, p)
			if err != nil {
				t.Fatal(err)
			}
			tablesAreWhole(t, page.want)
			hasEachWord(t, l, p, page.want)
			showsWhoMayDoWhat(t, l, p, page.want)
			for _, procedure := range p.procedures {
				for _, row := range l.rows(procedure) {
					for _, cite := range row.Citations {
						if !strings.Contains(page.want, cite.String()) {
							t.Errorf("no %s", cite)
						}
					}
					for _, guard := range row.Requires {
						if word, _ := l.words.Term(glossary.Guard, guard.Code); !strings.Contains(page.want, "| "+word.Says+" |") {
							t.Errorf("%s says nothing", guard.Code)
						}
					}
				}
			}
		})
	}
	if !slices.Equal(shown, catalog.Names()) {
		t.Errorf("the pages show %v", shown)
	}
}

func tablesAreWhole(t *testing.T, page string) {
	t.Helper()
	columns, tables := 0, 0
	for i, line := range strings.Split(page, "\n") {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			continue
		}
		if columns == 0 {
			columns = strings.Count(line, "|")
			tables++
		}
		if strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != columns {
			t.Errorf("line %d has not %d columns: %s", i+1, columns-1, line)
		}
	}
	if tables < 7 {
		t.Errorf("only %d tables", tables)
	}
}

func hasEachWord(t *testing.T, l law, p page, written string) {
	t.Helper()
	looked := 0
	for _, list := range vocabulary(l, p.procedures) {
		for _, word := range list.codes {
			looked++
			if begins := "| `" + word + "` | " + l.words.Indonesian(list.kind, word) + " | "; !strings.Contains(written, begins) {
				t.Errorf("nothing begins %q", begins)
			}
		}
	}
	if looked < 30 {
		t.Errorf("looked at %d words", looked)
	}
}

// showsWhoMayDoWhat reads the matrices back and holds them against the rows, both ways.
func showsWhoMayDoWhat(t *testing.T, l law, p page, written string) {
	t.Helper()
	for _, procedure := range p.procedures {
		_, section, _ := strings.Cut(written, "### Who may do what to the "+procedure+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		marked := marks(section)
		for _, row := range l.rows(procedure) {
			for _, role := range row.By {
				if !slices.Contains(marked[string(row.Event)], string(role)) {
					t.Errorf("%s may %s a %s, and the matrix does not say so", role, row.Event, procedure)
				}
			}
		}
		for event, roles := range marked {
			for _, role := range roles {
				if !slices.ContainsFunc(l.rows(procedure), func(r catalog.Row) bool {
					return string(r.Event) == event && slices.Contains(r.By, workflow.Role(role))
				}) {
					t.Errorf("%s may not %s a %s, and the matrix says so", role, event, procedure)
				}
			}
		}
		if len(marked) < 3 {
			t.Errorf("the matrix of the %s has %d lines", procedure, len(marked))
		}
	}
}

// marks are the roles that a matrix marks, by event.
func marks(section string) map[string][]string {
	var roles []string
	marked := make(map[string][]string)
	for line := range strings.SplitSeq(section, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		switch name := strings.Trim(cells[0], " `"); {
		case len(cells) < 3 || name == "---":
		case roles == nil:
			roles = cells
		default:
			for i, cell := range cells {
				if strings.TrimSpace(cell) == "●" {
					marked[name] = append(marked[name], strings.TrimSpace(roles[i]))
				}
			}
		}
	}
	return marked
}

func TestReadme_of_the_open_selection(t *testing.T) {
	t.Parallel()
	l := theLaw(t)
	page, err := readme(l, pages()[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(page.want, "\n")
	t.Run("shows_how_long_each_deadline_runs", func(t *testing.T) {
		t.Parallel()
		for begins, has := range map[string]string{
			"| `inauguration_due` | tenggat pelantikan |": "| 15 hari kalender | 15 hari kalender |",
			"| `result_recommendation_due` |":             "| 14 hari kalender | 5 hari kerja |", // KASN, BKN
			"| `applications_due` | batas akhir":          "| to the announced day | to the announced day |",
		} {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, begins) && strings.Contains(line, has) }) {
				t.Errorf("no line %s with %s", begins, has)
			}
		}
	})
	t.Run("shows_what_differs_under_the_other_profile", func(t *testing.T) {
		t.Parallel()
		_, section, found := strings.Cut(page.want, "### The selection under the BKN profile\n")
		section, _, _ = strings.Cut(section, "\n### ")
		if !found || !strings.Contains(section, "chosen --> inauguration_cleared: clear_inauguration") || !strings.Contains(section, "\n| `clear_inauguration` |") {
			t.Error("no second letter under BKN")
		}
		if strings.Contains(section, "\n| `verify_files` |") {
			t.Error("a row that is the same is shown again")
		}
		if strings.Contains(page.want, "### The round under the BKN profile") {
			t.Error("a table that is the same is shown again")
		}
	})
}
