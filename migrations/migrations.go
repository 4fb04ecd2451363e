// Package migrations holds the schema: SQL files, one set for each kind of database, and what
// brings a database to it. README.md says by which rules files are added.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// The kinds of database, which are also the names of the folders.
const (
	Postgres = "postgres"
	SQLite   = "sqlite"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// attempts is how often Up begins again when a migration could not get its lock in time.
const attempts = 20

// A Step is one migration and when it was applied; zero if it is still to be.
type Step struct {
	Version int64
	Name    string
	Applied time.Time
}

// Up applies what is missing. Any number of processes may call it at once: on Postgres the first
// holds a lock and the others wait for it; a SQLite file belongs to one process anyway.
func Up(ctx context.Context, db *sql.DB, dialect string) error {
	provider, err := open(db, dialect)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		_, err = provider.Up(ctx)
		// A migration that waited for its table holds up everybody behind it, so it gives up
		// soon (lock_timeout) and is begun again.
		late, waited := errors.AsType[*pgconn.PgError](err)
		if !waited || late.Code != "55P03" || attempt == attempts {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// Status lists all migrations, the oldest first.
func Status(ctx context.Context, db *sql.DB, dialect string) ([]Step, error) {
	provider, err := open(db, dialect)
	if err != nil {
		return nil, err
	}
	status, err := provider.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	steps := make([]Step, len(status))
	for i, s := range status {
		steps[i] = Step{Version: s.Source.Version, Name: filepath.Base(s.Source.Path), Applied: s.AppliedAt.UTC()}
		if s.State != goose.StateApplied {
			steps[i].Applied = time.Time{}
		}
	}
	return steps, nil
}

func open(db *sql.DB, dialect string) (*goose.Provider, error) {
	var kind goose.Dialect
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	switch dialect {
	case Postgres:
		kind = goose.DialectPostgres
		// The library tries again each 5 s; a start that waits for another's 1 s of work need not.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300), lock.WithUnlockTimeout(1, 60))
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	case SQLite:
		kind = goose.DialectSQLite3
	default:
		return nil, fmt.Errorf("migrations: no database of the kind %q", dialect)
	}
	set, err := fs.Sub(files, dialect)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	provider, err := goose.NewProvider(kind, db, set, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}
