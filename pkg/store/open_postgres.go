package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// The oldest Postgres that is still maintained.
const oldestPostgres = 140000

// What every connection sets for itself. A statement that takes longer is a fault, and one that
// waits for a lock must not hold up those behind it.
const (
	statementTimeout = 8 * time.Second
	lockTimeout      = 4 * time.Second
	idleTimeout      = 10 * time.Second
)

func (s *Store) openPostgres(ctx context.Context, config Config) error {
	address, err := pgx.ParseConfig(config.URL)
	if err != nil {
		return errors.New("the database URL cannot be read") // the error itself might show the password
	}
	s.dialect = postgresDialect()
	s.inspect, s.vital = s.inspectPostgres, func(check string) bool { return check == "server_version" }
	address.RuntimeParams["timezone"] = "UTC"
	if address.RuntimeParams["application_name"] == "" {
		address.RuntimeParams["application_name"] = "selter"
	}
	if config.Prepare != nil {
		db := stdlib.OpenDB(*address)
		err := config.Prepare(ctx, db, s.name)
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
	}
	address.RuntimeParams["statement_timeout"] = milliseconds(statementTimeout)
	address.RuntimeParams["lock_timeout"] = milliseconds(lockTimeout)
	address.RuntimeParams["idle_in_transaction_session_timeout"] = milliseconds(idleTimeout)
	// A statement that takes its rows as arrays is expected to have ten of them in a plan for all parameters and as
	// many as there are in a plan for these, so that the second always looks cheaper; the server would then plan each
	// commit anew, which takes longer than carrying it out.
	address.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	address.Tracer = tracer{config.Traffic}
	// Callers wait for a connection rather than opening more: on two cores 32 connections are a quarter slower than 8.
	db := stdlib.OpenDB(*address)
	s.closes = append(s.closes, db.Close)
	db.SetMaxOpenConns(config.MaxConns)
	db.SetMaxIdleConns(config.MaxConns)
	db.SetConnMaxIdleTime(10 * time.Minute)
	s.writes, err = gorm.Open(postgres.New(postgres.Config{Conn: db}), settings(config.Log))
	s.reads = s.writes
	return err
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func (s *Store) inspectPostgres(ctx context.Context) ([]Check, error) {
	var found struct {
		Version                                                      int
		Fsync, Synchronous, Pages, Zone, Statement, Locks, Idle, Who string
		Superuser                                                    bool
	}
	err := s.reads.WithContext(ctx).Raw(`SELECT current_setting('server_version_num')::int AS version,
		current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous,
		current_setting('full_page_writes') AS pages, current_setting('TimeZone') AS zone,
		current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS locks,
		current_setting('idle_in_transaction_session_timeout') AS idle,
		rolname AS who, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`).Scan(&found).Error
	if err != nil {
		return nil, err
	}
	role := found.Who + " is an ordinary role"
	if found.Superuser {
		role = found.Who + " is a superuser, whom no permission binds"
	}
	limits := fmt.Sprintf("statement %s, lock %s, idle in a transaction %s", found.Statement, found.Locks, found.Idle)
	return []Check{
		{"server_version", found.Version >= oldestPostgres, strconv.Itoa(found.Version)},
		{"fsync", found.Fsync == "on", found.Fsync},
		{"synchronous_commit", found.Synchronous != "off", found.Synchronous},
		{"full_page_writes", found.Pages == "on", found.Pages},
		{"time_zone", found.Zone == "UTC", found.Zone},
		{"timeouts", found.Statement != "0" && found.Locks != "0" && found.Idle != "0", limits},
		{"role", !found.Superuser, role},
	}, nil
}
