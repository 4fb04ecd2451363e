package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
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

// The role that every working connection takes (the migration of the walls makes it and says what it may do). The login
// role may be as mighty as one likes: it prepares the database, and then this one works.
const runtimeRole = "selter_runtime"

func (s *Store) openPostgres(ctx context.Context, config Config) error {
	address, err := postgresAddress(config.URL)
	if err != nil {
		return err
	}
	s.dialect = postgresDialect()
	s.inspect, s.vital = s.inspectPostgres, func(check string) bool {
		return check == "server_version" || check == "runtime_role" || check == "row_security"
	}
	if err := preparePostgres(ctx, config, address); err != nil {
		return err
	}
	address.RuntimeParams["role"] = runtimeRole
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
	s.writes, err = gorm.Open(discreet{postgres.New(postgres.Config{Conn: db})}, settings(config.Log))
	s.reads = s.writes
	return roleFault(err)
}

// postgresAddress reads a URL and says who is calling.
func postgresAddress(url string) (*pgx.ConnConfig, error) {
	address, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // the error itself might show the password
	}
	address.RuntimeParams["timezone"] = "UTC"
	if address.RuntimeParams["application_name"] == "" {
		address.RuntimeParams["application_name"] = "selter"
	}
	return address, nil
}

// preparePostgres lets the login role itself bring the database into order.
func preparePostgres(ctx context.Context, config Config, address *pgx.ConnConfig) error {
	if config.Prepare == nil {
		return nil
	}
	db := stdlib.OpenDB(*address)
	err := config.Prepare(ctx, db, postgresName)
	return errors.Join(err, db.Close())
}

// roleFault says what to do when the server does not let the login role take the runtime role.
func roleFault(err error) error {
	said, refused := errors.AsType[*pgconn.PgError](err)
	if refused && strings.Contains(said.Message, runtimeRole) {
		return fmt.Errorf("the login role cannot take the role %s: bring the schema up to date, and let the login role be IN ROLE %[1]s: %w", runtimeRole, err)
	}
	return err
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
