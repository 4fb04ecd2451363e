package store

import (
	"context"
	"database/sql"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// A Traffic counts what the store asks of its database.
type Traffic struct {
	// Statements sent; on Postgres each is a round trip, preparations included.
	Statements atomic.Int64
	// Parses are statements that Postgres had to parse; those of SQLite are not counted.
	Parses atomic.Int64
	// Writes are transactions that write.
	Writes atomic.Int64
}

// sent counts a statement outside a transaction. All that read begin with SELECT, and only those.
func (t *Traffic) sent(statement string) {
	t.Statements.Add(1)
	if !strings.HasPrefix(statement, "SELECT") {
		t.Writes.Add(1)
	}
}

// A tracer counts what goes over the wire to Postgres.
type tracer struct{ *Traffic }

// idle is what a connection outside a transaction says of itself.
const idle = 'I'

func (t tracer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if conn.PgConn().TxStatus() == idle {
		t.sent(data.SQL)
	} else {
		t.Statements.Add(1) // what began the transaction has been counted as its one write
	}
	return ctx
}

func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (tracer) TracePrepareStart(ctx context.Context, _ *pgx.Conn, _ pgx.TracePrepareStartData) context.Context {
	return ctx
}

func (t tracer) TracePrepareEnd(_ context.Context, _ *pgx.Conn, data pgx.TracePrepareEndData) {
	if !data.AlreadyPrepared {
		t.Statements.Add(1)
		t.Parses.Add(1)
	}
}

// A countedPool is a SQLite pool that counts.
type countedPool struct {
	*sql.DB
	traffic *Traffic
}

func (p countedPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	p.traffic.sent(query)
	return p.DB.ExecContext(ctx, query, args...)
}

func (p countedPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	p.traffic.sent(query)
	return p.DB.QueryContext(ctx, query, args...)
}

func (p countedPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	p.traffic.sent(query)
	return p.DB.QueryRowContext(ctx, query, args...)
}

// BeginTx makes the pool a gorm.ConnPoolBeginner.
func (p countedPool) BeginTx(ctx context.Context, options *sql.TxOptions) (gorm.ConnPool, error) {
	p.traffic.Writes.Add(1)
	tx, err := p.DB.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	return &countedTx{tx, p.traffic}, nil // a pointer: gorm asks whether it is nil
}

type countedTx struct {
	*sql.Tx
	traffic *Traffic
}

func (t *countedTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	t.traffic.Statements.Add(1)
	return t.Tx.ExecContext(ctx, query, args...)
}

func (t *countedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	t.traffic.Statements.Add(1)
	return t.Tx.QueryContext(ctx, query, args...)
}
