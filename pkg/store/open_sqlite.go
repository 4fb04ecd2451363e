package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/gorm"
)

// The oldest SQLite that is accepted.
const oldestSQLite = "3.50.0"

// ErrInUse says that another process has the SQLite file.
var ErrInUse = errors.New("the data folder is in use by another process")

func (s *Store) openSQLite(ctx context.Context, config Config) error {
	if strings.Contains(config.URL, "://") || strings.HasPrefix(config.URL, "file:") || strings.Contains(config.URL, ":memory:") || config.URL == "" {
		// Every connection to a database in memory would have one of its own.
		return errors.New("the database must be postgres://... or the path of a file")
	}
	path, err := filepath.Abs(config.URL)
	if err != nil {
		return err
	}
	s.dialect = sqliteDialect()
	waits := "FULL"
	if config.Scratch {
		waits = "OFF"
	}
	s.inspect = func(ctx context.Context) ([]Check, error) { return s.inspectSQLite(ctx, waits) }
	s.vital = func(string) bool { return true }
	if err := s.lock(ctx, path+".lock"); err != nil {
		return err
	}
	// One connection writes: with several the longest wait is 18 times as long.
	// What is deleted is overwritten: the key of somebody who is forgotten is not to be read in what is left of its page.
	writer, err := s.sqlite(path, url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(" + waits + ")", "foreign_keys(1)", "secure_delete(1)",
	}}, 1)
	if err != nil {
		return err
	}
	if config.Prepare != nil {
		if err := config.Prepare(ctx, writer, s.name); err != nil {
			return err
		}
	}
	if s.writes, err = gorm.Open(discreet{gormlite.OpenDB(countedPool{writer, config.Traffic})}, settings(config.Log)); err != nil {
		return err
	}
	if err := writer.PingContext(ctx); err != nil { // makes the file, which a reader cannot
		return err
	}
	reader, err := s.sqlite(path, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}}, config.MaxConns)
	if err != nil {
		return err
	}
	s.reads, err = gorm.Open(discreet{gormlite.OpenDB(countedPool{reader, config.Traffic})}, settings(config.Log))
	return err
}

// sqlite opens a pool of connections that stay open.
func (s *Store) sqlite(path string, options url.Values, conns int) (*sql.DB, error) {
	db, err := openKept(address(path, options))
	if err != nil {
		return nil, err
	}
	s.closes = append(s.closes, db.Close)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func address(path string, options url.Values) string {
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: options.Encode()}).String()
}

// lock holds an exclusive transaction on a file beside the database until the store is closed or the
// process ends, however it ends. SQLite knows how to lock files on every system.
func (s *Store) lock(ctx context.Context, path string) error {
	db, err := driver.Open(address(path, url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(0)"}}))
	if err != nil {
		return err
	}
	s.closes = append(s.closes, db.Close)
	// Not ctx: the transaction is to outlive it.
	held, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		if isBusy(err) {
			return fmt.Errorf("%w: %s is locked", ErrInUse, path)
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	s.closes = append(s.closes, held.Rollback)
	return nil
}

func (s *Store) inspectSQLite(ctx context.Context, waits string) ([]Check, error) {
	var found struct {
		Version, Mode string
		Synchronous   int
		Keys          bool
	}
	// On the writing connection: these are settings of a connection.
	err := s.writes.WithContext(ctx).Raw(`SELECT sqlite_version() AS version, m.journal_mode AS mode, s.synchronous AS synchronous,
		k.foreign_keys AS keys FROM pragma_journal_mode m, pragma_synchronous s, pragma_foreign_keys k`).Scan(&found).Error
	if err != nil {
		return nil, err
	}
	return []Check{
		{"sqlite_version", newEnough(found.Version), found.Version},
		{"journal_mode", found.Mode == "wal", found.Mode},
		{"synchronous", found.Synchronous == map[string]int{"FULL": 2, "OFF": 0}[waits], fmt.Sprintf("%d (2 is FULL)", found.Synchronous)},
		{"foreign_keys", found.Keys, fmt.Sprint(found.Keys)},
	}, nil
}

func newEnough(version string) bool {
	var have, want [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &have[0], &have[1], &have[2]); err != nil {
		return false
	}
	if _, err := fmt.Sscanf(oldestSQLite, "%d.%d.%d", &want[0], &want[1], &want[2]); err != nil {
		return false
	}
	for i := range have {
		if have[i] != want[i] {
			return have[i] > want[i]
		}
	}
	return true
}
