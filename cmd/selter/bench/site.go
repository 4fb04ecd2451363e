package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"selter/migrations"
	"selter/pkg/peers/private"
)

// The two sides lie in schemas of their own, made by the same migrations, so that
// neither sees the other's rows.
const (
	engineSchema   = "selter_bench_engine"
	baselineSchema = "selter_bench_baseline"
)

// ErrNotEmpty says that there is something in the database already.
var ErrNotEmpty = errors.New("the database is not empty: a benchmark fills one of its own, name an empty one or none")

// A Site is the databases of one run.
type Site struct {
	// Database is the URL of the database, RedisURL that of a Redis of this site alone.
	Database, RedisURL string
	redis              *private.RedisServer
	closers            []func() error
}

// OpenSite prepares a site: on the Postgres that database names, which has to be empty,
// or on a private one with its own settings, which keeps every commit on disk. Redis is
// always private: what the benchmark rings there no worker of others may hear.
func OpenSite(ctx context.Context, database string) (_ *Site, err error) {
	s := &Site{Database: database}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if database == "" {
		server, err := private.LaunchPostgres(ctx, "")
		if err != nil {
			return nil, err
		}
		s.closers = append(s.closers, server.Stop)
		s.Database = server.DSN("postgres")
	}
	if err := s.refuseForeign(ctx); err != nil {
		return nil, err
	}
	s.closers = append(s.closers, func() error { return s.drop(context.WithoutCancel(ctx)) })
	for _, schema := range []string{engineSchema, baselineSchema} {
		if err := s.build(ctx, schema); err != nil {
			return nil, err
		}
	}
	redis, err := private.LaunchRedis(ctx, "", "appendonly=yes")
	if err != nil {
		return nil, err
	}
	s.redis = redis
	s.closers = append(s.closers, redis.Stop)
	s.RedisURL = "unix://" + redis.Addr.Addr
	if redis.Addr.Network == "tcp" {
		s.RedisURL = "redis://" + redis.Addr.Addr
	}
	return s, nil
}

// Close takes everything back.
func (s *Site) Close() error {
	var errs []error
	for _, end := range slices.Backward(s.closers) {
		errs = append(errs, end())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// refuseForeign refuses a database in which there are tables.
func (s *Site) refuseForeign(ctx context.Context) error {
	return s.do(ctx, func(conn *pgx.Conn) error {
		var tables int
		err := conn.QueryRow(ctx, `SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'`).Scan(&tables)
		if err == nil && tables > 0 {
			err = ErrNotEmpty
		}
		return err
	})
}

func (s *Site) build(ctx context.Context, schema string) error {
	if err := s.exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		return err
	}
	within, err := s.within(schema)
	if err != nil {
		return err
	}
	address, err := pgx.ParseConfig(within)
	if err != nil {
		return errors.New("the database URL cannot be read")
	}
	db := stdlib.OpenDB(*address)
	return errors.Join(migrations.Up(ctx, db, migrations.Postgres), closed(db))
}

func closed(db *sql.DB) error { return db.Close() }

func (s *Site) drop(ctx context.Context) error {
	return s.exec(ctx, "SET client_min_messages = error; DROP SCHEMA IF EXISTS "+engineSchema+" CASCADE; DROP SCHEMA IF EXISTS "+baselineSchema+" CASCADE")
}

// within is the database's URL with a schema for its tables.
func (s *Site) within(schema string) (string, error) {
	address, err := url.Parse(s.Database)
	if err != nil || !strings.HasPrefix(address.Scheme, "postgres") {
		return "", errors.New("the database URL cannot be read") // the error itself would show the password
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String(), nil
}

func (s *Site) exec(ctx context.Context, statements string) error {
	return s.do(ctx, func(conn *pgx.Conn) error {
		_, err := conn.PgConn().Exec(ctx, statements).ReadAll()
		return err
	})
}

// do lends a connection that is closed afterwards.
func (s *Site) do(ctx context.Context, use func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, s.Database)
	if err != nil {
		return fmt.Errorf("the database cannot be reached: %w", err)
	}
	return errors.Join(use(conn), conn.Close(context.WithoutCancel(ctx)))
}
