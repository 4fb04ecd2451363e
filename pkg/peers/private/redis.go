package private

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// RedisAddr says how to reach one database of a Redis.
type RedisAddr struct {
	Network  string // "unix" or "tcp"
	Addr     string // the socket's path, or host:port
	DB       int
	Username string // empty on a private server
	Password string // empty on a private server
}

// Connect opens a client, which the caller closes.
func (a RedisAddr) Connect() *redis.Client {
	return redis.NewClient(&redis.Options{Network: a.Network, Addr: a.Addr, DB: a.DB, Username: a.Username, Password: a.Password})
}

// RedisServer is a Redis that belongs to this process alone.
type RedisServer struct {
	Addr    RedisAddr // database 0; it stays the same over restarts
	carried vessel
}

// LaunchRedis starts a Redis with the settings ("name=value", as in redis.conf; a later one wins) in a new folder below dir, or
// below the system's temporary folder if dir is empty. Unless a setting says otherwise it keeps nothing on disk, so that a
// restart loses all, and it evicts nothing. Stop it when done. Where this machine has no Redis and no container engine the error
// is a *MissingError.
func LaunchRedis(ctx context.Context, dir string, settings ...string) (*RedisServer, error) {
	return Find(ctx, ThisMachine().Unnamed(), Redis).LaunchRedis(ctx, dir, settings...)
}

// LaunchRedis starts a Redis from what was found; see the function of the same name.
func (o Offer) LaunchRedis(ctx context.Context, dir string, settings ...string) (*RedisServer, error) {
	settings = append([]string{"save=", "appendonly=no", "maxmemory-policy=noeviction"}, settings...)
	switch o.Source {
	case Local:
		return redisProcess(ctx, o.Folder, dir, settings)
	case Container:
		return redisContainer(ctx, o.Engine, settings)
	case Missing:
		return nil, &MissingError{Services: []Service{Redis}}
	default:
		return nil, fmt.Errorf("a %s server cannot be launched", o.Source)
	}
}

func redisProcess(ctx context.Context, programs, dir string, settings []string) (*RedisServer, error) {
	ctx, cancel := context.WithTimeout(ctx, processStart)
	defer cancel()
	p, err := prepare(dir)
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(p.folder, "redis.sock")
	p.calm, p.curt = syscall.SIGTERM, syscall.SIGKILL // SIGKILL ends it even while it is frozen
	p.program = filepath.Join(programs, "redis-server")
	p.args = append([]string{"--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", p.folder}, options(settings)...)
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("private redis: %w", err), p.remove())
	}
	return &RedisServer{carried: p, Addr: RedisAddr{Network: "unix", Addr: socket}}, nil
}

func redisContainer(ctx context.Context, engine string, settings []string) (*RedisServer, error) {
	ctx, cancel := context.WithTimeout(ctx, containerStart)
	defer cancel()
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	s := &RedisServer{Addr: RedisAddr{Network: "tcp", Addr: "127.0.0.1:" + strconv.Itoa(port)}}
	c := &container{
		engine: engine, image: "docker.io/library/redis:7", port: port, inner: 6379, ping: s.ping,
		args: append([]string{"redis-server"}, options(settings)...),
	}
	s.carried = c
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return s, nil
}

func (s *RedisServer) ping(ctx context.Context) error {
	client := s.Addr.Connect()
	return errors.Join(client.Ping(ctx).Err(), client.Close())
}

// Flush deletes every key of every database.
func (s *RedisServer) Flush(ctx context.Context) error {
	client := s.Addr.Connect()
	return errors.Join(client.FlushAll(ctx).Err(), client.Close())
}

// Kill ends the server with SIGKILL and returns when it is gone.
func (s *RedisServer) Kill() error { return s.carried.kill() }

// Freeze stops the server in its tracks: connections stay open and nothing answers, until Thaw.
func (s *RedisServer) Freeze() error { return s.carried.freeze() }

// Thaw lets a frozen server go on.
func (s *RedisServer) Thaw() error { return s.carried.thaw() }

// Restart starts the server again at its address, after an orderly stop if it still runs, and returns when it answers.
func (s *RedisServer) Restart() error { return restart(s.carried) }

// Stop ends the server and deletes its data.
func (s *RedisServer) Stop() error { return s.carried.remove() }

// options turns settings into the server's arguments. Each is two words, the second possibly empty.
func options(settings []string) []string {
	var args []string
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		args = append(args, "--"+name, value)
	}
	return args
}
