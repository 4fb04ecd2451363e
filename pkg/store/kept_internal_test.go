package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"testing"
)

func kept(t *testing.T) (*sql.DB, *sql.Conn) {
	t.Helper()
	db, err := openKept(filepath.Join(t.TempDir(), "kept.db"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "CREATE TABLE n (n INTEGER); INSERT INTO n VALUES (1), (2)"); err != nil {
		t.Fatal(err)
	}
	return db, conn
}

func keptBy(t *testing.T, conn *sql.Conn) map[string]*keptStmt {
	t.Helper()
	var kept map[string]*keptStmt
	if err := conn.Raw(func(c any) error { kept = c.(*keptConn).kept; return nil }); err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestKept_statements_are_prepared_once_within_and_without_transactions(t *testing.T) {
	t.Parallel()
	db, conn := kept(t)
	const insert = "INSERT INTO n VALUES (?)"
	var first driver.Stmt
	for i := range 6 {
		run := conn.ExecContext
		var tx *sql.Tx
		if i%2 == 1 {
			var err error
			if tx, err = conn.BeginTx(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			run = tx.ExecContext
		}
		if _, err := run(t.Context(), insert, i); err != nil {
			t.Fatal(err)
		}
		if tx != nil {
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		now := keptBy(t, conn)[insert]
		if now == nil || now.used || first != nil && now.sqliteStmt != first {
			t.Fatalf("after %d times it is not the one of before: %+v", i+1, now)
		}
		first = now.sqliteStmt
	}
	var n int
	if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM n").Scan(&n); err != nil || n != 8 {
		t.Errorf("%d rows, %v", n, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("statements were left: %v", err)
	}
}

func TestKept_statement_whose_rows_are_being_read_is_prepared_once_more(t *testing.T) {
	t.Parallel()
	db, conn := kept(t)
	const query = "SELECT n FROM n ORDER BY n"
	outer, err := conn.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	pairs := ""
	for outer.Next() {
		var one, first int
		if err := outer.Scan(&one); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRowContext(t.Context(), query).Scan(&first); err != nil {
			t.Fatal(err)
		}
		pairs += fmt.Sprint(one, first, " ")
	}
	if err := outer.Err(); err != nil || pairs != "1 1 2 1 " {
		t.Errorf("%q, %v", pairs, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("statements were left: %v", err)
	}
}

func TestKept_statements_are_bounded_and_work_after_an_error_and_a_new_column(t *testing.T) {
	t.Parallel()
	db, conn := kept(t)
	for i := range mostKept + 10 {
		var n int
		if err := conn.QueryRowContext(t.Context(), fmt.Sprintf("SELECT %d", i)).Scan(&n); err != nil || n != i {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if n := len(keptBy(t, conn)); n != mostKept {
		t.Errorf("%d are kept", n)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	db, conn = kept(t)
	const query = "SELECT n FROM n WHERE n = abs(?)"
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := conn.ExecContext(gone, query, 1); err == nil {
		t.Error("a caller who is gone is served")
	}
	if _, err := conn.ExecContext(t.Context(), query, int64(-1<<63)); err == nil {
		t.Error("abs of the least number is a number")
	}
	if _, err := conn.ExecContext(t.Context(), "ALTER TABLE n ADD COLUMN m TEXT DEFAULT 'm'"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := conn.QueryRowContext(t.Context(), query, 2).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
