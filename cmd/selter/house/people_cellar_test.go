package house_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/redis/go-redis/v9"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/config"
	"selter/pkg/peers"
)

// A cellar is where a house keeps things, looked at by whoever has the keys to the cellar
// and none to what lies in it: the superuser, the thief of a disk.
type cellar struct {
	house.Config
	db       func(*testing.T) *sql.DB
	tables   string // lists tables
	bytes    string // turns a column into bytes
	slow     string // a statement, of a trigger, that takes longer than is logged
	trap     string // one that fails and says as much as the database ever says of a row
	trigger  func(name, when, table, does string) []string
	files    string
	wires    []*wire
	redis    *redis.Client
	expected []string // beginnings of places of which some have to be there
}

// onDisk is an embedded house.
func onDisk(t *testing.T) *cellar {
	t.Helper()
	c := &cellar{Config: embedded(t), expected: []string{"file selter.db", "file selter.db-wal", "file notices"}}
	c.files = c.Data
	c.db = func(t *testing.T) *sql.DB {
		db, err := driver.Open("file:" + filepath.ToSlash(filepath.Join(c.Data, "selter.db")) + "?_pragma=busy_timeout(5000)")
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	c.tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	c.bytes = `CAST("%s" AS BLOB)`
	c.slow = `SELECT n FROM much;`
	c.trap = `SELECT RAISE(ABORT, 'jebakan');`
	c.trigger = func(name, when, table, does string) []string {
		return []string{
			`CREATE VIEW IF NOT EXISTS much AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500000) SELECT count(*) AS n FROM c`,
			"CREATE TRIGGER " + name + " " + when + " ON " + table + " BEGIN " + does + " END",
		}
	}
	return c
}

// onWires is a house on a Postgres and a Redis of its own, with a wire to each.
func onWires(t *testing.T) *cellar {
	t.Helper()
	direct := peers.StartPostgres(t).DSN("postgres")
	parsed, err := pgx.ParseConfig(direct)
	if err != nil {
		t.Fatal(err)
	}
	network, address := "tcp", fmt.Sprintf("%s:%d", parsed.Host, parsed.Port)
	if strings.HasPrefix(parsed.Host, "/") {
		network, address = "unix", filepath.Join(parsed.Host, fmt.Sprint(".s.PGSQL.", parsed.Port))
	}
	postgres := tap(t, network, address)
	server := peers.StartRedis(t, "appendonly=yes")
	queue := tap(t, server.Addr.Network, server.Addr.Addr)
	c := &cellar{
		wires: []*wire{postgres, queue}, redis: server.Addr.Connect(),
		expected: []string{"wire 0", "wire 1", "redis asynq:", "table public.journal", "table public.readings"},
	}
	t.Cleanup(func() {
		if err := c.redis.Close(); err != nil {
			t.Error(err)
		}
	})
	tapped := url.URL{Scheme: "postgres", User: url.User(parsed.User), Host: postgres.address, Path: "postgres", RawQuery: "sslmode=disable"}
	c.Settings = config.Settings{DatabaseURL: tapped.String(), RedisURL: "redis://" + queue.address, Keys: keys(t)}
	c.Files.Dir = t.TempDir()
	c.Log = slog.New(slog.DiscardHandler)
	if err := house.Migrate(t.Context(), c.Config, migrations.Up); err != nil {
		t.Fatal(err)
	}
	c.db = func(*testing.T) *sql.DB { return stdlib.OpenDB(*parsed) }
	c.tables = `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`
	c.bytes = `CASE WHEN pg_typeof(%[1]s) = 'bytea'::regtype THEN %[1]s::text::bytea ELSE convert_to(%[1]s::text, 'UTF8') END`
	c.slow = `PERFORM pg_sleep(0.25);`
	c.trap = `RAISE EXCEPTION 'jebakan %', NEW;`
	c.trigger = func(name, when, table, does string) []string {
		return []string{
			"CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + does + " RETURN NEW; END $$",
			"CREATE TRIGGER " + name + " " + when + " ON " + table + " FOR EACH ROW EXECUTE FUNCTION " + name + "()",
		}
	}
	return c
}

// exec does something as the superuser.
func (c *cellar) exec(t *testing.T, statements ...string) {
	t.Helper()
	db := c.db(t)
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// A place is somewhere in the cellar, with what lies there.
type place struct {
	name string
	text []byte
}

// places is all that there is in the cellar.
func (c *cellar) places(t *testing.T) (all []place) {
	t.Helper()
	all = append(c.columns(t), c.keys(t)...)
	for _, folder := range slices.DeleteFunc([]string{c.files, c.Files.Dir}, func(folder string) bool { return folder == "" }) {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			name, _ := filepath.Rel(folder, path)
			all = append(all, place{"file " + filepath.ToSlash(name), append([]byte(name+"\n"), text...)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for n, w := range c.wires {
		for _, text := range w.carried() {
			all = append(all, place{fmt.Sprint("wire ", n), text})
		}
	}
	for _, beginning := range c.expected {
		if !slices.ContainsFunc(all, func(p place) bool { return strings.HasPrefix(p.name, beginning) && len(p.text) > 0 }) {
			t.Errorf("the cellar has no %s", beginning)
		}
	}
	return all
}

// columns reads every column of every table.
func (c *cellar) columns(t *testing.T) (all []place) {
	t.Helper()
	db := c.db(t)
	defer db.Close()
	for _, table := range texts(t, db, c.tables) {
		for _, name := range columnsOf(t, db, table) {
			found := texts(t, db, "SELECT "+fmt.Sprintf(c.bytes, name)+" FROM "+table+" WHERE "+name+" IS NOT NULL")
			all = append(all, place{"table " + table + "." + name, []byte(strings.Join(found, "\n"))})
		}
	}
	return all
}

func columnsOf(t *testing.T, db *sql.DB, table string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err := errors.Join(err, rows.Err()); err != nil {
		t.Fatal(err)
	}
	return names
}

func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// keys reads every key of Redis, of whatever type.
func (c *cellar) keys(t *testing.T) (all []place) {
	t.Helper()
	if c.redis == nil {
		return nil
	}
	for walk := c.redis.Scan(t.Context(), 0, "*", 100).Iterator(); ; {
		if !walk.Next(t.Context()) {
			if err := walk.Err(); err != nil {
				t.Fatal(err)
			}
			return all
		}
		value, err := redisValue(t.Context(), c.redis, walk.Val())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, place{"redis " + walk.Val(), []byte(walk.Val() + "\n" + value)})
	}
}

func redisValue(ctx context.Context, r *redis.Client, key string) (string, error) {
	kind, err := r.Type(ctx, key).Result()
	if err != nil {
		return "", err
	}
	var list []string
	switch kind {
	case "none": // gone since
	case "string":
		return r.Get(ctx, key).Result()
	case "list":
		list, err = r.LRange(ctx, key, 0, -1).Result()
	case "set":
		list, err = r.SMembers(ctx, key).Result()
	case "zset":
		list, err = r.ZRange(ctx, key, 0, -1).Result()
	case "hash":
		fields, err := r.HGetAll(ctx, key).Result()
		return fmt.Sprint(fields), err
	case "stream":
		entries, err := r.XRange(ctx, key, "-", "+").Result()
		return fmt.Sprint(entries), err
	default:
		return "", fmt.Errorf("%s is a %s, which nobody here can read", key, kind)
	}
	return strings.Join(list, "\n"), err
}
