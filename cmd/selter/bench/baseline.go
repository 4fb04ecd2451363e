package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A Baseline writes the rows of a sample in plain SQL, one statement after another, as
// a careful hand would without an engine: BEGIN, SELECT ... FOR UPDATE, UPDATE of the
// case, INSERT into journal, outbox, timers and answers, COMMIT. It decides nothing,
// checks nothing and speaks no HTTP.
type Baseline struct {
	site   *Site
	sample Sample
	pool   *pgxpool.Pool
	clears string
	moves  string
}

const locks = "SELECT procedure, version, pack, state, resumes, revision, facts, head, changed_at FROM cases WHERE id = $1 FOR UPDATE"

// OpenBaseline prepares the tables for a sample.
func OpenBaseline(ctx context.Context, site *Site, sample Sample) (*Baseline, error) {
	b := &Baseline{
		site: site, sample: sample,
		moves:  "UPDATE cases SET (" + strings.Join(movingColumns, ", ") + ") = (" + places(1, len(movingColumns), 2) + ") WHERE id = $1",
		clears: "UPDATE timers SET cleared_at = now() WHERE case_id = $1 AND kind = ANY ($2) AND fired_at IS NULL AND cleared_at IS NULL",
	}
	if err := b.callers(ctx, 1); err != nil {
		return nil, err
	}
	return b, b.within(ctx, func(tx pgx.Tx) error { return insert(ctx, tx, sample.pack, nil) })
}

// Close ends its connections.
func (b *Baseline) Close() { b.pool.Close() }

// callers opens a pool with as many connections as callers; the engine bounds its own.
func (b *Baseline) callers(ctx context.Context, n int) error {
	within, err := b.site.within(baselineSchema)
	if err != nil {
		return err
	}
	address, err := pgxpool.ParseConfig(within)
	if err != nil {
		return errors.New("the database URL cannot be read")
	}
	address.MaxConns, address.MinConns = int32(n), int32(n)
	pool, err := pgxpool.NewWithConfig(ctx, address)
	if err != nil {
		return err
	}
	if b.pool != nil {
		b.pool.Close()
	}
	b.pool = pool
	return nil
}

// Prepare inserts selections, and what lies under them, as they are before the first step.
// Each answers with the identifiers that its cases have or will have.
func (b *Baseline) Prepare(ctx context.Context, selections int) ([][]uuid.UUID, error) {
	list := make([][]uuid.UUID, selections)
	return list, b.within(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE outbox SET done_at = now() WHERE done_at IS NULL"); err != nil {
			return err
		}
		for i := range list {
			for range b.sample.cases {
				list[i] = append(list[i], uuid.Must(uuid.NewV7()))
			}
			own := b.own(list[i])
			if err := insert(ctx, tx, b.sample.opened, own); err != nil {
				return err
			}
			if err := insert(ctx, tx, b.sample.timers, own); err != nil {
				return err
			}
		}
		return nil
	})
}

// own gives the cases of the sample, wherever a row names one, other identifiers.
func (b *Baseline) own(ids []uuid.UUID) map[any]any {
	named := make(map[any]any)
	for i, of := range b.sample.cases {
		named[[16]byte(uuid.MustParse(of))] = ids[i]
	}
	return named
}

// Play writes what the engine would write while these selections are played.
func (b *Baseline) Play(ctx context.Context, callers int, selections [][]uuid.UUID) (Tally, error) {
	if int(b.pool.Config().MaxConns) != callers {
		if err := b.callers(ctx, callers); err != nil {
			return Tally{}, err
		}
	}
	return race(ctx, callers, len(selections), func(ctx context.Context, _, job int, lap func(time.Time)) error {
		own := b.own(selections[job])
		for n, unit := range b.sample.Steps {
			began := time.Now()
			if err := b.within(ctx, func(tx pgx.Tx) error { return b.write(ctx, tx, selections[job], own, n, unit) }); err != nil {
				return err
			}
			lap(began)
		}
		return nil
	})
}

func (b *Baseline) write(ctx context.Context, tx pgx.Tx, ids []uuid.UUID, own map[any]any, n int, unit Unit) error {
	seen := make([]any, strings.Count(locks[:strings.Index(locks, "FROM")], ",")+1)
	into := make([]any, len(seen))
	for i := range seen {
		into[i] = &seen[i]
	}
	moved := ids[unit.moved]
	if err := tx.QueryRow(ctx, locks, moved).Scan(into...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, b.moves, append([]any{moved}, unit.state...)...); err != nil {
		return err
	}
	for _, list := range []rows{unit.opened, unit.journal} {
		if err := insert(ctx, tx, list, own); err != nil {
			return err
		}
	}
	if len(unit.cleared) > 0 {
		if _, err := tx.Exec(ctx, b.clears, moved, unit.cleared); err != nil {
			return err
		}
	}
	answer := unit.answer.with("key", fmt.Sprintf("%s-%d", ids[0], n))
	for _, list := range []rows{unit.timers, unit.outbox, answer} {
		if err := insert(ctx, tx, list, own); err != nil {
			return err
		}
	}
	return nil
}

func (b *Baseline) within(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, b.pool, do)
}

// insert writes rows with one statement. Cases that they name get their own identifiers,
// and each other row with an identifier a fresh one.
func insert(ctx context.Context, tx pgx.Tx, list rows, own map[any]any) error {
	if len(list.values) == 0 {
		return nil
	}
	args := make([]any, 0, len(list.columns)*len(list.values))
	for _, row := range list.values {
		for i, column := range list.columns {
			id, is := row[i].([16]byte)
			switch mine, named := own[id]; {
			case is && named:
				args = append(args, mine)
			case column == "id" && is:
				args = append(args, uuid.Must(uuid.NewV7()))
			default:
				args = append(args, row[i])
			}
		}
	}
	_, err := tx.Exec(ctx, list.insertion(len(list.values)), args...)
	return err
}

// with is the rows with another value in one column.
func (r rows) with(column string, value any) rows {
	at := slices.Index(r.columns, column)
	changed := make([][]any, len(r.values))
	for i, row := range r.values {
		changed[i] = slices.Clone(row)
		changed[i][at] = value
	}
	r.values = changed
	return r
}

func (r rows) insertion(n int) string {
	width := len(r.columns)
	return "INSERT INTO " + r.table + " (" + strings.Join(r.columns, ", ") + ") VALUES (" + places(n, width, 1) + ")"
}

// places are the parameters of n rows of some width, beginning with $first.
func places(n, width, first int) string {
	lines := make([]string, n)
	for i := range lines {
		line := make([]string, width)
		for j := range line {
			line[j] = fmt.Sprintf("$%d", first+i*width+j)
		}
		lines[i] = strings.Join(line, ", ")
	}
	return strings.Join(lines, "), (")
}
