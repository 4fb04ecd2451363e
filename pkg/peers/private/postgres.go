package private

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// PostgresServer is a Postgres that belongs to this process alone.
type PostgresServer struct {
	carried vessel
	address url.URL // without a database
}

// LaunchPostgres starts a Postgres with the settings ("name=value"; a later one wins; all others are Postgres' own, so commits
// are durable) in a new folder below dir, or below the system's temporary folder if dir is empty. Stop it when done: that deletes
// the folder. Where this machine has no Postgres and no container engine the error is a *MissingError.
func LaunchPostgres(ctx context.Context, dir string, settings ...string) (*PostgresServer, error) {
	return Find(ctx, ThisMachine().Unnamed(), Postgres).LaunchPostgres(ctx, dir, settings...)
}

// LaunchPostgres starts a Postgres from what was found; see the function of the same name.
func (o Offer) LaunchPostgres(ctx context.Context, dir string, settings ...string) (*PostgresServer, error) {
	settings = append([]string{
		"timezone=UTC",
		"max_connections=200", // many tests share a server
		// A killed server leaves nothing behind in /dev/shm.
		"dynamic_shared_memory_type=mmap",
	}, settings...)
	switch o.Source {
	case Local:
		return postgresProcess(ctx, o.Folder, dir, settings)
	case Container:
		return postgresContainer(ctx, o.Engine, settings)
	case Missing:
		return nil, &MissingError{Services: []Service{Postgres}}
	default:
		return nil, fmt.Errorf("a %s server cannot be launched", o.Source)
	}
}

func postgresProcess(ctx context.Context, programs, dir string, settings []string) (_ *PostgresServer, err error) {
	ctx, cancel := context.WithTimeout(ctx, processStart)
	defer cancel()
	p, err := prepare(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("private postgres: %w", err), p.remove())
		}
	}()
	data := filepath.Join(p.folder, "data")
	// SIGINT and SIGQUIT are Postgres' own words for an orderly and for an immediate end. After SIGQUIT the postmaster still ends
	// its children and gives its shared memory back, which SIGKILL would not.
	p.calm, p.curt = syscall.SIGINT, syscall.SIGQUIT
	p.program = filepath.Join(programs, "postgres")
	p.args = []string{"-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + p.folder, "-c", "unix_socket_permissions=0700"}
	p.args = append(p.args, flags(settings)...)
	if err := p.initialise(ctx, filepath.Join(programs, "initdb"), data); err != nil {
		return nil, err
	}
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	// The address names everything, lest a PG variable of the caller's environment fill a gap.
	query := url.Values{"host": {p.folder}, "port": {"5432"}, "sslmode": {"disable"}}
	return &PostgresServer{carried: p, address: url.URL{Scheme: "postgres", User: url.User("postgres"), RawQuery: query.Encode()}}, nil
}

// initialise makes the data folder. Trust needs no password here: only the account (and root) can enter the socket's folder.
func (p *process) initialise(ctx context.Context, initdb, data string) error {
	log := &watch{found: make(chan struct{})}
	args := []string{"-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "--no-instructions"}
	cmd, gone, err := p.spawn(ctx, initdb, args, log)
	if err != nil {
		return err
	}
	select {
	case <-gone.done:
		err = gone.err
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		<-gone.done
		err = context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, log.last())
	}
	return nil
}

func postgresContainer(ctx context.Context, engine string, settings []string) (*PostgresServer, error) {
	ctx, cancel := context.WithTimeout(ctx, containerStart)
	defer cancel()
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	s := &PostgresServer{address: url.URL{
		Scheme: "postgres", User: url.User("postgres"), Host: fmt.Sprintf("127.0.0.1:%d", port), RawQuery: "sslmode=disable",
	}}
	c := &container{
		engine: engine, image: "docker.io/library/postgres:17", env: []string{"POSTGRES_HOST_AUTH_METHOD=trust"},
		args: append([]string{"postgres"}, flags(settings)...), port: port, inner: 5432, ping: s.ping,
	}
	s.carried = c
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return s, nil
}

func (s *PostgresServer) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// DSN is the connection URL of a database of the server, as its superuser. The database "postgres" is always there.
func (s *PostgresServer) DSN(database string) string {
	address := s.address
	address.Path = "/" + database
	return address.String()
}

// Kill ends the server with SIGKILL and returns when the postmaster and all its children are gone. Its data stay.
func (s *PostgresServer) Kill() error { return s.carried.kill() }

// Restart starts the server again on its data and at its address, after an orderly stop if it still runs, and returns when it
// takes connections.
func (s *PostgresServer) Restart() error { return restart(s.carried) }

// Stop ends the server and deletes its data.
func (s *PostgresServer) Stop() error { return s.carried.remove() }

// flags turns settings into the server's arguments.
func flags(settings []string) []string {
	var args []string
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}

// prepare makes the folder and chooses the account.
func prepare(dir string) (*process, error) {
	a, err := unprivileged(os.Geteuid(), user.Lookup)
	if err != nil {
		return nil, err
	}
	folder, err := a.folder(dir)
	if err != nil {
		return nil, err
	}
	// The kernel keeps a socket's path in 104 bytes or a little more.
	if socket := filepath.Join(folder, ".s.PGSQL.5432.lock"); len(socket) > 103 {
		return nil, errors.Join(fmt.Errorf("%s is too long a path for a Unix socket: choose a shorter folder", socket), os.Remove(folder))
	}
	return &process{folder: folder, account: a}, nil
}
