package peers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"selter/pkg/peers/private"
)

// deadline bounds one piece of housekeeping on a server.
const deadline = 30 * time.Second

// PostgresServer is a Postgres that one test has for itself.
type PostgresServer = private.PostgresServer

// Postgres is the connection URL of a fresh, empty database that belongs to this test alone and is dropped after it. The server
// is shared by the tests of the binary and does not promise durable commits; for that, and for killing it, see StartPostgres.
func Postgres(t testing.TB) string {
	t.Helper()
	return common.postgres(t, "", nil)
}

// PostgresTemplate is like Postgres, but the database starts as a copy of the template of that name. The first test that asks
// for a name calls build to fill the template, once per server; build must close its connections before it returns.
func PostgresTemplate(t testing.TB, name string, build func(dsn string) error) string {
	t.Helper()
	return common.postgres(t, name, build)
}

// StartPostgres starts a server for this test alone, with the settings ("name=value"), and stops it after the test. Unless the
// settings say otherwise ("fsync=on", "synchronous_commit=on", "full_page_writes=on") its commits are not durable against a
// crash of the machine; a killed server loses nothing that was committed with synchronous_commit=on.
func StartPostgres(t testing.TB, settings ...string) *PostgresServer {
	t.Helper()
	return common.startPostgres(t, settings...)
}

func (f *fleet) startPostgres(t testing.TB, settings ...string) *PostgresServer {
	t.Helper()
	offer := f.need(t, private.Postgres, true)
	server, err := offer.LaunchPostgres(t.Context(), "", append(hasty(), settings...)...)
	if err != nil {
		t.Fatal(err)
	}
	stopAfter(t, f, server.Stop)
	return server
}

// hasty are the settings of a server whose data die with it.
func hasty() []string {
	return []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off"}
}

// stopAfter stops a server after its test, or when the run is interrupted.
func stopAfter(t testing.TB, f *fleet, stop func() error) {
	stop = sync.OnceValue(stop)
	f.later(stop)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// cluster is the Postgres that the tests of a binary share.
type cluster struct {
	dsn string // of a database from which others may be created

	mu        sync.Mutex
	templates map[string]func() (database string, err error)
}

func (f *fleet) postgres(t testing.TB, template string, build func(dsn string) error) string {
	t.Helper()
	f.need(t, private.Postgres, false)
	shared, err := f.shared()
	if err != nil {
		t.Fatal(err)
	}
	var dsn string
	err = during(t, func(ctx context.Context) error {
		source := "template0" // empty, whatever an administrator has put into template1
		if build != nil {
			if source, err = shared.template(ctx, f, template, build); err != nil {
				return fmt.Errorf("template %s: %w", template, err)
			}
		}
		name, err := shared.create(ctx, source)
		if err != nil {
			return err
		}
		t.Cleanup(func() {
			err := during(t, func(ctx context.Context) error { return shared.drop(ctx, name) })
			if err != nil {
				t.Error(err)
			}
		})
		dsn, err = within(shared.dsn, name)
		return err
	})
	if err != nil {
		t.Fatal("peers: ", err)
	}
	return dsn
}

// openCluster connects to the named server or launches the shared one. It runs once per fleet.
func (f *fleet) openCluster() (*cluster, error) {
	f.mu.Lock()
	offer := f.offers[private.Postgres]
	f.mu.Unlock()
	c := &cluster{dsn: offer.URL, templates: map[string]func() (string, error){}}
	if offer.Source == private.Named {
		return c, nil
	}
	server, err := offer.LaunchPostgres(context.Background(), "", hasty()...)
	if err != nil {
		return nil, err
	}
	f.later(server.Stop)
	c.dsn = server.DSN("postgres")
	return c, nil
}

// template builds a template on first use and names its database.
func (c *cluster) template(ctx context.Context, f *fleet, name string, build func(dsn string) error) (string, error) {
	c.mu.Lock()
	once, known := c.templates[name]
	if !known {
		once = sync.OnceValues(func() (string, error) { return c.build(ctx, f, build) })
		c.templates[name] = once
	}
	c.mu.Unlock()
	return once()
}

func (c *cluster) build(ctx context.Context, f *fleet, build func(dsn string) error) (string, error) {
	database, err := c.create(ctx, "template0")
	if err != nil {
		return "", err
	}
	f.later(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		return c.drop(ctx, database)
	})
	dsn, err := within(c.dsn, database)
	if err != nil {
		return "", err
	}
	return database, build(dsn)
}

func (c *cluster) create(ctx context.Context, source string) (string, error) {
	name := "selter_peers_" + strings.ToLower(rand.Text()[:16])
	return name, c.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+source)
}

func (c *cluster) drop(ctx context.Context, name string) error {
	return c.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

// exec runs one statement on a connection of its own. The statements hold only names made here.
func (c *cluster) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, c.dsn)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// within is the connection string with another database, be it a URL or a list of keywords (of which the last one wins).
func within(dsn, database string) (string, error) {
	if !strings.Contains(dsn, "://") {
		return dsn + " dbname=" + database, nil
	}
	address, err := url.Parse(dsn)
	if err != nil {
		return "", fmt.Errorf("%s is not a URL", private.Variable(private.Postgres)) // the error itself would show the password
	}
	address.Path = "/" + database
	return address.String(), nil
}
