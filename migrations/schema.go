package migrations

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What the schema is after all migrations, as Schema writes it.
var (
	//go:embed testdata/schema.postgres.golden
	postgresSchema string
	//go:embed testdata/schema.sqlite.golden
	sqliteSchema string
)

// Drift says how a database differs from the schema that this program was built for.
type Drift struct {
	Missing    []string // should be there
	Unexpected []string // should not
}

func (d *Drift) Error() string {
	var b strings.Builder
	b.WriteString("the database has another schema than this program")
	for _, line := range d.Missing {
		b.WriteString("\n  missing: " + line)
	}
	for _, line := range d.Unexpected {
		b.WriteString("\n  unexpected: " + line)
	}
	return b.String()
}

// Verify compares the tables, columns, keys, checks and indexes of a database, and on Postgres its row
// security and what the runtime role may do, with those that the migrations make. The error is a *Drift that names each difference.
func Verify(ctx context.Context, db *sql.DB, dialect string) error {
	live, err := Schema(ctx, db, dialect)
	if err != nil {
		return err
	}
	golden := postgresSchema
	if dialect == SQLite {
		golden = sqliteSchema
	}
	wanted := strings.Split(strings.TrimSpace(golden), "\n")
	drift := &Drift{}
	for _, line := range wanted {
		if !slices.Contains(live, line) {
			drift.Missing = append(drift.Missing, line)
		}
	}
	for _, line := range live {
		if !slices.Contains(wanted, line) {
			drift.Unexpected = append(drift.Unexpected, line)
		}
	}
	if len(drift.Missing)+len(drift.Unexpected) > 0 {
		return drift
	}
	return nil
}

// Schema describes a live database, sorted, one line for each column, constraint, index, policy and grant:
// "column cases.revision bigint not null".
func Schema(ctx context.Context, db *sql.DB, dialect string) (lines []string, err error) {
	query := postgresQuery
	switch dialect {
	case Postgres:
	case SQLite:
		query = sqliteQuery
	default:
		return nil, fmt.Errorf("migrations: no database of the kind %q", dialect)
	}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("migrations: read the schema: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("migrations: read the schema: %w", err)
		}
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// NOT NULL is told with its column; from Postgres 18 on it is a constraint as well (contype n).
const postgresQuery = `
SELECT concat_ws(' ', 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
	CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END, 'default ' || pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'goose_db_version'
UNION ALL
SELECT concat_ws(' ', 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND c.relname <> 'goose_db_version'
UNION ALL
SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ')
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname <> 'goose_db_version'
	AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
UNION ALL
SELECT concat_ws(' ', 'row security', c.relname, CASE WHEN c.relrowsecurity THEN 'enabled' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END)
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND (c.relrowsecurity OR c.relforcerowsecurity)
UNION ALL
SELECT concat_ws(' ', 'policy', c.relname, p.polname, p.polcmd, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
	'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT replace(pg_get_functiondef(f.oid), quote_ident(current_schema()) || '.', '')
FROM pg_proc f
WHERE f.pronamespace = current_schema()::regnamespace AND f.proname LIKE 'selter%'
UNION ALL
SELECT concat_ws(' ', 'grant', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), 'on', c.relname, 'to selter_runtime')
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = current_schema()::regnamespace
	AND a.grantee IN (0, (SELECT r.oid FROM pg_roles r WHERE r.rolname = 'selter_runtime'))
GROUP BY c.relname`

const sqliteQuery = `
SELECT concat_ws(' ', 'column', m.name || '.' || c.name, c.type, CASE c."notnull" WHEN 1 THEN 'not null' ELSE 'null' END,
	'default ' || c.dflt_value, CASE WHEN c.pk > 0 THEN 'key ' || c.pk END)
FROM sqlite_schema m, pragma_table_xinfo(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version'
UNION ALL
SELECT concat_ws(' ', 'constraint', m.name, 'FOREIGN KEY', f."from", 'REFERENCES', f."table", f."to")
FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' AND m.name <> 'goose_db_version'
UNION ALL
SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name <> 'goose_db_version'`
