// Package store keeps cases in Postgres or in a SQLite file. GORM lives here and nowhere else.
//
// Reading order: rows.go says how records lie in tables; commit.go is the one commit unit, in one
// statement on Postgres (commit_postgres.go) and in one transaction on SQLite (commit_sqlite.go), with what
// it says of people (commit_people.go) and what it saw of other cases (commit_watch.go); load.go reads what a commit needs, queries.go the rest;
// alarms.go is the timers and the outbox; walls.go says who sees what of all this.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"selter/pkg/casework"
)

// patience bounds one commit, the wait for a connection and all repetitions included.
const patience = 10 * time.Second

// A Config says which database and how to use it. URL is all that is required.
type Config struct {
	// URL is postgres://... or the path of a SQLite file.
	URL string
	// Clock, when set, stands in for the database's own: stories and demos run on it.
	Clock func() time.Time
	// Scratch says that what a SQLite file holds can be made again: commits do not wait for the
	// disk, and a loss of power may take them.
	Scratch bool
	// MaxConns bounds the pool; 0 means 4 for each processor.
	MaxConns int
	// Log is told of slow and failed statements, never of what they carry.
	Log *slog.Logger
	// Traffic, when set, counts what is asked of the database.
	Traffic *Traffic
	// Prepare, when set, is called once the database can be reached and before the store is used,
	// on a connection without time limits; migrations.Up and migrations.Verify fit. The dialect is
	// "postgres" or "sqlite".
	Prepare Preparation
}

// A Preparation brings a database into order before it is used.
type Preparation func(ctx context.Context, db *sql.DB, dialect string) error

// A Store keeps cases. It is safe for concurrent use, and any number of processes may use one
// Postgres; a SQLite file belongs to one process.
type Store struct {
	dialect
	reads  *gorm.DB
	writes *gorm.DB // the same as reads on Postgres, the only writing connection on SQLite
	clock  func() time.Time
	closes []func() error // in the order of opening
	// What every event begins with.
	loads, recalls worded
	uses           uses
}

var (
	_ casework.Store   = (*Store)(nil)
	_ casework.Alarms  = (*Store)(nil)
	_ casework.Library = (*Store)(nil)
	_ casework.Shelves = (*Store)(nil)
)

// Open connects to the database and checks that it can be trusted with a selection: what cannot be
// used at all (version, journal mode) is an error; the rest is logged, and told by Checks.
func Open(ctx context.Context, config Config) (*Store, error) {
	if config.MaxConns == 0 {
		config.MaxConns = 4 * runtime.GOMAXPROCS(0)
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Traffic == nil {
		config.Traffic = new(Traffic)
	}
	s := &Store{clock: config.Clock}
	connect := s.openSQLite
	if isPostgres(config.URL) {
		connect = s.openPostgres
	}
	err := connect(ctx, config)
	if err == nil {
		s.loads, s.recalls = s.word(loading), s.word(recalling)
		err = s.report(ctx, config.Log)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), s.Close())
	}
	return s, nil
}

// Arrange lets the config's Prepare work on a database and on nothing else: for what is done before a
// store can be opened, such as bringing the schema up to date or looking how far it is.
func Arrange(ctx context.Context, config Config) error {
	s := &Store{clock: config.Clock}
	if config.Traffic == nil {
		config.Traffic = new(Traffic)
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if isPostgres(config.URL) {
		var address *pgx.ConnConfig
		if address, err = postgresAddress(config.URL); err == nil {
			err = preparePostgres(ctx, config, address)
		}
	} else {
		err = s.openSQLite(ctx, config)
	}
	if err != nil {
		err = fmt.Errorf("store: %w", err)
	}
	return errors.Join(err, s.Close())
}

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Close ends all connections.
func (s *Store) Close() error {
	s.uses.writers.Wait()
	var errs []error
	for _, end := range slices.Backward(s.closes) {
		errs = append(errs, end())
	}
	s.closes = nil
	return errors.Join(errs...)
}

// A Check is one thing that was looked at to see whether the database can be trusted.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Checks looks at the database's settings, one round trip.
func (s *Store) Checks(ctx context.Context) ([]Check, error) {
	checks, err := s.inspect(ctx)
	return checks, s.fault(ctx, err)
}

func (s *Store) report(ctx context.Context, log *slog.Logger) error {
	checks, err := s.inspect(ctx)
	if err != nil {
		return err
	}
	var refused []error
	for _, check := range checks {
		level := slog.LevelInfo
		if !check.OK {
			level = slog.LevelWarn
		}
		log.Log(ctx, level, "database check", "name", check.Name, "ok", check.OK, "detail", check.Detail)
		if !check.OK && s.vital(check.Name) {
			refused = append(refused, fmt.Errorf("%s: %s", check.Name, check.Detail))
		}
	}
	return errors.Join(refused...)
}

// settings is a fresh gorm.Config: gorm.Open writes into it, so that two databases must never share one.
func settings(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // a statement is a transaction; more is said where it is meant
		PrepareStmt:            false,
		QueryFields:            true,
		TranslateError:         true,
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
		Logger:                 journalist{log},
	}
}
