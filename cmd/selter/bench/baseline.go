package bench

import (
	"context"
	"errors"
	"fmt"
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

// Prepare inserts cases as they are before the first step.
func (b *Baseline) Prepare(ctx context.Context, cases int) ([]uuid.UUID, error) {
	list := make([]uuid.UUID, cases)
	return list, b.within(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE outbox SET done_at = now() WHERE done_at IS NULL"); err != nil {
			return err
		}
		for i := range list {
			list[i] = uuid.Must(uuid.NewV7())
			if err := insert(ctx, tx, b.sample.opened, map[string]any{"id": list[i]}); err != nil {
				return err
			}
			if err := insert(ctx, tx, b.sample.timers, map[string]any{"case_id": list[i]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Play writes what the engine would write while these cases are played.
func (b *Baseline) Play(ctx context.Context, callers int, cases []uuid.UUID) (Tally, error) {
	if int(b.pool.Config().MaxConns) != callers {
		if err := b.callers(ctx, callers); err != nil {
			return Tally{}, err
		}
	}
	return race(ctx, callers, len(cases), func(ctx context.Context, _, job int, lap func(time.Time)) error {
		for n, unit := range b.sample.Steps {
			began := time.Now()
			if err := b.within(ctx, func(tx pgx.Tx) error { return b.write(ctx, tx, cases[job], n, unit) }); err != nil {
				return err
			}
			lap(began)
		}
		return nil
	})
}

func (b *Baseline) write(ctx context.Context, tx pgx.Tx, id uuid.UUID, n int, unit Unit) error {
	seen := make([]any, strings.Count(locks[:strings.Index(locks, "FROM")], ",")+1)
	into := make([]any, len(seen))
	for i := range seen {
		into[i] = &seen[i]
	}
	if err := tx.QueryRow(ctx, locks, id).Scan(into...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, b.moves, append([]any{id}, unit.state...)...); err != nil {
		return err
	}
	own := map[string]any{"case_id": id, "key": fmt.Sprintf("%s-%d", id, n)}
	if err := insert(ctx, tx, unit.journal, own); err != nil {
		return err
	}
	if len(unit.cleared) > 0 {
		if _, err := tx.Exec(ctx, b.clears, id, unit.cleared); err != nil {
			return err
		}
	}
	for _, list := range []rows{unit.timers, unit.outbox, unit.answer} {
		if err := insert(ctx, tx, list, own); err != nil {
			return err
		}
	}
	return nil
}

func (b *Baseline) within(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, b.pool, do)
}

// insert writes rows with one statement; own replaces what names the case, and each
// row with an identifier gets a fresh one.
func insert(ctx context.Context, tx pgx.Tx, list rows, own map[string]any) error {
	if len(list.values) == 0 {
		return nil
	}
	width := len(list.columns)
	args := make([]any, 0, width*len(list.values))
	for _, row := range list.values {
		for i, column := range list.columns {
			value, mine := own[column]
			switch {
			case mine:
				args = append(args, value)
			case column == "id" && list.table != "packs":
				args = append(args, uuid.Must(uuid.NewV7()))
			default:
				args = append(args, row[i])
			}
		}
	}
	_, err := tx.Exec(ctx, list.insertion(len(list.values)), args...)
	return err
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
