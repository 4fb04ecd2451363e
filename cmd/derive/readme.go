package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/glossary"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

const openSelectionHead = `<!-- Written by cmd/derive from the tables in this folder. Change the tables and run: go run ./cmd/derive -->
# The open selection

The law of the *seleksi terbuka* for senior posts as five tables: the **round** (*pelaksanaan*), with one plan, one committee, one set
of sealed instruments and one announcement; the **selection** (*seleksi*) for each post of the round; and what lies under a selection:
an **application** for each applicant, a **sheet** for each scorer and component, a **paper** for each candidate. A row is one thing that
one actor may do in one state. The tables stand in ` + "`round.go`, `selection.go`, `application.go`, `sheet.go` and `paper.go`" + `; the rows that
differ between the supervision profiles in ` + "`supervision_kasn.go` and `supervision_bkn.go`" + `. This page is derived from them and says nothing
of its own.

How certain a citation is stands behind it: *seen* in a source that states it; *known*, still to be verified against the text;
*proposal*, ours, without legal force. ` + "`(stay)`" + ` is an activity that is recorded and moves nothing; ` + "`(return)`" + ` goes back to where
the case was held. A guard marked * can be judged before anything is said, and so tells in advance why an event is not open.
`

const mandateHead = `<!-- Written by cmd/derive from the table in this folder. Change the table and run: go run ./cmd/derive -->
# Mandates

How duties are given and ended: one case for each person in each agency, so that duties which exclude each other meet in one place. The
table stands in ` + "`table.go`" + `; which duties exclude each other stands in ` + "`workflow/duty.go`" + `. This page is derived from the table and says
nothing of its own. How to read it stands in the page of the open selection.
`

const complaintHead = `<!-- Written by cmd/derive from the table in this folder. Change the table and run: go run ./cmd/derive -->
# Complaints

A complaint about a selection, or about an agency where no selection can be named: one case about a pseudonym that a receipt code makes. The
table stands in ` + "`table.go`" + `; why nobody's name is in it stands in ` + "`workflow/decisions/0023-nobodys-name-is-in-a-complaint.md`" + `. This page is derived
from the table and says nothing of its own. How to read it stands in the page of the open selection.
`

const personHead = `<!-- Written by cmd/derive from the table in this folder. Change the table and run: go run ./cmd/derive -->
# Personal files

The file that is kept on a person: that it was opened, what was recorded (by salted commitments, never the thing itself), that it was
erased. The table stands in ` + "`table.go`" + `. This page is derived from it and says nothing of its own. How to read it stands in the page of
the open selection.
`

// A page is the README of a package whose procedures it shows.
type page struct {
	folder     string
	head       string
	procedures []string
}

func pages() []page {
	return []page{
		{"workflow/openselection", openSelectionHead, []string{
			openselection.RoundName, openselection.SelectionName, openselection.ApplicationName, openselection.SheetName, openselection.PaperName,
		}},
		{"workflow/complaint", complaintHead, []string{complaint.Name}},
		{"workflow/mandate", mandateHead, []string{mandate.Name}},
		{"workflow/person", personHead, []string{person.Name}},
	}
}

