package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

// A stepRow is an entry of a journal as it is read.
type stepRow struct {
	of   uuid.UUID
	step compliance.Step
}

// steps reads the first entries of journals, as many as the cases had revisions, without their bodies. There are dozens
// for each case, so that they go past gorm, and on Postgres past database/sql as well.
func (s *Store) steps(ctx context.Context, ids []workflow.CaseID, revisions map[uuid.UUID]int64) (map[uuid.UUID][]compliance.Step, error) {
	text := s.sql("SELECT case_id, seq, event, at, person, role, from_state, to_state FROM journal WHERE " + s.among("case_id") + " AND {house} ORDER BY case_id, seq")
	read := s.stepsByDriver
	if s.name == postgresName {
		text, read = numbered(text), s.stepsOnPostgres
	}
	var found map[uuid.UUID][]compliance.Step
	err := s.persist(ctx, func() (err error) {
		began, count := time.Now(), int64(0)
		defer func() { s.reads.Logger.Trace(ctx, began, func() (string, int64) { return text, count }, err) }()
		found = make(map[uuid.UUID][]compliance.Step, len(ids))
		var of uuid.UUID
		var list []compliance.Step
		err = read(ctx, text, s.ids(ids), func(row *stepRow) {
			count++
			if row.of != of {
				found[of] = list
				of, list = row.of, make([]compliance.Step, 0, revisions[row.of])
			}
			if row.step.Seq <= revisions[of] {
				list = append(list, row.step)
			}
		})
		found[of] = list
		return err
	})
	return found, err
}

func (s *Store) stepsByDriver(ctx context.Context, text string, ids any, use func(*stepRow)) (err error) {
	rows, err := s.reads.ConnPool.QueryContext(ctx, text, ids)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row stepRow
		var at instant
		step := &row.step
		if err := rows.Scan(&row.of, &step.Seq, &step.Event, &at, &step.Person, &step.Role, &step.From, &step.To); err != nil {
			return err
		}
		step.At = at.time()
		use(&row)
	}
	return rows.Err()
}

func (s *Store) stepsOnPostgres(ctx context.Context, text string, ids any, use func(*stepRow)) error {
	pool, ok := s.reads.ConnPool.(*sql.DB)
	if !ok {
		return errors.New("no pool of connections to Postgres")
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driver any) error {
		rows, err := driver.(*stdlib.Conn).Conn().Query(ctx, text, ids)
		if err != nil {
			return err
		}
		var row stepRow
		step, known := &row.step, make(words)
		event, person, role, from, to := known.reader(), known.reader(), known.reader(), known.reader(), known.reader()
		_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&row.of), &step.Seq, event, &step.At, person, role, from, to}, func() error {
			step.Event, step.At, step.Person, step.Role = workflow.Event(event.text), step.At.UTC(), person.text, workflow.Role(role.text)
			step.From, step.To = workflow.State(from.text), workflow.State(to.text)
			use(&row)
			return nil
		})
		return err
	})
	return errors.Join(err, conn.Close())
}

// words keeps each text once that is read again and again: the events, states, roles and persons of
// a thousand entries are a few dozen.
type words map[string]string

func (w words) reader() *wordReader { return &wordReader{known: w} }

// A wordReader reads one column of words.
type wordReader struct {
	known words
	text  string
}

var _ pgtype.BytesScanner = (*wordReader)(nil)

// ScanBytes implements pgtype.BytesScanner; the bytes are the driver's.
func (r *wordReader) ScanBytes(text []byte) error {
	kept, there := r.known[string(text)]
	if !there {
		kept = string(text)
		r.known[kept] = kept
	}
	r.text = kept
	return nil
}
