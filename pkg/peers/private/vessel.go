package private

import (
	"context"
	"time"
)

// vessel carries one server: a child process or a container.
type vessel interface {
	start(ctx context.Context) error // returns when the server answers; after stop or kill it starts the same data again
	stop() error                     // orderly
	kill() error                     // SIGKILL, and wait until it is gone
	freeze() error
	thaw() error
	remove() error // ends it and deletes all its data
}

// Limits on one start. A container may have to fetch its image first.
const (
	processStart   = 30 * time.Second
	containerStart = 5 * time.Minute
)

// Starting a server again takes no context, since it belongs to tests that have just killed it.
func restart(v vessel) error {
	if err := v.stop(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), processStart)
	defer cancel()
	return v.start(ctx)
}
