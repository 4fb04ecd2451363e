package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/catalog"
)

const (
	statesSuffix = "_states.sql"
	stampForm    = "20060102150405"
)

// stateChecks are the migrations that hold the states of cases and journal to those of the
// tables. Migrations are never edited, so another set of states is another pair of files;
// as long as the set is the one of the newest pair, that pair has to be as it was written.
// For the same reason the text of these files must stay as it is.
func stateChecks(root string, l law, now time.Time) ([]artefact, error) {
	sets := stateSets(l)
	name, err := newestStates(root)
	if err != nil {
		return nil, err
	}
	if name == "" || setsIn(root, name) != sets {
		if name, err = nextName(root, now); err != nil {
			return nil, err
		}
	}
	return []artefact{
		{path: "migrations/postgres/" + name, want: postgresStates(l, sets)},
		{path: "migrations/sqlite/" + name, want: sqliteStates(l, sets)},
	}, nil
}

// stateSets writes the sets of states as comment lines, one for each procedure.
func stateSets(l law) string {
	var b strings.Builder
	for _, procedure := range catalog.Names() {
		fmt.Fprintf(&b, "-- %s: %s\n", procedure, strings.Join(sorted(l.states(procedure)), " "))
	}
	return b.String()
}

func sorted(states []workflow.State) []string {
	words := make([]string, len(states))
	for i, s := range states {
		words[i] = string(s)
	}
	slices.Sort(words)
	return words
}

func newestStates(root string) (string, error) {
	newest := ""
	for _, dialect := range []string{"postgres", "sqlite"} {
		names, err := migrations(root, dialect)
		if err != nil {
			return "", err
		}
		for _, name := range names {
			if strings.HasSuffix(name, statesSuffix) {
				newest = max(newest, name)
			}
		}
	}
	return newest, nil
}

func migrations(root, dialect string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(root, "migrations", dialect))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".sql") {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}

// nextName is a name for now, and later than every other migration.
func nextName(root string, now time.Time) (string, error) {
	stamp := now.UTC().Format(stampForm)
	for _, dialect := range []string{"postgres", "sqlite"} {
		names, err := migrations(root, dialect)
		if err != nil {
			return "", err
		}
		for _, name := range names {
			taken, _, _ := strings.Cut(name, "_")
			if taken < stamp {
				continue
			}
			n, err := strconv.ParseInt(taken, 10, 64)
			if err != nil {
				return "", fmt.Errorf("migration %s has no time in its name", name)
			}
			stamp = strconv.FormatInt(n+1, 10)
		}
	}
	return stamp + statesSuffix, nil
}

// setsIn reads the comment lines of stateSets back; a twin that is missing or says
// something else makes them unlike any set.
func setsIn(root, name string) string {
	both := make([]string, 0, 2)
	for _, dialect := range []string{"postgres", "sqlite"} {
		content, err := os.ReadFile(filepath.Join(root, "migrations", dialect, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // it is written again beside its twin
		}
		var sets strings.Builder
		for line := range strings.Lines(string(content)) {
			if procedure, _, ok := strings.Cut(strings.TrimPrefix(line, "-- "), ": "); ok && slices.Contains(catalog.Names(), procedure) {
				sets.WriteString(line)
			}
		}
		both = append(both, sets.String())
	}
	if len(both) == 2 && both[0] != both[1] {
		return ""
	}
	return both[0]
}

const statesHead = `-- +goose Up
-- Written by cmd/derive from the tables of the procedures. Once released it is never edited: another set of states gets
-- another file, which takes the place of this one.
`

// inStates says in SQL that the columns of a row hold states of its procedure, or the one
// other value that each may have. A procedure that no table describes is held to nothing:
// the tests of the machinery have such.
func inStates(l law, row string, columns ...column) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CASE %sprocedure\n", row)
	for _, procedure := range catalog.Names() {
		fmt.Fprintf(&b, "    WHEN '%s' THEN", procedure)
		for i, c := range columns {
			words := sorted(l.states(procedure))
			if c.besides != nil {
				words = append([]string{*c.besides}, words...)
			}
			if i > 0 {
				b.WriteString("\n        AND")
			}
			fmt.Fprintf(&b, " %s%s IN (\n        %s)", row, c.name, wrap(words))
		}
		b.WriteString("\n")
	}
	b.WriteString("    ELSE TRUE\nEND")
	return b.String()
}

// A column holds a state, or else what stands besides.
type column struct {
	name    string
	besides *string
}

// wrap quotes words and puts them on lines that can be read.
func wrap(words []string) string {
	var b strings.Builder
	length := 0
	for i, word := range words {
		word = "'" + word + "'"
		switch {
		case i == 0:
		case length+len(word) > 110:
			b.WriteString(",\n        ")
			length = 0
		default:
			b.WriteString(", ")
		}
		b.WriteString(word)
		length += len(word) + 2
	}
	return b.String()
}

// A guarded table has columns that hold states.
type guarded struct{ table, condition string }

// guardedTables says what must hold in each; row is what stands before a column's name.
func guardedTables(l law, row string) []guarded {
	return []guarded{
		{"cases", inStates(l, row, column{name: "state"}, column{"resumes", new("")})},
		{"journal", inStates(l, row, column{"from_state", new(string(workflow.Unopened))}, column{name: "to_state"})},
	}
}

func postgresStates(l law, sets string) string {
	var b strings.Builder
	b.WriteString(statesHead + sets)
	b.WriteString(`SET LOCAL lock_timeout = '2s';
-- NOT VALID: nothing is scanned while the table is locked. New and changed rows are checked all the same, and old ones
-- passed the check before.
`)
	for _, g := range guardedTables(l, "") {
		fmt.Fprintf(&b, "ALTER TABLE %[1]s DROP CONSTRAINT IF EXISTS %[1]s_states;\nALTER TABLE %[1]s ADD CONSTRAINT %[1]s_states CHECK (%[2]s) NOT VALID;\n",
			g.table, g.condition)
	}
	return b.String()
}

func sqliteStates(l law, sets string) string {
	var b strings.Builder
	b.WriteString(statesHead + sets)
	b.WriteString("-- SQLite adds no check to a table that stands; triggers refuse the same rows.\n")
	for _, g := range guardedTables(l, "NEW.") {
		for _, act := range []string{"insert", "update"} {
			fmt.Fprintf(&b, "DROP TRIGGER IF EXISTS %[1]s_states_%[2]s;\n-- +goose StatementBegin\nCREATE TRIGGER %[1]s_states_%[2]s BEFORE %[3]s ON %[1]s\nWHEN NOT (%[4]s) BEGIN\n    SELECT RAISE(ABORT, 'CHECK constraint failed: %[1]s_states');\nEND;\n-- +goose StatementEnd\n",
				g.table, act, strings.ToUpper(act), g.condition)
		}
	}
	return b.String()
}
