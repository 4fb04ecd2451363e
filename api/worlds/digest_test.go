package worlds_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver" // the file is looked at as it lies there
)

// file is the digest of every row of a world's database.
func (w *world) file(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+w.folder+"/selter.db?mode=ro")
	must(t, err)
	defer func() { must(t, db.Close()) }()
	tables := texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if len(tables) < 10 {
		t.Fatalf("only %d tables", len(tables))
	}
	sum := sha256.New()
	for _, table := range tables {
		columns := texts(t, db, fmt.Sprintf(`SELECT 'quote("' || name || '")' FROM pragma_table_info('%s')`, table))
		for _, row := range texts(t, db, fmt.Sprintf(`SELECT %s FROM %q ORDER BY 1`, strings.Join(columns, ` || '|' || `), table)) {
			fmt.Fprintln(sum, table, row)
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	var all []string
	for rows.Next() {
		var text string
		must(t, rows.Scan(&text))
		all = append(all, text)
	}
	must(t, rows.Err())
	return all
}
