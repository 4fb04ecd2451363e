package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	sqlite "github.com/ncruces/go-sqlite3/driver"
)

// mostKept is how many statements a connection keeps, more than the store has. Those that come
// later are prepared each time, so that a statement with values in its text costs time and no memory.
const mostKept = 256

// openKept opens a SQLite database whose connections keep the statements that they have prepared, as
// those to Postgres do. gorm's PrepareStmt would prepare them once more in each transaction. SQLite
// itself prepares anew what it finds to be older than the schema; that statements name their columns
// keeps the number of these.
func openKept(address string) (*sql.DB, error) {
	connector, err := new(sqlite.SQLite).OpenConnector(address)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keptConnector{connector}), nil
}

type keptConnector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c keptConnector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, is := opened.(sqliteConn)
	if !is {
		return nil, errors.Join(fmt.Errorf("the driver of SQLite opens %T", opened), opened.Close())
	}
	return &keptConn{sqliteConn: conn, kept: make(map[string]*keptStmt)}, nil
}

// All that the driver's connections and statements can do, database/sql asks them for.
type (
	sqliteConn interface {
		sqlite.Conn
		driver.ExecerContext
		driver.NamedValueChecker
	}
	sqliteStmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
		driver.NamedValueChecker
	}
)

// A keptConn is used by one at a time, which database/sql sees to.
type keptConn struct {
	sqliteConn
	kept map[string]*keptStmt
}

// PrepareContext implements driver.ConnPrepareContext. A statement whose rows are still being read
// is prepared once more.
func (c *keptConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	kept, there := c.kept[text]
	if there && !kept.used {
		kept.used = true
		return kept, nil
	}
	prepared, err := c.sqliteConn.PrepareContext(ctx, text)
	if err != nil || there || len(c.kept) == mostKept {
		return prepared, err
	}
	stmt, is := prepared.(sqliteStmt)
	if !is {
		return prepared, nil
	}
	kept = &keptStmt{sqliteStmt: stmt, used: true}
	c.kept[text] = kept
	return kept, nil
}

// Close implements driver.Conn. SQLite closes no connection that has statements.
func (c *keptConn) Close() error {
	var errs []error
	for _, kept := range c.kept {
		errs = append(errs, kept.sqliteStmt.Close())
	}
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// A keptStmt has neither rows nor values when nobody uses it: the driver takes both away.
type keptStmt struct {
	sqliteStmt
	used bool
}

// Close implements driver.Stmt. It gives the statement back to its connection.
func (s *keptStmt) Close() error {
	s.used = false
	return nil
}
