package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A Sample is what the engine wrote while one selection was played, row by row, so
// that the baseline writes rows of the same number and size.
type Sample struct {
	pack   rows
	cases  []string        // the selection, and what lies under it in the order in which it came
	opened rows            // the cases before the first step
	timers rows            // the selection's open timers then
	known  map[string]bool // kinds of its cleared timers
	Steps  []Unit
}

// A Unit is what one step wrote.
type Unit struct {
	moved   int   // which of the cases
	state   []any // of that case, in the order of the movingColumns
	opened  rows  // cases that came with it
	journal rows
	timers  rows
	cleared []string // kinds of the timers that it closed
	outbox  rows
	answer  rows
}

// Rows counts the rows that the step wrote beside the moved case's own, and the timers it closed.
func (u Unit) Rows() (written, closed int) {
	return len(u.opened.values) + len(u.journal.values) + len(u.timers.values) + len(u.outbox.values) + len(u.answer.values), len(u.cleared)
}

// rows of one table.
type rows struct {
	table   string
	columns []string
	values  [][]any
}

// The columns that the engine writes; the others have defaults.
var (
	packColumns    = []string{"hash", "id", "content"}
	caseColumns    = []string{"id", "parent", "round", "ref", "subject", "procedure", "version", "pack", "agency", "zone", "state", "resumes", "revision", "facts", "head", "opened_at", "changed_at"}
	movingColumns  = []string{"version", "state", "resumes", "revision", "facts", "head", "changed_at"}
	journalColumns = []string{"case_id", "seq", "at", "procedure", "version", "pack", "event", "from_state", "to_state", "person", "role", "body", "previous", "hash", "agency"}
	timerColumns   = []string{"id", "case_id", "kind", "reminder", "generation", "due_at", "tells", "count", "agency"}
	outboxColumns  = []string{"id", "case_id", "seq", "position", "kind", "event", "to_parent", "ref", "role", "reminder", "body", "created_at", "agency"}
	answerColumns  = []string{"person", "key", "fingerprint", "case_id", "body", "at", "agency"}
)

// read takes rows as they are. Any value that the driver reads it can also write.
func read(ctx context.Context, conn *pgx.Conn, table string, columns []string, where string, args ...any) (rows, error) {
	found, err := conn.Query(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" WHERE "+where, args...)
	if err != nil {
		return rows{}, err
	}
	values, err := pgx.CollectRows(found, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	return rows{table: table, columns: columns, values: values}, err
}

// only reads the one row that there may be.
func only(ctx context.Context, conn *pgx.Conn, table string, columns []string, where string, args ...any) (rows, error) {
	found, err := read(ctx, conn, table, columns, where, args...)
	if err == nil && len(found.values) != 1 {
		err = fmt.Errorf("%d rows in %s instead of 1", len(found.values), table)
	}
	return found, err
}

func begin(ctx context.Context, conn *pgx.Conn, f *family) (taken Sample, err error) {
	taken.known, taken.cases = make(map[string]bool), []string{}
	selection := f.cases[""].id
	if taken.opened, err = taken.come(ctx, conn, selection); err != nil {
		return taken, err
	}
	// The round is not among what the baseline writes: the selection stands for itself there.
	taken.opened.values[0][slices.Index(caseColumns, "parent")] = nil
	if taken.pack, err = only(ctx, conn, "packs", packColumns, "hash = (SELECT pack FROM cases WHERE id = $1)", selection); err != nil {
		return taken, err
	}
	if taken.timers, err = read(ctx, conn, "timers", timerColumns, "case_id = $1 AND cleared_at IS NULL AND fired_at IS NULL", selection); err != nil {
		return taken, err
	}
	_, err = taken.closed(ctx, conn)
	return taken, err
}

// come takes the cases of the selection that were not there before, itself first.
func (taken *Sample) come(ctx context.Context, conn *pgx.Conn, selection string) (rows, error) {
	found, err := read(ctx, conn, "cases", caseColumns, "(id = $1 OR parent = $1) AND NOT id = ANY ($2::uuid[]) ORDER BY id <> $1, id", selection, taken.cases)
	for _, row := range found.values {
		taken.cases = append(taken.cases, uuid.UUID(row[0].([16]byte)).String())
	}
	return found, err
}

// add writes down what the step left behind that has just been taken on a case.
func (taken *Sample) add(ctx context.Context, conn *pgx.Conn, f *family, on, key string) (err error) {
	m := f.cases[on]
	unit := Unit{moved: slices.Index(taken.cases, m.id)}
	moved, err := only(ctx, conn, "cases", movingColumns, "id = $1 AND revision = $2", m.id, m.revision)
	if err != nil {
		return err
	}
	unit.state = moved.values[0]
	before := len(taken.cases)
	if unit.opened, err = taken.come(ctx, conn, taken.cases[0]); err != nil {
		return err
	}
	if unit.journal, err = read(ctx, conn, "journal", journalColumns, "case_id = $1 AND seq = $2 OR case_id = ANY ($3::uuid[])", m.id, m.revision, taken.cases[before:]); err != nil {
		return err
	}
	if unit.answer, err = only(ctx, conn, "answers", answerColumns, "key = $1", key); err != nil {
		return err
	}
	if unit.outbox, err = read(ctx, conn, "outbox", outboxColumns, "case_id = $1 AND seq = $2 AND NOT reminder", m.id, m.revision); err != nil {
		return err
	}
	if unit.timers, err = read(ctx, conn, "timers", timerColumns, "case_id = $1 AND generation = $2", m.id, m.revision); err != nil {
		return err
	}
	if unit.cleared, err = taken.closed(ctx, conn); err != nil {
		return err
	}
	taken.Steps = append(taken.Steps, unit)
	return nil
}

// closed tells which kinds of timers have been cleared since it was last asked.
func (taken *Sample) closed(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	found, err := read(ctx, conn, "timers", []string{"DISTINCT kind"}, "case_id = $1 AND cleared_at IS NOT NULL", taken.cases[0])
	var kinds []string
	for _, row := range found.values {
		if kind := row[0].(string); !taken.known[kind] {
			taken.known[kind] = true
			kinds = append(kinds, kind)
		}
	}
	return kinds, err
}
