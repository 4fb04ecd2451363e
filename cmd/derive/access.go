package main

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/complaint"
	"selter/workflow/glossary"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

const accessHead = `<!-- Written by cmd/derive from the tables in this folder. Change the tables and run: go run ./cmd/derive -->
# Who reads what

Acts are rows of the procedures; reads have the tables of this folder. What no row allows nobody reads. A row only adds, so the
order of the rows means nothing. Parts come from duties, and from being the person whom a file is about (` + "`data_subject`" + `). Whoever may
not read the status of a case is told what they would be told of a case that does not exist. The tables stand in ` + "`cases.go`, `kept.go`, `recorded.go`,\n`documents.go` and `asked.go`" + `; this page is derived from them and says nothing of its own.
`

// resourceMeans says what each resource is.
var resourceMeans = map[access.Resource]string{
	access.Status:     "that the case exists, its state, its revision",
	access.Offers:     "what could be done to it, and why not",
	access.Deadlines:  "its clocks",
	access.Notices:    "who was told",
	access.Journal:    "who did what and when",
	access.Bodies:     "what the entries of the journal say, and their hashes",
	access.Facts:      "what is known of the case; with it the evidence of refusals",
	access.Findings:   "what verifiers and committee found in an application; without it those entries of the journal name nobody, too. Of a complaint: what the supervisor asked, found and recommended, and what was answered",
	access.Reporter:   "who complained, for two custodians of whom one has asked and the other agreed, within the time for it",
	access.Compliance: "how far the selection has kept the rules: every check with its mark, its points and the entries that prove it, and how the score has moved",
	access.Readings:   "who has read what is kept about the person",
	access.Enrolment:  "to open the file of a person, with an account",
	access.Lookup:     "whether there is a file on a person, and whose a NIK or a NIP is",
}

// accessReadme is the page of the tables of reads.
func accessReadme(l law) artefact {
	var b strings.Builder
	b.WriteString(accessHead)

	b.WriteString("\n## Cases\n\n")
	header(&b, "who", "reads", "of", "when", "because", "citations")
	for _, row := range access.Cases() {
		line(&b, stacked(row.By), stacked(row.What), stacked(row.Of), string(row.When), row.Why, stacked(cited(row.Cites)))
	}
	for _, procedure := range []string{
		openselection.RoundName, openselection.SelectionName, openselection.ApplicationName, openselection.SheetName, openselection.PaperName,
		complaint.Name, mandate.Name, person.Name,
	} {
		readMatrix(&b, l, procedure)
	}

	b.WriteString("\n## What is kept about people\n\nThe reader and the person have their parts in the same place: the selection or, for duties of an agency, the\n" +
		"agency. Every reading by another is written down before it is answered.\n\n")
	particulars(&b, "reads", access.Kept())
	b.WriteString("\n## What is recorded about people\n\nWho reads a thing does not therefore write it. That particulars were recorded is an event of the file, by salted\n" +
		"commitments; this table says who records which.\n\n")
	particulars(&b, "records", access.Recorded())
	b.WriteString("\n## Which documents of applicants are read by whom\n\nOf an application that is read anyhow, documents on wealth (`wealth_report`, `tax_return`) and on health\n" +
		"(`health_letter`, `drug_test_letter`) are read by fewer; every other document by whoever reads its facts.\n\n")
	particulars(&b, "reads", access.Attached())
	b.WriteString("\n## What is asked about people\n\nFor an agency as a whole: whoever has a duty in one round or on one selection only asks none of it.\n\n")
	header(&b, "who", "asks for", "because", "citations")
	for _, row := range access.Asked() {
		line(&b, stacked(row.By), stacked(row.What), row.Why, stacked(cited(row.Cites)))
	}

	b.WriteString("\n## Words\n\n")
	header(&b, "resource", "is")
	for _, what := range append(access.Resources(), access.Enrolment, access.Lookup) {
		line(&b, code(what), resourceMeans[what])
	}
	b.WriteString("\nA selection that was held is, for every condition, where it was held.\n\n")
	header(&b, "condition", "holds")
	for _, c := range access.Conditions() {
		line(&b, code(c.When), c.Says)
	}
	return artefact{path: "workflow/access/README.md", want: b.String()}
}

// particulars shows a table of particulars.
func particulars(b *strings.Builder, does string, table access.KeptTable) {
	header(b, "who", does, "of", "when", "because", "citations")
	for _, row := range table {
		of := stacked(row.Of)
		if len(row.Of) == 0 {
			of = "everybody"
		}
		line(b, stacked(row.By), stacked(row.What), of, string(row.When), row.Why, stacked(cited(row.Cites)))
	}
}

// readMatrix shows the rows of a procedure once more, by who reads.
func readMatrix(b *strings.Builder, l law, procedure string) {
	var rows []access.Row
	for _, row := range access.Cases() {
		if slices.Contains(row.Of, procedure) {
			rows = append(rows, row)
		}
	}
	word, _ := l.words.Term(glossary.Procedure, procedure)
	fmt.Fprintf(b, "\n### Who reads what of a %s (*%s*)\n\n", procedure, word.Indonesian)
	columns := []string{"part"}
	for _, what := range access.Resources() {
		if access.Covers(what, procedure) {
			columns = append(columns, string(what))
		}
	}
	header(b, columns...)
	for _, role := range workflow.Roles() {
		cells, any := []string{code(role)}, false
		for _, what := range columns[1:] {
			cell := ""
			for _, row := range rows {
				if slices.Contains(row.By, role) && slices.Contains(row.What, access.Resource(what)) {
					cell, any = "●", true
					if row.When != access.Always {
						cell = string(row.When)
					}
				}
			}
			cells = append(cells, cell)
		}
		if any {
			line(b, cells...)
		}
	}
}

func cited(citations []policy.Citation) []string {
	var texts []string
	for _, c := range citations {
		texts = append(texts, c.String())
	}
	return texts
}