func readmes(l law) ([]artefact, error) {
	var all []artefact
	for _, p := range pages() {
		one, err := readme(l, p)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func readme(l law, p page) (artefact, error) {
	var b strings.Builder
	b.WriteString(p.head)
	for _, procedure := range p.procedures {
		word, _ := l.words.Term(glossary.Procedure, procedure)
		fmt.Fprintf(&b, "\n## The %s (*%s*)\n\n%s.\n", procedure, word.Indonesian, capital(word.Gloss))
		variantsOf(&b, l, procedure)
		acts, err := l.acts(procedure)
		if err != nil {
			return artefact{}, err
		}
		permissions(&b, l, procedure, acts)
	}
	if err := deadlines(&b, l, p.procedures); err != nil {
		return artefact{}, err
	}
	words(&b, l, p.procedures)
	return artefact{path: p.folder + "/README.md", want: b.String()}, nil
}

// variantsOf draws the table of each variant, whole at first and then what is different.
func variantsOf(b *strings.Builder, l law, procedure string) {
	var shown []catalog.Table
	first := l.variants[0].tables[procedure].Rows
	oneLaw := !slices.ContainsFunc(l.variants, func(v variant) bool { return !reflect.DeepEqual(v.tables[procedure].Rows, first) })
	for _, v := range l.variants {
		table := v.tables[procedure]
		title := fmt.Sprintf("The %s %s", procedure, v.title)
		if oneLaw {
			title = "The table"
		}
		if slices.ContainsFunc(shown, func(other catalog.Table) bool { return reflect.DeepEqual(other.Rows, table.Rows) }) {
			continue
		}
		rows, lost := table.Rows, []catalog.Row(nil)
		fmt.Fprintf(b, "\n### %s\n\n", title)
		if len(shown) > 0 {
			rows, lost = without(table.Rows, shown[0].Rows), without(shown[0].Rows, table.Rows)
		}
		fmt.Fprintf(b, "```mermaid\n%s```\n\n", catalog.Mermaid(table))
		if len(shown) > 0 {
			fmt.Fprintf(b, "Rows that differ from the first table%s:\n\n", instead(lost))
		}
		rowTable(b, rows)
		shown = append(shown, table)
	}
}

// without lists the rows that are not among others.
func without(rows, others []catalog.Row) []catalog.Row {
	var left []catalog.Row
	for _, row := range rows {
		if !slices.ContainsFunc(others, func(other catalog.Row) bool { return reflect.DeepEqual(other, row) }) {
			left = append(left, row)
		}
	}
	return left
}

func instead(lost []catalog.Row) string {
	if len(lost) == 0 {
		return ""
	}
	var events []string
	for _, row := range lost {
		events = once(events, code(row.Event))
	}
	return ", which take the place of its rows for " + strings.Join(events, ", ")
}

func rowTable(b *strings.Builder, rows []catalog.Row) {
	header(b, "event", "from", "to", "by", "requires", "effects", "documents", "citations")
	for _, row := range rows {
		var guards, effects, cites []string
		for _, guard := range row.Requires {
			mark := ""
			if guard.Standing {
				mark = " *"
			}
			guards = append(guards, guard.Code+mark)
		}
		for _, effect := range row.Effects {
			effects = append(effects, strings.TrimSpace(string(effect.Kind)+" "+effect.Object))
		}
		for _, cite := range row.Citations {
			cites = append(cites, cite.String())
		}
		line(b, code(row.Event), stacked(row.From), code(row.To), stacked(row.By), stacked(guards), stacked(effects), stacked(row.Documents), stacked(cites))
	}
}

func permissions(b *strings.Builder, l law, procedure string, acts []act) {
	fmt.Fprintf(b, "\n### Who may do what to the %s\n\nRoles without a column may do nothing to it.\n\n", procedure)
	var roles []workflow.Role
	columns := []string{"event", "*Indonesian*"}
	for _, role := range workflow.Roles() {
		if slices.ContainsFunc(acts, func(a act) bool { return slices.Contains(a.by, role) }) {
			roles = append(roles, role)
			columns = append(columns, string(role))
		}
	}
	header(b, columns...)
	for _, a := range acts {
		cells := []string{code(a.event), l.words.Indonesian(glossary.Event, string(a.event))}
		for _, role := range roles {
			mark := ""
			if slices.Contains(a.by, role) {
				mark = "●"
			}
			cells = append(cells, mark)
		}
		line(b, cells...)
	}
}

// deadlines shows how long each clock runs under the packs that a reader compares; a page
// whose procedures have no clocks says nothing of them.
func deadlines(b *strings.Builder, l law, procedures []string) error {
	if !slices.ContainsFunc(procedures, func(name string) bool { return len(l.variants[0].tables[name].Deadlines) > 0 }) {
		return nil
	}
	b.WriteString("\n## Deadlines\n\nThe day of the event is not counted. Each length comes from the policy pack, where its own source and\n" +
		"certainty stand; some are proposals. Reminders are lead times before the last day, under the first pack.\n\n")
	columns := []string{"deadline", "*Indonesian*", "reminds", "reminders"}
	for _, pack := range l.packs {
		columns = append(columns, pack.ID)
	}
	header(b, append(columns, "citations")...)
	for _, of := range []struct {
		procedure string
		clocks    func() ([]clock, error)
	}{
		{openselection.RoundName, func() ([]clock, error) { return clocks(l, openselection.Round) }},
		{openselection.SelectionName, func() ([]clock, error) { return clocks(l, openselection.Selection) }},
		{complaint.Name, func() ([]clock, error) { return clocks(l, complaint.Complaint) }},
	} {
		if !slices.Contains(procedures, of.procedure) {
			continue
		}
		list, err := of.clocks()
		if err != nil {
			return err
		}
		for _, c := range list {
			cells := []string{code(c.kind), l.words.Indonesian(glossary.Deadline, string(c.kind)), stacked(c.tells), c.reminders}
			line(b, append(append(cells, c.lengths...), stacked(c.cites))...)
		}
	}
	return nil
}

func words(b *strings.Builder, l law, procedures []string) {
	b.WriteString("\n## Words\n\nWhat people read is Indonesian; code, wire and database share the word in the first column.\n")
	for _, list := range vocabulary(l, procedures) {
		kind := list.kind
		fmt.Fprintf(b, "\n### %ss\n\n", capital(string(kind)))
		columns := []string{"code", "Indonesian", "meaning"}
		if kind == glossary.Guard {
			columns = append(columns, "says when it refuses")
		}
		header(b, columns...)
		for _, word := range list.codes {
			term, _ := l.words.Term(kind, word)
			cells := []string{code(word), term.Indonesian, term.Gloss}
			if kind == glossary.Guard {
				cells = append(cells, term.Says)
			}
			line(b, cells...)
		}
	}
}

func header(b *strings.Builder, columns ...string) {
	line(b, columns...)
	b.WriteString(strings.Repeat("|---", len(columns)) + "|\n")
}

func line(b *strings.Builder, cells ...string) {
	b.WriteString("|")
	for _, cell := range cells {
		b.WriteString(strings.TrimRight(" "+strings.ReplaceAll(cell, "|", `\|`), " ") + " |")
	}
	b.WriteString("\n")
}

func code[T ~string](word T) string { return "`" + string(word) + "`" }

// stacked puts words under each other in one cell.
func stacked[T ~string](words []T) string {
	lines := make([]string, len(words))
	for i, word := range words {
		lines[i] = string(word)
	}
	return strings.Join(lines, "<br>")
}

// A clock is a deadline with its length under each pack.
type clock struct {
	kind      workflow.Event
	tells     []workflow.Role
	reminders string
	lengths   []string
	cites     []string
}

// clocks asks the deadlines of a procedure how they count. One that does not count from the
// day of the event runs to a day that somebody named.
func clocks[F any](l law, build func(*policy.Pack) (*workflow.Procedure[F], error)) ([]clock, error) {
	var list []clock
	for n, pack := range l.packs {
		procedure, err := build(pack)
		if err != nil {
			return nil, err
		}
		for i, deadline := range procedure.Deadlines {
			if n == 0 {
				c := clock{kind: deadline.Kind, tells: deadline.Tells}
				var leads []string
				for _, lead := range deadline.Reminders.In(pack).Value {
					leads = append(leads, fmt.Sprint(lead))
				}
				c.reminders = strings.Join(leads, "<br>")
				for _, cite := range deadline.Cites {
					c.cites = append(c.cites, cite.String())
				}
				list = append(list, c)
			}
			length := "to the announced day"
			q := workflow.Question[F]{Today: pack.Date, Pack: pack, Holidays: l.holidays}
			if count, err := deadline.Counts(q); err == nil && count.From == pack.Date {
				length = fmt.Sprint(count.Days)
			}
			list[i].lengths = append(list[i].lengths, length)
		}
	}
	return list, nil
}
